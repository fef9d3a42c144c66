//! The card of a release's tickets: a line each, with the button of whoever is awaited.

use crate::domain::card::TICKETS_PER_CARD;
use crate::domain::name::SideName;
use crate::domain::release::{Course, Release};
use crate::domain::ticket::Attached;
use crate::domain::workflow::{LegalMove, Rules};
use crate::wording::eyes::Eyes;
use crate::wording::message::{
    Choice, Control, Message, Part, Style, button, container, section, select, text,
};
use crate::wording::press::{Press, Verb};
use crate::wording::refusals::tickets::whose;
use crate::wording::release_card;
use crate::wording::text::{Room, quote};

use super::{discussion, found, line, new_findings, summary};

const BLUE: u32 = 0x0058_65F2;
const AMBER: u32 = 0x00F0_B232;
const GREEN: u32 = 0x0023_A55A;

/// The most choices that a select holds.
const MOST_CHOICES: usize = 25;

/// One page of the tickets of a release, as the team or a side sees them.
pub fn tickets_card(release: &Release, page: usize, side: Option<&SideName>) -> Message {
    let Some(rules) = release.ticket_rules() else {
        return Message::new(vec![container(
            BLUE,
            vec![text("-# This release has no tickets.")],
        )]);
    };
    let eyes = Eyes::of_side(side.and_then(|name| release.process.sides.get(name)));
    let view = View { release, rules, eyes };
    let shown: Vec<(usize, &Attached)> = release
        .tickets
        .attached()
        .skip(page * TICKETS_PER_CARD)
        .take(TICKETS_PER_CARD)
        .collect();
    let mut parts = vec![text(view.head(page))];
    parts.extend(shown.iter().map(|(place, attached)| view.line(*place, attached)));
    if page == 0 {
        parts.extend(view.found().map(text));
    }
    if release.course == Course::Running {
        parts.extend(view.choices(&shown));
    }
    Message::new(vec![container(view.colour(), parts)])
}

struct View<'a> {
    release: &'a Release,
    rules: Rules<'a>,
    eyes: Eyes<'a>,
}

impl View<'_> {
    fn head(&self, page: usize) -> String {
        let pages = self.release.tickets.attached().count().div_ceil(TICKETS_PER_CARD);
        let page = if pages > 1 {
            format!(" ({} of {pages})", page + 1)
        } else {
            String::new()
        };
        let name = release_card::name(self.release);
        let summary = summary(self.release).unwrap_or_else(|| "none attached".to_owned());
        let mut head = format!("**Tickets of {name}{page}** · {summary}");
        if let Some(discussion) = discussion(self.release) {
            head.push_str(&format!("\n{discussion}"));
        }
        head
    }

    fn colour(&self) -> u32 {
        if discussion(self.release).is_some() {
            AMBER
        } else if self.release.open_tickets().next().is_none() {
            GREEN
        } else {
            BLUE
        }
    }

    fn line(&self, place: usize, attached: &Attached) -> Part {
        let words = line(&attached.name, &attached.ticket, &self.rules, self.eyes);
        match self
            .next(place, attached)
            .filter(|_| self.release.course == Course::Running)
        {
            Some(control) => section(words, control),
            None => text(words),
        }
    }

    /// The move of whoever is awaited, when it is theirs alone and not what a step does for all.
    fn next(&self, place: usize, attached: &Attached) -> Option<Control> {
        let status = &attached.ticket.status;
        let awaited = self.rules.awaited(status)?;
        let by_step = |way: &LegalMove| self.release.process.tested_at().any(|to| *to == way.to);
        let way = self
            .rules
            .legal(status)
            .into_iter()
            .find(|w| !w.needs_comment && w.by.contains(awaited) && !by_step(w) && self.is_shown(w))?;
        let style = if self.rules.workflow.is_done(&way.to) {
            Style::Success
        } else {
            Style::Secondary
        };
        Some(button(style, &way.title, self.press(place, attached, &way)))
    }

    /// A side sees the moves in which it has a part, the team all that people make.
    fn is_shown(&self, way: &LegalMove) -> bool {
        let mut roles = way.by.iter().chain(&way.agreed_by);
        match self.eyes.side() {
            Some(side) => roles.any(|role| *role == side.role),
            None => roles.next().is_some(),
        }
    }

    /// The button of a move: the ticket by its place, the statuses by theirs.
    fn press(&self, place: usize, attached: &Attached, way: &LegalMove) -> String {
        let position = |status| self.rules.workflow.find(status).map_or(0, |(n, _)| n);
        let press = Press::on_release(Verb::TicketMove, self.release).with_item(place);
        Press {
            step: position(&attached.ticket.status),
            extra: i64::try_from(position(&way.to)).unwrap_or(0),
            ..press
        }
        .to_string()
    }

    fn found(&self) -> Option<String> {
        let found: Vec<String> = new_findings(self.release).map(|f| found(f, self.eyes)).collect();
        let text = Room::whole().at_most(600).clip(&found.join("\n"));
        (!found.is_empty()).then_some(text)
    }

    fn choices(&self, shown: &[(usize, &Attached)]) -> Vec<Part> {
        let open = |a: &Attached| !self.rules.workflow.is_done(&a.ticket.status);
        let mut comment = Vec::new();
        let mut moves = Vec::new();
        for (place, attached) in shown.iter().filter(|(_, a)| open(a)) {
            let label = format!("{}: {}", attached.name, attached.ticket.title);
            comment.push(Choice::new(&label, place.to_string(), None));
            for way in self.rules.legal(&attached.ticket.status) {
                if way.needs_comment || !self.is_shown(&way) {
                    continue;
                }
                let label = format!("{}: {}", attached.name, way.title);
                let hint = match self.eyes.side() {
                    Some(_) if way.agreed_by.is_empty() => None,
                    Some(_) => Some("When both sides agree".to_owned()),
                    None => Some(format!("By {}", whose(&way, self.eyes))),
                };
                moves.push(Choice::new(
                    &label,
                    self.press(*place, attached, &way),
                    hint.as_deref(),
                ));
            }
        }
        moves.truncate(MOST_CHOICES);
        let press = |verb| Press::on_release(verb, self.release).to_string();
        let mut parts = Vec::new();
        if !comment.is_empty() {
            let placeholder = if self.release.tickets_are_tested() {
                "Comment, or send back…"
            } else {
                "Comment…"
            };
            parts.push(select(press(Verb::TicketCommentWhich), placeholder, comment));
        }
        if !moves.is_empty() {
            parts.push(select(press(Verb::More), "Another status…", moves));
        }
        parts
    }
}

/// What the form of a comment is called.
pub fn comment_title(release: &Release, place: usize) -> Option<String> {
    let attached = release.tickets.at(place)?;
    Some(format!("Comment on {}", quote(attached.name.as_str(), 30)))
}
