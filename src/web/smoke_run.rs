//! The page's side of the smoke test: rings the loader for the interpreter, keeps the sealed frame, sends it tasks, and hands
//! on what it says. Knows nothing of Python.
//!
//! The page is locked by then and fetches nothing. The loader (`public/boot.js`) fetches, but is told nothing; the frame
//! (`public/smoke/frame.js`) is told everything, but reaches nothing.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;
use std::sync::Arc;

use gloo::events::EventListener;
use js_sys::futures::{JsFuture, spawn_local};
use js_sys::{Array, Function, Object, Promise, Reflect};
use leptos::prelude::*;
use wasm_bindgen::prelude::*;
use web_sys::{File, HtmlIFrameElement, MessageChannel, MessageEvent, MessagePort};

use super::client::{Client, boot, property};
use super::input::Picked;
use super::question::{Answer, Executed, Question, Rendered};
use super::smoke::{Said, Step, Verdict, overall};
use super::state::Phase;

/// The policy of the frame, beside those of the page, which it inherits.
const POLICY: &str =
    "default-src 'none'; script-src 'unsafe-inline' 'wasm-unsafe-eval'; worker-src blob:; connect-src 'none'";

/// The smoke test of the release that is shown. Copies share one.
#[derive(Clone, Copy)]
pub struct Smoke {
    pub progress: RwSignal<Progress>,
    pub results: RwSignal<Vec<Tried>>,
    /// Licences and sources of what was downloaded.
    pub notices: RwSignal<String>,
    /// What came of the descriptions, in a sentence.
    pub note: RwSignal<String>,
    /// Which of the releases that were dropped.
    pub chosen: RwSignal<usize>,
    phase: RwSignal<Phase>,
    client: StoredValue<Client, LocalStorage>,
    inner: StoredValue<Rc<RefCell<Inner>>, LocalStorage>,
}

#[derive(Clone, PartialEq)]
pub enum Progress {
    Idle,
    /// Bytes, as they are unpacked.
    Loading {
        loaded: f64,
        total: f64,
    },
    /// The interpreter is compiled.
    Starting,
    /// What is tried now.
    Running(String),
    Done,
    /// Why there is no result.
    Failed(String),
}

impl Progress {
    pub fn busy(&self) -> bool {
        matches!(self, Self::Loading { .. } | Self::Starting | Self::Running(_))
    }
}

/// What was tried on one artifact.
#[derive(Clone, PartialEq)]
pub struct Tried {
    pub file: String,
    pub steps: Vec<Step>,
    pub done: bool,
}

impl Tried {
    pub fn verdict(&self) -> Option<Verdict> {
        self.done.then(|| overall(&self.steps))
    }
}

/// What a visitor asks for.
pub struct Task {
    /// Files to try, by their names in the report; without any, only descriptions are rendered.
    pub targets: Vec<String>,
    /// Whether missing modules are replaced: a diagnosis.
    pub stand_ins: bool,
}

#[derive(Default)]
struct Inner {
    /// What was downloaded, by group; it cannot be downloaded twice.
    packs: Vec<(&'static str, JsValue)>,
    frame: Option<Frame>,
    files: Vec<Picked>,
    /// Counts tests, so that a cancelled one stops writing.
    turn: u32,
}

struct Frame {
    element: HtmlIFrameElement,
    inbox: Inbox,
}

impl Drop for Frame {
    fn drop(&mut self) {
        self.inbox.close();
        self.element.remove();
    }
}

impl Smoke {
    /// Makes it, and forgets results with the release that they are about.
    pub fn provide(phase: RwSignal<Phase>, client: StoredValue<Client, LocalStorage>) -> Self {
        let smoke = Self {
            note: RwSignal::new(String::new()),
            chosen: RwSignal::new(0),
            phase,
            client,
            progress: RwSignal::new(Progress::Idle),
            results: RwSignal::new(Vec::new()),
            notices: RwSignal::new(String::new()),
            inner: StoredValue::new_local(Rc::default()),
        };
        provide_context(smoke);
        Effect::new(move |_| {
            if !phase.with(|phase| matches!(phase, Phase::Done(_))) {
                smoke.stop();
                smoke.forget();
                smoke.chosen.set(0);
                smoke.progress.set(Progress::Idle);
            }
        });
        smoke
    }

    pub fn get() -> Self {
        expect_context()
    }

    /// The files that the release was read from; handles, no bytes.
    pub fn keep(self, files: &[Picked]) {
        self.inner.with_value(|inner| inner.borrow_mut().files = files.to_vec());
    }

    fn forget(self) {
        self.results.set(Vec::new());
        self.note.set(String::new());
    }

    pub fn run(self, task: Task) {
        self.stop();
        self.forget();
        self.progress.set(Progress::Loading { loaded: 0.0, total: 0.0 });
        let inner = self.inner.get_value();
        let turn = inner.borrow().turn;
        spawn_local(async move {
            let outcome = self.all(&inner, turn, &task).await;
            // The frame holds several interpreters' worth of memory; the next test makes a new one.
            if inner.borrow().turn == turn {
                inner.borrow_mut().frame = None;
                self.progress.set(match outcome {
                    Ok(()) => Progress::Done,
                    Err(message) => Progress::Failed(message),
                });
            }
        });
    }

    /// Ends what runs. A download goes on, because it cannot be begun again.
    pub fn cancel(self) {
        self.stop();
        self.progress.set(Progress::Idle);
    }

    fn stop(self) {
        self.inner.with_value(|inner| {
            let mut inner = inner.borrow_mut();
            inner.turn += 1;
            inner.frame = None;
        });
    }

    async fn all(self, inner: &Rc<RefCell<Inner>>, turn: u32, task: &Task) -> Result<(), String> {
        let core = self.pack(inner, turn, "core").await?;
        self.notices.set(property(&core, "notices").as_string().unwrap_or_default());
        let current = || if inner.borrow().turn == turn { Ok(()) } else { Err(String::new()) };
        current()?;
        self.progress.set(Progress::Starting);
        let frame = Frame::open(&core)?;
        let mut inbox = frame.inbox.clone();
        inner.borrow_mut().frame = Some(frame);
        expect(&mut inbox, |said| matches!(said, Said::Ready)).await?;
        inbox.send(&object(&[("task", "assets".into()), ("core", core)]));
        expect(&mut inbox, |said| matches!(said, Said::Assets)).await?;
        let mut executed = Executed { descriptions: self.render(inner, turn, &mut inbox).await?, ran: Vec::new() };
        for file in &task.targets {
            current()?;
            self.progress.set(Progress::Running(file.clone()));
            self.results.update(|all| all.push(Tried { file: file.clone(), steps: Vec::new(), done: false }));
            let files = files(&inner.borrow().files);
            inbox.send(&object(&[
                ("task", "check".into()),
                ("target", file.into()),
                ("files", files.into()),
                ("platform", platform().into()),
                ("standIns", task.stand_ins.into()),
            ]));
            loop {
                match inbox.next().await.ok_or_else(String::new)? {
                    Said::Step { step } => self.results.update(|all| {
                        if let Some(tried) = all.last_mut() {
                            tried.steps.push(*step);
                        }
                    }),
                    Said::Needs { pack } => self.give(inner, turn, &inbox, &pack).await?,
                    Said::Done => break,
                    Said::Failed { message } => return Err(message),
                    _ => {}
                }
            }
            let place = self.place(file);
            self.results.update(|all| {
                if let Some(tried) = all.last_mut() {
                    tried.done = true;
                    executed.ran.extend(place.zip(tried.verdict()));
                }
            });
        }
        current()?;
        self.tell(executed).await;
        Ok(())
    }

    /// Has the descriptions rendered that PyPI renders with docutils.
    async fn render(self, inner: &Rc<RefCell<Inner>>, turn: u32, inbox: &mut Inbox) -> Result<Vec<Rendered>, String> {
        let Some(Answer::Descriptions(texts)) = self.ask(&Question::Descriptions).await else { return Ok(Vec::new()) };
        if texts.is_empty() {
            return Ok(Vec::new());
        }
        self.progress.set(Progress::Running("the description".to_owned()));
        let list: Array = texts.iter().map(|text| JsValue::from_str(text)).collect();
        inbox.send(&object(&[("task", "readme".into()), ("texts", list.into())]));
        loop {
            match inbox.next().await.ok_or_else(String::new)? {
                Said::Needs { pack } => self.give(inner, turn, inbox, &pack).await?,
                Said::Failed { message } => return Err(message),
                Said::Readme { texts: answers, problem } => {
                    self.note.set(match problem.as_str() {
                        "" => RENDERED.to_owned(),
                        problem => format!("The description could not be rendered here: {problem}."),
                    });
                    let rendered = texts.into_iter().zip(answers).filter_map(|(text, answer)| {
                        let html = answer.rendered?.then_some(answer.html);
                        Some(Rendered { text, html, warnings: answer.warnings })
                    });
                    return Ok(rendered.collect());
                }
                _ => {}
            }
        }
    }

    /// Puts into the report what was executed.
    async fn tell(self, executed: Executed) {
        if let Some(Answer::Executed(report)) = self.ask(&Question::Executed(executed)).await
            && let Phase::Done(release) = self.phase.get_untracked()
        {
            self.phase.set(Phase::Done(Arc::new(release.executed(*report))));
        }
    }

    /// The place of a file in the report.
    fn place(self, file: &str) -> Option<usize> {
        self.phase.with_untracked(|phase| match phase {
            Phase::Done(release) => release.report.artifacts.iter().position(|artifact| artifact.file == file),
            _ => None,
        })
    }

    async fn ask(self, question: &Question) -> Option<Answer> {
        let answer = Rc::new(RefCell::new(None));
        let waits = Promise::new(&mut |resolve, _| {
            let to = answer.clone();
            let on_answer = move |said| {
                *to.borrow_mut() = Some(said);
                let _ = resolve.call0(&JsValue::NULL);
            };
            self.client.with_value(|client| client.ask(question, on_answer));
        });
        let _ = JsFuture::from(waits).await;
        answer.take()
    }

    /// Backends or the renderer of descriptions, downloaded when the first release needs them.
    async fn give(self, inner: &Rc<RefCell<Inner>>, turn: u32, inbox: &Inbox, wanted: &str) -> Result<(), String> {
        let Some(group) = ["backends", "readme"].into_iter().find(|group| *group == wanted) else { return Ok(()) };
        let running = self.progress.get_untracked();
        let pack = self.pack(inner, turn, group).await?;
        if inner.borrow().turn == turn {
            self.progress.set(running);
        }
        inbox.send(&object(&[("task", "pack".into()), ("name", group.into()), ("bytes", property(&pack, group))]));
        Ok(())
    }

    /// A group of files, downloaded by the loader the first time.
    async fn pack(self, inner: &Rc<RefCell<Inner>>, turn: u32, group: &'static str) -> Result<JsValue, String> {
        let kept = inner.borrow().packs.iter().find(|(name, _)| *name == group).map(|(_, files)| files.clone());
        if let Some(files) = kept {
            return Ok(files);
        }
        let bells = JsFuture::from(property(&boot(), "bells").unchecked_into::<Promise>()).await.unwrap_or_default();
        let bell: MessagePort = property(&bells, group).dyn_into().map_err(|_| NO_LOADER.to_owned())?;
        let inbox = Inbox::new(bell);
        // Any message rings; the loader looks at none.
        inbox.send(&JsValue::NULL);
        loop {
            let message = inbox.take().await.ok_or_else(String::new)?;
            let files = property(&message, "files");
            if !files.is_undefined() {
                inner.borrow_mut().packs.push((group, files.clone()));
                return Ok(files);
            }
            if let Some(problem) = property(&message, "failed").as_string() {
                return Err(format!("the smoke test could not be downloaded from this site ({problem})"));
            }
            let number = |name: &str| property(&message, name).as_f64().unwrap_or_default();
            if inner.borrow().turn == turn {
                self.progress.set(Progress::Loading { loaded: number("loaded"), total: number("total") });
            }
        }
    }
}

const RENDERED: &str =
    "PyPI's own renderer ran here; its answer stands with the files above and in the README of each.";

const NO_LOADER: &str = "this browser did not let the page start the loader of the smoke test; reload the page";

impl Frame {
    /// Without a script of its own origin, without network, without a place to keep anything.
    fn open(core: &JsValue) -> Result<Self, String> {
        let failed = |_| "the sealed frame could not be made".to_owned();
        let script = property(core, "frame").as_string().unwrap_or_default();
        let element: HtmlIFrameElement = document()
            .create_element("iframe")
            .map_err(failed)?
            .dyn_into()
            .map_err(|_| "the sealed frame could not be made".to_owned())?;
        let page = format!(
            "<!doctype html><meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\"><script>{script}</script>"
        );
        for (name, value) in
            [("sandbox", "allow-scripts"), ("title", "Smoke test"), ("hidden", ""), ("srcdoc", page.as_str())]
        {
            element.set_attribute(name, value).map_err(failed)?;
        }
        let channel = MessageChannel::new().map_err(failed)?;
        let (ours, theirs) = (channel.port1(), channel.port2());
        let target = element.clone();
        let on_load = move |_: &web_sys::Event| {
            if let Some(window) = target.content_window() {
                // The frame's origin is opaque, so it has no name; the document is the one above.
                let ports = Array::of1(&theirs);
                let _ = window.post_message_with_transfer(&JsValue::NULL, "*", &ports);
            }
        };
        EventListener::once(&element, "load", on_load).forget();
        if let Some(body) = document().body() {
            body.append_child(&element).map_err(failed)?;
        }
        Ok(Self { element, inbox: Inbox::new(ours) })
    }
}

/// Messages of a port, one after another.
#[derive(Clone)]
struct Inbox {
    port: MessagePort,
    waiting: Rc<RefCell<Waiting>>,
    _listener: Rc<EventListener>,
}

#[derive(Default)]
struct Waiting {
    queue: VecDeque<JsValue>,
    wake: Option<Function>,
    closed: bool,
}

impl Inbox {
    fn new(port: MessagePort) -> Self {
        let waiting: Rc<RefCell<Waiting>> = Rc::default();
        let inside = waiting.clone();
        let listener = EventListener::new(&port, "message", move |event| {
            if let Some(event) = event.dyn_ref::<MessageEvent>() {
                inside.borrow_mut().queue.push_back(event.data());
                wake(&inside);
            }
        });
        port.start();
        Self { port, waiting, _listener: Rc::new(listener) }
    }

    fn send(&self, message: &JsValue) {
        // Blobs, buffers and text can be cloned.
        let _ = self.port.post_message(message);
    }

    /// The next message; `None` once it is closed.
    async fn take(&self) -> Option<JsValue> {
        loop {
            if self.waiting.borrow().closed {
                return None;
            }
            if let Some(message) = self.waiting.borrow_mut().queue.pop_front() {
                return Some(message);
            }
            let waiting = self.waiting.clone();
            let promise = Promise::new(&mut |resolve, _| waiting.borrow_mut().wake = Some(resolve));
            let _ = JsFuture::from(promise).await;
        }
    }

    /// The next message that a frame of ours would send.
    async fn next(&mut self) -> Option<Said> {
        loop {
            let message = self.take().await?;
            if let Some(said) = message.as_string().and_then(|text| Said::parse(&text)) {
                return Some(said);
            }
        }
    }

    fn close(&self) {
        self.waiting.borrow_mut().closed = true;
        wake(&self.waiting);
        self.port.close();
    }
}

fn wake(waiting: &RefCell<Waiting>) {
    let wake = waiting.borrow_mut().wake.take();
    if let Some(wake) = wake {
        let _ = wake.call0(&JsValue::NULL);
    }
}

async fn expect(inbox: &mut Inbox, wanted: impl Fn(&Said) -> bool) -> Result<(), String> {
    loop {
        match inbox.next().await.ok_or_else(String::new)? {
            Said::Failed { message } => return Err(message),
            said if wanted(&said) => return Ok(()),
            _ => {}
        }
    }
}

/// `[{ name, blob }]`: what can be tried or installed beside it, and zips that may hold such; first what was fetched by name.
fn files(picked: &[Picked]) -> Array {
    let useful = |path: &str| [".whl", ".tar.gz", ".zip"].iter().any(|end| path.ends_with(end));
    let entry = |file: &File, name: &str| object(&[("name", name.into()), ("blob", JsValue::from(file.clone()))]);
    let fetched: Array = property(&boot(), "dependencies").dyn_into().unwrap_or_default();
    let fetched = fetched.iter().filter_map(|file| file.dyn_into::<File>().ok());
    let dropped = picked.iter().filter(|one| useful(&one.path));
    let dropped = dropped.map(|one| entry(&one.file, one.path.rsplit('/').next().unwrap_or(&one.path)));
    fetched.map(|file| entry(&file, &file.name())).chain(dropped).collect()
}

/// The visitor's system, as markers name it.
fn platform() -> &'static str {
    let agent = window().navigator().user_agent().unwrap_or_default();
    match () {
        () if agent.contains("Windows") => "win32",
        () if agent.contains("Mac") => "darwin",
        () => "linux",
    }
}

fn object(entries: &[(&str, JsValue)]) -> JsValue {
    let object = Object::new();
    for (name, value) in entries {
        // A new object takes any property.
        let _ = Reflect::set(&object, &JsValue::from_str(name), value);
    }
    object.into()
}
