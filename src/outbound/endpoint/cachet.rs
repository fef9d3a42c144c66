//! The preset for Cachet: an outage is a schedule.
//!
//! Version 3.x (<https://github.com/cachethq/core>, `routes/api.php`, `ScheduleController`, `ScheduleUpdateController`,
//! read at commit 9183688b of 2026-08-22) and 2.4 (<https://github.com/cachethq/cachet>, `ScheduleController`). Both
//! have `POST /schedules` and `PUT /schedules/{id}`; what 3 has more are updates below a schedule, components, and
//! that it works out the state from the times, while 2 is told a number. Neither knows a schedule that is called off:
//! it is given "Cancelled" in its name, and an end.
//!
//! Times are those of the clock on Cachet's wall, since versions of 3 before August 2026 and all of 2 read no others.
//!
//! The API knows no idempotency key, and not every version keeps metadata. So the mark of an outage, and of each update,
//! is a line of Markdown that shows as nothing (a link definition that nobody uses): a call that is repeated finds it.

use chrono::{DateTime, Utc};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::config::endpoints::{Cachet, CachetVersion};
use crate::outbound::delivery::{Receipt, Undelivered};
use crate::wording::text::fit;

use super::below;
use super::call::{Call, Kind, UNKNOWN};
use super::line::{Line, Request};

/// The longest name of a schedule, in characters (`CreateScheduleRequestData`).
const LONGEST_NAME: usize = 255;

/// The longest words on one: our own bound, since it has none.
const LONGEST_MESSAGE: usize = 25_000;

/// How many of the newest schedules are looked through for a mark; 3.x gives no more at once.
const LOOKED_THROUGH: &str = "100";

/// `under_maintenance` (`ComponentStatusEnum`).
const UNDER_MAINTENANCE: u8 = 6;

/// An installation, and the way to it.
pub(super) struct Board<'b> {
    pub(super) line: &'b Line,
    pub(super) base: &'b Url,
    pub(super) plan: &'b Cachet,
    pub(super) key: &'b HeaderValue,
}

/// The header that carries a key to a version; nothing where no header can.
pub(super) fn find_key(version: CachetVersion, key: &str) -> Option<HeaderValue> {
    let mut value = match version {
        CachetVersion::Two => HeaderValue::try_from(key).ok()?,
        CachetVersion::Three => HeaderValue::try_from(format!("Bearer {key}")).ok()?,
    };
    value.set_sensitive(true);
    Some(value)
}

impl Board<'_> {
    /// Brings the schedule to what a call says.
    ///
    /// # Errors
    /// [`Undelivered`].
    pub(super) async fn deliver(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let Some(schedule) = self.find_schedule(call).await? else {
            // What it never knew of cannot be over there.
            return match call.kind.is_last() {
                true => Ok(Receipt { id: None }),
                false => self.plan(call).await,
            };
        };
        match call.kind {
            Kind::Announced | Kind::Reminder => {}
            // Cachet 3 tells its subscribers of a window that moved by itself.
            Kind::Changed | Kind::Extended => self.change(&schedule, call).await?,
            Kind::Started | Kind::Overran | Kind::Ended | Kind::Cancelled => {
                if self.plan.version == CachetVersion::Three {
                    self.tell(&schedule.id, call).await?;
                }
                self.change(&schedule, call).await?;
            }
        }
        Ok(Receipt {
            id: Some(schedule.id),
        })
    }

    async fn find_schedule(&self, call: &Call) -> Result<Option<Schedule>, Undelivered> {
        if let Some(id) = call.receipt.as_deref().filter(|id| is_id(id)) {
            let found = self.line.find(self.get(self.url(&[id]))).await?;
            let schedule = found.and_then(|found| Schedule::of_call(&found["data"], call));
            if schedule.is_some() {
                return Ok(schedule);
            }
        }
        let newest_first: &[_] = match self.plan.version {
            CachetVersion::Two => &[("sort", "id"), ("order", "desc")],
            CachetVersion::Three => &[("sort", "-id")],
        };
        let schedules = self.list(&[], newest_first).await?;
        let mut schedules = schedules.iter();
        Ok(schedules.find_map(|schedule| Schedule::of_call(schedule, call)))
    }

    async fn plan(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let mut schedule = self.shape(call);
        schedule["message"] = json!(marked(&call.text, &call.mark()));
        match self.plan.version {
            CachetVersion::Two => schedule["notify"] = json!(self.plan.notify),
            CachetVersion::Three => {
                schedule["notifications"] = json!(self.plan.notify);
                let components = self.plan.components.iter();
                let components = components.map(|id| json!({ "id": id, "status": UNDER_MAINTENANCE }));
                schedule["components"] = components.collect();
            }
        }
        let answer = self.line.ask(self.send(Method::POST, &[], &schedule)).await?;
        Ok(Receipt {
            id: find_id(&answer.json()["data"]),
        })
    }

    async fn change(&self, schedule: &Schedule, call: &Call) -> Result<(), Undelivered> {
        let mut shape = self.shape(call);
        let says_it_all = matches!(call.kind, Kind::Changed | Kind::Extended);
        let is_in_words = says_it_all || self.plan.version == CachetVersion::Two;
        let words = match is_in_words {
            true => marked(&call.text, &call.mark()),
            false => schedule.message.clone(),
        };
        // An outage that is announced again under its number is another schedule.
        shape["message"] = match call.kind.is_last() {
            true => json!(words.replace(&mark(&call.mark()), &mark(&over(call)))),
            false => json!(words),
        };
        let request = self.send(Method::PUT, &[&schedule.id], &shape);
        self.line.ask(request).await.map(|_| ())
    }

    /// Puts an update below a schedule, unless it is there.
    async fn tell(&self, id: &str, call: &Call) -> Result<(), Undelivered> {
        let updates = self.list(&[id, "updates"], &[("sort", "-created_at")]).await?;
        let mark = mark(&call.id);
        if updates.iter().any(|update| is_marked(update, &mark)) {
            return Ok(());
        }
        let update = json!({ "message": marked(&call.text, &call.id) });
        let request = self.send(Method::POST, &[id, "updates"], &update);
        self.line.ask(request).await.map(|_| ())
    }

    /// The name and the times of a schedule after a call, and for version 2 its status.
    fn shape(&self, call: &Call) -> Value {
        let (window, at) = (call.window, call.ended_at.unwrap_or(call.at));
        let start = call
            .started_at
            .map_or(window.start, |began| began.min(window.start));
        let (start, end) = match call.kind {
            Kind::Announced | Kind::Reminder | Kind::Changed | Kind::Extended | Kind::Started => {
                (start, call.likely_end())
            }
            // At its end Cachet 3 would call it complete.
            Kind::Overran => (start, window.end.max(call.at + UNKNOWN)),
            Kind::Ended | Kind::Cancelled => (start.min(at), at),
        };
        let name = match call.kind {
            Kind::Cancelled => format!("Cancelled: {}", call.title),
            _ => call.title.clone(),
        };
        let mut schedule = json!({
            "name": fit(&name, LONGEST_NAME),
            "scheduled_at": self.time(start),
            "completed_at": self.time(end),
        });
        if self.plan.version == CachetVersion::Two {
            // Upcoming, in progress, complete (`Schedule`).
            schedule["status"] = json!(match call.kind {
                Kind::Ended | Kind::Cancelled => 2,
                _ if call.is_under_way() => 1,
                _ => 0,
            });
        }
        schedule
    }

    fn time(&self, at: DateTime<Utc>) -> String {
        let form = match self.plan.version {
            CachetVersion::Two => "%Y-%m-%d %H:%M",
            CachetVersion::Three => "%Y-%m-%d %H:%M:%S",
        };
        at.with_timezone(&self.plan.timezone).format(form).to_string()
    }

    async fn list(&self, path: &[&str], query: &[(&str, &str)]) -> Result<Vec<Value>, Undelivered> {
        let mut url = self.url(path);
        url.query_pairs_mut()
            .append_pair("per_page", LOOKED_THROUGH)
            .extend_pairs(query);
        let answer = self.line.ask(self.get(url).for_list()).await?;
        match answer.json()["data"].take() {
            Value::Array(list) => Ok(list),
            _ => Err(self
                .line
                .standing()
                .later("answered with something else than a list")),
        }
    }

    fn get(&self, url: Url) -> Request {
        Request::get(url).headed(self.headers())
    }

    fn send(&self, method: Method, path: &[&str], body: &Value) -> Request {
        let body = body.to_string().into_bytes();
        Request::with(method, self.url(path), body).headed(self.headers())
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut whole = vec!["schedules"];
        whole.extend(path);
        below(self.base, &whole)
    }

    fn headers(&self) -> HeaderMap {
        let name = match self.plan.version {
            CachetVersion::Two => HeaderName::from_static("x-cachet-token"),
            CachetVersion::Three => AUTHORIZATION,
        };
        HeaderMap::from_iter([(name, self.key.clone())])
    }
}

/// A line of Markdown that shows as nothing.
fn mark(of: &str) -> String {
    format!("[//]: # (gonogo {of})")
}

fn marked(text: &str, of: &str) -> String {
    format!("{}\n\n{}", fit(text, LONGEST_MESSAGE), mark(of))
}

/// What the mark of an outage becomes when gonogo ended its schedule.
fn over(call: &Call) -> String {
    format!("{} over", call.mark())
}

/// A schedule that is there already.
struct Schedule {
    id: String,
    message: String,
}

impl Schedule {
    /// The schedule, if it is that of the call's outage, and gonogo did not end it.
    fn of_call(json: &Value, call: &Call) -> Option<Self> {
        is_marked(json, &mark(&call.mark())).then_some(())?;
        Some(Self {
            id: find_id(json)?,
            message: message_of(json)?.to_owned(),
        })
    }
}

/// Whether a schedule or an update has this mark.
fn is_marked(thing: &Value, mark: &str) -> bool {
    let mut lines = message_of(thing).into_iter().flat_map(str::lines);
    lines.any(|line| line.trim() == mark)
}

/// What a schedule or an update says; in 3.x that is among its attributes.
fn message_of(thing: &Value) -> Option<&str> {
    let messages = [&thing["message"], &thing["attributes"]["message"]];
    messages.into_iter().find_map(Value::as_str)
}

/// The id of a schedule: a number in 2, digits in 3.
fn find_id(schedule: &Value) -> Option<String> {
    let id = match &schedule["id"] {
        Value::Number(number) => number.to_string(),
        Value::String(text) => text.clone(),
        _ => return None,
    };
    is_id(&id).then_some(id)
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 20 && id.chars().all(|c| c.is_ascii_digit())
}
