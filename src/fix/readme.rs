//! The content type of the README, as the name of its file says it.

use toml_edit::{Decor, DocumentMut, value};

use super::toml::item_mut;
use super::{Case, Repair};
use crate::artifact::pyproject::Value;
use crate::finding::Fact;
use crate::message;

pub fn repair(case: &Case<'_>, document: &mut DocumentMut) -> Option<Repair> {
    let file = case.pyproject.get(&["project", "readme", "file"]).and_then(Value::as_str)?;
    let (_, ending) = file.rsplit_once('.')?;
    let kind = match ending.to_ascii_lowercase().as_str() {
        "md" => "text/markdown",
        "rst" => "text/x-rst",
        "txt" => "text/plain",
        _ => return None,
    };
    let readme = item_mut(document, &["project", "readme"])?;
    match readme.get_mut("content-type").and_then(|item| item.as_value_mut()) {
        Some(written) => super::toml::set(written, kind),
        None => match readme.as_inline_table_mut() {
            Some(inline) => {
                // The blank before the bracket stays there.
                let last = inline.iter_mut().last().map(|(_, written)| written);
                let blank = last.and_then(|written| {
                    let blank = written.decor().suffix().and_then(|raw| raw.as_str()).map(str::to_owned);
                    written.decor_mut().set_suffix("");
                    blank
                });
                let mut added = toml_edit::Value::from(kind);
                *added.decor_mut() = Decor::new(" ", blank.unwrap_or_default());
                inline.insert("content-type", added);
            }
            None => {
                readme.as_table_like_mut()?.insert("content-type", value(kind));
            }
        },
    }
    Some(Repair::safe(message!("Say that {file} is {kind}", file = Fact::code(file), kind = Fact::code(kind))))
}

#[cfg(test)]
mod tests {
    use crate::fix::Safety::Safe;
    use crate::fix::testing::check;

    #[test]
    fn the_name_of_the_file_says_the_type() {
        for (before, after) in [
            (
                "readme = { file = \"README.md\", content-type = \"markdown\" } # shown\n",
                "readme = { file = \"README.md\", content-type = \"text/markdown\" } # shown\n",
            ),
            (
                "readme = { file = \"README.rst\" } # shown\n",
                "readme = { file = \"README.rst\", content-type = \"text/x-rst\" } # shown\n",
            ),
            (
                "readme = {file = \"README.md\"}\n",
                "readme = {file = \"README.md\", content-type = \"text/markdown\"}\n",
            ),
            (
                "[project.readme]\n# shown\nfile = \"docs/README.TXT\"\n",
                "[project.readme]\n# shown\nfile = \"docs/README.TXT\"\ncontent-type = \"text/plain\"\n",
            ),
        ] {
            check("metadata-content-type", before, Safe, after);
        }
    }
}
