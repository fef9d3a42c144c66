//! A process as a drawing: steps from top to bottom, branches side by side, ways back as dashed lines at the right.
//!
//! The drawing is text all through, has a title and a description for those who hear it, follows the reader's dark or
//! light, and is narrow enough for a phone as long as nothing branches.

use std::fmt::Write;

use crate::domain::process::Process;

use super::reading::{StepWords, steps};
use layout::{Placed, place};

mod layout;

/// Around everything.
const MARGIN: f64 = 16.0;
/// The width of a step.
const BOX: f64 = 296.0;
/// Inside a step.
const PADDING: f64 = 14.0;
/// Between who does it and what is asked.
const GAP: f64 = 5.0;
/// Between the lines at the right.
const LANE: f64 = 12.0;

const STYLE: &str = "\
:root{color-scheme:light dark}\
.bg{fill:#fff}.box{fill:#f6f8fa;stroke:#c4ccd4}.num{fill:#4253d6}.numt{fill:#fff;font-weight:700}\
.h{fill:#1b2430;font-weight:700}.t{fill:#1b2430;font-weight:600}.who{fill:#3f4d5c}.ask{fill:#1b2430}.note{fill:#7a4a00}\
.p{fill:#3f4d5c}.way{stroke:#7b8794;fill:none;stroke-width:1.5}.tip{fill:#7b8794}\
.back{stroke:#b3261e;fill:none;stroke-width:1.5;stroke-dasharray:5 4}.backtip{fill:#b3261e}.backt{fill:#b3261e}\
@media (prefers-color-scheme:dark){.bg{fill:#15191f}.box{fill:#1f252d;stroke:#3f4a57}.num{fill:#7d8cff}.numt{fill:#10141a}\
.h,.t,.ask{fill:#e8edf3}.who,.p{fill:#b3bfcc}.note{fill:#f2c46d}.way{stroke:#8b98a7}.tip{fill:#8b98a7}\
.back{stroke:#ff8a80}.backtip,.backt{fill:#ff8a80}}";

/// The drawing of a process.
pub fn drawing(process: &Process) -> String {
    let steps = steps(process);
    let boxes: Vec<Drawn> = steps.iter().map(Drawn::of).collect();
    let heights: Vec<f64> = boxes.iter().map(|b| b.height).collect();
    let after: Vec<&[usize]> = steps.iter().map(|step| step.after.as_slice()).collect();
    let mut placed = place(&after, &heights, BOX);
    let lanes = Lanes::of(&steps, &placed);
    let inner = placed.width.max(BOX);
    let right = if lanes.count == 0 {
        0.0
    } else {
        LANE * (lanes.count as f64 + 0.5)
    };
    let head = Head::of(process, inner + right);
    placed.shift(MARGIN, MARGIN + head.height);
    let foot = if lanes.count == 0 { 0.0 } else { 26.0 };
    let (width, height) = (
        inner + right + 2.0 * MARGIN,
        placed.height + head.height + foot + 2.0 * MARGIN,
    );
    let mut out = String::new();
    open(&mut out, process, &steps, width, height);
    head.draw(&mut out);
    draw_ways(&mut out, &placed);
    lanes.draw(&mut out, &placed, MARGIN + inner);
    for (n, drawn) in boxes.iter().enumerate() {
        drawn.draw(&mut out, placed.boxes[n].0, placed.boxes[n].1);
    }
    if lanes.count > 0 {
        let y = height - MARGIN;
        put(
            &mut out,
            format_args!("<path class=\"back\" d=\"M{MARGIN} {:.1}h30\"/>\n", y - 4.5),
        );
        text(
            &mut out,
            "backt",
            13.0,
            MARGIN + 38.0,
            y,
            "when it fails, back to there",
        );
    }
    out.push_str("</svg>\n");
    out
}

fn open(out: &mut String, process: &Process, steps: &[StepWords], width: f64, height: f64) {
    let (title, told) = (
        escape(&format!("{}: {}", process.service.title, process.title)),
        escape(&told(steps)),
    );
    put(
        out,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width:.0} {height:.0}\" width=\"{width:.0}\" \
             height=\"{height:.0}\" style=\"max-width:100%;height:auto\" role=\"img\" aria-labelledby=\"t d\" \
             font-family=\"system-ui, 'Segoe UI', Roboto, Helvetica, Arial, sans-serif\">\n\
             <title id=\"t\">{title}</title>\n<desc id=\"d\">{told}</desc>\n<style>{STYLE}</style>\n\
             <defs><marker id=\"m\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
             orient=\"auto-start-reverse\"><path class=\"tip\" d=\"M0 1 10 5 0 9z\"/></marker>\
             <marker id=\"b\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" markerHeight=\"8\" \
             orient=\"auto-start-reverse\"><path class=\"backtip\" d=\"M0 1 10 5 0 9z\"/></marker></defs>\n\
             <rect class=\"bg\" width=\"{width:.0}\" height=\"{height:.0}\" rx=\"12\"/>\n"
        ),
    );
}

/// The drawing in sentences, for those who hear it.
fn told(steps: &[StepWords]) -> String {
    let sentences = steps.iter().map(|step| {
        let back = step
            .back_to
            .map(|n| format!(" If it fails, back to step {}.", n + 1));
        format!(
            "Step {}: {}, by {}.{}",
            step.number,
            step.title,
            step.who,
            back.unwrap_or_default()
        )
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// The title and the purpose above the steps.
struct Head {
    title: Vec<String>,
    purpose: Vec<String>,
    height: f64,
}

impl Head {
    fn of(process: &Process, width: f64) -> Self {
        let title = wrap(&process.title, width, 20.0, 2);
        let purpose = wrap(&process.purpose, width, 13.5, 4);
        let height = title.len() as f64 * 26.0 + purpose.len() as f64 * 19.0 + 18.0;
        Self {
            title,
            purpose,
            height,
        }
    }

    fn draw(&self, out: &mut String) {
        let mut y = MARGIN + 18.0;
        for line in &self.title {
            text(out, "h", 20.0, MARGIN, y, line);
            y += 26.0;
        }
        y -= 2.0;
        for line in &self.purpose {
            text(out, "p", 13.5, MARGIN, y, line);
            y += 19.0;
        }
    }
}

/// A step with its lines broken.
struct Drawn {
    number: usize,
    title: Vec<String>,
    /// The class and the text of each further line.
    lines: Vec<(&'static str, String)>,
    height: f64,
}

impl Drawn {
    fn of(step: &StepWords) -> Self {
        let inner = BOX - 2.0 * PADDING;
        let title = wrap(&step.title, inner - 30.0, 15.0, 3);
        let mut lines: Vec<(&str, String)> = wrap(&step.who, inner - 30.0, 13.0, 2)
            .into_iter()
            .map(|line| ("who", line))
            .collect();
        for ask in &step.asks {
            let wrapped = wrap(ask, inner - 44.0, 13.0, 2);
            lines.extend(wrapped.into_iter().enumerate().map(|(n, line)| {
                let begin = if n == 0 { "ask" } else { "more" };
                (begin, line)
            }));
        }
        for note in &step.notes {
            lines.extend(
                wrap(note, inner - 30.0, 13.0, 2)
                    .into_iter()
                    .map(|line| ("note", line)),
            );
        }
        let height = 2.0 * PADDING + title.len() as f64 * 20.0 + lines.len() as f64 * 18.0 + GAP;
        Self {
            number: step.number,
            title,
            lines,
            height,
        }
    }

    fn draw(&self, out: &mut String, x: f64, y: f64) {
        put(
            out,
            format_args!(
                "<g><rect class=\"box\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{BOX}\" height=\"{:.1}\" rx=\"10\"/>\n",
                self.height
            ),
        );
        let (left, mut base) = (x + PADDING, y + PADDING + 15.0);
        put(
            out,
            format_args!(
                "<circle class=\"num\" cx=\"{:.1}\" cy=\"{:.1}\" r=\"11\"/><text class=\"numt\" font-size=\"12\" \
                 text-anchor=\"middle\" x=\"{0:.1}\" y=\"{:.1}\">{}</text>\n",
                left + 11.0,
                base - 5.0,
                base - 0.7,
                self.number
            ),
        );
        for line in &self.title {
            text(out, "t", 15.0, left + 30.0, base, line);
            base += 20.0;
        }
        base += 1.0;
        let mut is_below = false;
        for (class, line) in &self.lines {
            if *class != "who" && !std::mem::replace(&mut is_below, true) {
                base += GAP;
            }
            let (class, indent) = match *class {
                "ask" => {
                    let (x, y) = (left + 34.0, base - 4.5);
                    put(
                        out,
                        format_args!("<circle class=\"ask\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>"),
                    );
                    ("ask", 44.0)
                }
                "more" => ("ask", 44.0),
                class => (class, 30.0),
            };
            text(out, class, 13.0, left + indent, base, line);
            base += 18.0;
        }
        out.push_str("</g>\n");
    }
}

fn draw_ways(out: &mut String, placed: &Placed) {
    for way in &placed.ways {
        let mut path = String::new();
        for (n, (x, y)) in way.iter().enumerate() {
            match n.checked_sub(1).map(|before| way[before]) {
                None => path += &format!("M{x:.1} {y:.1}"),
                Some((from_x, from_y)) => {
                    let half = (from_y + y) / 2.0;
                    path += &format!(" C{from_x:.1} {half:.1} {x:.1} {half:.1} {x:.1} {y:.1}");
                }
            }
        }
        put(
            out,
            format_args!("<path class=\"way\" marker-end=\"url(#m)\" d=\"{path}\"/>\n"),
        );
    }
}

/// The ways back: one line at the right for each step that others return to.
struct Lanes {
    /// Where to, from where, and in which lane.
    ways: Vec<(usize, Vec<usize>, usize)>,
    count: usize,
}

impl Lanes {
    fn of(steps: &[StepWords], placed: &Placed) -> Self {
        let mut ways: Vec<(usize, Vec<usize>, usize)> = Vec::new();
        for (n, step) in steps.iter().enumerate() {
            let Some(target) = step.back_to else { continue };
            match ways.iter_mut().find(|(to, ..)| *to == target) {
                Some((_, from, _)) => from.push(n),
                None => ways.push((target, vec![n], 0)),
            }
        }
        let span = |(to, from, _): &(usize, Vec<usize>, usize)| {
            let low = from.iter().map(|n| placed.boxes[*n].1).fold(f64::MIN, f64::max);
            (placed.boxes[*to].1, low)
        };
        // The short ones lie inside.
        ways.sort_by(|a, b| {
            let length = |way| {
                let (top, low) = span(way);
                low - top
            };
            length(a).total_cmp(&length(b))
        });
        let mut used: Vec<Vec<(f64, f64)>> = Vec::new();
        for way in &mut ways {
            let (top, low) = span(way);
            let is_free = |taken: &Vec<(f64, f64)>| taken.iter().all(|(t, l)| low < *t || top > *l);
            let lane = used.iter().position(is_free).unwrap_or(used.len());
            if lane == used.len() {
                used.push(Vec::new());
            }
            used[lane].push((top, low));
            way.2 = lane;
        }
        Self {
            count: used.len(),
            ways,
        }
    }

    fn draw(&self, out: &mut String, placed: &Placed, edge: f64) {
        for (to, from, lane) in &self.ways {
            let x = edge + LANE * (*lane as f64 + 1.0);
            let end = placed.boxes[*to];
            let (end_x, end_y) = (end.0 + BOX, end.1 + 22.0);
            // Ways that meet in one line are drawn once: dashes over dashes would look whole.
            let longest = from
                .iter()
                .copied()
                .max_by(|a, b| placed.boxes[*a].1.total_cmp(&placed.boxes[*b].1));
            for n in from {
                let begin = placed.boxes[*n];
                let (begin_x, begin_y) = (begin.0 + BOX, begin.1 + begin.2 - 22.0);
                let path = match longest == Some(*n) {
                    false => format!("<path class=\"back\" d=\"M{begin_x:.1} {begin_y:.1}H{x:.1}\"/>\n"),
                    true => format!(
                        "<path class=\"back\" marker-end=\"url(#b)\" d=\"M{begin_x:.1} {begin_y:.1}H{:.1}Q{x:.1} \
                         {begin_y:.1} {x:.1} {:.1}V{:.1}Q{x:.1} {end_y:.1} {:.1} {end_y:.1}H{end_x:.1}\"/>\n",
                        x - 6.0,
                        begin_y - 6.0,
                        end_y + 6.0,
                        x - 6.0
                    ),
                };
                out.push_str(&path);
            }
        }
    }
}

fn text(out: &mut String, class: &str, size: f64, x: f64, y: f64, words: &str) {
    put(
        out,
        format_args!(
            "<text class=\"{class}\" font-size=\"{size}\" x=\"{x:.1}\" y=\"{y:.1}\">{}</text>\n",
            escape(words)
        ),
    );
}

fn put(out: &mut String, words: std::fmt::Arguments<'_>) {
    out.write_fmt(words).expect("a text takes all");
}

/// A text as XML holds it.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c if c.is_control() || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

/// A text broken at words into lines of that width, at most so many; the last one tells that more follows.
fn wrap(text: &str, width: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut open = String::new();
    for word in text.split_whitespace().flat_map(|word| pieces(word, width, size)) {
        let longer = if open.is_empty() {
            word.clone()
        } else {
            format!("{open} {word}")
        };
        if open.is_empty() || wide(&longer, size) <= width {
            open = longer;
        } else {
            lines.push(std::mem::replace(&mut open, word));
        }
    }
    lines.push(open);
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while wide(last, size) > width - size && last.pop().is_some() {}
            last.push('…');
        }
    }
    lines
}

/// A word, cut where it is wider than a whole line.
fn pieces(word: &str, width: f64, size: f64) -> Vec<String> {
    let mut pieces = vec![String::new()];
    for c in word.chars() {
        let open = pieces.last_mut().expect("it begins with one");
        open.push(c);
        if wide(open, size) > width {
            open.pop();
            pieces.push(c.to_string());
        }
    }
    pieces
}

/// How wide a text is about: measured on the fonts that browsers take for `system-ui`, with a little to spare.
fn wide(text: &str, size: f64) -> f64 {
    let each = text.chars().map(|c| match c {
        'i' | 'j' | 'l' | 'I' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' | '(' | ')' => 0.31,
        'f' | 'r' | 't' | '-' | '/' | '"' => 0.41,
        'm' | 'w' | 'M' | 'W' | '@' | '%' | '—' => 0.92,
        'A'..='Z' => 0.69,
        c if c.is_ascii() => 0.58,
        c if u32::from(c) < 0x2E80 => 0.62,
        _ => 1.05,
    });
    each.sum::<f64>() * size
}
