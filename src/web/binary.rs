//! What the first bytes of a file that is no text say about it. Looks at no more than it is given.

use super::question::BinaryView;
use crate::archive::magic;

/// Bytes shown in hexadecimal.
const SHOWN: usize = 512;

#[must_use]
pub fn view(head: &[u8], facts: Vec<(String, String)>) -> BinaryView {
    let rows = head.chunks(16).take(SHOWN / 16).enumerate().map(|(row, bytes)| {
        let hex: Vec<String> = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        let ascii = bytes.iter().map(|byte| if (0x20..0x7f).contains(byte) { char::from(*byte) } else { '.' });
        (format!("{:04x}", row * 16), hex.join(" "), ascii.collect())
    });
    BinaryView { kind: kind(head), facts, rows: rows.collect() }
}

fn kind(head: &[u8]) -> String {
    let number = |at: usize| head.get(at..at + 4).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok());
    let big = |at: usize| number(at).map_or(0, u32::from_be_bytes);
    let half = |at: usize| head.get(at..at + 2).map_or(0, |bytes| u16::from_le_bytes([bytes[0], bytes[1]]));
    match head {
        [] => "An empty file".to_owned(),
        [0x89, b'P', b'N', b'G', ..] => format!("A PNG image, {} by {} pixels", big(16), big(20)),
        [b'G', b'I', b'F', b'8', ..] => format!("A GIF image, {} by {} pixels", half(6), half(8)),
        [0xff, 0xd8, 0xff, ..] => "A JPEG image".to_owned(),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => "A WebP image".to_owned(),
        [0x7f, b'E', b'L', b'F', class, order, ..] => {
            let machine = if *order == 2 { half(18).swap_bytes() } else { half(18) };
            let bits = if *class == 2 { "64 bit" } else { "32 bit" };
            format!("An ELF binary for Linux, {bits}, {}", elf_machine(machine))
        }
        [0xcf | 0xce, 0xfa, 0xed, 0xfe, ..] => {
            let machine = number(4).map_or(0, u32::from_le_bytes);
            let machine = match machine {
                0x0100_0007 => "x86-64",
                0x0100_000c => "Arm (64 bit)",
                _ => "another processor",
            };
            format!("A Mach-O binary for macOS, {machine}")
        }
        // Java classes start alike; their version is larger than any number of architectures.
        [0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, count @ 1..=9, ..] => {
            format!("A universal Mach-O binary for macOS with {count} architectures")
        }
        [b'M', b'Z', ..] => pe(head),
        [0, b'a', b's', b'm', ..] => "A WebAssembly module".to_owned(),
        [b'S', b'Q', b'L', b'i', b't', b'e', b' ', b'f', ..] => "An SQLite database".to_owned(),
        [b'!', b'<', b'a', b'r', b'c', b'h', b'>', ..] => "A static library".to_owned(),
        [b'w', b'O', b'F', b'2', ..] => "A WOFF2 font".to_owned(),
        [b'w', b'O', b'F', b'F', ..] => "A WOFF font".to_owned(),
        [0, 1, 0, 0, 0, ..] => "A TrueType font".to_owned(),
        [b'O', b'T', b'T', b'O', ..] => "An OpenType font".to_owned(),
        [0xde, 0x12, 0x04, 0x95, ..] | [0x95, 0x04, 0x12, 0xde, ..] => {
            "A catalogue of translations (gettext)".to_owned()
        }
        [_, 0x0d, b'\r', b'\n', ..] => "Python bytecode".to_owned(),
        [0x93, b'N', b'U', b'M', b'P', b'Y', ..] => "A NumPy array".to_owned(),
        _ => {
            let found = magic(head);
            let mut letters = found.chars();
            letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
        }
    }
}

fn elf_machine(machine: u16) -> String {
    match machine {
        3 => "x86".to_owned(),
        40 => "Arm".to_owned(),
        62 => "x86-64".to_owned(),
        183 => "Arm (64 bit)".to_owned(),
        243 => "RISC-V".to_owned(),
        21 => "PowerPC (64 bit)".to_owned(),
        22 => "S390".to_owned(),
        other => format!("machine {other}"),
    }
}

fn pe(head: &[u8]) -> String {
    let at = head.get(0x3c..0x40).and_then(|bytes| <[u8; 4]>::try_from(bytes).ok()).map_or(0, u32::from_le_bytes);
    let at = usize::try_from(at).unwrap_or(usize::MAX);
    let machine = at.checked_add(4).and_then(|at| head.get(at..at.checked_add(2)?));
    let machine = match machine {
        Some([0x64, 0x86]) => ", x86-64",
        Some([0x4c, 0x01]) => ", x86 (32 bit)",
        Some([0x64, 0xaa]) => ", Arm (64 bit)",
        _ => "",
    };
    format!("A Windows binary{machine}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kinds_are_told_by_their_first_bytes() {
        let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x20\0\0\0\x10";
        for (head, kind) in [
            (&png[..], "A PNG image, 32 by 16 pixels"),
            (b"\x89PNG", "A PNG image, 0 by 0 pixels"),
            (b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\x3e\0", "An ELF binary for Linux, 64 bit, x86-64"),
            (b"MZ", "A Windows binary"),
            (b"\xf3\x0d\r\n", "Python bytecode"),
            (b"", "An empty file"),
            (b"\x01\x02", "Unknown binary data"),
        ] {
            assert_eq!(view(head, Vec::new()).kind, kind);
        }
    }

    #[test]
    fn the_head_is_shown_in_hexadecimal() {
        let view = view(b"\x00abcdefghijklmnopq", Vec::new());
        assert_eq!(view.rows[0].1, "00 61 62 63 64 65 66 67 68 69 6a 6b 6c 6d 6e 6f");
        assert_eq!(view.rows[1], ("0010".to_owned(), "70 71".to_owned(), "pq".to_owned()));
    }
}
