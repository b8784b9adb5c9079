//! A comparison as the page shows it: a head, changed files in parts, and how one file differs. Plain data out of plain data.

use super::question::{ChangeMark, ChangeView, ComparisonView, DifferenceView, LineMark};
use crate::compare::lines::TextDiff;
use crate::compare::{ChangeKind, Comparison, FileChange, Side};
use crate::finding::one_line;
use crate::render::{comparison as words, words::plural};

/// Fields of one answer; a hostile file has thousands.
const FIELDS: usize = 300;

/// Changed files of one answer: so many that a message costs the page a few milliseconds.
const CHANGES: usize = 4000;

#[must_use]
pub fn view(comparison: &Comparison) -> ComparisonView {
    let side = |side: &Side| (one_line(&side.file), words::about(side));
    let shown = comparison.fields.iter().filter(|field| field.expected.is_none());
    let value = |value: &Option<String>| value.as_deref().map(words::value).unwrap_or_default();
    let fields = shown.clone().take(FIELDS).map(|field| {
        (words::title(field.part).to_owned(), words::value(&field.name), value(&field.old), value(&field.new))
    });
    let expected = words::expected(comparison).into_iter();
    ComparisonView {
        headline: words::headline(comparison),
        sides: [side(&comparison.old), side(&comparison.new)],
        fields: fields.collect(),
        more: shown.count().saturating_sub(FIELDS),
        description: comparison.description.as_ref().map(lines).unwrap_or_default(),
        expected: expected.map(|(reason, count, names)| (reason.to_owned(), count, names)).collect(),
        notes: comparison.notes.iter().map(|note| one_line(note)).collect(),
        files: comparison.files.len(),
    }
}

/// Changed files from one on.
#[must_use]
pub fn changes(comparison: &Comparison, from: usize) -> Vec<ChangeView> {
    let files = comparison.files.iter().skip(from).take(CHANGES).map(|file| {
        let mark = match file.kind {
            ChangeKind::Added => ChangeMark::Added,
            ChangeKind::Removed => ChangeMark::Removed,
            ChangeKind::Changed => ChangeMark::Changed,
            ChangeKind::Moved => ChangeMark::Moved,
        };
        let size = file.new.as_ref().or(file.old.as_ref()).map_or(0, |side| side.size);
        ChangeView(one_line(file.path()), mark, size, file.expected.is_some())
    });
    files.collect()
}

/// How one file differs.
#[must_use]
pub fn difference(file: &FileChange) -> DifferenceView {
    DifferenceView {
        title: words::file_line(file),
        expected: file.expected.unwrap_or_default().to_owned(),
        lines: file.diff.as_ref().map(lines).unwrap_or_default(),
    }
}

/// The lines of a diff, those of one kind together: as many elements as lines would keep the page busy.
fn lines(diff: &TextDiff) -> Vec<(LineMark, String)> {
    let mut pieces: Vec<(LineMark, String)> = Vec::new();
    let mut put = |mark: LineMark, line: &str| match pieces.last_mut() {
        Some((last, text)) if *last == mark => {
            text.push('\n');
            text.push_str(line);
        }
        _ => pieces.push((mark, line.to_owned())),
    };
    for line in diff.hunks.lines() {
        let mark = match line.bytes().next() {
            Some(b'+') => LineMark::Added,
            Some(b'-') => LineMark::Removed,
            Some(b'@') => LineMark::Head,
            _ => LineMark::Same,
        };
        put(mark, &words::shown(line));
    }
    if diff.cut > 0 {
        put(LineMark::Head, &format!("{} more not shown", plural(diff.cut, "hunk")));
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::compare;
    use crate::fixture::build;
    use crate::inspect::Input;

    #[test]
    fn a_comparison_is_shown_in_parts() {
        let files = build(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/a.py\nx = 1\ny = 2\nz = 3\n\
             === demo-1.1-py3-none-any.whl\n--- demo/__init__.py\n--- demo/a.py\nx = 1\ny = \x1b2\nz = 4\n--- demo/new.py\nx\n\
             --- demo-1.1.dist-info/METADATA {merge}\nRequires-Dist: one\n",
        );
        let [old, new] = [0, 1].map(|i| Input { path: files[i].name.clone(), source: &files[i].bytes });
        let comparison = compare(&old, &new, &mut |_| {}).unwrap();
        let view = view(&comparison);
        assert!(view.headline.starts_with("demo: 1.0 and 1.1: "), "{}", view.headline);
        assert_eq!(view.sides[1].0, "demo-1.1-py3-none-any.whl");
        let field = ("requirements", "one", "", "one");
        let of = |row: &(String, String, String, String)| (row.0.clone(), row.1.clone(), row.2.clone(), row.3.clone());
        let fields: Vec<_> = view.fields.iter().map(of).collect();
        assert_eq!(fields, [(field.0.to_owned(), field.1.to_owned(), field.2.to_owned(), field.3.to_owned())]);
        assert_eq!(view.expected.iter().map(|(_, count, _)| count).sum::<usize>() + 2, view.files + 1);
        let all = changes(&comparison, 0);
        assert_eq!(all.len(), view.files);
        let unexpected: Vec<(&str, ChangeMark)> =
            all.iter().filter(|one| !one.3).map(|one| (one.0.as_str(), one.1)).collect();
        assert_eq!(unexpected, [("demo/a.py", ChangeMark::Changed), ("demo/new.py", ChangeMark::Added)]);
        assert_eq!(changes(&comparison, view.files), []);
        let at = all.iter().position(|one| one.0 == "demo/a.py").unwrap();
        let shown = difference(&comparison.files[at]);
        let pieces: Vec<(LineMark, &str)> = shown.lines.iter().map(|(mark, text)| (*mark, text.as_str())).collect();
        assert_eq!(
            pieces,
            [
                (LineMark::Head, "@@ -1,3 +1,3 @@"),
                (LineMark::Same, " x = 1"),
                (LineMark::Removed, "-y = 2\n-z = 3"),
                (LineMark::Added, "+y = \\u{1b}2\n+z = 4"),
            ]
        );
    }
}
