//! Group G: do the commands and plugins that the distribution declares exist?

pub mod entry_async;
pub mod entry_attribute_missing;
pub mod entry_attribute_not_callable;
pub mod entry_case_collision;
pub mod entry_extras;
pub mod entry_group_invalid;
pub mod entry_module_foreign;
pub mod entry_module_missing;
pub mod entry_name_invalid;
pub mod entry_needs_arguments;
pub mod entry_needs_extra;
pub mod entry_reference_invalid;
pub mod entry_reserved_name;
pub mod entry_shadows_command;
pub mod entry_start_file;
pub mod entry_unparsable;

use crate::artifact::entry_points::{EntryPoint, ObjectReference};
use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::python::Binding;
use crate::python::modules::{Lookup, find};

/// The entry points whose values are object references, with what importing the module would find.
fn references(wheel: &Wheel) -> impl Iterator<Item = (&EntryPoint, ObjectReference, Lookup)> {
    let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
    entries.filter_map(|entry| {
        let reference = entry.reference()?;
        let lookup = find(&wheel.site, &reference.module);
        Some((entry, reference, lookup))
    })
}

/// A command, and how its module binds what it starts.
struct Target<'w> {
    entry: &'w EntryPoint,
    /// Path of the member.
    path: &'w str,
    binding: &'w Binding,
}

/// The commands whose function is seen: bound once, in a module of the wheel.
fn targets(wheel: &Wheel) -> impl Iterator<Item = Target<'_>> {
    references(wheel).filter(|(entry, ..)| entry.is_script()).filter_map(|(entry, reference, lookup)| {
        let (Lookup::Source(site), [attribute]) = (lookup, reference.attributes.as_slice()) else { return None };
        let (path, module) = wheel.module(&site)?;
        let binding = module.bound.get(attribute).filter(|binding| !binding.again)?;
        Some(Target { entry, path, binding })
    })
}

/// Whether a module that is not in the wheel can only be the project's own.
///
/// It is, if the part of the path that exists is closed to other distributions, if nothing is required that could bring it,
/// or if the wheel ships nothing at all and no requirement is called like the module. Otherwise a requirement may well bring
/// it under a name of its own (`scikit-learn` brings `sklearn`).
fn is_own_module(wheel: &Wheel, module: &str, closed: bool) -> bool {
    if closed {
        return true;
    }
    let top = module.split('.').next().unwrap_or(module);
    if wheel.site.iter().any(|path| path.split(['/', '.']).next() == Some(top)) {
        // A namespace that several distributions may share.
        return false;
    }
    let requirements = wheel.metadata.iter().flat_map(|metadata| &metadata.requires_dist);
    let names: Vec<String> = requirements.filter_map(crate::artifact::requirement::Requirement::name).collect();
    names.is_empty() || (wheel.site.is_empty() && !names.iter().any(|name| resembles(name, top)))
}

/// Whether a distribution of that name may well bring a module of that name: one name contains the other.
pub(crate) fn resembles(distribution: &str, module: &str) -> bool {
    let plain = |name: &str| normalize_name(name).replace('-', "");
    let (distribution, module) = (plain(distribution), plain(module));
    distribution.contains(&module) || module.contains(&distribution)
}

/// Whether the wheel ships nothing and passes on to its requirements instead: a metapackage.
pub(super) fn is_metapackage(wheel: &Wheel) -> bool {
    let Some(metadata) = &wheel.metadata else { return false };
    let requires =
        metadata.requires_dist.iter().any(crate::artifact::requirement::Requirement::is_unconditional_of_extras);
    let own = references(wheel).any(|(_, reference, lookup)| match lookup {
        Lookup::Missing { closed, .. } => is_own_module(wheel, &reference.module, closed),
        _ => false,
    });
    requires && !own
}
