//! The page's side of the worker: locks the network, starts the engine, sends requests, hands on events.
//!
//! The order matters and is the promise of this page: everything is fetched while the visitor looks for a file; then requests
//! are forbidden by policy; then the engine starts, in a worker that inherits the policy; only then does it get a file.
//!
//! One worker is started before the policy and may go on fetching: the loader of the smoke test (`public/boot.js`). It fetches
//! fixed lists of files of this site, and looks at no message, so nothing of a release can get into a request.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use gloo::events::EventListener;
use js_sys::futures::{JsFuture, spawn_local};
use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use leptos::prelude::{document, window};
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, Worker};

use super::input::Picked;
use super::protocol::Event;
use super::question::{Answer, Question};
use super::wire;

/// What the page may still do once it has files: run what it has. A policy can only be tightened: a reload is needed to
/// undo it. `worker-src blob:` belongs to it, because a worker from a URL would not inherit the policy; images from the
/// page's own site are left out, because asking for one is a request too.
/// The one style is that of the frame in which a README is shown (`readme_frame`), the one script that of the frame of the
/// smoke test.
pub const LOCK: &str = "default-src 'none'; connect-src 'none'; script-src 'wasm-unsafe-eval' \
     'sha256-gEBTTfixjNrCqpVCe/FhRf2Vp+ZhzFKBKupWDwhxlpM='; worker-src blob:; \
     style-src 'sha256-ChZ+nwYXqy8NanwEPRS86i/OZLIjrnK5b5929kdI3lc='; img-src data: blob:; \
     base-uri 'none'; form-action 'none'";

/// The mark of the moment in which the engine gets a request.
const REQUEST: &str = "preflight:request";

/// A handle; copies share one engine.
#[derive(Clone)]
pub struct Client(Rc<RefCell<Inner>>);

struct Inner {
    on_event: Rc<dyn Fn(Event)>,
    on_lock: Rc<dyn Fn()>,
    /// Glue and compiled module, once they are there.
    assets: Option<JsValue>,
    engine: Option<Engine>,
    /// Of the request that is to be answered; 0 where there is none.
    current: u32,
    /// How many requests there were.
    count: u32,
    /// Who waits for which answer.
    asked: HashMap<u32, OnAnswer>,
    /// The files of the newest request, for an engine that is started anew and has to know them.
    files: Vec<Picked>,
    /// A file that is compared with them.
    beside: Option<Picked>,
}

type OnAnswer = Box<dyn FnOnce(Answer)>;

struct Engine {
    worker: Worker,
    ready: bool,
    /// What was asked before the engine was ready.
    waiting: Vec<JsValue>,
    _listeners: [EventListener; 2],
}

impl Client {
    /// `on_event` gets the events that answer the newest request, `on_lock` is called once, when requests are forbidden.
    pub fn new(on_event: impl Fn(Event) + 'static, on_lock: impl Fn() + 'static) -> Self {
        let (on_event, on_lock) = (Rc::new(on_event), Rc::new(on_lock));
        Self(Rc::new(RefCell::new(Inner {
            on_event,
            on_lock,
            assets: None,
            engine: None,
            current: 0,
            count: 0,
            asked: HashMap::new(),
            files: Vec::new(),
            beside: None,
        })))
    }

    /// Reads and judges files. What was asked before is given up.
    pub fn inspect(&self, files: &[Picked]) {
        self.cancel();
        let id = {
            let mut inner = self.0.borrow_mut();
            inner.count += 1;
            inner.current = inner.count;
            inner.files = files.to_vec();
            inner.beside = None;
            inner.current
        };
        let request = request(id, files);
        let client = self.clone();
        spawn_local(async move {
            if let Err(message) = client.lock_and_load().await {
                client.tell(Event::Failed { id, file: String::new(), message });
                return;
            }
            // Meanwhile the visitor may have cancelled, or dropped something else.
            if client.0.borrow().current == id {
                client.send(request);
            }
        });
    }

    /// Gives the engine a file to compare with those that were inspected last.
    pub fn beside(&self, file: &Picked) {
        self.0.borrow_mut().beside = Some(file.clone());
        self.send(beside(file));
    }

    /// The files of the newest request.
    pub fn files(&self) -> Vec<Picked> {
        self.0.borrow().files.clone()
    }

    /// Asks about the files that were inspected last.
    pub fn ask(&self, question: &Question, on_answer: impl FnOnce(Answer) + 'static) {
        let bytes = Uint8Array::from(wire::write(question).as_slice());
        let id = {
            let mut inner = self.0.borrow_mut();
            inner.count += 1;
            let id = inner.count;
            inner.asked.insert(id, Box::new(on_answer));
            id
        };
        self.send(object([("id", id.into()), ("question", bytes.into())]));
    }

    /// Ends what runs; the engine starts anew from what is kept.
    pub fn cancel(&self) {
        let busy = {
            let mut inner = self.0.borrow_mut();
            inner.asked.clear();
            std::mem::take(&mut inner.current) != 0
        };
        if busy {
            self.restart();
        }
    }

    fn restart(&self) {
        let engine = self.0.borrow_mut().engine.take();
        if let Some(engine) = engine {
            engine.worker.terminate();
            self.start();
        }
    }

    /// After a question that ended the engine: it gets the same files again, and nobody waits for what it says of them.
    fn replay(&self) {
        self.restart();
        let (request, other) = {
            let mut inner = self.0.borrow_mut();
            inner.count += 1;
            (request(inner.count, &inner.files), inner.beside.as_ref().map(beside))
        };
        self.send(request);
        if let Some(other) = other {
            self.send(other);
        }
    }

    /// Forbids requests that have not begun, waits for those that have, and locks.
    async fn lock_and_load(&self) -> Result<(), String> {
        if self.0.borrow().assets.is_some() {
            return Ok(());
        }
        let boot = boot();
        let _ = method(&boot, "stop").and_then(|stop| stop.call0(&boot).ok());
        let fetching: Promise = property(&boot, "fetching").unchecked_into();
        let _ = JsFuture::from(fetching).await;
        if let Some(armed) = method(&boot, "arm").and_then(|arm| arm.call0(&boot).ok()) {
            let _ = JsFuture::from(armed.unchecked_into::<Promise>()).await;
        }
        lock();
        let on_lock = self.0.borrow().on_lock.clone();
        on_lock();
        let engine: Promise = property(&boot, "engine").unchecked_into();
        let assets = JsFuture::from(engine).await.map_err(|error| {
            format!("the engine could not be fetched before the files came ({})", error_text(&error))
        })?;
        self.0.borrow_mut().assets = Some(assets);
        Ok(())
    }

    fn start(&self) {
        let Some(assets) = self.0.borrow().assets.clone() else { return };
        let boot = boot();
        let worker = method(&boot, "worker").and_then(|worker| worker.call1(&boot, &assets).ok());
        let Some(worker) = worker.and_then(|worker| worker.dyn_into::<Worker>().ok()) else { return };
        let client = self.clone();
        let on_message = EventListener::new(&worker, "message", move |message| {
            let bytes =
                message.dyn_ref::<MessageEvent>().and_then(|message| message.data().dyn_into::<Uint8Array>().ok());
            if let Some(event) = bytes.and_then(|bytes| wire::read(&bytes.to_vec())) {
                client.receive(event);
            }
        });
        let client = self.clone();
        let on_error = EventListener::new(&worker, "error", move |error| {
            let id = client.0.borrow().current;
            let message = error_text(error);
            client.receive(Event::Failed { id, file: String::new(), message });
        });
        self.0.borrow_mut().engine =
            Some(Engine { worker, ready: false, waiting: Vec::new(), _listeners: [on_message, on_error] });
    }

    fn send(&self, request: JsValue) {
        if self.0.borrow().engine.is_none() {
            self.start();
        }
        let mut inner = self.0.borrow_mut();
        if let Some(engine) = &mut inner.engine {
            if engine.ready {
                post(&engine.worker, &request);
            } else {
                engine.waiting.push(request);
            }
        }
    }

    fn receive(&self, event: Event) {
        if event == Event::Ready {
            let mut inner = self.0.borrow_mut();
            if let Some(engine) = &mut inner.engine {
                engine.ready = true;
                for request in std::mem::take(&mut engine.waiting) {
                    post(&engine.worker, &request);
                }
            }
            return;
        }
        if let Event::Answer { id, answer } = event {
            self.hand_over(id, answer);
            return;
        }
        if let Event::Failed { id, message, .. } = &event
            && self.0.borrow().asked.contains_key(id)
        {
            self.hand_over(*id, Answer::Nothing(format!("This is a defect of Preflight: {message}")));
            self.replay();
            return;
        }
        if matches!(event, Event::Done { .. }) {
            measure();
        }
        let failed = matches!(event, Event::Failed { .. });
        self.tell(event);
        if failed {
            self.restart();
        }
    }

    fn hand_over(&self, id: u32, answer: Answer) {
        let on_answer = self.0.borrow_mut().asked.remove(&id);
        if let Some(on_answer) = on_answer {
            on_answer(answer);
        }
    }

    /// Hands on what answers the newest request; what answers an older one comes too late.
    fn tell(&self, event: Event) {
        let on_event = {
            let mut inner = self.0.borrow_mut();
            let id = match &event {
                Event::Ready | Event::Answer { .. } => return,
                Event::Progress { id, .. }
                | Event::Part { id, .. }
                | Event::Read { id, .. }
                | Event::Members { id, .. }
                | Event::Done { id, .. }
                | Event::Failed { id, .. } => *id,
            };
            if id == 0 || id != inner.current {
                return;
            }
            if matches!(event, Event::Done { .. } | Event::Failed { .. }) {
                inner.current = 0;
            }
            inner.on_event.clone()
        };
        on_event(event);
    }
}

fn post(worker: &Worker, request: &JsValue) {
    if let Some(performance) = window().performance() {
        let _ = performance.mark(REQUEST);
    }
    // Posting fails only for what cannot be cloned; `File`s can.
    let _ = worker.post_message(request);
}

/// Leaves the time from the request to its answer where the developer tools and `script/bench` find it.
fn measure() {
    if let Some(performance) = window().performance() {
        let _ = performance.measure_with_start_mark("preflight:inspect", REQUEST);
    }
}

/// `{ id, files, paths }`
fn request(id: u32, files: &[Picked]) -> JsValue {
    let handles: Array = files.iter().map(|picked| JsValue::from(picked.file.clone())).collect();
    let paths: Array = files.iter().map(|picked| JsValue::from_str(&picked.path)).collect();
    object([("id", id.into()), ("files", handles.into()), ("paths", paths.into())])
}

/// `{ beside, path }`
fn beside(picked: &Picked) -> JsValue {
    object([("beside", picked.file.clone().into()), ("path", JsValue::from_str(&picked.path))])
}

fn object<const N: usize>(properties: [(&str, JsValue); N]) -> JsValue {
    let object = Object::new();
    for (name, value) in properties {
        // A new object takes any property.
        let _ = Reflect::set(&object, &JsValue::from_str(name), &value);
    }
    object.into()
}

/// Adds the stricter policy to the document.
fn lock() {
    let Ok(meta) = document().create_element("meta") else { return };
    let set =
        meta.set_attribute("http-equiv", "Content-Security-Policy").and_then(|()| meta.set_attribute("content", LOCK));
    if let (Ok(()), Some(head)) = (set, document().head()) {
        let _ = head.append_child(&meta);
    }
}

/// `window.preflight`, made by `public/boot.js`.
pub fn boot() -> JsValue {
    property(&js_sys::global(), "preflight")
}

/// `undefined` where there is none.
pub fn property(object: &JsValue, name: &str) -> JsValue {
    Reflect::get(object, &JsValue::from_str(name)).unwrap_or_default()
}

pub fn method(object: &JsValue, name: &str) -> Option<Function> {
    property(object, name).dyn_into().ok()
}

/// The `message` of an error or of an error event.
pub fn error_text(error: &JsValue) -> String {
    let message = property(error, "message").as_string();
    message.filter(|message| !message.is_empty()).unwrap_or_else(|| "the engine stopped".to_owned())
}
