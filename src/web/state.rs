//! What the page knows: one state, made once, copied into every component that asks for it.

use std::sync::{Arc, Mutex, PoisonError};

use gloo::events::EventListener;
use gloo::storage::{SessionStorage, Storage as _};
use js_sys::futures::{JsFuture, spawn_local};
use js_sys::{Array, Promise};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{Blob, File, FileSystemEntry};

use super::changes::changes;
use super::client::{Client, boot, error_text, method, property};
use super::course::RulePage;
use super::dom;
use super::input::{self, Picked};
use super::order::LeftOut;
use super::protocol::{ArtifactView, Event, MemberView, PartView};
use super::question::{Answer, Question};
use super::released::Release;
use super::route::{Pair, Route, Sheet};
use super::smoke_run::Smoke;
use crate::inspect::Kind;

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
    /// The reference of the rules; empty where it was not fetched.
    pub rules: RwSignal<Arc<Vec<RulePage>>>,
    /// The runbook as HTML; empty where it was not fetched.
    pub runbook: RwSignal<String>,
    /// What is known of use without a network: "kept", "new" or nothing.
    pub offline: RwSignal<String>,
    /// The sample that is open.
    pub sample: RwSignal<Option<String>>,
    /// The name of the file that is kept beside the release, to be compared with it.
    pub beside: RwSignal<Option<String>>,
    /// Which text of the sample is being repaired: the file, and the path in it.
    pub editing: RwSignal<(String, String)>,
    /// Where the newest files came from, to look there again.
    origin: StoredValue<Origin, LocalStorage>,
    /// A view that was asked for before its release was there.
    wanted: RwSignal<Option<Route>>,
    /// A log that was pasted or chosen: it stays beside what is dropped next where causes are shown.
    log: StoredValue<Option<Picked>, LocalStorage>,
    client: StoredValue<Client, LocalStorage>,
    smoke: Smoke,
}

/// Whence files came, as far as the page may go there again.
#[derive(Clone, Default)]
pub enum Origin {
    /// A browser lets a page read a chosen file as it was, not as it is now.
    #[default]
    Chosen,
    /// Dropped files and folders can be listed again.
    Dropped(Vec<FileSystemEntry>),
    Sample,
    /// From PyPI, where a release stays as it is.
    Fetched,
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

impl Phase {
    /// The release, once it was read.
    pub fn release(self) -> Option<Arc<Release>> {
        match self {
            Self::Done(release) => Some(release),
            _ => None,
        }
    }
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
    /// The report of the same files from before.
    before: Option<Arc<Release>>,
}

#[derive(Clone)]
pub struct ReadingFile {
    pub path: String,
    pub size: u64,
    pub read: ArcRwSignal<u64>,
    pub done: ArcRwSignal<bool>,
    /// What it is by itself, while others are read.
    pub parts: ArcRwSignal<Vec<PartView>>,
}

/// A release to try, fetched with the page.
#[derive(Clone)]
pub struct Sample {
    pub id: String,
    pub title: String,
    pub description: String,
    /// The gates that it fails.
    pub fails: Vec<String>,
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
        let wanted = RwSignal::new(None);
        let client = Client::new(move |event| apply(phase, route, status, wanted, event), move || locked.set(true));
        let client = StoredValue::new_local(client);
        let state = Self {
            phase,
            route,
            status,
            locked,
            note: RwSignal::new(None),
            samples: RwSignal::new_local(Vec::new()),
            rules: RwSignal::default(),
            runbook: RwSignal::default(),
            offline: RwSignal::new(String::new()),
            sample: RwSignal::new(None),
            beside: RwSignal::new(None),
            editing: RwSignal::default(),
            origin: StoredValue::new_local(Origin::default()),
            wanted,
            log: StoredValue::new_local(None),
            client,
            smoke: Smoke::provide(phase, client),
        };
        provide_context(state);
        state.follow_hash();
        spawn_local(async move {
            state.samples.set(samples().await);
            state.reopen_sample();
        });
        spawn_local(async move {
            let text = promised("rules").await.unwrap_or_default();
            state.rules.set(Arc::new(serde_json::from_str(&text).unwrap_or_default()));
        });
        spawn_local(async move { state.runbook.set(promised("runbook").await.unwrap_or_default()) });
        spawn_local(async move { state.offline.set(promised("offline").await.unwrap_or_default()) });
        // Files that the system opened this page with; `public/boot.js` takes them.
        let launch = move || {
            let launched: Array = property(&boot(), "launched").dyn_into().unwrap_or_default();
            let files = launched.iter().filter_map(|file| file.dyn_into::<File>().ok());
            let picked: Vec<Picked> = files.map(|file| Picked { path: file.name(), file }).collect();
            if !picked.is_empty() {
                state.open(picked);
            }
        };
        launch();
        // It lives as long as the page.
        EventListener::new(&window(), "preflight:launched", move |_| launch()).forget();
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
                self.wanted.set(Some(route));
                self.replace(Route::Home);
            } else {
                // Two files to compare may still have to be dropped.
                if !there && matches!(route, Route::Compare(_)) {
                    self.wanted.set(Some(route.clone()));
                } else if matches!(self.wanted.get_untracked(), Some(Route::Compare(_))) {
                    self.wanted.set(None);
                }
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

    /// Dropped files and folders: a release, or on the view that compares the other side.
    pub fn open_entries(self, entries: Vec<FileSystemEntry>) {
        if self.compares() {
            spawn_local(async move { self.put_beside(input::gather(entries).await.0) });
            return;
        }
        self.forget_sample();
        self.come_back();
        self.origin.set_value(Origin::Dropped(entries.clone()));
        self.list(entries, None);
    }

    fn list(self, entries: Vec<FileSystemEntry>, before: Option<Arc<Release>>) {
        self.begin(Vec::new(), LeftOut::default(), before);
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
            self.origin.set_value(Origin::Sample);
            self.editing.set(Default::default());
            // A sample is nobody's secret, so it is there again after a reload.
            let _ = SessionStorage::set("sample", &sample.id);
            self.sample.set(Some(sample.id.clone()));
            self.begin(Vec::new(), LeftOut::default(), None);
            self.inspect(vec![Picked { path: file.name(), file }], LeftOut::default());
        }
    }

    /// After a reload of a view of a sample, that view.
    fn reopen_sample(self) {
        let Ok(id) = SessionStorage::get::<String>("sample") else { return };
        let sample = self.samples.with_untracked(|samples| samples.iter().find(|sample| sample.id == id).cloned());
        let waits = self.wanted.with_untracked(Option::is_some) && matches!(self.phase.get_untracked(), Phase::Home);
        if let Some(sample) = sample.filter(|_| waits) {
            self.open_sample(&sample);
        }
    }

    fn forget_sample(self) {
        SessionStorage::delete("sample");
        self.sample.set(None);
    }

    /// Whether a file that comes now is to be compared with the release.
    pub fn compares(self) -> bool {
        matches!(self.route.get_untracked(), Route::Compare(_)) && self.report().is_some()
    }

    /// Keeps a distribution beside the release, to be compared with it.
    pub fn put_beside(self, picked: Vec<Picked>) {
        let is_one = |picked: &Picked| matches!(Kind::of(&picked.path), Kind::Wheel | Kind::Sdist);
        match picked.into_iter().filter(is_one).min_by(|a, b| a.path.cmp(&b.path)) {
            Some(one) => {
                self.client.with_value(|client| client.beside(&one));
                // Also where a file of the same name was there before.
                self.beside.set(Some(crate::finding::one_line(&one.path)));
                self.replace(Route::Compare(Pair::default()));
                self.status.set("Comparing".to_owned());
            }
            None => self.status.set("Neither a wheel nor an sdist was found in what was dropped.".to_owned()),
        }
    }

    /// The open sample with edited texts, as a zip in base64; what changed is told.
    pub fn open_repaired(self, zip: &str) {
        let Some(bytes) = dom::decoded(zip) else { return };
        let parts = Array::of1(&bytes);
        let Ok(blob) = Blob::new_with_u8_array_sequence(&parts) else { return };
        let name = self.sample.get_untracked().unwrap_or_default();
        if let Ok(file) = File::new_with_blob_sequence(&Array::of1(&blob), &format!("{name}.zip")) {
            self.open_again(vec![Picked { path: file.name(), file }]);
        }
    }

    /// Fetches a published release and opens it. Says in `said` what happens, and in `busy` when it is over.
    pub fn fetch(self, name: String, said: RwSignal<String>, busy: RwSignal<bool>) {
        spawn_local(async move {
            let told = Closure::<dyn Fn(String)>::new(move |words: String| said.set(words));
            let boot = boot();
            let promise = method(&boot, "release")
                .and_then(|release| release.call2(&boot, &JsValue::from_str(&name), told.as_ref()).ok());
            let Some(promise) = promise else { return };
            let result = JsFuture::from(promise.unchecked_into::<Promise>()).await;
            busy.set(false);
            match result {
                Ok(release) => {
                    said.set(String::new());
                    let files: Array = property(&release, "files").unchecked_into();
                    let files = files.iter().map(JsCast::unchecked_into::<File>);
                    let picked = files.map(|file| Picked { path: file.name(), file }).collect();
                    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a number of files")]
                    let unfetched = property(&release, "left").as_f64().unwrap_or_default() as usize;
                    self.forget_sample();
                    self.origin.set_value(Origin::Fetched);
                    self.begin(Vec::new(), LeftOut::default(), None);
                    self.inspect(picked, LeftOut { unfetched, ..LeftOut::default() });
                }
                Err(error) => said.set(error_text(&error)),
            }
        });
    }

    /// Reads and judges files.
    pub fn open(self, picked: Vec<Picked>) {
        if self.compares() {
            self.put_beside(picked);
            return;
        }
        self.forget_sample();
        self.come_back();
        self.origin.set_value(Origin::Chosen);
        self.begin(Vec::new(), LeftOut::default(), None);
        self.inspect(picked, LeftOut::default());
    }

    /// A log beside the files that are there.
    pub fn open_log(self, log: Picked) {
        let mut picked = Vec::new();
        if self.report().is_some() {
            let before = self.log.with_value(|log| log.as_ref().map(|log| log.path.clone()));
            picked = self.client.with_value(Client::files);
            picked.retain(|one| one.path != log.path && Some(&one.path) != before.as_ref());
        }
        self.wanted.set(Some(Route::triage()));
        self.log.set_value(Some(log));
        self.begin(Vec::new(), LeftOut::default(), None);
        self.inspect(picked, LeftOut::default());
    }

    /// What is dropped where causes are shown is compared with the log, and the causes are shown again; so with the kit.
    fn come_back(self) {
        match self.route.get_untracked() {
            route @ (Route::Triage(_) | Route::Kit(_)) => self.wanted.set(Some(route)),
            _ => self.log.set_value(None),
        }
    }

    /// Files that were chosen in the place of those of the report, to be compared with them.
    pub fn open_again(self, picked: Vec<Picked>) {
        let before = self.report();
        self.begin(Vec::new(), LeftOut::default(), before);
        self.inspect(picked, LeftOut::default());
    }

    /// Whether another look can say anything new.
    pub fn can_change(self) -> bool {
        self.origin.with_value(|origin| matches!(origin, Origin::Chosen | Origin::Dropped(_)))
    }

    /// Whether the same files can be looked at again without being chosen again.
    pub fn can_look_again(self) -> bool {
        self.origin.with_value(|origin| matches!(origin, Origin::Dropped(_)))
    }

    /// Looks at the same files again, as they are now.
    pub fn look_again(self) {
        let Origin::Dropped(entries) = self.origin.get_value() else { return };
        let before = self.report();
        self.list(entries, before);
    }

    /// The report that is there.
    pub fn report(self) -> Option<Arc<Release>> {
        self.phase.get_untracked().release()
    }

    /// Asks the engine about the release; the answer comes later.
    pub fn ask(self, question: &Question) -> ArcRwSignal<Option<Answer>> {
        let answer = ArcRwSignal::new(None);
        let to = answer.clone();
        self.ask_then(question, move |answer| to.set(Some(answer)));
        answer
    }

    /// The same for what goes on with the answer.
    pub fn ask_then(self, question: &Question, on_answer: impl FnOnce(Answer) + 'static) {
        self.client.with_value(|client| client.ask(question, on_answer));
    }

    /// Goes to a view, with a step in the history.
    pub fn go(route: &Route) {
        // The event that follows sets the route.
        let _ = window().location().set_hash(&route.hash());
    }

    fn inspect(self, mut picked: Vec<Picked>, mut left_out: LeftOut) {
        if let Some(log) = self.log.get_value() {
            picked.retain(|one| one.path != log.path);
            picked.push(log);
        }
        let picked = input::ordered(picked, &mut left_out);
        if picked.is_empty() {
            self.clear();
            self.say(NO_FILES);
            return;
        }
        let before = match self.phase.get_untracked() {
            Phase::Reading(reading) => reading.before,
            _ => None,
        };
        self.begin(picked.iter().map(reading_file).collect(), left_out, before);
        self.smoke.keep(&picked);
        self.client.with_value(|client| client.inspect(&picked));
    }

    fn begin(self, files: Vec<ReadingFile>, left_out: LeftOut, before: Option<Arc<Release>>) {
        self.client.with_value(Client::cancel);
        let status = match files.first() {
            Some(first) => reading_status(0, files.len(), &first.path),
            None => "Listing files".to_owned(),
        };
        self.status.set(status);
        self.note.set(None);
        self.beside.set(None);
        let reading = Reading {
            files: files.into(),
            read: ArcRwSignal::new(0),
            left_out: left_out.sentence(),
            members: Arc::default(),
            started: now(),
            before,
        };
        self.phase.set(Phase::Reading(reading));
        self.replace(Route::Home);
    }

    /// Ends reading.
    pub fn cancel(self) {
        self.wanted.set(None);
        self.clear();
        self.say(CANCELLED);
    }

    /// Back to the first screen; the report is forgotten.
    pub fn clear(self) {
        self.client.with_value(Client::cancel);
        self.log.set_value(None);
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
    ReadingFile {
        path: picked.path.clone(),
        size,
        read: ArcRwSignal::new(0),
        done: ArcRwSignal::new(false),
        parts: ArcRwSignal::default(),
    }
}

fn reading_status(index: usize, count: usize, path: &str) -> String {
    format!("Reading {} of {count}: {}", index + 1, crate::finding::one_line(path))
}

fn now() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

fn apply(
    phase: RwSignal<Phase>,
    route: RwSignal<Route>,
    status: RwSignal<String>,
    wanted: RwSignal<Option<Route>>,
    event: Event,
) {
    let Phase::Reading(reading) = phase.get_untracked() else { return };
    match event {
        Event::Ready | Event::Answer { .. } => {}
        Event::Part { index, artifacts, .. } => {
            if let Some(file) = reading.files.get(index) {
                file.parts.set(artifacts);
            }
        }
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
            let changes = reading.before.as_ref().map(|before| changes(&before.report, &report));
            let mut release = Release::new(*report, json, reading.left_out, seconds);
            release.changes = changes;
            // What the hash asked for before the files were there, if they have it.
            let log = |artifact: &ArtifactView| artifact.kind == "log";
            let first = if release.report.artifacts.iter().all(log) { Route::triage() } else { Route::report() };
            let first = wanted.get_untracked().filter(|route| shows(&release, route)).unwrap_or(first);
            wanted.set(None);
            // A hash can always be set; the event that follows tells what is known already.
            let _ = window().location().set_hash(&first.hash());
            route.set(first);
            phase.set(Phase::Done(Arc::new(release)));
        }
        Event::Failed { file, message, .. } => {
            let reached = reading.files.iter().find(|file| !file.done.get_untracked());
            let file = if file.is_empty() { reached.map(|file| file.path.clone()).unwrap_or_default() } else { file };
            status.set(format!("Preflight failed while it read {}", crate::finding::one_line(&file)));
            phase.set(Phase::Failed { file, message });
        }
    }
}

/// Whether a release has what a view shows.
fn shows(release: &Release, route: &Route) -> bool {
    match route {
        Route::Artifact(number, Sheet::File { path, .. }) if !path.is_empty() => {
            release.member(number - 1, path).is_some()
        }
        Route::Artifact(number, _) => *number <= release.report.artifacts.len(),
        Route::Triage(_) => release.report.artifacts.iter().any(|artifact| artifact.kind == "log"),
        Route::Finding(number) => *number <= release.report.findings.len(),
        _ => true,
    }
}

/// Text that the boot script promised.
async fn promised(name: &str) -> Option<String> {
    let promise: Promise = property(&boot(), name).unchecked_into();
    JsFuture::from(promise).await.ok()?.as_string()
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
            fails: text("fails").unwrap_or_default().split_whitespace().map(str::to_owned).collect(),
            blob: property(&sample, "blob").dyn_into().ok()?,
        })
    });
    samples.collect()
}
