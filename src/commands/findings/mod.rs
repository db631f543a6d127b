//! `readyctl findings`: the register of findings, its ledger, and where each field of it comes from.

mod explain;
mod known;
mod list;
mod record;
mod rows;

use std::path::{Path, PathBuf};

use super::{PolicyChoice, Project, Terminal, discover, find_policy, load, read_scans};
use crate::cli::{FindingsArgs, FindingsCommand, FindingsFormat};
use crate::exit_status::ExitStatus;
use crate::findings::Scans;
use crate::gate::Catalog;
use crate::gate::embedded::UNRATED_SEVERITY;
use crate::manifest::model::Level;
use crate::policy::Policy;
use crate::problem::InputProblem;
use crate::register::Register;
use crate::time::Day;
use crate::yaml::Limits;

pub use list::Kept;
pub(super) use rows::schema;

/// What is done with the register, and of which manifest.
#[derive(Debug)]
pub struct Findings {
    path: Option<PathBuf>,
    as_of: Day,
    policy: PolicyChoice,
    task: Task,
}

/// What is done with the register.
#[derive(Debug)]
pub enum Task {
    /// It is listed.
    List {
        /// Which findings.
        kept: Kept,
        /// How.
        format: FindingsFormat,
    },
    /// The ledger is brought up to the day.
    Record,
    /// A finding is explained.
    Explain(String),
}

impl From<FindingsArgs> for Findings {
    fn from(args: FindingsArgs) -> Self {
        let (of, task) = match args.command {
            None => (args.list.of, list_task(args.list.kept, args.list.format)),
            Some(FindingsCommand::List(list)) => (list.of, list_task(list.kept, list.format)),
            Some(FindingsCommand::Record(of)) => (of, Task::Record),
            Some(FindingsCommand::Explain(explain)) => (explain.of, Task::Explain(explain.id)),
        };
        Self {
            path: of.path,
            as_of: of.as_of.unwrap_or_else(Day::today_utc),
            policy: of.policy.choice(),
            task,
        }
    }
}

fn list_task(kept: crate::cli::KeptArgs, format: FindingsFormat) -> Task {
    Task::List {
        kept: Kept::from(kept),
        format,
    }
}

impl Findings {
    /// Does it; `here` is the current folder.
    pub fn run(&self, here: &Path, terminal: &Terminal) -> Result<ExitStatus, Vec<InputProblem>> {
        let catalog = Catalog::embedded();
        let gates: Vec<&str> = catalog
            .gates()
            .iter()
            .map(|gate| gate.definition.id)
            .collect();
        let input = discover(self.path.as_deref(), here)?;
        let project = load(&input, here, &Limits::default(), &gates)?;
        for notice in &project.notices {
            terminal.note(notice);
        }
        let (root, base) = (&project.root, &project.base);
        let scans = read_scans(&project.loaded, root, base, self.as_of)?;
        for notice in &scans.notices {
            terminal.note(notice);
        }
        match &self.task {
            Task::Record => record::run(&project, &scans, self.as_of, terminal),
            Task::List { kept, format } => {
                let unrated = self.unrated(&project, &catalog)?;
                let register = self.register(&project, &scans, unrated);
                list::run(&register, &project, kept, *format, self.as_of, terminal)
            }
            Task::Explain(id) => {
                let unrated = self.unrated(&project, &catalog)?;
                let register = self.register(&project, &scans, unrated);
                explain::run(&register, &project, id, self.as_of, terminal)
            }
        }
    }

    fn register<'p>(&self, project: &'p Project, scans: &'p Scans, unrated: Level) -> Register<'p> {
        Register::join(&project.loaded.manifest, scans, unrated, self.as_of)
    }

    /// What a finding counts as that nobody rated, by the policy.
    fn unrated(&self, project: &Project, catalog: &Catalog) -> Result<Level, Vec<InputProblem>> {
        let policy = find_policy(&self.policy, &project.base, &project.root, catalog)?;
        let people = project.loaded.manifest.headcount(self.as_of);
        let policy = Policy::resolve(policy, people);
        Ok(policy.parameters.level(UNRATED_SEVERITY))
    }
}
