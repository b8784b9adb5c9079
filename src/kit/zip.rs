//! The tree as one zip: members stored as they are, with the mode of scripts.
//!
//! The `zip` crate would bring its compressor into the engine for seven small texts; a zip of stored members is a header
//! before each and a list behind them (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16).

use flate2::Crc;

use super::File;

/// 1 January 1980, the first day that the format knows: the library reads no clock.
const DATE: u16 = 0x21;

/// Names in UTF-8.
const FLAGS: u16 = 0x0800;

/// All files below one folder.
#[must_use]
pub fn write(folder: &str, files: &[File]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut list = Vec::new();
    for file in files {
        let name = format!("{folder}/{}", file.path);
        let mut crc = Crc::new();
        crc.update(&file.bytes);
        let mut shared = Vec::new();
        for number in [20, FLAGS, 0, 0, DATE] {
            shared.extend(u16::to_le_bytes(number));
        }
        for number in [crc.sum(), short(file.bytes.len()), short(file.bytes.len())] {
            shared.extend(number.to_le_bytes());
        }
        shared.extend(u16::try_from(name.len()).unwrap_or(u16::MAX).to_le_bytes());
        shared.extend(0_u16.to_le_bytes());
        let at = short(out.len());
        out.extend(b"PK\x03\x04");
        out.extend(&shared);
        out.extend(name.as_bytes());
        out.extend(&file.bytes);
        let mode: u32 = if file.executable { 0o100_755 } else { 0o100_644 };
        // Made by 2.0 on Unix, where modes mean something.
        list.extend(b"PK\x01\x02\x14\x03");
        list.extend(&shared);
        list.extend([0; 6]);
        list.extend((mode << 16).to_le_bytes());
        list.extend(at.to_le_bytes());
        list.extend(name.as_bytes());
    }
    let count = u16::try_from(files.len()).unwrap_or(u16::MAX).to_le_bytes();
    let (at, length) = (short(out.len()), short(list.len()));
    out.extend(list);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend(count);
    out.extend(count);
    out.extend(length.to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

/// A kit is some kilobytes.
fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::archive::zip::ZipArchive;

    #[test]
    fn the_zip_holds_the_tree_with_its_modes() {
        let file = |path, text: &str, executable| File { path, bytes: text.as_bytes().to_vec(), executable };
        let files = [file("docs/a.md", "# Ä\n", false), file("scripts/b.sh", "#!/bin/sh\n", true)];
        let bytes = write("demo", &files);
        let mut zip = ZipArchive::open(&bytes);
        assert_eq!(zip.problems, []);
        let members: Vec<_> =
            zip.members.iter().map(|member| (member.path.clone(), member.mode.map(|mode| mode & 0o777))).collect();
        assert_eq!(
            members,
            [("demo/docs/a.md".to_owned(), Some(0o644)), ("demo/scripts/b.sh".to_owned(), Some(0o755))]
        );
        assert_eq!(zip.read("demo/docs/a.md").unwrap(), "# Ä\n".as_bytes());
    }
}
