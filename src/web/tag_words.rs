//! The name of a wheel taken apart: what each part is and what it means (binary distribution format, PEP 425, 600, 656).

use super::question::{PartView, TagsView};
use crate::artifact::filename::WheelFilename;
use crate::finding::one_line;

#[must_use]
pub fn view(name: &WheelFilename) -> TagsView {
    /// A hostile name can hold thousands of tags.
    const MOST: usize = 24;
    let part = |text: String, name: &str, meaning: String| PartView {
        text: one_line(&text),
        name: name.to_owned(),
        meaning: one_line(&meaning),
    };
    let mut parts = vec![
        part(
            name.name.clone(),
            "Name",
            "The project, with an underscore for every run of dashes, dots and underscores".to_owned(),
        ),
        part(name.version.clone(), "Version", "The release".to_owned()),
    ];
    if let Some(build) = &name.build {
        parts.push(part(build.clone(), "Build", "Breaks a tie between two builds of one version".to_owned()));
    }
    parts.extend(name.python.iter().take(MOST).map(|tag| part(tag.clone(), "Python", python(tag))));
    parts.extend(name.abi.iter().take(MOST).map(|tag| part(tag.clone(), "ABI", abi(tag))));
    parts.extend(name.platform.iter().take(MOST).map(|tag| part(tag.clone(), "Platform", platform(tag))));
    TagsView { parts, installs: one_line(&installs(name)) }
}

fn installs(name: &WheelFilename) -> String {
    let pure = name.abi.iter().all(|tag| tag == "none") && name.platform.iter().all(|tag| tag == "any");
    if pure {
        return match name.python.as_slice() {
            [tag] if tag == "py3" => "Installs on every Python 3, on every platform: one wheel is enough.".to_owned(),
            [a, b] if a == "py2" && b == "py3" => "Installs on Python 2 and 3, on every platform.".to_owned(),
            tags => {
                format!("Installs on every platform, where Python is {}.", list(tags.iter().map(|tag| python(tag))))
            }
        };
    }
    let on = list(name.platform.iter().map(|tag| platform(tag)));
    let stable = name.abi.iter().any(|tag| tag == "abi3");
    let python = match name.python.as_slice() {
        [tag] if stable => format!("{} or later", python(tag)),
        tags => list(tags.iter().map(|tag| python(tag))),
    };
    format!("Installs with {python}, on {on}. Elsewhere installers look for another wheel, or build the sdist.")
}

fn list(words: impl Iterator<Item = String>) -> String {
    let mut words: Vec<String> = words.collect();
    words.dedup();
    words.truncate(6);
    words.join(" or ")
}

fn digits(text: &str) -> String {
    match text.split_at_checked(1) {
        Some((major, "")) => major.to_owned(),
        Some((major, minor)) => format!("{major}.{minor}"),
        None => String::new(),
    }
}

fn python(tag: &str) -> String {
    let at = tag.find(|c: char| c.is_ascii_digit()).unwrap_or(tag.len());
    let (name, version) = tag.split_at(at);
    let version = digits(version);
    match name {
        "py" if version.contains('.') => format!("any Python {version} or later"),
        "py" => format!("any Python {version}"),
        "cp" => format!("CPython {version}"),
        "pp" => format!("PyPy {version}"),
        "graalpy" => format!("GraalPy {version}"),
        _ => format!("the interpreter {tag}"),
    }
}

fn abi(tag: &str) -> String {
    match tag {
        "none" => "needs no binary interface: no compiled module that is tied to one Python".to_owned(),
        "abi3" => "the stable ABI: also runs on every later CPython 3".to_owned(),
        _ if tag.starts_with("cp") && tag.ends_with('t') => {
            format!("free-threaded CPython {} only", digits(tag[2..].trim_end_matches('t')))
        }
        _ if tag.starts_with("cp") => {
            format!("the ABI of CPython {} only", digits(tag[2..].trim_end_matches(|c: char| c.is_ascii_lowercase())))
        }
        _ => format!("the binary interface {tag}"),
    }
}

fn platform(tag: &str) -> String {
    match tag {
        "any" => return "every platform".to_owned(),
        "win32" => return "Windows, 32 bit".to_owned(),
        "win_amd64" => return "Windows on x86-64".to_owned(),
        "win_arm64" => return "Windows on Arm".to_owned(),
        "manylinux1_x86_64" => return "Linux on x86-64 with glibc 2.5 or later".to_owned(),
        "manylinux2010_x86_64" => return "Linux on x86-64 with glibc 2.12 or later".to_owned(),
        "manylinux2014_x86_64" => return "Linux on x86-64 with glibc 2.17 or later".to_owned(),
        "manylinux2014_aarch64" => return "Linux on Arm (64 bit) with glibc 2.17 or later".to_owned(),
        _ => {}
    }
    let versioned = |prefix: &str| {
        let mut parts = tag.strip_prefix(prefix)?.splitn(3, '_');
        Some((parts.next()?, parts.next()?, parts.next()?))
    };
    if let Some((major, minor, machine)) = versioned("manylinux_") {
        format!("Linux on {} with glibc {major}.{minor} or later", machine_words(machine))
    } else if let Some((major, minor, machine)) = versioned("musllinux_") {
        format!("Linux on {} with musl {major}.{minor} or later, such as Alpine", machine_words(machine))
    } else if let Some((major, minor, machine)) = versioned("macosx_") {
        let machine = match machine {
            "arm64" => "Apple silicon",
            "universal2" => "Apple silicon and Intel",
            "x86_64" => "Intel",
            other => other,
        };
        format!("macOS {major}.{minor} or later on {machine}")
    } else if let Some(machine) = tag.strip_prefix("linux_") {
        format!("Linux on {}, the very system that it was built on: PyPI does not take it", machine_words(machine))
    } else {
        format!("the platform {tag}")
    }
}

fn machine_words(machine: &str) -> &str {
    match machine {
        "x86_64" => "x86-64",
        "aarch64" => "Arm (64 bit)",
        "armv7l" => "Arm (32 bit)",
        "i686" => "x86 (32 bit)",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, meanings: &[&str], installs: &str) {
        let view = view(&WheelFilename::parse(name).unwrap());
        let parts = view.parts.iter().skip(2).map(|part| part.meaning.as_str()).collect::<Vec<_>>();
        assert_eq!(parts, meanings);
        assert_eq!(view.installs, installs);
    }

    #[test]
    fn tags_are_explained() {
        check(
            "demo-1.0-py3-none-any.whl",
            &[
                "any Python 3",
                "needs no binary interface: no compiled module that is tied to one Python",
                "every platform",
            ],
            "Installs on every Python 3, on every platform: one wheel is enough.",
        );
        check(
            "demo-1.0-cp312-cp312-manylinux_2_28_x86_64.whl",
            &["CPython 3.12", "the ABI of CPython 3.12 only", "Linux on x86-64 with glibc 2.28 or later"],
            "Installs with CPython 3.12, on Linux on x86-64 with glibc 2.28 or later. Elsewhere installers look for another \
             wheel, or build the sdist.",
        );
        check(
            "demo-1.0-cp39-abi3-macosx_11_0_universal2.whl",
            &[
                "CPython 3.9",
                "the stable ABI: also runs on every later CPython 3",
                "macOS 11.0 or later on Apple silicon and Intel",
            ],
            "Installs with CPython 3.9 or later, on macOS 11.0 or later on Apple silicon and Intel. Elsewhere installers look \
             for another wheel, or build the sdist.",
        );
    }

    #[test]
    fn odd_tags_are_no_trouble() {
        for name in ["a-1-é-cpt-macosx_.whl", "a-1-cp-cp-manylinux_.whl", "a-1-py-abi3-linux_x.whl"] {
            let _ = view(&WheelFilename::parse(name).unwrap());
        }
    }
}
