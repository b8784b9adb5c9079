//! Exact versions among the requirements that every user installs. Pins to pre-releases are the business of `dep-
//! prerelease-pin`.

use super::table::Dependencies;
use crate::finding::Fact;
use crate::message;
use crate::rules::Check;
use pep440_rs::Operator;

crate::declare_rule! {
    /// A requirement is pinned to one version
    ///
    /// A dependency that every user installs is required with `==` and a whole version, or with `===`. Projects of one
    /// family, such as `acme` and `acme-core`, are released together and may be pinned, and so may what has the version of the project,
    /// and what only an extra installs.
    ///
    /// ## Why
    /// Two projects that pin different versions cannot be installed together, and nobody gets a security fix of the
    /// dependency before you release again.
    ///
    /// ## Fix
    /// Require a range: the oldest version that works, and what is known to be broken with `!=`. Pins belong into the
    /// lock file of an application.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests==2.31.0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/METADATA {merge}
    /// Requires-Dist: requests>=2.31
    /// Requires-Dist: demo-core==1.0
    /// ```
    DepExactPin { id: "dep-exact-pin", gate: Install, severity: Warning, since: "0.1.0", reads: any [Wheel, Sdist, Pyproject] }
}

judges_dependencies!(DepExactPin, judge);

fn judge(all: &Dependencies, check: &mut Check<'_>) {
    for row in all.base().filter(|row| row.name().is_some_and(|name| !all.is_companion(&name))) {
        let Some(specifiers) = row.requirement.specifiers() else { continue };
        let exact = |operator: &Operator| matches!(operator, Operator::Equal | Operator::ExactEqual);
        let Some(pin) = specifiers.iter().find(|it| exact(it.operator())) else { continue };
        // What has the same version is released together.
        if pin.version().any_prerelease() || all.version.as_ref() == Some(pin.version()) {
            continue;
        }
        check.find(
            row.location.clone(),
            message!(
                "{name} is pinned to {pin}: projects that need another version cannot be installed beside this one",
                name = Fact::code(row.requirement.written_name()),
                pin = Fact::code(pin.to_string()),
            ),
            message!("Require a range, from the oldest version that works"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `httpx2` and `httpcore2` 2.16.2, `griffe` and `griffecli` 2.4.1.
    #[test]
    fn what_is_released_together_with_the_same_version_may_be_pinned() {
        let wheel = |pin: &str| {
            format!(
                "=== demo-2.4.1-py3-none-any.whl\n--- demo/__init__.py\n--- demo-2.4.1.dist-info/METADATA {{merge}}\n\
                 Requires-Dist: other{pin}\n"
            )
        };
        check(&wheel("==2.4.1"), &[]);
        check(&wheel("==2.4.0"), &["dep-exact-pin"]);
    }
}
