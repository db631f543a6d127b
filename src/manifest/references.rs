//! Every place of a manifest that points at something else: at people, at things by their id, at evidence.

use std::borrow::Cow;
use std::collections::BTreeMap;

use super::ManifestPath;
use super::model::{
    Answer, Commitment, Dpa, EvidenceRef, Exemptions, Id, Manifest, Number, ObjectiveSpan,
    Retention, SchemaVersion, Scope, Source, Who, WrittenValue,
};
use crate::region::Region;
use crate::time::{Day, Month, Schedule, Span};
use crate::yaml::{Each, Located, Named, OneOrMany, Place};

/// A value that points at something else.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reference<'a, 'm> {
    at: &'a At<'a>,
    target: Target<'m>,
}

impl<'m> Reference<'_, 'm> {
    /// The object it stands in, by the name of its type.
    pub(super) const fn record(&self) -> &'static str {
        self.at.record
    }

    /// The field it stands in, by the name in that type.
    pub(super) fn field(&self) -> &'static str {
        bare(self.at.field)
    }

    /// Where it stands.
    pub(super) fn path(&self) -> ManifestPath {
        ManifestPath {
            place: self.at.place,
            tail: self.at.tail.text(),
        }
    }

    /// What it says.
    pub(super) const fn target(&self) -> Target<'m> {
        self.target
    }
}

/// What a reference says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Target<'m> {
    /// A person, role or group.
    Who(&'m Who),
    /// A thing; which kind follows from the field.
    Thing(&'m Id),
    /// Evidence.
    Evidence(&'m EvidenceRef),
}

/// A place at which evidence is named or written.
#[derive(Debug, Clone, PartialEq)]
pub struct EvidenceUse<'m> {
    /// Where it stands.
    pub path: ManifestPath,
    /// The field of the model, after the type it belongs to.
    pub field: (&'static str, &'static str),
    /// The evidence.
    pub evidence: &'m EvidenceRef,
}

impl Manifest {
    /// Every place at which evidence is named or written, in the order of the model.
    pub fn evidence_uses(&self) -> Vec<EvidenceUse<'_>> {
        let mut uses = Vec::new();
        self.each_reference(|reference| match reference.target {
            Target::Evidence(evidence) => uses.push(EvidenceUse {
                path: reference.path(),
                field: (reference.record(), reference.field()),
                evidence,
            }),
            Target::Who(_) | Target::Thing(_) => {}
        });
        uses
    }

    /// Shows every reference, in the order of the model.
    pub(super) fn each_reference<'m>(&'m self, mut visit: impl FnMut(Reference<'_, 'm>)) {
        self.show_references(&At::TOP, &mut visit);
    }
}

/// A value in which references can stand.
pub(crate) trait Refers {
    /// Shows every reference within the value, which stands at `at`.
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>));
}

/// A field of an object, on the way through the model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At<'a> {
    record: &'static str,
    field: &'static str,
    place: Option<Place>,
    tail: Tail<'a>,
}

/// The way from the last value with a place of its own.
#[derive(Debug, Clone, Copy)]
enum Tail<'a> {
    Here,
    Field(&'a Tail<'a>, &'static str),
}

impl<'a> At<'a> {
    const TOP: At<'static> = At {
        record: "",
        field: "",
        place: None,
        tail: Tail::Here,
    };

    /// A field of the object here.
    pub(crate) fn field(&'a self, record: &'static str, field: &'static str) -> Self {
        Self {
            record,
            field,
            place: self.place,
            tail: Tail::Field(&self.tail, field),
        }
    }

    fn placed(self, place: Place) -> At<'static> {
        At {
            record: self.record,
            field: self.field,
            place: Some(place),
            tail: Tail::Here,
        }
    }
}

impl Tail<'_> {
    fn text(&self) -> Cow<'static, str> {
        match self {
            Self::Here => Cow::Borrowed(""),
            Self::Field(Self::Here, field) => Cow::Borrowed(bare(field)),
            Self::Field(before, field) => format!("{}.{}", before.text(), bare(field)).into(),
        }
    }
}

/// A field's name without the mark that keeps it apart from a word of the language.
fn bare(field: &'static str) -> &'static str {
    field.strip_prefix("r#").unwrap_or(field)
}

/// Says for an object that references may stand in each of its fields; a field that is left out does not compile.
macro_rules! refers {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::manifest::references::Refers for $name {
            fn show_references<'m>(
                &'m self,
                at: &$crate::manifest::references::At<'_>,
                visit: &mut dyn FnMut($crate::manifest::references::Reference<'_, 'm>),
            ) {
                let Self { $($field),* } = self;
                $($crate::manifest::references::Refers::show_references($field, &at.field(stringify!($name), stringify!($field)), visit);)*
            }
        }
    };
}

/// Says for types that no reference stands in them.
macro_rules! refers_to_nothing {
    ($($name:ty),* $(,)?) => {
        $(impl $crate::manifest::references::Refers for $name {
            fn show_references<'m>(
                &'m self,
                _: &$crate::manifest::references::At<'_>,
                _: &mut dyn FnMut($crate::manifest::references::Reference<'_, 'm>),
            ) {
            }
        })*
    };
}

pub(super) use {refers, refers_to_nothing};

refers_to_nothing! {
    bool, u32, u64, String, Day, Month, Span, Schedule, Region, Number, Retention, ObjectiveSpan, WrittenValue, Commitment, SchemaVersion,
}

impl Refers for Who {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        visit(Reference {
            at,
            target: Target::Who(self),
        });
    }
}

impl Refers for Id {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        visit(Reference {
            at,
            target: Target::Thing(self),
        });
    }
}

impl Refers for EvidenceRef {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        visit(Reference {
            at,
            target: Target::Evidence(self),
        });
        if let Self::Inline(inline) = self {
            inline.show_references(at, visit);
        }
    }
}

impl Refers for Scope {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        match self {
            Self::All => {}
            Self::Only(ids) => ids.show_references(at, visit),
        }
    }
}

impl Refers for Dpa {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        match self {
            Self::Signed | Self::None => {}
            Self::Recorded(signed) => signed.show_references(at, visit),
        }
    }
}

impl Refers for Source {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        match self {
            Self::Kind(_) => {}
            Self::Clause(clause) => clause.show_references(at, visit),
        }
    }
}

impl Refers for Exemptions {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        self.0.show_references(at, visit);
    }
}

impl<T: Refers> Refers for Option<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        if let Some(value) = self {
            value.show_references(at, visit);
        }
    }
}

impl<T: Refers> Refers for Box<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        (**self).show_references(at, visit);
    }
}

impl<T: Refers> Refers for Vec<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        for value in self {
            value.show_references(at, visit);
        }
    }
}

impl<T: Refers> Refers for Located<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        self.value.show_references(&at.placed(self.place), visit);
    }
}

impl<T: Refers> Refers for Answer<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        match self {
            Self::Absent => {}
            Self::NotApplicable(declared) => declared.show_references(at, visit),
            Self::Given(value) => value.show_references(at, visit),
        }
    }
}

impl<T: Refers> Refers for Each<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        for item in self {
            item.show_references(at, visit);
        }
    }
}

impl<T: Refers> Refers for OneOrMany<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        for item in self {
            item.show_references(at, visit);
        }
    }
}

impl<K, V: Refers> Refers for BTreeMap<K, V> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        for value in self.values() {
            value.show_references(at, visit);
        }
    }
}

impl<T: Refers> Refers for Named<T> {
    fn show_references<'m>(&'m self, at: &At<'_>, visit: &mut dyn FnMut(Reference<'_, 'm>)) {
        (**self).show_references(at, visit);
    }
}
