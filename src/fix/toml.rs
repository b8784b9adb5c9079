//! Editing of a TOML document in place: values by their position, items of arrays with the comments that belong to them.

use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::artifact::pyproject::{self, Pyproject};

/// One step from a table or an array to what is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
}

/// The value whose first byte is at `offset`, or whose key is there: the way to it.
pub fn path_at(pyproject: &Pyproject, offset: usize) -> Option<Vec<Step>> {
    let mut path = Vec::new();
    walk(&pyproject.root, offset, &mut path).then_some(path)
}

fn walk(value: &pyproject::Value, offset: usize, path: &mut Vec<Step>) -> bool {
    for entry in value.entries() {
        path.push(Step::Key(entry.key.clone()));
        if entry.key_span.start == offset || entry.value.span.start == offset && !is_table(&entry.value) {
            return true;
        }
        if walk(&entry.value, offset, path) {
            return true;
        }
        path.pop();
    }
    for (index, item) in value.items().iter().enumerate() {
        path.push(Step::Index(index));
        if item.span.start == offset || walk(item, offset, path) {
            return true;
        }
        path.pop();
    }
    false
}

/// The span of a table begins where something else does.
fn is_table(value: &pyproject::Value) -> bool {
    matches!(value.kind, pyproject::ValueKind::Table(_))
}

/// What stands under a path of keys.
pub fn item_mut<'d>(document: &'d mut DocumentMut, keys: &[&str]) -> Option<&'d mut Item> {
    keys.iter().try_fold(document.as_item_mut(), |item, key| item.get_mut(key))
}

/// The value at the end of a path.
pub fn value_mut<'d>(document: &'d mut DocumentMut, path: &[Step]) -> Option<&'d mut Value> {
    let (array, index) = match path.split_last()? {
        (Step::Index(index), before) => (array_mut(document, before)?, *index),
        (Step::Key(_), _) => return keyed_mut(document, path)?.as_value_mut(),
    };
    array.get_mut(index)
}

/// The array that a path leads to.
pub fn array_mut<'d>(document: &'d mut DocumentMut, path: &[Step]) -> Option<&'d mut Array> {
    keyed_mut(document, path)?.as_array_mut()
}

fn keyed_mut<'d>(document: &'d mut DocumentMut, path: &[Step]) -> Option<&'d mut Item> {
    path.iter().try_fold(document.as_item_mut(), |item, step| match step {
        Step::Key(key) => item.get_mut(key.as_str()),
        Step::Index(_) => None,
    })
}

/// Puts another value in the place of one, with the blanks and comments around it.
pub fn set(value: &mut Value, by: impl Into<Value>) {
    let decor = value.decor().clone();
    *value = by.into();
    *value.decor_mut() = decor;
}

/// Removes an item of an array; a comment behind it on its line goes with it, every other one stays.
pub fn remove(array: &mut Array, index: usize) {
    let Some(removed) = array.get(index) else { return };
    let before = prefix(removed);
    let after = match array.get(index + 1) {
        Some(next) => prefix(next),
        // What stands behind the last item, before the bracket: its own where no comma follows it.
        None => format!("{}{}", suffix(removed), array.trailing().as_str().unwrap_or_default()),
    };
    // Up to the end of its line, what stands before an item belongs to the one before it.
    let (head, _) = before.split_at(before.find('\n').unwrap_or(0));
    let rest = if after.contains('\n') {
        &after[after.find('\n').unwrap_or_default()..]
    } else if index + 1 < array.len() {
        before.as_str()
    } else {
        after.as_str()
    };
    let joined = format!("{head}{rest}");
    array.remove(index);
    match array.get_mut(index) {
        Some(next) => next.decor_mut().set_prefix(joined),
        None => array.set_trailing(joined),
    }
}

fn prefix(value: &Value) -> String {
    value.decor().prefix().and_then(|raw| raw.as_str()).unwrap_or_default().to_owned()
}

fn suffix(value: &Value) -> String {
    value.decor().suffix().and_then(|raw| raw.as_str()).unwrap_or_default().to_owned()
}

/// Adds an item in the form of those that are there.
pub fn push(array: &mut Array, text: &str) {
    let multiline = array.iter().next().map(prefix).filter(|prefix| prefix.contains('\n'));
    let mut value = Value::from(text);
    match multiline {
        Some(prefix) => {
            let indent = prefix.rsplit('\n').next().unwrap_or_default().to_owned();
            value.decor_mut().set_prefix(format!("\n{indent}"));
        }
        None if !array.is_empty() => value.decor_mut().set_prefix(" "),
        None => {}
    }
    array.push_formatted(value);
}

/// The table under a path of keys, made where it is not there; those on the way need no header of their own.
pub fn table_mut<'d>(document: &'d mut DocumentMut, keys: &[&str]) -> Option<&'d mut Table> {
    let mut table = document.as_table_mut();
    for (depth, key) in keys.iter().enumerate() {
        let item = table.entry(key).or_insert_with(|| {
            let mut made = Table::new();
            made.set_implicit(depth + 1 < keys.len());
            Item::Table(made)
        });
        table = item.as_table_mut()?;
    }
    Some(table)
}
