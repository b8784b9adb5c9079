//! Builds that fetch. What they fetch is not known here.

use crate::artifact::pyproject::Value;
use crate::artifact::sdist::Sdist;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The build fetches from a network
    ///
    /// `setup.py`, or a build backend inside the sdist, opens a connection or starts a program that does: `urlopen`, `requests.get`, `curl`,
    /// `git clone`, `pip install`.
    ///
    /// ## Why
    /// Distributions and companies build without a network, and there the build fails. What is fetched is not what was reviewed, and may be
    /// another thing tomorrow.
    ///
    /// ## Fix
    /// Put what is needed into the sdist or into `build-system.requires`, or fetch it at run time.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/setup.py
    /// from urllib.request import urlopen
    /// from setuptools import setup
    /// data = urlopen("https://example.org/list").read()
    /// setup()
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0.tar.gz
    /// --- demo-1.0/demo/__init__.py
    /// --- demo-1.0/setup.py
    /// from setuptools import setup
    /// setup()
    /// ```
    SecSetupNetwork { id: "sec-setup-network", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Sdist] }
}

impl Rule for SecSetupNetwork {
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        let folders = sdist.pyproject.iter().filter_map(|file| file.get(&["build-system", "backend-path"]));
        let folders: Vec<&str> =
            folders.flat_map(Value::strings).map(|folder| folder.trim_matches(['.', '/'])).collect();
        for (path, module) in &sdist.contents.modules {
            let inner = sdist.inner_path(path);
            let backend = folders.iter().any(|folder| {
                folder.is_empty() || inner.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            });
            if inner != "setup.py" && !backend {
                continue;
            }
            for (line, call) in &module.network {
                check.find(
                    sdist.file.at_line(path, *line),
                    message!(
                        "{path} calls {call}, which fetches from a network",
                        path = Fact::code(inner),
                        call = Fact::code(call)
                    ),
                    message!("Put what is needed into the sdist, or fetch it at run time"),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    /// `ruamel.yaml` 0.19.1.
    #[test]
    fn a_setup_that_installs_its_own_folder_fetches_nothing() {
        let sdist = |what: &str| {
            format!(
                "=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n--- demo-1.0/setup.py\nimport os\n\
                 os.system('pip install {what}')\n"
            )
        };
        check(&sdist("."), &[]);
        check(&sdist("requests"), &["sec-setup-network"]);
    }
}
