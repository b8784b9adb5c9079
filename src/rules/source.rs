//! What several rules ask of the source in a wheel: where a module's member lies, and how its own modules import each other.

use std::collections::BTreeMap;

use crate::artifact::wheel::Wheel;
use crate::finding::Location;
use crate::python::imports::{module_name, resolve};
use crate::python::modules::{Lookup, find};
use crate::python::{Module, When};
use crate::rules::members::is_test_data;

/// The modules of a wheel that rules judge, by their paths below `site-packages`: not those that lie there to be looked at.
pub(crate) fn judged(wheel: &Wheel) -> impl Iterator<Item = (&str, &Module)> {
    let modules = wheel.contents.modules.iter();
    let sites = modules.filter_map(|(path, module)| Some((Wheel::site_path(path)?, module)));
    sites.filter(|(site, _)| !is_test_data(site) && !site.contains("template"))
}

/// Whether a path lies in a copy of another distribution, which may be cut down on purpose.
pub(crate) fn is_vendored(site: &str) -> bool {
    site.split('/').any(|folder| {
        folder.contains("vendor")
            || matches!(folder, "extern" | "externals" | "external" | "third_party" | "thirdparty" | "_libs")
    })
}

/// A line of a module, by its path below `site-packages`.
pub(crate) fn at(wheel: &Wheel, site: &str, line: u32) -> Location {
    let path = wheel.module(site).map_or(site, |(path, _)| path);
    wheel.file.at_line(path, line)
}

/// The mildest way in which modules of the wheel import each other: by path, whether any import runs unguarded.
pub(crate) fn imported(wheel: &Wheel) -> BTreeMap<String, When> {
    let mut found: BTreeMap<String, When> = BTreeMap::new();
    let mut note = |path: String, when: When| {
        found.entry(path).and_modify(|known| *known = (*known).min(when)).or_insert(when);
    };
    for (site, module) in judged(wheel) {
        let Some(name) = module_name(site) else { continue };
        for import in &module.imports {
            let Some(target) = resolve(site, &name, import) else { continue };
            let first = target.split('.').next().unwrap_or(&target);
            if !owns(wheel, first) {
                continue;
            }
            let inner = import.names.iter().map(|part| format!("{target}.{part}"));
            for module in inner.chain([target.clone()]) {
                if let Lookup::Source(path) = find(&wheel.site, &module) {
                    note(path, import.when);
                }
            }
        }
    }
    found
}

/// Whether the wheel brings a top-level name, or a part of it.
pub(crate) fn owns(wheel: &Wheel, top: &str) -> bool {
    !matches!(find(&wheel.site, top), Lookup::Missing { .. })
}
