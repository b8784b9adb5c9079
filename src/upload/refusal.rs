//! One answer of the endpoint that is not "200 OK".

/// Why an upload is turned away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The id of the rule, as in the table of upload rules.
    pub rule: &'static str,
    /// The HTTP status: 400 for a decision, 500 where the endpoint fails without having decided.
    pub status: u16,
    /// The text of the answer; for status 500 there is none to rely on.
    pub message: String,
}

impl Refusal {
    /// A decision, status 400.
    pub fn new(rule: &'static str, message: impl Into<String>) -> Self {
        Self { rule, status: 400, message: message.into() }
    }

    /// An exception that nothing catches, status 500.
    #[must_use]
    pub fn crash(rule: &'static str) -> Self {
        Self { rule, status: 500, message: "Internal Server Error".to_owned() }
    }
}

/// What the endpoint answers when the check of the archive fails.
pub(super) fn invalid_file(rule: &'static str, message: &str) -> Refusal {
    Refusal { rule, status: 400, message: format!("Invalid distribution file. {message}") }
}

/// An exception that nobody catches. Only the status is known to those who upload.
pub(super) fn crash(rule: &'static str, exception: &str) -> Refusal {
    Refusal { rule, status: 500, message: format!("Internal Server Error ({exception})") }
}
