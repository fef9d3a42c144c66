//! The refusals that say where a release stands: each a sentence with its way out. Called by `refusal` alone.

use chrono::NaiveDate;

use crate::domain::ledger::Held;
use crate::domain::name::{EnvironmentName, RoleName, StepName, Version};
use crate::domain::person::Stamp;
use crate::domain::release::{Course, Ending};
use crate::domain::service::Holder;
use crate::wording::plan;
use crate::wording::release_card::name;
use crate::wording::text::{any_of, count, moment, person, quote, relative};

use super::Words;

impl Words<'_> {
    pub(super) fn another_goes(
        &self,
        step: &StepName,
        (from, version): (&EnvironmentName, &Version),
        by: Option<&Held>,
        day: Option<NaiveDate>,
    ) -> String {
        format!(
            "**{}** is shut: {}. End this release with `/release abort release:{}`; or {} can pass this gate with `/release override release:{}`, giving a reason.",
            self.title(step),
            plan::another_goes(from, version, by, day),
            self.number(),
            any_of(&self.process.override_by),
            self.number()
        )
    }

    pub(super) fn not_planned_yet(&self, step: &StepName, on: Option<NaiveDate>) -> String {
        let slots = format!("`/release slots service:{}`", self.process.service.name);
        let until = match on {
            Some(on) => format!("is shut until the next planned day, {}", plan::day(on)),
            None => "is shut, since no next day is planned".to_owned(),
        };
        format!(
            "**{}** {until}: {slots} shows the days. {} can pass this gate with `/release override release:{}`, giving a reason.",
            self.title(step),
            any_of(&self.process.override_by),
            self.number()
        )
    }

    pub(super) fn number(&self) -> i64 {
        self.situation.map_or(0, |s| s.release.number)
    }

    pub(super) fn title(&self, step: &StepName) -> String {
        self.process
            .find_step(step)
            .map_or_else(|| step.to_string(), |(_, s)| s.title.clone())
    }

    pub(super) fn current(&self) -> String {
        let Some(situation) = self.situation else {
            return String::new();
        };
        let current: Vec<&str> = situation
            .release
            .current()
            .map(|(_, s, _)| s.title.as_str())
            .collect();
        match current.as_slice() {
            [] => format!("See {}.", self.status()),
            steps => format!(
                "The current step is **{}**: see {}.",
                steps.join(", "),
                self.status()
            ),
        }
    }

    /// The command that shows where it stands.
    pub(super) fn status(&self) -> String {
        match self.number() {
            0 => "`/release list`".to_owned(),
            number => format!("`/release status release:{number}`"),
        }
    }

    pub(super) fn over(&self, course: &Course) -> String {
        let what = match course {
            Course::Finished(stamp) => format!("was finished {}", relative(stamp.at)),
            Course::Aborted(e) => format!(
                "was aborted by {} {} (“{}”)",
                person(&e.stamp.by),
                relative(e.stamp.at),
                quote(&e.reason, 200)
            ),
            Course::RolledBack(e) => format!(
                "was rolled back by {} {}",
                person(&e.stamp.by),
                relative(e.stamp.at)
            ),
            Course::Running | Course::Held(_) => "is over".to_owned(),
        };
        let name = self
            .situation
            .map_or_else(|| "This release".to_owned(), |s| name(&s.release));
        let start = format!(
            "`!release start {} {}`",
            self.process.service.name, self.process.name
        );
        format!("{name} {what} and can only be read now. A new one begins with {start}.")
    }

    pub(super) fn held(&self, course: &Course) -> String {
        let why = match course {
            Course::Held(Ending { stamp, reason }) => {
                format!(
                    "by {} {} (“{}”)",
                    person(&stamp.by),
                    relative(stamp.at),
                    quote(reason, 200)
                )
            }
            Course::Running | Course::Finished(_) | Course::Aborted(_) | Course::RolledBack(_) => {
                String::new()
            }
        };
        format!(
            "This release was put on hold {why}. It goes on with `/release resume release:{}`.",
            self.number()
        )
    }

    pub(super) fn out_of_date(&self, step: &StepName) -> String {
        let round = self.situation.and_then(|s| s.release.setbacks.last());
        let why = match round {
            Some(setback) => format!(
                "the release was sent back to **{}** {}, with fresh lists",
                self.title(&setback.to),
                relative(setback.stamp.at)
            ),
            None => "the process has nothing like it".to_owned(),
        };
        format!(
            "This button of **{}** is out of date: {why}. {}",
            self.title(step),
            self.current()
        )
    }

    pub(super) fn outage_not_begun(
        &self,
        step: &StepName,
        start: Option<chrono::DateTime<chrono::Utc>>,
    ) -> String {
        let (title, earlier) = (self.title(step), self.by_authority());
        match start {
            Some(at) => {
                let at = moment(at);
                format!(
                    "**{title}** is shut until the outage begins: {at}. To begin earlier, plan it anew{earlier}."
                )
            }
            None => format!(
                "**{title}** is shut: no outage is announced. Plan it on the release card first{earlier}."
            ),
        }
    }

    /// Who can pass a gate, and how; nothing when nobody can.
    fn by_authority(&self) -> String {
        match self.process.override_by.as_slice() {
            [] => String::new(),
            roles => self.by_authority_of(roles),
        }
    }

    fn by_authority_of(&self, roles: &[RoleName]) -> String {
        format!(
            "; or {} can pass this gate with `/release override release:{}`, giving a reason",
            any_of(roles),
            self.number()
        )
    }

    pub(super) fn too_many(&self, most: u32, year: i32, started: &[i64]) -> String {
        let numbers: Vec<String> = started.iter().map(|n| format!("#{n}")).collect();
        let (title, times) = (&self.process.title, count(most.into(), "release"));
        let out = match self.process.override_by.as_slice() {
            [] => "Ask again next year.".to_owned(),
            roles => format!(
                "{} can start one more with a reason: `/release start`, with `reason`.",
                any_of(roles)
            ),
        };
        let numbers = numbers.join(" and ");
        format!("{title}: at most {times} a year, and {numbers} began in {year} already. {out}")
    }

    pub(super) fn blocked(&self, step: &StepName, blockers: &[(u32, String)]) -> String {
        let said: Vec<String> = blockers
            .iter()
            .take(3)
            .map(|(n, what)| format!("{n}: “{}”", quote(what, 120)))
            .collect();
        let (title, number, earlier) = (self.title(step), self.number(), self.by_authority());
        let said = said.join(", ");
        format!(
            "**{title}** is shut while a blocker stands ({said}). Whoever raised it clears it with `/release unblock release:{number}`{earlier}."
        )
    }

    pub(super) fn never_ran_on(
        &self,
        step: &StepName,
        version: &Version,
        environment: &EnvironmentName,
    ) -> String {
        let (title, version, earlier) = (self.title(step), quote(version.as_str(), 40), self.by_authority());
        let service = &self.process.service.name;
        format!(
            "**{title}** is shut: {version} has not run on {environment} yet, and comes there first. `/env show service:{service}` shows what runs where{earlier}."
        )
    }

    pub(super) fn too_early(&self, step: &StepName, on: Option<chrono::NaiveDate>) -> String {
        let (title, earlier) = (self.title(step), self.by_authority());
        match on {
            Some(day) => {
                format!(
                    "**{title}** is agreed for {day}, and shut until then: see {}{earlier}.",
                    self.status()
                )
            }
            None => format!(
                "**{title}** is shut: no day is agreed yet. See {}{earlier}.",
                self.status()
            ),
        }
    }

    pub(super) fn no_work_today(
        &self,
        step: &StepName,
        day: NaiveDate,
        holiday: Option<&str>,
        opens: Option<NaiveDate>,
    ) -> String {
        let (title, earlier) = (self.title(step), self.by_authority());
        let why = match holiday {
            Some(name) => format!("{} is a holiday, {}", plan::day(day), quote(name, 80)),
            None => format!("{} is no working day", plan::day(day)),
        };
        let opens = match opens {
            Some(day) => format!("It opens on {}: see {}", plan::day(day), self.status()),
            None => format!(
                "The calendar knows no day on which it opens: see {}",
                self.status()
            ),
        };
        format!(
            "**{title}** is shut today: {why}. The calendar says so, and nobody ticks it. {opens}{earlier}."
        )
    }

    pub(super) fn freeze_active(
        &self,
        step: &StepName,
        title: &str,
        until: chrono::DateTime<chrono::Utc>,
        override_by: &[RoleName],
    ) -> String {
        let by = match override_by {
            [] => self.by_authority(),
            roles => self.by_authority_of(roles),
        };
        format!(
            "**{}** is shut by a freeze, “{}”, until {}. It opens then by itself: see {}{by}.",
            self.title(step),
            quote(title, 80),
            moment(until),
            self.status()
        )
    }

    pub(super) fn busy(&self, environment: &EnvironmentName, holder: &Holder) -> String {
        let since = relative(holder.since);
        let who = person(&holder.by);
        let service = &self.process.service.title;
        let Holder {
            release,
            process,
            version,
            ..
        } = holder;
        let version = quote(version.as_str(), 40);
        format!(
            "{service} {environment} is taken by #{release} ({process} {version}, {who}, {since}): only one change at a time. It is free when #{release} is finished, or aborted with `/release abort release:{release}`."
        )
    }

    pub(super) fn role_missing(&self, needed: &[RoleName], have: &[RoleName]) -> String {
        let have = self.eyes.have(have);
        if needed.is_empty() {
            return "Nobody can do this here: the playbook of the process names no role in `override_by`."
                .to_owned();
        }
        let status = match self.number() {
            0 => "Ask somebody who has it.".to_owned(),
            _ => format!("Ask somebody who has it, or see {}.", self.status()),
        };
        format!(
            "This takes the role {}; you have: {have}. {status}",
            any_of(&self.eyes.roles(needed))
        )
    }

    pub(super) fn complete(&self, step: &StepName, stamp: &Stamp) -> String {
        let (title, who, when) = (self.title(step), person(&stamp.by), relative(stamp.at));
        format!("**{title}** was completed by {who} {when}. {}", self.current())
    }

    pub(super) fn shut(&self, step: &StepName, waiting_for: &[StepName]) -> String {
        let before: Vec<String> = waiting_for.iter().map(|s| self.title(s)).collect();
        let (title, before) = (self.title(step), before.join(", "));
        format!("**{title}** comes after **{before}**. {}", self.current())
    }

    pub(super) fn available_already(&self, version: &Version) -> String {
        let (version, service) = (quote(version.as_str(), 40), &self.process.service.name);
        format!("{version} is noted, or runs, already: see `/env show service:{service}`.")
    }

    pub(super) fn no_way_back(&self, step: &StepName) -> String {
        let (title, number) = (self.title(step), self.number());
        format!(
            "**{title}** names no step to return to. Put it right and go on, or give the release up with `/release abort release:{number}`."
        )
    }

    pub(super) fn cannot_reopen(&self, step: &StepName) -> String {
        let (title, number) = (self.title(step), self.number());
        format!(
            "**{title}** cannot be undone: later work was built on it, people were told, or its list is undone item by item. If it was wrong, send the release back on its card, or give it up with `/release abort release:{number}`."
        )
    }
}
