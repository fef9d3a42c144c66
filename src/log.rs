//! The log: lines for people or for machines, on standard error, with every secret covered.
//!
//! Opened once by `cli`. The libraries below are kept to what failed: at finer levels they print whole requests,
//! and serenity prints an event that it cannot read, with what people wrote, as a warning. Whatever comes through
//! all the same passes the veil.

use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use secrecy::SecretString;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Format, Level, Log};
use crate::veil::Veil;

/// What stands in the place of a secret.
const COVERED: &str = "[covered]";

/// Opens the log; `secrets` appear in no line of it.
pub fn open(log: Log, secrets: Vec<SecretString>) {
    let color = io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter(log.level))
        .with_writer(Covering::new(secrets, io::stderr))
        .with_ansi(color);
    match log.format {
        Format::Human => lines.init(),
        Format::Json => lines.json().flatten_event(true).init(),
    }
}

/// Our own words at `level`; of the libraries only what failed.
fn filter(level: Level) -> EnvFilter {
    let level = match level {
        Level::Error => "error",
        Level::Warn => "warn",
        Level::Info => "info",
        Level::Debug => "debug",
        Level::Trace => "trace",
    };
    EnvFilter::new(format!("error,gonogo={level}"))
}

/// Writes to `inner`, a line at a time, with the secrets covered.
#[derive(Clone)]
struct Covering<M> {
    veil: Arc<Veil>,
    inner: M,
}

impl<M> Covering<M> {
    fn new(secrets: Vec<SecretString>, inner: M) -> Self {
        Self {
            veil: Arc::new(Veil::over(secrets)),
            inner,
        }
    }
}

impl<'w, M: MakeWriter<'w>> MakeWriter<'w> for Covering<M> {
    type Writer = Line<M::Writer>;

    fn make_writer(&'w self) -> Self::Writer {
        Line {
            veil: self.veil.clone(),
            text: Vec::new(),
            inner: self.inner.make_writer(),
        }
    }
}

/// One line of the log, which goes out whole: a secret cut in two would not be seen.
struct Line<W: Write> {
    veil: Arc<Veil>,
    text: Vec<u8>,
    inner: W,
}

impl<W: Write> Write for Line<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.text.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        let text = std::mem::take(&mut self.text);
        let text = String::from_utf8_lossy(&text);
        let covered = self.veil.cover(&text, |_| COVERED.to_owned());
        self.inner.write_all(covered.as_bytes())?;
        self.inner.flush()
    }
}

impl<W: Write> Drop for Line<W> {
    fn drop(&mut self) {
        // Nobody is left to hear that the log cannot be written.
        let _ = self.flush();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    /// What is written, kept in memory.
    #[derive(Clone, Default)]
    struct Page(Arc<Mutex<Vec<u8>>>);

    impl Write for Page {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What `say` leaves in a log of this form, with `sesame` as its secret.
    fn logged(format: Format, level: Level, say: impl FnOnce()) -> String {
        let page = Page::default();
        let copy = page.clone();
        let writer = Covering::new(vec!["sesame".into()], move || copy.clone());
        let lines = tracing_subscriber::fmt()
            .with_env_filter(filter(level))
            .with_writer(writer)
            .with_ansi(false);
        match format {
            Format::Human => tracing::subscriber::with_default(lines.finish(), say),
            Format::Json => tracing::subscriber::with_default(lines.json().flatten_event(true).finish(), say),
        }
        let text = page.0.lock().unwrap().clone();
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn a_secret_is_covered_in_words_and_in_fields() {
        for format in [Format::Human, Format::Json] {
            let said = logged(format, Level::Info, || {
                tracing::info!(
                    address = "/interactions/5/abcdef/callback",
                    "it opens with sesame"
                );
            });
            assert!(said.contains("it opens with [covered]"), "{said}");
            assert!(said.contains("/interactions/5/[covered]/callback"), "{said}");
            assert!(!said.contains("sesame") && !said.contains("abcdef"), "{said}");
        }
    }

    #[test]
    fn a_line_for_machines_is_one_object() {
        let said = logged(Format::Json, Level::Info, || {
            tracing::info!(release = 17, "started")
        });
        let line: serde_json::Value = serde_json::from_str(said.trim_end()).unwrap();
        assert_eq!(
            (line["message"].as_str(), line["release"].as_u64()),
            (Some("started"), Some(17))
        );
    }

    #[test]
    fn libraries_are_heard_only_when_they_fail() {
        let said = logged(Format::Human, Level::Trace, || {
            tracing::warn!(target: "serenity::gateway::ws", "Unexpected payload {{\"content\":\"hello\"}}");
            tracing::debug!(target: "hyper_util::client", "headers");
            tracing::error!(target: "sqlx::pool", "the pool failed");
            tracing::trace!("how it goes");
        });
        assert!(!said.contains("hello") && !said.contains("headers"), "{said}");
        assert!(
            said.contains("the pool failed") && said.contains("how it goes"),
            "{said}"
        );
    }
}
