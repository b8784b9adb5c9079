//! What the tags of a wheel's name mean: interpreters and platforms (platform compatibility tags, PEP 425, 600, 656).

use std::str::FromStr as _;

use pep440_rs::{Version, VersionSpecifiers};

use crate::native::Architecture;

/// One platform tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Platform<'a> {
    pub tag: &'a str,
    pub system: System,
    /// What code has to be there for; empty where the tag is not understood.
    pub architectures: Vec<Architecture>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum System {
    Any,
    /// The minor version of glibc 2.
    Manylinux(u32),
    Musllinux,
    /// A bare `linux_…`.
    Linux,
    Macos(u32, u32),
    Windows,
    Other,
}

impl System {
    #[must_use]
    pub fn is_linux(self) -> bool {
        matches!(self, Self::Manylinux(_) | Self::Musllinux | Self::Linux)
    }
}

#[must_use]
pub fn platform(tag: &str) -> Platform<'_> {
    let (system, machine) = system(tag);
    let architectures = match machine {
        "x86_64" | "amd64" | "intel" => vec![Architecture::X86_64],
        "universal2" => vec![Architecture::X86_64, Architecture::Arm64],
        "i686" | "i386" | "win32" => vec![Architecture::X86],
        "aarch64" | "arm64" => vec![Architecture::Arm64],
        "armv7l" | "armv6l" => vec![Architecture::Arm],
        "ppc64le" => vec![Architecture::Ppc64le],
        "ppc64" => vec![Architecture::Ppc64],
        "s390x" => vec![Architecture::S390x],
        "riscv64" => vec![Architecture::Riscv64],
        "loongarch64" => vec![Architecture::Loongarch64],
        _ => Vec::new(),
    };
    Platform { tag, system, architectures }
}

fn system(tag: &str) -> (System, &str) {
    for (prefix, minor) in [("manylinux1_", 5), ("manylinux2010_", 12), ("manylinux2014_", 17)] {
        if let Some(machine) = tag.strip_prefix(prefix) {
            return (System::Manylinux(minor), machine);
        }
    }
    let numbered = |prefix: &str| {
        let (major, rest) = tag.strip_prefix(prefix)?.split_once('_')?;
        let (minor, machine) = rest.split_once('_')?;
        Some((major.parse::<u32>().ok()?, minor.parse::<u32>().ok()?, machine))
    };
    if let Some((2, minor, machine)) = numbered("manylinux_") {
        return (System::Manylinux(minor), machine);
    }
    if let Some((_, _, machine)) = numbered("musllinux_") {
        return (System::Musllinux, machine);
    }
    if let Some((major, minor, machine)) = numbered("macosx_") {
        return (System::Macos(major, minor), machine);
    }
    if let Some(machine) = tag.strip_prefix("linux_") {
        return (System::Linux, machine);
    }
    match tag {
        "any" => (System::Any, ""),
        "win32" => (System::Windows, "win32"),
        _ => tag.strip_prefix("win_").map_or((System::Other, ""), |machine| (System::Windows, machine)),
    }
}

/// One Python tag: `cp312` is `cp`, 3, 12; `py3` has no minor version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PythonTag<'a> {
    pub implementation: &'a str,
    pub major: u32,
    pub minor: Option<u32>,
}

/// `None` where the tag is not letters and a version.
#[must_use]
pub fn python(tag: &str) -> Option<PythonTag<'_>> {
    let at = tag.find(|c: char| c.is_ascii_digit())?;
    let (implementation, version) = tag.split_at(at);
    let major = version.get(..1)?.parse().ok()?;
    let minor = match version.get(1..)? {
        "" => None,
        rest => Some(rest.strip_prefix('_').unwrap_or(rest).parse().ok()?),
    };
    Some(PythonTag { implementation, major, minor })
}

/// The newest minor version of Python 3 that is thought of; specifiers without an upper bound allow all.
const NEWEST_MINOR: u32 = 40;

/// Whether specifiers allow any release of a minor version.
#[must_use]
pub fn allows(specifiers: &VersionSpecifiers, major: u32, minor: u32) -> bool {
    // Bounds are rarely finer than the first releases of a minor version.
    (0..=30).any(|micro| {
        Version::from_str(&format!("{major}.{minor}.{micro}")).is_ok_and(|version| specifiers.contains(&version))
    })
}

/// The oldest minor version of Python 3 that `Requires-Python` allows.
#[must_use]
pub fn oldest_python(requires: &str) -> Option<u32> {
    let specifiers = VersionSpecifiers::from_str(requires.trim()).ok()?;
    (0..=NEWEST_MINOR).find(|minor| allows(&specifiers, 3, *minor))
}

/// Whether specifiers allow any interpreter that takes wheels with this Python and ABI tag.
#[must_use]
pub fn any_interpreter(specifiers: &VersionSpecifiers, python: PythonTag<'_>, abi: &str) -> bool {
    let minors = match (python.implementation, python.minor) {
        (_, None) if python.major == 2 => 7..=7,
        (_, None) => 0..=NEWEST_MINOR,
        // A stable ABI is for that version and all later ones, and so is a generic tag.
        ("cp", Some(minor)) if abi.contains("abi3") => minor..=NEWEST_MINOR,
        ("py", Some(minor)) => minor..=NEWEST_MINOR,
        (_, Some(minor)) => minor..=minor,
    };
    minors.into_iter().any(|minor| allows(specifiers, python.major, minor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn platform_tags_come_apart() {
        for (tag, system, architectures) in [
            ("manylinux2014_aarch64", System::Manylinux(17), &[Architecture::Arm64][..]),
            ("manylinux_2_28_x86_64", System::Manylinux(28), &[Architecture::X86_64]),
            ("musllinux_1_2_i686", System::Musllinux, &[Architecture::X86]),
            ("macosx_10_9_universal2", System::Macos(10, 9), &[Architecture::X86_64, Architecture::Arm64]),
            ("win32", System::Windows, &[Architecture::X86]),
            ("win_arm64", System::Windows, &[Architecture::Arm64]),
            ("any", System::Any, &[]),
            ("emscripten_3_1_46_wasm32", System::Other, &[]),
        ] {
            let platform = platform(tag);
            assert_eq!((platform.system, platform.architectures.as_slice()), (system, architectures), "{tag}");
        }
    }

    #[test]
    fn python_tags_come_apart() {
        assert_eq!(python("cp312"), Some(PythonTag { implementation: "cp", major: 3, minor: Some(12) }));
        assert_eq!(python("py3"), Some(PythonTag { implementation: "py", major: 3, minor: None }));
        assert_eq!(python("abc"), None);
    }

    #[test]
    fn requires_python_meets_tags() {
        let specifiers = |text| VersionSpecifiers::from_str(text).unwrap();
        assert_eq!(oldest_python(">=3.9.1,<4"), Some(9));
        for (requires, tag, abi, expected) in [
            (">=3.13", "cp312", "cp312", false),
            (">=3.13", "cp312", "abi3", true),
            ("<3", "py3", "none", false),
            (">=3.9,!=3.9.0", "cp39", "cp39", true),
            (">=3.8", "py2", "none", false),
        ] {
            assert_eq!(any_interpreter(&specifiers(requires), python(tag).unwrap(), abi), expected, "{requires} {tag}");
        }
    }
}
