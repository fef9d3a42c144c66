//! The preset for Atlassian's Statuspage: an outage is a scheduled maintenance on the page.
//!
//! REST API v1 (<https://developer.statuspage.io>, "Incidents"): `POST /pages/{page}/incidents` plans it,
//! `PATCH /pages/{page}/incidents/{id}` moves it on through `scheduled`, `in_progress` and `completed`. gonogo moves it
//! itself, so the page's own automatic moves are off. `verifying` is not used: gonogo tells of no such moment.
//!
//! The API knows no idempotency key. So the incident carries in its metadata which outage it is and what was told last:
//! a call that is repeated finds it, and says nothing twice. Reminders are left to the page.

use chrono::{DateTime, SecondsFormat, Utc};
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};

use crate::config::endpoints::Statuspage;
use crate::outbound::delivery::{Receipt, Undelivered};
use crate::wording::text::fit;

use super::below;
use super::call::{Call, Kind};
use super::line::{Line, Request};

/// The longest name of an incident, and the longest words on it, in characters (API reference, "Create an incident").
const LONGEST_NAME: usize = 255;
const LONGEST_BODY: usize = 25_000;

/// Where the mark stands in the metadata, in which every value at the top is an object (likewise).
const MARK: &str = "gonogo";

/// How many of the newest incidents are looked through for a mark; the API gives no more at once.
const LOOKED_THROUGH: &str = "100";

/// A page, and the way to it.
pub(super) struct Page<'p> {
    pub(super) line: &'p Line,
    pub(super) base: &'p Url,
    pub(super) plan: &'p Statuspage,
    pub(super) key: &'p HeaderValue,
}

/// The header that carries a key; nothing where no header can.
pub(super) fn find_key(key: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("OAuth {key}")).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// An incident that is there already.
struct Incident {
    id: String,
    metadata: Map<String, Value>,
}

impl Page<'_> {
    /// Brings the page to what a call says.
    ///
    /// # Errors
    /// [`Undelivered`].
    pub(super) async fn deliver(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let Some(incident) = self.find_incident(call).await? else {
            // What the page never knew of cannot be over there.
            return match call.kind.is_last() {
                true => Ok(Receipt { id: None }),
                false => self.plan(call).await,
            };
        };
        let stands_there = matches!(call.kind, Kind::Announced | Kind::Reminder);
        if !stands_there && incident.told() != Some(call.id.as_str()) {
            self.change(&incident, call).await?;
        }
        Ok(Receipt {
            id: Some(incident.id),
        })
    }

    async fn find_incident(&self, call: &Call) -> Result<Option<Incident>, Undelivered> {
        if let Some(id) = call.receipt.as_deref().filter(|id| is_id(id)) {
            let found = self.line.find(self.get(&[id])).await?;
            if let Some(incident) = found.as_ref().and_then(|found| Incident::of_call(found, call)) {
                return Ok(Some(incident));
            }
        }
        let mut list = self.url(&[]);
        list.query_pairs_mut().append_pair("limit", LOOKED_THROUGH);
        let list = Request::get(list).headed(self.headers()).for_list();
        let incidents = self.line.ask(list).await?.json();
        let Some(incidents) = incidents.as_array() else {
            return Err(self
                .line
                .standing()
                .later("answered with something else than a list"));
        };
        let mut incidents = incidents.iter();
        Ok(incidents.find_map(|incident| Incident::of_call(incident, call)))
    }

    async fn plan(&self, call: &Call) -> Result<Receipt, Undelivered> {
        let mut incident = self.told(call, Map::new());
        incident["scheduled_for"] = time(call.window.start);
        incident["scheduled_until"] = time(call.likely_end());
        incident["scheduled_remind_prior"] = json!(self.plan.notify);
        for automatic in ["scheduled_auto_in_progress", "scheduled_auto_completed"] {
            incident[automatic] = json!(false);
        }
        if !self.plan.components.is_empty() {
            incident["component_ids"] = json!(self.plan.components);
            incident["auto_transition_to_maintenance_state"] = json!(true);
            incident["auto_transition_to_operational_state"] = json!(true);
        }
        let answer = self.line.ask(self.send(Method::POST, &[], &incident)).await?;
        match Incident::of(&answer.json()) {
            Some(incident) => Ok(Receipt {
                id: Some(incident.id),
            }),
            // It was taken, and is found by its mark the next time.
            None => Ok(Receipt { id: None }),
        }
    }

    async fn change(&self, incident: &Incident, call: &Call) -> Result<(), Undelivered> {
        let mut change = self.told(call, incident.metadata.clone());
        match call.kind {
            Kind::Changed | Kind::Extended => {
                change["scheduled_for"] = time(call.window.start);
                change["scheduled_until"] = time(call.window.end);
            }
            Kind::Announced
            | Kind::Reminder
            | Kind::Started
            | Kind::Overran
            | Kind::Ended
            | Kind::Cancelled => {}
        }
        let request = self.send(Method::PATCH, &[&incident.id], &change);
        self.line.ask(request).await.map(|_| ())
    }

    /// What an incident has after a call, whatever the call is; `metadata` is what others noted on it.
    fn told(&self, call: &Call, mut metadata: Map<String, Value>) -> Value {
        let status = match call.kind {
            Kind::Ended | Kind::Cancelled => "completed",
            _ if call.is_under_way() => "in_progress",
            _ => "scheduled",
        };
        let mark = json!({ "outage": call.mark(), "told": call.id, "over": call.kind.is_last() });
        metadata.insert(MARK.to_owned(), mark);
        let mut incident = json!({
            "name": fit(&call.title, LONGEST_NAME),
            "status": status,
            "body": fit(&call.text, LONGEST_BODY),
            "deliver_notifications": self.plan.notify,
            "metadata": metadata,
        });
        if let Some(impact) = &self.plan.impact {
            incident["impact_override"] = json!(impact);
        }
        let component = match status {
            "in_progress" => "under_maintenance",
            "completed" => "operational",
            _ => return incident,
        };
        if !self.plan.components.is_empty() && call.kind != Kind::Cancelled {
            let components = self.plan.components.iter();
            incident["components"] = components.map(|id| (id.clone(), json!(component))).collect();
        }
        incident
    }

    fn get(&self, path: &[&str]) -> Request {
        Request::get(self.url(path)).headed(self.headers())
    }

    fn send(&self, method: Method, path: &[&str], incident: &Value) -> Request {
        let body = json!({ "incident": incident }).to_string().into_bytes();
        Request::with(method, self.url(path), body).headed(self.headers())
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut whole = vec!["pages", self.plan.page.as_str(), "incidents"];
        whole.extend(path);
        below(self.base, &whole)
    }

    fn headers(&self) -> HeaderMap {
        HeaderMap::from_iter([(AUTHORIZATION, self.key.clone())])
    }
}

impl Incident {
    fn of(json: &Value) -> Option<Self> {
        let id = json["id"].as_str().filter(|id| is_id(id))?;
        Some(Self {
            id: id.to_owned(),
            metadata: json["metadata"].as_object().cloned().unwrap_or_default(),
        })
    }

    /// The incident, if it is that of the call's outage. One that gonogo ended is not: an outage that is announced again
    /// under its number is another incident. It stays that of the very call that ended it.
    fn of_call(json: &Value, call: &Call) -> Option<Self> {
        let incident = Self::of(json)?;
        let mark = incident.metadata.get(MARK)?;
        let is_over = mark["over"] == true && mark["told"] != call.id.as_str();
        (mark["outage"] == call.mark().as_str() && !is_over).then_some(incident)
    }

    /// The call that was told on it last.
    fn told(&self) -> Option<&str> {
        self.metadata.get(MARK)?.get("told")?.as_str()
    }
}

fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 64 && id.chars().all(|c| c.is_ascii_alphanumeric())
}

fn time(at: DateTime<Utc>) -> Value {
    json!(at.to_rfc3339_opts(SecondsFormat::Secs, true))
}
