//! Sets that grow together.

/// Disjoint sets of the numbers `0..n`; each set is known by its least member.
#[derive(Debug, Clone)]
pub(crate) struct Union {
    parent: Vec<u32>,
}

impl Union {
    /// `n` sets of one.
    pub(crate) fn new(n: usize) -> Self {
        let n = u32::try_from(n).expect("a run holds fewer than 2^32 items of a kind");
        Self { parent: (0..n).collect() }
    }

    /// The least member of the set that holds `x`.
    pub(crate) fn find(&mut self, x: usize) -> usize {
        let mut root = x;
        while self.parent[root] as usize != root {
            root = self.parent[root] as usize;
        }
        let mut at = x;
        while at != root {
            at = std::mem::replace(&mut self.parent[at], root as u32) as usize;
        }
        root
    }

    /// Makes one set of two.
    pub(crate) fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.find(a), self.find(b));
        self.parent[a.max(b)] = a.min(b) as u32;
    }

    /// Whether two numbers are in one set.
    pub(crate) fn same(&mut self, a: usize, b: usize) -> bool {
        self.find(a) == self.find(b)
    }

    /// The sets, each in order, in order of their least members.
    pub(crate) fn sets(&mut self) -> Vec<Vec<usize>> {
        let mut sets = vec![Vec::new(); self.parent.len()];
        for x in 0..self.parent.len() {
            sets[self.find(x)].push(x);
        }
        sets.retain(|set| !set.is_empty());
        sets
    }
}

#[test]
fn joins_sets() {
    let mut union = Union::new(5);
    union.join(4, 2);
    union.join(2, 0);
    assert!(union.same(0, 4) && !union.same(0, 1));
    assert_eq!(union.sets(), [vec![0, 2, 4], vec![1], vec![3]]);
}
