//! PE: imports, exports and the flags of the optional header.

use object::LittleEndian as LE;
use object::pe;
use object::read::Error;
use object::read::pe::{
    DataDirectories, ImageNtHeaders, ImageOptionalHeader as _, SectionTable, optional_header_magic,
};

use super::{Architecture, Format, MAX_NAMES, NativeFile, Role, Slice, Unread, index, name_at, push};

/// `None` where a file that begins like a program for DOS is no PE.
pub(super) fn read(bytes: &[u8]) -> Option<NativeFile> {
    let magic = optional_header_magic(bytes).ok()?;
    if magic == pe::IMAGE_NT_OPTIONAL_HDR32_MAGIC {
        headers::<pe::ImageNtHeaders32>(bytes).ok()
    } else {
        headers::<pe::ImageNtHeaders64>(bytes).ok()
    }
}

fn headers<P: ImageNtHeaders>(bytes: &[u8]) -> Result<NativeFile, Error> {
    let mut offset = pe::ImageDosHeader::parse(bytes)?.nt_headers_offset().into();
    let (headers, directories) = P::parse(bytes, &mut offset)?;
    let file = headers.file_header();
    let mut slice = Slice::new(match file.machine.get(LE) {
        pe::IMAGE_FILE_MACHINE_I386 => Architecture::X86,
        pe::IMAGE_FILE_MACHINE_AMD64 => Architecture::X86_64,
        pe::IMAGE_FILE_MACHINE_ARMNT => Architecture::Arm,
        pe::IMAGE_FILE_MACHINE_ARM64 => Architecture::Arm64,
        _ => Architecture::Other,
    });
    let flags = headers.optional_header().dll_characteristics();
    slice.no_execute = flags & pe::IMAGE_DLLCHARACTERISTICS_NX_COMPAT != 0;
    slice.position_independent = flags & pe::IMAGE_DLLCHARACTERISTICS_DYNAMIC_BASE != 0;
    let library = file.characteristics.get(LE) & pe::IMAGE_FILE_DLL != 0;
    let role = if library { Role::Library } else { Role::Executable };
    let read = headers.sections(bytes, offset).and_then(|sections| {
        debug_sections(&sections, &mut slice);
        imports::<P>(&directories, bytes, &sections, &mut slice)?;
        exports(&directories, bytes, &sections, &mut slice)
    });
    let unread = read.is_err().then_some(Unread::Broken);
    Ok(NativeFile { format: Format::Pe, role, slices: vec![slice], unread })
}

/// Long names of sections are in a table of strings; of those that are discarded after loading they are debug information.
fn debug_sections(sections: &SectionTable<'_>, slice: &mut Slice) {
    for section in sections.iter() {
        let discarded = section.characteristics.get(LE) & pe::IMAGE_SCN_MEM_DISCARDABLE != 0;
        if discarded && section.name.starts_with(b"/") || section.name.starts_with(b".debug_") {
            slice.debug_bytes = slice.debug_bytes.saturating_add(section.size_of_raw_data.get(LE).into());
        }
    }
}

fn imports<P: ImageNtHeaders>(
    directories: &DataDirectories<'_>,
    bytes: &[u8],
    sections: &SectionTable<'_>,
    slice: &mut Slice,
) -> Result<(), Error> {
    let none = directories.get(pe::IMAGE_DIRECTORY_ENTRY_IMPORT).is_none_or(|it| it.virtual_address.get(LE) == 0);
    if none {
        return Ok(());
    }
    let Some(table) = directories.import_table(bytes, sections)? else { return Ok(()) };
    let text = |address: u32| -> &[u8] {
        let data = sections.pe_data_at(bytes, address).unwrap_or_default();
        name_at(data, 0)
    };
    let mut libraries = table.descriptors()?;
    let mut names = 0;
    for _ in 0..MAX_NAMES {
        let Some(library) = libraries.next()? else { break };
        let name = text(library.name.get(LE));
        push(&mut slice.needed, name);
        let python = name.get(..6).is_some_and(|start| start.eq_ignore_ascii_case(b"python"));
        let first = library.original_first_thunk.get(LE);
        let first = if first == 0 { library.first_thunk.get(LE) } else { first };
        if !python || names >= MAX_NAMES {
            continue;
        }
        let mut thunks = table.thunks(first)?;
        while let Some(thunk) = thunks.next::<P>()? {
            use object::read::pe::ImageThunkData as _;
            names += 1;
            if names >= MAX_NAMES {
                break;
            }
            if !thunk.is_ordinal() {
                // The name follows a hint of two bytes.
                push(&mut slice.python_imports, text(thunk.address().saturating_add(2)));
            }
        }
    }
    Ok(())
}

fn exports(
    directories: &DataDirectories<'_>,
    bytes: &[u8],
    sections: &SectionTable<'_>,
    slice: &mut Slice,
) -> Result<(), Error> {
    let Some(directory) = directories.get(pe::IMAGE_DIRECTORY_ENTRY_EXPORT) else { return Ok(()) };
    let start = directory.virtual_address.get(LE);
    if start == 0 {
        return Ok(());
    }
    let Some(table) = directories.export_table(bytes, sections)? else { return Ok(()) };
    let data = directory.data(bytes, sections)?;
    for pointer in table.name_pointers().iter().take(u16::MAX.into()) {
        let at = index(pointer.get(LE).wrapping_sub(start));
        slice.has_exports = true;
        slice.export(name_at(data, at));
    }
    Ok(())
}
