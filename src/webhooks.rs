//! The way in for other systems: signed webhooks of GitHub, of GitLab, and a plain signed form for everybody else.
//!
//! Started by the wiring when bot.toml has `[webhooks]`. A delivery is held against its signature before a word of it
//! is read, becomes a [`crate::domain::report::Report`], and goes through `app` as everything does. No secret and no
//! body reaches a log or an answer. It knows nothing of Discord and of the store.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, Request, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tracing::{error, info};

use crate::app::{App, Delivered};
use crate::config::secrets::Secrets;
use crate::domain::name::{PersonId, ServiceName};
use crate::domain::process::Service;
use crate::domain::report::{Report, System};

mod body;
mod delivery;
mod github;
mod gitlab;
mod plain;
mod signature;
mod texts;

use delivery::{Delivery, identify};
use signature::Signed;

/// The most bytes of a delivery. GitHub cuts its own at 25 MB, but none that is of use here comes near this.
pub const LARGEST: usize = 1 << 20;
/// How many bodies are in memory at once: the others wait.
const AT_ONCE: usize = 16;

/// How the room is set up.
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What the systems sign with.
    pub secrets: Secrets,
    /// People by what the systems call them.
    pub people: BTreeMap<String, PersonId>,
}

/// What every delivery needs.
struct Hooks {
    app: App,
    secrets: Secrets,
    people: BTreeMap<String, PersonId>,
    at_once: Semaphore,
    tasks: TaskTracker,
    /// Deliveries that were nobody's business.
    ignored: AtomicU64,
}

/// Why a delivery is not taken; the words are for whoever sets the sender up.
#[derive(Debug)]
struct No {
    status: StatusCode,
    words: String,
}

impl No {
    fn new(status: StatusCode, words: impl Into<String>) -> Self {
        let words = words.into();
        Self { status, words }
    }

    /// The same for a bad signature, a missing one, and a service that is not there: nobody learns which it is.
    fn unsigned() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "The signature is missing, wrong or too old. docs/webhooks.md says how a delivery is signed.",
        )
    }

    fn unreadable(words: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, words)
    }
}

impl IntoResponse for No {
    fn into_response(self) -> Response {
        (self.status, self.words + "\n").into_response()
    }
}

/// Listens where it is told.
///
/// # Errors
/// When the address cannot be had.
pub async fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(address).await
}

/// Takes deliveries until `stop`; what is under way is finished by `tasks`.
pub async fn serve(
    listener: TcpListener,
    app: App,
    settings: Settings,
    tasks: TaskTracker,
    stop: CancellationToken,
) {
    let hooks = Hooks {
        app,
        secrets: settings.secrets,
        people: settings.people,
        at_once: Semaphore::new(AT_ONCE),
        tasks,
        ignored: AtomicU64::new(0),
    };
    let router = Router::new()
        .route("/hooks/github/{service}", post(from_github))
        .route("/hooks/gitlab/{service}", post(from_gitlab))
        .route("/hooks/report/{service}", post(from_anybody))
        .with_state(Arc::new(hooks));
    let served = axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned());
    if let Err(error) = served.await {
        error!(%error, "webhooks are not heard any more");
    }
}

async fn from_github(
    State(hooks): State<Arc<Hooks>>,
    Path(service): Path<String>,
    request: Request<Body>,
) -> Response {
    hooks.take(System::new("github"), &service, request).await
}

async fn from_gitlab(
    State(hooks): State<Arc<Hooks>>,
    Path(service): Path<String>,
    request: Request<Body>,
) -> Response {
    hooks.take(System::new("gitlab"), &service, request).await
}

async fn from_anybody(
    State(hooks): State<Arc<Hooks>>,
    Path(service): Path<String>,
    request: Request<Body>,
) -> Response {
    let source = delivery::source_of(request.headers());
    hooks.take(source, &service, request).await
}

impl Hooks {
    async fn take(&self, source: System, service: &str, request: Request<Body>) -> Response {
        match self.try_take(source, service, request).await {
            Ok(status) => status.into_response(),
            Err(no) => no.into_response(),
        }
    }

    async fn try_take(
        &self,
        source: System,
        service: &str,
        request: Request<Body>,
    ) -> Result<StatusCode, No> {
        body::refuse_announced(request.headers())?;
        let _place = self
            .at_once
            .acquire()
            .await
            .map_err(|_| No::new(StatusCode::SERVICE_UNAVAILABLE, "Stopping."))?;
        let (head, body) = request.into_parts();
        let body = body::read(body).await?;
        let now = self.app.now();
        let signed = Signed {
            source: &source,
            headers: &head.headers,
            body: &body,
        };
        let secret = self.secrets.find(service, &source);
        if !signed.is_by(secret, now) {
            return Err(No::unsigned());
        }
        let delivery = identify(&source, service, &head.headers, &body)?;
        body::require_json(&head.headers, &body)?;
        let service = ServiceName::from(service);
        match self.report(&source, &service, &head.headers, &body)? {
            Some(report) => self.hear(delivery, service, report).await,
            None => Ok(self.ignore(&source, &service)),
        }
    }

    /// What a delivery reports; nothing when it is nobody's business.
    fn report(
        &self,
        source: &System,
        service: &ServiceName,
        headers: &HeaderMap,
        body: &[u8],
    ) -> Result<Option<Report>, No> {
        let Some(process) = self.app.library().of_service(service).into_iter().next() else {
            return Ok(None);
        };
        let known: &Service = &process.service;
        let report = match source.as_str() {
            "github" => github::read(known, headers, body, self.app.now()),
            "gitlab" => gitlab::read(known, body, self.app.now()),
            _ => plain::read(known, source, body, self.app.now()),
        }?;
        Ok(report.map(|report| self.with_person(report)))
    }

    /// Who made a change is known on Discord when the configuration says so.
    fn with_person(&self, mut report: Report) -> Report {
        if let Some(change) = report.event.change_mut() {
            change.person = self.people.get(&change.author.to_lowercase()).cloned();
        }
        report
    }

    /// In a task of its own: a sender that hangs up does not leave it half done.
    async fn hear(&self, delivery: Delivery, service: ServiceName, report: Report) -> Result<StatusCode, No> {
        let app = self.app.clone();
        let heard = self
            .tasks
            .spawn(async move { app.hear(&delivery.keys, &service, &report).await });
        match heard.await {
            Ok(Ok(Delivered::Now)) => Ok(StatusCode::ACCEPTED),
            Ok(Ok(Delivered::Before)) => Ok(StatusCode::OK),
            Ok(Err(error)) => Err(broken(&error)),
            Err(error) => Err(broken(&error)),
        }
    }

    fn ignore(&self, source: &System, service: &ServiceName) -> StatusCode {
        let ignored = self.ignored.fetch_add(1, Ordering::Relaxed) + 1;
        info!(source = source.as_str(), %service, ignored, "a delivery that nothing waits for was ignored");
        StatusCode::NO_CONTENT
    }
}

fn broken(error: &dyn std::error::Error) -> No {
    error!(%error, "a delivery was not taken note of");
    No::new(
        StatusCode::INTERNAL_SERVER_ERROR,
        "Something broke here; the same delivery may be sent again.",
    )
}
