//! The rules: what each is, how it runs, and the one list of all.
//!
//! A rule is one file. Its doc comment is its page in `docs/rules/` and in the page's reference, and the examples in it run
//! as tests. Everything that lists rules derives from [`RULES`].

pub mod agree;
pub mod archive;
pub mod content;
pub mod dependencies;
pub mod entry_points;
pub mod ignores;
pub mod log;
pub(crate) mod members;
pub mod metadata;
pub mod native;
pub mod pipeline;
pub mod reproducibility;
pub mod sdist;
pub mod security;
pub mod size;
pub(crate) mod source;
pub mod upload;
pub mod wheel;

use std::collections::BTreeSet;

use crate::archive::Member;
use crate::artifact::metadata::Metadata;
use crate::artifact::pyproject::Pyproject;
use crate::artifact::sdist::Sdist;
use crate::artifact::wheel::Wheel;
use crate::artifact::{Distribution, FileInfo};
use crate::finding::{Certainty, Fact, Finding, Gate, Location, Message, Severity};
use crate::inspect::{Kind, Options, Release};
use crate::pipeline::workflow::{Form, Workflow};
use crate::report::{Outcome, RuleRun};

/// What is known of a rule without running it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Meta {
    /// Kebab case, never reused; reads as "allow …".
    pub id: &'static str,
    pub gate: Gate,
    /// Of most of its findings; a finding may be milder or worse where the page of the rule says so.
    pub severity: Severity,
    /// Version of this tool that brought it.
    pub since: &'static str,
    /// Kinds of files that it looks at. A rule that compares needs all of them, any other one.
    pub reads: &'static [Kind],
    pub needs_all: bool,
    /// The doc comment, as Markdown.
    pub doc: &'static str,
}

impl Meta {
    /// The first line of the doc comment.
    #[must_use]
    pub fn title(&self) -> &'static str {
        self.doc.lines().next().unwrap_or_default().trim()
    }
}

/// The metadata of a rule, written by [`declare_rule!`](crate::declare_rule).
pub trait Described: Sync {
    fn meta(&self) -> &'static Meta;
}

/// A rule implements the hook of what it looks at; each hook runs once for every such file of the drop.
pub trait Rule: Described {
    fn wheel(&self, wheel: &Wheel, check: &mut Check<'_>) {
        self.distribution(wheel, check);
    }
    fn sdist(&self, sdist: &Sdist, check: &mut Check<'_>) {
        self.distribution(sdist, check);
    }
    /// A wheel or an sdist, for rules to which it makes no difference.
    fn distribution(&self, _distribution: &dyn Distribution, _check: &mut Check<'_>) {}
    /// A `pyproject.toml` that was dropped itself, or the one inside an sdist where none was dropped.
    fn pyproject(&self, _pyproject: &Pyproject, _check: &mut Check<'_>) {}
    /// A workflow that was dropped itself, or those inside an sdist where none was dropped; with the whole drop, because
    /// workflows call each other.
    fn workflow(&self, _workflow: &Workflow, _release: &Release, _check: &mut Check<'_>) {}
    /// A composite action, or the settings of an update bot.
    fn automation(&self, _file: &Workflow, _release: &Release, check: &mut Check<'_>) {
        check.skip("not a workflow");
    }
    /// The whole drop, for rules that compare.
    fn release(&self, _release: &Release, _check: &mut Check<'_>) {}
}

/// Declares a rule: its doc comment, its name and its metadata.
#[macro_export]
macro_rules! declare_rule {
    (
        $(#[doc = $doc:literal])+
        $name:ident { id: $id:literal, gate: $gate:ident, severity: $severity:ident, since: $since:literal, reads: any $reads:tt $(,)? }
    ) => {
        $crate::declare_rule!(@ [$($doc)+] $name $id $gate $severity $since $reads false);
    };
    (
        $(#[doc = $doc:literal])+
        $name:ident { id: $id:literal, gate: $gate:ident, severity: $severity:ident, since: $since:literal, reads: all $reads:tt $(,)? }
    ) => {
        $crate::declare_rule!(@ [$($doc)+] $name $id $gate $severity $since $reads true);
    };
    (@ [$($doc:literal)+] $name:ident $id:literal $gate:ident $severity:ident $since:literal [$($reads:ident),+] $all:literal) => {
        $(#[doc = $doc])+
        #[derive(Debug)]
        pub struct $name;

        impl $crate::rules::Described for $name {
            fn meta(&self) -> &'static $crate::rules::Meta {
                const META: $crate::rules::Meta = $crate::rules::Meta {
                    id: $id,
                    gate: $crate::finding::Gate::$gate,
                    severity: $crate::finding::Severity::$severity,
                    since: $since,
                    reads: &[$($crate::inspect::Kind::$reads),+],
                    needs_all: $all,
                    // The engine in the browser gets the pages of the rules as a file of their own.
                    doc: if cfg!(target_family = "wasm") { "" } else { concat!($($doc, "\n"),+) },
                };
                &META
            }
        }
    };
}

/// What a running rule says.
pub struct Check<'a> {
    meta: &'static Meta,
    release: &'a Release,
    findings: &'a mut Vec<Finding>,
    found: usize,
    ran: bool,
    skipped: Option<String>,
    undecided: Option<String>,
}

impl<'a> Check<'a> {
    /// Adds a finding with the rule's own gate and severity, which the caller may change.
    pub fn find(&mut self, location: Location, message: Message, fix: Message) -> &mut Finding {
        self.found += 1;
        let Meta { id, gate, severity, .. } = *self.meta;
        self.findings.push(Finding { rule: id, severity, gate, certainty: Certainty::Certain, location, message, fix });
        let last = self.findings.len() - 1;
        &mut self.findings[last]
    }

    /// All that was dropped, for rules that look at one file and need another beside it.
    #[must_use]
    pub fn release(&self) -> &'a Release {
        self.release
    }

    /// What the rules are told beside the files.
    #[must_use]
    pub fn options(&self) -> &'a Options {
        &self.release.options
    }

    /// Adds a finding for each place, or one for all of them where there are more than a few. A place is where it is and
    /// what to call it; `all` gets the number of places and their names. The caller may change what was added.
    pub fn find_each(
        &mut self,
        whole: Location,
        places: Vec<(Location, String)>,
        one: impl Fn(Fact) -> Message,
        all: impl FnOnce(Fact, Fact) -> Message,
        fix: &Message,
    ) -> &mut [Finding] {
        /// More findings of one kind than this would hide the others.
        const FEW: usize = 5;
        let start = self.findings.len();
        if places.len() > FEW {
            let (count, names) = (places.len(), places.into_iter().map(|(_, name)| name));
            self.find(whole, all(Fact::count(count), Fact::list(names)), fix.clone());
        } else {
            for (location, name) in places {
                self.find(location, one(Fact::code(name)), fix.clone());
            }
        }
        &mut self.findings[start..]
    }

    /// The members of a distribution; where its directory could not be read, the question cannot be answered.
    pub fn need_members<'d>(&mut self, distribution: &'d dyn Distribution) -> Option<&'d [Member]> {
        let members = distribution.members();
        if members.is_empty() && !distribution.problems().is_empty() {
            self.undecided(format!("{} could not be read", distribution.file().name));
            return None;
        }
        Some(members)
    }

    /// The question does not arise for this file: not a pass, and nothing to worry about.
    pub fn skip(&mut self, reason: impl Into<String>) {
        self.skipped.get_or_insert(reason.into());
    }

    /// The question arises and cannot be answered from what was dropped.
    pub fn undecided(&mut self, reason: impl Into<String>) {
        self.undecided.get_or_insert(reason.into());
    }

    /// The metadata of a distribution; where there is none, the question cannot be answered.
    pub fn need_metadata<'d>(&mut self, distribution: &'d dyn Distribution) -> Option<&'d Metadata> {
        let metadata = distribution.metadata();
        if metadata.is_none() {
            self.undecided(format!("the metadata of {} could not be read", distribution.file().name));
        }
        metadata
    }

    /// A part of a file; where it is missing or broken, the question cannot be answered.
    pub fn need<'d, T>(&mut self, file: &FileInfo, name: &str, part: Option<&'d T>) -> Option<&'d T> {
        if part.is_none() {
            self.undecided(format!("{name} of {} could not be read", file.name));
        }
        part
    }

    fn hook(&mut self, run: impl FnOnce(&mut Self)) {
        let before = (self.skipped.is_some(), self.undecided.is_some());
        let (skipped, undecided) = (self.skipped.take(), self.undecided.take());
        run(self);
        self.ran |= self.skipped.is_none() && self.undecided.is_none();
        self.skipped = if before.0 { skipped } else { self.skipped.take() };
        self.undecided = if before.1 { undecided } else { self.undecided.take() };
    }
}

/// Runs every rule over the drop. Findings come in the order of [`Finding::sort_key`].
#[must_use]
pub fn run(release: &Release) -> (Vec<Finding>, Vec<RuleRun>) {
    let mut findings = Vec::new();
    let runs = RULES.iter().map(|rule| run_one(*rule, release, &mut findings)).collect();
    // What is wrong with a workflow that an sdist carries along is nothing that would be refused with it.
    let carried: BTreeSet<(&str, &str)> = release
        .automation()
        .filter_map(|workflow| Some((workflow.file.name.as_str(), workflow.member.as_deref()?)))
        .collect();
    for finding in findings.iter_mut().filter(|finding| finding.severity == Severity::Error) {
        let Location { file, path, .. } = &finding.location;
        if path.as_deref().is_some_and(|path| carried.contains(&(file.as_str(), path))) {
            finding.severity = Severity::Warning;
        }
    }
    findings.sort_by(|a, b| a.sort_key().cmp(&b.sort_key()));
    findings.dedup();
    (findings, runs)
}

fn run_one(rule: &dyn Rule, release: &Release, findings: &mut Vec<Finding>) -> RuleRun {
    let meta = rule.meta();
    let given = |kind: &Kind| release.has(*kind);
    let applies = if meta.needs_all { meta.reads.iter().all(given) } else { meta.reads.iter().any(given) };
    if !applies {
        let missing: Vec<&str> = meta.reads.iter().filter(|kind| !given(kind)).map(|kind| kind.phrase()).collect();
        let reason = format!("needs {}", missing.join(if meta.needs_all { " and " } else { " or " }));
        return RuleRun {
            rule: meta.id,
            gate: meta.gate,
            severity: meta.severity,
            outcome: Outcome::Skipped,
            reason: Some(reason),
        };
    }
    let mut check = Check { meta, release, findings, found: 0, ran: false, skipped: None, undecided: None };
    if meta.needs_all {
        check.hook(|check| rule.release(release, check));
    } else {
        for kind in meta.reads {
            run_hooks(rule, *kind, release, &mut check);
        }
    }
    let (outcome, reason) = if check.found > 0 {
        (Outcome::Failed, None)
    } else if let Some(reason) = check.undecided {
        (Outcome::Undecided, Some(reason))
    } else if check.ran {
        (Outcome::Passed, None)
    } else {
        (Outcome::Skipped, Some(check.skipped.unwrap_or_else(|| "nothing to look at".to_owned())))
    };
    RuleRun { rule: meta.id, gate: meta.gate, severity: meta.severity, outcome, reason }
}

fn run_hooks(rule: &dyn Rule, kind: Kind, release: &Release, check: &mut Check<'_>) {
    match kind {
        Kind::Wheel => release.wheels().for_each(|wheel| check.hook(|check| rule.wheel(wheel, check))),
        Kind::Sdist => release.sdists().for_each(|sdist| check.hook(|check| rule.sdist(sdist, check))),
        Kind::Pyproject => release.pyprojects().for_each(|file| check.hook(|check| rule.pyproject(file, check))),
        Kind::Workflow => {
            for file in release.automation() {
                check.hook(|check| match file.form {
                    Form::Workflow => rule.workflow(file, release, check),
                    Form::CompositeAction | Form::UpdateBot => rule.automation(file, release, check),
                });
            }
        }
        Kind::Log | Kind::Other => check.hook(|check| rule.release(release, check)),
    }
}

/// The page of a rule as Markdown: its doc comment under a heading, with what the metadata says.
#[must_use]
pub fn page(meta: &Meta) -> String {
    let mut lines = meta.doc.lines().map(|line| line.strip_prefix(' ').unwrap_or(line));
    let title = lines.next().unwrap_or_default();
    let Meta { id, severity, gate, since, .. } = *meta;
    let body: Vec<&str> = lines.collect();
    let facts = format!("`{id}` · {} · gate `{}` · since {since}", severity.name(), gate.name());
    format!("# {title}\n\n{facts}\n{}\n", body.join("\n"))
}

/// The rule with that id.
#[must_use]
pub fn by_id(id: &str) -> Option<&'static dyn Rule> {
    RULES.iter().copied().find(|rule| rule.meta().id == id)
}

/// Members as places for [`Check::find_each`].
pub fn places<'p>(file: &FileInfo, paths: impl IntoIterator<Item = &'p str>) -> Vec<(Location, String)> {
    paths.into_iter().map(|path| (file.at(path), path.to_owned())).collect()
}

/// Every rule, in the order of reports: by what it looks at, then as a reader would check.
pub const RULES: &[&dyn Rule] = &[
    // Archive
    &archive::archive_unreadable::ArchiveUnreadable,
    &archive::archive_wrong_extension::ArchiveWrongExtension,
    &archive::input_unrecognized::InputUnrecognized,
    &archive::archive_bomb::ArchiveBomb,
    &archive::archive_crc_mismatch::ArchiveCrcMismatch,
    &archive::archive_limit::ArchiveLimit,
    &archive::zip_prefix_data::ZipPrefixData,
    &archive::zip_trailing_data::ZipTrailingData,
    &archive::zip_comment::ZipComment,
    &archive::zip_duplicate_entry::ZipDuplicateEntry,
    &archive::zip_data_descriptor::ZipDataDescriptor,
    &archive::zip_compression_method::ZipCompressionMethod,
    &archive::zip_encrypted::ZipEncrypted,
    &archive::zip_symlink::ZipSymlink,
    &archive::path_traversal::PathTraversal,
    &archive::path_backslash::PathBackslash,
    &archive::path_control_character::PathControlCharacter,
    &archive::path_too_long::PathTooLong,
    &archive::path_case_collision::PathCaseCollision,
    &archive::path_windows_reserved::PathWindowsReserved,
    &archive::path_file_directory_conflict::PathFileDirectoryConflict,
    &archive::archive_polyglot::ArchivePolyglot,
    &archive::zip_directory_count::ZipDirectoryCount,
    &archive::zip_unicode_path_conflict::ZipUnicodePathConflict,
    &archive::path_non_ascii::PathNonAscii,
    &archive::path_space::PathSpace,
    &archive::path_normalization_collision::PathNormalizationCollision,
    // Wheel
    &wheel::wheel_filename_invalid::WheelFilenameInvalid,
    &wheel::wheel_filename_not_normalized::WheelFilenameNotNormalized,
    &wheel::wheel_filename_version_form::WheelFilenameVersionForm,
    &wheel::distinfo_missing::DistinfoMissing,
    &wheel::distinfo_multiple::DistinfoMultiple,
    &wheel::distinfo_mismatch::DistinfoMismatch,
    &wheel::distinfo_not_exact::DistinfoNotExact,
    &wheel::distinfo_file_missing::DistinfoFileMissing,
    &wheel::distinfo_installer_file::DistinfoInstallerFile,
    &wheel::distinfo_top_level_mismatch::DistinfoTopLevelMismatch,
    &wheel::distinfo_reserved_subdir::DistinfoReservedSubdir,
    &wheel::distinfo_egg_info::DistinfoEggInfo,
    &wheel::wheel_version_unsupported::WheelVersionUnsupported,
    &wheel::wheel_header_missing::WheelHeaderMissing,
    &wheel::wheel_purelib_value::WheelPurelibValue,
    &wheel::wheel_tag_mismatch::WheelTagMismatch,
    &wheel::record_unparsable::RecordUnparsable,
    &wheel::record_unlisted_file::RecordUnlistedFile,
    &wheel::record_missing_file::RecordMissingFile,
    &wheel::record_hash_mismatch::RecordHashMismatch,
    &wheel::record_size_mismatch::RecordSizeMismatch,
    &wheel::record_hash_missing::RecordHashMissing,
    &wheel::record_weak_hash::RecordWeakHash,
    &wheel::record_digest_malformed::RecordDigestMalformed,
    &wheel::record_self_hashed::RecordSelfHashed,
    &wheel::record_duplicate_row::RecordDuplicateRow,
    &wheel::record_path_form::RecordPathForm,
    &wheel::record_signature::RecordSignature,
    &wheel::metadata_unparsable::MetadataUnparsable,
    &wheel::metadata_version_support::MetadataVersionSupport,
    &wheel::metadata_field_too_new::MetadataFieldTooNew,
    &wheel::metadata_license_file_missing::MetadataLicenseFileMissing,
    &wheel::wheel_tags_unsorted::WheelTagsUnsorted,
    &wheel::wheel_header_duplicate::WheelHeaderDuplicate,
    &wheel::wheel_build_mismatch::WheelBuildMismatch,
    &wheel::metadata_deprecated_field::MetadataDeprecatedField,
    &wheel::data_dir_mismatch::DataDirMismatch,
    &wheel::data_unknown_scheme::DataUnknownScheme,
    &wheel::data_redundant_root::DataRedundantRoot,
    &wheel::data_script_not_file::DataScriptNotFile,
    &wheel::data_script_shebang::DataScriptShebang,
    &wheel::data_escapes_prefix::DataEscapesPrefix,
    &wheel::data_collides_with_root::DataCollidesWithRoot,
    &wheel::tag_bare_linux::TagBareLinux,
    &wheel::tag_macos_form::TagMacosForm,
    &wheel::tag_requires_python_conflict::TagRequiresPythonConflict,
    &wheel::tag_py2_universal::TagPy2Universal,
    &wheel::tag_needlessly_narrow::TagNeedlesslyNarrow,
    &wheel::tag_abi_mismatch::TagAbiMismatch,
    &wheel::tag_pure_with_native::TagPureWithNative,
    &wheel::tag_native_without_code::TagNativeWithoutCode,
    // Metadata
    &metadata::metadata_name_spelling::MetadataNameSpelling,
    &metadata::metadata_license_absent::MetadataLicenseAbsent,
    // What only PyPI judges
    &upload::version_pep440::VersionPep440,
    &upload::wheel_local_version::WheelLocalVersion,
    &upload::name_syntax::NameSyntax,
    &upload::summary_line::SummaryLine,
    &upload::summary_length::SummaryLength,
    &upload::metadata_content_type::MetadataContentType,
    &upload::metadata_description_unrenderable::MetadataDescriptionUnrenderable,
    &upload::requires_python::RequiresPython,
    &upload::requirement_crash::RequirementCrash,
    &upload::provides_obsoletes_dist::ProvidesObsoletesDist,
    &upload::provides_extra::ProvidesExtra,
    &upload::dynamic_invalid::DynamicInvalid,
    &upload::license_expression::LicenseExpression,
    &upload::metadata_license_conflict::MetadataLicenseConflict,
    &upload::license_file_path::LicenseFilePath,
    &upload::email_syntax::EmailSyntax,
    &upload::classifier_unknown::ClassifierUnknown,
    &upload::classifier_deprecated::ClassifierDeprecated,
    &upload::url_invalid::UrlInvalid,
    &upload::url_label::UrlLabel,
    &upload::wheel_build_tag_invalid::WheelBuildTagInvalid,
    &upload::tag_unknown_platform::TagUnknownPlatform,
    &upload::wheel_fn_long::WheelFnLong,
    &upload::zip_header_mismatch::ZipHeaderMismatch,
    &upload::zip_orphan_entry::ZipOrphanEntry,
    &upload::zip_malformed::ZipMalformed,
    &upload::zip_zip64_extensible::ZipZip64Extensible,
    &upload::zip_duplicate_extra::ZipDuplicateExtra,
    &upload::path_not_utf8::PathNotUtf8,
    &upload::sec_encrypted_source::SecEncryptedSource,
    // Content
    &content::content_empty::ContentEmpty,
    &content::content_library_empty::ContentLibraryEmpty,
    &content::content_source_dir::ContentSourceDir,
    &content::content_root_init::ContentRootInit,
    &content::content_tests_top_level::ContentTestsTopLevel,
    &content::content_multiple_top_level::ContentMultipleTopLevel,
    &content::content_stray_root_file::ContentStrayRootFile,
    &content::content_bytecode::ContentBytecode,
    &content::content_vcs::ContentVcs,
    &content::content_editor_junk::ContentEditorJunk,
    &content::content_virtualenv::ContentVirtualenv,
    &content::content_build_files::ContentBuildFiles,
    &content::content_syntax_error::ContentSyntaxError,
    &content::content_syntax_too_new::ContentSyntaxTooNew,
    &content::content_removed_stdlib::ContentRemovedStdlib,
    &content::content_encoding::ContentEncoding,
    &content::content_missing_init::ContentMissingInit,
    &content::content_namespace_init::ContentNamespaceInit,
    &content::content_internal_import_missing::ContentInternalImportMissing,
    &content::content_resource_missing::ContentResourceMissing,
    &content::content_version_literal::ContentVersionLiteral,
    &content::content_unimportable_module::ContentUnimportableModule,
    &content::content_generic_top_level::ContentGenericTopLevel,
    &content::content_no_modules_dir::ContentNoModulesDir,
    &content::typing_marker_missing::TypingMarkerMissing,
    &content::typing_marker_misplaced::TypingMarkerMisplaced,
    &content::typing_stub_orphan::TypingStubOrphan,
    &content::typing_stub_package_name::TypingStubPackageName,
    &content::content_extension_mix::ContentExtensionMix,
    &content::content_native_sources::ContentNativeSources,
    &content::content_exec_bit::ContentExecBit,
    &content::content_nested_archive::ContentNestedArchive,
    &content::content_duplicate_files::ContentDuplicateFiles,
    &content::content_stale_build::ContentStaleBuild,
    &content::content_dev_config::ContentDevConfig,
    &content::content_cache_dir::ContentCacheDir,
    &content::content_expected_missing::ContentExpectedMissing,
    &content::content_unexpected::ContentUnexpected,
    // Native
    &native::native_symbol_version::NativeSymbolVersion,
    &native::native_external_library::NativeExternalLibrary,
    &native::native_libc_mismatch::NativeLibcMismatch,
    &native::native_arch_mismatch::NativeArchMismatch,
    &native::native_isa_level::NativeIsaLevel,
    &native::native_rpath::NativeRpath,
    &native::native_hardening::NativeHardening,
    &native::native_debug_symbols::NativeDebugSymbols,
    &native::native_suffix_mismatch::NativeSuffixMismatch,
    &native::native_init_missing::NativeInitMissing,
    &native::native_abi3_symbol::NativeAbi3Symbol,
    &native::native_abi3_too_new::NativeAbi3TooNew,
    &native::native_abi3t::NativeAbi3t,
    &native::native_abi3_candidate::NativeAbi3Candidate,
    &native::native_links_libpython::NativeLinksLibpython,
    &native::native_macos_target::NativeMacosTarget,
    &native::native_macos_unsigned::NativeMacosUnsigned,
    &native::native_static_library::NativeStaticLibrary,
    &native::native_sbom_missing::NativeSbomMissing,
    // Sdist and pyproject
    &sdist::sdist_package_missing::SdistPackageMissing,
    &sdist::pyproject_discovery_implicit::PyprojectDiscoveryImplicit,
    &sdist::sdist_filename::SdistFilename,
    &sdist::sdist_multiple_roots::SdistMultipleRoots,
    &sdist::sdist_root_name::SdistRootName,
    &sdist::sdist_pkg_info_missing::SdistPkgInfoMissing,
    &sdist::sdist_pkg_info_old::SdistPkgInfoOld,
    &sdist::sdist_pkg_info_mismatch::SdistPkgInfoMismatch,
    &sdist::sdist_pyproject_missing::SdistPyprojectMissing,
    &sdist::sdist_license_missing::SdistLicenseMissing,
    &sdist::sdist_readme_missing::SdistReadmeMissing,
    &sdist::sdist_path_escape::SdistPathEscape,
    &sdist::sdist_dangling_link::SdistDanglingLink,
    &sdist::sdist_symlink::SdistSymlink,
    &sdist::sdist_hardlink::SdistHardlink,
    &sdist::sdist_special_file::SdistSpecialFile,
    &sdist::sdist_sparse::SdistSparse,
    &sdist::sdist_mode_bits::SdistModeBits,
    &sdist::sdist_junk::SdistJunk,
    &sdist::sdist_build_output::SdistBuildOutput,
    &sdist::pyproject_invalid::PyprojectInvalid,
    &sdist::pyproject_build_system::PyprojectBuildSystem,
    &sdist::pyproject_dynamic_conflict::PyprojectDynamicConflict,
    &sdist::pyproject_backend_too_old::PyprojectBackendTooOld,
    &sdist::pyproject_license_table::PyprojectLicenseTable,
    &sdist::pyproject_python_cap::PyprojectPythonCap,
    &sdist::pyproject_reserved_group::PyprojectReservedGroup,
    &sdist::sdist_bloat::SdistBloat,
    &sdist::sdist_stale_egg_info::SdistStaleEggInfo,
    &sdist::sdist_dynamic_file_missing::SdistDynamicFileMissing,
    &sdist::sdist_backend_path_missing::SdistBackendPathMissing,
    &sdist::sdist_setup_reads_missing::SdistSetupReadsMissing,
    &sdist::sdist_native_source_missing::SdistNativeSourceMissing,
    &sdist::sdist_tests_missing::SdistTestsMissing,
    &sdist::sdist_not_pax::SdistNotPax,
    &sdist::sdist_pax_vendor::SdistPaxVendor,
    &sdist::sdist_owner_leak::SdistOwnerLeak,
    &sdist::pyproject_wheel_requirement::PyprojectWheelRequirement,
    &sdist::pyproject_group_include::PyprojectGroupInclude,
    &sdist::pyproject_import_names::PyprojectImportNames,
    // Agreement
    &agree::match_name_version::MatchNameVersion,
    &agree::match_requires_python::MatchRequiresPython,
    &agree::match_extras::MatchExtras,
    &agree::match_scripts::MatchScripts,
    &agree::match_project_table::MatchProjectTable,
    &agree::match_license_files::MatchLicenseFiles,
    &agree::match_import_names::MatchImportNames,
    &agree::match_wheel_only_module::MatchWheelOnlyModule,
    &agree::match_sdist_only_module::MatchSdistOnlyModule,
    &agree::match_static_field::MatchStaticField,
    &agree::match_dependencies::MatchDependencies,
    &agree::match_classifier_python::MatchClassifierPython,
    &agree::match_wheels_disagree::MatchWheelsDisagree,
    &agree::match_wheel_set_gap::MatchWheelSetGap,
    &agree::match_content_differs::MatchContentDiffers,
    &agree::match_attestation_subject::MatchAttestationSubject,
    // Dependencies
    &dependencies::dep_invalid::DepInvalid,
    &dependencies::dep_direct_url::DepDirectUrl,
    &dependencies::dep_name_spelling::DepNameSpelling,
    &dependencies::dep_undeclared_import::DepUndeclaredImport,
    &dependencies::dep_transitive_import::DepTransitiveImport,
    &dependencies::dep_only_in_extra::DepOnlyInExtra,
    &dependencies::dep_optional_undeclared::DepOptionalUndeclared,
    &dependencies::dep_unused::DepUnused,
    &dependencies::dep_stdlib::DepStdlib,
    &dependencies::dep_obsolete_backport::DepObsoleteBackport,
    &dependencies::dep_import_name_as_dist::DepImportNameAsDist,
    &dependencies::dep_local_path::DepLocalPath,
    &dependencies::dep_marker_never_true::DepMarkerNeverTrue,
    &dependencies::dep_unsatisfiable::DepUnsatisfiable,
    &dependencies::dep_conflicting_rows::DepConflictingRows,
    &dependencies::dep_exact_pin::DepExactPin,
    &dependencies::dep_prerelease_pin::DepPrereleasePin,
    &dependencies::dep_upper_cap::DepUpperCap,
    &dependencies::dep_unbounded::DepUnbounded,
    &dependencies::dep_self_reference::DepSelfReference,
    &dependencies::dep_extra_undeclared::DepExtraUndeclared,
    &dependencies::dep_extra_empty::DepExtraEmpty,
    &dependencies::dep_extra_form::DepExtraForm,
    &dependencies::dep_dev_tool::DepDevTool,
    &dependencies::dep_requires_python_missing::DepRequiresPythonMissing,
    // Entry points
    &entry_points::entry_unparsable::EntryUnparsable,
    &entry_points::entry_name_invalid::EntryNameInvalid,
    &entry_points::entry_reference_invalid::EntryReferenceInvalid,
    &entry_points::entry_module_missing::EntryModuleMissing,
    &entry_points::entry_module_foreign::EntryModuleForeign,
    &entry_points::entry_attribute_missing::EntryAttributeMissing,
    &entry_points::entry_group_invalid::EntryGroupInvalid,
    &entry_points::entry_attribute_not_callable::EntryAttributeNotCallable,
    &entry_points::entry_needs_arguments::EntryNeedsArguments,
    &entry_points::entry_async::EntryAsync,
    &entry_points::entry_extras::EntryExtras,
    &entry_points::entry_reserved_name::EntryReservedName,
    &entry_points::entry_shadows_command::EntryShadowsCommand,
    &entry_points::entry_case_collision::EntryCaseCollision,
    &entry_points::entry_start_file::EntryStartFile,
    &entry_points::entry_needs_extra::EntryNeedsExtra,
    // Reproducibility
    &reproducibility::repro_mixed_timestamps::ReproMixedTimestamps,
    &reproducibility::repro_gzip_header::ReproGzipHeader,
    &reproducibility::repro_epoch_mismatch::ReproEpochMismatch,
    &reproducibility::repro_future_timestamp::ReproFutureTimestamp,
    &reproducibility::repro_entry_order::ReproEntryOrder,
    &reproducibility::repro_modes::ReproModes,
    &reproducibility::repro_extra_fields::ReproExtraFields,
    &reproducibility::repro_build_path::ReproBuildPath,
    &reproducibility::repro_build_date::ReproBuildDate,
    &reproducibility::repro_pair_differs::ReproPairDiffers,
    // Pipeline
    &pipeline::workflow_invalid::WorkflowInvalid,
    &pipeline::tp_missing_id_token::TpMissingIdToken,
    &pipeline::tp_id_token_workflow_level::TpIdTokenWorkflowLevel,
    &pipeline::tp_build_in_publish_job::TpBuildInPublishJob,
    &pipeline::tp_static_token::TpStaticToken,
    &pipeline::tp_token_shadows_oidc::TpTokenShadowsOidc,
    &pipeline::tp_no_environment::TpNoEnvironment,
    &pipeline::tp_environment_mismatch::TpEnvironmentMismatch,
    &pipeline::tp_environment_expression::TpEnvironmentExpression,
    &pipeline::tp_environment_shared::TpEnvironmentShared,
    &pipeline::tp_publisher_record::TpPublisherRecord,
    &pipeline::tp_claim_case::TpClaimCase,
    &pipeline::tp_reusable_workflow::TpReusableWorkflow,
    &pipeline::tp_composite_action::TpCompositeAction,
    &pipeline::tp_pull_request_target::TpPullRequestTarget,
    &pipeline::tp_pull_request::TpPullRequest,
    &pipeline::tp_runner_not_linux::TpRunnerNotLinux,
    &pipeline::tp_publish_twice::TpPublishTwice,
    &pipeline::tp_publish_matrix::TpPublishMatrix,
    &pipeline::tp_not_dedicated_file::TpNotDedicatedFile,
    &pipeline::tp_no_repository_guard::TpNoRepositoryGuard,
    &pipeline::tp_index_target_mismatch::TpIndexTargetMismatch,
    &pipeline::tp_publish_url::TpPublishUrl,
    &pipeline::perm_top_level_missing::PermTopLevelMissing,
    &pipeline::perm_write_all::PermWriteAll,
    &pipeline::perm_publish_extra_write::PermPublishExtraWrite,
    &pipeline::perm_release_needs_contents::PermReleaseNeedsContents,
    &pipeline::perm_attest_missing::PermAttestMissing,
    &pipeline::perm_caller_too_narrow::PermCallerTooNarrow,
    &pipeline::perm_checkout_needs_read::PermCheckoutNeedsRead,
    &pipeline::uses_unpinned::UsesUnpinned,
    &pipeline::uses_no_version_comment::UsesNoVersionComment,
    &pipeline::uses_no_such_tag::UsesNoSuchTag,
    &pipeline::uses_sunset_branch::UsesSunsetBranch,
    &pipeline::uses_publish_sha_not_release::UsesPublishShaNotRelease,
    &pipeline::uses_artifact_v3::UsesArtifactV3,
    &pipeline::uses_stale_major::UsesStaleMajor,
    &pipeline::publish_action_too_old::PublishActionTooOld,
    &pipeline::uses_typosquat::UsesTyposquat,
    &pipeline::checkout_persist_credentials::CheckoutPersistCredentials,
    &pipeline::release_cache::ReleaseCache,
    &pipeline::script_injection::ScriptInjection,
    &pipeline::trigger_dangerous::TriggerDangerous,
    &pipeline::secrets_inherit::SecretsInherit,
    &pipeline::secrets_outside_environment::SecretsOutsideEnvironment,
    &pipeline::self_hosted_publish::SelfHostedPublish,
    &pipeline::unpinned_build_tools::UnpinnedBuildTools,
    &pipeline::dispatch_can_publish::DispatchCanPublish,
    &pipeline::release_event_from_bot::ReleaseEventFromBot,
    &pipeline::double_trigger::DoubleTrigger,
    &pipeline::actions_updates::ActionsUpdates,
    &pipeline::version_tag_unchecked::VersionTagUnchecked,
    &pipeline::version_tag_filter_miss::VersionTagFilterMiss,
    &pipeline::version_tag_filter_regex::VersionTagFilterRegex,
    &pipeline::version_tag_filter_broad::VersionTagFilterBroad,
    &pipeline::version_dynamic_history::VersionDynamicHistory,
    &pipeline::version_dirty_tree::VersionDirtyTree,
    &pipeline::version_local_part::VersionLocalPart,
    &pipeline::version_testpypi_not_unique::VersionTestpypiNotUnique,
    &pipeline::version_skip_existing_masks::VersionSkipExistingMasks,
    &pipeline::version_lock_stale::VersionLockStale,
    &pipeline::build_one_format::BuildOneFormat,
    &pipeline::build_sources_enabled::BuildSourcesEnabled,
    &pipeline::build_stale_dist::BuildStaleDist,
    &pipeline::smoke_wheel_missing::SmokeWheelMissing,
    &pipeline::smoke_sdist_missing::SmokeSdistMissing,
    &pipeline::smoke_not_isolated::SmokeNotIsolated,
    &pipeline::smoke_no_cli::SmokeNoCli,
    &pipeline::smoke_unknown_command::SmokeUnknownCommand,
    &pipeline::smoke_glob_many::SmokeGlobMany,
    &pipeline::smoke_after_publish_only::SmokeAfterPublishOnly,
    &pipeline::testpypi_mixed_indexes::TestpypiMixedIndexes,
    &pipeline::postpublish_no_retry::PostpublishNoRetry,
    &pipeline::metadata_check_missing::MetadataCheckMissing,
    &pipeline::artifact_name_mismatch::ArtifactNameMismatch,
    &pipeline::artifact_path::ArtifactPath,
    &pipeline::artifact_extra_files::ArtifactExtraFiles,
    &pipeline::artifact_empty_ok::ArtifactEmptyOk,
    &pipeline::artifact_duplicate_name::ArtifactDuplicateName,
    &pipeline::publish_no_needs::PublishNoNeeds,
    &pipeline::publish_if_always::PublishIfAlways,
    &pipeline::publish_continue_on_error::PublishContinueOnError,
    &pipeline::publish_cancelled_midway::PublishCancelledMidway,
    &pipeline::publish_no_timeout::PublishNoTimeout,
    &pipeline::publish_uv_no_attestations::PublishUvNoAttestations,
    &pipeline::publish_attestations_off::PublishAttestationsOff,
    &pipeline::publish_uv_index_no_checkout::PublishUvIndexNoCheckout,
    &pipeline::publish_uv_auto_tp::PublishUvAutoTp,
    &pipeline::publish_legacy_inputs::PublishLegacyInputs,
    &pipeline::dispatch_ref_unchecked::DispatchRefUnchecked,
    &pipeline::environment_url::EnvironmentUrl,
    // Size
    &size::size_upload_limit::SizeUploadLimit,
    &size::size_compressed::SizeCompressed,
    &size::size_uncompressed::SizeUncompressed,
    &size::size_file_count::SizeFileCount,
    &size::size_top_files::SizeTopFiles,
    &size::size_tests_share::SizeTestsShare,
    &size::size_stored::SizeStored,
    &size::size_duplicate_bytes::SizeDuplicateBytes,
    &size::size_growth::SizeGrowth,
    // Security
    &security::sec_secret_file::SecSecretFile,
    &security::sec_pth_code::SecPthCode,
    &security::sec_site_customize::SecSiteCustomize,
    &security::sec_hidden_file::SecHiddenFile,
    &security::sec_stdlib_shadow::SecStdlibShadow,
    &security::sec_foreign_top_level::SecForeignTopLevel,
    &security::sec_obfuscated_exec::SecObfuscatedExec,
    &security::sec_bidi::SecBidi,
    &security::sec_setup_network::SecSetupNetwork,
    &security::sec_bytecode_only::SecBytecodeOnly,
    // Logs
    &log::no_known_cause::NoKnownCause,
    &security::sec_secret_content::SecSecretContent,
    &security::sec_url_credentials::SecUrlCredentials,
    &security::sec_extra_index::SecExtraIndex,
    &security::sec_high_entropy::SecHighEntropy,
    &security::sec_personal_path::SecPersonalPath,
    &security::sec_sbom_invalid::SecSbomInvalid,
    // What the user set aside
    &ignores::ignore_invalid::IgnoreInvalid,
];

#[cfg(test)]
pub(crate) mod testing {
    use crate::fixture;

    /// Inspects a fixture and compares the rules that found something, in the order of their ids.
    #[track_caller]
    pub(crate) fn check(fixture: &str, expected: &[&str]) {
        let report = fixture::report(fixture);
        let mut found: Vec<&str> = report.findings.iter().map(|finding| finding.rule).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found, expected, "{:#?}", report.findings);
    }

    /// What a fixture gives, as `severity rule: message`, in the order of reports.
    #[track_caller]
    pub(crate) fn check_words(example: &str, expected: &[&str]) {
        let report = fixture::report(example);
        let words = report.findings.iter();
        let found: Vec<String> =
            words.map(|it| format!("{} {}: {}", it.severity.name(), it.rule, it.message)).collect();
        assert_eq!(found, expected, "{example}");
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::fixture;

    fn found(example: &str) -> BTreeSet<&'static str> {
        fixture::report(example).findings.iter().map(|finding| finding.rule).collect()
    }

    #[test]
    fn ids_are_unique_kebab_case_and_every_rule_has_its_page() {
        let mut seen = BTreeSet::new();
        for rule in RULES {
            let Meta { id, doc, reads, .. } = *rule.meta();
            assert!(seen.insert(id), "{id} twice");
            assert!(id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-'), "{id}");
            assert!(!reads.is_empty(), "{id} reads nothing");
            for heading in ["Why", "Fix", "Bad", "Good"] {
                assert!(doc.contains(&format!("\n ## {heading}\n")), "{id}: no heading {heading}");
            }
            assert!(!rule.meta().title().ends_with('.'), "{id}: a title has no full stop");
        }
    }

    #[test]
    fn bad_examples_give_exactly_their_rule() {
        let mut wrong = Vec::new();
        for rule in RULES {
            let Meta { id, doc, .. } = *rule.meta();
            let examples = fixture::examples(doc, "Bad");
            assert!(!examples.is_empty(), "{id} has no bad example");
            let given = examples.into_iter().map(|example| (found(&example), example));
            wrong.extend(given.filter(|(found, _)| *found != BTreeSet::from([id])).map(|given| (id, given)));
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }

    #[test]
    fn good_examples_give_nothing() {
        let mut wrong = Vec::new();
        for rule in RULES {
            let Meta { id, doc, .. } = *rule.meta();
            let examples = fixture::examples(doc, "Good");
            assert!(!examples.is_empty(), "{id} has no good example");
            for example in examples {
                let report = fixture::report(&example);
                let looked = report.rules.iter().any(|run| run.rule == id && run.outcome == Outcome::Passed);
                if !looked || !report.findings.is_empty() {
                    wrong.push((id, looked, found(&example), example));
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong:#?}");
    }
}
