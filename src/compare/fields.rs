//! Metadata field by field, requirements by name, entry points and tags.

use std::collections::{BTreeMap, BTreeSet};

use super::lines::{self, Budget, TextDiff};
use super::{Either, FieldChange, Part, Relation};
use crate::artifact::filename::WheelFilename;
use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Value;
use crate::artifact::requirement::Requirement;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::artifact::wheel_file::WheelFile;

const VERSION: &str = "the version";
const DYNAMIC: &str = "the sdist leaves it to the build";

/// Fields of WHEEL beside `Tag`.
const WHEEL_FIELDS: [&str; 4] = ["Wheel-Version", "Generator", "Root-Is-Purelib", "Build"];

/// Longer descriptions are not compared.
const MAX_DESCRIPTION_BYTES: usize = 1 << 20;

pub(super) fn compare(old: &Either, new: &Either, relation: Relation, notes: &mut Vec<String>) -> Vec<FieldChange> {
    let mut changes = Vec::new();
    match (old.get().metadata(), new.get().metadata()) {
        (Some(old), Some(new)) => metadata(old, new, relation, &mut changes),
        _ => notes.push("metadata are missing on one side and were not compared".to_owned()),
    }
    match (entry_points(old), entry_points(new)) {
        (Some(old), Some(new)) => maps(Part::EntryPoint, &old, &new, &mut changes),
        _ => notes.push(
            "entry points were not compared: the sdist does not list them under `[project]` of its pyproject.toml"
                .to_owned(),
        ),
    }
    if let (Either::Wheel(old), Either::Wheel(new)) = (old, new) {
        let fields = |wheel: &Wheel| {
            let value = |name: &str| wheel.wheel_file.as_ref()?.value(name).map(str::to_owned);
            WHEEL_FIELDS.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect()
        };
        maps(Part::Tag, &fields(old), &fields(new), &mut changes);
        let (old, new) = (tags(old), tags(new));
        changes.extend(old.difference(&new).map(|tag| on_one_side(Part::Tag, "Tag", Some(tag), None)));
        changes.extend(new.difference(&old).map(|tag| on_one_side(Part::Tag, "Tag", None, Some(tag))));
    }
    // Stable: within a part the order of the fields stays.
    changes.sort_by_key(|change| change.part);
    changes
}

/// The difference of the long descriptions.
pub(super) fn description(old: &Either, new: &Either, budget: &mut Budget) -> Option<TextDiff> {
    let body = |either: &Either| {
        let body = either.get().metadata()?.body.trim_end().to_owned();
        (body.len() <= MAX_DESCRIPTION_BYTES).then(|| body + "\n")
    };
    lines::diff(&body(old)?, &body(new)?, budget).ok()?
}

fn on_one_side(part: Part, name: &str, old: Option<&String>, new: Option<&String>) -> FieldChange {
    FieldChange { part, name: name.to_owned(), old: old.cloned(), new: new.cloned(), expected: None }
}

fn metadata(old: &Metadata, new: &Metadata, relation: Relation, changes: &mut Vec<FieldChange>) {
    let (old_fields, new_fields) = (by_name(old), by_name(new));
    let dynamic: BTreeSet<String> = [old, new]
        .iter()
        .flat_map(|it| it.all("Dynamic"))
        .map(|field| field.value.trim().to_ascii_lowercase())
        .collect();
    let mut names: Vec<&str> = Vec::new();
    let mut seen = BTreeSet::new();
    for field in old.fields.iter().chain(&new.fields) {
        if seen.insert(field.name.to_ascii_lowercase()) {
            names.push(&field.name);
        }
    }
    let none = Vec::new();
    for name in names {
        let key = name.to_ascii_lowercase();
        let old = old_fields.get(&key).unwrap_or(&none);
        let new = new_fields.get(&key).unwrap_or(&none);
        let expected = match (relation, key.as_str()) {
            (Relation::Versions, "version") => Some(VERSION),
            (Relation::WheelAndSdist, "dynamic") => Some(DYNAMIC),
            (Relation::WheelAndSdist, _) if dynamic.contains(&key) => Some(DYNAMIC),
            _ => None,
        };
        let before = changes.len();
        if key == "requires-dist" {
            requirements(old, new, changes);
        } else {
            values(name, old, new, changes);
        }
        changes[before..].iter_mut().for_each(|change| change.expected = expected);
    }
}

/// Values by the name of their field in lower case, in the order of the file.
fn by_name(metadata: &Metadata) -> BTreeMap<String, Vec<String>> {
    let mut fields: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for field in &metadata.fields {
        fields.entry(field.name.to_ascii_lowercase()).or_default().push(field.value.trim().to_owned());
    }
    fields
}

/// One value against one is a change; of several, those that only one side has are told.
fn values(name: &str, old: &[String], new: &[String], changes: &mut Vec<FieldChange>) {
    if old.len() <= 1 && new.len() <= 1 {
        let (old, new) = (old.first(), new.first());
        if old != new {
            changes.push(on_one_side(Part::Metadata, name, old, new));
        }
        return;
    }
    let (old, new): (BTreeSet<&String>, BTreeSet<&String>) = (old.iter().collect(), new.iter().collect());
    changes.extend(old.difference(&new).map(|value| on_one_side(Part::Metadata, name, Some(value), None)));
    changes.extend(new.difference(&old).map(|value| on_one_side(Part::Metadata, name, None, Some(value))));
}

/// Requirements that differ in more than blanks; where a name has one on each side, they are one change.
fn requirements(old: &[String], new: &[String], changes: &mut Vec<FieldChange>) {
    let parsed = |texts: &[String]| -> BTreeMap<String, (String, String)> {
        let parse = |text: &String| {
            let requirement = Requirement::parse(text, None);
            let form = requirement.parsed.as_ref().map_or_else(|_| text.clone(), ToString::to_string);
            let name = requirement.name().unwrap_or_else(|| requirement.written_name().to_owned());
            (form, (name, text.clone()))
        };
        texts.iter().map(parse).collect()
    };
    let (old, new) = (parsed(old), parsed(new));
    let mut by_name: BTreeMap<&str, (Vec<&String>, Vec<&String>)> = BTreeMap::new();
    for (form, (name, text)) in &old {
        if !new.contains_key(form) {
            by_name.entry(name).or_default().0.push(text);
        }
    }
    for (form, (name, text)) in &new {
        if !old.contains_key(form) {
            by_name.entry(name).or_default().1.push(text);
        }
    }
    for (name, sides) in by_name {
        match (sides.0.as_slice(), sides.1.as_slice()) {
            ([old], [new]) => changes.push(on_one_side(Part::Requirement, name, Some(old), Some(new))),
            (old, new) => {
                changes.extend(old.iter().map(|text| on_one_side(Part::Requirement, name, Some(text), None)));
                changes.extend(new.iter().map(|text| on_one_side(Part::Requirement, name, None, Some(text))));
            }
        }
    }
}

fn maps(part: Part, old: &BTreeMap<String, String>, new: &BTreeMap<String, String>, changes: &mut Vec<FieldChange>) {
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    for name in names {
        let (old, new) = (old.get(name), new.get(name));
        if old != new {
            changes.push(on_one_side(part, name, old, new));
        }
    }
}

fn tags(wheel: &Wheel) -> BTreeSet<String> {
    let written = wheel.wheel_file.as_ref().map(WheelFile::tags).filter(|tags| !tags.is_empty());
    let named = || wheel.filename.as_ref().map(WheelFilename::tags).unwrap_or_default();
    written.unwrap_or_else(named).into_iter().collect()
}

/// Objects by `group: name`, without blanks; `None` where nothing that was read lists them.
fn entry_points(either: &Either) -> Option<BTreeMap<String, String>> {
    let steady = |value: &str| value.split_whitespace().collect::<String>();
    match either {
        Either::Wheel(wheel) => {
            let entries = wheel.entry_points.iter().flat_map(|points| &points.entries);
            Some(entries.map(|entry| (format!("{}: {}", entry.group, entry.name), steady(&entry.value))).collect())
        }
        Either::Sdist(sdist) => declared(sdist),
    }
}

fn declared(sdist: &Sdist) -> Option<BTreeMap<String, String>> {
    let pyproject = sdist.pyproject.as_ref()?;
    let project = pyproject.project()?;
    let tables = ["scripts", "gui-scripts", "entry-points"];
    if tables.iter().any(|table| pyproject.is_dynamic(table)) {
        return None;
    }
    let mut found = BTreeMap::new();
    let mut add = |group: &str, table: Option<&Value>| {
        for entry in table.into_iter().flat_map(Value::entries) {
            let value = entry.value.as_str().unwrap_or_default();
            found.insert(format!("{group}: {}", entry.key), value.split_whitespace().collect::<String>());
        }
    };
    add("console_scripts", project.get(&["scripts"]));
    add("gui_scripts", project.get(&["gui-scripts"]));
    for group in project.get(&["entry-points"]).into_iter().flat_map(Value::entries) {
        add(&group.key, Some(&group.value));
    }
    Some(found)
}
