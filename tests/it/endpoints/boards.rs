//! The preset for Cachet, against boards that keep to the rules of version 3 and of version 2.4.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};

use axum::http::Method;
use chrono::NaiveDateTime;
use gonogo::config::endpoints::{Cachet, CachetVersion, Preset};
use gonogo::outbound::endpoint::{Call, Endpoint, Kind};
use serde_json::{Value, json};

use super::listener::{Listener, Reply, Seen};
use super::{Sketch, call, receipt, said};
use crate::story::assert_snapshot;

/// A board.
struct Board {
    version: CachetVersion,
    schedules: Mutex<Vec<Value>>,
    /// The next answer to a change is lost, after it was made.
    loses_an_answer: AtomicBool,
}

impl Board {
    async fn opens(version: CachetVersion) -> (Arc<Self>, Listener, Endpoint) {
        let board = Arc::new(Self {
            version,
            schedules: Mutex::default(),
            loses_an_answer: AtomicBool::default(),
        });
        let there = board.clone();
        let listener = Listener::answering(move |seen| there.answer(seen)).await;
        let mut sketch = Sketch::plain(listener.at("http", "127.0.0.1", "/api"));
        sketch.key = "the-key";
        sketch.preset = Preset::Cachet(Cachet {
            version,
            components: match version {
                CachetVersion::Two => vec![],
                CachetVersion::Three => vec![4],
            },
            timezone: chrono_tz::Europe::Berlin,
            notify: true,
        });
        (board, listener, sketch.endpoint())
    }

    fn answer(&self, seen: &Seen) -> Reply {
        let (header, key) = match self.version {
            CachetVersion::Two => ("x-cachet-token", "the-key"),
            CachetVersion::Three => ("authorization", "Bearer the-key"),
        };
        if seen.headers.get(header).map(String::as_str) != Some(key) {
            return Reply::json(401, &json!({ "message": "Unauthenticated." }));
        }
        let path = seen.path.split('?').next().unwrap();
        let parts: Vec<_> = path.trim_start_matches("/api/").split('/').collect();
        let mut schedules = self.schedules.lock().unwrap();
        let place = parts
            .get(1)
            .and_then(|id| id.parse::<usize>().ok())
            .map(|id| id - 1);
        match (&seen.method, parts.as_slice()) {
            (&Method::GET, ["schedules"]) => {
                let newest_first = match self.version {
                    CachetVersion::Two => seen.path.contains("sort=id&order=desc"),
                    CachetVersion::Three => seen.path.contains("sort=-id"),
                };
                assert!(newest_first, "{}", seen.path);
                let all: Vec<_> = schedules.iter().rev().map(|s| self.resource(s)).collect();
                Reply::json(200, &json!({ "data": all }))
            }
            (&Method::POST, ["schedules"]) => {
                if let Some(wrong) = self.wrong_with(&seen.json(), true) {
                    return Reply::json(422, &json!({ "message": wrong }));
                }
                let mut schedule = seen.json();
                schedule["id"] = json!(schedules.len() + 1);
                schedule["updates"] = json!([]);
                schedules.push(schedule.clone());
                self.reply(201, &schedule)
            }
            (_, ["schedules", _, ..]) if place.is_none_or(|place| place >= schedules.len()) => Reply::json(
                404,
                &json!({ "message": "No query results for model [Schedule]." }),
            ),
            (&Method::GET, [_, _]) => {
                Reply::json(200, &json!({ "data": self.resource(&schedules[place.unwrap()]) }))
            }
            (&Method::PUT, [_, _]) => {
                if let Some(wrong) = self.wrong_with(&seen.json(), self.version == CachetVersion::Two) {
                    return Reply::json(422, &json!({ "message": wrong }));
                }
                let schedule = &mut schedules[place.unwrap()];
                for (key, value) in seen.json().as_object().unwrap() {
                    schedule[key] = value.clone();
                }
                self.reply(200, schedule)
            }
            (&Method::GET, [_, _, "updates"]) if self.version == CachetVersion::Three => {
                let updates = schedules[place.unwrap()]["updates"].as_array().unwrap().iter();
                let updates: Vec<_> = updates.map(|update| json!({ "attributes": update })).collect();
                Reply::json(200, &json!({ "data": updates }))
            }
            (&Method::POST, [_, _, "updates"]) if self.version == CachetVersion::Three => {
                let updates = schedules[place.unwrap()]["updates"].as_array_mut().unwrap();
                updates.push(seen.json());
                self.reply(201, &json!({ "id": updates.len() }))
            }
            _ => Reply::json(405, &json!({ "message": "Method not allowed." })),
        }
    }

    fn wrong_with(&self, schedule: &Value, whole: bool) -> Option<String> {
        let form = match self.version {
            CachetVersion::Two => "%Y-%m-%d %H:%M",
            CachetVersion::Three => "%Y-%m-%d %H:%M:%S",
        };
        for key in ["scheduled_at", "completed_at"] {
            let time = schedule[key].as_str().unwrap_or_default();
            if NaiveDateTime::parse_from_str(time, form).is_err() {
                return Some(format!("The {key} field must be a valid date."));
            }
        }
        let status = schedule["status"].as_u64();
        if (self.version == CachetVersion::Two) != status.is_some_and(|status| status <= 2) {
            return Some("The status field is wrong.".to_owned());
        }
        let has = |key: &str| schedule[key].as_str().is_some_and(|text| !text.is_empty());
        (whole && !(has("name") && has("message"))).then(|| "The name field is required.".to_owned())
    }

    /// A schedule as the version shows it.
    fn resource(&self, schedule: &Value) -> Value {
        match self.version {
            CachetVersion::Two => schedule.clone(),
            CachetVersion::Three => json!({
                "id": schedule["id"].to_string(),
                "type": "schedules",
                "attributes": schedule,
            }),
        }
    }

    fn reply(&self, status: u16, thing: &Value) -> Reply {
        match self.loses_an_answer.swap(false, Ordering::Relaxed) {
            true => Reply::status(502),
            false => Reply::json(status, &json!({ "data": self.resource(thing) })),
        }
    }

    /// Each schedule with its updates.
    fn shown(&self) -> String {
        serde_json::to_string_pretty(&*self.schedules.lock().unwrap()).unwrap()
    }
}

fn told_before(kind: Kind) -> Call {
    let mut call = call(kind);
    call.receipt = Some("1".to_owned());
    call
}

async fn whole_life(version: CachetVersion) -> (Arc<Board>, Listener) {
    let (board, listener, endpoint) = Board::opens(version).await;
    assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("1"));
    let mut moved = told_before(Kind::Changed);
    moved.window.end = "2026-11-24T08:00:00Z".parse().unwrap();
    for call in [
        moved,
        told_before(Kind::Reminder),
        told_before(Kind::Started),
        told_before(Kind::Overran),
        told_before(Kind::Ended),
    ] {
        assert_eq!(endpoint.deliver(&call).await, receipt("1"));
    }
    (board, listener)
}

#[tokio::test]
async fn an_outage_is_a_schedule_with_updates_in_version_3() {
    let (board, listener) = whole_life(CachetVersion::Three).await;
    assert_snapshot!(board.shown(), @r#"
    [
      {
        "completed_at": "2026-11-24 08:20:00",
        "components": [
          {
            "id": 4,
            "status": 6
          }
        ],
        "id": 1,
        "message": "The customers' words for outage.changed.\n\n[//]: # (gonogo myportfolio/18 over)",
        "name": "Mahara 22.04.2",
        "notifications": true,
        "scheduled_at": "2026-11-24 07:00:00",
        "updates": [
          {
            "message": "The customers' words for outage.started.\n\n[//]: # (gonogo gonogo_01838b0205b469b068423749bd6d8bac)"
          },
          {
            "message": "The customers' words for outage.overran.\n\n[//]: # (gonogo gonogo_7d789cf9d2befd54f10d17ba99ba7595)"
          },
          {
            "message": "The customers' words for outage.ended.\n\n[//]: # (gonogo gonogo_e89a41d2e50688b30c006b83984f7b93)"
          }
        ]
      }
    ]
    "#);
    assert_snapshot!(listener.take_heads().join("\n"), @"
    GET /api/schedules?per_page=100&sort=-id
    POST /api/schedules
    GET /api/schedules/1
    PUT /api/schedules/1
    GET /api/schedules/1
    GET /api/schedules/1
    GET /api/schedules/1/updates?per_page=100&sort=-created_at
    POST /api/schedules/1/updates
    PUT /api/schedules/1
    GET /api/schedules/1
    GET /api/schedules/1/updates?per_page=100&sort=-created_at
    POST /api/schedules/1/updates
    PUT /api/schedules/1
    GET /api/schedules/1
    GET /api/schedules/1/updates?per_page=100&sort=-created_at
    POST /api/schedules/1/updates
    PUT /api/schedules/1
    ");
}

#[tokio::test]
async fn an_outage_is_a_schedule_whose_words_change_in_version_2() {
    let (board, listener) = whole_life(CachetVersion::Two).await;
    assert_snapshot!(board.shown(), @r#"
    [
      {
        "completed_at": "2026-11-24 08:20",
        "id": 1,
        "message": "The customers' words for outage.ended.\n\n[//]: # (gonogo myportfolio/18 over)",
        "name": "Mahara 22.04.2",
        "notify": true,
        "scheduled_at": "2026-11-24 07:00",
        "status": 2,
        "updates": []
      }
    ]
    "#);
    assert_snapshot!(listener.take_heads().join("\n"), @"
    GET /api/schedules?per_page=100&sort=id&order=desc
    POST /api/schedules
    GET /api/schedules/1
    PUT /api/schedules/1
    GET /api/schedules/1
    GET /api/schedules/1
    PUT /api/schedules/1
    GET /api/schedules/1
    PUT /api/schedules/1
    GET /api/schedules/1
    PUT /api/schedules/1
    ");
}

#[tokio::test]
async fn a_lost_answer_doubles_nothing() {
    for version in [CachetVersion::Two, CachetVersion::Three] {
        let (board, _listener, endpoint) = Board::opens(version).await;
        for kind in [Kind::Announced, Kind::Changed, Kind::Started, Kind::Ended] {
            // Without a receipt: the answer that had it may be the lost one.
            board.loses_an_answer.store(true, Ordering::Relaxed);
            let first = said(endpoint.deliver(&call(kind)).await);
            assert!(first.starts_with("later: "), "{first}");
            let second = said(endpoint.deliver(&call(kind)).await);
            // What was ended in spite of the lost answer has nothing left to do, and no receipt to give.
            let is_done = kind.is_last() && version == CachetVersion::Two;
            let right = if is_done {
                "taken: None"
            } else {
                "taken: Some(\"1\")"
            };
            assert_eq!(second, right, "{kind:?}");
        }
        let schedules = board.schedules.lock().unwrap();
        assert_eq!(schedules.len(), 1);
        let updates = match version {
            CachetVersion::Two => 0,
            CachetVersion::Three => 2,
        };
        assert_eq!(schedules[0]["updates"].as_array().unwrap().len(), updates);
    }
}

#[tokio::test]
async fn what_is_called_off_says_so_and_ends_at_once() {
    for version in [CachetVersion::Two, CachetVersion::Three] {
        let (board, _listener, endpoint) = Board::opens(version).await;
        assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("1"));
        assert_eq!(
            endpoint.deliver(&told_before(Kind::Cancelled)).await,
            receipt("1")
        );
        let schedule = &board.schedules.lock().unwrap()[0];
        assert_eq!(schedule["name"], "Cancelled: Mahara 22.04.2");
        let end = schedule["completed_at"].as_str().unwrap();
        assert!(end.starts_with("2026-11-20 03:15"), "Berlin's clock: {end}");
        assert_eq!(schedule["scheduled_at"], end);
    }
}

#[tokio::test]
async fn what_is_announced_again_after_its_end_is_another_schedule() {
    for version in [CachetVersion::Two, CachetVersion::Three] {
        let (board, _listener, endpoint) = Board::opens(version).await;
        assert_eq!(endpoint.deliver(&call(Kind::Announced)).await, receipt("1"));
        assert_eq!(endpoint.deliver(&told_before(Kind::Ended)).await, receipt("1"));
        // A second end finds none to end, and another beginning is another schedule.
        assert_eq!(
            said(endpoint.deliver(&told_before(Kind::Ended)).await),
            "taken: None"
        );
        for _ in 0..2 {
            assert_eq!(
                endpoint.deliver(&told_before(Kind::Announced)).await,
                receipt("2")
            );
        }
        assert_eq!(board.schedules.lock().unwrap().len(), 2);
    }
}

#[tokio::test]
async fn what_it_never_knew_of_is_not_put_there_when_it_is_over() {
    let (board, _listener, endpoint) = Board::opens(CachetVersion::Three).await;
    for kind in [Kind::Ended, Kind::Cancelled] {
        assert_eq!(said(endpoint.deliver(&told_before(kind)).await), "taken: None");
    }
    assert!(board.schedules.lock().unwrap().is_empty());
}
