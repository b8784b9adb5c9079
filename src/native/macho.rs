//! Mach-O, thin and universal: load commands and the symbol table.

use object::Endianness;
use object::macho;
use object::read::Error;
use object::read::macho::{FatArch, LoadCommandVariant, MachHeader, MachOFatFile32, MachOFatFile64, Nlist as _};

use super::{
    Architecture, Format, MAX_NAMES, MAX_SLICES, NativeFile, Role, Slice, Unread, index, is_python, name_at, push,
};

pub(super) fn read(bytes: &[u8]) -> NativeFile {
    let mut file = NativeFile { format: Format::MachO, role: Role::Object, slices: Vec::new(), unread: None };
    let fat = match bytes {
        [0xca, 0xfe, 0xba, 0xbe, ..] => MachOFatFile32::parse(bytes).map(|fat| parts(fat.arches(), bytes)),
        [0xca, 0xfe, 0xba, 0xbf, ..] => MachOFatFile64::parse(bytes).map(|fat| parts(fat.arches(), bytes)),
        _ => Ok(vec![Some(bytes)]),
    };
    for part in fat.unwrap_or_else(|_| vec![None]).into_iter().take(MAX_SLICES) {
        let whole = part.is_some_and(|part| match part {
            [0xce, ..] | [0xfe, 0xed, 0xfa, 0xce, ..] => {
                slice::<macho::MachHeader32<Endianness>>(part, &mut file).is_ok()
            }
            _ => slice::<macho::MachHeader64<Endianness>>(part, &mut file).is_ok(),
        });
        if !whole {
            file.unread = Some(Unread::Broken);
        }
    }
    file
}

fn parts<'d, F: FatArch>(arches: &[F], bytes: &'d [u8]) -> Vec<Option<&'d [u8]>> {
    arches.iter().map(|arch| arch.data(bytes).ok()).collect()
}

fn slice<M: MachHeader<Endian = Endianness>>(bytes: &[u8], file: &mut NativeFile) -> Result<(), Error> {
    let header = M::parse(bytes, 0)?;
    let endian = header.endian()?;
    let mut slice = Slice::new(match header.cputype(endian) {
        macho::CPU_TYPE_X86 => Architecture::X86,
        macho::CPU_TYPE_X86_64 => Architecture::X86_64,
        macho::CPU_TYPE_ARM => Architecture::Arm,
        macho::CPU_TYPE_ARM64 => Architecture::Arm64,
        _ => Architecture::Other,
    });
    file.role = match header.filetype(endian) {
        macho::MH_EXECUTE => Role::Executable,
        macho::MH_DYLIB | macho::MH_BUNDLE => Role::Library,
        _ => Role::Object,
    };
    let flags = header.flags(endian);
    slice.position_independent = file.role == Role::Library || flags & macho::MH_PIE != 0;
    slice.executable_stack = flags & macho::MH_ALLOW_STACK_EXECUTION != 0;
    slice.no_execute = !slice.executable_stack;
    let read = commands(header, endian, bytes, &mut slice);
    file.slices.push(slice);
    read
}

fn commands<M: MachHeader<Endian = Endianness>>(
    header: &M,
    endian: Endianness,
    bytes: &[u8],
    slice: &mut Slice,
) -> Result<(), Error> {
    let mut commands = header.load_commands(endian, bytes, 0)?;
    while let Some(command) = commands.next()? {
        let text = |string| command.string(endian, string).map(|text: &[u8]| text.get(..4096).unwrap_or(text));
        match command.variant()? {
            LoadCommandVariant::Dylib(dylib) if command.cmd() != macho::LC_LOAD_WEAK_DYLIB => {
                push(&mut slice.needed, text(dylib.dylib.name)?);
            }
            LoadCommandVariant::Rpath(rpath) => push(&mut slice.rpaths, text(rpath.path)?),
            LoadCommandVariant::BuildVersion(version) if version.platform.get(endian) == macho::PLATFORM_MACOS => {
                slice.minimum_os = Some(packed_version(version.minos.get(endian)));
            }
            LoadCommandVariant::VersionMin(version) if command.cmd() == macho::LC_VERSION_MIN_MACOSX => {
                slice.minimum_os = Some(packed_version(version.version.get(endian)));
            }
            LoadCommandVariant::LinkeditData(_) if command.cmd() == macho::LC_CODE_SIGNATURE => slice.signed = true,
            LoadCommandVariant::Symtab(table) => symbols::<M>(table, endian, bytes, slice)?,
            _ => {}
        }
    }
    Ok(())
}

/// `xxxx.yy.zz`, packed.
fn packed_version(version: u32) -> (u32, u32) {
    (version >> 16, version >> 8 & 0xff)
}

fn symbols<M: MachHeader<Endian = Endianness>>(
    table: &macho::SymtabCommand<Endianness>,
    endian: Endianness,
    bytes: &[u8],
    slice: &mut Slice,
) -> Result<(), Error> {
    let symbols = table.symbols::<M, _>(endian, bytes)?;
    let (start, length) = (index(table.stroff.get(endian)), index(table.strsize.get(endian)));
    let strings = bytes.get(start..start.saturating_add(length).min(bytes.len())).unwrap_or_default();
    let mut names = 0;
    for symbol in symbols.iter() {
        // Names of C have a `_` before them; most symbols are told apart by their first bytes.
        let at = index(symbol.n_strx(endian));
        let first = strings.get(at..).unwrap_or_default();
        let Some(first) = first.get(..16).unwrap_or(first).strip_prefix(b"_") else {
            if symbol.is_stab() {
                slice.debug_bytes += stab_bytes(symbol.n_type());
            }
            continue;
        };
        if symbol.is_stab() {
            slice.debug_bytes += stab_bytes(symbol.n_type());
            continue;
        }
        let external = symbol.n_type() & macho::N_EXT != 0 && symbol.n_type() & macho::N_PEXT == 0;
        let name = || name_at(strings, at.saturating_add(1));
        if symbol.is_undefined() {
            slice.stack_protector |= first.starts_with(b"__stack_chk");
            let weak = symbol.n_desc(endian) & macho::N_WEAK_REF != 0;
            if is_python(first) && !weak && names < MAX_NAMES {
                names += 1;
                push(&mut slice.python_imports, name());
            }
        } else if external {
            slice.has_exports = true;
            if is_python(first) {
                slice.export(name());
            }
        }
    }
    Ok(())
}

/// Bytes of the table that an entry for debuggers takes, where it names an object file (`N_OSO`), counted with all others.
fn stab_bytes(kind: u8) -> u64 {
    u64::from(kind != 0) * 16
}
