//! The forms in which a file may hold several values, or a fact that may not apply.

mod answer;
mod each;
mod named;
mod one_or_many;
mod word_or_record;

pub use answer::Answer;
pub use each::{Each, Keyed};
pub use named::Named;
pub use one_or_many::OneOrMany;
pub use word_or_record::word_or_record;

pub(super) use answer::{ANSWER, NOT_APPLICABLE};
pub(super) use each::EACH;
pub(super) use named::NAMED;
pub(super) use one_or_many::ONE_OR_MANY;

use serde::de::{Deserialize, SeqAccess};

use super::located::Located;

/// Takes all items that can be decoded; why the others cannot is recorded by the access.
fn all_items<'de, T: Deserialize<'de>, A: SeqAccess<'de>>(mut items: A) -> Vec<Located<T>> {
    let mut all = Vec::new();
    loop {
        match items.next_element() {
            Ok(Some(item)) => all.push(item),
            Ok(None) => return all,
            Err(_) => {}
        }
    }
}

#[cfg(test)]
mod tests;
