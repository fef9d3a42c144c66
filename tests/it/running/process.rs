//! The program as a process: what it is told, what it says, how it ends.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWriteExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

/// How long a process is waited for; only a failing test waits that long.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder to start the program in; gone with this value.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        let path = std::env::temp_dir().join(format!("gonogo-running-{:016x}", rand::random::<u64>()));
        fs::create_dir(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.0.join(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.join(name)).unwrap()
    }

    /// The program with these arguments, in this folder, with an environment of its own.
    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_gonogo"));
        command
            .args(arguments)
            .current_dir(&self.0)
            .env_clear()
            .env("TMPDIR", &self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        command
    }

    /// Runs the program to its end, with these answers on its input.
    pub(crate) async fn ends(&self, arguments: &[&str], answers: &str) -> Ended {
        let mut child = self.command(arguments).spawn().unwrap();
        let mut input = child.stdin.take().unwrap();
        // A program that ended without reading them all has closed the pipe.
        let _ = input.write_all(answers.as_bytes()).await;
        drop(input);
        let output = tokio::time::timeout(PATIENCE, child.wait_with_output()).await;
        Ended::from(output.expect("it ends").unwrap())
    }

    /// Starts the program with these variables in its environment.
    pub(crate) fn start(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Running {
        let mut command = self.command(arguments);
        Running::from(command.envs(variables.iter().copied()).spawn().unwrap())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// How a process ended.
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Self {
            code: output.status.code(),
            out: text(output.stdout),
            err: text(output.stderr),
        }
    }
}

/// A running process.
pub(crate) struct Running {
    child: Child,
    lines: UnboundedReceiver<String>,
    /// Everything it has said that was waited for or passed over.
    pub(crate) said: Vec<String>,
}

impl From<Child> for Running {
    fn from(mut child: Child) -> Self {
        let (heard, lines) = unbounded_channel();
        listen(child.stdout.take().unwrap(), heard.clone());
        listen(child.stderr.take().unwrap(), heard);
        Self {
            child,
            lines,
            said: Vec::new(),
        }
    }
}

fn listen(output: impl AsyncRead + Unpin + Send + 'static, heard: UnboundedSender<String>) {
    let mut lines = BufReader::new(output).lines();
    #[expect(
        clippy::disallowed_methods,
        reason = "what the process says is heard beside the test"
    )]
    tokio::spawn(async move {
        while let Ok(Some(line)) = lines.next_line().await {
            if heard.send(line).is_err() {
                return;
            }
        }
    });
}

impl Running {
    /// Waits for a line with these words, and gives it.
    pub(crate) async fn says(&mut self, words: &str) -> String {
        let heard = async {
            while let Some(line) = self.lines.recv().await {
                self.said.push(line.clone());
                if line.contains(words) {
                    return Some(line);
                }
            }
            None
        };
        let heard = tokio::time::timeout(PATIENCE, heard).await;
        match heard {
            Ok(Some(line)) => line,
            Ok(None) | Err(_) => panic!("it never said {words:?}, but:\n{}", self.said.join("\n")),
        }
    }

    /// Sends a signal, such as TERM.
    pub(crate) async fn signal(&self, name: &str) {
        let id = self.child.id().expect("it still runs").to_string();
        let status = Command::new("kill")
            .args([&format!("-{name}"), &id])
            .status()
            .await;
        assert!(status.unwrap().success());
    }

    /// Waits for the end, and gives the exit code and everything that was said.
    pub(crate) async fn ends(mut self) -> (Option<i32>, String) {
        let rest = async {
            while let Some(line) = self.lines.recv().await {
                self.said.push(line);
            }
            self.child.wait().await.unwrap().code()
        };
        let code = tokio::time::timeout(PATIENCE, rest).await.expect("it ends");
        (code, self.said.join("\n"))
    }
}
