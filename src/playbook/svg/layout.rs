//! Where the steps of a drawing stand: in layers by what comes before, side by side where nothing orders them.

/// Between two layers.
const ROW_GAP: f64 = 34.0;
/// Between two steps side by side.
const COLUMN_GAP: f64 = 28.0;
/// The width of a way that passes a layer.
const PASS: f64 = 14.0;

/// Where everything stands.
pub(super) struct Placed {
    /// Left, top and height of each step, in reading order.
    pub(super) boxes: Vec<(f64, f64, f64)>,
    /// The ways from step to step, each by the points it passes.
    pub(super) ways: Vec<Vec<(f64, f64)>>,
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A place in a layer: a step, or a way that passes (from which step, to which).
#[derive(Clone, Copy, PartialEq)]
enum Slot {
    Step(usize),
    Pass(usize, usize),
}

impl Placed {
    /// Moves everything.
    pub(super) fn shift(&mut self, right: f64, down: f64) {
        for (x, y, _) in &mut self.boxes {
            (*x, *y) = (*x + right, *y + down);
        }
        for (x, y) in self.ways.iter_mut().flatten() {
            (*x, *y) = (*x + right, *y + down);
        }
    }
}

/// Places steps: `after` says which steps, all above in reading order, come right before each.
pub(super) fn place(after: &[&[usize]], heights: &[f64], width: f64) -> Placed {
    let edges = edges(after);
    let layer = layers(after);
    let mut rows: Vec<Vec<Slot>> = vec![Vec::new(); layer.iter().max().map_or(0, |last| last + 1)];
    for (n, row) in layer.iter().enumerate() {
        rows[*row].push(Slot::Step(n));
    }
    for (from, to) in &edges {
        for row in rows.iter_mut().take(layer[*to]).skip(layer[*from] + 1) {
            row.push(Slot::Pass(*from, *to));
        }
    }
    let wide = |slot: &Slot| match slot {
        Slot::Step(_) => width,
        Slot::Pass(..) => PASS,
    };
    let row_width =
        |row: &[Slot]| row.iter().map(wide).sum::<f64>() + COLUMN_GAP * (row.len().saturating_sub(1)) as f64;
    let total = rows.iter().map(|row| row_width(row)).fold(width, f64::max);
    let mut boxes = vec![(0.0, 0.0, 0.0); after.len()];
    let mut passes: Vec<(Slot, f64, f64, f64)> = Vec::new();
    let mut top = 0.0;
    let mut before: Vec<(Slot, f64)> = Vec::new();
    for row in &mut rows {
        order(row, &before, &edges);
        let height = row.iter().fold(0.0_f64, |most, slot| match slot {
            Slot::Step(n) => most.max(heights[*n]),
            Slot::Pass(..) => most,
        });
        let mut x = (total - row_width(row)) / 2.0;
        before.clear();
        for slot in row.iter() {
            match slot {
                Slot::Step(n) => boxes[*n] = (x, top, heights[*n]),
                Slot::Pass(..) => passes.push((*slot, x + PASS / 2.0, top, top + height)),
            }
            before.push((*slot, x + wide(slot) / 2.0));
            x += wide(slot) + COLUMN_GAP;
        }
        top += height + ROW_GAP;
    }
    let ways = edges
        .iter()
        .map(|edge| way(*edge, &boxes, &passes, width))
        .collect();
    Placed {
        boxes,
        ways,
        width: total,
        height: (top - ROW_GAP).max(0.0),
    }
}

/// What comes right before what, without what another way says already.
fn edges(after: &[&[usize]]) -> Vec<(usize, usize)> {
    let reaches = |from: usize, to: usize| {
        let mut open = after[to].to_vec();
        let mut seen = vec![false; after.len()];
        while let Some(n) = open.pop() {
            if n == from {
                return true;
            }
            if !std::mem::replace(&mut seen[n], true) {
                open.extend(after[n]);
            }
        }
        false
    };
    let mut edges = Vec::new();
    for (to, before) in after.iter().enumerate() {
        for from in before.iter().copied() {
            let is_said = before.iter().any(|other| *other != from && reaches(from, *other));
            if !is_said {
                edges.push((from, to));
            }
        }
    }
    edges
}

/// The layer of each step: one below the lowest of those before it.
fn layers(after: &[&[usize]]) -> Vec<usize> {
    let mut layers: Vec<usize> = Vec::with_capacity(after.len());
    for before in after {
        let lowest = before.iter().filter_map(|n| layers.get(*n)).max();
        layers.push(lowest.map_or(0, |lowest| lowest + 1));
    }
    layers
}

/// Puts a row into the order of what stands above it, so that few ways cross.
fn order(row: &mut [Slot], above: &[(Slot, f64)], edges: &[(usize, usize)]) {
    let middle = |slot: &Slot| {
        let parents: Vec<f64> = above
            .iter()
            .filter(|(up, _)| match (*up, *slot) {
                (Slot::Step(from), Slot::Step(to)) => edges.contains(&(from, to)),
                (Slot::Step(from), Slot::Pass(begin, _)) => from == begin,
                (Slot::Pass(begin, end), Slot::Step(to)) => end == to && edges.contains(&(begin, to)),
                (pass, other) => pass == other,
            })
            .map(|(_, x)| *x)
            .collect();
        match parents.len() {
            0 => f64::MAX,
            n => parents.iter().sum::<f64>() / n as f64,
        }
    };
    row.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
}

fn way(
    (from, to): (usize, usize),
    boxes: &[(f64, f64, f64)],
    passes: &[(Slot, f64, f64, f64)],
    width: f64,
) -> Vec<(f64, f64)> {
    let (begin, end) = (boxes[from], boxes[to]);
    let mut points = vec![(begin.0 + width / 2.0, begin.1 + begin.2)];
    for (_, x, top, low) in passes.iter().filter(|(slot, ..)| *slot == Slot::Pass(from, to)) {
        points.extend([(*x, *top), (*x, *low)]);
    }
    points.push((end.0 + width / 2.0, end.1));
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn branches_stand_side_by_side_and_meet_again() {
        let after: [&[usize]; 5] = [&[], &[0], &[0], &[1, 2], &[3, 0]];
        let placed = place(&after, &[50.0; 5], 100.0);
        assert_eq!(placed.boxes[1].1, placed.boxes[2].1, "in one row");
        assert!(
            placed.boxes[1].0 + 100.0 < placed.boxes[2].0,
            "apart from each other"
        );
        assert!(placed.boxes[3].1 > placed.boxes[1].1 + 50.0);
        assert_eq!(placed.ways.len(), 5, "what another way says already is not drawn");
    }

    #[test]
    fn a_way_past_a_row_has_a_place_of_its_own_in_it() {
        let after: [&[usize]; 4] = [&[], &[], &[1], &[2, 0]];
        let placed = place(&after, &[50.0; 4], 100.0);
        let passing = placed.ways.iter().find(|way| way.len() == 4).unwrap();
        let (x, step) = (passing[1].0, placed.boxes[2].0);
        assert!(x < step || x > step + 100.0, "it does not cross the step");
    }
}
