//! Hidden files in a wheel that no other rule knows.

use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::message;
use crate::rules::members::{is_test_data, junk, payload, places, project};
use crate::rules::security::sec_secret_file::secret;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The wheel holds hidden files
    ///
    /// A file or folder whose name begins with a dot is installed with the package. Secrets, files of version control and what
    /// editors leave have rules of their own. Hidden files among tests, examples and templates are left out, and so are `.libs`,
    /// `.dylibs`, `.keep` and the like, and what begins with the project's own name.
    ///
    /// ## Why
    /// Such files are settings of tools or of their author, packed unseen with everything else. Nobody who installs the wheel sees
    /// them.
    ///
    /// ## Fix
    /// Exclude them from the package data.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.cursor/rules.md
    /// rules
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/.dylibs/libfoo.txt
    /// --- demo/.keep
    /// --- demo/files/.git_keep
    /// ```
    SecHiddenFile { id: "sec-hidden-file", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Hidden names that packages need: bundled libraries, empty folders, web pages, what agents of programmers read.
const ALLOWED: [&str; 10] = [
    ".libs",
    ".dylibs",
    ".keep",
    ".git_keep",
    ".placeholder",
    ".nojekyll",
    ".well-known",
    ".vite",
    ".env.example",
    ".agents",
];

impl Rule for SecHiddenFile {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(files) = payload(wheel, check) else { return };
        // `.demoignore` in `demo`: what the project's own tool reads.
        let own = project(wheel).unwrap_or_default();
        let hidden = |part: &str| {
            let name = part.strip_prefix('.').filter(|name| !matches!(*name, "" | ".") && !ALLOWED.contains(&part));
            name.is_some_and(|name| own.is_empty() || !normalize_name(name).starts_with(&own))
        };
        let paths = files.iter().filter(|member| member.is_file()).map(|member| member.path.as_str()).filter(|path| {
            path.split('/').any(hidden) && !is_test_data(path) && junk(path).is_none() && secret(path).is_none()
        });
        check.find_each(
            wheel.file.location(),
            places(&wheel.file, paths),
            |name| message!("{name} is hidden, and was probably packed unseen", name = name),
            |count, names| {
                message!(
                    "{count} files are hidden, and were probably packed unseen: {names}",
                    count = count,
                    names = names
                )
            },
            &message!("Exclude it from the package data, unless the package reads it"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `prefect` 3.8.8 ships a template of its `.prefectignore`.
    #[test]
    fn what_is_called_like_the_project_is_read_by_its_tool() {
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/.demoignore\n", &[]);
        check("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo/.otherignore\n", &["sec-hidden-file"]);
    }
}
