//! Tools of developers among the requirements of every user, which no module names.

use super::table::Dependencies;
use crate::artifact::wheel::Wheel;
use crate::contents::hits::{MAX_SCANNED_BYTES, TOOLS};
use crate::finding::{Certainty, Fact};
use crate::message;
use crate::rules::members::ends_with;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A tool of developers is a requirement of every user
    ///
    /// A test runner, formatter, linter or packaging tool, such as pytest, black, mypy or twine, is required without an
    /// extra, and no module of the wheel mentions it. Plugins of the tool are left out.
    ///
    /// ## Why
    /// Every user installs it, with all that it requires, and gets its conflicts.
    ///
    /// ## Fix
    /// Move it to `[dependency-groups]`, which is not published.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: pytest>=8
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31
    /// ```
    DepDevTool { id: "dep-dev-tool", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for DepDevTool {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(all) = Dependencies::of_distribution(wheel, check) else { return };
        let mut files = wheel.payload();
        if files.any(|member| ends_with(&member.path, &[".so", ".pyd"]) || member.size > MAX_SCANNED_BYTES) {
            check.skip("not all code of the wheel could be searched");
            return;
        }
        if wheel.payload().next().is_none() {
            check.skip("a wheel without code is there for its requirements");
            return;
        }
        let groups = wheel.entry_points.iter().flat_map(|points| &points.entries).map(|entry| entry.group.as_str());
        let groups: Vec<&str> = groups.collect();
        for row in all.base() {
            let Some(name) = row.name() else { continue };
            let tool = TOOLS.into_iter().find(|tool| name == *tool || name.starts_with(&format!("{tool}-")));
            let Some(tool) = tool else { continue };
            let plugin = all.project.as_deref().is_none_or(|own| own.contains(tool));
            let registered = groups.iter().any(|group| group.contains(tool));
            if plugin || registered || all.is_companion(&name) || wheel.contents.tools.contains(tool) {
                continue;
            }
            let finding = check.find(
                row.location.clone(),
                message!("Every user installs {name}, which no module of the wheel mentions", name = Fact::code(name)),
                message!("Move it to `[dependency-groups]`"),
            );
            finding.certainty = Certainty::Likely;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_plugin_and_code_that_calls_the_tool_need_it() {
        let requires = "Requires-Dist: pytest>=8\n";
        for files in [
            "=== pytest_demo-1.0-py3-none-any.whl\n--- pytest_demo.py\n--- pytest_demo-1.0.dist-info/METADATA {merge}\n",
            "=== demo-1.0-py3-none-any.whl\n--- demo.py\nargs = ['-m', 'pytest']\n--- demo-1.0.dist-info/METADATA {merge}\n",
        ] {
            check(&format!("{files}{requires}"), &[]);
        }
    }
}
