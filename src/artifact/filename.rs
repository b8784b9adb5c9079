//! Names of wheels (binary distribution format) and sdists (PEP 625), taken apart.

use std::str::FromStr;

use pep440_rs::Version;

use super::wheel_file::expand;

/// The parts of `name-version[-build]-python-abi-platform.whl`, as spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WheelFilename {
    pub name: String,
    pub version: String,
    pub build: Option<String>,
    /// Compressed tag sets, split at `.`.
    pub python: Vec<String>,
    pub abi: Vec<String>,
    pub platform: Vec<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FilenameProblem {
    /// Not five or six parts between the dashes.
    PartCount(usize),
    /// Empty, `__`, or a character that no name has.
    Name(String),
    Version(String),
    /// Does not start with a digit.
    Build(String),
    EmptyTag,
    /// Not `name-version.tar.gz`.
    SdistForm,
}

impl WheelFilename {
    /// # Errors
    /// The first thing that is wrong, in the order of `packaging.utils.parse_wheel_filename`.
    pub fn parse(file_name: &str) -> Result<Self, FilenameProblem> {
        let stem = file_name.get(..file_name.len().saturating_sub(4)).filter(|stem| {
            // PyPI refuses `.WHL`; the parts before it are the same.
            file_name[stem.len()..].eq_ignore_ascii_case(".whl")
        });
        let stem = stem.unwrap_or(file_name);
        let parts: Vec<&str> = stem.split('-').collect();
        let (name, version, build, tags) = match parts.as_slice() {
            [name, version, tags @ ..] if tags.len() == 3 => (*name, *version, None, tags),
            [name, version, build, tags @ ..] if tags.len() == 3 => (*name, *version, Some(*build), tags),
            _ => return Err(FilenameProblem::PartCount(parts.len())),
        };
        let allowed = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        if name.is_empty() || name.contains("__") || !name.chars().all(allowed) {
            return Err(FilenameProblem::Name(name.to_owned()));
        }
        if Version::from_str(version).is_err() {
            return Err(FilenameProblem::Version(version.to_owned()));
        }
        if let Some(build) = build.filter(|build| !build.starts_with(|c: char| c.is_ascii_digit())) {
            return Err(FilenameProblem::Build(build.to_owned()));
        }
        let sets: Vec<Vec<String>> = tags.iter().map(|tag| tag.split('.').map(str::to_owned).collect()).collect();
        if sets.iter().flatten().any(String::is_empty) {
            return Err(FilenameProblem::EmptyTag);
        }
        let Ok([python, abi, platform]) = <[Vec<String>; 3]>::try_from(sets) else {
            return Err(FilenameProblem::PartCount(parts.len()));
        };
        Ok(Self {
            name: name.to_owned(),
            version: version.to_owned(),
            build: build.map(str::to_owned),
            python,
            abi,
            platform,
        })
    }

    /// Every `python-abi-platform` that the compressed sets stand for, as far as `wheel_file::MAX_TAGS`.
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        expand(&self.python, &self.abi, &self.platform, &mut tags);
        tags
    }

    /// The one name that the `.dist-info` directory may have.
    #[must_use]
    pub fn dist_info(&self) -> String {
        format!("{}-{}.dist-info", self.name, self.version)
    }
}

/// The parts of `name-version.tar.gz`, as spelled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SdistFilename {
    pub name: String,
    pub version: String,
}

impl SdistFilename {
    /// Splits at the last dash, as `packaging.utils.parse_sdist_filename` does.
    ///
    /// # Errors
    /// When there is no dash, the version is none, or the name does not end in `.tar.gz`.
    pub fn parse(file_name: &str) -> Result<Self, FilenameProblem> {
        let stem = file_name.strip_suffix(".tar.gz").ok_or(FilenameProblem::SdistForm)?;
        let (name, version) = stem.rsplit_once('-').ok_or(FilenameProblem::SdistForm)?;
        if Version::from_str(version).is_err() {
            return Err(FilenameProblem::Version(version.to_owned()));
        }
        Ok(Self { name: name.to_owned(), version: version.to_owned() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wheel_names_come_apart() {
        let name = WheelFilename::parse("demo-1.0-1a-py2.py3-none-any.whl").unwrap();
        assert_eq!((name.name.as_str(), name.version.as_str(), name.build.as_deref()), ("demo", "1.0", Some("1a")));
        assert_eq!(name.tags(), ["py2-none-any", "py3-none-any"]);
        assert_eq!(name.dist_info(), "demo-1.0.dist-info");
    }

    #[test]
    fn what_is_wrong_with_a_wheel_name_is_said() {
        for (file, problem) in [
            ("demo-1.0-py3-none.whl", FilenameProblem::PartCount(4)),
            ("de__mo-1.0-py3-none-any.whl", FilenameProblem::Name("de__mo".into())),
            ("demo-one-py3-none-any.whl", FilenameProblem::Version("one".into())),
            ("demo-1.0-b1-py3-none-any.whl", FilenameProblem::Build("b1".into())),
            ("demo-1.0-py3-none-any..whl", FilenameProblem::EmptyTag),
        ] {
            assert_eq!(WheelFilename::parse(file), Err(problem), "{file}");
        }
    }

    #[test]
    fn sdist_names_split_at_the_last_dash() {
        let name = SdistFilename::parse("my-demo-1.0.tar.gz").unwrap();
        assert_eq!((name.name.as_str(), name.version.as_str()), ("my-demo", "1.0"));
        assert!(SdistFilename::parse("demo.tar.gz").is_err());
        assert!(SdistFilename::parse("demo-1.0.zip").is_err());
    }
}
