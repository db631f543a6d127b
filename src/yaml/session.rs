//! What is found in one call of the deserializer.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use serde::de::{DeserializeOwned, SeqAccess as _};

use super::de::{Decoder, Role};
use super::fault::{Cause, Fault};
use super::items::Items;
use super::located::{FileId, Place};
use super::merge::Merged;
use super::tree::{NodeId, Tree};
use super::trouble::Trouble;

/// One call of [`decode`](super::decode): what was found so far.
#[derive(Debug)]
pub(super) struct Session<'t> {
    pub(super) tree: &'t Tree,
    source: Source<'t>,
    /// Values with a mistake that has been told: they are passed over.
    hidden: RefCell<BTreeSet<NodeId>>,
    troubles: RefCell<Vec<Trouble>>,
    pub(super) visits: Cell<u64>,
    is_over: Cell<bool>,
}

/// Where the nodes of a tree are written.
#[derive(Clone, Copy, Debug)]
pub(super) enum Source<'t> {
    File(FileId),
    Files(&'t Merged),
}

/// More troubles than these in one file say nothing new.
const TOLD: usize = 200;
/// Attempts go on while they have cost less than this many times the tree, so that no mistake makes the cost grow with the square.
const WHOLE_ATTEMPTS: u64 = 16;
const CHEAP: u64 = 2_000_000;

impl<'t> Session<'t> {
    pub(super) fn new(tree: &'t Tree, source: Source<'t>) -> Self {
        Self {
            tree,
            source,
            hidden: RefCell::default(),
            troubles: RefCell::default(),
            visits: Cell::new(0),
            is_over: Cell::new(false),
        }
    }

    pub(super) fn decode<T: DeserializeOwned>(&self, node: NodeId) -> Option<T> {
        let mut items = Items::one(Decoder::new(self, node, None, Role::Value));
        loop {
            // A fault is recorded before it is returned, and the next attempt goes without the faulty part.
            if let Ok(value) = items.next_element::<T>() {
                return value;
            }
        }
    }

    pub(super) fn place(&self, node: NodeId) -> Place {
        match self.source {
            Source::File(file) => Place { file, node },
            Source::Files(merged) => merged.place(node),
        }
    }

    /// Passes over an entry of a mapping of names that several files write, after telling so.
    pub(super) fn refuses(&self, key: NodeId, value: NodeId) -> bool {
        let Source::Files(merged) = self.source else {
            return false;
        };
        let refused = merged.refused(key, value);
        let is_refused = refused.is_some();
        if let Some(trouble) = refused {
            self.tell(trouble, value);
        }
        is_refused
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.get()
    }

    pub(super) fn is_hidden(&self, node: NodeId) -> bool {
        self.hidden.borrow().contains(&node)
    }

    /// Records a mistake at a value that is passed over from now on.
    pub(super) fn tell(&self, trouble: Trouble, value: NodeId) {
        if self.hidden.borrow_mut().insert(value) && !self.is_over() {
            self.troubles.borrow_mut().push(trouble);
        }
        self.is_over.set(self.is_over() || self.is_enough());
    }

    /// Records why an item could not be decoded; says whether the rest of it may still be.
    pub(super) fn settle(&self, fault: Fault, item: NodeId) -> bool {
        let (cause, hide) = fault.into_parts();
        let part = hide.filter(|part| !self.is_hidden(*part));
        let passed_over = part.unwrap_or(item);
        match cause {
            Cause::Placed(trouble) => self.tell(trouble, passed_over),
            Cause::Told | Cause::Missing(_) | Cause::Unplaced(..) => {
                self.hidden.borrow_mut().insert(passed_over);
            }
        }
        part.is_some()
    }

    fn is_enough(&self) -> bool {
        let budget = self.tree.nodes.len() as u64 * WHOLE_ATTEMPTS + CHEAP;
        self.troubles.borrow().len() >= TOLD || self.visits.get() > budget
    }

    pub(super) fn into_troubles(self) -> Vec<Trouble> {
        let mut troubles = self.troubles.into_inner();
        troubles.sort_by_key(|trouble| trouble.span.start);
        if let (true, Some(last)) = (self.is_over.get(), troubles.last()) {
            let message = format!("only {} mistakes are shown", troubles.len());
            let closing = Trouble::new(last.span.clone(), message)
                .help("correct these first; more may follow");
            troubles.push(closing);
        }
        troubles
    }
}
