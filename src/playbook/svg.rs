//! A process as a drawing: steps from top to bottom, branches side by side, ways back as dashed lines at the right.
//!
//! The drawing is text all through, has a title and a description for those who hear it, follows the reader's dark or
//! light, and is narrow enough for a phone as long as nothing branches.

use crate::domain::process::Process;

use super::reading::{StepWords, steps};
use layout::place;

mod layout;
mod letters;
mod ways;

use letters::{escape, put, text, wrap};
use ways::{Lanes, draw_ways};

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
