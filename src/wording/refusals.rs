//! Every "no": the rule, who can lift it, and what would.

use crate::domain::decide::Situation;
use crate::domain::name::{EnvironmentName, RoleName, StepName};
use crate::domain::process::Process;
use crate::domain::refusal::Refusal;
use crate::domain::release::{Course, Ending, ItemState};
use crate::domain::service::Holder;

use super::release_card::name;
use super::text::{any_of, duration, moment, person, quote, relative, window};

/// Why somebody may not, and the way out.
pub fn refusal(refusal: &Refusal, process: &Process, situation: Option<&Situation>) -> String {
    let words = Words { process, situation };
    match refusal {
        Refusal::ReleaseOver(course) => words.over(course),
        Refusal::ReleaseHeld(course) => words.held(course),
        Refusal::NotHeld => "This release is not on hold, so there is nothing to resume.".to_owned(),
        Refusal::OutOfDate(step) => words.out_of_date(step),
        Refusal::StepComplete(step, stamp) => {
            let title = words.title(step);
            let done = format!(
                "**{title}** was completed by {} {}.",
                person(&stamp.by),
                relative(stamp.at)
            );
            format!("{done} {}", words.current())
        }
        Refusal::StepShut { step, waiting_for } => {
            let before: Vec<String> = waiting_for.iter().map(|s| words.title(s)).collect();
            format!(
                "**{}** comes after **{}**. {}",
                words.title(step),
                before.join(", "),
                words.current()
            )
        }
        Refusal::OutageNotBegun { step, start } => words.outage_not_begun(step, *start),
        Refusal::EnvironmentBusy(environment, holder) => words.busy(environment, holder),
        Refusal::RoleMissing { needed, have } => words.role_missing(needed, have),
        Refusal::AuthorMaySignNot => {
            "You started this release, so somebody else has to say go for it: four eyes see more than two."
                .to_owned()
        }
        Refusal::SignedAlready(stamp) => format!(
            "You said go {}, and one person counts once. To change your mind, press **Take my word back**.",
            relative(stamp.at)
        ),
        Refusal::SignOffFull(roles) => format!("{} has all the goes it needs already.", any_of(roles)),
        Refusal::DayMissing => "This go also decides the day: write it as 2026-12-01.".to_owned(),
        Refusal::NothingToRevoke => {
            "You have said neither go nor no-go here, so there is nothing to take back.".to_owned()
        }
        Refusal::ItemAlready(_, state) => item_already(state),
        Refusal::NothingOpen => "Every item of this part is judged already.".to_owned(),
        other => words.input(other),
    }
}

struct Words<'a> {
    process: &'a Process,
    situation: Option<&'a Situation>,
}

impl Words<'_> {
    fn number(&self) -> i64 {
        self.situation.map_or(0, |s| s.release.number)
    }

    fn title(&self, step: &StepName) -> String {
        self.process
            .find_step(step)
            .map_or_else(|| step.to_string(), |(_, s)| s.title.clone())
    }

    fn current(&self) -> String {
        let Some(situation) = self.situation else {
            return String::new();
        };
        let current: Vec<&str> = situation
            .release
            .current()
            .map(|(_, s, _)| s.title.as_str())
            .collect();
        match current.as_slice() {
            [] => format!("See `/release status release:{}`.", self.number()),
            steps => format!(
                "The current step is **{}**: see `/release status release:{}`.",
                steps.join(", "),
                self.number()
            ),
        }
    }

    fn over(&self, course: &Course) -> String {
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

    fn held(&self, course: &Course) -> String {
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

    fn out_of_date(&self, step: &StepName) -> String {
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

    fn outage_not_begun(&self, step: &StepName, start: Option<chrono::DateTime<chrono::Utc>>) -> String {
        let title = self.title(step);
        let overriders = any_of(&self.process.override_by);
        match start {
            Some(at) => format!(
                "**{title}** is shut until the outage begins: {}. To begin earlier, {overriders} can pass this gate with `/release override release:{}`, giving a reason.",
                moment(at),
                self.number()
            ),
            None => format!(
                "**{title}** is shut: no outage is announced. Plan it on the release card first, or {overriders} can pass this gate with `/release override release:{}`.",
                self.number()
            ),
        }
    }

    fn busy(&self, environment: &EnvironmentName, holder: &Holder) -> String {
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

    fn role_missing(&self, needed: &[RoleName], have: &[RoleName]) -> String {
        let have = if have.is_empty() {
            "none of the team's roles".to_owned()
        } else {
            any_of(have).replace(" or ", " and ")
        };
        let status = match self.number() {
            0 => "Ask somebody who has it.".to_owned(),
            number => format!("Ask somebody who has it, or see `/release status release:{number}`."),
        };
        format!(
            "This takes the role {}; you have: {have}. {status}",
            any_of(needed)
        )
    }

    /// Refusals of what was typed.
    fn input(&self, refusal: &Refusal) -> String {
        match refusal {
            Refusal::TextMissing => "Please write a few words: others will read why.".to_owned(),
            Refusal::TextTooLong { most } => format!("That is longer than {most} characters; please put the rest behind a link."),
            Refusal::ValueDoesNotFit { value, because } => format!("`{}` does not fit: {because}.", super::text::cut(value, 60).replace('`', "ˋ")),
            Refusal::VersionDoesNotFit { version, because } => format!("{} is not accepted: {because}.", quote(version, 60)),
            Refusal::SeveralChanges(parts) => {
                let parts: Vec<String> = parts.iter().map(|p| quote(p, 40)).collect();
                format!("One change at a time: you named {}. Small changes regularly, not many big ones at once: start the first, and the next when it is finished.", parts.join(" and "))
            }
            Refusal::NotAgreedYet(process, why) => format!("`{process}` cannot be started: {why}"),
            Refusal::AvailableAlready(version) => format!("{} is noted, or runs, already.", quote(version.as_str(), 40)),
            Refusal::AvailabilityNotKept(process) => format!("`{process}` keeps no list of available versions."),
            Refusal::WindowInThePast(w) => format!("{} has begun already. Please choose a time to come.", window(*w)),
            Refusal::WindowBackwards(_) => "An outage must end after it begins, and after now.".to_owned(),
            Refusal::WindowTooLong(most) => format!("An outage can last {} at most.", duration(*most)),
            Refusal::NoOutage => "This release has no outage that is planned or under way. It is planned in its own step, on the release card.".to_owned(),
            Refusal::OutageBegun(w) => format!("The outage {} has begun: it can be extended, not moved. See **More** on the release card.", window(*w)),
            Refusal::PreviewOutOfDate => "Somebody entered another window since this preview. Open the outage on the release card again.".to_owned(),
            Refusal::NoWayBack(step) => format!("**{}** names no step to return to. Put it right and go on, or abort the release.", self.title(step)),
            Refusal::NoRollBack(step) => format!("**{}** is no step to roll back from. {}", self.title(step), self.current()),
            Refusal::CannotReopen(step) => format!("**{}** cannot be undone: later work was built on it, or people were told. If it was wrong, send the release back or abort it.", self.title(step)),
            Refusal::NothingToOverride(step) => format!("**{}** is open; there is nothing to override.", self.title(step)),
            Refusal::NotDue => "That is not due.".to_owned(),
            other => format!("That is not possible now. {} ({other:?})", self.current()),
        }
    }
}

fn item_already(state: &ItemState) -> String {
    match state {
        ItemState::Open => "This item is open already.".to_owned(),
        ItemState::Passed(stamp) => {
            format!("Already passed by {} {}.", person(&stamp.by), relative(stamp.at))
        }
        ItemState::Failed(stamp, _) => {
            format!("Already failed by {} {}.", person(&stamp.by), relative(stamp.at))
        }
        ItemState::Waived(stamp, _) => {
            format!("Already waived by {} {}.", person(&stamp.by), relative(stamp.at))
        }
    }
}
