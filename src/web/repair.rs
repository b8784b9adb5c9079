//! A small release as texts that can be edited, and its archives written anew with them: a visitor repairs a sample and
//! looks again.
//!
//! What was not edited keeps its bytes. An archive that was edited is written without compression, with the RECORD that a
//! build would write. Written by hand, because the libraries' writers bring compressors that the engine has no room for.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use flate2::Crc;
use sha2::{Digest as _, Sha256};

use super::question::{DraftFile, DraftMember};
use crate::archive::Member;
use crate::artifact::wheel::in_dist_info;
use crate::inspect::Kind;

/// Bytes that an archive may unpack to; what is larger is no sample.
pub const MOST_BYTES: u64 = 1 << 20;

/// Members of an archive.
pub const MOST_MEMBERS: usize = 300;

/// A file of the release, with all that is in it.
pub struct Original<'a> {
    pub name: String,
    pub bytes: Vec<u8>,
    pub members: &'a [Member],
    /// Beside the members; none for what has no content or could not be read.
    pub contents: Vec<Option<Vec<u8>>>,
}

/// The texts of a file.
#[must_use]
pub fn draft(of: usize, file: &Original<'_>) -> DraftFile {
    let archive = !file.members.is_empty();
    let members = file.members.iter().zip(&file.contents).enumerate();
    let members = members.filter(|(_, (member, _))| member.is_file()).map(|(of, (member, content))| DraftMember {
        path: member.path.clone(),
        of: Some(of),
        text: content.as_deref().and_then(text),
    });
    DraftFile {
        name: file.name.clone(),
        of,
        text: if archive { None } else { text(&file.bytes) },
        members: members.collect(),
    }
}

fn text(bytes: &[u8]) -> Option<String> {
    String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0'))
}

/// The file with the texts of a draft.
#[must_use]
pub fn rebuilt(draft: &DraftFile, file: &Original<'_>) -> Vec<u8> {
    let before = self::draft(draft.of, file);
    if before == *draft || (file.members.is_empty() && draft.text.is_none()) {
        return file.bytes.clone();
    }
    if file.members.is_empty() {
        return draft.text.clone().unwrap_or_default().into_bytes();
    }
    let content = |member: &DraftMember| match (&member.text, member.of) {
        (Some(text), _) => text.clone().into_bytes(),
        (None, Some(of)) => file.contents.get(of).cloned().flatten().unwrap_or_default(),
        (None, None) => Vec::new(),
    };
    let mode = |member: &DraftMember| {
        let mode = member.of.and_then(|of| file.members.get(of)?.mode).unwrap_or_default() & 0o777;
        if mode == 0 { 0o644 } else { mode }
    };
    let mut entries: Vec<Entry> = draft
        .members
        .iter()
        .map(|member| Entry { path: member.path.clone(), mode: mode(member), content: content(member) })
        .collect();
    // As backends that build reproducibly: sorted, the metadata of a wheel last.
    entries.sort_by_key(|entry| (in_dist_info(&entry.path), entry.path.clone()));
    if Kind::of(&draft.name) == Kind::Sdist {
        return gzip(&tar(&entries));
    }
    let own = |entry: &Entry| entry.path.ends_with(".dist-info/RECORD");
    let written = |members: &[DraftMember]| {
        members.iter().find(|member| member.path.ends_with(".dist-info/RECORD")).map(|member| member.text.clone())
    };
    // Who edits RECORD means it.
    if Kind::of(&draft.name) == Kind::Wheel && written(&before.members) == written(&draft.members) {
        let path = entries.iter().find(|entry| own(entry)).map(|entry| entry.path.clone());
        let info =
            entries.iter().find_map(|entry| entry.path.split_once(".dist-info/")).map(|(stem, _)| stem.to_owned());
        let path = path.or_else(|| info.map(|stem| format!("{stem}.dist-info/RECORD")));
        if let Some(path) = path {
            entries.retain(|entry| !own(entry));
            let content = record(&path, &entries).into_bytes();
            entries.push(Entry { path, mode: 0o644, content });
            entries.sort_by_key(|entry| (in_dist_info(&entry.path), entry.path.clone()));
        }
    }
    zip(&entries)
}

/// Files as one zip, as a CI run offers its artifacts.
#[must_use]
pub fn bundle(files: Vec<(String, Vec<u8>)>) -> Vec<u8> {
    let entries: Vec<Entry> = files.into_iter().map(|(path, content)| Entry { path, mode: 0o644, content }).collect();
    zip(&entries)
}

struct Entry {
    path: String,
    /// Permissions.
    mode: u32,
    content: Vec<u8>,
}

/// A row for each member, and one for RECORD itself.
fn record(path: &str, entries: &[Entry]) -> String {
    let field = |text: &str| {
        if text.contains([',', '"', '\n']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_owned() }
    };
    let rows = entries.iter().map(|Entry { path, content, .. }| {
        let digest = URL_SAFE_NO_PAD.encode(Sha256::digest(content));
        format!("{},sha256={digest},{}\n", field(path), content.len())
    });
    rows.collect::<String>() + &field(path) + ",,\n"
}

/// 2024-01-01 as MS-DOS has it, and in seconds since 1970: a draft has no clock.
const DOS_DATE: u16 = 44 << 9 | 1 << 5 | 1;
const TIME: u64 = 1_704_067_200;

/// Everything stored (APPNOTE.TXT, sections 4.3.7, 4.3.12 and 4.3.16). Drafts are too small for 64-bit fields.
fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut out, mut central) = (Vec::new(), Vec::new());
    for Entry { path, mode, content } in entries {
        let mut crc = Crc::new();
        crc.update(content);
        let utf8: u16 = if path.is_ascii() { 0 } else { 1 << 11 };
        let mut common = Vec::new();
        for number in [20, utf8, 0, 0, DOS_DATE] {
            common.extend(number.to_le_bytes());
        }
        for number in [crc.sum(), short(content.len()), short(content.len()), short(path.len())] {
            common.extend(number.to_le_bytes());
        }
        let offset = short(out.len());
        out.extend(b"PK\x03\x04");
        // The length of the name, as written, has the length of the extra field in its upper half: none.
        out.extend(&common);
        out.extend(path.as_bytes());
        out.extend(content);
        central.extend(b"PK\x01\x02\x14\x03");
        central.extend(&common);
        central.extend([0; 6]);
        central.extend(((0o100_000 | mode) << 16).to_le_bytes());
        central.extend(offset.to_le_bytes());
        central.extend(path.as_bytes());
    }
    let (start, count) = (short(out.len()), u16::try_from(entries.len()).unwrap_or(u16::MAX));
    out.extend(&central);
    out.extend(b"PK\x05\x06\0\0\0\0");
    out.extend([count.to_le_bytes(), count.to_le_bytes()].concat());
    out.extend(short(central.len()).to_le_bytes());
    out.extend(start.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn short(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn tar(entries: &[Entry]) -> Vec<u8> {
    const BLOCK: usize = 512;
    let mut out = Vec::new();
    for Entry { path, mode, content } in entries {
        let mut header = tar::Header::new_ustar();
        header.set_mode(*mode);
        header.set_mtime(TIME);
        header.set_size(content.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        // The library refuses paths that a repair may still have to get rid of, so the field is written itself.
        let name = &mut header.as_old_mut().name;
        let length = path.len().min(name.len());
        name[..length].copy_from_slice(&path.as_bytes()[..length]);
        header.set_cksum();
        out.extend(header.as_bytes());
        out.extend(content);
        out.resize(out.len().next_multiple_of(BLOCK), 0);
    }
    out.resize(out.len() + 2 * BLOCK, 0);
    out
}

/// Stored blocks (RFC 1951, section 3.2.4) in a gzip member without a name or a time.
fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = b"\x1f\x8b\x08\0\0\0\0\0\0\xff".to_vec();
    let mut blocks = bytes.chunks(usize::from(u16::MAX)).peekable();
    while let Some(block) = blocks.next() {
        let length = u16::try_from(block.len()).unwrap_or(u16::MAX);
        out.push(u8::from(blocks.peek().is_none()));
        out.extend(length.to_le_bytes());
        out.extend((!length).to_le_bytes());
        out.extend(block);
    }
    let mut crc = Crc::new();
    crc.update(bytes);
    out.extend(crc.sum().to_le_bytes());
    out.extend(short(bytes.len()).to_le_bytes());
    out
}
