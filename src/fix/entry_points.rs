//! Commands that point to nothing: the module or the function that was meant, as the wheel holds it.

use toml_edit::DocumentMut;

use super::toml::{item_mut, set};
use super::{Case, Repair};
use crate::artifact::entry_points::{EntryPoint, ObjectReference};
use crate::artifact::pyproject::Value;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::python::edit_distance;
use crate::python::modules::{Lookup, find};

/// A value that is no `module:function`.
pub fn reference(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let (keys, value) = if let Some(at) = case.at {
        script_at(case, at)?
    } else {
        let (_, entry) = entry(case)?;
        (keys(entry), entry.value.clone())
    };
    let plain = value.trim();
    let spelled = plain.replace('-', "_");
    let candidate = if plain.contains(':') {
        spelled
    } else {
        let (module, function) = spelled.rsplit_once('.')?;
        format!("{module}:{function}")
    };
    let reference = ObjectReference::parse(&candidate).filter(|reference| !reference.attributes.is_empty())?;
    let mut wheels = case.release.wheels().peekable();
    if wheels.peek().is_some() {
        let held = wheels.any(|wheel| !matches!(find(&wheel.site, &reference.module), Lookup::Missing { .. }));
        // A module of that name, and not a function in one, is named already.
        if !held || candidate == plain {
            return None;
        }
    }
    write(case, document, &keys, &value, &candidate)
}

/// A module that the wheel does not hold.
pub fn module(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let (wheel, entry) = entry(case)?;
    let reference = entry.reference()?;
    let wanted = &reference.module;
    let limit = wanted.chars().count().div_ceil(3).min(4);
    let modules = wheel.site.iter().filter_map(|path| path.strip_suffix(".py"));
    let names = modules.map(|path| path.strip_suffix("/__init__").unwrap_or(path).replace('/', "."));
    let near = names
        .filter(|name| name.len().abs_diff(wanted.len()) <= limit)
        .map(|name| (edit_distance(&name, wanted), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()?;
    let by = entry.value.replacen(wanted.as_str(), &near.1, 1);
    write(case, document, &keys(entry), &entry.value, &by)
}

/// A function that the module does not define.
pub fn attribute(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let (wheel, entry) = entry(case)?;
    let reference = entry.reference()?;
    let attribute = reference.attributes.first()?;
    let Lookup::Source(path) = find(&wheel.site, &reference.module) else { return None };
    let (_, module) = wheel.contents.modules.iter().find(|(member, _)| Wheel::site_path(member) == Some(&path))?;
    let near = module.closest(attribute)?;
    let (before, after) = entry.value.split_once(':')?;
    let by = format!("{before}:{}", after.replacen(attribute.as_str(), near, 1));
    write(case, document, &keys(entry), &entry.value, &by)
}

/// The entry point of a wheel that a finding points to.
fn entry<'c>(case: &Case<'c>) -> Option<(&'c Wheel, &'c EntryPoint)> {
    let place = &case.finding.location;
    let wheel = case.release.wheels().find(|wheel| wheel.file.name == place.file)?;
    let points = wheel.entry_points.as_ref().filter(|points| Some(&points.path) == place.path.as_ref())?;
    let entry = points.entries.iter().find(|entry| Some(entry.line) == place.line)?;
    Some((wheel, entry))
}

/// Where `[project]` declares an entry point.
fn keys(entry: &EntryPoint) -> Vec<String> {
    let table: &[&str] = match entry.group.as_str() {
        "console_scripts" => &["project", "scripts"],
        "gui_scripts" => &["project", "gui-scripts"],
        group => &["project", "entry-points", group],
    };
    table.iter().copied().chain([entry.name.as_str()]).map(str::to_owned).collect()
}

/// The script whose value is at that byte.
fn script_at(case: &Case<'_>, at: usize) -> Option<(Vec<String>, String)> {
    ["scripts", "gui-scripts"].iter().find_map(|table| {
        let entries = case.pyproject.get(&["project", table])?.entries();
        let entry = entries.iter().find(|entry| entry.value.span.start == at)?;
        Some((vec!["project".to_owned(), (*table).to_owned(), entry.key.clone()], entry.value.as_str()?.to_owned()))
    })
}

/// Replaces the value, if the file has the one that is in the wheel.
fn write(case: &Case<'_>, document: &mut DocumentMut, keys: &[String], old: &str, new: &str) -> Option<Repair> {
    let keys: Vec<&str> = keys.iter().map(String::as_str).collect();
    let written = case.pyproject.get(&keys).and_then(Value::as_str)?;
    if written.trim() != old.trim() || new == old {
        return None;
    }
    set(item_mut(document, &keys)?.as_value_mut()?, new);
    Some(Repair::review(message!(
        "Did you mean {new}? Let {name} point there in place of {old}",
        new = Fact::code(new),
        name = Fact::code(keys.last().copied().unwrap_or_default()),
        old = Fact::code(old)
    )))
}

#[cfg(test)]
mod tests {
    use crate::fix::Options;
    use crate::fix::Safety::Review;
    use crate::fix::testing::{check, check_all, check_none};

    fn file(value: &str) -> String {
        format!(
            "[build-system]\nrequires = [\"hatchling\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\nname = \"demo\"\nversion = \"1.0\"\n\
             requires-python = \">=3.10\"\n\n[project.scripts]\ndemo = '{value}' # ours\n"
        )
    }

    fn wheel(value: &str) -> String {
        format!(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/cli.py\ndef main(): ...\n\
             --- demo-1.0.dist-info/entry_points.txt\n[console_scripts]\ndemo = {value}\n"
        )
    }

    #[track_caller]
    fn corrected(rule: &str, value: &str, expected: &str) {
        let after = file(value).replace(&format!("'{value}'"), &format!("\"{expected}\""));
        check_all(rule, &file(value), &wheel(value), &Options::default(), Review, &after);
    }

    #[test]
    fn what_is_near_is_offered() {
        corrected("entry-attribute-missing", "demo.cli:mian", "demo.cli:main");
        corrected("entry-module-missing", "demo.cil:main", "demo.cli:main");
        corrected("entry-reference-invalid", "demo.cli.main", "demo.cli:main");
    }

    #[test]
    fn the_form_alone_says_it_too() {
        let before = "[project.scripts]\ndemo = \"demo.cli.main\" # ours\n";
        check("entry-reference-invalid", before, Review, "[project.scripts]\ndemo = \"demo.cli:main\" # ours\n");
        let before = "[project.scripts]\ndemo = \"demo-kit.cli:main\"\n";
        check("entry-reference-invalid", before, Review, "[project.scripts]\ndemo = \"demo_kit.cli:main\"\n");
    }

    #[test]
    fn what_is_near_nothing_is_left_alone() {
        check_none("entry-attribute-missing", &file("demo.cli:start_everything"), &wheel("demo.cli:start_everything"));
        check_none("entry-module-missing", &file("demo.commands:main"), &wheel("demo.commands:main"));
        check_none("entry-reference-invalid", &file("demo"), &wheel("demo"));
        // The wheel is of another file than the one that was dropped.
        check_none("entry-attribute-missing", &file("demo.cli:main"), &wheel("demo.cli:mian"));
    }
}
