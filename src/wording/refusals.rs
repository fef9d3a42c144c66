//! Every "no": the rule, who can lift it, and what would.

use crate::domain::decide::Situation;
use crate::domain::person::Stamp;
use crate::domain::process::Process;
use crate::domain::refusal::Refusal;
use crate::domain::release::ItemState;

use super::eyes::Eyes;
use super::text::{all_of, any_of, duration, person, quote, relative, window};
use super::{environments, states};

mod moves;
pub(crate) mod outages;
mod record;
pub(crate) mod tickets;
mod words;

pub(super) use outages::{lead, objection};

/// Why somebody may not, and the way out.
pub fn refusal(refusal: &Refusal, process: &Process, situation: Option<&Situation>) -> String {
    refusal_to(Eyes::TEAM, refusal, process, situation)
}

/// The same as that reader knows the team.
pub fn refusal_to(
    eyes: Eyes<'_>,
    refusal: &Refusal,
    process: &Process,
    situation: Option<&Situation>,
) -> String {
    let words = Words {
        process,
        situation,
        eyes,
    };
    match refusal {
        Refusal::ReleaseOver(course) => words.over(course),
        Refusal::ReleaseHeld(course) => words.held(course),
        Refusal::NotHeld => format!(
            "This release is not on hold, so there is nothing to resume: see {}.",
            words.status()
        ),
        Refusal::OutOfDate(step) => words.out_of_date(step),
        Refusal::StepComplete(step, stamp) => words.complete(step, stamp),
        Refusal::StepShut { step, waiting_for } => words.shut(step, waiting_for),
        Refusal::OutageNotBegun { step, start } => words.outage_not_begun(step, *start),
        Refusal::EnvironmentBusy(environment, holder) => words.busy(environment, holder),
        Refusal::RoleMissing { needed, have } => words.role_missing(needed, have),
        Refusal::AuthorMaySignNot => AUTHOR.to_owned(),
        Refusal::SignedAlready(stamp) => signed_already(stamp),
        Refusal::SignOffFull(roles) => format!(
            "{} has all the goes it needs already. A no-go that stands is for whoever said it to change; to object too, press **No-go…**.",
            any_of(roles)
        ),
        Refusal::DayMissing => "This go also decides the day: write it as 2026-12-01.".to_owned(),
        Refusal::NothingToRevoke => NOTHING_SAID.to_owned(),
        Refusal::ItemAlready(_, state) => item_already(state),
        Refusal::NothingOpen => NOTHING_OPEN.to_owned(),
        Refusal::TextMissing => "Please write a few words: others will read why.".to_owned(),
        Refusal::TextTooLong { most } => {
            format!("That is longer than {most} characters; please put the rest behind a link.")
        }
        Refusal::ValueDoesNotFit { value, because } => format!("`{}` does not fit: {because}.", typed(value)),
        Refusal::VersionDoesNotFit { version, because } => {
            format!("{} is not accepted: {because}.", quote(version, 60))
        }
        Refusal::SeveralChanges(parts) => several(parts),
        Refusal::NotAgreedYet(process, why) => format!("`{process}` cannot be started: {why}"),
        Refusal::AvailableAlready(version) => words.available_already(version),
        Refusal::AvailabilityNotKept => format!(
            "{} keeps no list of available versions: its playbook would say so with `availability`.",
            process.service.title
        ),
        Refusal::NoProcess(name) => format!(
            "`{name}` is no process of {} any more: see `/release start`.",
            process.service.title
        ),
        Refusal::WindowInThePast(w) => {
            format!("{} has begun already. Please choose a time to come.", window(*w))
        }
        Refusal::WindowBackwards(_) => {
            "An outage must end after it begins, and after now: choose a later end.".to_owned()
        }
        Refusal::WindowTooLong(most) => format!(
            "An outage can last {} at most: choose an earlier end. It can be extended while it lasts.",
            duration(*most)
        ),
        Refusal::NoOutage if situation.is_none() => NO_OPEN_OUTAGE.to_owned(),
        Refusal::OutageBegun(w) if situation.is_none() => format!(
            "It was announced for {} already: `/outage move` and `/outage extend` change it, `/outage reword` says it in other words.",
            window(*w)
        ),
        Refusal::PreviewOutOfDate if situation.is_none() => STALE.to_owned(),
        Refusal::NoOutage => NO_OUTAGE.to_owned(),
        Refusal::OutageBegun(w) => format!(
            "The outage {} has begun: it can be extended, not moved. See **More** on the release card.",
            window(*w)
        ),
        Refusal::OutageObjected {
            objections,
            override_by,
        } => outages::objected(objections, override_by),
        Refusal::OutageOfRelease(release) => format!(
            "This outage is of release #{release}: plan and publish it on the release card, see `/release status {release}`."
        ),
        Refusal::NoSuchOutage(number) => {
            format!("There is no outage {number}: `/outage list` shows those there are.")
        }
        Refusal::OutageNotAnnounced(number) => format!(
            "Outage {number} was not announced yet: `/outage show {number}` has its preview, to publish or to change it."
        ),
        Refusal::ApprovalMissing(roles) => format!(
            "Somebody else has to approve the text first. Ask {} to press **Approve** on its card.",
            any_of(roles)
        ),
        Refusal::OwnOutage => {
            "You entered this outage yourself. Ask somebody else to press **Approve** on its card.".to_owned()
        }
        Refusal::WindowUnchanged(w) => format!(
            "That is what was announced already: {}. Choose another time.",
            window(*w)
        ),
        Refusal::OutageHasBegun(w) => format!(
            "The outage {} has begun: `/outage extend` moves its end, `/outage end` says that the service is back.",
            window(*w)
        ),
        Refusal::OutageStartedAlready => {
            "That was said already: users cannot work now. `/outage end` says that they can again.".to_owned()
        }
        Refusal::OutageYetToBegin(w) => format!(
            "The outage {} has not begun: `/outage cancel` calls it off, `/outage start` says that it begins early.",
            window(*w)
        ),
        Refusal::NoAudience(name, known) => format!(
            "{} has no audience `{}`; choose one of {}.",
            process.service.title,
            quote(name.as_str(), 40),
            all_of(&known.iter().map(ToString::to_string).collect::<Vec<_>>())
        ),
        Refusal::NoSubscribers(title) => format!(
            "{title} are told in their channels, not by direct message: the playbook would say so with `subscribers = true`."
        ),
        Refusal::NobodyTold => format!(
            "Nobody would be told: write an [audience.…] with a channel, a mail address or an endpoint into the playbook of {}.",
            process.service.title
        ),
        Refusal::PreviewOutOfDate => PREVIEW.to_owned(),
        Refusal::NoWayBack(step) => words.no_way_back(step),
        Refusal::NoRollBack(step) => format!(
            "**{}** is no step to roll back from. {}",
            words.title(step),
            words.current()
        ),
        Refusal::CannotReopen(step) => words.cannot_reopen(step),
        Refusal::NothingToOverride(step) => format!(
            "**{}** is open; there is nothing to override. {}",
            words.title(step),
            words.current()
        ),
        Refusal::StateStillOn(name, on) => states::still_on(name, on, process),
        Refusal::StateNotOn(name) => states::not_on(name, process),
        Refusal::NoEnvironment(name) => environments::no_environment(name, &process.service),
        Refusal::SyncBackwards { from, to, data_from } => {
            environments::sync_backwards(from.as_ref(), to, data_from.as_ref(), &process.service)
        }
        Refusal::NotAwaited => format!(
            "No open step waits for that report: {} shows what is awaited.",
            words.status()
        ),
        Refusal::OnlyByReport(step) => format!(
            "**{}** is done when a system reports it, and nobody says so by hand. With a reason somebody may pass it by \
             authority: {} shows who.",
            words.title(step),
            words.status()
        ),
        Refusal::TooManyThisYear { most, year, started } => words.too_many(*most, *year, started),
        Refusal::NotOptional(step) => format!(
            "**{}** is needed in every release. {}",
            words.title(step),
            words.current()
        ),
        Refusal::NotApplicable(step) => format!(
            "**{}** does not apply to this release, by an answer above. {}",
            words.title(step),
            words.current()
        ),
        Refusal::NoSuchOption { value, options } => format!(
            "`{}` is none of the answers. Choose one: {}.",
            typed(value),
            options.join(", ")
        ),
        Refusal::Blocked { step, blockers } => words.blocked(step, blockers),
        Refusal::NoBlocker(number) => format!(
            "No blocker {number} stands against this release: see {}.",
            words.status()
        ),
        Refusal::NeverRanOn {
            step,
            version,
            environment,
        } => words.never_ran_on(step, version, environment),
        Refusal::TooEarly { step, on } => words.too_early(step, *on),
        Refusal::NoWorkToday {
            step,
            day,
            holiday,
            opens,
        } => words.no_work_today(step, *day, holiday.as_deref(), *opens),
        Refusal::FreezeActive {
            step,
            title,
            until,
            override_by,
        } => words.freeze_active(step, title, *until, override_by),
        Refusal::NotDue => format!(
            "That is not due, or was seen to: {} shows what is.",
            words.status()
        ),
        Refusal::NoRecord => NO_RECORD.to_owned(),
        Refusal::NoSection(section) => record::no_section(process, section),
        Refusal::SectionsMissing(missing) => record::sections_missing(process, words.number(), missing),
        Refusal::SectionRequired(section) => record::required(process, words.number(), section),
        Refusal::OutageUnsaid(section) => record::outage_unsaid(process, words.number(), section),
        Refusal::SectionChanged(section, stamp) => record::changed(process, section, stamp),
        Refusal::NothingHandedIn => format!(
            "There is no file of yours to apply, or you handed in another since. Hand it in with `!release record {}` and the file.",
            words.number()
        ),
        Refusal::IllegalMove(no) => moves::illegal_move(no, &words.status()),
        Refusal::NotPlannedYet { step, on } => words.not_planned_yet(step, *on),
        Refusal::AnotherGoes {
            step,
            from,
            version,
            by,
            day,
        } => words.another_goes(step, (from, version), by.as_ref(), *day),
        Refusal::SecretGiven => SECRET.to_owned(),
        Refusal::ApprovesSomethingElse(step) => format!(
            "What a go in **{}** approves has changed since your card was drawn, so nothing was counted. The card shows it now: look again, then press **Go**.",
            words.title(step)
        ),
        Refusal::OthersSpeakFirst(roles) => format!(
            "It is the turn of {} first; after their go it is yours. To object already, press **No-go…**.",
            any_of(roles)
        ),
        Refusal::NoEvidence(number) => format!(
            "There is no evidence {number} here, or it was taken back: {} shows what is.",
            words.status()
        ),
        Refusal::EvidenceNotYours(by) => format!(
            "{} gave this evidence, so it is theirs to take back. Ask them, or add evidence of your own.",
            person(by)
        ),
        Refusal::CalledAlready { by, next_at } => format!(
            "{} reminded them {}. They can be reminded again {}; until then, see {}.",
            person(&by.by),
            relative(by.at),
            relative(*next_at),
            words.status()
        ),
        Refusal::NoTickets
        | Refusal::TicketUnknown(_)
        | Refusal::TicketKnown(..)
        | Refusal::NoMove(_)
        | Refusal::TicketMovedOn(..)
        | Refusal::CommentMissing(_)
        | Refusal::AgreedAlready(..)
        | Refusal::TicketAttached(..)
        | Refusal::TicketNotAttached(_)
        | Refusal::TicketNotReady { .. }
        | Refusal::TicketTooLate(_)
        | Refusal::TicketUnderTest(..)
        | Refusal::TicketElsewhere(_) => tickets::about_a_ticket(refusal, &words).unwrap_or_default(),
        Refusal::Day(no) => super::release_day::refusal(no, &process.service),
        Refusal::Rotation(no) => super::rotation::refusal(no, &process.service),
        Refusal::ReasonMissing(_)
        | Refusal::NoSlot(_)
        | Refusal::SlotSettled(_)
        | Refusal::SlotOutOfReach { .. }
        | Refusal::NoHoliday(_)
        | Refusal::HolidayAnswered(_)
        | Refusal::NoDayBeside { .. }
        | Refusal::InstancePlanMissing(_)
        | Refusal::PurposeNotAllowed { .. }
        | Refusal::EndInThePast(_)
        | Refusal::NoInstance
        | Refusal::InstanceNotYours(_) => super::plan::refusal(refusal, process),
    }
}

const NO_RECORD: &str = "This process keeps no change record: its playbook would say so with `record`.";
const SECRET: &str = "That looks like a private key, so I kept nothing of it. Take your message back, put the key where it belongs \
    (into the secrets of the pipeline), and count it as known to others. Here, write only that it is done.";
const AUTHOR: &str = "You started this release, so somebody else has to say go for it: four eyes see more than two. \
    Ask a colleague with the role to press **Go**.";
const NOTHING_SAID: &str = "You have said neither go nor no-go here, so there is nothing to take back. \
    To speak, press **Go** or **No-go…**.";
const NOTHING_OPEN: &str = "Every item of this part is judged already. \
    To judge one anew, press **Undo** or **Re-test** beside it.";
const NO_OUTAGE: &str = "This release has no outage that is planned or under way. \
    It is planned in its own step: press **Plan the outage…** on the release card.";
const NO_OPEN_OUTAGE: &str = "This outage is over, was called off, or was never announced: `/outage list` shows those to come, \
    and `/outage schedule` plans another.";
const STALE: &str = "The outage was changed since this preview, so nothing was done. \
    Look at it as it is now, with `/outage show`, and do it from there.";
const PREVIEW: &str = "Another window was entered since this preview, or it was published already. \
    Press the button of the outage on the release card again.";

fn signed_already(stamp: &Stamp) -> String {
    let when = relative(stamp.at);
    format!(
        "You said go {when}, and one person counts once. To change your mind, press **Take my word back**."
    )
}

fn several(parts: &[String]) -> String {
    let parts: Vec<String> = parts.iter().map(|p| quote(p, 40)).collect();
    format!(
        "One change at a time: you named {}. Small changes regularly, not many big ones at once: choose one to start, and start the next when it is finished.",
        parts.join(" and ")
    )
}

/// What was typed, inside backticks.
fn typed(text: &str) -> String {
    super::text::cut(text, 60).replace('`', "ˋ")
}

struct Words<'a> {
    process: &'a Process,
    situation: Option<&'a Situation>,
    eyes: Eyes<'a>,
}

fn item_already(state: &ItemState) -> String {
    let (what, stamp) = match state {
        ItemState::Open => {
            return "This item is open already: press **Pass**, or choose below what failed.".to_owned();
        }
        ItemState::Passed(stamp) => ("passed", stamp),
        ItemState::Failed(stamp, _) => ("failed", stamp),
        ItemState::Waived(stamp, _) => ("waived", stamp),
    };
    let (who, when) = (person(&stamp.by), relative(stamp.at));
    format!("This item was {what} by {who} {when}. To take that back, press the button beside it.")
}
