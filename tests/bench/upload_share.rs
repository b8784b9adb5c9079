//! Prints which share of a whole check of an sdist predicting PyPI's answer takes: `upload_share SDIST [N]`, best of N.
//!
//! Measured as a difference: the pass over the archive with and without what only the prediction needs (sources that PyPI's
//! scanner reads), and the prediction itself for both tools.

#![expect(clippy::print_stdout, reason = "a command prints")]

use std::collections::BTreeMap;
use std::fs;
use std::hint::black_box;
use std::time::{Duration, Instant};

use preflight::archive::{Member, Want, tar};
use preflight::artifact::metadata::Metadata;
use preflight::inspect::{Input, Options, inspect};
use preflight::source::Source;
use preflight::upload::answer::{Archive, Subject, predict};
use preflight::upload::form::Uploader;
use preflight::upload::scanner::{MAX_MEMBER_BYTES, Matcher, is_scannable};
use preflight::upload::tar_archive::judge_sdist_read;

fn main() -> std::io::Result<()> {
    // Cargo adds `--bench`; without a file there is nothing to measure, as when all targets are run as tests.
    let mut arguments = std::env::args().skip(1).filter(|argument| !argument.starts_with("--"));
    let Some(path) = arguments.next() else { return Ok(()) };
    let n = arguments.next().and_then(|n| n.parse().ok()).unwrap_or(5);
    let bytes = fs::read(&path)?;
    let name = path.rsplit('/').next().unwrap_or_default();
    let mut best = [Duration::MAX; 3];
    for _ in 0..n {
        let runs: [&dyn Fn(); 3] = [&|| whole(name, &bytes), &|| walk(&bytes), &|| walk_and_predict(name, &bytes)];
        for (best, run) in best.iter_mut().zip(runs) {
            let start = Instant::now();
            run();
            *best = start.elapsed().min(*best);
        }
    }
    let [whole, walk, predicted] = best.map(|time| time.as_secs_f64());
    println!("{:.4}", (predicted - walk).max(0.0) / whole);
    Ok(())
}

fn whole(name: &str, bytes: &Vec<u8>) {
    let inputs = [Input { path: name.to_owned(), source: bytes }];
    black_box(inspect(&inputs, &Options::default(), &mut |_| {}));
}

fn is_metadata(member: &Member) -> bool {
    member.file_name() == "PKG-INFO"
}

fn walk(bytes: &Vec<u8>) {
    let want = |member: &Member| if is_metadata(member) { Want::Content } else { Want::Nothing };
    black_box(tar::read(bytes, &want, &mut |_, _, content| drop(black_box(content)), &mut |_| {}));
}

fn walk_and_predict(name: &str, bytes: &Vec<u8>) {
    let scanned = |member: &Member| is_scannable(&member.path) && member.size <= MAX_MEMBER_BYTES;
    let want = |member: &Member| if scanned(member) || is_metadata(member) { Want::Content } else { Want::Nothing };
    let mut scans = BTreeMap::new();
    let mut metadata = None;
    let mut visit = |index: usize, member: &Member, content: Vec<u8>| {
        if is_metadata(member) {
            metadata.get_or_insert_with(|| Metadata::parse(&member.path, &content));
        } else {
            let mut matcher = Matcher::default();
            matcher.feed(&content);
            scans.insert(index, matcher.finish());
        }
    };
    let archive = tar::read(bytes, &want, &mut visit, &mut |_| {});
    let judgement = judge_sdist_read(bytes, &archive, &scans).unwrap_or_default();
    let (metadata, archive) = (metadata.as_ref(), &Archive::Tar(&judgement));
    for uploader in [Uploader::Twine, Uploader::Uv] {
        black_box(predict(uploader, &Subject { file_name: name, size: Source::len(bytes), metadata, archive }));
    }
}
