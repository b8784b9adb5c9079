//! What the page knows: one state, made once, copied into every component that asks for it.

use std::sync::{Arc, Mutex, PoisonError};

use js_sys::futures::{JsFuture, spawn_local};
use js_sys::{Array, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileSystemEntry};

use super::client::{Client, boot, property};
use super::input::{self, Picked};
use super::order::LeftOut;
use super::protocol::{Event, MemberView, ReportView};
use super::route::{Filter, Route};
use super::smoke_run::Smoke;

#[derive(Clone, Copy)]
pub struct State {
    pub phase: RwSignal<Phase>,
    pub route: RwSignal<Route>,
    /// For the live region: what happens, a few times per release.
    pub status: RwSignal<String>,
    /// Whether requests are forbidden.
    pub locked: RwSignal<bool>,
    /// A calm sentence on the home page.
    pub note: RwSignal<Option<&'static str>>,
    pub samples: RwSignal<Vec<Sample>, LocalStorage>,
    client: StoredValue<Client, LocalStorage>,
    smoke: Smoke,
}

#[derive(Clone)]
pub enum Phase {
    Home,
    /// Files are listed, read and judged.
    Reading(Reading),
    Done(Arc<Release>),
    Failed {
        file: String,
        message: String,
    },
}

/// A release that is being read.
#[derive(Clone)]
pub struct Reading {
    pub files: Arc<[ReadingFile]>,
    /// How many were read to their end.
    pub read: ArcRwSignal<usize>,
    /// What of the drop is not read, in a sentence.
    pub left_out: Option<String>,
    /// What came of the members so far, by artifact.
    members: Arc<Mutex<Vec<Vec<MemberView>>>>,
    started: f64,
}

#[derive(Clone)]
pub struct ReadingFile {
    pub path: String,
    pub size: u64,
    pub read: ArcRwSignal<u64>,
    pub done: ArcRwSignal<bool>,
}

/// A release that was read.
pub struct Release {
    pub report: ReportView,
    pub json: String,
    /// What of the drop was not read, in a sentence.
    pub left_out: Option<String>,
    /// From the drop to the report, in seconds.
    pub seconds: f64,
}

/// A release to try, fetched with the page.
#[derive(Clone)]
pub struct Sample {
    pub id: String,
    pub title: String,
    pub description: String,
    pub blob: Blob,
}

const GONE: &str = "The files of that release are gone: this page stores nothing. Drop them again to see their report.";
const CANCELLED: &str = "Cancelled. Nothing of what was read is kept.";
const NO_FILES: &str = "No files were found in what was dropped.";

impl State {
    /// Makes the state and fetches what the boot script promised.
    pub fn provide() -> Self {
        let phase = RwSignal::new(Phase::Home);
        let status = RwSignal::new(String::new());
        let locked = RwSignal::new(false);
        let route = RwSignal::new(Route::Home);
        let client = Client::new(move |event| apply(phase, route, status, event), move || locked.set(true));
        let state = Self {
            phase,
            route,
            status,
            locked,
            note: RwSignal::new(None),
            samples: RwSignal::new_local(Vec::new()),
            client: StoredValue::new_local(client),
            smoke: Smoke::provide(phase),
        };
        provide_context(state);
        state.follow_hash();
        spawn_local(async move { state.samples.set(samples().await) });
        let early: Array = property(&boot(), "early").dyn_into().unwrap_or_default();
        if early.length() > 0 {
            state.open_entries(early.iter().map(JsCast::unchecked_into).collect());
        }
        state
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// What the hash says, unless it asks for a release that is not there.
    fn follow_hash(self) {
        let follow = move || {
            let route = Route::parse(&window().location().hash().unwrap_or_default());
            let there = matches!(self.phase.get_untracked(), Phase::Done(_));
            if route.needs_release() && !there {
                if matches!(self.phase.get_untracked(), Phase::Home) {
                    self.note.set(Some(GONE));
                }
                self.replace(Route::Home);
            } else {
                self.route.set(route);
            }
        };
        follow();
        // It lives as long as the page.
        drop(window_event_listener(leptos::ev::hashchange, move |_| follow()));
    }

    /// Goes to a view without a step in the history.
    pub fn replace(self, route: Route) {
        if let Ok(history) = window().history() {
            let _ = history.replace_state_with_url(&JsValue::NULL, "", Some(&route.hash()));
        }
        self.route.set(route);
    }

    /// Dropped files and folders.
    pub fn open_entries(self, entries: Vec<FileSystemEntry>) {
        self.begin(Vec::new(), LeftOut::default());
        spawn_local(async move {
            let (picked, left_out) = input::gather(entries).await;
            // Meanwhile the visitor may have cancelled.
            if matches!(self.phase.get_untracked(), Phase::Reading(_)) {
                self.inspect(picked, left_out);
            }
        });
    }

    pub fn open_sample(self, sample: &Sample) {
        let parts = Array::of1(&sample.blob);
        if let Ok(file) = File::new_with_blob_sequence(&parts, &format!("{}.zip", sample.id)) {
            self.open(vec![Picked { path: file.name(), file }]);
        }
    }

    /// Reads and judges files.
    pub fn open(self, picked: Vec<Picked>) {
        self.inspect(picked, LeftOut::default());
    }

    fn inspect(self, picked: Vec<Picked>, mut left_out: LeftOut) {
        let picked = input::ordered(picked, &mut left_out);
        if picked.is_empty() {
            self.clear();
            self.say(NO_FILES);
            return;
        }
        self.begin(picked.iter().map(reading_file).collect(), left_out);
        self.smoke.keep(&picked);
        self.client.with_value(|client| client.inspect(&picked));
    }

    fn begin(self, files: Vec<ReadingFile>, left_out: LeftOut) {
        self.client.with_value(Client::cancel);
        let status = match files.first() {
            Some(first) => reading_status(0, files.len(), &first.path),
            None => "Listing files".to_owned(),
        };
        self.status.set(status);
        self.note.set(None);
        let reading = Reading {
            files: files.into(),
            read: ArcRwSignal::new(0),
            left_out: left_out.sentence(),
            members: Arc::default(),
            started: now(),
        };
        self.phase.set(Phase::Reading(reading));
        self.replace(Route::Home);
    }

    /// Ends reading.
    pub fn cancel(self) {
        self.clear();
        self.say(CANCELLED);
    }

    /// Back to the first screen; the report is forgotten.
    pub fn clear(self) {
        self.client.with_value(Client::cancel);
        self.smoke.keep(&[]);
        self.phase.set(Phase::Home);
        self.status.set(String::new());
        self.note.set(None);
        self.replace(Route::Home);
    }

    fn say(self, note: &'static str) {
        self.note.set(Some(note));
        self.status.set(note.to_owned());
    }
}

fn reading_file(picked: &Picked) -> ReadingFile {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a length is a whole number")]
    let size = picked.file.size() as u64;
    ReadingFile { path: picked.path.clone(), size, read: ArcRwSignal::new(0), done: ArcRwSignal::new(false) }
}

fn reading_status(index: usize, count: usize, path: &str) -> String {
    format!("Reading {} of {count}: {}", index + 1, crate::finding::one_line(path))
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn apply(phase: RwSignal<Phase>, route: RwSignal<Route>, status: RwSignal<String>, event: Event) {
    let Phase::Reading(reading) = phase.get_untracked() else { return };
    match event {
        Event::Ready => {}
        Event::Progress { index, read, .. } => {
            if let Some(file) = reading.files.get(index) {
                // Members are unpacked in a second pass; a bar that runs back would only puzzle.
                file.read.update(|before| *before = read.min(file.size).max(*before));
            }
        }
        Event::Read { index, .. } => {
            if let Some(file) = reading.files.get(index) {
                file.done.set(true);
            }
            reading.read.update(|read| *read += 1);
            match reading.files.get(index + 1) {
                Some(next) => status.set(reading_status(index + 1, reading.files.len(), &next.path)),
                None => status.set("Judging".to_owned()),
            }
        }
        Event::Members { artifact, members, .. } => {
            let mut all = reading.members.lock().unwrap_or_else(PoisonError::into_inner);
            if all.len() <= artifact {
                all.resize_with(artifact + 1, Vec::new);
            }
            all[artifact].extend(members);
        }
        Event::Done { mut report, json, .. } => {
            let members = std::mem::take(&mut *reading.members.lock().unwrap_or_else(PoisonError::into_inner));
            for (artifact, members) in report.artifacts.iter_mut().zip(members) {
                artifact.members = members;
            }
            status.set(report.headline.clone());
            let seconds = (now() - reading.started) / 1000.0;
            let first = Route::Findings(Filter::default());
            // A hash can always be set; the event that follows tells what is known already.
            let _ = window().location().set_hash(&first.hash());
            route.set(first);
            phase.set(Phase::Done(Arc::new(Release { report: *report, json, left_out: reading.left_out, seconds })));
        }
        Event::Failed { file, message, .. } => {
            let reached = reading.files.iter().find(|file| !file.done.get_untracked());
            let file = if file.is_empty() { reached.map(|file| file.path.clone()).unwrap_or_default() } else { file };
            status.set(format!("Preflight failed while it read {}", crate::finding::one_line(&file)));
            phase.set(Phase::Failed { file, message });
        }
    }
}

async fn samples() -> Vec<Sample> {
    let promise: Promise = property(&boot(), "samples").unchecked_into();
    let list: Array = JsFuture::from(promise).await.ok().and_then(|list| list.dyn_into().ok()).unwrap_or_default();
    let samples = list.iter().filter_map(|sample| {
        let text = |name: &str| property(&sample, name).as_string();
        Some(Sample {
            id: text("id")?,
            title: text("title")?,
            description: text("description").unwrap_or_default(),
            blob: property(&sample, "blob").dyn_into().ok()?,
        })
    });
    samples.collect()
}
