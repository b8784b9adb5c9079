//! Archives from text: for tests, for the examples in the pages of rules and for the page's samples.
//!
//! A fixture is a text that holds several files. `=== NAME` starts a file, `--- PATH` a member of an archive; what follows
//! is its content. A wheel gets METADATA, WHEEL, RECORD and a licence, an sdist PKG-INFO, `pyproject.toml`, a README and a
//! licence, all of them sound, so that a fixture says only what it is about:
//!
//! ```text
//! === demo-1.0-py3-none-any.whl
//! --- demo/__init__.py
//! --- demo-1.0.dist-info/entry_points.txt
//! [console_scripts]
//! demo = demo.cli:main
//! ```
//!
//! Attributes in braces after a name make what is not sound. Of a file: `prefix=TEXT`, `trailing=TEXT`, `comment=TEXT`,
//! `truncate=BYTES`, `bare` (no default members), `raw` (the content is the file), `info=NAME-VERSION` (of the default
//! `.dist-info` directory), `gzip-time=SECONDS`, `gzip-name=TEXT`, `polyglot` (the end of a zip follows), `entries=NUMBER` (of
//! the end record), `unsorted` (members stay as written), `zip64=BYTES` (a 64-bit end record with that much extensible data),
//! `format=gnu` and `owner=NAME` (headers of an sdist), `attests=NAME` (an attestation of that file of the fixture, or of the
//! content that follows). Of a member: `absent` (drops a default member), `merge`
//! (fields replace those of the default metadata; an empty value removes one), `append` (lines added to RECORD),
//! `unrecorded`, `recorded=TEXT` (RECORD describes that content instead), `resized=BYTES` (RECORD gives that size),
//! `mode=OCTAL`, `mtime=SECONDS`, `symlink=TARGET`, `hardlink=TARGET`, `fifo`, `sparse`, `pax` (the content is a pax header
//! of what follows), `comment=TEXT`, `escaped` (`\xNN` in the path is a character), `stored`, `encrypted`, `descriptor`,
//! `repeat=TIMES`, `noise=BYTES` (the content does not compress), `local-size=BYTES` and `extra=HEX` (of the local header only), `unlisted` (not in
//! the central directory), `files=NUMBER` (as many members, with a number for `{#}` in the path), `hex` (content in
//! hexadecimal), `declared=BYTES` (size that the header promises), `crc=NUMBER`, `elf`, `macho` and `pe` (the content
//! describes a native file, see [`native`]). A wheel for one platform gets a native module, unless it has one or the file is
//! `pure`. `=== options {expect=GLOB, unexpected=GLOB, epoch=SECONDS, now=SECONDS, ignore=RULE}` is no file: it tells
//! the rules something, and so does `=== source`, whose members are the source tree.
//!
//! A workflow with `sound` is `tests/fixtures/workflows/release.yml` with the changes that follow, written as in a diff: a
//! line that begins with a blank is looked for, one with `-` is looked for and taken away, one with `+` is added there.
//! `repository: OWNER/NAME`, `environment: NAME` and `tag: TAG` before the first file are what a maintainer types in.

mod attestation;
mod native;
mod source_tree;
mod workflow;

pub use workflow::{SOUND_WORKFLOW, changed_workflow};

use std::io::Write as _;

use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder};
use sha2::{Digest as _, Sha256};

use crate::artifact::metadata::Metadata;
use crate::artifact::wheel::in_dist_info;
use crate::inspect::{Input, Kind, Options, Release, judge, read};
use crate::pipeline::card::Publisher;
use crate::report::Report;

/// The name of what is no file but tells the rules something.
const OPTIONS: &str = "options";

/// A file built from a fixture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    pub name: String,
    pub bytes: Vec<u8>,
}

/// Builds every file of a fixture.
///
/// # Panics
/// On a fixture that cannot be understood: fixtures are part of the source.
#[must_use]
pub fn build(text: &str) -> Vec<Built> {
    let mut files: Vec<Built> = Vec::new();
    for artifact in parse(text).into_iter().filter(|it| ![OPTIONS, source_tree::NAME].contains(&it.name.as_str())) {
        let attested = artifact.attributes.get("attests").map(|name| attestation::of(name, &artifact.text, &files));
        let mut built = artifact.build();
        if let Some(attested) = attested {
            built.bytes = attested.into_bytes();
        }
        files.push(built);
    }
    files
}

/// The files as one zip, as a CI run offers its artifacts.
#[must_use]
pub fn bundle(files: &[Built]) -> Vec<u8> {
    let mut zip = ZipBytes::default();
    for file in files {
        let mut member = Member::new(file.name.clone(), "");
        member.attributes.0.push(("stored".to_owned(), String::new()));
        zip.add_content(&member, &file.bytes);
    }
    zip.finish("", None)
}

/// Builds a fixture and inspects it.
#[must_use]
pub fn report(text: &str) -> Report {
    judge(&release(text))
}

/// Builds a fixture and reads it.
#[must_use]
pub fn release(text: &str) -> Release {
    let files = build(text);
    let inputs: Vec<Input<'_>> =
        files.iter().map(|file| Input { path: file.name.clone(), source: &file.bytes }).collect();
    Release { options: options(text), ..read(&inputs, &mut |_| {}) }
}

/// What `=== options {…}` and the lines before the first file say.
fn options(text: &str) -> Options {
    let header = |name: &str| {
        let mut lines = text.lines().take_while(|line| !line.starts_with("=== "));
        lines.find_map(|line| line.strip_prefix(name)?.strip_prefix(':')).map(|value| value.trim().to_owned())
    };
    let lines = text.lines().filter_map(|line| line.strip_prefix("=== "));
    let said: Vec<Attributes> =
        lines.map(Attributes::split).filter(|(name, _)| name == OPTIONS).map(|(_, attributes)| attributes).collect();
    let time = |key| said.iter().find_map(|attributes| attributes.get(key)?.parse().ok());
    let all = |key| said.iter().filter_map(|attributes| attributes.get(key)).map(str::to_owned).collect();
    Options {
        ignore: all("ignore"),
        expect: all("expect"),
        unexpected: all("unexpected"),
        epoch: time("epoch"),
        now: time("now"),
        source: source_tree::of(&parse(text)),
        publisher: Publisher { repository: header("repository"), environment: header("environment") },
        tag: header("tag"),
        ..Options::default()
    }
}

/// The blocks under a heading of a rule's page that are fenced as `fixture`.
#[must_use]
pub fn examples(doc: &str, heading: &str) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut under = false;
    let mut block: Option<String> = None;
    for line in doc.lines() {
        // Doc comments keep the blank after the slashes.
        let line = line.strip_prefix(' ').unwrap_or(line);
        match &mut block {
            Some(text) if line.starts_with("```") => {
                blocks.push(std::mem::take(text));
                block = None;
            }
            Some(text) => {
                text.push_str(line);
                text.push('\n');
            }
            None if line.starts_with("## ") => under = &line[3..] == heading,
            None if under && line == "```fixture" => block = Some(String::new()),
            None => {}
        }
    }
    blocks
}

#[derive(Debug, Default, Clone)]
struct Attributes(Vec<(String, String)>);

impl Attributes {
    /// `name {a, b=1}` → `name` and its attributes.
    fn split(text: &str) -> (String, Self) {
        let Some((name, rest)) = text.rsplit_once(" {").filter(|(_, rest)| rest.ends_with('}')) else {
            return (text.trim().to_owned(), Self::default());
        };
        let pairs = rest[..rest.len() - 1].split(", ").map(|pair| {
            let (key, value) = pair.split_once('=').unwrap_or((pair, ""));
            (key.trim().to_owned(), value.replace("\\n", "\n"))
        });
        (name.trim().to_owned(), Self(pairs.collect()))
    }

    fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    fn get(&self, key: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    fn number(&self, key: &str) -> Option<u64> {
        let value = self.get(key)?;
        #[expect(clippy::expect_used, reason = "fixtures are part of the source")]
        Some(value.replace('_', "").parse().expect("a number"))
    }
}

#[derive(Debug, Default, Clone)]
struct Artifact {
    name: String,
    attributes: Attributes,
    /// What stands between the name and the first member.
    text: String,
    members: Vec<Member>,
}

#[derive(Debug, Default, Clone)]
struct Member {
    path: String,
    attributes: Attributes,
    text: String,
}

fn parse(text: &str) -> Vec<Artifact> {
    let mut artifacts: Vec<Artifact> = Vec::new();
    for line in text.lines() {
        if let Some(header) = line.strip_prefix("=== ") {
            let (name, attributes) = Attributes::split(header);
            artifacts.push(Artifact { name, attributes, ..Artifact::default() });
            continue;
        }
        let Some(artifact) = artifacts.last_mut() else { continue };
        if let Some(header) = line.strip_prefix("--- ") {
            let (mut path, attributes) = Attributes::split(header);
            if attributes.has("escaped") {
                path = unescape(&path);
            }
            artifact.members.push(Member { path, attributes, text: String::new() });
        } else {
            let text = artifact.members.last_mut().map_or(&mut artifact.text, |member| &mut member.text);
            text.push_str(line);
            text.push('\n');
        }
    }
    artifacts
}

/// Replaces `\xNN` by the character with that number.
fn unescape(path: &str) -> String {
    let mut parts = path.split("\\x");
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (digits, rest) = part.split_at(2);
        out.extend(u8::from_str_radix(digits, 16).ok().map(char::from));
        out.push_str(rest);
    }
    out
}

impl Member {
    fn new(path: String, text: &str) -> Self {
        Self { path, text: text.to_owned(), attributes: Attributes::default() }
    }

    /// One member for each of `files`.
    fn numbered(self) -> Vec<Self> {
        let Some(files) = self.attributes.number("files") else { return vec![self] };
        (0..files).map(|i| Self { path: self.path.replace("{#}", &i.to_string()), ..self.clone() }).collect()
    }

    fn bytes(&self) -> Vec<u8> {
        if let Some(target) = self.attributes.get("symlink") {
            return target.as_bytes().to_vec();
        }
        if let Some(format) = native::FORMATS.into_iter().find(|format| self.attributes.has(format)) {
            return native::build(format, &self.text);
        }
        if let Some(length) = self.attributes.number("noise") {
            return noise(length);
        }
        let once = if self.attributes.has("hex") { from_hex(&self.text) } else { self.text.clone().into_bytes() };
        once.repeat(usize::try_from(self.attributes.number("repeat").unwrap_or(1)).unwrap_or(1))
    }
}

impl Artifact {
    fn build(mut self) -> Built {
        self.members = self.members.into_iter().flat_map(Member::numbered).collect();
        let kind = Kind::of(&self.name);
        let raw = self.attributes.has("raw") || (self.members.is_empty() && !self.text.is_empty());
        let mut bytes = match kind {
            Kind::Wheel if !raw => {
                self.complete_wheel();
                self.sort_members();
                self.zip()
            }
            Kind::Sdist if !raw => {
                self.complete_sdist();
                self.sort_members();
                self.tar_gz()
            }
            Kind::Workflow if self.attributes.has("sound") => changed_workflow(&self.text).into_bytes(),
            Kind::Other if !raw && !self.members.is_empty() => self.zip(),
            _ => self.text.clone().into_bytes(),
        };
        if self.attributes.has("polyglot") {
            // The end record of an empty zip.
            bytes.extend(b"PK\x05\x06");
            bytes.extend([0; 18]);
        }
        if let Some(count) = self.attributes.number("entries") {
            let at = bytes.len().saturating_sub(14);
            let count = u16::try_from(count).unwrap_or(u16::MAX).to_le_bytes();
            bytes[at..at + 4].copy_from_slice(&[count, count].concat());
        }
        if let Some(prefix) = self.attributes.get("prefix") {
            bytes.splice(0..0, prefix.bytes());
        }
        if let Some(trailing) = self.attributes.get("trailing") {
            bytes.extend(trailing.bytes());
        }
        if let Some(length) = self.attributes.number("truncate") {
            bytes.truncate(usize::try_from(length).unwrap_or(usize::MAX));
        }
        Built { name: self.name, bytes }
    }

    /// Adds a member unless the fixture has it or drops it.
    fn default_member(&mut self, path: &str, text: &str) {
        match self.members.iter_mut().find(|member| member.path == path) {
            None => self.members.push(Member::new(path.to_owned(), text)),
            Some(member) if member.attributes.has("merge") => member.text = merge(text, &member.text),
            Some(_) => {}
        }
    }

    /// A wheel for one platform holds native code.
    fn default_module(&mut self, package: &str, platform: &str) {
        let native = |member: &Member| native::FORMATS.iter().any(|format| member.attributes.has(format));
        if self.attributes.has("pure") || self.members.iter().any(native) {
            return;
        }
        if let Some((name, format, text)) = native::default_module(platform) {
            let mut member = Member::new(format!("{package}/{name}"), &text);
            member.attributes.0.push((format.to_owned(), String::new()));
            self.members.push(member);
        }
    }

    fn complete_wheel(&mut self) {
        if !self.attributes.has("bare") {
            let stem = self.name.get(..self.name.len() - ".whl".len()).unwrap_or_default().to_owned();
            let mut parts = stem.split('-');
            let (name, version) = (parts.next().unwrap_or("demo"), parts.next().unwrap_or("1.0"));
            let tags: Vec<&str> = stem.rsplitn(4, '-').take(3).collect();
            let stem = self.attributes.get("info").map_or_else(|| format!("{name}-{version}"), str::to_owned);
            let info = format!("{stem}.dist-info");
            let tag = tags.iter().rev().copied().collect::<Vec<_>>().join("-");
            self.default_member(&format!("{info}/METADATA"), &core_metadata(name, version));
            self.default_module(&name.replace('.', "_"), tags.first().copied().unwrap_or_default());
            let pure = tag.ends_with("-any");
            let wheel = format!("Wheel-Version: 1.0\nGenerator: fixture\nRoot-Is-Purelib: {pure}\nTag: {tag}\n");
            self.default_member(&format!("{info}/WHEEL"), &wheel);
            self.default_member(&format!("{info}/licenses/LICENSE"), "Free.\n");
            let record = format!("{info}/RECORD");
            let rows = self.record_rows(&record);
            match self.members.iter_mut().find(|member| member.path == record) {
                None => self.members.push(Member::new(record, &rows)),
                Some(member) if member.attributes.has("append") => {
                    let more = std::mem::take(&mut member.text);
                    member.text = rows + &more;
                }
                Some(_) => {}
            }
        }
        self.members.retain(|member| !member.attributes.has("absent"));
    }

    fn record_rows(&self, record: &str) -> String {
        use base64::Engine as _;
        let mut rows = String::new();
        for member in &self.members {
            let attributes = &member.attributes;
            if member.path == record
                || member.path.ends_with('/')
                || attributes.has("absent")
                || attributes.has("unrecorded")
            {
                continue;
            }
            let bytes = attributes.get("recorded").map_or_else(|| member.bytes(), |text| text.as_bytes().to_vec());
            let digest = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(Sha256::digest(&bytes));
            let path = if member.path.contains([',', '"']) {
                format!("\"{}\"", member.path.replace('"', "\"\""))
            } else {
                member.path.clone()
            };
            let size = attributes.number("resized").unwrap_or(bytes.len() as u64);
            rows.push_str(&format!("{path},sha256={digest},{size}\n"));
        }
        let own = self.members.iter().find(|member| member.path == record);
        if own.is_none_or(|member| !member.attributes.has("unrecorded")) {
            rows.push_str(&format!("{record},,\n"));
        }
        rows
    }

    fn complete_sdist(&mut self) {
        if !self.attributes.has("bare") {
            let root = self.name.trim_end_matches(".tar.gz").to_owned();
            let (name, version) = root.rsplit_once('-').unwrap_or((&root, "1.0"));
            self.default_member(&format!("{root}/PKG-INFO"), &core_metadata(name, version));
            let pyproject = format!(
                "[build-system]\nrequires = [\"hatchling>=1.27\"]\nbuild-backend = \"hatchling.build\"\n\n[project]\nname = \"{}\"\n\
                 version = \"{version}\"\ndescription = \"A demonstration\"\nreadme = \"README.md\"\nrequires-python = \">=3.10\"\n\
                 license = \"MIT\"\nlicense-files = [\"LICENSE\"]\n",
                name.replace('_', "-")
            );
            self.default_member(&format!("{root}/pyproject.toml"), &pyproject);
            self.default_member(&format!("{root}/README.md"), "# A demonstration\n");
            self.default_member(&format!("{root}/LICENSE"), "Free.\n");
        }
        self.members.retain(|member| !member.attributes.has("absent"));
    }

    /// Backends that build reproducibly sort what they pack, the metadata of a wheel last. A header of pax belongs before what
    /// it is about.
    fn sort_members(&mut self) {
        if !self.attributes.has("unsorted") && !self.members.iter().any(|member| member.attributes.has("pax")) {
            self.members.sort_by_key(|member| (in_dist_info(&member.path), member.path.clone()));
        }
    }

    fn zip(&self) -> Vec<u8> {
        let mut zip = ZipBytes::default();
        for member in &self.members {
            zip.add(member);
        }
        zip.finish(self.attributes.get("comment").unwrap_or_default(), self.attributes.number("zip64"))
    }

    #[expect(clippy::expect_used, reason = "writing to memory, from fixtures that are part of the source")]
    fn tar_gz(&self) -> Vec<u8> {
        let mut gzip = flate2::GzBuilder::new();
        if let Some(time) = self.attributes.number("gzip-time") {
            gzip = gzip.mtime(u32::try_from(time).expect("32 bits"));
        }
        if let Some(name) = self.attributes.get("gzip-name") {
            gzip = gzip.filename(name);
        }
        let mut builder = tar::Builder::new(gzip.write(Vec::new(), Compression::new(6)));
        for member in &self.members {
            let attributes = &member.attributes;
            let gnu = self.attributes.get("format") == Some("gnu");
            let mut header = if gnu { tar::Header::new_gnu() } else { tar::Header::new_ustar() };
            if let Some(owner) = self.attributes.get("owner") {
                header.set_username(owner).expect("a short name");
                header.set_groupname(owner).expect("a short name");
            }
            header.set_mode(attributes.get("mode").map_or(0o644, |mode| u32::from_str_radix(mode, 8).expect("octal")));
            header.set_mtime(attributes.number("mtime").unwrap_or(EPOCH));
            let link = attributes.has("symlink") || attributes.has("hardlink");
            let bytes = if link { Vec::new() } else { member.bytes() };
            header.set_size(bytes.len() as u64);
            header.set_entry_type(tar::EntryType::Regular);
            if member.path.ends_with('/') {
                header.set_entry_type(tar::EntryType::Directory);
            } else if attributes.has("fifo") {
                header.set_entry_type(tar::EntryType::Fifo);
            } else if attributes.has("sparse") {
                header.set_entry_type(tar::EntryType::GNUSparse);
            } else if attributes.has("pax") {
                header.set_entry_type(tar::EntryType::XHeader);
            }
            let link = attributes.get("symlink").map(|target| (tar::EntryType::Symlink, target));
            let link = link.or_else(|| attributes.get("hardlink").map(|target| (tar::EntryType::Link, target)));
            // The library refuses the paths that fixtures are about, so they are written into the field itself.
            let name = &mut header.as_old_mut().name;
            let path = member.path.as_bytes();
            assert!(path.len() < name.len(), "the path is too long for a fixture");
            name[..path.len()].copy_from_slice(path);
            if let Some((kind, target)) = link {
                header.set_entry_type(kind);
                header.set_size(0);
                header.as_old_mut().linkname[..target.len()].copy_from_slice(target.as_bytes());
            }
            if let Some(size) = attributes.number("declared") {
                header.set_size(size);
            }
            header.set_cksum();
            builder.append(&header, bytes.as_slice()).expect("memory");
        }
        builder.into_inner().and_then(GzEncoder::finish).expect("memory")
    }
}

/// Bytes that nothing compresses, always the same.
fn noise(length: u64) -> Vec<u8> {
    let mut state = 0x9e37_79b9_7f4a_7c15_u64;
    let mut out = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
    while (out.len() as u64) < length {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        out.extend(state.to_le_bytes());
    }
    out.truncate(usize::try_from(length).unwrap_or(0));
    out
}

fn from_hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits.chunks(2).filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()).collect()
}

/// 2024-01-01: the time of every member that says no other.
const EPOCH: u64 = 1_704_067_200;

fn core_metadata(name: &str, version: &str) -> String {
    format!(
        "Metadata-Version: 2.4\nName: {}\nVersion: {version}\nSummary: A demonstration\nLicense-Expression: MIT\n\
         License-File: LICENSE\nRequires-Python: >=3.10\nDescription-Content-Type: text/markdown\n\n# A demonstration\n",
        name.replace('_', "-")
    )
}

/// Fields of `over` replace those of `base` with the same name; an empty value removes; a body replaces the body.
fn merge(base: &str, over: &str) -> String {
    let over = Metadata::parse("", over.as_bytes());
    let base = Metadata::parse("", base.as_bytes());
    let mut out = String::new();
    let kept = base.fields.iter().filter(|field| over.first(&field.name).is_none());
    for field in kept.chain(&over.fields).filter(|field| !field.value.is_empty()) {
        out.push_str(&format!("{}: {}\n", field.name, field.value));
    }
    let body = if over.body.is_empty() { &base.body } else { &over.body };
    if !body.is_empty() {
        out.push('\n');
        out.push_str(body);
    }
    out
}

/// A zip written record by record, so that each can be wrong.
#[derive(Default)]
struct ZipBytes {
    out: Vec<u8>,
    central: Vec<u8>,
    entries: u16,
}

impl ZipBytes {
    fn add(&mut self, member: &Member) {
        self.add_content(member, &member.bytes());
    }

    #[expect(clippy::expect_used, reason = "writing to memory, from fixtures that are part of the source")]
    fn add_content(&mut self, member: &Member, content: &[u8]) {
        let attributes = &member.attributes;
        let stored = attributes.has("stored") || content.is_empty();
        let data = if stored {
            content.to_owned()
        } else {
            let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
            encoder.write_all(content).and_then(|()| encoder.finish()).expect("memory")
        };
        let mut crc = flate2::Crc::new();
        crc.update(content);
        let crc = attributes.number("crc").map_or(crc.sum(), |number| u32::try_from(number).expect("32 bits"));
        let size = attributes.number("declared").unwrap_or(content.len() as u64);
        let (size, packed) = (u32::try_from(size).expect("32 bits"), u32::try_from(data.len()).expect("32 bits"));
        let utf8 = if member.path.is_ascii() { 0 } else { 1 << 11 };
        let flags: u16 = u16::from(attributes.has("encrypted")) | u16::from(attributes.has("descriptor")) << 3 | utf8;
        let method: u16 = attributes
            .number("method")
            .map_or(if stored { 0 } else { 8 }, |method| u16::try_from(method).expect("16 bits"));
        let (date, time) = dos_time(attributes.number("mtime").unwrap_or(EPOCH));
        let mut common = Vec::new();
        for number in [20, flags, method, time, date] {
            common.extend(number.to_le_bytes());
        }
        for number in [crc, packed, size] {
            common.extend(number.to_le_bytes());
        }
        common.extend(u16::try_from(member.path.len()).expect("16 bits").to_le_bytes());
        common.extend(0_u16.to_le_bytes());
        let offset = u32::try_from(self.out.len()).expect("32 bits");
        let mut local = common.clone();
        if let Some(size) = attributes.number("local-size") {
            local[18..22].copy_from_slice(&u32::try_from(size).expect("32 bits").to_le_bytes());
        }
        let extra = attributes.get("extra").map(from_hex).unwrap_or_default();
        local[24..26].copy_from_slice(&u16::try_from(extra.len()).expect("16 bits").to_le_bytes());
        self.out.extend(b"PK\x03\x04");
        self.out.extend(&local);
        self.out.extend(member.path.as_bytes());
        self.out.extend(extra);
        self.out.extend(&data);
        if attributes.has("descriptor") {
            self.out.extend(b"PK\x07\x08");
            for number in [crc, packed, size] {
                self.out.extend(number.to_le_bytes());
            }
        }
        if attributes.has("unlisted") {
            return;
        }
        let kind = if attributes.has("symlink") {
            0o120_000
        } else if member.path.ends_with('/') {
            0o040_000
        } else {
            0o100_000
        };
        let mode = kind | attributes.get("mode").map_or(0o644, |mode| u32::from_str_radix(mode, 8).expect("octal"));
        self.central.extend(b"PK\x01\x02");
        self.central.extend(0x0314_u16.to_le_bytes());
        self.central.extend(&common);
        let comment = attributes.get("comment").unwrap_or_default();
        self.central.extend(u16::try_from(comment.len()).expect("16 bits").to_le_bytes());
        self.central.extend([0; 4]);
        self.central.extend((mode << 16).to_le_bytes());
        self.central.extend(offset.to_le_bytes());
        self.central.extend(member.path.as_bytes());
        self.central.extend(comment.as_bytes());
        self.entries += 1;
    }

    #[expect(clippy::expect_used, reason = "writing to memory, from fixtures that are part of the source")]
    fn finish(mut self, comment: &str, zip64: Option<u64>) -> Vec<u8> {
        let start = u32::try_from(self.out.len()).expect("32 bits");
        let length = u32::try_from(self.central.len()).expect("32 bits");
        self.out.extend(&self.central);
        if let Some(extensible) = zip64 {
            let offset = self.out.len() as u64;
            self.out.extend(b"PK\x06\x06");
            self.out.extend((44 + extensible).to_le_bytes());
            self.out.extend([45, 3, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
            for number in [u64::from(self.entries), u64::from(self.entries), u64::from(length), u64::from(start)] {
                self.out.extend(number.to_le_bytes());
            }
            self.out.extend(vec![0; usize::try_from(extensible).expect("a length")]);
            self.out.extend(b"PK\x06\x07\0\0\0\0");
            self.out.extend(offset.to_le_bytes());
            self.out.extend(1_u32.to_le_bytes());
        }
        self.out.extend(b"PK\x05\x06\0\0\0\0");
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(self.entries.to_le_bytes());
        self.out.extend(length.to_le_bytes());
        self.out.extend(start.to_le_bytes());
        self.out.extend(u16::try_from(comment.len()).expect("16 bits").to_le_bytes());
        self.out.extend(comment.as_bytes());
        self.out
    }
}

/// Seconds since 1970 as an MS-DOS date and time (civil from days, proleptic Gregorian calendar).
fn dos_time(seconds: u64) -> (u16, u16) {
    let (days, rest) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    let date = year.saturating_sub(1980) << 9 | month << 5 | day;
    let time = (rest / 3600) << 11 | (rest / 60 % 60) << 5 | (rest % 60 / 2);
    (u16::try_from(date).unwrap_or(u16::MAX), u16::try_from(time).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::finding::Severity;

    #[test]
    fn the_defaults_are_sound() {
        let report = report(
            "=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n=== demo-1.0.tar.gz\n--- demo-1.0/demo/__init__.py\n",
        );
        assert_eq!(report.findings, []);
        assert_eq!(report.artifacts.len(), 2);
        assert_eq!(report.count(Severity::Error), 0);
    }

    #[test]
    fn members_come_back_as_written() {
        let files = build("=== a.zip\n--- x.txt {repeat=3}\nab\n--- d/\n--- big {hex, stored}\n00ff\n");
        let mut zip = crate::archive::zip::ZipArchive::open(&files[0].bytes);
        assert_eq!(zip.problems, []);
        assert_eq!(zip.read("x.txt").unwrap(), b"ab\nab\nab\n");
        assert_eq!(zip.read("big").unwrap(), [0, 255]);
        assert!(zip.members[1].is_directory());
        assert_eq!(zip.members[0].modified, Some(i64::try_from(EPOCH).unwrap()));
    }

    #[test]
    fn a_bundle_holds_the_files_unchanged() {
        let files =
            build("=== demo-1.0-py3-none-any.whl\n--- demo/__init__.py\n=== demo-1.0.tar.gz\n--- demo-1.0/x.py\n");
        let bytes = bundle(&files);
        let mut zip = crate::archive::zip::ZipArchive::open(&bytes);
        assert_eq!(zip.problems, []);
        for file in &files {
            assert_eq!(zip.read(&file.name).unwrap(), file.bytes);
        }
    }

    #[test]
    fn examples_are_found_under_their_heading() {
        let doc = " Title\n\n ## Bad\n ```fixture\n === a\n ```\n ## Good\n ```fixture\n === b\n ```\n";
        assert_eq!(examples(doc, "Bad"), ["=== a\n"]);
        assert_eq!(examples(doc, "Good"), ["=== b\n"]);
    }
}
