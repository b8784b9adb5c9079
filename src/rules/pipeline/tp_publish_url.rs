//! The upload address. Whether it is the meant index is `tp-index-target-mismatch`.

use crate::finding::Fact;
use crate::inspect::Release;
use crate::message;
use crate::pipeline::publish::{Target, Tool};
use crate::pipeline::workflow::Workflow;
use crate::rules::pipeline::publishing_publicly;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The upload address is none
    ///
    /// The address of PyPI or TestPyPI that a publish step is given, or that `poetry config` gives to its index, is not
    /// `https://upload.pypi.org/legacy/` or `https://test.pypi.org/legacy/`: the simple index, an address without the last
    /// slash, or a host that was retired.
    ///
    /// ## Why
    /// The index answers with a redirect or an error, and nothing is uploaded.
    ///
    /// ## Fix
    /// Leave the address out for PyPI, and write `https://test.pypi.org/legacy/` for TestPyPI.
    ///
    /// ## Bad
    /// ```fixture
    /// === release.yml {sound}
    /// -  publish:
    /// +  rehearse:
    /// -      name: pypi
    /// +      name: testpypi
    ///        - uses: pypa/gh-action-pypi-publish@dc37677b2e1c63e2034f94d8a5b11f265b73ba33 # v1.14.2
    /// +        with:
    /// +          repository-url: https://test.pypi.org/simple/
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === release.yml {sound}
    /// ```
    TpPublishUrl { id: "tp-publish-url", gate: Pipeline, severity: Error, since: "0.2.0", reads: any [Workflow] }
}

impl Rule for TpPublishUrl {
    fn workflow(&self, workflow: &Workflow, release: &Release, check: &mut Check<'_>) {
        for publish in publishing_publicly(workflow, release, check) {
            for (url, place) in publish.urls() {
                let target = Target::of_url(&url);
                // Poetry adds the last slash itself, from 2.4.0 on.
                let sound = VALID
                    .iter()
                    .any(|valid| *valid == url || (publish.tool == Tool::Poetry && valid.trim_end_matches('/') == url));
                if sound || !target.is_public() {
                    continue;
                }
                let message = message!("{url} takes no uploads", url = Fact::code(url));
                let valid = if target == Target::PyPi { VALID[0] } else { VALID[1] };
                check.find(workflow.at(place), message, message!("Write `{valid}`", valid = Fact::code(valid)));
            }
        }
    }
}

/// Where PyPI and TestPyPI take uploads.
const VALID: [&str; 2] = ["https://upload.pypi.org/legacy/", "https://test.pypi.org/legacy/"];
