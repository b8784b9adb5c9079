//! `WHEEL`: the file in `.dist-info` that says how to install the rest (binary distribution format).

use super::metadata::{Field, Metadata};

/// Tags that are kept of what compressed sets stand for: three long sets in one line multiply. Real wheels have some ten.
pub const MAX_TAGS: usize = 4096;

/// Every `python-abi-platform` that compressed sets stand for, as far as [`MAX_TAGS`] in all.
pub(super) fn expand<T: AsRef<str>>(pythons: &[T], abis: &[T], platforms: &[T], tags: &mut Vec<String>) {
    for python in pythons.iter().map(AsRef::as_ref) {
        for abi in abis.iter().map(AsRef::as_ref) {
            for platform in platforms.iter().map(AsRef::as_ref) {
                if tags.len() >= MAX_TAGS {
                    return;
                }
                tags.push(format!("{python}-{abi}-{platform}"));
            }
        }
    }
}

/// Its fields; the format is that of core metadata.
#[derive(Debug, Clone, Default)]
pub struct WheelFile {
    pub path: String,
    fields: Metadata,
}

impl WheelFile {
    #[must_use]
    pub fn parse(path: &str, bytes: &[u8]) -> Self {
        Self { path: path.to_owned(), fields: Metadata::parse(path, bytes) }
    }

    /// All of them, in the order of the file.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields.fields
    }

    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Field> {
        self.fields.all(name)
    }

    #[must_use]
    pub fn value(&self, name: &str) -> Option<&str> {
        self.fields.value(name)
    }

    /// The `Tag` lines, expanded, as far as [`MAX_TAGS`].
    #[must_use]
    pub fn tags(&self) -> Vec<String> {
        let mut tags = Vec::new();
        for field in self.all("Tag") {
            let sets: Vec<Vec<&str>> = field.value.trim().split('-').map(|set| set.split('.').collect()).collect();
            if let [python, abi, platform] = sets.as_slice() {
                expand(python, abi, platform, &mut tags);
            } else if tags.len() < MAX_TAGS {
                tags.push(field.value.trim().to_owned());
            }
        }
        tags
    }

    /// `Root-Is-Purelib`, where it is one of the two words.
    #[must_use]
    pub fn root_is_purelib(&self) -> Option<bool> {
        match self.value("Root-Is-Purelib")?.to_ascii_lowercase().as_str() {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_expanded() {
        let file = WheelFile::parse("WHEEL", b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py2.py3-none-any\n");
        assert_eq!(file.tags(), ["py2-none-any", "py3-none-any"]);
        assert_eq!(file.root_is_purelib(), Some(true));
    }

    #[test]
    fn sets_that_multiply_do_not_fill_the_memory() {
        let set = ["a"; 500].join(".");
        let file = WheelFile::parse("WHEEL", format!("Tag: {set}-{set}-{set}\n").as_bytes());
        assert_eq!(file.tags().len(), MAX_TAGS);
    }
}
