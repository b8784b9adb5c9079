//! Markers that hold nowhere. Decided by the algebra of markers, or by values that no platform has.

use super::table::Dependencies;
use crate::artifact::marker::{Grid, impossible_value, is_never_true, marker_text};
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;

crate::declare_rule! {
    /// A requirement applies nowhere
    ///
    /// The marker contradicts itself or `Requires-Python`, or compares a variable with a value that it never has, such
    /// as `sys_platform == "windows"`.
    ///
    /// ## Why
    /// The dependency is never installed. Where it is a leftover that is harmless; where the marker is mistyped, users
    /// miss something.
    ///
    /// ## Fix
    /// Remove the requirement, or correct the marker. `sys_platform` is `linux`, `darwin` or `win32`; `platform_system`
    /// is `Linux`, `Darwin` or `Windows`; `os_name` is `posix` or `nt`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: tomli>=2; python_version < "3.9"
    /// ```
    ///
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: pywin32>=306; sys_platform == "windows"
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: tomli>=2; python_version < "3.11"
    /// Requires-Dist: pywin32>=306; sys_platform == "win32"
    /// ```
    DepMarkerNeverTrue { id: "dep-marker-never-true", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepMarkerNeverTrue, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    let python = all.requires_python.as_ref();
    // Built only where a value looks mistyped.
    let mut grid: Option<Grid> = None;
    for row in &all.rows {
        let (Some(marker), Some(text)) = (row.marker(), marker_text(&row.requirement.text)) else { continue };
        let name = Fact::code(row.requirement.written_name());
        if is_never_true(marker, python) {
            let fix = message!("Remove the requirement, or correct its marker");
            let text = Fact::code(text.trim());
            let message = if marker.is_false() {
                message!("{name} is never installed: {text} contradicts itself", name = name, text = text)
            } else {
                message!("{name} is never installed: {text} contradicts Requires-Python", name = name, text = text)
            };
            check.find(row.location.clone(), message, fix);
            continue;
        }
        let Some((wrong, right)) = impossible_value(text) else { continue };
        let grid = grid.get_or_insert_with(|| Grid::new(None));
        if grid.any_holds(marker, &row.extra_names()) {
            continue;
        }
        check.find(
            row.location.clone(),
            message!(
                "{name} is never installed: {variable} is {value} nowhere",
                name = name,
                variable = Fact::code(wrong.variable),
                value = Fact::code(wrong.value),
            ),
            message!("Write {right}", right = Fact::code(format!("{} == \"{right}\"", wrong.variable))),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_mistyped_value_beside_a_right_one_does_no_harm() {
        check(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/METADATA {merge}\n\
             Requires-Dist: a>=1; sys_platform == 'win32' or sys_platform == 'windows'\n\
             Requires-Dist: b>=1; sys_platform == 'sunos5'\n",
            &[],
        );
    }
}
