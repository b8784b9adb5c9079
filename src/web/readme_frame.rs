//! The document in which the page shows a README: no script, no request, and only this stylesheet.

/// Its look. The policies of the page allow it by [`STYLE_HASH`].
const STYLE: &str = "body{margin:0;padding:16px;font:15px/1.6 system-ui,sans-serif;color:#1a1e23;background:#fff;\
overflow-wrap:anywhere}h1,h2,h3{line-height:1.25}h1,h2{padding-bottom:.3em;border-bottom:1px solid #dfe0db}a{color:#12508f}\
code,pre{font-family:ui-monospace,Menlo,Consolas,monospace;font-size:.9em}pre{padding:12px;background:#f3f3ef;\
overflow:auto;border-radius:6px}table{border-collapse:collapse}td,th{padding:4px 12px;border:1px solid #dfe0db}\
img{display:inline-block;min-width:24px;min-height:18px;border:1px dashed #8a9097;padding:0 4px;font-size:.85em;color:#565d66}\
blockquote{margin-left:0;padding-left:16px;border-left:3px solid #dfe0db;color:#565d66}";

/// Of [`STYLE`], as a policy names it.
pub const STYLE_HASH: &str = "sha256-ChZ+nwYXqy8NanwEPRS86i/OZLIjrnK5b5929kdI3lc=";

/// The whole document around a README that was sanitised.
#[must_use]
pub fn document(html: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src '{STYLE_HASH}'\"><title>README</title><style>{STYLE}</style>{html}"
    )
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::STANDARD;
    use sha2::{Digest as _, Sha256};

    use super::*;

    #[test]
    fn the_policies_allow_this_stylesheet_and_no_other() {
        let hash = format!("sha256-{}", STANDARD.encode(Sha256::digest(STYLE)));
        assert_eq!(STYLE_HASH, hash);
        for policy in [include_str!("../../index.html"), include_str!("client.rs")] {
            assert!(policy.contains(&hash), "style-src needs {hash:?}");
        }
    }
}
