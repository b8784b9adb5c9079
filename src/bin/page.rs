//! The page: mounts the application. Everything else is `preflight::web`.

fn main() {
    #[cfg(target_family = "wasm")]
    preflight::web::app::start();
}
