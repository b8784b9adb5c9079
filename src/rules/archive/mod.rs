//! Group A: is the file an archive that every reader reads alike?

pub mod archive_unreadable;
