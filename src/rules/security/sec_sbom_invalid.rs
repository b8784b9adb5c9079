//! Bills of materials in `.dist-info/sboms/`: whether they are what their names say. What they list is not its business.

use serde_json::Value;

use crate::artifact::normalize_name;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::members::{project, same_version};
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// A bill of materials cannot be read, or is about another version
    ///
    /// A `.json` file in `.dist-info/sboms/` (PEP 770) is neither CycloneDX nor SPDX, or its main component is this
    /// project in another version.
    ///
    /// ## Why
    /// Scanners that look for vulnerable components pass over it, or report those of another release.
    ///
    /// ## Fix
    /// Let the build write it again: repair tools such as auditwheel, and backends such as maturin, do.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/sboms/demo.cdx.json
    /// {"components": []}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo-1.0.dist-info/sboms/demo.cdx.json
    /// {"bomFormat": "CycloneDX", "specVersion": "1.6",
    ///  "metadata": {"component": {"name": "demo", "version": "1.0", "purl": "pkg:pypi/demo@1.0"}}}
    /// ```
    SecSbomInvalid { id: "sec-sbom-invalid", gate: Safe, severity: Warning, since: "0.1.0", reads: any [Wheel] }
}

impl Rule for SecSbomInvalid {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        let Some(folder) = wheel.dist_info_path("sboms/") else {
            check.undecided("there is no .dist-info directory");
            return;
        };
        let boms = wheel.contents.texts.iter().filter(|(path, _)| path.starts_with(&folder) && path.ends_with(".json"));
        for (path, content) in boms {
            let bom: Option<Value> = serde_json::from_slice(content).ok();
            let known = bom.as_ref().is_some_and(is_known);
            let fix = message!("Let the build write it again");
            if !known {
                check.find(
                    wheel.file.at(path),
                    message!("{path} is neither CycloneDX nor SPDX", path = Fact::code(path)),
                    fix,
                );
            } else if let (Some(version), Some(own)) = (
                bom.as_ref().and_then(|bom| version_of(bom, wheel)),
                wheel.metadata.as_ref().and_then(|it| it.version()),
            ) && !same_version(&version, own)
            {
                check.find(
                    wheel.file.at(path),
                    message!(
                        "{path} is about version {version} of the project, and the wheel is {own}",
                        path = Fact::code(path),
                        version = Fact::code(version),
                        own = Fact::code(own),
                    ),
                    fix,
                );
            }
        }
    }
}

/// `bomFormat` (CycloneDX 1.x), `spdxVersion` (SPDX 2) or `@context` (SPDX 3).
fn is_known(bom: &Value) -> bool {
    bom.get("bomFormat").and_then(Value::as_str) == Some("CycloneDX")
        || bom.get("spdxVersion").is_some_and(Value::is_string)
        || bom.get("@context").is_some()
}

/// The version of the main component, if that is this project on PyPI.
fn version_of(bom: &Value, wheel: &Wheel) -> Option<String> {
    let component = bom.get("metadata")?.get("component")?;
    let purl = component.get("purl")?.as_str()?.strip_prefix("pkg:pypi/")?;
    let (name, version) = purl.split(['?', '#']).next()?.rsplit_once('@')?;
    (Some(normalize_name(name)) == project(wheel)).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use crate::rules::testing::check;

    #[test]
    fn a_bill_of_the_last_release_is_found_and_one_of_a_bundled_crate_is_not() {
        let bom = |purl: &str| {
            format!(
                "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n--- demo-1.0.dist-info/sboms/a.cyclonedx.json\n\
                 {{\"bomFormat\": \"CycloneDX\", \"metadata\": {{\"component\": {{\"purl\": \"{purl}\"}}}}}}\n"
            )
        };
        check(&bom("pkg:pypi/demo@0.9"), &["sec-sbom-invalid"]);
        check(&bom("pkg:cargo/demo@0.9"), &[]);
    }
}
