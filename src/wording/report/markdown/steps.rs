//! The steps of a release on paper, round by round.

use crate::wording::report::markdown::Paper;
use crate::wording::report::markdown::words::{code, given, plain};
use crate::wording::report::shape::{Answer, Round, Step};

impl Paper {
    pub(super) fn step(&mut self, step: &Step) {
        let place = step
            .environment
            .as_ref()
            .map(|e| format!(" on {}", plain(e)))
            .unwrap_or_default();
        self.line(&format!("### {}. {}", step.number, plain(&step.title)));
        self.line("");
        let state = step.state.replace('-', " ");
        self.line(&format!("{}{place}: {state}.", plain(&step.owner)));
        self.line("");
        let several = step.rounds.len() > 1;
        for round in step.rounds.iter().filter(|round| round.open_since.is_some()) {
            if several {
                self.line(&format!("#### Round {}", round.round));
                self.line("");
            }
            self.round(round);
        }
    }

    fn round(&mut self, round: &Round) {
        for answer in &round.answers {
            self.answer(answer);
        }
        if let Some(note) = &round.waived {
            self.line(&format!(
                "- Not needed: {} ({})",
                plain(&note.text),
                self.by(&note.mark)
            ));
        }
        if let Some(mark) = &round.completed {
            self.line(&format!("- Complete: {}", self.by(mark)));
        }
        self.line("");
    }

    fn answer(&mut self, answer: &Answer) {
        let title = plain(&answer.title);
        match (&answer.given, &answer.value) {
            (Some(mark), Some(value)) => {
                self.line(&format!("- {title}: {} ({})", given(value), self.by(mark)))
            }
            (Some(mark), None) => self.line(&format!("- {title}: {}", self.by(mark))),
            (None, _) if answer.items.is_empty() && answer.voices.is_empty() => {
                self.line(&format!("- {title}: not given"));
            }
            (None, _) => self.line(&format!("- {title}:")),
        }
        for voice in &answer.voices {
            let on = voice.on.map(|day| format!(" for {day}")).unwrap_or_default();
            let why = voice
                .reason
                .as_ref()
                .map(|why| format!(": {}", plain(why)))
                .unwrap_or_default();
            let (role, version) = (plain(&voice.role), code(&voice.version));
            self.line(&format!(
                "    - **{}**{on} as {role}, on {version}{why} ({})",
                voice.verdict,
                self.by(&voice.mark)
            ));
            if !voice.approved.is_empty() {
                let approved: Vec<String> = voice.approved.iter().map(|words| plain(words)).collect();
                self.line(&format!("        - having before them: {}", approved.join("; ")));
            }
            if !voice.counts {
                self.line("        - it does not count any more");
            }
        }
        for item in &answer.items {
            let note = item
                .note
                .as_ref()
                .map(|note| format!(": {}", plain(note)))
                .unwrap_or_default();
            let by = item
                .mark
                .as_ref()
                .map(|mark| format!(" ({})", self.by(mark)))
                .unwrap_or_default();
            self.line(&format!(
                "    - **{}** {}{note}{by}",
                item.state,
                plain(&item.text)
            ));
        }
    }
}
