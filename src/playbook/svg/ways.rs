//! The ways between steps: down from one to the next, and back beside them.

use crate::playbook::reading::StepWords;
use crate::playbook::svg::layout::Placed;
use crate::playbook::svg::letters::put;
use crate::playbook::svg::{BOX, LANE};

pub(super) fn draw_ways(out: &mut String, placed: &Placed) {
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
pub(super) struct Lanes {
    /// Where to, from where, and in which lane.
    ways: Vec<(usize, Vec<usize>, usize)>,
    pub(super) count: usize,
}

impl Lanes {
    pub(super) fn of(steps: &[StepWords], placed: &Placed) -> Self {
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

    pub(super) fn draw(&self, out: &mut String, placed: &Placed, edge: f64) {
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
