//! From the parser's events to a tree, refusing what a person and a program could read differently.

use std::collections::BTreeMap;
use std::ops::Range;

use super::events::{Event, Events, Occurrence};
use super::keys::{self, LONG};
use super::position::Milestones;
use super::spelling::quoted;
use super::tree::{AS_WRITTEN, Kind, Limits, NO_PARENT, Node, NodeId, Style, Tree, inner, is_null};
use super::trouble::Trouble;

/// Reads a text into a tree, or says all that is wrong with it.
pub(super) fn tree(text: String, limits: &Limits) -> Result<Tree, (String, Vec<Trouble>)> {
    let mut builder = Builder::new(&text, limits);
    let read = builder.read();
    let Builder {
        nodes,
        decoded,
        decoded_ends,
        long,
        mut troubles,
        ..
    } = builder;
    troubles.extend(read.err());
    if troubles.is_empty() {
        troubles.extend(top_trouble(&text, nodes.first()));
    }
    if !troubles.is_empty() {
        troubles.sort_by_key(|trouble| trouble.span.start);
        troubles.dedup();
        return Err((text, troubles));
    }
    let milestones = Milestones::of(&text);
    Ok(Tree {
        text,
        nodes,
        decoded,
        decoded_ends,
        long,
        milestones,
    })
}

struct Builder<'t> {
    text: &'t str,
    limits: &'t Limits,
    nodes: Vec<Node>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Anchored>,
    decoded: String,
    decoded_ends: Vec<u32>,
    long: BTreeMap<u32, Box<[u32]>>,
    /// Where the last value ended; block collections end there too.
    last_end: u32,
    aliases: u32,
    alias_visits: u64,
    documents: u32,
    troubles: Vec<Trouble>,
}

/// A collection that is not closed yet.
struct Open {
    node: u32,
    children: u32,
    anchor: Option<usize>,
    alias_visits: u64,
}

/// A node that aliases may stand for; its size is unknown until it is closed.
struct Anchored {
    node: u32,
    size: Option<u64>,
}

/// More mistakes than these in one file say nothing new.
const SHOWN: usize = 200;

impl<'t> Builder<'t> {
    fn new(text: &'t str, limits: &'t Limits) -> Self {
        Self {
            text,
            limits,
            nodes: Vec::new(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            decoded: String::new(),
            decoded_ends: Vec::new(),
            long: BTreeMap::new(),
            last_end: 0,
            aliases: 0,
            alias_visits: 0,
            documents: 0,
            troubles: Vec::new(),
        }
    }

    /// Takes in all events; the error is the mistake behind which nothing can be read.
    fn read(&mut self) -> Result<(), Trouble> {
        for occurrence in Events::of(self.text, self.limits.depth) {
            let occurrence = occurrence.map_err(|trouble| self.explained(trouble))?;
            if let Some(tag) = occurrence.tag.clone() {
                self.refuse_tag(tag);
            }
            self.take(occurrence)?;
        }
        Ok(())
    }

    fn take(&mut self, occurrence: Occurrence<'t>) -> Result<(), Trouble> {
        let Occurrence {
            event,
            span,
            anchor,
            ..
        } = occurrence;
        match event {
            Event::DocumentStart => self.start_document(span)?,
            Event::Scalar(text, style) => {
                let node = self.add_scalar(&text, style, span)?;
                self.set_anchor(anchor, node, Some(1));
            }
            Event::SequenceStart => self.open(Kind::Sequence, span, anchor)?,
            Event::MappingStart => self.open(Kind::Mapping, span, anchor)?,
            Event::End => self.close(&span),
            Event::Alias(id) => self.add_alias(id, span)?,
            Event::UndefinedAlias => {
                let name = quoted(&self.text[span.clone()]);
                self.tell(
                    Trouble::new(span.clone(), format!("{name} stands for nothing")).help(
                        "put quotes around a text that starts with `*`; an alias stands for a value above it that carries the anchor",
                    ),
                );
                self.add(Kind::Scalar(Style::Plain), span, AS_WRITTEN)?;
            }
        }
        Ok(())
    }

    fn start_document(&mut self, span: Range<usize>) -> Result<(), Trouble> {
        self.documents += 1;
        if self.documents < 2 {
            return Ok(());
        }
        Err(if self.text[span.clone()].starts_with("---") {
            Trouble::new(span, "a second document starts here")
                .help("write one document in a file, and the rest in another file")
        } else {
            Trouble::new(span, "there is text after the end marker `...`")
                .help("leave the end marker out")
        })
    }

    fn add_scalar(&mut self, text: &str, style: Style, span: Range<usize>) -> Result<u32, Trouble> {
        let span = self.written(style, span);
        let narrow = narrow(&span);
        let as_written = span.is_empty() || self.text.get(inner(style, narrow)) == Some(text);
        let link = if as_written {
            AS_WRITTEN
        } else {
            self.decoded.push_str(text);
            self.decoded_ends.push(offset(self.decoded.len()));
            offset(self.decoded_ends.len() - 1)
        };
        let is_key = self.expects_key();
        let node = self.add(Kind::Scalar(style), span.clone(), link)?;
        if is_key && let Some(trouble) = keys::refused(text, style, span) {
            self.tell(trouble);
        }
        Ok(node)
    }

    /// The bytes of a scalar as a person would mark them.
    fn written(&self, style: Style, span: Range<usize>) -> Range<usize> {
        match style {
            Style::Plain if span.is_empty() && !self.expects_key() => {
                let colon = usize::from(self.text[span.start..].starts_with(':'));
                span.start + colon..span.end + colon
            }
            Style::Literal | Style::Folded => {
                let block = self.text[span.clone()].trim_end_matches(['\n', '\r', ' ', '\t']);
                span.start..span.start + block.len()
            }
            Style::Plain | Style::SingleQuoted | Style::DoubleQuoted => span,
        }
    }

    fn open(
        &mut self,
        kind: Kind,
        span: Range<usize>,
        anchor: Option<usize>,
    ) -> Result<(), Trouble> {
        if self.open.len() >= self.limits.depth {
            return Err(Trouble::new(
                span,
                format!(
                    "lists and mappings are nested more than {} deep",
                    self.limits.depth
                ),
            )
            .help("write a flatter structure"));
        }
        if self.expects_key() {
            self.refuse_collection_as_key(kind, span.clone());
        }
        let node = self.add(kind, span, 0)?;
        self.set_anchor(anchor, node, None);
        self.open.push(Open {
            node,
            children: 0,
            anchor,
            alias_visits: 0,
        });
        Ok(())
    }

    fn close(&mut self, span: &Range<usize>) {
        let Some(closed) = self.open.pop() else {
            return;
        };
        if !span.is_empty() {
            self.last_end = offset(span.end);
        }
        let end = offset(self.nodes.len());
        let node = &mut self.nodes[closed.node as usize];
        node.end = self.last_end.max(node.start);
        node.link = end;
        let size = u64::from(end - closed.node).saturating_add(closed.alias_visits);
        self.set_anchor(closed.anchor, closed.node, Some(size));
        if let Some(parent) = self.open.last_mut() {
            parent.alias_visits = parent.alias_visits.saturating_add(closed.alias_visits);
        }
        self.index(&closed);
    }

    /// Finds keys that are written twice, and notes where the parts of a long collection are.
    fn index(&mut self, closed: &Open) {
        let is_mapping = self.nodes[closed.node as usize].kind == Kind::Mapping;
        let step = if is_mapping { 2 } else { 1 };
        let is_long = closed.children as usize > LONG * step;
        if !is_mapping && !is_long {
            return;
        }
        let mut parts = Vec::with_capacity(closed.children as usize / step);
        let end = self.nodes[closed.node as usize].link;
        let mut next = closed.node + 1;
        while next < end {
            let node = &self.nodes[next as usize];
            if (node.rank as usize).is_multiple_of(step) {
                parts.push(next);
            }
            next = node.next(NodeId(next));
        }
        if is_mapping {
            let mut found = Vec::new();
            let mut names: Vec<(u32, &str)> = parts
                .iter()
                .filter_map(|key| Some((*key, self.name(*key)?)))
                .collect();
            keys::look_alikes(&names, |key| self.span(key), &mut found);
            if is_long {
                names.sort_by_key(|(_, name)| *name);
                parts = names.iter().map(|(key, _)| *key).collect();
            }
            for trouble in found {
                self.tell(trouble);
            }
        }
        if is_long {
            self.long.insert(closed.node, parts.into_boxed_slice());
        }
    }

    fn add_alias(&mut self, anchor: usize, span: Range<usize>) -> Result<(), Trouble> {
        self.aliases += 1;
        if self.aliases > self.limits.aliases {
            let message = format!("the file has more than {} aliases", self.limits.aliases);
            return Err(Trouble::new(span, message).help("write the values out"));
        }
        if self.expects_key() {
            let message = "an alias cannot be a key";
            self.tell(Trouble::new(span.clone(), message).help("write the key out"));
        }
        let (target, size) = self
            .anchors
            .get(&anchor)
            .map_or((0, None), |anchored| (anchored.node, anchored.size));
        let Some(size) = size else {
            let name = quoted(&self.text[span.clone()]);
            let message = format!("{name} stands for a value that it is itself a part of");
            let trouble = Trouble::new(span.clone(), message).help("write the value out");
            self.tell(trouble.related(self.headline(target), "the value starts here"));
            self.add(Kind::Scalar(Style::Plain), span, AS_WRITTEN)?;
            return Ok(());
        };
        self.alias_visits = self.alias_visits.saturating_add(size);
        if self.alias_visits > self.limits.alias_visits {
            let message = format!(
                "the aliases stand for more than {} values, taken together",
                self.limits.alias_visits
            );
            return Err(Trouble::new(span, message).help("write the values out"));
        }
        if let Some(parent) = self.open.last_mut() {
            parent.alias_visits = parent.alias_visits.saturating_add(size);
        }
        self.add(Kind::Alias, span, target)?;
        Ok(())
    }

    fn add(&mut self, kind: Kind, span: Range<usize>, link: u32) -> Result<u32, Trouble> {
        let id = self.nodes.len();
        if id >= self.limits.nodes as usize {
            let message = format!("the file has more than {} values", self.limits.nodes);
            return Err(Trouble::new(span, message).help("split the file"));
        }
        let (parent, rank) = match self.open.last_mut() {
            Some(open) => {
                open.children += 1;
                (open.node, open.children - 1)
            }
            None => (NO_PARENT, 0),
        };
        let Range { start, end } = narrow(&span);
        self.last_end = end;
        self.nodes.push(Node {
            start,
            end,
            parent,
            rank,
            link,
            kind,
        });
        Ok(offset(id))
    }

    fn set_anchor(&mut self, anchor: Option<usize>, node: u32, size: Option<u64>) {
        if let Some(anchor) = anchor {
            self.anchors.insert(anchor, Anchored { node, size });
        }
    }

    fn refuse_tag(&mut self, tag: Range<usize>) {
        let name = quoted(&self.text[tag.clone()]);
        self.tell(
            Trouble::new(
                tag,
                format!("tags are not understood here, and {name} is one"),
            )
            .help("leave the tag out, and write the value itself; put quotes around a text"),
        );
    }

    fn refuse_collection_as_key(&mut self, kind: Kind, span: Range<usize>) {
        let braces = [span.start, span.start.saturating_sub(1)]
            .into_iter()
            .find(|at| self.text.as_bytes()[*at..].starts_with(b"{{"));
        let help = "write a plain name as the key";
        self.tell(match (braces, kind) {
            (Some(at), _) => template(at),
            (None, Kind::Sequence) => Trouble::new(span, "a list cannot be a key").help(help),
            (None, Kind::Mapping | Kind::Scalar(_) | Kind::Alias) => {
                Trouble::new(span, "a mapping cannot be a key").help(help)
            }
        });
    }

    /// Says more about a mistake of syntax where its cause can be seen.
    fn explained(&self, trouble: Trouble) -> Trouble {
        let at = trouble.span.start;
        if let Some(cause) = unseen_cause(self.text, at) {
            return cause;
        }
        let line = self.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        if let Some(braces) = self.text[line..at].find("{{") {
            return template(line + braces);
        }
        let opened = self.open.last().map(|open| self.headline(open.node));
        match opened {
            Some(bracket)
                if self.text[bracket.clone()].starts_with(['[', '{']) && bracket.start != at =>
            {
                trouble.related(bracket.start..bracket.start + 1, "it is opened here")
            }
            _ => trouble,
        }
    }

    fn expects_key(&self) -> bool {
        self.open.last().is_some_and(|open| {
            open.children % 2 == 0 && self.nodes[open.node as usize].kind == Kind::Mapping
        })
    }

    fn tell(&mut self, trouble: Trouble) {
        if self.troubles.len() < SHOWN {
            self.troubles.push(trouble);
        }
    }

    fn name(&self, key: u32) -> Option<&str> {
        let node = &self.nodes[key as usize];
        let Kind::Scalar(style) = node.kind else {
            return None;
        };
        if node.link == AS_WRITTEN {
            return self.text.get(inner(style, node.start..node.end));
        }
        let index = node.link as usize;
        let start = index.checked_sub(1).map_or(0, |at| self.decoded_ends[at]);
        self.decoded
            .get(start as usize..self.decoded_ends[index] as usize)
    }

    fn span(&self, node: u32) -> Range<usize> {
        let node = &self.nodes[node as usize];
        node.start as usize..node.end as usize
    }

    /// The line that an open collection starts in, from its start.
    fn headline(&self, node: u32) -> Range<usize> {
        let start = self.nodes[node as usize].start as usize;
        let line = self.text[start..].lines().next().unwrap_or_default();
        let line = line.split('\r').next().unwrap_or_default();
        start..start + line.trim_end().len()
    }
}

/// A file is keys with values at its top, or says nothing.
fn top_trouble(text: &str, top: Option<&Node>) -> Option<Trouble> {
    let nothing =
        Trouble::new(0..0, "nothing is in this file").help("write keys with their values");
    let Some(top) = top else {
        return Some(nothing);
    };
    let found = match top.kind {
        Kind::Mapping => return None,
        Kind::Scalar(Style::Plain) if is_null(&text[top.start as usize..top.end as usize]) => {
            return Some(nothing);
        }
        Kind::Sequence => "a list",
        Kind::Scalar(_) | Kind::Alias => "a single value",
    };
    let start = top.start as usize;
    let line = text[start..top.end as usize].split(['\n', '\r']).next()?;
    let message = format!("the file holds {found} at its top, not keys with values");
    Some(Trouble::new(start..start + line.len(), message).help("write keys with their values"))
}

fn template(at: usize) -> Trouble {
    let message = "a template was not filled in, or a brace is not quoted";
    Trouble::new(at..at + 2, message).help("fill the template in, or put quotes around the text")
}

/// A tab, or what passes for a space, that is to blame for a mistake on this line or the next.
fn unseen_cause(text: &str, at: usize) -> Option<Trouble> {
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let above = text[..line].trim_end_matches(['\n', '\r']);
    let above = above.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    [line, above]
        .into_iter()
        .find_map(|start| unseen_in_line(text, start))
}

fn unseen_in_line(text: &str, start: usize) -> Option<Trouble> {
    let line = text[start..].split(['\n', '\r']).next()?;
    let content = line.trim_start();
    let indentation = &line[..line.len() - content.len()];
    if let Some((offset, blank)) = indentation.char_indices().find(|(_, blank)| *blank != ' ') {
        let message = format!("this line is indented with {}", named(blank));
        let span = start + offset..start + offset + blank.len_utf8();
        return Some(Trouble::new(span, message).help("indent with plain spaces"));
    }
    let (offset, blank) = line
        .match_indices(':')
        .filter_map(|(colon, _)| Some((colon + 1, line[colon + 1..].chars().next()?)))
        .find(|(_, next)| next.is_whitespace() && !next.is_ascii())?;
    let message = format!("{} follows the `:`", named(blank));
    let span = start + offset..start + offset + blank.len_utf8();
    Some(Trouble::new(span, message).help("write a plain space after the `:`"))
}

fn named(blank: char) -> String {
    match blank {
        '\t' => "a tab".to_owned(),
        '\u{A0}' => "a no-break space".to_owned(),
        other => format!("the character U+{:04X}", u32::from(other)),
    }
}

fn narrow(span: &Range<usize>) -> Range<u32> {
    offset(span.start)..offset(span.end)
}

fn offset(at: usize) -> u32 {
    u32::try_from(at).expect("a file is smaller than the limit of four gigabytes")
}
