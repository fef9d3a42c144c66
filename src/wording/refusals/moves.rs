//! Why something cannot be moved to another status: where it can go from here, and who may move it.

use crate::domain::status::{IllegalMove, LegalMove};
use crate::wording::text::{all_of, any_of};

/// The refusal of a move, with the legal ones.
pub(super) fn illegal_move(no: &IllegalMove, status: &str) -> String {
    let now = no
        .now
        .as_ref()
        .map_or_else(String::new, |now| format!(" from **{}**", now.title));
    let wanted = super::typed(&no.wanted);
    let moves: Vec<String> = no.legal.iter().map(legal).collect();
    let ways = match moves.as_slice() {
        [] => "From there it goes nowhere.".to_owned(),
        moves => format!("It can go: {}.", moves.join("; ")),
    };
    format!("This release cannot be moved{now} to `{wanted}` by you now. {ways} See {status}.")
}

fn legal(legal: &LegalMove) -> String {
    let needs = match legal.needs.as_slice() {
        [] => String::new(),
        needs => format!(", with {}", all_of(needs)),
    };
    format!("to **{}** by {}{needs}", legal.to.title, any_of(&legal.by))
}
