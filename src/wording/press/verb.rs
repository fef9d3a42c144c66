//! What a press asks for: a verb, of those about one idea a family each.
//!
//! Each has a word in [`super::words`].

/// What a press asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Confirm an ask.
    Confirm,
    /// Give a value: opens a form, and is its answer.
    Give,
    /// Pass an item.
    Pass,
    /// Pass every open item of a page.
    PassRest,
    /// Choose an item to fail.
    FailWhich,
    /// Fail an item: the form, and its answer.
    Fail,
    /// Choose an item to waive.
    WaiveWhich,
    /// Waive an item: the form, and its answer.
    Waive,
    /// Open an item again.
    Reopen,
    /// Say go; opens a form when a day is asked.
    Go,
    /// Say no-go: opens a form, and is its answer.
    NoGo,
    /// Take one's word back.
    Revoke,
    /// Enter a window: opens a form, and is its answer.
    Window,
    /// Publish the window.
    Publish,
    /// Leave a preview without publishing.
    Dismiss,
    /// Choose by how much to extend the outage.
    Extend,
    /// Take the completion of a step back.
    ReopenStep,
    /// Return to an earlier step: opens a form, and is its answer.
    SendBack,
    /// Roll back: opens a form, and is its answer.
    RollBack,
    /// Override: opens a form, and is its answer.
    Override,
    /// Hold: opens a form, and is its answer.
    Hold,
    /// Resume.
    Resume,
    /// Abort: opens a form, and is its answer.
    Abort,
    /// What the person owes.
    Owe,
    /// A choice among rarer things.
    More,
    /// Choose a service to start a release of.
    StartService,
    /// Choose a process to start.
    StartProcess,
    /// Give the version to start: the form's answer.
    StartVersion,
    /// Write a section of the record: opens a form, and is its answer.
    WriteSection,
    /// Choose a section that does not apply.
    WaiveSectionWhich,
    /// Say why a section does not apply: the form, and its answer.
    WaiveSection,
    /// Choose a section to read in full.
    ReadSectionWhich,
    /// Read a section in full.
    ReadSection,
    /// Turn to another page of a section.
    TurnSection,
    /// Take the computed draft of a section.
    TakeDraft,
    /// Apply what was handed in as a file.
    ApplyUpload,
    /// Leave what was handed in unapplied.
    WithdrawUpload,
    /// Ask for approval with the record.
    RequestApproval,
    /// Say that a paired state is off.
    TurnOff,
    /// Choose an environment to be shown.
    ShowEnvironment,
    /// The commands of a step, each alone.
    Commands,
    /// Choose what an instance is for.
    StartPurpose,
    /// Begin an instance: the form's answer.
    StartInstance,
    /// Start a release for a slot: opens a form, and is its answer.
    StartSlot,
    /// Skip a slot: opens a form, and is its answer.
    SkipSlot,
    /// Move a slot: opens a form, and is its answer.
    MoveSlot,
    /// Record that an instance was shut down.
    ShutDown,
    /// One of the answers of a choice.
    Choose,
    /// Waive an optional step: opens a form, and is its answer.
    WaiveStep,
    /// Raise a blocker: opens a form, and is its answer.
    Block,
    /// Clear a blocker: opens a form, and is its answer.
    Unblock,
    /// Note a bug: opens a form, and is its answer.
    Bug,
    /// Move a ticket: `item` is its place, `step` the status in which it was seen, `extra` the one it gets.
    TicketMove,
    /// Choose a ticket to comment on.
    TicketCommentWhich,
    /// Comment on a ticket: the form, and its answer.
    TicketComment,
    /// Say go again, for the day named before.
    StillGo,
    /// See what became different since one said go.
    WhatChanged,
    /// Call those to mind who are awaited.
    CallRoles,
    /// Choose an item to give evidence for, or to see all of it.
    EvidenceWhich,
    /// Give evidence: the form, and its answer; for the ask as a whole when the item is negative.
    AddEvidence,
    /// See all evidence for an ask.
    ShowEvidence,
    /// Take evidence back.
    TakeEvidenceBack,
    /// Enter a release's window although something stands against it: opens a form, and is its answer.
    WindowAnyway,
    /// Something about an outage that stands alone, or that is announced.
    Outage(OutageVerb),
    /// Keep a slot on its day in spite of a holiday.
    KeepHoliday,
    /// Move a slot on a holiday to the working day before.
    EarlierHoliday,
    /// Move a slot on a holiday to the working day after.
    LaterHoliday,
    /// Skip a slot on a holiday.
    SkipHoliday,
    /// See the plan as it is now: for `item` weeks; `extra` is the mark of the service.
    Plan,
    /// Be given the address of the plan for one's calendar; `extra` is the mark of the service.
    PlanFeed,
    /// Something about a planned day.
    Day(DayVerb),
    /// Something about the people of a rotation.
    Rotation(RotationVerb),
}

/// What a press asks of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageVerb {
    /// Enter an outage that stands alone, or a draft anew: opens a form, and is its answer. Without a number, `extra` is the mark of
    /// the service, `step` its environment from 1, `ask` its audiences as bits.
    Form,
    /// The same, although something stands against it: with a reason.
    Anyway,
    /// Read what would be published.
    Preview,
    /// Publish an outage that stands alone; `round` is the mark of the draft that was read.
    Publish,
    /// Have the draft approved by a second person.
    Ask,
    /// Approve a draft; `round` is its mark.
    Approve,
    /// Give a draft up.
    Withdraw,
    /// Move an outage: opens a form, and is its answer.
    Move,
    /// See what a change of the window would say; `round` is the revision that was read.
    Shift,
    /// See what a later end would say: `item` minutes after the end that was read, which is `extra`.
    Add,
    /// Change the window; `round` is the revision that was read.
    Change,
    /// The same, although something stands against it: opens a form, and is its answer.
    ChangeAnyway,
    /// See what calling it off would say.
    CancelAsk,
    /// Call it off: opens a form, and is its answer; `round` is the revision that was read.
    Cancel,
    /// See what its beginning would say.
    StartAsk,
    /// Say that it has begun; `round` is the revision that was read.
    Start,
    /// See what its end would say.
    EndAsk,
    /// Say that it is over; `round` is the revision that was read.
    End,
    /// Say it in other words: opens a form, and is its answer.
    Reword,
    /// Say the words that were typed; `round` is the revision that was read.
    RewordNow,
    /// Be told by direct message; `extra` is the mark of the audience.
    Subscribe,
    /// Be told no more.
    Unsubscribe,
    /// Be given the address of a feed; `extra` is the mark of the service.
    Feed,
    /// See everything about an outage.
    Show,
    /// Leave a preview without changing anything.
    Dismiss,
}

impl From<OutageVerb> for Verb {
    fn from(verb: OutageVerb) -> Self {
        Self::Outage(verb)
    }
}

/// What a press on a planned day asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayVerb {
    /// Say that one is on it.
    TakeOn,
    /// Choose when to be reminded.
    Snooze,
    /// See whose turn it is, to swap or to take over.
    HandOver,
}

/// What a press asks of a rotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RotationVerb {
    /// Agree to the swap of that number.
    Agree,
    /// Decline it.
    Decline,
    /// Withdraw it.
    Withdraw,
    /// Take the turn that begins on that day, for which nobody is there.
    TakeIt,
    /// Write to whoever comes next: opens a form, and is its answer.
    Note,
    /// Be away: opens a form, and is its answer.
    Away,
    /// Serve from today on: opens a form, and is its answer.
    TakeOver,
    /// Ask to swap one's next turn with the one that is chosen.
    Swap,
}
