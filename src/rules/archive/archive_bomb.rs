//! Archives that unpack to far more than they weigh. Limits of this tool alone are the business of `archive_limit`.

use crate::archive::ArchiveProblem;
use crate::artifact::Distribution;
use crate::finding::{Fact, Gate, Severity};
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The archive unpacks to far more than its size
    ///
    /// The members of a wheel unpack to more than 64 MiB and more than 50 times the size of the file. A member of more
    /// than 1 GiB is a warning: it is not unpacked, so its content was not checked.
    ///
    /// ## Why
    /// PyPI answers `File exceeds compression ratio of 50` and refuses the wheel, because such archives are used to
    /// exhaust disks. Nothing of it was unpacked here either, so the content was not checked.
    ///
    /// ## Fix
    /// Leave out the compressible filler, such as logs, dumps or zero-filled files, or download large data at run time.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/zeros.bin {declared=100_000_000}
    /// 0
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// --- demo/zeros.bin {repeat=1000}
    /// 0
    /// ```
    ArchiveBomb { id: "archive-bomb", gate: Upload, severity: Error, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ArchiveBomb {
    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        let file = distribution.file();
        for problem in distribution.problems() {
            match problem {
                ArchiveProblem::Bomb { unpacked, ratio } => {
                    check.find(
                        file.location(),
                        message!(
                            "It unpacks to {unpacked}, {ratio} times its size; PyPI refuses wheels beyond 50 times: {answer}",
                            unpacked = Fact::Bytes(*unpacked),
                            ratio = Fact::Number(*ratio),
                            answer = Fact::code("File exceeds compression ratio of 50"),
                        ),
                        message!("Leave out the filler, or download large data at run time"),
                    );
                }
                ArchiveProblem::TooLarge { path: Some(path), bytes } => {
                    let message = message!(
                        "{path} unpacks to {bytes}; it was not unpacked, so its content was not checked",
                        path = Fact::code(path),
                        bytes = Fact::Bytes(*bytes),
                    );
                    let fix = message!("Split the file, or download it at run time");
                    let finding = check.find(file.at(path), message, fix);
                    (finding.severity, finding.gate) = (Severity::Warning, Gate::Safe);
                }
                _ => {}
            }
        }
    }
}
