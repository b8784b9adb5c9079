//! Every limit of the readers, in one place. Hitting one is a problem that a rule reports, never a crash or a silent stop.

/// Entries of one archive. It is what a zip without the 64-bit extension can hold; the largest wheels have a quarter of it.
pub const MAX_MEMBERS: usize = 65_535;

/// Bytes that one member may declare, or unpack to. PyPI's largest file is a tenth of it.
pub const MAX_MEMBER_BYTES: u64 = 1 << 30;

/// Bytes that all members of one archive may unpack to.
pub const MAX_TOTAL_BYTES: u64 = 4 << 30;

/// Bytes of one member that is kept as text: metadata, RECORD, a module.
pub const MAX_TEXT_BYTES: u64 = 16 << 20;

/// Bytes from the start of a member that tell what kind of file it is.
pub const HEAD_BYTES: u64 = 4 << 10;

/// Bytes of Python source that is parsed: its tree takes many times as much. Larger modules are tables that nobody wrote.
pub const MAX_SOURCE_BYTES: u64 = 2 << 20;

/// Bytes of one path.
pub const MAX_PATH_BYTES: usize = 32 * 1024;

/// Bytes of one pax or GNU long-name record of a tar.
pub const MAX_TAR_EXTENSION_BYTES: u64 = 1 << 20;

/// PyPI refuses a wheel that unpacks to more than this and more than [`BOMB_RATIO`] times its size (spec: `zip-ratio`).
pub const BOMB_BYTES: u64 = 64 << 20;

/// See [`BOMB_BYTES`].
pub const BOMB_RATIO: u64 = 50;

/// Bytes of an archive that is opened because it lies inside another (a CI run's artifact).
pub const MAX_NESTED_BYTES: u64 = 512 << 20;
