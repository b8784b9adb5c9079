//! The pass over a wheel's members: digests as RECORD names them, what PyPI's scanner sees, and the contents that a plan wants.

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::watch::Watch;
use super::{Contents, Plan};
use crate::archive::Member;
use crate::archive::zip::ZipDetail;
use crate::artifact::record::Record;
use crate::artifact::wheel::Digest;
use crate::upload::scanner::{Scan, is_scannable};

/// Fed chunk by chunk, member by member.
pub struct WheelPass {
    /// By path: the algorithm that RECORD names.
    algorithms: BTreeMap<String, String>,
    plan: Plan,
    current: Option<Current>,
    digests: Vec<(usize, Digest)>,
    contents: Contents,
    /// Offsets of the local headers, by which the scan knows members.
    headers: Vec<u64>,
    /// Of all members: whether the archive holds them without compression.
    stored: Vec<bool>,
    scan: Scan,
}

/// What the pass gave.
pub struct Gathered {
    pub digests: BTreeMap<String, Digest>,
    pub contents: Contents,
    pub scan: Scan,
}

struct Current {
    index: usize,
    path: String,
    hasher: Hasher,
    size: u64,
    /// What came of a member that the plan wants.
    content: Option<Vec<u8>>,
    watch: Watch,
}

enum Hasher {
    None,
    Sha256(Box<Sha256>),
    Sha384(Box<Sha384>),
    Sha512(Box<Sha512>),
}

impl Hasher {
    /// Of the algorithms that a RECORD may name, those that the specification allows.
    fn named(algorithm: Option<&str>) -> Self {
        match algorithm {
            Some("sha256") => Self::Sha256(Box::default()),
            Some("sha384") => Self::Sha384(Box::default()),
            Some("sha512") => Self::Sha512(Box::default()),
            _ => Self::None,
        }
    }

    fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::None => {}
            Self::Sha256(hasher) => hasher.update(bytes),
            Self::Sha384(hasher) => hasher.update(bytes),
            Self::Sha512(hasher) => hasher.update(bytes),
        }
    }

    fn finish(self) -> Option<String> {
        use base64::Engine as _;
        use base64::engine::general_purpose::URL_SAFE_NO_PAD;
        match self {
            Self::None => None,
            Self::Sha256(hasher) => Some(format!("sha256={}", URL_SAFE_NO_PAD.encode(hasher.finalize()))),
            Self::Sha384(hasher) => Some(format!("sha384={}", URL_SAFE_NO_PAD.encode(hasher.finalize()))),
            Self::Sha512(hasher) => Some(format!("sha512={}", URL_SAFE_NO_PAD.encode(hasher.finalize()))),
        }
    }
}

impl WheelPass {
    #[must_use]
    pub fn new(record: Option<&Record>, plan: Plan, details: &[ZipDetail]) -> Self {
        let headers: Vec<u64> = details.iter().map(|detail| detail.header_start).collect();
        let rows = record.into_iter().flat_map(|record| &record.rows);
        let algorithms =
            rows.filter_map(|row| Some((row.path.clone(), row.hash.split_once('=')?.0.to_owned()))).collect();
        Self {
            algorithms,
            plan,
            current: None,
            digests: Vec::with_capacity(headers.len()),
            contents: Contents::default(),
            headers,
            stored: details.iter().map(ZipDetail::is_stored).collect(),
            scan: Scan::default(),
        }
    }

    /// The first chunk of a member is empty.
    pub fn chunk(&mut self, index: usize, member: &Member, bytes: &[u8]) {
        if self.current.as_ref().is_none_or(|current| current.index != index) {
            self.close();
            let algorithm = self.algorithms.get(&member.path).map(String::as_str);
            self.current = Some(Current {
                index,
                path: member.path.clone(),
                hasher: Hasher::named(algorithm),
                size: 0,
                content: self.plan.wants(member).then(Vec::new),
                watch: Watch::new(member, self.stored.get(index) == Some(&true)),
            });
        }
        if is_scannable(&member.path)
            && let Some(header) = self.headers.get(index)
        {
            self.scan.feed(*header, bytes);
        }
        if let Some(current) = &mut self.current {
            current.hasher.update(bytes);
            current.size += bytes.len() as u64;
            current.watch.feed(bytes);
            if let Some(content) = &mut current.content {
                content.extend_from_slice(bytes);
            }
        }
    }

    fn close(&mut self) {
        let Some(current) = self.current.take() else { return };
        if let Some(content) = current.content {
            self.contents.look(self.plan, &current.path, content);
        }
        current.watch.finish(&current.path, &mut self.contents.seen);
        self.digests.push((current.index, Digest { hash: current.hasher.finish(), size: current.size }));
    }

    /// `unverified` are the paths of members that could not be unpacked to their end.
    #[must_use]
    pub fn finish(mut self, members: &[Member], unverified: &BTreeSet<&str>) -> Gathered {
        self.close();
        self.scan.finish();
        for (member, header) in members.iter().zip(&self.headers) {
            if unverified.contains(member.path.as_str()) {
                self.scan.discard(*header);
            }
        }
        let digests = self.digests.into_iter().map(|(i, digest)| (members[i].path.clone(), digest)).collect();
        Gathered { digests, contents: self.contents, scan: self.scan }
    }
}
