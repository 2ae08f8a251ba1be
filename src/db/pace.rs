//! How much long work does in one write: as much as fits into half of the time that nobody else's write minds waiting.

use std::time::{Duration, Instant};

/// Nobody else's write is kept waiting for longer.
const LONGEST_WRITE: Duration = Duration::from_millis(200);

/// Rows of one write, as the last ones went.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    size: usize,
    fewest: usize,
    most: usize,
}

impl Pace {
    /// Begins with the fewest, and never does more than the most.
    pub fn between(fewest: usize, most: usize) -> Self {
        Pace { size: fewest, fewest, most }
    }

    pub fn rows(self) -> usize {
        self.size
    }

    /// A write of so many rows was begun then and has ended.
    pub fn ended(&mut self, begun: Instant) {
        self.adapt(begun.elapsed());
    }

    fn adapt(&mut self, took: Duration) {
        let next = if took > LONGEST_WRITE / 2 {
            self.size / 2
        } else if took < LONGEST_WRITE / 4 {
            self.size.saturating_mul(2)
        } else {
            self.size
        };
        self.size = next.clamp(self.fewest, self.most);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fast_writes_grow_and_slow_ones_shrink() {
        let mut pace = Pace::between(10, 100);
        let mut seen = vec![pace.rows()];
        for milliseconds in [1, 1, 1, 1, 70, 150, 150, 1_000, 1_000, 49] {
            pace.adapt(Duration::from_millis(milliseconds));
            seen.push(pace.rows());
        }
        assert_eq!(seen, [10, 20, 40, 80, 100, 100, 50, 25, 12, 10, 20]);
    }
}
