//! Native code in a distribution: what ELF, Mach-O and PE files say about themselves, as compact facts.
//!
//! Reads bytes that the pass over the contents hands in and judges nothing. Parsing is total: a value, and why it is not
//! whole. What Linux, Windows and CPython offer to native code is in [`policy`], what a file name promises in [`suffix`].

mod elf;
mod macho;
mod pe;
pub mod policy;
pub mod suffix;

use std::fmt;

/// Larger files are looked at only as far as their head allows.
pub const MAX_BYTES: u64 = 64 << 20;

/// What is kept of a larger file.
const HEAD_BYTES: usize = 64 << 10;

/// Names that are kept of one kind for one file. The largest extension modules import some hundred symbols of Python.
const MAX_NAMES: usize = 8192;

/// Bytes of one name.
const MAX_NAME_BYTES: usize = 1024;

/// Slices of one universal file.
const MAX_SLICES: usize = 16;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NativeFile {
    pub format: Format,
    pub role: Role,
    /// One for each architecture; none for a static library and for wasm.
    pub slices: Vec<Slice>,
    /// Why the facts may not be all.
    pub unread: Option<Unread>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Elf,
    MachO,
    Pe,
    Wasm,
    /// An `ar` archive of object files.
    Archive,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// A shared library: an extension module or what one needs.
    Library,
    Executable,
    /// Not linked: an object file, a static library, separate debug information.
    Object,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// More than [`MAX_BYTES`].
    TooLarge,
    /// The file ends too early, or its tables contradict each other.
    Broken,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Architecture {
    X86,
    X86_64,
    Arm,
    Arm64,
    Ppc64,
    Ppc64le,
    S390x,
    Riscv64,
    Loongarch64,
    Other,
}

/// The code for one architecture.
#[expect(clippy::struct_excessive_bools, reason = "flags of the formats, each independent of the others")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slice {
    pub architecture: Architecture,
    /// Libraries without which it does not load, as spelled; those that may be absent are left out.
    pub needed: Vec<String>,
    /// Symbol versions that it needs of them (ELF).
    pub versions: Vec<SymbolVersion>,
    /// `Py…` and `_Py…` symbols that it takes from elsewhere; those that may be absent are left out.
    pub python_imports: Vec<String>,
    /// `Py…` and `_Py…` symbols that it offers, without the functions that initialise a module.
    pub python_exports: Vec<String>,
    /// Names of modules that it initialises: what follows `PyInit_` or `PyModExport_`.
    pub modules: Vec<String>,
    /// Whether it exports anything, so that a missing function means something.
    pub has_exports: bool,
    /// RPATH, RUNPATH and `LC_RPATH`, as spelled.
    pub rpaths: Vec<String>,
    /// The loader that an executable asks for (ELF).
    pub interpreter: Option<String>,
    /// The oldest macOS that it is for.
    pub minimum_os: Option<(u32, u32)>,
    pub executable_stack: bool,
    /// Its code is changed while it is loaded (`DT_TEXTREL`).
    pub text_relocations: bool,
    /// Relocated data become read-only.
    pub relro: bool,
    /// All symbols are resolved when it is loaded.
    pub bind_now: bool,
    /// Data pages are not executable.
    pub no_execute: bool,
    /// May be loaded at any address.
    pub position_independent: bool,
    /// Functions check their stack frame.
    pub stack_protector: bool,
    /// Bytes of debug sections.
    pub debug_bytes: u64,
    /// Has a code signature, be it one that names nobody (Mach-O).
    pub signed: bool,
    /// The level of x86-64 (1 to 4) that it declares to need.
    pub isa_level: Option<u8>,
}

/// `GLIBC_2.17` of `libc.so.6`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct SymbolVersion {
    pub library: String,
    pub version: String,
}

impl Slice {
    fn new(architecture: Architecture) -> Self {
        Self {
            architecture,
            needed: Vec::new(),
            versions: Vec::new(),
            python_imports: Vec::new(),
            python_exports: Vec::new(),
            modules: Vec::new(),
            has_exports: false,
            rpaths: Vec::new(),
            interpreter: None,
            minimum_os: None,
            executable_stack: false,
            text_relocations: false,
            relro: false,
            bind_now: false,
            no_execute: false,
            position_independent: false,
            stack_protector: false,
            debug_bytes: 0,
            signed: false,
            isa_level: None,
        }
    }

    /// Files a symbol that it offers.
    fn export(&mut self, name: &[u8]) {
        self.has_exports = true;
        // Names of modules that are not ASCII are encoded, and not compared.
        let module = [&b"PyInit_"[..], b"PyModExport_"].iter().find_map(|prefix| name.strip_prefix(*prefix));
        if let Some(module) = module {
            push(&mut self.modules, module);
        } else if is_python(name) {
            push(&mut self.python_exports, name);
        }
    }

    fn finish(&mut self) {
        for names in [&mut self.python_imports, &mut self.python_exports, &mut self.modules] {
            names.sort_unstable();
            names.dedup();
        }
        self.versions.sort_unstable();
        self.versions.dedup();
    }
}

impl NativeFile {
    /// The facts of a whole file; `None` where it is no native code.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut file = match sniff(bytes)? {
            Format::Elf => elf::read(bytes),
            Format::MachO => macho::read(bytes),
            Format::Pe => pe::read(bytes)?,
            format @ (Format::Wasm | Format::Archive) => {
                let role = if format == Format::Archive { Role::Object } else { Role::Library };
                Self { format, role, slices: Vec::new(), unread: None }
            }
        };
        file.slices.iter_mut().for_each(Slice::finish);
        Some(file)
    }

    /// Whether it initialises a Python module.
    #[must_use]
    pub fn is_extension(&self) -> bool {
        self.slices.iter().any(|slice| !slice.modules.is_empty())
    }

    pub fn architectures(&self) -> impl Iterator<Item = Architecture> {
        self.slices.iter().map(|slice| slice.architecture)
    }
}

/// Bytes that tell whether a file may be native code.
const MAGIC_BYTES: usize = 8;

/// What the first bytes may belong to; whether they do is known when the file was read.
fn sniff(head: &[u8]) -> Option<Format> {
    match head {
        [0x7f, b'E', b'L', b'F', ..] => Some(Format::Elf),
        // A Java class has its version, 45 or more, where a universal file counts its slices.
        [0xce | 0xcf, 0xfa, 0xed, 0xfe, ..]
        | [0xfe, 0xed, 0xfa, 0xce | 0xcf, ..]
        | [0xca, 0xfe, 0xba, 0xbe | 0xbf, 0, 0, 0, 1..=30, ..] => Some(Format::MachO),
        [b'M', b'Z', ..] => Some(Format::Pe),
        [0, b'a', b's', b'm', 1, 0, 0, 0, ..] => Some(Format::Wasm),
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', b'\n', ..] => Some(Format::Archive),
        _ => None,
    }
}

/// One member, fed chunk by chunk; what is no native code is let go at its first bytes.
#[derive(Debug)]
pub struct Collector {
    size: u64,
    head: Vec<u8>,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Start,
    Keep { limit: usize },
    Other,
}

impl Collector {
    /// `size` is what the archive says that the member unpacks to.
    #[must_use]
    pub fn new(size: u64) -> Self {
        Self { size, head: Vec::new(), state: State::Start }
    }

    pub fn feed(&mut self, bytes: &[u8]) {
        if self.state == State::Other {
            return;
        }
        let mut bytes = bytes;
        if self.state == State::Start {
            // The first bytes may come in pieces.
            let missing = MAGIC_BYTES.saturating_sub(self.head.len()).min(bytes.len());
            let (first, rest) = bytes.split_at(missing);
            self.head.extend_from_slice(first);
            if self.head.len() < MAGIC_BYTES {
                return;
            }
            self.state = Self::decide(&self.head, self.size);
            if let State::Keep { limit } = self.state {
                self.head.reserve_exact(limit.saturating_sub(self.head.len()));
            }
            bytes = rest;
        }
        if let State::Keep { limit } = self.state {
            let room = limit.saturating_sub(self.head.len()).min(bytes.len());
            self.head.extend_from_slice(bytes.get(..room).unwrap_or_default());
        }
    }

    fn decide(first: &[u8], size: u64) -> State {
        match sniff(first) {
            None => State::Other,
            Some(_) if size > MAX_BYTES => State::Keep { limit: HEAD_BYTES },
            Some(Format::Wasm | Format::Archive) => State::Keep { limit: MAGIC_BYTES },
            // The declared size is a promise of the archive; what comes beyond it is an error that others report.
            Some(_) => State::Keep { limit: usize::try_from(size).unwrap_or(HEAD_BYTES) },
        }
    }

    /// The facts; `None` where the member is no native code.
    #[must_use]
    pub fn finish(self) -> Option<NativeFile> {
        if self.state == State::Other {
            return None;
        }
        let mut file = NativeFile::read(&self.head)?;
        if self.size > MAX_BYTES && !matches!(file.format, Format::Wasm | Format::Archive) {
            file.unread = Some(Unread::TooLarge);
        }
        Some(file)
    }
}

impl Architecture {
    /// As tags and maintainers write it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::X86 => "i686",
            Self::X86_64 => "x86_64",
            Self::Arm => "armv7l",
            Self::Arm64 => "arm64",
            Self::Ppc64 => "ppc64",
            Self::Ppc64le => "ppc64le",
            Self::S390x => "s390x",
            Self::Riscv64 => "riscv64",
            Self::Loongarch64 => "loongarch64",
            Self::Other => "another architecture",
        }
    }
}

impl fmt::Display for Architecture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

fn is_python(name: &[u8]) -> bool {
    let name = name.strip_prefix(b"_").unwrap_or(name);
    name.strip_prefix(b"Py").and_then(<[u8]>::first).is_some_and(|next| next.is_ascii_uppercase() || *next == b'_')
}

/// A name that ends at a zero byte, without looking further than a name may be long.
fn name_at(strings: &[u8], offset: usize) -> &[u8] {
    let rest = strings.get(offset..).unwrap_or_default();
    let rest = rest.get(..MAX_NAME_BYTES).unwrap_or(rest);
    let end = memchr::memchr(0, rest).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

fn push(names: &mut Vec<String>, name: &[u8]) {
    if names.len() < MAX_NAMES && !name.is_empty() {
        names.push(String::from_utf8_lossy(name).into_owned());
    }
}

/// A 32-bit number as an index.
fn index(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests;
