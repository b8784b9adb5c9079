//! The engine's side of the worker: requests in, events out. Reads files only through [`BlobSource`].

use std::cell::RefCell;
use std::io::{self, Read as _};

use flate2::bufread::GzDecoder;
use js_sys::{Array, Reflect, Uint8Array};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageEvent};

use super::fixes;
use super::kept::{Kept, Origin};
use super::protocol::{Event, members, part, view};
use super::question::Question;
use super::wire;
use crate::inspect::{Input, Options, Progress, Release, judge, read_input};
use crate::render::json_v1;
use crate::source::{BlobSource, Source};

/// Progress is told at least this many bytes apart, or a thousand messages a second would keep the page busy.
const STEP: u64 = 512 * 1024;

/// Members told at once: so many that a message costs the page a few milliseconds.
const PART: usize = 4000;

thread_local! {
    /// What is being done, for the message about a panic.
    static CURRENT: RefCell<Current> = const { RefCell::new(Current { id: 0, file: String::new() }) };
    /// What was inspected last.
    static KEPT: RefCell<Option<Kept<BlobSource>>> = const { RefCell::new(None) };
}

struct Current {
    id: u32,
    file: String,
}

/// Takes requests from now on, and says so.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        // A panic while the cell is borrowed must not panic again.
        let (id, file) = CURRENT
            .with(|current| current.try_borrow().map_or_else(|_| (0, String::new()), |c| (c.id, c.file.clone())));
        post(&Event::Failed { id, file, message: info.to_string() });
    }));
    let on_message = Closure::<dyn Fn(MessageEvent)>::new(|message: MessageEvent| handle(&message.data()));
    scope().set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    // It lives as long as the worker.
    on_message.forget();
    post(&Event::Ready);
}

fn scope() -> DedicatedWorkerGlobalScope {
    js_sys::global().unchecked_into()
}

fn post(event: &Event) {
    let bytes = Uint8Array::from(wire::write(event).as_slice());
    // Posting bytes fails only where the worker is being ended, when nobody listens any more.
    let _ = scope().post_message_with_transfer(&bytes, &Array::of1(&bytes.buffer()));
}

/// `{ id, files, paths }`, `{ id, question }` or `{ beside, path }`, a file that is kept beside the release; with `warmUp`, a
/// gzip file, it is no visitor's request but practice.
fn handle(request: &JsValue) {
    let get = |name: &str| Reflect::get(request, &JsValue::from_str(name)).unwrap_or_default();
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "the page counts its requests from 1")]
    let id = get("id").as_f64().unwrap_or_default() as u32;
    if let Ok(question) = get("question").dyn_into::<Uint8Array>() {
        set_current(id, None);
        return answer(id, &question.to_vec());
    }
    let beside = get("beside");
    if !beside.is_undefined() {
        let source = BlobSource::new(beside.unchecked_into()).ok();
        let file = get("path").as_string().zip(source);
        return KEPT.with(|kept| {
            if let Some(kept) = kept.borrow_mut().as_mut() {
                kept.beside = file;
            }
        });
    }
    let files: Array = get("files").unchecked_into();
    let paths: Array = get("paths").unchecked_into();
    let paths: Vec<String> = paths.iter().map(|path| path.as_string().unwrap_or_default()).collect();
    set_current(id, paths.first());
    let work = get("warmUp");
    if !work.is_undefined() {
        // Whether it succeeds does not matter: a later request takes a little longer without.
        let _ = BlobSource::new(work.unchecked_into()).and_then(|source| warm_up(&source));
    }
    let sources: Result<Vec<BlobSource>, _> =
        files.iter().map(|file| BlobSource::new(file.unchecked_into::<File>().into())).collect();
    match sources {
        Ok(sources) => look(id, &paths, sources),
        Err(error) => post(&Event::Failed { id, file: String::new(), message: error.to_string() }),
    }
}

/// Runs what reads every byte of a release often enough for the browser to compile it well.
fn warm_up(work: &dyn Source) -> io::Result<()> {
    /// Of unpacked bytes. Measured in Chromium: with half of it inflating still ran as it was compiled first.
    const ENOUGH: usize = 48 << 20;
    let mut packed = vec![0; usize::try_from(work.len()).unwrap_or(0)];
    work.read_at(0, &mut packed)?;
    let mut unpacked = vec![0; 1 << 16];
    let mut hasher = Sha256::new();
    let mut done = 0;
    while done < ENOUGH {
        let mut decoder = GzDecoder::new(packed.as_slice());
        let n = decoder.read(&mut unpacked)?.max(1);
        hasher.update(&unpacked[..n]);
        done += n;
    }
    Ok(())
}

/// Reads and judges a drop, and keeps it for questions.
fn look(id: u32, paths: &[String], sources: Vec<BlobSource>) {
    // What was kept before is not asked for any more, and its memory is needed.
    KEPT.with(|kept| kept.replace(None));
    let mut told = (0, 0);
    #[expect(clippy::cast_possible_truncation, reason = "milliseconds since 1970")]
    let now = (js_sys::Date::now() / 1000.0) as i64;
    let options = Options { now: Some(now), ..Options::default() };
    let mut release = Release { options: options.clone(), ..Release::default() };
    let mut origins = Vec::new();
    for (index, (path, source)) in paths.iter().zip(&sources).enumerate() {
        set_current(id, Some(path));
        let input = Input { path: path.clone(), source };
        let files = read_input(index, &input, &mut |progress| {
            if let Progress::Bytes { index, read, total } = progress
                && (told.0 != index || read == total || read.abs_diff(told.1) >= STEP)
            {
                told = (index, read);
                post(&Event::Progress { id, index, read, total });
            }
        });
        let (files, inner): (Vec<_>, Vec<_>) = files.into_iter().unzip();
        origins.extend(inner.into_iter().map(|inner| Origin { source: index, inner }));
        // One file alone is judged soon enough.
        let alone = Release { files, options: options.clone() };
        if paths.len() > 1 {
            let artifacts = part(&judge(&alone));
            post(&Event::Part { id, index, artifacts });
        }
        release.files.extend(alone.files);
        post(&Event::Read { id, index });
    }
    set_current(id, None);
    let report = judge(&release);
    for (artifact, one) in report.artifacts.iter().enumerate() {
        for part in members(one).chunks(PART) {
            post(&Event::Members { id, artifact, members: part.to_vec() });
        }
    }
    let mut view = view(&report);
    fixes::add(&mut view, &release, &report.findings);
    let done = Event::Done { id, report: Box::new(view), json: json_v1::render(&report) };
    let sources = paths.iter().cloned().zip(sources).collect();
    KEPT.with(|kept| kept.replace(Some(Kept::new(release, report, sources, origins))));
    post(&done);
}

fn answer(id: u32, question: &[u8]) {
    let Some(question) = wire::read::<Question>(question) else { return };
    let answer = KEPT.with(|kept| kept.borrow_mut().as_mut().map(|kept| kept.answer(&question)));
    if let Some(answer) = answer {
        post(&Event::Answer { id, answer });
    }
}

fn set_current(id: u32, file: Option<&String>) {
    CURRENT.with(|current| *current.borrow_mut() = Current { id, file: file.cloned().unwrap_or_default() });
}
