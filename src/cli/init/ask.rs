//! Asks on a terminal, or reads prepared answers, one a line.

use std::io::{self, BufRead, Write};
use std::process::{Command, Stdio};

use crate::config::ConfigError;

/// Why the questions ended early.
#[derive(Debug)]
pub(super) enum Stopped {
    /// It was asked for.
    Asked,
    /// An answer is missing or cannot be used.
    Wrong(String),
    /// The answers make no configuration.
    Misconfigured(ConfigError),
    /// The terminal or a file failed.
    Io(io::Error),
}

/// Somebody to ask.
pub(super) struct Asker<R, W> {
    pub(super) answers: R,
    pub(super) questions: W,
    /// Whether a person types: then a bad answer is asked for again.
    pub(super) is_terminal: bool,
}

impl<R: BufRead, W: Write> Asker<R, W> {
    /// Says something.
    pub(super) fn tell(&mut self, words: &str) -> Result<(), Stopped> {
        let told = self.questions.write_all(words.as_bytes());
        told.and_then(|()| self.questions.flush()).map_err(Stopped::Io)
    }

    /// Asks until the answer can be used. Enter, and the end of the answers, mean the default.
    pub(super) fn ask<T>(
        &mut self,
        question: &str,
        default: Option<&str>,
        understand: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Stopped> {
        let brackets = default.map(|default| format!(" [{default}]")).unwrap_or_default();
        loop {
            self.tell(&format!("{question}{brackets}: "))?;
            let answer = self.answer()?;
            let answer = match (answer.as_deref(), default) {
                (None | Some(""), Some(default)) => default,
                (None, None) => return Err(Stopped::Wrong(format!("\nThe answers end before: {question}"))),
                (Some(answer), _) => answer,
            };
            match understand(answer) {
                Ok(understood) => return Ok(understood),
                Err(problem) => self.refuse(question, &problem)?,
            }
        }
    }

    /// Asks for a secret, which does not appear on the terminal.
    pub(super) fn ask_hidden<T>(
        &mut self,
        question: &str,
        understand: impl Fn(&str) -> Result<T, String>,
    ) -> Result<T, Stopped> {
        loop {
            self.tell(&format!("{question}: "))?;
            let answer = {
                let _dark = self
                    .is_terminal
                    .then(Darkness::fall)
                    .transpose()
                    .map_err(Stopped::Io)?;
                self.answer()?
            };
            if self.is_terminal {
                // The Enter that ended it was not shown either.
                self.tell("\n")?;
            }
            match understand(answer.as_deref().unwrap_or_default()) {
                Ok(understood) => return Ok(understood),
                Err(problem) => self.refuse(question, &problem)?,
            }
        }
    }

    /// The next line; nothing at the end.
    fn answer(&mut self) -> Result<Option<String>, Stopped> {
        let mut line = String::new();
        let length = self.answers.read_line(&mut line).map_err(Stopped::Io)?;
        if !self.is_terminal {
            // Nobody typed the end of the line, so it is not there yet.
            self.tell("\n")?;
        }
        Ok((length > 0).then(|| line.trim().to_owned()))
    }

    /// Says what is wrong with an answer; without a person there is nobody to ask again.
    fn refuse(&mut self, question: &str, problem: &str) -> Result<(), Stopped> {
        if self.is_terminal {
            return self.tell(&format!("   {problem}\n"));
        }
        Err(Stopped::Wrong(format!("{}: {problem}", question.trim())))
    }
}

/// The terminal shows nothing of what is typed, until this is dropped.
struct Darkness;

impl Darkness {
    fn fall() -> io::Result<Self> {
        stty("-echo")?;
        Ok(Self)
    }
}

impl Drop for Darkness {
    fn drop(&mut self) {
        // A terminal that went dark can be lit; if not, `stty sane` is what people try.
        let _ = stty("echo");
    }
}

/// Sets the terminal of standard input (stty(1)).
fn stty(setting: &str) -> io::Result<()> {
    let status = Command::new("stty")
        .arg(setting)
        .stdin(Stdio::inherit())
        .status()?;
    if status.success() {
        return Ok(());
    }
    Err(io::Error::other(
        "the terminal cannot hide what is typed; put the token into the file yourself",
    ))
}
