//! Differences of two texts as a unified diff that `patch` and `git apply` take.
//!
//! Bounded: what is longer is cut at a hunk, so that what is left still applies. The algorithm takes quadratic time where
//! lines repeat (20,000 lines of two kinds against as many: a second), so all differences share one [`Budget`].

use std::fmt::Write as _;
use std::ops::Range;

use imara_diff::{Algorithm, Diff, Hunk, InternedInput};

/// Unchanged lines around a change.
const CONTEXT: u32 = 3;

/// Lines of one diff.
const MAX_LINES: usize = 2000;

/// Bytes of one diff.
const MAX_BYTES: usize = 200_000;

/// Hunks of a unified diff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextDiff {
    /// From the first `@@` on; empty where not even the first hunk is short enough.
    pub hunks: String,
    /// Lines that only the new text has, of the whole difference.
    pub added: usize,
    /// Lines that only the old text has, of the whole difference.
    pub removed: usize,
    /// Hunks that were left out.
    pub cut: usize,
}

/// What all differences of one comparison may come to.
#[derive(Debug)]
pub struct Budget {
    /// Pairs of an old and a new line that are compared at worst.
    pairs: u64,
    /// Bytes of all hunks.
    bytes: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { pairs: 1_000_000_000, bytes: 8 << 20 }
    }
}

/// The budget does not reach for a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TooLong;

/// The difference of two texts; `None` where they are the same.
///
/// # Errors
/// Where it may take longer than what is left of the budget.
pub fn diff(old: &str, new: &str, budget: &mut Budget) -> Result<Option<TextDiff>, TooLong> {
    if old == new {
        return Ok(None);
    }
    budget.pairs = budget.pairs.checked_sub(pairs(old, new)).ok_or(TooLong)?;
    let diff = compute(old, new);
    budget.bytes = budget.bytes.checked_sub(diff.hunks.len()).ok_or(TooLong)?;
    Ok(Some(diff))
}

/// Pairs of lines between the first and the last that differ.
fn pairs(old: &str, new: &str) -> u64 {
    let start = old.lines().zip(new.lines()).take_while(|(old, new)| old == new).count();
    let (old, new): (Vec<&str>, Vec<&str>) = (old.lines().skip(start).collect(), new.lines().skip(start).collect());
    let end = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    (old.len() - end) as u64 * (new.len() - end) as u64
}

fn compute(old: &str, new: &str) -> TextDiff {
    let input = InternedInput::new(old, new);
    let mut diff = Diff::compute(Algorithm::Histogram, &input);
    diff.postprocess_lines(&input);
    let changes: Vec<Hunk> = diff.hunks().collect();
    let mut out = TextDiff { hunks: String::new(), added: 0, removed: 0, cut: 0 };
    out.added = changes.iter().map(|hunk| hunk.after.len()).sum();
    out.removed = changes.iter().map(|hunk| hunk.before.len()).sum();
    let mut lines = 0;
    for group in changes.chunk_by(|a, b| b.before.start - a.before.end <= 2 * CONTEXT) {
        let text = if out.cut == 0 { hunk(&input, group) } else { String::new() };
        lines += text.lines().count();
        if out.cut > 0 || lines > MAX_LINES || out.hunks.len() + text.len() > MAX_BYTES {
            out.cut += 1;
        } else {
            out.hunks.push_str(&text);
        }
    }
    out
}

/// Changes that are near each other, with the lines around and between them.
fn hunk(input: &InternedInput<&str>, changes: &[Hunk]) -> String {
    let (Some(first), Some(last)) = (changes.first(), changes.last()) else { return String::new() };
    let lead = first.before.start.min(CONTEXT);
    let length = u32::try_from(input.before.len()).unwrap_or(u32::MAX);
    let trail = (length - last.before.end).min(CONTEXT);
    let before = first.before.start - lead..last.before.end + trail;
    let after = first.after.start - lead..last.after.end + trail;
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = writeln!(out, "@@ -{} +{} @@", range(&before), range(&after));
    let mut at = before.start;
    for change in changes {
        put(&mut out, ' ', input, &input.before, at..change.before.start);
        put(&mut out, '-', input, &input.before, change.before.clone());
        put(&mut out, '+', input, &input.after, change.after.clone());
        at = change.before.end;
    }
    put(&mut out, ' ', input, &input.before, at..before.end);
    out
}

/// `start,length`; an empty range names the line before it.
fn range(lines: &Range<u32>) -> String {
    let length = lines.end - lines.start;
    let start = if length == 0 { lines.start } else { lines.start + 1 };
    if length == 1 { start.to_string() } else { format!("{start},{length}") }
}

fn put(out: &mut String, mark: char, input: &InternedInput<&str>, tokens: &[imara_diff::Token], lines: Range<u32>) {
    for token in tokens.get(lines.start as usize..lines.end as usize).unwrap_or_default() {
        let line = input.interner[*token];
        out.push(mark);
        out.push_str(line);
        if !line.ends_with('\n') {
            out.push_str("\n\\ No newline at end of file\n");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(old: &str, new: &str, expected: &str) {
        assert_eq!(compute(old, new).hunks, expected);
    }

    #[test]
    fn hunks_are_those_of_diff_u() {
        check("a\nb\nc\n", "a\nx\nc\n", "@@ -1,3 +1,3 @@\n a\n-b\n+x\n c\n");
        check("", "a\n", "@@ -0,0 +1 @@\n+a\n");
        check("a\n", "", "@@ -1 +0,0 @@\n-a\n");
        check("a", "a\n", "@@ -1 +1 @@\n-a\n\\ No newline at end of file\n+a\n");
        assert_eq!(diff("a\n", "a\n", &mut Budget::default()), Ok(None));
    }

    #[test]
    fn changes_far_apart_are_two_hunks() {
        let old = (0..30).map(|i| format!("{i}\n")).collect::<Vec<_>>().concat();
        let new = old.replace("\n5\n", "\nfive\n").replace("\n25\n", "\n");
        check(
            &old,
            &new,
            "@@ -3,7 +3,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n@@ -23,7 +23,6 @@\n 22\n 23\n 24\n-25\n 26\n 27\n 28\n",
        );
    }

    #[test]
    fn a_long_difference_is_cut_at_a_hunk() {
        let lines: Vec<String> = (0..20_000).map(|i| format!("{i}\n")).collect();
        let changed = |(i, line): (usize, &String)| if i % 10 == 0 { format!("x{line}") } else { line.clone() };
        let (old, new) = (lines.concat(), lines.iter().enumerate().map(changed).collect::<Vec<_>>().concat());
        let diff = compute(&old, &new);
        assert_eq!((diff.added, diff.removed), (2000, 2000));
        assert!(diff.cut > 1000 && diff.hunks.lines().count() <= MAX_LINES, "{}", diff.cut);
        let whole = compute(&"a\n".repeat(5000), "");
        assert_eq!((whole.hunks.as_str(), whole.cut, whole.removed), ("", 1, 5000));
    }

    /// Histogram and Myers alike take quadratic time for this.
    #[test]
    fn repeated_lines_end_with_the_budget() {
        let old = "a\nb\n".repeat(250_000);
        let new = old.replace("a\nb\na\n", "b\na\n");
        let start = std::time::Instant::now();
        let mut budget = Budget::default();
        assert_eq!(diff(&old, &new, &mut budget), Err(TooLong));
        // What came before the long one is not taken from the others.
        assert!(diff("a\n", "b\n", &mut budget).is_ok());
        let lines = |n: usize| "a\nb\n".repeat(n);
        let many =
            (0..100).filter(|_| diff(&lines(500), &lines(500).replace("a\nb\na\n", "b\na\n"), &mut budget).is_ok());
        assert!(many.count() > 50);
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}
