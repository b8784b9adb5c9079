//! File names of any text: wheels and sdists, as the specifications and as PyPI read them.
#![no_main]

use libfuzzer_sys::fuzz_target;
use preflight::artifact::filename::{SdistFilename, WheelFilename};
use preflight::upload::filename::{check_sdist_filename, check_wheel_filename, parse_sdist_filename, parse_wheel_filename};
use preflight::upload::version::Version;

fuzz_target!(|name: &str| {
    let _ = (WheelFilename::parse(name), SdistFilename::parse(name));
    let _ = (parse_wheel_filename(name), parse_sdist_filename(name));
    if let Some(version) = Version::parse("1.0") {
        let _ = (check_sdist_filename(name, "sample-dist", &version), check_wheel_filename(name, "sample-dist", &version));
    }
});
