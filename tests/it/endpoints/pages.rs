//! The preset for Statuspage, against a page that keeps to Atlassian's rules and remembers what it is told.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use gonogo::config::endpoints::{Preset, Statuspage};
use gonogo::outbound::endpoint::{Call, Endpoint, Kind};
use serde_json::{Value, json};

use super::listener::{Listener, Reply, Seen};
use super::{Sketch, call, receipt, said};
use crate::story::assert_snapshot;

/// A page.
#[derive(Default)]
pub(super) struct Page {
    incidents: Mutex<Vec<Value>>,
    /// The next answer to a change is lost, after it was made.
    pub(super) loses_an_answer: AtomicBool,
}

impl Page {
    pub(super) async fn opens() -> (Arc<Self>, Listener, Endpoint) {
        let page = Arc::new(Self::default());
        let there = page.clone();
        let listener = Listener::answering(move |seen| there.answer(seen)).await;
        let endpoint = Self::endpoint_at(&listener, "the-key");
        (page, listener, endpoint)
    }

    fn endpoint_at(listener: &Listener, key: &'static str) -> Endpoint {
        let mut sketch = Self::sketch(listener.at("http", "127.0.0.1", "/v1"));
        sketch.key = key;
        sketch.endpoint()
    }

    /// An endpoint that is this page, whose API is at that address.
    pub(super) fn sketch(url: String) -> Sketch {
        let mut sketch = Sketch::plain(url);
        sketch.key = "the-key";
        sketch.preset = Preset::Statuspage(Statuspage {
            page: "kctbh9vrtdwd".to_owned(),
            components: vec!["b13yz5g2cw10".to_owned()],
            impact: Some("maintenance".to_owned()),
            notify: true,
        });
        sketch
    }

    fn answer(&self, seen: &Seen) -> Reply {
        if seen.headers.get("authorization").map(String::as_str) != Some("OAuth the-key") {
            return Reply::json(401, &json!({ "error": "Could not authenticate" }));
        }
        let path = seen.path.split('?').next().unwrap();
        let Some(rest) = path.strip_prefix("/v1/pages/kctbh9vrtdwd/incidents") else {
            return Reply::json(404, &json!({ "error": "Page not found" }));
        };
        let mut incidents = self.incidents.lock().unwrap();
        let id = rest.trim_start_matches('/');
        let given = &seen.json()["incident"];
        let place = incidents.iter().position(|incident| incident["id"] == id);
        match (&seen.method, id, place) {
            (&Method::GET, "", _) => {
                let newest_first: Vec<_> = incidents.iter().rev().take(100).cloned().collect();
                Reply::json(200, &json!(newest_first))
            }
            (&Method::GET, _, Some(place)) => Reply::json(200, &incidents[place]),
            (&Method::POST, "", _) => match wrong_with(given) {
                Some(wrong) => Reply::json(422, &json!({ "error": [wrong] })),
                None => {
                    let mut incident = json!({ "id": format!("inc{}", incidents.len() + 1), "updates": [] });
                    take_over(&mut incident, given);
                    incidents.push(incident.clone());
                    self.reply(201, &incident)
                }
            },
            (&Method::PATCH, _, Some(place)) => {
                take_over(&mut incidents[place], given);
                self.reply(200, &incidents[place])
            }
            _ => Reply::json(404, &json!({ "error": "Incident not found" })),
        }
    }

    fn reply(&self, status: u16, incident: &Value) -> Reply {
        match self.loses_an_answer.swap(false, Ordering::Relaxed) {
            true => Reply::status(504),
            false => Reply::json(status, incident),
        }
    }

    /// Each incident: status, window, and how often something was said on it.
    pub(super) fn course(&self) -> String {
        let line = |incident: &Value| {
            format!(
                "{} | {} | {} to {} | {} updates",
                incident["name"].as_str().unwrap(),
                incident["status"].as_str().unwrap(),
                incident["scheduled_for"].as_str().unwrap(),
                incident["scheduled_until"].as_str().unwrap(),
                incident["updates"].as_array().unwrap().len(),
            )
        };
        let incidents = self.incidents.lock().unwrap();
        incidents.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    /// Each incident: status, window, and everything that was said on it.
    pub(super) fn shown(&self) -> String {
        let line = |incident: &Value| {
            format!(
                "{} | {} | {} to {} | {}",
                incident["name"].as_str().unwrap(),
                incident["status"].as_str().unwrap(),
                incident["scheduled_for"].as_str().unwrap(),
                incident["scheduled_until"].as_str().unwrap(),
                incident["updates"],
            )
        };
        let incidents = self.incidents.lock().unwrap();
        incidents.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

/// What the API refuses.
fn wrong_with(incident: &Value) -> Option<&'static str> {
    let is_time =
        |key: &str| chrono::DateTime::parse_from_rfc3339(incident[key].as_str().unwrap_or("")).is_ok();
    let status = incident["status"].as_str().unwrap_or_default();
    let metadata = incident["metadata"].as_object();
    if incident["name"]
        .as_str()
        .is_none_or(|name| name.is_empty() || name.chars().count() > 255)
    {
        Some("Name is too long or blank")
    } else if !["scheduled", "in_progress", "verifying", "completed"].contains(&status) {
        Some("Status is not included in the list")
    } else if !(is_time("scheduled_for") && is_time("scheduled_until")) {
        Some("Scheduled for is no time")
    } else if metadata.is_some_and(|metadata| metadata.values().any(|value| !value.is_object())) {
        Some("Metadata must hold objects")
    } else {
        None
    }
}

fn take_over(incident: &mut Value, given: &Value) {
    for (key, value) in given.as_object().unwrap() {
        if key == "body" {
            incident["updates"].as_array_mut().unwrap().push(value.clone());
        } else {
            incident[key] = value.clone();
        }
    }
}

fn told_before(kind: Kind) -> Call {
    let mut call = call(kind);
    call.receipt = Some("inc1".to_owned());
    call
}

#[tokio::test]
async fn an_outage_is_planned_moved_begun_and_completed() {
    let (page, listener, endpoint) = Page::opens().await;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("inc1"));
    let mut moved = told_before(Kind::Changed);
    moved.window.end = "2026-11-24T08:00:00Z".parse().unwrap();
    for call in [
        moved,
        told_before(Kind::Reminder),
        told_before(Kind::Started),
        told_before(Kind::Overran),
        told_before(Kind::Ended),
    ] {
        assert_eq!(endpoint.deliver(&call).await, receipt("inc1"));
    }
    assert_snapshot!(page.shown(), @r#"Mahara 22.04.2 | completed | 2026-11-24T06:00:00Z to 2026-11-24T08:00:00Z | ["The customers' words for outage.announced.","The customers' words for outage.changed.","The customers' words for outage.started.","The customers' words for outage.overran.","The customers' words for outage.ended."]"#);
    assert_snapshot!(listener.requests(), @r#"
    GET /v1/pages/kctbh9vrtdwd/incidents?limit=100

    POST /v1/pages/kctbh9vrtdwd/incidents
    {
      "incident": {
        "auto_transition_to_maintenance_state": true,
        "auto_transition_to_operational_state": true,
        "body": "The customers' words for outage.announced.",
        "component_ids": [
          "b13yz5g2cw10"
        ],
        "deliver_notifications": true,
        "impact_override": "maintenance",
        "metadata": {
          "gonogo": {
            "outage": "myportfolio/18",
            "over": false,
            "told": "gonogo_24b58e0d1d35cba80796e0b12715c160"
          }
        },
        "name": "Mahara 22.04.2",
        "scheduled_auto_completed": false,
        "scheduled_auto_in_progress": false,
        "scheduled_for": "2026-11-24T06:00:00Z",
        "scheduled_remind_prior": true,
        "scheduled_until": "2026-11-24T07:00:00Z",
        "status": "scheduled"
      }
    }

    GET /v1/pages/kctbh9vrtdwd/incidents/inc1

    PATCH /v1/pages/kctbh9vrtdwd/incidents/inc1
    {
      "incident": {
        "body": "The customers' words for outage.changed.",
        "deliver_notifications": true,
        "impact_override": "maintenance",
        "metadata": {
          "gonogo": {
            "outage": "myportfolio/18",
            "over": false,
            "told": "gonogo_c2da35fee82ef410ac583a5425d0bb54"
          }
        },
        "name": "Mahara 22.04.2",
        "scheduled_for": "2026-11-24T06:00:00Z",
        "scheduled_until": "2026-11-24T08:00:00Z",
        "status": "scheduled"
      }
    }

    GET /v1/pages/kctbh9vrtdwd/incidents/inc1

    GET /v1/pages/kctbh9vrtdwd/incidents/inc1

    PATCH /v1/pages/kctbh9vrtdwd/incidents/inc1
    {
      "incident": {
        "body": "The customers' words for outage.started.",
        "components": {
          "b13yz5g2cw10": "under_maintenance"
        },
        "deliver_notifications": true,
        "impact_override": "maintenance",
        "metadata": {
          "gonogo": {
            "outage": "myportfolio/18",
            "over": false,
            "told": "gonogo_01838b0205b469b068423749bd6d8bac"
          }
        },
        "name": "Mahara 22.04.2",
        "status": "in_progress"
      }
    }

    GET /v1/pages/kctbh9vrtdwd/incidents/inc1

    PATCH /v1/pages/kctbh9vrtdwd/incidents/inc1
    {
      "incident": {
        "body": "The customers' words for outage.overran.",
        "components": {
          "b13yz5g2cw10": "under_maintenance"
        },
        "deliver_notifications": true,
        "impact_override": "maintenance",
        "metadata": {
          "gonogo": {
            "outage": "myportfolio/18",
            "over": false,
            "told": "gonogo_7d789cf9d2befd54f10d17ba99ba7595"
          }
        },
        "name": "Mahara 22.04.2",
        "status": "in_progress"
      }
    }

    GET /v1/pages/kctbh9vrtdwd/incidents/inc1

    PATCH /v1/pages/kctbh9vrtdwd/incidents/inc1
    {
      "incident": {
        "body": "The customers' words for outage.ended.",
        "components": {
          "b13yz5g2cw10": "operational"
        },
        "deliver_notifications": true,
        "impact_override": "maintenance",
        "metadata": {
          "gonogo": {
            "outage": "myportfolio/18",
            "over": true,
            "told": "gonogo_e89a41d2e50688b30c006b83984f7b93"
          }
        },
        "name": "Mahara 22.04.2",
        "status": "completed"
      }
    }
    "#);
}

#[tokio::test]
async fn what_is_called_off_is_completed_with_the_words_of_the_notice() {
    let (page, _listener, endpoint) = Page::opens().await;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("inc1"));
    assert_eq!(
        endpoint.deliver(&told_before(Kind::Cancelled)).await,
        receipt("inc1")
    );
    assert_snapshot!(page.shown(), @r#"Mahara 22.04.2 | completed | 2026-11-24T06:00:00Z to 2026-11-24T07:00:00Z | ["The customers' words for outage.announced.","The customers' words for outage.cancelled."]"#);
    assert_eq!(
        page.incidents.lock().unwrap()[0].get("components"),
        None,
        "nothing was down"
    );
}

#[tokio::test]
async fn a_lost_answer_doubles_nothing() {
    let (page, listener, endpoint) = Page::opens().await;
    for kind in [Kind::Announced, Kind::Changed, Kind::Started, Kind::Ended] {
        // Without a receipt: the answer that had it may be the lost one.
        page.loses_an_answer.store(true, Ordering::Relaxed);
        let first = said(endpoint.deliver(&call(kind)).await);
        assert!(first.starts_with("later: "), "{first}");
        assert_eq!(endpoint.deliver(&call(kind)).await, receipt("inc1"), "{kind:?}");
    }
    let incidents = page.incidents.lock().unwrap();
    assert_eq!(incidents.len(), 1);
    assert_eq!(incidents[0]["updates"].as_array().unwrap().len(), 4);
    let writes = listener
        .take_heads()
        .into_iter()
        .filter(|head| !head.starts_with("GET"));
    assert_eq!(writes.count(), 4);
}

#[tokio::test]
async fn what_others_noted_on_an_incident_stays() {
    let (page, _listener, endpoint) = Page::opens().await;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("inc1"));
    page.incidents.lock().unwrap()[0]["metadata"]["jira"] = json!({ "id": "OPS-1" });
    assert_eq!(
        endpoint.deliver(&told_before(Kind::Changed)).await,
        receipt("inc1")
    );
    assert_eq!(
        page.incidents.lock().unwrap()[0]["metadata"],
        json!({
            "jira": { "id": "OPS-1" },
            "gonogo": { "outage": "myportfolio/18", "told": call(Kind::Changed).id, "over": false },
        })
    );
}

#[tokio::test]
async fn an_incident_that_somebody_deleted_is_planned_anew_unless_it_is_over() {
    let (page, _listener, endpoint) = Page::opens().await;
    assert_eq!(
        endpoint.deliver(&told_before(Kind::Changed)).await,
        receipt("inc1")
    );
    page.incidents.lock().unwrap().clear();
    assert_eq!(
        said(endpoint.deliver(&told_before(Kind::Ended)).await),
        "taken: None"
    );
    assert!(page.incidents.lock().unwrap().is_empty());
}

#[tokio::test]
async fn what_is_announced_again_after_its_end_is_another_incident() {
    let (page, _listener, endpoint) = Page::opens().await;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("inc1"));
    assert_eq!(
        endpoint.deliver(&told_before(Kind::Cancelled)).await,
        receipt("inc1")
    );
    let mut again = told_before(Kind::Announced);
    again.id = Call::id_of("outage/18/announced-again/customers/crm");
    assert_eq!(endpoint.deliver(&again).await, receipt("inc2"));
    // Told again, and told without the newer receipt: still the second.
    for _ in 0..2 {
        assert_eq!(endpoint.deliver(&again).await, receipt("inc2"));
        again.receipt = None;
    }
    assert_eq!(endpoint.deliver(&call(Kind::Started)).await, receipt("inc2"));
    assert_snapshot!(page.shown(), @r#"
    Mahara 22.04.2 | completed | 2026-11-24T06:00:00Z to 2026-11-24T07:00:00Z | ["The customers' words for outage.announced.","The customers' words for outage.cancelled."]
    Mahara 22.04.2 | in_progress | 2026-11-24T06:00:00Z to 2026-11-24T07:00:00Z | ["The customers' words for outage.announced.","The customers' words for outage.started."]
    "#);
}

#[tokio::test]
async fn an_outage_that_nobody_announced_gets_an_end() {
    let (page, _listener, endpoint) = Page::opens().await;
    let mut begun = call(Kind::Started);
    begun.window.start = begun.at;
    begun.window.end = begun.at;
    assert_eq!(endpoint.deliver(&begun).await, receipt("inc1"));
    assert_snapshot!(page.shown(), @r#"Mahara 22.04.2 | in_progress | 2026-11-24T06:01:00Z to 2026-11-24T07:01:00Z | ["The customers' words for outage.started."]"#);
}

#[tokio::test]
async fn another_outage_is_another_incident() {
    let (page, _listener, endpoint) = Page::opens().await;
    let mut other = call(Kind::Announced);
    other.outage = 1;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("inc1"));
    assert_eq!(endpoint.deliver(&other).await, receipt("inc2"));
    assert_eq!(page.incidents.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_wrong_key_and_a_wrong_page_are_named_with_the_fix() {
    let (_page, listener, _endpoint) = Page::opens().await;
    let endpoint = Page::endpoint_at(&listener, "another-key");
    assert_snapshot!(said(endpoint.deliver(&call(Kind::Announced)).await), @"
    blocked: the key is refused by the endpoint `crm`: 401 Unauthorized: Could not authenticate
    fix: put a key that it takes into the file /etc/gonogo/crm.key, then restart gonogo
    ");
    let mut sketch = Sketch::plain(listener.at("http", "127.0.0.1", "/v1"));
    sketch.key = "the-key";
    sketch.preset = Preset::Statuspage(Statuspage {
        page: "another".to_owned(),
        components: vec![],
        impact: None,
        notify: false,
    });
    assert_snapshot!(said(sketch.endpoint().deliver(&call(Kind::Announced)).await), @"
    blocked: the endpoint `crm` is not there: 404 Not Found: Page not found
    fix: check `page` under [endpoint.crm] in bot.toml, then restart gonogo
    ");
}

#[tokio::test]
async fn long_words_are_cut_to_what_the_page_takes() {
    let (page, _listener, endpoint) = Page::opens().await;
    let mut long = call(Kind::Announced);
    long.title = "ö".repeat(400);
    long.text = "word ".repeat(10_000);
    assert_eq!(endpoint.deliver(&long).await, receipt("inc1"));
    let incident = &page.incidents.lock().unwrap()[0];
    assert_eq!(incident["name"].as_str().unwrap().chars().count(), 255);
    assert!(incident["updates"][0].as_str().unwrap().chars().count() <= 25_000);
}
