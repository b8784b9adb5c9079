//! Sizes as rectangles: the squarified treemap of Bruls, Huizing and van Wijk (2000).
//!
//! Knows neither the DOM nor files: weights in, rectangles out, in the order of the weights.

/// In the unit of the area that was given.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A rectangle for each weight; weights should fall. What weighs nothing gets nothing.
#[must_use]
pub fn squarify(weights: &[u64], area: Rect) -> Vec<Rect> {
    #[expect(clippy::cast_precision_loss, reason = "a pixel is coarser")]
    let weights: Vec<f64> = weights.iter().map(|weight| *weight as f64).collect();
    let total: f64 = weights.iter().sum();
    let scale = if total > 0.0 { area.width * area.height / total } else { 0.0 };
    let areas: Vec<f64> = weights.iter().map(|weight| weight * scale).collect();
    let mut out = Vec::with_capacity(areas.len());
    let mut rest = area;
    let mut at = 0;
    while at < areas.len() {
        let side = rest.width.min(rest.height);
        let mut end = at + 1;
        // A row grows as long as that makes its worst rectangle squarer.
        while end < areas.len() && worst(&areas[at..=end], side) <= worst(&areas[at..end], side) {
            end += 1;
        }
        lay(&areas[at..end], &mut rest, &mut out);
        at = end;
    }
    out
}

/// The ratio of the longest rectangle of a row along a side.
fn worst(row: &[f64], side: f64) -> f64 {
    let sum: f64 = row.iter().sum();
    if sum <= 0.0 || side <= 0.0 {
        return f64::MAX;
    }
    let (least, most) = row.iter().fold((f64::MAX, 0.0_f64), |(least, most), area| (least.min(*area), most.max(*area)));
    (side * side * most / (sum * sum)).max(sum * sum / (side * side * least.max(f64::MIN_POSITIVE)))
}

/// Puts a row along the shorter side of what is left.
fn lay(row: &[f64], rest: &mut Rect, out: &mut Vec<Rect>) {
    let sum: f64 = row.iter().sum();
    let upright = rest.width >= rest.height;
    let side = if upright { rest.height } else { rest.width };
    let depth = if side > 0.0 { (sum / side).min(if upright { rest.width } else { rest.height }) } else { 0.0 };
    let mut along = 0.0;
    for area in row {
        let length = if depth > 0.0 { area / depth } else { 0.0 };
        out.push(if upright {
            Rect { x: rest.x, y: rest.y + along, width: depth, height: length }
        } else {
            Rect { x: rest.x + along, y: rest.y, width: length, height: depth }
        });
        along += length;
    }
    if upright {
        rest.x += depth;
        rest.width -= depth;
    } else {
        rest.y += depth;
        rest.height -= depth;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Rect = Rect { x: 0.0, y: 0.0, width: 600.0, height: 400.0 };

    #[test]
    fn the_example_of_the_paper_is_laid_out_as_there() {
        let area = Rect { x: 0.0, y: 0.0, width: 6.0, height: 4.0 };
        let rects = squarify(&[6, 6, 4, 3, 2, 2, 1], area);
        let near = |rect: &Rect, expected: [f64; 4]| {
            let found = [rect.x, rect.y, rect.width, rect.height];
            found.iter().zip(expected).all(|(a, b)| (a - b).abs() < 0.01)
        };
        assert!(near(&rects[0], [0.0, 0.0, 3.0, 2.0]) && near(&rects[1], [0.0, 2.0, 3.0, 2.0]), "{rects:?}");
        assert!(near(&rects[2], [3.0, 0.0, 1.71, 2.33]), "{rects:?}");
    }

    #[test]
    fn all_rectangles_lie_within_the_area_and_fill_it() {
        for weights in [vec![1], vec![0], vec![5, 0, 0], vec![u64::MAX, 1, 1], (1..200).rev().collect::<Vec<u64>>()] {
            let rects = squarify(&weights, AREA);
            assert_eq!(rects.len(), weights.len());
            let inside = |rect: &Rect| {
                rect.x >= -0.01
                    && rect.y >= -0.01
                    && rect.x + rect.width <= AREA.width + 0.01
                    && rect.y + rect.height <= AREA.height + 0.01
                    && rect.width.is_finite()
                    && rect.height.is_finite()
            };
            assert!(rects.iter().all(inside), "{weights:?}: {rects:?}");
            let filled: f64 = rects.iter().map(|rect| rect.width * rect.height).sum();
            let whole = if weights.iter().all(|weight| *weight == 0) { 0.0 } else { AREA.width * AREA.height };
            assert!((filled - whole).abs() < 1.0, "{weights:?}: {filled}");
        }
    }
}
