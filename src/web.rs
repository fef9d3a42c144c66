//! The way in for readers without Discord: the public page of outages, and feeds under secret addresses.
//!
//! Started by the wiring when bot.toml has `[web]`. Everything here is read-only: no login, no cookie, no form, no
//! script. What is read is drawn by `wording::public`; this room finds the outages, and answers over HTTP so that
//! nothing is fetched twice and nothing foreign can run. It knows nothing of Discord.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{Path, Request, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio_util::sync::CancellationToken;
use tracing::error;

use crate::app::{App, Fault};
use crate::domain::process::{Process, Service};
use crate::domain::service::ServiceState;
use crate::wording::public::{Listed, Readers, STYLE, Shown, changed_at, page};

mod answer;
pub mod feeds;

use answer::{Answer, Kept};

/// How many requests are worked on at once: the others wait.
const AT_ONCE: usize = 16;

/// How the room is set up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Where it listens.
    pub listen: SocketAddr,
    /// What addresses of pages and feeds begin with for those outside; where it listens when nothing is said.
    pub public_url: Option<String>,
}

/// An open door.
pub struct Door {
    listener: TcpListener,
    address: String,
}

impl Door {
    /// Listens where it is told.
    ///
    /// # Errors
    /// When the address cannot be had.
    pub async fn open(settings: Settings) -> io::Result<Self> {
        let listener = TcpListener::bind(settings.listen).await?;
        let address = match settings.public_url {
            Some(url) => url,
            None => format!("http://{}", listener.local_addr()?),
        };
        Ok(Self { listener, address })
    }

    /// What addresses of pages and feeds begin with, without a slash at the end.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Where it listens in fact.
    ///
    /// # Errors
    /// When the machine does not say.
    pub fn listens_at(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }

    /// Answers until `stop`.
    pub async fn serve(self, app: App, stop: CancellationToken) {
        let begun = app.now();
        let web = Arc::new(Web {
            app,
            address: self.address,
            begun,
            at_once: Semaphore::new(AT_ONCE),
            policy: content_policy(),
        });
        let router = Router::new()
            .route("/outages", get(outages))
            .route("/outages/{service}", get(outages_of))
            .route("/feeds/{token}/outages.ics", get(feeds::calendar_of))
            .route("/feeds/{token}/plan.ics", get(feeds::plan_of))
            .route("/feeds/{token}/outages.atom", get(feeds::feed_of))
            .fallback(async || Answer::nothing())
            .layer(from_fn_with_state(web.clone(), guard))
            .with_state(web);
        let served = axum::serve(self.listener, router).with_graceful_shutdown(stop.cancelled_owned());
        if let Err(error) = served.await {
            error!(%error, "the page of outages is not served any more");
        }
    }
}

/// What every request needs.
struct Web {
    app: App,
    address: String,
    /// When this began: a playbook may have changed before.
    begun: DateTime<Utc>,
    at_once: Semaphore,
    policy: HeaderValue,
}

/// A service with its outages, as they are now.
struct Known {
    process: Arc<Process>,
    state: Arc<ServiceState>,
}

impl Known {
    fn service(&self) -> &Service {
        &self.process.service
    }

    fn is_public(&self) -> bool {
        self.service().audiences.values().any(|audience| audience.public)
    }

    fn listed(&self) -> Listed<'_> {
        Listed {
            name: self.service().name.as_str(),
            title: &self.service().title,
        }
    }

    /// Its outages as `readers` know them.
    fn shown(&self, readers: Readers) -> impl Iterator<Item = Shown<'_>> {
        let outages = self.state.outages.iter();
        outages.filter_map(move |(number, outage)| Shown::find(*number, outage, self.service(), readers))
    }
}

impl Web {
    /// Every service that a playbook has.
    async fn services(&self) -> Result<Vec<Known>, Fault> {
        let mut services: Vec<Known> = Vec::new();
        for shelved in self.app.library().processes() {
            let name = &shelved.process.service.name;
            if services.iter().all(|known| known.service().name != *name) {
                let state = self.app.find_service(name).await?;
                let process = shelved.process.clone();
                services.push(Known { process, state });
            }
        }
        Ok(services)
    }

    async fn page(&self, service: Option<&str>) -> Result<Answer, Fault> {
        let mut services = self.services().await?;
        services.retain(Known::is_public);
        let now = self.app.now();
        let named = |known: &&Known| Some(known.service().name.as_str()) == service;
        let one = services.iter().find(named);
        if service.is_some() && one.is_none() {
            return Ok(Answer::nothing());
        }
        let wanted = services
            .iter()
            .filter(|known| one.is_none_or(|one| std::ptr::eq(one, *known)));
        let shown: Vec<Shown<'_>> = wanted.flat_map(|known| known.shown(Readers::Anybody)).collect();
        let listed: Vec<Listed<'_>> = services.iter().map(Known::listed).collect();
        let one = one.map(Known::listed);
        Ok(Answer::page(page(&shown, &listed, one.as_ref(), now)).changed(self.changed(&shown, now), now))
    }

    /// When an answer with these outages was another one last.
    fn changed(&self, shown: &[Shown<'_>], now: DateTime<Utc>) -> DateTime<Utc> {
        changed_at(shown, now).map_or(self.begun, |at| at.max(self.begun))
    }
}

/// Nothing but the page's own style may be used by it: not a script, not an image, not a frame.
fn content_policy() -> HeaderValue {
    let style = STANDARD.encode(Sha256::digest(STYLE));
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::from_str(&policy).expect("a policy is plain text")
}

/// What goes for every request: so many at once, and what a browser may do with the answer.
async fn guard(State(web): State<Arc<Web>>, request: Request, next: Next) -> Response {
    let Ok(_place) = web.at_once.acquire().await else {
        return Answer::broken().into_response();
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, web.policy.clone());
    headers.insert(
        header::X_CONTENT_TYPE_OPTIONS,
        HeaderValue::from_static("nosniff"),
    );
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

async fn outages(State(web): State<Arc<Web>>, headers: HeaderMap) -> Response {
    answered(web.page(None).await, &headers)
}

async fn outages_of(
    State(web): State<Arc<Web>>,
    Path(service): Path<String>,
    headers: HeaderMap,
) -> Response {
    answered(web.page(Some(&service)).await, &headers)
}

fn answered(answer: Result<Answer, Fault>, headers: &HeaderMap) -> Response {
    match answer {
        Ok(answer) => answer.unless(&Kept::of(headers)),
        Err(error) => {
            error!(%error, "what was asked of the web could not be read");
            Answer::broken().into_response()
        }
    }
}
