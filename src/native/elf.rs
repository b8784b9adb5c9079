//! ELF: dynamic section, symbol versions, dynamic symbols, notes. Only what loading a file looks at.

use object::Endianness;
use object::elf;
use object::read::elf::{Dyn as _, FileHeader, ProgramHeader as _, SectionHeader as _, SectionTable, Sym as _};
use object::read::{Error, SectionIndex};

use super::{Architecture, Format, MAX_NAMES, NativeFile, Role, Slice, SymbolVersion, Unread, index, name_at, push};
use super::{MAX_NAME_BYTES, is_python};

pub(super) fn read(bytes: &[u8]) -> NativeFile {
    let read = match bytes.get(4) {
        Some(1) => header::<elf::FileHeader32<Endianness>>(bytes),
        _ => header::<elf::FileHeader64<Endianness>>(bytes),
    };
    read.unwrap_or(NativeFile {
        format: Format::Elf,
        role: Role::Library,
        slices: Vec::new(),
        unread: Some(Unread::Broken),
    })
}

fn header<E: FileHeader<Endian = Endianness>>(bytes: &[u8]) -> Result<NativeFile, Error> {
    let header = E::parse(bytes)?;
    let endian = header.endian()?;
    let mut slice = Slice::new(architecture(header.e_machine(endian), endian));
    let mut role = match header.e_type(endian) {
        elf::ET_EXEC => Role::Executable,
        elf::ET_DYN => Role::Library,
        _ => Role::Object,
    };
    let whole = body(header, endian, bytes, &mut slice, &mut role).is_ok();
    let unread = if whole { None } else { Some(Unread::Broken) };
    Ok(NativeFile { format: Format::Elf, role, slices: vec![slice], unread })
}

fn architecture(machine: u16, endian: Endianness) -> Architecture {
    match machine {
        elf::EM_386 => Architecture::X86,
        elf::EM_X86_64 => Architecture::X86_64,
        elf::EM_ARM => Architecture::Arm,
        elf::EM_AARCH64 => Architecture::Arm64,
        elf::EM_PPC64 if endian == Endianness::Little => Architecture::Ppc64le,
        elf::EM_PPC64 => Architecture::Ppc64,
        elf::EM_S390 => Architecture::S390x,
        elf::EM_RISCV => Architecture::Riscv64,
        elf::EM_LOONGARCH => Architecture::Loongarch64,
        _ => Architecture::Other,
    }
}

fn body<E: FileHeader<Endian = Endianness>>(
    header: &E,
    endian: Endianness,
    bytes: &[u8],
    slice: &mut Slice,
    role: &mut Role,
) -> Result<(), Error> {
    let mut loaded = false;
    slice.no_execute = true;
    for segment in header.program_headers(endian, bytes)? {
        match segment.p_type(endian) {
            elf::PT_INTERP => {
                let path = segment.data(endian, bytes).map(|data| name_at(data, 0)).unwrap_or_default();
                slice.interpreter = Some(String::from_utf8_lossy(path).into_owned());
            }
            elf::PT_GNU_STACK => {
                slice.executable_stack = segment.p_flags(endian) & elf::PF_X != 0;
                slice.no_execute = !slice.executable_stack;
            }
            elf::PT_GNU_RELRO => slice.relro = true,
            elf::PT_LOAD => loaded = true,
            _ => {}
        }
    }
    let sections = header.sections(endian, bytes)?;
    for section in sections.iter() {
        let name = name_at(sections_strings(header, endian, bytes, &sections)?, index(section.sh_name(endian)));
        // What a debugger of Rust loads is no debug information itself.
        let debug = (name.starts_with(b".debug_") || name.starts_with(b".zdebug_")) && name != b".debug_gdb_scripts";
        if debug && section.sh_type(endian) != elf::SHT_NOBITS {
            slice.debug_bytes = slice.debug_bytes.saturating_add(section.sh_size(endian).into());
        }
    }
    // In separate debug information the sections that would be loaded hold nothing.
    let kept = |kind: u32| sections.iter().any(|section| section.sh_type(endian) == kind);
    if loaded && !sections.is_empty() && !kept(elf::SHT_DYNAMIC) && slice.debug_bytes > 0 && *role == Role::Library {
        *role = Role::Object;
        return Ok(());
    }
    dynamic(endian, bytes, &sections, slice, role)?;
    versions(endian, bytes, &sections, slice)?;
    symbols(endian, bytes, &sections, slice)?;
    isa(endian, bytes, &sections, slice);
    Ok(())
}

fn sections_strings<'d, E: FileHeader<Endian = Endianness>>(
    header: &E,
    endian: Endianness,
    bytes: &'d [u8],
    sections: &SectionTable<'d, E>,
) -> Result<&'d [u8], Error> {
    if sections.is_empty() {
        return Ok(&[]);
    }
    let at = header.shstrndx(endian, bytes)?;
    sections.section(SectionIndex(index(at)))?.data(endian, bytes)
}

fn linked<'d, E: FileHeader<Endian = Endianness>>(
    endian: Endianness,
    bytes: &'d [u8],
    sections: &SectionTable<'d, E>,
    at: SectionIndex,
) -> Result<&'d [u8], Error> {
    sections.section(at)?.data(endian, bytes)
}

fn dynamic<E: FileHeader<Endian = Endianness>>(
    endian: Endianness,
    bytes: &[u8],
    sections: &SectionTable<'_, E>,
    slice: &mut Slice,
    role: &mut Role,
) -> Result<(), Error> {
    let Some((entries, link)) = sections.dynamic(endian, bytes)? else { return Ok(()) };
    let strings = linked(endian, bytes, sections, link)?;
    let mut named = false;
    let mut pie = false;
    for entry in entries.iter().take(MAX_NAMES) {
        let Some(tag) = entry.tag32(endian) else { continue };
        let value: u64 = entry.d_val(endian).into();
        let text = || name_at(strings, usize::try_from(value).unwrap_or(usize::MAX));
        let bit = |flag: u32| value & u64::from(flag) != 0;
        match i64::from(tag) {
            elf::DT_NULL => break,
            elf::DT_NEEDED => push(&mut slice.needed, text()),
            elf::DT_SONAME => named = true,
            elf::DT_RPATH | elf::DT_RUNPATH => {
                for path in text().split(|byte| *byte == b':') {
                    push(&mut slice.rpaths, path);
                }
            }
            elf::DT_TEXTREL => slice.text_relocations = true,
            elf::DT_BIND_NOW => slice.bind_now = true,
            elf::DT_FLAGS => {
                slice.text_relocations |= value & u64::from(elf::DF_TEXTREL) != 0;
                slice.bind_now |= value & u64::from(elf::DF_BIND_NOW) != 0;
            }
            elf::DT_FLAGS_1 => {
                slice.bind_now |= bit(elf::DF_1_NOW);
                pie = bit(elf::DF_1_PIE);
            }
            _ => {}
        }
    }
    slice.position_independent = *role == Role::Library;
    if *role == Role::Library && !named && (pie || slice.interpreter.is_some()) {
        *role = Role::Executable;
    }
    Ok(())
}

fn versions<E: FileHeader<Endian = Endianness>>(
    endian: Endianness,
    bytes: &[u8],
    sections: &SectionTable<'_, E>,
    slice: &mut Slice,
) -> Result<(), Error> {
    let Some((mut needs, link)) = sections.gnu_verneed(endian, bytes)? else { return Ok(()) };
    let strings = linked(endian, bytes, sections, link)?;
    let text = |offset: u32| String::from_utf8_lossy(name_at(strings, index(offset))).into_owned();
    for _ in 0..MAX_NAMES {
        let Some((need, mut names)) = needs.next()? else { break };
        let library = text(need.vn_file.get(endian));
        for _ in 0..MAX_NAMES {
            if slice.versions.len() >= MAX_NAMES {
                return Ok(());
            }
            let Some(name) = names.next()? else { break };
            // A weak version may be absent.
            if name.vna_flags.get(endian) & elf::VER_FLG_WEAK == 0 {
                let version = text(name.vna_name.get(endian));
                slice.versions.push(SymbolVersion { library: library.clone(), version });
            }
        }
    }
    Ok(())
}

fn symbols<E: FileHeader<Endian = Endianness>>(
    endian: Endianness,
    bytes: &[u8],
    sections: &SectionTable<'_, E>,
    slice: &mut Slice,
) -> Result<(), Error> {
    let Some(section) = sections.iter().find(|section| section.sh_type(endian) == elf::SHT_DYNSYM) else {
        return Ok(());
    };
    let Some(table) = section.data_as_array::<E::Sym, _>(endian, bytes).ok() else {
        return section.data(endian, bytes).map(|_| ());
    };
    let strings = linked(endian, bytes, sections, SectionIndex(index(section.sh_link(endian))))?;
    for symbol in table {
        let at = index(symbol.st_name(endian));
        let weak = symbol.st_bind() == elf::STB_WEAK;
        // Most symbols are none of Python's: they are told apart by their first bytes.
        let start = strings.get(at..).unwrap_or_default();
        let start = start.get(..16).unwrap_or(start);
        if symbol.st_shndx(endian) == elf::SHN_UNDEF {
            if is_python(start) && !weak {
                push(&mut slice.python_imports, name_at(strings, at));
            }
            slice.stack_protector |= start.starts_with(b"__stack_chk_fail");
        } else if symbol.st_bind() != elf::STB_LOCAL && !start.is_empty() {
            slice.has_exports = true;
            if is_python(start) {
                slice.export(name_at(strings, at));
            }
        }
    }
    Ok(())
}

/// `GNU_PROPERTY_X86_ISA_1_NEEDED` (x86-64 psABI, "Program property").
const ISA_1_NEEDED: u32 = 0xc000_8002;

fn isa<E: FileHeader<Endian = Endianness>>(
    endian: Endianness,
    bytes: &[u8],
    sections: &SectionTable<'_, E>,
    slice: &mut Slice,
) {
    let properties = sections.iter().filter(|section| section.sh_type(endian) == elf::SHT_NOTE);
    let small = |section: &&E::SectionHeader| section.sh_size(endian).into() <= MAX_NAME_BYTES as u64;
    for section in properties.filter(small) {
        let Ok(Some(notes)) = section.notes(endian, bytes) else { continue };
        for note in notes.map_while(Result::ok).take(16) {
            let Some(properties) = note.gnu_properties(endian) else { continue };
            for property in properties.map_while(Result::ok).take(16) {
                if property.pr_type() == ISA_1_NEEDED
                    && let Ok(bits) = property.data_u32(endian)
                {
                    slice.isa_level = u8::try_from(32 - bits.leading_zeros()).ok().filter(|level| *level > 0);
                }
            }
        }
    }
}
