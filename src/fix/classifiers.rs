//! Classifiers: the one that was meant, or the one that took its place.

use toml_edit::DocumentMut;

use super::toml::{Step, array_mut, path_at, remove, set};
use super::{Case, Repair, Safety};
use crate::finding::{Fact, Message};
use crate::message;
use crate::python::edit_distance;
use crate::upload::tables::{self, Classifier};

/// A classifier that the list does not know: one that differs only in case or in blanks is it, one that is near may be it.
pub fn unknown(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let (written, mut edit) = Written::at(case, document)?;
    let plain = |text: &str| text.to_lowercase().split_whitespace().collect::<String>();
    let wanted = plain(&written);
    if wanted.len() > 200 {
        return None;
    }
    let current = || tables::classifiers().filter(|(_, deprecated)| !deprecated).map(|(name, _)| name);
    if let Some(same) = current().find(|name| plain(name) == wanted) {
        return Some(edit.replace(&written, same, Safety::Safe));
    }
    let limit = wanted.len().div_ceil(12).min(4);
    let near = current()
        .filter(|name| name.len().abs_diff(written.len()) <= limit + 4)
        .map(|name| (edit_distance(&plain(name), &wanted), name))
        .filter(|(distance, _)| *distance <= limit)
        .min()?;
    Some(edit.replace(&written, near.1, Safety::Review))
}

/// A deprecated one: its only replacement, or nothing where there is none.
pub fn deprecated(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let (written, mut edit) = Written::at(case, document)?;
    let Some(Classifier::Deprecated(replacements)) = tables::classifier(&written) else { return None };
    match replacements.as_slice() {
        [] => Some(edit.remove(&written, Safety::Review)),
        [one] => Some(edit.replace(&written, one, Safety::Safe)),
        // Which of several is meant, nobody but the author knows.
        _ => None,
    }
}

/// One classifier in the list.
struct Written<'d> {
    document: &'d mut DocumentMut,
    list: Vec<Step>,
    index: usize,
}

impl<'d> Written<'d> {
    fn at(case: &Case<'_>, document: &'d mut DocumentMut) -> Option<(String, Self)> {
        let path = path_at(case.pyproject, case.at?)?;
        let (Step::Index(index), list) = path.split_last()? else { return None };
        let text = array_mut(document, list)?.get(*index)?.as_str()?.to_owned();
        Some((text, Self { document, list: list.to_vec(), index: *index }))
    }

    fn replace(&mut self, written: &str, by: &str, safety: Safety) -> Repair {
        if let Some(array) = array_mut(self.document, &self.list) {
            if array.iter().any(|value| value.as_str() == Some(by)) {
                remove(array, self.index);
                return repair(
                    message!(
                        "Remove {written}: {by} is there already",
                        written = Fact::code(written),
                        by = Fact::code(by)
                    ),
                    safety,
                );
            }
            if let Some(value) = array.get_mut(self.index) {
                set(value, by);
            }
        }
        repair(message!("Write {by} in place of {written}", by = Fact::code(by), written = Fact::code(written)), safety)
    }

    fn remove(&mut self, written: &str, safety: Safety) -> Repair {
        if let Some(array) = array_mut(self.document, &self.list) {
            remove(array, self.index);
        }
        repair(message!("Remove {written}", written = Fact::code(written)), safety)
    }
}

fn repair(title: Message, safety: Safety) -> Repair {
    Repair { title, safety }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fix::Safety::{Review, Safe};
    use crate::fix::testing::{check, check_none};

    fn list(classifier: &str) -> String {
        format!("classifiers = [\n  \"Typing :: Typed\", # yes\n  \"{classifier}\", # this\n]\n")
    }

    #[test]
    fn a_slip_is_corrected() {
        check(
            "classifier-unknown",
            &list("programming language :: Python::3"),
            Safe,
            &list("Programming Language :: Python :: 3"),
        );
        check(
            "classifier-unknown",
            &list("Intended Audience :: Develpers"),
            Review,
            &list("Intended Audience :: Developers"),
        );
        let known_twice = "classifiers = [\"Typing :: Typed\", \"typing :: typed\"]\n";
        check("classifier-unknown", known_twice, Safe, "classifiers = [\"Typing :: Typed\"]\n");
    }

    #[test]
    fn what_is_like_none_is_left_to_its_author() {
        let file = format!("[project]\nname = \"demo\"\nversion = \"1\"\n{}", list("Topic :: Things that I like"));
        check_none("classifier-unknown", &file, "");
    }

    #[test]
    fn a_deprecated_one_becomes_what_replaced_it() {
        let replaced = |wanted: usize| {
            // Without the only one that names a licence, that none is declared would be found.
            let deprecated =
                tables::classifiers().filter(|(name, deprecated)| *deprecated && !name.starts_with("License"));
            let mut names = deprecated.map(|(name, _)| name);
            let replacements = |name: &str| match tables::classifier(name) {
                Some(Classifier::Deprecated(by)) => by,
                _ => Vec::new(),
            };
            let name = names.find(|name| replacements(name).len() == wanted).unwrap();
            (name, replacements(name).first().copied())
        };
        let (old, new) = replaced(1);
        check("classifier-deprecated", &list(old), Safe, &list(new.unwrap()));
        let (old, _) = replaced(0);
        let gone = list("x").replace("  \"x\", # this\n", "");
        check("classifier-deprecated", &list(old), Review, &gone);
    }
}
