//! What the endpoint demands of the name of a file, in the order in which it looks: the name alone, then, after the
//! archive has been accepted, the name against the form's name and version.
//!
//! Sources: `warehouse/forklift/legacy.py` (2026-08-21) and `packaging.utils` (26.2).

use super::python::repr;
use super::refusal::Refusal;
use super::requirement::is_word;
use super::version::Version;

/// Longest name that the server's file system stores.
const MAX_NAME_BYTES: usize = 255;

/// The server writes `{filename}.metadata` beside a wheel.
const METADATA_SUFFIX: &str = ".metadata";

/// `packaging.utils.canonicalize_name`.
#[must_use]
pub fn canonicalize_name(name: &str) -> String {
    let mut canonical = String::with_capacity(name.len());
    for c in name.to_lowercase().chars() {
        match c {
            '-' | '_' | '.' if canonical.ends_with('-') => {}
            '-' | '_' | '.' => canonical.push('-'),
            c => canonical.push(c),
        }
    }
    canonical
}

/// The name as the beginning of a file's name: canonical, with `_` for `-`.
#[must_use]
pub fn escaped_name(name: &str) -> String {
    canonicalize_name(name).replace('-', "_")
}

/// `_validate_filename`: before the file is read. `filetype` is `sdist` or `bdist_wheel`.
///
/// # Errors
/// `fn-control`, `fn-separator`, `fn-ext-filetype` or `fn-ext-known`.
pub fn validate_filename(filename: &str, filetype: &str) -> Result<(), Refusal> {
    if filename.chars().any(|c| c.is_ascii_control()) {
        return Err(Refusal::new(
            "fn-control",
            "Cannot upload a file with non-printable characters (ordinals 0-31) or the DEL character (ordinal 127) in the name.",
        ));
    }
    if filename.contains(['/', '\\']) {
        return Err(Refusal::new("fn-separator", "Cannot upload a file with '/' or '\\' in the name."));
    }
    let Some(extension) = extension(filename) else {
        return Err(Refusal::new(
            "fn-ext-known",
            "Invalid file extension: Use .tar.gz, .whl or .zip extension. See https://www.python.org/dev/peps/pep-0527 \
             and https://peps.python.org/pep-0715/ for more information",
        ));
    };
    let allowed: &[&str] = match filetype {
        "sdist" => &[".zip", ".tar.gz"],
        "bdist_wheel" => &[".whl"],
        _ => &[],
    };
    if allowed.contains(&extension) {
        return Ok(());
    }
    Err(Refusal::new(
        "fn-ext-filetype",
        format!(
            "Invalid file extension: Extension {extension} is invalid for filetype {filetype}. \
             See https://www.python.org/dev/peps/pep-0527 for more information."
        ),
    ))
}

/// The extension in `_dist_file_re`, behind at least one character. Ignoring case makes `ı` and `İ` an `i`.
fn extension(filename: &str) -> Option<&str> {
    let letter = |c: char, wanted: char| c.eq_ignore_ascii_case(&wanted) || (wanted == 'i' && matches!(c, 'ı' | 'İ'));
    [".tar.gz", ".zip", ".whl"].into_iter().find_map(|wanted| {
        let mut rest = filename.chars();
        let ends = wanted.chars().rev().all(|wanted| rest.next_back().is_some_and(|c| letter(c, wanted)));
        let stem = rest.as_str();
        (ends && !stem.is_empty()).then_some(&filename[stem.len()..])
    })
}

/// The server writes the file under its name: longer names are an `OSError` that nothing catches.
///
/// # Errors
/// `wheel-fn-long` with status 500, for any kind of file.
pub fn check_storable(filename: &str) -> Result<(), Refusal> {
    if filename.len() > MAX_NAME_BYTES { Err(Refusal::crash("wheel-fn-long")) } else { Ok(()) }
}

/// The last check of a wheel: its METADATA is written beside it.
///
/// # Errors
/// `wheel-fn-long`.
pub fn check_metadata_storable(filename: &str) -> Result<(), Refusal> {
    if filename.len() + METADATA_SUFFIX.len() > MAX_NAME_BYTES {
        return Err(Refusal::new("wheel-fn-long", format!("Filename is too long: '{filename}'")));
    }
    Ok(())
}

/// Name and version for the `.dist-info` directory, as spelled: asked for while the archive is looked at.
///
/// # Errors
/// `wheel-fn-split`.
pub fn split_wheel_filename(filename: &str) -> Result<(&str, &str), Refusal> {
    let mut parts = filename.splitn(3, '-');
    if let (Some(name), Some(version), Some(_)) = (parts.next(), parts.next(), parts.next()) {
        return Ok((name, version));
    }
    let message = "Invalid distribution file. Unable to parse name and version from wheel filename";
    Err(Refusal::new("wheel-fn-split", message))
}

/// What `packaging.utils.parse_wheel_filename` finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WheelName {
    /// Canonical.
    pub name: String,
    pub version: Version,
    /// As spelled.
    pub build: Option<String>,
    /// The parts of the compressed tag sets, lower-cased.
    pub interpreters: Vec<String>,
    pub abis: Vec<String>,
    pub platforms: Vec<String>,
}

/// # Errors
/// `wheel-fn-parts`, `wheel-fn-name`, `wheel-fn-version` or `wheel-fn-build`.
pub fn parse_wheel_filename(filename: &str) -> Result<WheelName, Refusal> {
    let Some(stem) = filename.strip_suffix(".whl") else {
        let message = format!("Invalid wheel filename (extension must be '.whl'): {}", repr(filename));
        return Err(Refusal::new("wheel-fn-parts", message));
    };
    let parts: Vec<&str> = stem.split('-').collect();
    let (name, version, build, [interpreters, abis, platforms]) = match *parts.as_slice() {
        [name, version, python, abi, platform] => (name, version, None, [python, abi, platform]),
        [name, version, build, python, abi, platform] => (name, version, Some(build), [python, abi, platform]),
        _ => {
            let message = format!("Invalid wheel filename (wrong number of parts): {}", repr(stem));
            return Err(Refusal::new("wheel-fn-parts", message));
        }
    };
    // `$` also matches before a last newline.
    let word = name.strip_suffix('\n').unwrap_or(name);
    if name.contains("__") || !word.chars().all(|c| is_word(c) || c == '.') {
        return Err(Refusal::new("wheel-fn-name", format!("Invalid project name: {}", repr(stem))));
    }
    let Some(version) = Version::parse(version) else {
        let message = format!("Invalid wheel filename (invalid version): {}", repr(stem));
        return Err(Refusal::new("wheel-fn-version", message));
    };
    if let Some(build) = build.filter(|build| !build.starts_with(|c: char| c.is_ascii_digit())) {
        return Err(Refusal::new("wheel-fn-build", format!("Invalid build number: {build} in {}", repr(stem))));
    }
    let set = |tags: &str| tags.split('.').map(str::to_lowercase).collect();
    Ok(WheelName {
        name: canonicalize_name(name),
        version,
        build: build.map(str::to_owned),
        interpreters: set(interpreters),
        abis: set(abis),
        platforms: set(platforms),
    })
}

/// Every answer that the platform tags of a wheel can get: the endpoint walks over a set, so that which of several
/// unsupported tags it names is arbitrary.
#[must_use]
pub fn unsupported_platforms(filename: &str, wheel: &WheelName) -> Vec<Refusal> {
    let unsupported = wheel.platforms.iter().filter(|tag| !valid_platform_tag(tag));
    unsupported
        .map(|tag| {
            let message = format!("Binary wheel '{filename}' has an unsupported platform tag '{tag}'.");
            Refusal::new("wheel-platform", message)
        })
        .collect()
}

/// The name of a wheel against the form's name and version. Of several unsupported platform tags the first is named;
/// see [`unsupported_platforms`].
///
/// # Errors
/// `wheel-fn-*`, `wheel-platform`, `wheel-name-canon`, `wheel-name-exact` or `wheel-version`.
pub fn check_wheel_filename(filename: &str, name: &str, version: &Version) -> Result<WheelName, Refusal> {
    let wheel = parse_wheel_filename(filename)?;
    if let Some(refusal) = unsupported_platforms(filename, &wheel).into_iter().next() {
        return Err(refusal);
    }
    let escaped = repr(&escaped_name(name));
    if canonicalize_name(name) != wheel.name {
        return Err(Refusal::new("wheel-name-canon", format!("Start filename for {} with {escaped}.", repr(name))));
    }
    let written = filename.split('-').next().unwrap_or_default();
    if written != escaped_name(name) {
        let message = format!(
            "Filename {} should contain the normalized project name {escaped}, not {}.",
            repr(filename),
            repr(written)
        );
        return Err(Refusal::new("wheel-name-exact", message));
    }
    if *version != wheel.version {
        let message = format!(
            "Version in filename should be {} not {}.",
            repr(&version.to_string()),
            repr(&wheel.version.to_string())
        );
        return Err(Refusal::new("wheel-version", message));
    }
    Ok(wheel)
}

/// `packaging.utils.parse_sdist_filename`: canonical name and version.
///
/// # Errors
/// `sdist-fn-parse`; the endpoint does not pass on the text of the exception.
pub fn parse_sdist_filename(filename: &str) -> Result<(String, Version), Refusal> {
    let stem = filename.strip_suffix(".tar.gz").or_else(|| filename.strip_suffix(".zip"));
    let parts = stem.and_then(|stem| stem.rsplit_once('-'));
    let parsed = parts.and_then(|(name, version)| Some((canonicalize_name(name), Version::parse(version)?)));
    parsed.ok_or_else(|| Refusal::new("sdist-fn-parse", format!("Invalid source distribution filename: {filename}")))
}

/// The name of an sdist against the form's name and version.
///
/// # Errors
/// `sdist-fn-parse`, `sdist-fn-name` or `sdist-fn-exact`.
pub fn check_sdist_filename(filename: &str, name: &str, version: &Version) -> Result<(), Refusal> {
    let canonical = canonicalize_name(name);
    let (mut found, _) = parse_sdist_filename(filename)?;
    // `1.0-1` is a post-release: then the name ends at the dash before.
    if version.is_postrelease() && found != canonical {
        let head = filename.rsplit_once('-').and_then(|(head, _)| head.rsplit_once('-'));
        if let Some((head, _)) = head {
            found = canonicalize_name(head);
        }
    }
    let escaped = escaped_name(name);
    if found != canonical {
        let message = format!("Start filename for {} with {}.", repr(name), repr(&escaped));
        return Err(Refusal::new("sdist-fn-name", message));
    }
    let expected = format!("{escaped}-{version}.tar.gz");
    if filename != expected {
        let message = format!("Filename {} is invalid, should be {}.", repr(filename), repr(&expected));
        return Err(Refusal::new("sdist-fn-exact", message));
    }
    Ok(())
}

const PLATFORMS: [&str; 18] = [
    "any",
    "win32",
    "win_arm64",
    "win_amd64",
    "win_ia64",
    "manylinux1_x86_64",
    "manylinux1_i686",
    "manylinux2010_x86_64",
    "manylinux2010_i686",
    "manylinux2014_x86_64",
    "manylinux2014_i686",
    "manylinux2014_aarch64",
    "manylinux2014_armv7l",
    "manylinux2014_ppc64",
    "manylinux2014_ppc64le",
    "manylinux2014_s390x",
    "linux_armv6l",
    "linux_armv7l",
];

const MACOS_ARCHES: [&str; 11] =
    ["ppc", "ppc64", "i386", "x86_64", "arm64", "intel", "fat", "fat3", "fat64", "universal", "universal2"];

/// Major versions of macOS whose minor version has to be 0.
const MACOS_MAJORS: [&str; 6] = ["11", "12", "13", "14", "15", "26"];

/// Architectures of musllinux; manylinux has `ppc64` too.
const LINUX_ARCHES: [&str; 7] = ["x86_64", "i686", "aarch64", "armv7l", "ppc64le", "s390x", "riscv64"];

const ANDROID_ARCHES: [&str; 4] = ["armeabi_v7a", "arm64_v8a", "x86", "x86_64"];

/// `_valid_platform_tag`, of a tag that packaging has lower-cased. Numbers are of any script, and behind iOS and
/// PyEmscripten tags anything may follow.
#[must_use]
pub fn valid_platform_tag(tag: &str) -> bool {
    if PLATFORMS.contains(&tag) {
        return true;
    }
    if let Some((major, minor, arch)) = tag.strip_prefix("macosx_").and_then(two_numbers) {
        return MACOS_ARCHES.contains(&line(arch))
            && (major == "10" || (MACOS_MAJORS.contains(&major) && minor == "0"));
    }
    if let Some((_, _, arch)) = tag.strip_prefix("manylinux_").and_then(two_numbers) {
        return line(arch) == "ppc64" || LINUX_ARCHES.contains(&line(arch));
    }
    if let Some((_, _, arch)) = tag.strip_prefix("musllinux_").and_then(two_numbers) {
        return LINUX_ARCHES.contains(&line(arch));
    }
    if let Some((_, _, rest)) = tag.strip_prefix("ios_").and_then(two_numbers) {
        // `.*` is greedy: the last suffix counts.
        let ends = ["_iphoneos", "_iphonesimulator"].into_iter().filter_map(|suffix| line(rest).rfind(suffix));
        return ends.max().is_some_and(|end| matches!(&rest[..end], "arm64" | "x86_64"));
    }
    if let Some((_, arch)) = tag.strip_prefix("android_").and_then(number) {
        return ANDROID_ARCHES.contains(&line(arch));
    }
    let pyemscripten = tag.strip_prefix("pyemscripten_").and_then(two_numbers);
    pyemscripten.is_some_and(|(_, _, rest)| rest.starts_with("wasm32"))
}

/// `.` of a regular expression does not match a newline.
fn line(text: &str) -> &str {
    text.split('\n').next().unwrap_or_default()
}

/// `(\d+)_` and what follows.
fn number(text: &str) -> Option<(&str, &str)> {
    let rest = text.trim_start_matches(is_decimal);
    let digits = &text[..text.len() - rest.len()];
    if digits.is_empty() { None } else { Some((digits, rest.strip_prefix('_')?)) }
}

/// `(\d+)_(\d+)_` and what follows.
fn two_numbers(text: &str) -> Option<(&str, &str, &str)> {
    let (first, rest) = number(text)?;
    let (second, rest) = number(rest)?;
    Some((first, second, rest))
}

/// The zeros of Unicode 16.0, which CPython 3.14 has; nine digits follow each of them.
const ZEROS: [u32; 76] = [
    0x0030,
    0x0660,
    0x06f0,
    0x07c0,
    0x0966,
    0x09e6,
    0x0a66,
    0x0ae6,
    0x0b66,
    0x0be6,
    0x0c66,
    0x0ce6,
    0x0d66,
    0x0de6,
    0x0e50,
    0x0ed0,
    0x0f20,
    0x1040,
    0x1090,
    0x17e0,
    0x1810,
    0x1946,
    0x19d0,
    0x1a80,
    0x1a90,
    0x1b50,
    0x1bb0,
    0x1c40,
    0x1c50,
    0xa620,
    0xa8d0,
    0xa900,
    0xa9d0,
    0xa9f0,
    0xaa50,
    0xabf0,
    0xff10,
    0x0001_04a0,
    0x0001_0d30,
    0x0001_0d40,
    0x0001_1066,
    0x0001_10f0,
    0x0001_1136,
    0x0001_11d0,
    0x0001_12f0,
    0x0001_1450,
    0x0001_14d0,
    0x0001_1650,
    0x0001_16c0,
    0x0001_16d0,
    0x0001_16da,
    0x0001_1730,
    0x0001_18e0,
    0x0001_1950,
    0x0001_1bf0,
    0x0001_1c50,
    0x0001_1d50,
    0x0001_1da0,
    0x0001_1f50,
    0x0001_6130,
    0x0001_6a60,
    0x0001_6ac0,
    0x0001_6b50,
    0x0001_6d70,
    0x0001_ccf0,
    0x0001_d7ce,
    0x0001_d7d8,
    0x0001_d7e2,
    0x0001_d7ec,
    0x0001_d7f6,
    0x0001_e140,
    0x0001_e2f0,
    0x0001_e4f0,
    0x0001_e5f1,
    0x0001_e950,
    0x0001_fbf0,
];

/// `\d` of CPython: general category Nd.
fn is_decimal(c: char) -> bool {
    let code = u32::from(c);
    let after = ZEROS.partition_point(|&zero| zero <= code);
    after > 0 && code - ZEROS[after - 1] < 10
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::upload::version::differential;

    #[track_caller]
    fn check(result: Result<(), Refusal>, rule: &str, message: &str) {
        match result {
            Ok(()) => assert_eq!(rule, ""),
            Err(refusal) => assert_eq!((refusal.rule, refusal.message.as_str()), (rule, message)),
        }
    }

    #[test]
    fn names_are_looked_at_before_files() {
        let filetype = |extension: &str, filetype: &str| {
            format!(
                "Invalid file extension: Extension {extension} is invalid for filetype {filetype}. \
                 See https://www.python.org/dev/peps/pep-0527 for more information."
            )
        };
        for name in ["a.tar.gz", "a.zip", "..zip"] {
            check(validate_filename(name, "sdist"), "", "");
        }
        for (name, extension) in [("a.WHL", ".WHL"), ("a.zıp", ".zıp"), ("a.tar.gz", ".tar.gz")] {
            check(validate_filename(name, "bdist_wheel"), "fn-ext-filetype", &filetype(extension, "bdist_wheel"));
        }
        for (name, rule) in [
            ("a\n.zip", "fn-control"),
            ("a/b.zip", "fn-separator"),
            (".zip", "fn-ext-known"),
            ("a.tgz", "fn-ext-known"),
        ] {
            assert_eq!(validate_filename(name, "sdist").unwrap_err().rule, rule, "{name}");
        }
    }

    #[test]
    fn wheels_are_named_after_the_form() {
        let version = Version::parse("1.0").unwrap();
        for (file, name, rule, message) in [
            ("foo_bar-1.0-py3-none-any.whl", "Foo.Bar", "", ""),
            ("foo_bar-1.0.0-1-py3-none-win32.win_amd64.whl", "foo-bar", "", ""),
            (
                "foo-1.0-any.whl",
                "foo",
                "wheel-fn-parts",
                "Invalid wheel filename (wrong number of parts): 'foo-1.0-any'",
            ),
            ("f__o-1.0-py3-none-any.whl", "foo", "wheel-fn-name", "Invalid project name: 'f__o-1.0-py3-none-any'"),
            (
                "foo-x-py3-none-any.whl",
                "foo",
                "wheel-fn-version",
                "Invalid wheel filename (invalid version): 'foo-x-py3-none-any'",
            ),
            (
                "foo-1.0-b1-py3-none-any.whl",
                "foo",
                "wheel-fn-build",
                "Invalid build number: b1 in 'foo-1.0-b1-py3-none-any'",
            ),
            (
                "foo-1.0-py3-none-Linux.whl",
                "foo",
                "wheel-platform",
                "Binary wheel 'foo-1.0-py3-none-Linux.whl' has an unsupported platform tag 'linux'.",
            ),
            ("bar-1.0-py3-none-any.whl", "Foo.x", "wheel-name-canon", "Start filename for 'Foo.x' with 'foo_x'."),
            (
                "Foo-1.0-py3-none-any.whl",
                "Foo",
                "wheel-name-exact",
                "Filename 'Foo-1.0-py3-none-any.whl' should contain the normalized project name 'foo', not 'Foo'.",
            ),
            ("foo-1.1-py3-none-any.whl", "foo", "wheel-version", "Version in filename should be '1.0' not '1.1'."),
        ] {
            check(check_wheel_filename(file, name, &version).map(|_| ()), rule, message);
        }
        assert_eq!(split_wheel_filename("a-1-b-c"), Ok(("a", "1")));
        assert_eq!(split_wheel_filename("a-1").unwrap_err().rule, "wheel-fn-split");
    }

    #[test]
    fn sdists_are_named_after_the_form() {
        for (file, name, version, rule, message) in [
            ("foo_bar-1.0.tar.gz", "Foo-Bar", "1.0", "", ""),
            ("foo.tar.gz", "foo", "1.0", "sdist-fn-parse", "Invalid source distribution filename: foo.tar.gz"),
            ("foo-x.tar.gz", "foo", "1.0", "sdist-fn-parse", "Invalid source distribution filename: foo-x.tar.gz"),
            ("bar-1.0.tar.gz", "foo", "1.0", "sdist-fn-name", "Start filename for 'foo' with 'foo'."),
            (
                "foo-1.0-1.tar.gz",
                "foo",
                "1.0.post1",
                "sdist-fn-exact",
                "Filename 'foo-1.0-1.tar.gz' is invalid, should be 'foo-1.0.post1.tar.gz'.",
            ),
            ("foo-1.0-1.tar.gz", "foo", "1.0", "sdist-fn-name", "Start filename for 'foo' with 'foo'."),
            (
                "foo-1.0.zip",
                "foo",
                "1.0",
                "sdist-fn-exact",
                "Filename 'foo-1.0.zip' is invalid, should be 'foo-1.0.tar.gz'.",
            ),
        ] {
            check(check_sdist_filename(file, name, &Version::parse(version).unwrap()), rule, message);
        }
    }

    #[test]
    fn platform_tags_are_those_of_the_endpoint() {
        for tag in [
            "any",
            "macosx_10_99_arm64",
            "macosx_26_0_universal2",
            "manylinux_2_17_ppc64",
            "manylinux_٢_١٧_x86_64",
            "musllinux_1_2_riscv64",
            "ios_13_0_arm64_iphonesimulator.",
            "android_21_x86",
            "pyemscripten_2025_0_wasm32x",
            "manylinux_2_5_i686\n",
        ] {
            assert!(valid_platform_tag(tag), "{tag}");
        }
        for tag in [
            "",
            "linux_x86_64",
            "macosx_11_1_arm64",
            "macosx_16_0_arm64",
            "macosx_11_٠_arm64",
            "musllinux_1_2_ppc64",
            "any\n",
            "Any",
            "ios_13_0_arm64_iphoneos_iphoneos",
            "android_21_armv7",
            "manylinux_²_1_x86_64",
            "emscripten_3_1_wasm32",
        ] {
            assert!(!valid_platform_tag(tag), "{tag}");
        }
    }

    #[test]
    fn names_have_to_be_stored() {
        let name = |length: usize| "x".repeat(length);
        assert!(check_metadata_storable(&name(246)).is_ok());
        assert_eq!(check_metadata_storable(&name(247)).unwrap_err().status, 400);
        assert!(check_storable(&name(255)).is_ok());
        assert_eq!(check_storable(&name(256)).unwrap_err().status, 500);
    }

    #[test]
    fn agrees_with_packaging() {
        let answer = |parsed: Result<(String, Version), Refusal>, expected: &Value| match parsed {
            Ok((name, version)) => json!({ "name": name, "version": version.to_string() }),
            // Which exception it is does not show in the answer.
            Err(refusal) if refusal.status == 500 && expected.get("crash").is_some() => expected.clone(),
            Err(_) if expected.get("refused").is_some() => expected.clone(),
            Err(refusal) => json!({ "message": refusal.message }),
        };
        differential::run("parse_wheel", |input, expected| {
            answer(parse_wheel_filename(&input[0]).map(|wheel| (wheel.name, wheel.version)), expected)
        });
        differential::run("parse_sdist", |input, expected| answer(parse_sdist_filename(&input[0]), expected));
    }

    /// Only for files that were written with the endpoint's own code at hand.
    #[test]
    fn agrees_with_the_endpoint() {
        if !differential::has("platform") {
            return;
        }
        let message = |result: Result<(), Refusal>| result.err().map_or(Value::Null, |refusal| refusal.message.into());
        differential::run("platform", |input, _| valid_platform_tag(&input[0]).into());
        differential::run("filename", |input, _| message(validate_filename(&input[0], &input[1])));
        differential::run("sdist", |input, _| {
            message(check_sdist_filename(&input[0], &input[1], &Version::parse(&input[2]).unwrap()))
        });
        differential::run("wheel", |input, expected| {
            if !input[0].ends_with(".whl") {
                return "no wheel".into();
            }
            // Which of several unsupported tags is named is arbitrary.
            let platforms = parse_wheel_filename(&input[0]).map(|wheel| unsupported_platforms(&input[0], &wheel));
            if platforms.is_ok_and(|all| all.iter().any(|refusal| *expected == refusal.message.as_str())) {
                return expected.clone();
            }
            message(check_wheel_filename(&input[0], &input[1], &Version::parse(&input[2]).unwrap()).map(|_| ()))
        });
    }
}
