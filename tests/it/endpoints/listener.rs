//! Somebody who listens for webhooks on loopback, and answers as a test wishes.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, Method, Uri};
use axum::response::Response;
use serde_json::Value;
use tokio::net::TcpListener;
use tokio_util::sync::{CancellationToken, DropGuard};

/// What came in.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) headers: BTreeMap<String, String>,
    pub(crate) body: Bytes,
}

impl Seen {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_default()
    }

    /// Method and address, and the body with its keys in order.
    pub(crate) fn as_text(&self) -> String {
        let head = format!("{} {}", self.method, self.path);
        match self.json() {
            Value::Null => head,
            json => format!("{head}\n{}", serde_json::to_string_pretty(&json).unwrap()),
        }
    }
}

/// What is answered.
pub(crate) enum Reply {
    Now(Response),
    /// The connection stays open, and nothing comes.
    Never,
}

impl Reply {
    pub(crate) fn status(status: u16) -> Self {
        Self::with(status, "")
    }

    pub(crate) fn with(status: u16, body: impl Into<Body>) -> Self {
        Self::Now(Response::builder().status(status).body(body.into()).unwrap())
    }

    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self::with(status, body.to_string())
    }

    pub(crate) fn headed(self, name: &'static str, value: &str) -> Self {
        match self {
            Self::Now(mut response) => {
                response.headers_mut().insert(name, value.parse().unwrap());
                Self::Now(response)
            }
            Self::Never => Self::Never,
        }
    }
}

type Answering = Box<dyn Fn(&Seen) -> Reply + Send + Sync>;

struct Shared {
    answer: Answering,
    seen: Mutex<Vec<Seen>>,
}

/// A listener, until it is dropped.
pub(crate) struct Listener {
    address: SocketAddr,
    shared: Arc<Shared>,
    _stop: DropGuard,
}

impl Listener {
    /// Listens on a free port of loopback.
    pub(crate) async fn answering(answer: impl Fn(&Seen) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let address = listener.local_addr().unwrap();
        let shared = Arc::new(Shared {
            answer: Box::new(answer),
            seen: Mutex::default(),
        });
        let router = Router::new().fallback(hear).with_state(shared.clone());
        let stop = CancellationToken::new();
        let stopped = stop.clone();
        #[expect(clippy::disallowed_methods, reason = "it listens beside the test")]
        tokio::spawn(async move {
            // The test ends whether or not a connection is still open.
            tokio::select! {
                _ = async { axum::serve(listener, router).await } => {}
                () = stopped.cancelled() => {}
            }
        });
        Self {
            address,
            shared,
            _stop: stop.drop_guard(),
        }
    }

    /// Its address, by this name.
    pub(crate) fn at(&self, scheme: &str, host: &str, path: &str) -> String {
        format!("{scheme}://{host}:{}{path}", self.address.port())
    }

    /// What came in so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.shared.seen.lock().unwrap().clone()
    }

    /// What came in so far, as text.
    pub(crate) fn requests(&self) -> String {
        let all: Vec<_> = self.seen().iter().map(Seen::as_text).collect();
        all.join("\n\n")
    }

    /// What came in since the last time, by method and address alone.
    pub(crate) fn take_heads(&self) -> Vec<String> {
        let seen = std::mem::take(&mut *self.shared.seen.lock().unwrap());
        let head = |seen: &Seen| format!("{} {}", seen.method, seen.path);
        seen.iter().map(head).collect()
    }
}

async fn hear(
    State(shared): State<Arc<Shared>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let text = |(name, value): (&axum::http::HeaderName, &axum::http::HeaderValue)| {
        (name.to_string(), value.to_str().unwrap_or_default().to_owned())
    };
    let seen = Seen {
        method,
        path: uri.to_string(),
        headers: headers.iter().map(text).collect(),
        body,
    };
    let reply = (shared.answer)(&seen);
    shared.seen.lock().unwrap().push(seen);
    match reply {
        Reply::Now(response) => response,
        Reply::Never => std::future::pending().await,
    }
}

/// How long tests let an endpoint take that never answers.
pub(crate) const SHORT: Duration = Duration::from_millis(300);
