//! The rules of a release, told as people live them; `given` has the desk and the people.

pub(crate) mod given;

mod approvals;
mod authority;
mod availability;
mod calendar;
mod checklists;
mod conditions;
mod courses;
mod evidence;
mod holidays;
mod many_cadences;
mod months;
mod outages;
mod outages_alone;
mod outages_told;
mod plan;
mod properties;
mod records;
mod release_days;
mod reports;
mod rotations;
mod run_books;
mod sign_offs;
mod starts;
mod thousand_years;
mod tickets;
mod walks;
mod ways_back;
mod windows;
