//! Times as people type them: "tue 7pm", "2026-12-24 18:00", "in 2h". Nothing ambiguous is guessed.

use chrono::{
    DateTime, Datelike, Days, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::wall_clock::instant;

/// What would have been understood.
const EXAMPLES: &str =
    "write it like `tue 7pm`, `tomorrow 18:00`, `24 dec 10:30`, `2026-12-24 18:00` or `in 2h`";

const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];
const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The instant that a text means, in the team's zone.
///
/// # Errors
/// A sentence for the person: what was not understood, and how to write it.
pub fn when(text: &str, now: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, String> {
    let text = text.trim().to_lowercase();
    if text.is_empty() {
        return Err(format!("Please say when: {EXAMPLES}."));
    }
    if text == "now" {
        return Ok(now);
    }
    if let Some(at) = with_offset(&text) {
        return if at > now {
            Ok(at)
        } else {
            Err(past(at.with_timezone(&zone)))
        };
    }
    let local_now = now.with_timezone(&zone).naive_local();
    if let Ok(span) = length(text.strip_prefix("in ").unwrap_or(&text)) {
        return in_a_while(&text, span, now, local_now, zone);
    }
    let (date, time) = words(&text, local_now.date())?;
    let Some(time) = time else {
        return Err("At which time? Add it, such as `18:00` or `7pm`.".to_owned());
    };
    let date = date.unwrap_or_else(|| {
        if time > local_now.time() {
            local_now.date()
        } else {
            local_now.date() + Days::new(1)
        }
    });
    at_wall_clock(date.and_time(time), now, zone)
}

/// How long a text means: "2h", "90 min", "1d4h".
///
/// # Errors
/// A sentence for the person.
pub fn length(text: &str) -> Result<TimeDelta, String> {
    let misfit = || "Please say how long, such as `2h`, `90 min` or `1h30m`.".to_owned();
    let span = humantime::parse_duration(text.trim()).map_err(|_| misfit())?;
    let span = TimeDelta::from_std(span).map_err(|_| misfit())?;
    if span <= TimeDelta::zero() {
        Err(misfit())
    } else {
        Ok(span)
    }
}

/// A while in days is so many calendar days, at the same time of day; one in hours is so many hours.
fn in_a_while(
    text: &str,
    span: TimeDelta,
    now: DateTime<Utc>,
    local_now: NaiveDateTime,
    zone: Tz,
) -> Result<DateTime<Utc>, String> {
    let far = || "That is too far away.".to_owned();
    let in_days = text.contains('d') || text.contains('w');
    let days = if in_days {
        u64::try_from(span.num_days()).unwrap_or(0)
    } else {
        0
    };
    let rest = span - TimeDelta::days(i64::try_from(days).map_err(|_| far())?);
    if days == 0 {
        return now.checked_add_signed(rest).ok_or_else(far);
    }
    let day = local_now.checked_add_days(Days::new(days)).ok_or_else(far)?;
    instant(zone, day).checked_add_signed(rest).ok_or_else(far)
}

/// How a moment is typed: on the wall clock of that zone, with its offset where that time comes twice.
pub fn written(at: DateTime<Utc>, zone: Tz) -> String {
    let shown = at.with_timezone(&zone);
    match zone.from_local_datetime(&shown.naive_local()) {
        LocalResult::Ambiguous(..) => shown.format("%Y-%m-%d %H:%M%:z").to_string(),
        LocalResult::Single(_) | LocalResult::None => shown.format("%Y-%m-%d %H:%M").to_string(),
    }
}

/// How a length of time is typed: `90 min`, `2h`, `2h 15min`.
pub fn span(length: TimeDelta) -> String {
    let minutes = length.num_minutes();
    match (minutes / 60, minutes % 60) {
        (hours, 0) if hours > 0 => format!("{hours}h"),
        (0 | 1, _) => format!("{minutes} min"),
        (hours, rest) => format!("{hours}h {rest}min"),
    }
}

/// A moment that names its offset, such as `2026-04-05 02:30+13:00`: nothing about it is to be guessed.
fn with_offset(text: &str) -> Option<DateTime<Utc>> {
    let at = DateTime::parse_from_str(text, "%Y-%m-%d %H:%M%:z")
        .or_else(|_| DateTime::parse_from_str(text, "%Y-%m-%dt%H:%M%:z"));
    at.ok().map(|at| at.with_timezone(&Utc))
}

/// A time that comes twice on that day is asked back.
fn twice(local: NaiveDateTime, first: &DateTime<Tz>, second: &DateTime<Tz>, zone: Tz) -> String {
    format!(
        "{} comes twice in {zone}: the clocks go back. Write `{}` for the first time, or `{}` for the second.",
        local.format("%-d %b %H:%M"),
        first.format("%Y-%m-%d %H:%M%:z"),
        second.format("%Y-%m-%d %H:%M%:z")
    )
}

fn at_wall_clock(local: NaiveDateTime, now: DateTime<Utc>, zone: Tz) -> Result<DateTime<Utc>, String> {
    if let LocalResult::Ambiguous(first, second) = zone.from_local_datetime(&local) {
        return Err(twice(local, &first, &second, zone));
    }
    let at = instant(zone, local);
    let shown = at.with_timezone(&zone);
    if shown.naive_local() != local {
        return Err(format!(
            "{} does not exist in {zone}: the clocks go forward. Did you mean {}?",
            local.format("%-d %b %H:%M"),
            shown.format("%H:%M")
        ));
    }
    if at <= now {
        return Err(past(shown));
    }
    Ok(at)
}

fn past(at: DateTime<Tz>) -> String {
    format!("{} is in the past.", at.format("%a %-d %b %Y %H:%M"))
}

/// The date and the time in a text, as far as it names them.
fn words(text: &str, today: NaiveDate) -> Result<(Option<NaiveDate>, Option<NaiveTime>), String> {
    let filler = |w: &&str| !w.is_empty() && !matches!(*w, "at" | "on" | "next" | "this");
    let words: Vec<&str> = text.split([' ', ',']).filter(filler).collect();
    let (mut date, mut time) = (None, None);
    let mut rest = words.as_slice();
    while let [word, after @ ..] = rest {
        let (found, used) = find_date(word, after, today)?;
        rest = &after[used..];
        if let Some(day) = found {
            if date.replace(day).is_some() {
                return Err(format!("`{word}` is a second date; {EXAMPLES}."));
            }
        } else if let Some(clock) = find_time(word) {
            if time.replace(clock).is_some() {
                return Err(format!("`{word}` is a second time; {EXAMPLES}."));
            }
        } else if word.contains('/') {
            return Err(format!(
                "`{word}` can be read two ways; write 2026-12-11 or 11 dec."
            ));
        } else {
            return Err(format!(
                "I don't understand `{}`; {EXAMPLES}.",
                word.replace('`', "")
            ));
        }
    }
    Ok((date, time))
}

/// The date that begins with `word`, and how many of the words after it belong to it.
fn find_date(word: &str, after: &[&str], today: NaiveDate) -> Result<(Option<NaiveDate>, usize), String> {
    if let Some(ahead) = match word {
        "today" => Some(0),
        "tomorrow" | "tmrw" => Some(1),
        _ => None,
    } {
        return Ok((Some(today + Days::new(ahead)), 0));
    }
    if let Ok(day) = word.parse::<NaiveDate>() {
        return Ok((Some(day), 0));
    }
    if let Some(weekday) = find_name(word, &WEEKDAYS) {
        let from = today.weekday().num_days_from_monday() as usize;
        let ahead = (weekday + 6 - from) % 7 + 1;
        return Ok((Some(today + Days::new(ahead as u64)), 0));
    }
    let number = word
        .trim_end_matches("st")
        .trim_end_matches("nd")
        .trim_end_matches("rd")
        .trim_end_matches("th");
    let month = after.first().and_then(|w| find_name(w, &MONTHS));
    let (Ok(day), Some(month)) = (number.parse::<u32>(), month) else {
        return Ok((None, 0));
    };
    let named_year = after
        .get(1)
        .and_then(|w| w.parse::<i32>().ok())
        .filter(|y| (2000..3000).contains(y));
    let of_year = |year| {
        let no_day = || format!("There is no day {day} in {}.", MONTHS[month]);
        NaiveDate::from_ymd_opt(year, u32::try_from(month + 1).unwrap_or(1), day).ok_or_else(no_day)
    };
    match named_year {
        Some(year) => Ok((Some(of_year(year)?), 2)),
        None => {
            let this_year = of_year(today.year())?;
            let day = if this_year < today {
                of_year(today.year() + 1)?
            } else {
                this_year
            };
            Ok((Some(day), 1))
        }
    }
}

fn find_name(word: &str, names: &[&str]) -> Option<usize> {
    (word.len() >= 3).then(|| names.iter().position(|n| n.starts_with(word)))?
}

fn find_time(word: &str) -> Option<NaiveTime> {
    match word {
        "noon" => return NaiveTime::from_hms_opt(12, 0, 0),
        "midnight" => return NaiveTime::from_hms_opt(0, 0, 0),
        _ => {}
    }
    if let Ok(time) = NaiveTime::parse_from_str(word, "%H:%M") {
        return Some(time);
    }
    let (clock, afternoon) = match (word.strip_suffix("pm"), word.strip_suffix("am")) {
        (Some(clock), _) => (clock, 12),
        (None, Some(clock)) => (clock, 0),
        (None, None) => return None,
    };
    let (hour, minute) = clock.split_once(':').unwrap_or((clock, "0"));
    let hour: u32 = hour.parse().ok().filter(|h| (1..=12).contains(h))?;
    NaiveTime::from_hms_opt(hour % 12 + afternoon, minute.parse().ok()?, 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono_tz::Pacific::Auckland;
    use proptest::prelude::*;

    /// Friday 25 September 2026, 14:30 in Auckland; clocks go forward on Sunday at 02:00.
    fn read(text: &str) -> String {
        let now = "2026-09-25T02:30:00Z".parse().unwrap();
        match when(text, now, Auckland) {
            Ok(at) => at.with_timezone(&Auckland).format("%a %F %R%:z").to_string(),
            Err(sentence) => sentence,
        }
    }

    #[test]
    fn typed_times_are_the_teams() {
        for (text, meant) in [
            ("tomorrow 18:00", "Sat 2026-09-26 18:00+12:00"),
            ("tomorrow at 6pm", "Sat 2026-09-26 18:00+12:00"),
            ("next tue 7pm", "Tue 2026-09-29 19:00+13:00"),
            ("fri 9am", "Fri 2026-10-02 09:00+13:00"),
            ("2h", "Fri 2026-09-25 16:30+12:00"),
            ("in 90 min", "Fri 2026-09-25 16:00+12:00"),
            ("3 days", "Mon 2026-09-28 14:30+13:00"),
            ("72h", "Mon 2026-09-28 15:30+13:00"),
            ("24 dec 10:30", "Thu 2026-12-24 10:30+13:00"),
            ("24th dec 2027 6:30pm", "Fri 2027-12-24 18:30+13:00"),
            ("2026-12-24 10:30", "Thu 2026-12-24 10:30+13:00"),
            ("18:00", "Fri 2026-09-25 18:00+12:00"),
            ("09:00", "Sat 2026-09-26 09:00+12:00"),
            ("noon", "Sat 2026-09-26 12:00+12:00"),
            ("2027-04-04 02:30+13:00", "Sun 2027-04-04 02:30+13:00"),
            ("2027-04-04 02:30+12:00", "Sun 2027-04-04 02:30+12:00"),
            ("2027-04-04T02:30+12:00", "Sun 2027-04-04 02:30+12:00"),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    #[test]
    fn what_can_be_read_two_ways_or_not_at_all_is_asked_back() {
        for (text, part) in [
            ("12/11 10:00", "two ways"),
            ("friday", "At which time?"),
            ("2026-09-27 02:30", "Did you mean 03:30?"),
            ("2026-09-01 10:00", "in the past"),
            ("2026-09-01 10:00+12:00", "in the past"),
            (
                "2027-04-04 02:30",
                "Write `2027-04-04 02:30+13:00` for the first time",
            ),
            ("tomorrow 25:00", "I don't understand `25:00`"),
            ("30 feb 10:00", "no day 30 in february"),
            ("tue wed 10:00", "a second date"),
            ("", "Please say when"),
            ("13pm", "I don't understand"),
        ] {
            assert!(read(text).contains(part), "{text}: {}", read(text));
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for at in [
            "2027-04-03T13:30:00Z",
            "2027-04-03T14:30:00Z",
            "2026-12-24T05:00:00Z",
        ] {
            let at: DateTime<Utc> = at.parse().unwrap();
            let now = "2026-09-25T02:30:00Z".parse().unwrap();
            assert_eq!(when(&written(at, Auckland), now, Auckland), Ok(at));
        }
        for (minutes, text) in [
            (15, "15 min"),
            (60, "1h"),
            (90, "90 min"),
            (135, "2h 15min"),
            (1440, "24h"),
        ] {
            let length_ = TimeDelta::minutes(minutes);
            assert_eq!((span(length_).as_str(), length(text)), (text, Ok(length_)));
        }
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic(text in "\\PC{0,40}") {
            let _ = read(&text);
        }

        #[test]
        fn no_words_of_time_make_it_panic(text in "(next |in |at )?(tue|31|2026-02-30|feb|9|99999999d|24:00|12am|[0-9]{1,12}(h|d|w|y)?| ){0,5}") {
            let _ = read(&text);
        }
    }
}
