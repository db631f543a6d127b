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
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Reference<'m> {
    /// The object it stands in, by the name of its type.
    pub(super) record: &'static str,
    /// The field it stands in, by the name in that type.
    pub(super) field: &'static str,
    /// Where it stands.
    pub(super) path: ManifestPath,
    /// What it says.
    pub(super) target: Target<'m>,
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

impl Manifest {
    /// Every place at which evidence is named or written, in the order of the model.
    pub fn evidence_refs(&self) -> impl Iterator<Item = (ManifestPath, &EvidenceRef)> {
        self.references()
            .into_iter()
            .filter_map(|reference| match reference.target {
                Target::Evidence(evidence) => Some((reference.path, evidence)),
                Target::Who(_) | Target::Thing(_) => None,
            })
    }

    /// The fields of the model at which evidence is named or written, as type and field, with the evidence.
    pub fn evidence_uses(
        &self,
    ) -> impl Iterator<Item = ((&'static str, &'static str), &EvidenceRef)> {
        self.references()
            .into_iter()
            .filter_map(|reference| match reference.target {
                Target::Evidence(evidence) => Some(((reference.record, reference.field), evidence)),
                Target::Who(_) | Target::Thing(_) => None,
            })
    }

    /// Every reference, in the order of the model.
    pub(super) fn references(&self) -> Vec<Reference<'_>> {
        let mut found = Vec::new();
        self.collect_references(&At::TOP, &mut found);
        found
    }
}

/// A value in which references can stand.
pub(crate) trait Refers {
    /// Adds every reference within the value, which stands at `at`.
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>);
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
        let field = field.strip_prefix("r#").unwrap_or(field);
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

    fn reference<'m>(&self, target: Target<'m>) -> Reference<'m> {
        let path = ManifestPath {
            place: self.place,
            tail: self.tail.text(),
        };
        Reference {
            record: self.record,
            field: self.field,
            path,
            target,
        }
    }
}

impl Tail<'_> {
    fn text(&self) -> Cow<'static, str> {
        match self {
            Self::Here => Cow::Borrowed(""),
            Self::Field(Self::Here, field) => Cow::Borrowed(field),
            Self::Field(before, field) => format!("{}.{field}", before.text()).into(),
        }
    }
}

/// Says for an object that references may stand in each of its fields; a field that is left out does not compile.
macro_rules! refers {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::manifest::references::Refers for $name {
            fn collect_references<'m>(
                &'m self,
                at: &$crate::manifest::references::At<'_>,
                found: &mut Vec<$crate::manifest::references::Reference<'m>>,
            ) {
                let Self { $($field),* } = self;
                $($crate::manifest::references::Refers::collect_references($field, &at.field(stringify!($name), stringify!($field)), found);)*
            }
        }
    };
}

/// Says for types that no reference stands in them.
macro_rules! refers_to_nothing {
    ($($name:ty),* $(,)?) => {
        $(impl $crate::manifest::references::Refers for $name {
            fn collect_references<'m>(
                &'m self,
                _: &$crate::manifest::references::At<'_>,
                _: &mut Vec<$crate::manifest::references::Reference<'m>>,
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
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        found.push(at.reference(Target::Who(self)));
    }
}

impl Refers for Id {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        found.push(at.reference(Target::Thing(self)));
    }
}

impl Refers for EvidenceRef {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        found.push(at.reference(Target::Evidence(self)));
        if let Self::Inline(inline) = self {
            inline.collect_references(at, found);
        }
    }
}

impl Refers for Scope {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        match self {
            Self::All => {}
            Self::Only(ids) => ids.collect_references(at, found),
        }
    }
}

impl Refers for Dpa {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        match self {
            Self::Signed | Self::None => {}
            Self::Recorded(signed) => signed.collect_references(at, found),
        }
    }
}

impl Refers for Source {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        match self {
            Self::Kind(_) => {}
            Self::Clause(clause) => clause.collect_references(at, found),
        }
    }
}

impl Refers for Exemptions {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        self.0.collect_references(at, found);
    }
}

impl<T: Refers> Refers for Option<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        if let Some(value) = self {
            value.collect_references(at, found);
        }
    }
}

impl<T: Refers> Refers for Box<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        (**self).collect_references(at, found);
    }
}

impl<T: Refers> Refers for Vec<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        for value in self {
            value.collect_references(at, found);
        }
    }
}

impl<T: Refers> Refers for Located<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        self.value.collect_references(&at.placed(self.place), found);
    }
}

impl<T: Refers> Refers for Answer<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        match self {
            Self::Absent => {}
            Self::NotApplicable(declared) => declared.collect_references(at, found),
            Self::Given(value) => value.collect_references(at, found),
        }
    }
}

impl<T: Refers> Refers for Each<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        for item in self {
            item.collect_references(at, found);
        }
    }
}

impl<T: Refers> Refers for OneOrMany<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        for item in self {
            item.collect_references(at, found);
        }
    }
}

impl<K, V: Refers> Refers for BTreeMap<K, V> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        for value in self.values() {
            value.collect_references(at, found);
        }
    }
}

impl<T: Refers> Refers for Named<T> {
    fn collect_references<'m>(&'m self, at: &At<'_>, found: &mut Vec<Reference<'m>>) {
        (**self).collect_references(at, found);
    }
}
