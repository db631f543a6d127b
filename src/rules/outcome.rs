//! What a rule says of a manifest.

use crate::gate::Severity;
use crate::manifest::ManifestPath;
use crate::report::model::Basis;
use crate::yaml::Position;

/// What a rule says: what falls short, or why there was nothing to judge.
pub type RuleOutcome = Result<Shortfalls, Unjudged>;

/// Why there was nothing to judge.
#[derive(Debug, Clone, PartialEq)]
pub enum Unjudged {
    /// The gate does not apply to this company, and why.
    NotApplicable(String),
    /// What the gate reads is absent.
    Untold(Box<Shortfall>),
}

impl Unjudged {
    /// The gate does not apply to this company.
    pub fn not_applicable(reason: impl Into<String>) -> Self {
        Self::NotApplicable(reason.into())
    }

    /// A section or fact is absent; `help` says what to write.
    pub fn untold(
        path: ManifestPath,
        subject: impl Into<String>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        let mut shortfall = Shortfall::new(
            ShortfallKind::Untold,
            UNTOLD,
            path,
            subject.into(),
            message.into(),
        );
        shortfall.help = help.into();
        Self::Untold(Box::new(shortfall))
    }

    /// What is absent weighs otherwise than the gate.
    #[must_use]
    pub fn weighing(mut self, severity: Severity) -> Self {
        if let Self::Untold(shortfall) = &mut self {
            shortfall.severity = Some(severity);
        }
        self
    }
}

/// The clause of everything that nobody told.
pub const UNTOLD: &str = "untold";

/// What falls short of one gate, item by item, and what the judgement rests on.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shortfalls {
    shortfalls: Vec<Shortfall>,
    basis: Option<Basis>,
}

impl Shortfalls {
    /// Nothing falls short so far.
    pub fn none() -> Self {
        Self::default()
    }

    /// The item does not hold, by that clause of the gate's definition.
    pub fn fails(
        &mut self,
        clause: &'static str,
        path: ManifestPath,
        subject: &str,
        message: impl Into<String>,
    ) -> &mut Shortfall {
        self.add(ShortfallKind::Fails, clause, path, subject, message.into())
    }

    /// The item holds, with something to look at, by that clause of the gate's definition.
    pub fn warns(
        &mut self,
        clause: &'static str,
        path: ManifestPath,
        subject: &str,
        message: impl Into<String>,
    ) -> &mut Shortfall {
        self.add(ShortfallKind::Warns, clause, path, subject, message.into())
    }

    /// A fact that decides is absent.
    pub fn untold(
        &mut self,
        path: ManifestPath,
        subject: &str,
        message: impl Into<String>,
    ) -> &mut Shortfall {
        self.add(ShortfallKind::Untold, UNTOLD, path, subject, message.into())
    }

    /// The judgement rests on evidence of that kind; the weakest that is named counts.
    pub fn rests_on(&mut self, basis: Basis) {
        self.basis = Some(self.basis.map_or(basis, |so_far| so_far.min(basis)));
    }

    /// Weighs everything found so far otherwise than the gate.
    pub fn weigh_all(&mut self, severity: Severity) {
        for shortfall in &mut self.shortfalls {
            shortfall.severity = Some(severity);
        }
    }

    /// Takes over what another check found.
    pub fn extend(&mut self, other: Self) {
        self.shortfalls.extend(other.shortfalls);
        if let Some(basis) = other.basis {
            self.rests_on(basis);
        }
    }

    /// All that fails so far weighs otherwise than the gate; warnings do not.
    pub fn weigh(&mut self, severity: Severity) {
        for shortfall in &mut self.shortfalls {
            if shortfall.kind != ShortfallKind::Warns {
                shortfall.severity = Some(severity);
            }
        }
    }

    /// Nothing that fails so far can be accepted.
    pub fn forbid_acceptance(&mut self) {
        for shortfall in &mut self.shortfalls {
            if shortfall.kind != ShortfallKind::Warns {
                shortfall.beyond_acceptance = true;
            }
        }
    }

    /// Whether nothing falls short.
    pub fn is_empty(&self) -> bool {
        self.shortfalls.is_empty()
    }

    /// Whether something fails or is untold; warnings do not count.
    pub fn any_fails(&self) -> bool {
        self.shortfalls
            .iter()
            .any(|shortfall| shortfall.kind != ShortfallKind::Warns)
    }

    /// What falls short.
    pub fn iter(&self) -> impl Iterator<Item = &Shortfall> {
        self.shortfalls.iter()
    }

    /// What the judgement rests on, where the rule named it.
    pub const fn basis(&self) -> Option<Basis> {
        self.basis
    }

    /// What falls short, to keep.
    pub fn into_shortfalls(self) -> Vec<Shortfall> {
        self.shortfalls
    }

    fn add(
        &mut self,
        kind: ShortfallKind,
        clause: &'static str,
        path: ManifestPath,
        subject: &str,
        message: String,
    ) -> &mut Shortfall {
        self.shortfalls.push(Shortfall::new(
            kind,
            clause,
            path,
            subject.to_owned(),
            message,
        ));
        self.shortfalls.last_mut().expect("one was just added")
    }
}

/// How far an item falls short.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ShortfallKind {
    /// It does not hold.
    Fails,
    /// It holds, with something to look at.
    Warns,
    /// Nobody told.
    Untold,
}

/// One item that falls short of a gate.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// How far.
    pub kind: ShortfallKind,
    /// The clause of the gate's definition by which it does.
    pub clause: &'static str,
    /// Where it stands, or would stand.
    pub path: ManifestPath,
    /// The item, by its id.
    pub subject: String,
    /// What is wrong, with both values compared.
    pub message: String,
    /// The finding, risk or incident it is about, where it may be accepted by its id.
    pub item: Option<String>,
    /// The ids of what it is compared with, which tell it from others of the same clause and subject.
    pub compared: Vec<String>,
    /// Who answers for the item.
    pub owner: Option<String>,
    /// Other places it is compared with, and what stands there.
    pub related: Vec<(ManifestPath, String)>,
    /// Places in files that the manifest points at, and what stands there.
    pub in_files: Vec<InFile>,
    /// The smallest change that would turn it green.
    pub help: String,
    /// How much it weighs, where that differs from the gate.
    pub severity: Option<Severity>,
    /// Whether no acceptance can cover it, though the gate as a whole may be accepted.
    pub beyond_acceptance: bool,
}

/// A place in a file that the manifest points at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFile {
    /// The file, as the manifest writes it.
    pub path: String,
    /// Line and column.
    pub position: Position,
    /// What stands there.
    pub label: String,
}

impl Shortfall {
    fn new(
        kind: ShortfallKind,
        clause: &'static str,
        path: ManifestPath,
        subject: String,
        message: String,
    ) -> Self {
        Self {
            kind,
            clause,
            path,
            subject,
            message,
            item: None,
            compared: Vec::new(),
            owner: None,
            related: Vec::new(),
            in_files: Vec::new(),
            help: String::new(),
            severity: None,
            beyond_acceptance: false,
        }
    }

    /// Names who answers for the item.
    pub fn owned_by(&mut self, owner: Option<&str>) -> &mut Self {
        self.owner = owner.map(str::to_owned);
        self
    }

    /// Is about a finding, risk or incident that may be accepted by that id.
    pub fn about_item(&mut self, id: &str) -> &mut Self {
        self.item = Some(id.to_owned());
        self
    }

    /// Names what it is compared with, so that it can be told from others of the same clause and subject.
    pub fn comparing(&mut self, id: &str) -> &mut Self {
        self.compared.push(id.to_owned());
        self
    }

    /// Points at another place it is compared with, and says what stands there.
    pub fn beside(&mut self, path: ManifestPath, label: impl Into<String>) -> &mut Self {
        self.related.push((path, label.into()));
        self
    }

    /// Points into a file that the manifest names, and says what stands there.
    pub fn in_file(
        &mut self,
        path: &str,
        position: Position,
        label: impl Into<String>,
    ) -> &mut Self {
        self.in_files.push(InFile {
            path: path.to_owned(),
            position,
            label: label.into(),
        });
        self
    }

    /// Says what to change.
    pub fn cure(&mut self, help: impl Into<String>) -> &mut Self {
        self.help = help.into();
        self
    }

    /// Cannot be accepted, though other shortfalls of the gate can.
    pub const fn beyond_acceptance(&mut self) -> &mut Self {
        self.beyond_acceptance = true;
        self
    }

    /// Weighs otherwise than the gate.
    pub fn weighs(&mut self, severity: Severity) -> &mut Self {
        self.severity = Some(severity);
        self
    }
}
