//! One answer of the endpoint that is not "accepted".

/// What the endpoint answers, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Id of `upload-gate.md`.
    pub rule: &'static str,
    /// 400, or 500 where the endpoint itself fails on the file.
    pub status: u16,
    pub message: String,
}
