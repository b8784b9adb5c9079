//! Commands that are called like others that users have.

use super::resembles;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::project;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A command is called like a well-known one
    ///
    /// A command of the wheel is called like a tool that most systems or Python environments have, such as `test`, `ls`, `git` or `pip`, and the
    /// project is not that tool.
    ///
    /// ## Why
    /// In an active environment the command comes first on the path: scripts that call the tool start this one.
    ///
    /// ## Fix
    /// Call it otherwise, best like the project.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// test = demo:main
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// def main(): ...
    /// --- demo-1.0.dist-info/entry_points.txt
    /// [console_scripts]
    /// demo = demo:main
    /// ```
    EntryShadowsCommand { id: "entry-shadows-command", gate: Run, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

/// Tools that scripts of others call.
const TOOLS: [&str; 78] = [
    "ar", "awk", "bash", "cargo", "cat", "cc", "cd", "chmod", "chown", "clang", "cmake", "conda", "cp", "curl", "cut",
    "date", "dd", "df", "diff", "docker", "du", "echo", "env", "find", "g++", "gcc", "gem", "git", "go", "grep",
    "gzip", "head", "hg", "install", "java", "javac", "kill", "kubectl", "ld", "less", "ln", "ls", "make", "man",
    "mkdir", "more", "mv", "node", "npm", "npx", "openssl", "perl", "php", "pip", "pip3", "pipx", "poetry", "ps", "rm",
    "rmdir", "ruby", "rustc", "sed", "sh", "sort", "ssh", "sudo", "svn", "tail", "tar", "test", "top", "uv", "wget",
    "which", "yarn", "zip", "zsh",
];

impl Rule for EntryShadowsCommand {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(points) = &wheel.entry_points else {
            check.skip("the wheel declares no entry points");
            return;
        };
        let project = project(wheel).unwrap_or_default();
        for entry in points.scripts().filter(|entry| TOOLS.contains(&entry.name.to_ascii_lowercase().as_str())) {
            if resembles(&project, &entry.name) {
                continue;
            }
            check.find(
                wheel.file.at_line(&points.path, entry.line),
                message!(
                    "{name} hides the tool of that name wherever the environment is active",
                    name = Fact::code(&entry.name),
                ),
                message!("Give the command another name"),
            );
        }
    }
}
