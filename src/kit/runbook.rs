//! The runbook `docs/publishing.md` as data: its sections, and where findings and gates lead to in it and in the workflow.

use crate::finding::Gate;

/// A section of the runbook.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Section {
    /// The anchor of its heading.
    pub anchor: &'static str,
    pub title: &'static str,
}

const fn section(anchor: &'static str, title: &'static str) -> Section {
    Section { anchor, title }
}

pub const AT_A_GLANCE: Section = section("at-a-glance", "At a glance");
pub const ONE_TIME_SETUP: Section = section("one-time-setup", "One-time setup");
pub const VERSION_POLICY: Section = section("version-policy", "Version policy");
pub const PREFLIGHT: Section = section("preflight", "Preflight");
pub const REHEARSAL: Section = section("rehearsal", "Rehearsal");
pub const RELEASE: Section = section("release", "Release");
pub const VERIFY: Section = section("verify", "Verify");
pub const ANNOUNCE: Section = section("announce", "Announce");
pub const IF_IT_FAILS: Section = section("if-it-fails", "If it fails");
pub const SECURITY_INCIDENT: Section = section("security-incident", "Security incident");
pub const MAINTENANCE: Section = section("maintenance", "Maintenance");
pub const APPENDIX: Section = section("appendix", "Appendix");

/// All sections, in the order of the runbook.
pub const SECTIONS: [Section; 12] = [
    AT_A_GLANCE,
    ONE_TIME_SETUP,
    VERSION_POLICY,
    PREFLIGHT,
    REHEARSAL,
    RELEASE,
    VERIFY,
    ANNOUNCE,
    IF_IT_FAILS,
    SECURITY_INCIDENT,
    MAINTENANCE,
    APPENDIX,
];

/// The runbook as Markdown.
pub const TEXT: &str = include_str!("../../docs/publishing.md");

/// Where rules lead to whose ids begin so; the first that fits. A rule that is not named leads where its gate does.
const BY_RULE: [(&str, Section); 14] = [
    ("tp-", ONE_TIME_SETUP),
    ("environment-", ONE_TIME_SETUP),
    ("version-testpypi", REHEARSAL),
    ("testpypi-", REHEARSAL),
    ("dispatch-", REHEARSAL),
    ("version-", VERSION_POLICY),
    ("match-name-version", VERSION_POLICY),
    ("wheel-local-version", VERSION_POLICY),
    ("postpublish-", VERIFY),
    ("smoke-", PREFLIGHT),
    ("metadata-check-", PREFLIGHT),
    ("uses-", MAINTENANCE),
    ("actions-", MAINTENANCE),
    ("sec-secret-", SECURITY_INCIDENT),
];

/// The section that tells what to do about a finding.
#[must_use]
pub fn section_of(rule: &str, gate: Gate) -> Section {
    let by_rule = BY_RULE.iter().find(|(start, _)| rule.starts_with(start)).map(|(_, section)| *section);
    by_rule.unwrap_or(match gate {
        Gate::Upload | Gate::Install | Gate::Run | Gate::Agree | Gate::Safe => PREFLIGHT,
        Gate::Pipeline => RELEASE,
    })
}

/// A step of the template `release.yml`, by its names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step {
    pub job: &'static str,
    pub step: &'static str,
}

/// The steps of the template that ask a gate's question before anything is published.
#[must_use]
pub fn steps(gate: Gate) -> &'static [Step] {
    const INSTALLED: &[Step] = &[
        Step { job: "smoke", step: "Install the wheel alone, import it, run its commands" },
        Step { job: "smoke", step: "Install the sdist alone, import it, run its commands" },
    ];
    match gate {
        Gate::Upload => &[
            Step { job: "build", step: "Check the metadata" },
            Step { job: "build", step: "Check the README as PyPI renders it" },
        ],
        Gate::Install | Gate::Run => INSTALLED,
        Gate::Agree => &[Step { job: "build", step: "Compare the tag with the built version" }],
        Gate::Pipeline => &[Step { job: "publish", step: "Publish with attestations" }],
        Gate::Safe => &[Step { job: "build", step: "Keep the distributions" }],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORKFLOW: &str = include_str!("../../public/templates/release.yml");

    #[test]
    fn the_runbook_has_these_sections_in_this_order() {
        let headings: Vec<&str> = TEXT.lines().filter_map(|line| line.strip_prefix("## ")).collect();
        assert_eq!(headings, SECTIONS.map(|section| section.title));
        for (number, section) in SECTIONS.iter().enumerate() {
            assert_eq!(section.anchor, section.title.to_lowercase().replace(' ', "-"));
            let entry = format!("{}. [{}](#{})\n", number + 1, section.title, section.anchor);
            assert!(TEXT.contains(&entry), "{entry} is not in the contents");
        }
    }

    #[test]
    fn every_gate_has_its_steps_in_the_template() {
        for gate in Gate::ALL {
            assert!(!steps(gate).is_empty());
            for Step { job, step } in steps(gate) {
                let from = WORKFLOW.find(&format!("\n  {job}:\n")).unwrap();
                let lines = WORKFLOW[from + 1..].lines();
                let mut of_job = lines.skip(1).take_while(|line| line.is_empty() || line.starts_with("    "));
                assert!(of_job.any(|line| line == format!("      - name: {step}")), "{job}: {step}");
            }
        }
    }

    #[test]
    fn findings_lead_to_what_to_do() {
        for (rule, gate, expected) in [
            ("tp-missing-id-token", Gate::Pipeline, ONE_TIME_SETUP),
            ("version-tag-unchecked", Gate::Pipeline, VERSION_POLICY),
            ("version-testpypi-not-unique", Gate::Pipeline, REHEARSAL),
            ("publish-no-needs", Gate::Pipeline, RELEASE),
            ("dep-direct-url", Gate::Upload, PREFLIGHT),
        ] {
            assert_eq!(section_of(rule, gate), expected, "{rule}");
        }
    }
}
