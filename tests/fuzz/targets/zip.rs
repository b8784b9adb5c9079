//! A wheel of any bytes: the zip walk, what is inside, every rule and PyPI's answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use preflight::inspect::{Input, Options, inspect};

fuzz_target!(|bytes: &[u8]| {
    let inputs = [Input { path: "sample_dist-1.0-py3-none-any.whl".to_owned(), source: &bytes.to_vec() }];
    let report = inspect(&inputs, &Options::default(), &mut |_| {});
    assert_eq!(report.artifacts.len(), 1);
});
