//! The readers on tiny files, and on what is left of them when they are cut or changed.

use super::*;
use crate::fixture;

/// The content of the first member of a fixture.
fn native(format: &str, text: &str) -> Vec<u8> {
    let files = fixture::build(&format!("=== a.zip\n--- x {{{format}}}\n{text}"));
    crate::archive::zip::ZipArchive::open(&files[0].bytes).read("x").unwrap()
}

const ELF: &str = "arch aarch64\nneeded libc.so.6\nneeded libssl.so.3\nversion libc.so.6 GLIBC_2.17\n\
                   version libc.so.6 GLIBC_2.34\nimport PyList_New\nimport malloc\nexport PyInit__core\n\
                   rpath $ORIGIN/../demo.libs\nstack\ntextrel\ndebug 100\nisa 3\n";

#[test]
fn elf_says_what_it_needs() {
    let file = NativeFile::read(&native("elf", ELF)).unwrap();
    assert_eq!((file.format, file.role, file.unread), (Format::Elf, Role::Library, None));
    let [slice] = file.slices.as_slice() else { panic!("{file:?}") };
    assert_eq!(slice.architecture, Architecture::Arm64);
    assert_eq!(slice.needed, ["libc.so.6", "libssl.so.3"]);
    let versions: Vec<&str> = slice.versions.iter().map(|version| version.version.as_str()).collect();
    assert_eq!(versions, ["GLIBC_2.17", "GLIBC_2.34"]);
    assert_eq!(slice.python_imports, ["PyList_New"]);
    assert_eq!(slice.modules, ["_core"]);
    assert_eq!(slice.rpaths, ["$ORIGIN/../demo.libs"]);
    assert!(slice.executable_stack && slice.text_relocations);
    assert_eq!((slice.debug_bytes, slice.isa_level), (100, Some(3)));
}

#[test]
fn a_universal_file_has_a_slice_for_each_architecture() {
    let text = "arch x86_64 arm64\nneeded @rpath/libfoo.dylib\nrpath @loader_path\nminos 11.0\nimport PyList_New\n\
                export PyInit__core\n";
    let file = NativeFile::read(&native("macho", text)).unwrap();
    assert_eq!((file.format, file.role, file.unread), (Format::MachO, Role::Library, None));
    let architectures: Vec<Architecture> = file.architectures().collect();
    assert_eq!(architectures, [Architecture::X86_64, Architecture::Arm64]);
    for slice in &file.slices {
        assert_eq!(slice.needed, ["@rpath/libfoo.dylib"]);
        assert_eq!(slice.minimum_os, Some((11, 0)));
        assert_eq!((slice.modules.join(" "), slice.python_imports.join(" ")), ("_core".into(), "PyList_New".into()));
        assert!(slice.signed);
    }
}

#[test]
fn pe_says_what_it_needs() {
    let text = "needed python3.dll\nneeded KERNEL32.dll\nimport PyList_New\nexport PyInit__core\n";
    let file = NativeFile::read(&native("pe", text)).unwrap();
    assert_eq!((file.format, file.role, file.unread), (Format::Pe, Role::Library, None));
    let slice = &file.slices[0];
    assert_eq!(slice.architecture, Architecture::X86_64);
    assert_eq!(slice.needed, ["python3.dll", "KERNEL32.dll"]);
    assert_eq!((slice.modules.join(" "), slice.python_imports.join(" ")), ("_core".into(), "PyList_New".into()));
    assert!(slice.no_execute && slice.position_independent);
}

#[test]
fn what_only_begins_like_native_code_is_none() {
    assert_eq!(NativeFile::read(b"MZ is how this text begins"), None);
    assert_eq!(NativeFile::read(b"\xca\xfe\xba\xbe\0\0\0\x34 a Java class"), None);
    assert_eq!(NativeFile::read(b""), None);
    assert_eq!(NativeFile::read(b"!<arch>\n").unwrap().format, Format::Archive);
}

#[test]
fn any_cut_and_any_changed_byte_is_read_without_a_panic() {
    for (format, text) in [
        ("elf", ELF),
        ("macho", "arch x86_64 arm64\nneeded a\nexport PyInit_a\n"),
        ("pe", "needed python3.dll\nimport PyA\nexport b\n"),
    ] {
        let bytes = native(format, text);
        for end in 0..bytes.len() {
            let _ = NativeFile::read(&bytes[..end]);
        }
        for at in 0..bytes.len() {
            for value in [0, 1, 0x7f, 0x80, 0xff] {
                let mut changed = bytes.clone();
                changed[at] = value;
                let _ = NativeFile::read(&changed);
                if let Some(wide) = changed.get_mut(at..at + 4) {
                    wide.fill(value);
                    let _ = NativeFile::read(&changed);
                }
            }
        }
    }
}

#[test]
fn a_member_comes_in_pieces_of_any_length() {
    let bytes = native("elf", ELF);
    let whole = NativeFile::read(&bytes);
    for length in [1, 3, 7, 8, 100, bytes.len()] {
        let mut collector = Collector::new(bytes.len() as u64);
        collector.feed(&[]);
        bytes.chunks(length).for_each(|chunk| collector.feed(chunk));
        assert_eq!(collector.finish(), whole, "{length}");
    }
    let mut collector = Collector::new(MAX_BYTES + 1);
    collector.feed(&bytes);
    let file = collector.finish().unwrap();
    assert_eq!(file.unread, Some(Unread::TooLarge));
}

#[test]
fn a_table_without_zero_bytes_is_not_searched_to_its_end_for_each_symbol() {
    let symbols = "import P\n".repeat(20_000);
    let mut bytes = native("elf", &symbols);
    let at = memchr::memmem::find(&bytes, b"P\0P\0P\0").unwrap();
    bytes[at..at + 39_990].fill(b'P');
    assert!(NativeFile::read(&bytes).is_some());
}
