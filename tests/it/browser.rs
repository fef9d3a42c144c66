//! A real Chromium: where it is found, a folder of its own to run in, and what is said where there is none.
//!
//! Chromium is not part of this project: where none is found, the run says so.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

mod devtools;
mod forms;
mod keys;
mod names;
mod tab;
mod way;

pub(crate) use tab::{Screen, Tab};

/// By what names it is found.
const NAMES: [&str; 4] = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
];

/// What every Chromium is told. What it wants for itself it does not get: only this machine is there.
pub(crate) const ARGUMENTS: [&str; 6] = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--no-proxy-server",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/// The Chromium of this machine, if it has one.
pub(crate) fn find() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).flat_map(|folder| NAMES.map(|name| folder.join(name)));
    found.into_iter().find(|file| file.is_file())
}

/// A folder of one browser's own, gone with this value.
pub(crate) struct Home(PathBuf);

impl Home {
    pub(crate) fn new() -> Self {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let n = MADE.fetch_add(1, Ordering::Relaxed);
        let home = std::env::temp_dir().join(format!("gonogo-browser-{}-{n}", std::process::id()));
        std::fs::create_dir_all(home.join("Default")).unwrap();
        Self(home)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        // A folder left in the temporary place is no reason to fail.
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Written past the test runner, which keeps to itself what a passing test prints.
#[expect(
    clippy::explicit_write,
    reason = "`eprintln!` is what the runner keeps to itself"
)]
pub(crate) fn say_that_none_looks(at: &str) {
    writeln!(
        std::io::stderr(),
        "SKIPPED: no Chromium was found, so no browser looks at {at}"
    )
    .unwrap();
}
