//! What the name of a native file promises: the module, and the interpreters that import it under that name.
//!
//! `EXTENSION_SUFFIXES` of CPython, PyPy and GraalPy; PEP 3149 for `SOABI`.

/// An extension module by its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtensionName<'a> {
    /// The last part of the module's name.
    pub module: &'a str,
    pub tag: Tag,
}

/// The part between the module and `.so` or `.pyd`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Tag {
    /// None: any interpreter looks at it, and a plain `.so` may be no module at all.
    None,
    Abi3,
    Abi3t,
    /// As the ABI of a wheel's tags: `cp312`, `cp313t`, `cp37m`, `pypy310_pp73`.
    Interpreter(String),
}

/// Takes the name of a file apart; `None` where it ends like no extension module.
#[must_use]
pub fn extension(file_name: &str) -> Option<ExtensionName<'_>> {
    let (stem, windows) = match file_name.strip_suffix(".so") {
        Some(stem) => (stem, false),
        None => (file_name.strip_suffix(".pyd")?, true),
    };
    let (module, tag) = stem.rsplit_once('.').map_or((stem, ""), |(module, tag)| (module, tag));
    let tag = match tag {
        "" => Tag::None,
        "abi3" => Tag::Abi3,
        "abi3t" => Tag::Abi3t,
        _ if windows => windows_tag(tag)?,
        _ => posix_tag(tag)?,
    };
    (!module.is_empty()).then_some(ExtensionName { module, tag })
}

/// `cpython-312-x86_64-linux-gnu`, `cpython-313t-darwin`, `pypy310-pp73-x86_64-linux-gnu`, `graalpy242-311-native-…`.
fn posix_tag(tag: &str) -> Option<Tag> {
    let mut parts = tag.split('-');
    let (implementation, version) = (parts.next()?, parts.next()?);
    match implementation {
        "cpython" => Some(Tag::Interpreter(format!("cp{version}"))),
        _ if implementation.starts_with("pypy") || implementation.starts_with("graalpy") => {
            Some(Tag::Interpreter(format!("{implementation}_{version}")))
        }
        _ => None,
    }
}

/// `cp312-win_amd64`, `cp313t-win32`, `pypy310-pp73-win_amd64`.
fn windows_tag(tag: &str) -> Option<Tag> {
    let (interpreter, rest) = tag.split_once('-')?;
    if let Some(version) = interpreter.strip_prefix("cp") {
        let digits = version.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        return (!digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()))
            .then(|| Tag::Interpreter(interpreter.to_owned()));
    }
    let version = rest.split('-').next().unwrap_or_default();
    interpreter.starts_with("pypy").then(|| Tag::Interpreter(format!("{interpreter}_{version}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_extension_modules_come_apart() {
        let of = |tag: &str| Tag::Interpreter(tag.to_owned());
        for (name, module, tag) in [
            ("_core.cpython-312-x86_64-linux-gnu.so", "_core", of("cp312")),
            ("_core.cpython-313t-darwin.so", "_core", of("cp313t")),
            ("_core.cpython-37m-x86_64-linux-gnu.so", "_core", of("cp37m")),
            ("_core.pypy310-pp73-x86_64-linux-gnu.so", "_core", of("pypy310_pp73")),
            ("_core.cp312-win_amd64.pyd", "_core", of("cp312")),
            ("_core.abi3.so", "_core", Tag::Abi3),
            ("_core.pyd", "_core", Tag::None),
            ("libfoo.so", "libfoo", Tag::None),
        ] {
            assert_eq!(extension(name), Some(ExtensionName { module, tag }), "{name}");
        }
        for name in ["libfoo.so.1", "libfoo-2.0.so", "a.b.so", ".so", "x.cpxx-win.pyd"] {
            assert!(extension(name).is_none_or(|name| name.tag == Tag::None), "{name}");
        }
    }
}
