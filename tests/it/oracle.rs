//! Discord's own API description as a judge: of what the bot sends, and of what the sandbox answers.
//!
//! The judge is the sandbox's own, `gonogo sandbox --judge`. The description is not part of this project:
//! `DISCORD_OPENAPI` names a copy of it (`openapi.json`, or gzipped), from
//! <https://github.com/discord/discord-api-spec>; without it bodies are not judged, and the run says so once.

use std::io::Write;
use std::path::Path;
use std::sync::{LazyLock, Once};

use gonogo::sandbox::judge::{self, BOT, Description};
use serde_json::Value;

/// One description for all stories.
static DESCRIPTION: LazyLock<Option<Description>> = LazyLock::new(|| {
    let path = std::env::var_os("DISCORD_OPENAPI").filter(|path| !path.is_empty())?;
    Some(Description::read(Path::new(&path)).expect("DISCORD_OPENAPI names Discord's description"))
});

/// The description, if there is one.
pub(crate) fn description() -> Option<&'static Description> {
    if DESCRIPTION.is_none() {
        say_that_nothing_is_judged();
    }
    DESCRIPTION.as_ref()
}

/// Judges everything that the bot and the sandbox said to each other, by a history.
pub(crate) fn judge(history: &[Value]) {
    let judgement = judge::judge(history, BOT, description());
    assert!(judgement.exchanges > 0, "the history names no request of the bot");
    let told: Vec<String> = judgement.violations.iter().map(ToString::to_string).collect();
    assert!(
        told.is_empty(),
        "Discord would not have let it pass:\n{}",
        told.join("\n")
    );
}

/// Written past the test runner, which keeps to itself what a passing test prints.
#[expect(
    clippy::explicit_write,
    reason = "`eprintln!` is what the runner keeps to itself"
)]
fn say_that_nothing_is_judged() {
    static SAID: Once = Once::new();
    SAID.call_once(|| {
        let word = "SKIPPED: DISCORD_OPENAPI names no copy of Discord's API description, so nothing is held against it";
        writeln!(std::io::stderr(), "{word}").unwrap();
    });
}
