//! Nothing makes a gate better that should not: a fact taken away, a day gone by, an acceptance taken back, one more open finding.
//!
//! Every fixture that does not pass is judged again by its gate after each such change. What may get better all the same stands, with
//! the reason, in `tests/monotonicity.toml`, and nowhere else.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use serde::Deserialize;
use sha2::{Digest as _, Sha256};

use readyctl::evaluate::Selection;
use readyctl::gate::{Catalog, Gate, Severity};
use readyctl::manifest::Loaded;
use readyctl::report::model::{GateResult, Outcome};
use readyctl::yaml::{Kind, NodeId, Tree};

use crate::edits::{Edit, edited, removable, slashed};
use crate::fixtures::{Bar, Fixture, Surroundings, files_of, heaviest, judge_loaded, load, only};
use crate::gates::{asked, fixtures};

/// How good an outcome is; higher is better.
pub fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::Fail | Outcome::Unknown => 0,
        Outcome::Accepted => 1,
        Outcome::Warn => 2,
        Outcome::Pass | Outcome::NotApplicable | Outcome::Disabled => 3,
    }
}

/// How good a result is: its outcome, and of what does not hold, how little the heaviest of it weighs.
fn standing(result: &GateResult) -> (u8, Option<Reverse<Severity>>) {
    (rank(result.outcome), heaviest(result).map(Reverse))
}

/// One of so many removals is tried; all of them with `READYCTL_EVERY=1`.
const ONE_IN: u8 = 8;

/// Whether the one removal in so many is tried that goes by this name: the first byte of its SHA-256 decides, so that a line added
/// elsewhere changes nothing about it.
fn is_tried(name: &str, one_in: u8) -> bool {
    Sha256::digest(name.as_bytes())[0].is_multiple_of(one_in)
}

/// What may get better, and why.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    /// By taking something away, or by adding it.
    without: Vec<Exception>,
    /// By passing of time.
    later: Vec<Exception>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Exception {
    /// Patterns over the names of gates.
    #[serde(default)]
    gates: Vec<String>,
    /// Patterns over the ways to what is taken away, or over the names of fixtures.
    #[serde(default, alias = "fixtures")]
    paths: Vec<String>,
    /// Such patterns gate by gate, each of which is needed.
    #[serde(default)]
    of: BTreeMap<String, Vec<String>>,
    /// Gates of which one does not hold after that, so that the verdict gets no better.
    #[serde(default)]
    asked_by: Vec<String>,
    reason: String,
}

/// An exception, ready to be asked.
struct Allowed {
    gates: GlobSet,
    paths: GlobSet,
    asked_by: Option<Selection>,
    says: String,
}

impl Allowed {
    fn of(exceptions: &[Exception]) -> Vec<Self> {
        let mut compiled = Vec::new();
        for exception in exceptions {
            if !exception.gates.is_empty() {
                compiled.push(Self::one(exception, &exception.gates, &exception.paths));
            }
            for (gate, paths) in &exception.of {
                let gate = [gate.clone()];
                let each = paths.iter();
                compiled.extend(
                    each.map(|path| Self::one(exception, &gate, std::slice::from_ref(path))),
                );
            }
        }
        compiled
    }

    fn one(exception: &Exception, gates: &[String], paths: &[String]) -> Self {
        Self {
            gates: patterns(gates),
            paths: patterns(paths),
            asked_by: selection(&exception.asked_by),
            says: format!("{gates:?} {paths:?}: {}", exception.reason),
        }
    }
}

fn patterns(texts: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for text in texts {
        let glob = GlobBuilder::new(text).literal_separator(true).build();
        set.add(glob.expect("a pattern of the list is valid"));
    }
    set.build().expect("the patterns of the list are valid")
}

fn selection(names: &[String]) -> Option<Selection> {
    let catalog = Catalog::embedded();
    let gates: BTreeSet<&'static str> = names
        .iter()
        .map(|name| {
            let gate = catalog.find(name);
            gate.unwrap_or_else(|| panic!("no gate `{name}`"))
                .definition
                .id
        })
        .collect();
    (!gates.is_empty()).then(|| Selection::Only {
        areas: BTreeSet::new(),
        gates,
    })
}

static DECLARED: LazyLock<(Vec<Allowed>, Vec<Allowed>)> = LazyLock::new(|| {
    let list = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/monotonicity.toml");
    let list = fs::read_to_string(list).expect("the list of exceptions is there");
    let declared: Declared = toml::from_str(&list).expect("the list of exceptions is TOML");
    (Allowed::of(&declared.without), Allowed::of(&declared.later))
});

/// A change of a fixture that makes its gate better.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Improvement {
    /// It stands in the list.
    Declared(&'static str),
    /// It does not: the gate, and what got better by what.
    Undeclared(&'static str, String),
}

/// A fixture of a gate, and how it is judged.
struct Case<'c> {
    gate: &'c Gate,
    fixture: &'c Fixture,
    files: Surroundings,
    before: GateResult,
    improvements: Vec<Improvement>,
}

impl Case<'_> {
    /// Judges after a change; `key` is what the list would know it by.
    fn check(
        &mut self,
        loaded: &Loaded,
        bar: Bar,
        list: &'static [Allowed],
        change: &str,
        key: &str,
    ) {
        let Some(after) = result_of(self.gate, loaded, &self.files, bar) else {
            return;
        };
        if standing(&after) <= standing(&self.before) {
            return;
        }
        let gate = self.gate.definition.id;
        let allowed = list.iter().find(|allowed| {
            allowed.gates.is_match(gate)
                && allowed.paths.is_match(key)
                && allowed.asked_by.as_ref().is_none_or(|selection| {
                    judge_loaded(loaded, &self.files, bar, selection).is_ok_and(|report| {
                        report.gates.iter().any(|result| rank(result.outcome) == 0)
                    })
                })
        });
        self.improvements.push(match allowed {
            Some(allowed) => Improvement::Declared(&allowed.says),
            None => Improvement::Undeclared(
                gate,
                format!(
                    "{} → {} {change} ({})",
                    in_words(&self.before),
                    in_words(&after),
                    self.fixture.stem()
                ),
            ),
        });
    }
}

fn result_of(gate: &Gate, loaded: &Loaded, files: &Surroundings, bar: Bar) -> Option<GateResult> {
    let report = judge_loaded(loaded, files, bar, &only(gate.definition)).ok()?;
    report.gates.into_iter().next()
}

fn in_words(result: &GateResult) -> String {
    let weight = standing(result).1;
    let weight = weight.map_or(String::new(), |Reverse(severity)| format!(" ({severity})"));
    format!("{}{weight}", result.outcome.word())
}

fn improvements_of(gate: &Gate, fixture: &Fixture) -> Vec<Improvement> {
    let (without, later) = &*DECLARED;
    let bar = fixture.bar();
    let whole = load(&fixture.text).unwrap_or_else(|_| panic!("{}", fixture.path.display()));
    let files = files_of(&whole, fixture.folder());
    let before = result_of(gate, &whole, &files, bar);
    let Some(before) = before.filter(|before| rank(before.outcome) < rank(Outcome::Pass)) else {
        return Vec::new();
    };
    let mut case = Case {
        gate,
        fixture,
        files,
        before,
        improvements: Vec::new(),
    };
    for days in [1, 31, 400] {
        let then = Bar {
            as_of: bar.as_of.plus_days(days),
            ..bar
        };
        case.check(
            &whole,
            then,
            later,
            &format!("{days} days later"),
            fixture.stem(),
        );
    }
    let tree = &whole.sources.files[0].tree;
    let is_every_tried = std::env::var_os("READYCTL_EVERY").is_some();
    for node in removable(tree) {
        let key = slashed(tree, node);
        let name = format!("{}/{} {key}", gate.definition.id, fixture.stem());
        if !is_every_tried && !is_tried(&name, ONE_IN) {
            continue;
        }
        if let Ok(loaded) = load(&edited(tree, &[(node, Edit::Remove)])) {
            let change = format!("without {}", tree.path(node));
            case.check(&loaded, bar, without, &change, &key);
        }
    }
    for (change, edits) in additions(tree, bar) {
        if let Ok(loaded) = load(&edited(tree, &edits)) {
            case.check(&loaded, bar, without, &change, &change);
        }
    }
    case.improvements
}

/// An acceptance taken back, each in turn, and one more open finding.
fn additions(tree: &Tree, bar: Bar) -> Vec<(String, Vec<(NodeId, Edit)>)> {
    let mut additions = Vec::new();
    let acceptances = tree.get(tree.root(), "acceptances").into_iter();
    let yesterday = bar.as_of.plus_days(-1);
    for (at, item) in acceptances.flat_map(|list| tree.items(list)).enumerate() {
        let edit = match tree.get(item, "revoked") {
            Some(day) => (day, Edit::Replace(yesterday.to_string())),
            None => (item, Edit::Add(format!("\"revoked\": {yesterday}"))),
        };
        additions.push((format!("acceptances[{at}] taken back"), vec![edit]));
    }
    let security = tree.get(tree.root(), "security");
    let findings = security.and_then(|security| tree.get(security, "findings"));
    let services = tree.get(tree.root(), "services");
    let service = services.and_then(|services| tree.entries(services).next());
    if let (Some(findings), Some((service, _))) = (findings, service)
        && tree.kind(findings) == Kind::Sequence
    {
        let item = format!(
            "{{id: ONE-MORE, severity: critical, service: \"{}\", opened: {}, status: open}}",
            tree.scalar(service).unwrap_or_default(),
            bar.as_of.plus_days(-400)
        );
        let added = vec![(findings, Edit::Add(item))];
        additions.push(("one more open finding".to_owned(), added));
    }
    additions
}

/// Every improvement over all fixtures, worked out on every core.
fn improvements() -> BTreeSet<Improvement> {
    let cases: Vec<(Gate, Fixture)> = asked()
        .into_iter()
        .flat_map(|gate| {
            let fixtures = fixtures(gate.definition);
            fixtures.into_iter().map(move |fixture| (gate, fixture))
        })
        .collect();
    on_every_core(&cases, |(gate, fixture)| improvements_of(gate, fixture))
        .into_iter()
        .collect()
}

/// An example of a whole company, as it stands and without one thing in so many; which gates get better, or no longer apply.
fn improvements_of_example(name: &str, one_in: u8) -> Vec<Improvement> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name);
    let text =
        fs::read_to_string(folder.join("readiness.yaml")).expect("an example has a manifest");
    let whole = load(&text).unwrap_or_else(|_| panic!("examples/{name} is valid"));
    let files = files_of(&whole, &folder);
    let judge =
        |loaded: &Loaded| judge_loaded(loaded, &files, Bar::usual(), &Selection::Everything);
    let before = judge(&whole).unwrap_or_else(|_| panic!("examples/{name} can be judged"));
    let tree = &whole.sources.files[0].tree;
    let is_tried = |node: &NodeId| is_tried(&format!("{name} {}", slashed(tree, *node)), one_in);
    let nodes: Vec<NodeId> = removable(tree).into_iter().filter(is_tried).collect();
    let compare = |node: NodeId| {
        let Ok(loaded) = load(&edited(tree, &[(node, Edit::Remove)])) else {
            return Vec::new();
        };
        let Ok(after) = judge(&loaded) else {
            return Vec::new();
        };
        let does_not_hold = |gate: &str| {
            let mut results = after.gates.iter();
            results.any(|result| result.gate.id == gate && rank(result.outcome) == 0)
        };
        let pairs = before.gates.iter().zip(&after.gates);
        let better = pairs.filter(|(before, after)| {
            let no_longer_applies =
                after.outcome == Outcome::NotApplicable && before.outcome != after.outcome;
            standing(after) > standing(before) || no_longer_applies
        });
        let key = slashed(tree, node);
        better
            .map(|(before, after)| {
                let gate = before.gate.id;
                let allowed = DECLARED.0.iter().find(|allowed| {
                    allowed.gates.is_match(gate)
                        && allowed.paths.is_match(&key)
                        && match &allowed.asked_by {
                            Some(Selection::Only { gates, .. }) => {
                                gates.iter().any(|gate| does_not_hold(gate))
                            }
                            Some(Selection::Everything) | None => true,
                        }
                });
                match allowed {
                    Some(allowed) => Improvement::Declared(&allowed.says),
                    None => Improvement::Undeclared(
                        gate,
                        format!(
                            "{} → {} without {} (examples/{name})",
                            in_words(before),
                            in_words(after),
                            tree.path(node)
                        ),
                    ),
                }
            })
            .collect()
    };
    on_every_core(&nodes, |node| compare(*node))
}

/// What comes of each, worked out on every core.
pub fn on_every_core<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> Vec<R> + Sync) -> Vec<R> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads)
            .map(|first| {
                let mine = items.iter().skip(first).step_by(threads);
                scope.spawn(|| {
                    let found = mine.flat_map(&work);
                    found.collect::<Vec<_>>()
                })
            })
            .collect();
        let joined = running
            .into_iter()
            .flat_map(|thread| thread.join().expect("no rule panics"));
        joined.collect()
    })
}

#[test]
fn no_gate_of_an_example_gets_better_or_stops_to_apply_by_less_said() {
    // The smallest is tried in full, the others by one thing in so many, which differ.
    for (name, one_in) in [("northlight", 1), ("conditional", 23), ("ready", 29)] {
        let undeclared: String = improvements_of_example(name, one_in)
            .iter()
            .filter_map(|improvement| match improvement {
                Improvement::Declared(_) => None,
                Improvement::Undeclared(gate, what) => Some(format!("{gate}\t{what}\n")),
            })
            .collect();
        assert!(undeclared.is_empty(), "\n{undeclared}");
    }
}

#[test]
fn no_gate_gets_better_by_less_said_or_more_gone_wrong() {
    let mut needed = BTreeSet::new();
    let mut complaints: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for improvement in improvements() {
        match improvement {
            Improvement::Declared(exception) => {
                needed.insert(exception);
            }
            Improvement::Undeclared(gate, what) => {
                complaints.entry(gate).or_default().push(what);
            }
        }
    }
    if std::env::var_os("READYCTL_EVERY").is_some() && std::env::var_os("GATE").is_none() {
        let all = DECLARED.0.iter().chain(&DECLARED.1);
        let idle = all.filter(|exception| !needed.contains(exception.says.as_str()));
        let idle = idle.map(|exception| exception.says.clone());
        complaints.entry("never needed").or_default().extend(idle);
    }
    let complaints: String = complaints
        .iter()
        .flat_map(|(gate, lines)| lines.iter().map(move |line| format!("{gate}\t{line}\n")))
        .collect();
    assert!(complaints.is_empty(), "\n{complaints}");
}

#[test]
fn what_is_tried_goes_by_its_name_alone_and_is_about_one_in_so_many() {
    // The digest of `a` begins with ca, 202 = 8 x 25 + 2; that of `d` with 18, 24 = 8 x 3.
    assert!(!is_tried("a", 8));
    assert!(is_tried("d", 8));
    let names: Vec<String> = (0..8000).map(|number| number.to_string()).collect();
    let tried = names.iter().filter(|name| is_tried(name, 8)).count();
    assert!((900..1100).contains(&tried), "{tried} of 8000");
}
