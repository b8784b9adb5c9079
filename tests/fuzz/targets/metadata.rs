//! METADATA of any bytes: its fields, the form of both tools, and the rules of packaging and PyPI, description included.
#![no_main]

use libfuzzer_sys::fuzz_target;
use preflight::artifact::metadata::Metadata;
use preflight::upload::form::{Form, Uploader};
use preflight::upload::metadata::judge;

fuzz_target!(|bytes: &[u8]| {
    let metadata = Metadata::parse("METADATA", bytes);
    for uploader in [Uploader::Twine, Uploader::Uv] {
        let form = Form::new(uploader, "sample_dist-1.0-py3-none-any.whl", &metadata);
        let _ = judge(&form);
        let kind = form.value("description_content_type");
        if let Some(description) = form.value("description") {
            let _ = preflight::upload::description::check(description, kind);
        }
    }
});
