//! The engine: answers the page's requests in a worker. Everything else is `preflight::web::worker`.

fn main() {
    #[cfg(target_family = "wasm")]
    preflight::web::worker::start();
}
