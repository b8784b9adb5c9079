//! Modes of members. Set-user bits of an sdist are the business of `sdist_mode_bits`.

use std::collections::BTreeMap;

use crate::artifact::Distribution;
use crate::artifact::wheel::Wheel;
use crate::finding::Fact;
use crate::message;
use crate::rules::{Check, Rule};

crate::declare_rule! {
    /// The modes of members come from the machine that built it
    ///
    /// Members have modes other than 0644 and 0755, or in a wheel a mode that does not say that it is a regular file.
    ///
    /// ## Why
    /// Modes follow the settings of the builder (`umask`), so nobody else can build the same bytes. Installers use the executable bit only of
    /// what is marked as a regular file. It is only worth knowing.
    ///
    /// ## Fix
    /// Use a backend that normalises modes, or build with `umask 022`.
    ///
    /// ## Bad
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py {mode=664}
    /// ```
    ///
    /// ## Good
    /// ```fixture
    /// === demo-1.0-py3-none-any.whl
    /// --- demo/__init__.py
    /// ```
    ReproModes { id: "repro-modes", gate: Safe, severity: Info, since: "0.1.0", reads: any [Wheel, Sdist] }
}

impl Rule for ReproModes {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        judge(wheel, check);
        let Some(members) = check.need_members(wheel) else { return };
        let unmarked = members
            .iter()
            .filter(|member| member.is_file())
            .filter(|member| member.mode.is_some_and(|mode| mode & 0o777 != 0 && mode & 0o170_000 != 0o100_000))
            .count();
        if unmarked > 0 {
            let message =
                message!("Members that are not marked as regular files: {count}", count = Fact::count(unmarked));
            check.find(wheel.file.location(), message, message!("Use a backend that writes whole modes"));
        }
    }

    fn distribution(&self, distribution: &dyn Distribution, check: &mut Check<'_>) {
        judge(distribution, check);
    }
}

fn judge(distribution: &dyn Distribution, check: &mut Check<'_>) {
    let Some(members) = check.need_members(distribution) else { return };
    let mut modes: BTreeMap<u32, usize> = BTreeMap::new();
    for mode in members.iter().filter(|member| member.is_file()).filter_map(|member| member.mode) {
        // Special bits have a rule of their own; no bits at all are what archives without modes have.
        if !matches!(mode & 0o777, 0 | 0o644 | 0o755) {
            *modes.entry(mode & 0o777).or_default() += 1;
        }
    }
    if !modes.is_empty() {
        let names = modes.iter().map(|(mode, count)| format!("{mode:04o} ({count})"));
        let message = message!(
            "Members have the modes {modes}, which follow the settings of the builder",
            modes = Fact::list(names)
        );
        check.find(
            distribution.file().location(),
            message,
            message!("Use a backend that normalises modes, or build with `umask 022`"),
        );
    }
}
