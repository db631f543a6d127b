//! XML as scanners write it: read as a stream, without a document type definition and what it would bring in.

use std::io::{self, BufRead, Read};

use quick_xml::XmlVersion;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::reader::Reader;

use super::Refusal;

/// Elements that may stand within each other.
const DEEPEST: usize = 64;

/// An XML document as it is read.
///
/// A document type definition is skipped: no entity that it declares is expanded, nothing outside the file is read.
pub(super) struct Xml<'i> {
    reader: Reader<Counted<'i>>,
    buffer: Vec<u8>,
    depth: usize,
    has_root: bool,
}

/// What comes next in a document.
pub(super) enum Step {
    /// An element opens.
    Open(Tag),
    /// The innermost open element closes.
    Close,
    /// The document has ended, with every element closed.
    End,
}

/// The opening of an element.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// Its name, without the prefix of a namespace.
    pub(super) name: String,
    /// Its attributes as written, names with their prefix.
    pub(super) attributes: Vec<(String, String)>,
}

/// An element with everything in it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// Its opening.
    pub(super) tag: Tag,
    /// Its own text, without that of the elements in it.
    pub(super) text: String,
    /// The elements in it.
    pub(super) children: Vec<Element>,
}

impl<'i> Xml<'i> {
    pub(super) fn new(input: &'i mut dyn BufRead) -> Self {
        let mut reader = Reader::from_reader(Counted {
            input,
            line: 1,
            column: 1,
        });
        reader.config_mut().expand_empty_elements = true;
        Self {
            reader,
            buffer: Vec::new(),
            depth: 0,
            has_root: false,
        }
    }

    /// The next opening, closing or end; text between them goes by.
    pub(super) fn step(&mut self) -> Result<Step, Refusal> {
        self.step_with_text(&mut None)
    }

    /// The rest of an element that has just opened.
    pub(super) fn element(&mut self, tag: Tag) -> Result<Element, Refusal> {
        let mut text = Some(String::new());
        let mut children = Vec::new();
        loop {
            match self.step_with_text(&mut text)? {
                Step::Open(tag) => children.push(self.element(tag)?),
                Step::Close | Step::End => {
                    return Ok(Element {
                        tag,
                        text: text.unwrap_or_default(),
                        children,
                    });
                }
            }
        }
    }

    /// Lets the rest of an element that has just opened go by.
    pub(super) fn skip(&mut self) -> Result<(), Refusal> {
        let outside = self.depth.saturating_sub(1);
        while self.depth > outside {
            self.step()?;
        }
        Ok(())
    }

    /// A refusal of what stands here.
    pub(super) fn refusal(&self, message: impl Into<String>) -> Refusal {
        let Counted { line, column, .. } = *self.reader.get_ref();
        Refusal::new(message).at(line, column)
    }

    fn step_with_text(&mut self, text: &mut Option<String>) -> Result<Step, Refusal> {
        loop {
            self.buffer.clear();
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event,
                Err(error) => {
                    let Counted { line, column, .. } = *self.reader.get_ref();
                    return Err(
                        Refusal::new(format!("the report is no XML: {error}")).at(line, column)
                    );
                }
            };
            let is_text_outside = self.depth == 0;
            let said = match event {
                Event::Start(start) | Event::Empty(start) => {
                    let tag = tag_of(&start);
                    return self.open(tag);
                }
                Event::End(_) => {
                    self.depth = self.depth.saturating_sub(1);
                    return Ok(Step::Close);
                }
                Event::Eof => return self.end(),
                Event::Text(said) => said.xml10_content().into_owned(),
                Event::CData(said) => said.xml10_content().into_owned(),
                Event::GeneralRef(name) => match name.resolve_char_ref() {
                    Ok(Some(character)) => character.to_string(),
                    Ok(None) | Err(_) => resolve_predefined_entity(&name)
                        .map_or_else(|| format!("&{};", &*name), str::to_owned),
                },
                Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => continue,
            };
            if is_text_outside
                && !said
                    .trim_matches(['\u{FEFF}', ' ', '\t', '\r', '\n'])
                    .is_empty()
            {
                return Err(
                    self.refusal("the report is no XML: text stands outside its root element")
                );
            }
            if let Some(text) = text {
                text.push_str(&said);
            }
        }
    }

    fn open(&mut self, tag: Result<Tag, quick_xml::Error>) -> Result<Step, Refusal> {
        let tag = tag.map_err(|error| self.refusal(format!("the report is no XML: {error}")))?;
        if self.depth == 0 && self.has_root {
            return Err(self.refusal("the report is no XML: it has a second root element"));
        }
        if self.depth == DEEPEST {
            return Err(self.refusal(format!(
                "elements stand in each other more than {DEEPEST} deep"
            )));
        }
        self.has_root = true;
        self.depth += 1;
        Ok(Step::Open(tag))
    }

    fn end(&self) -> Result<Step, Refusal> {
        if self.depth > 0 {
            return Err(self.refusal("the report ends in the middle: an element is not closed"));
        }
        if !self.has_root {
            return Err(self.refusal("the report is no XML: it has no element"));
        }
        Ok(Step::End)
    }
}

impl Tag {
    /// The value of an attribute that is not blank.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }
}

impl Element {
    /// The first element of that name in this one.
    pub(super) fn child(&self, name: &str) -> Option<&Self> {
        self.children.iter().find(|child| child.tag.name == name)
    }

    /// The elements of that name in this one.
    pub(super) fn each<'e>(&'e self, name: &'e str) -> impl Iterator<Item = &'e Self> {
        self.children
            .iter()
            .filter(move |child| child.tag.name == name)
    }

    /// Its own text, trimmed, if it is not blank.
    pub(super) fn said(&self) -> Option<&str> {
        Some(self.text.trim()).filter(|text| !text.is_empty())
    }

    /// The text of the first element of that name in this one, trimmed, if it is not blank.
    pub(super) fn text_of(&self, name: &str) -> Option<&str> {
        self.child(name).and_then(Self::said)
    }
}

fn tag_of(start: &BytesStart<'_>) -> Result<Tag, quick_xml::Error> {
    let name = start.local_name().as_ref().to_owned();
    let mut attributes = Vec::new();
    for attribute in start.attributes() {
        let attribute = attribute?;
        // An entity that only a document type definition would explain stays as written.
        let value = attribute
            .normalized_value(XmlVersion::Implicit1_0)
            .map_or_else(
                |_| attribute.value.clone().into_owned(),
                std::borrow::Cow::into_owned,
            );
        attributes.push((attribute.key.as_ref().to_owned(), value));
    }
    Ok(Tag { name, attributes })
}

/// A text that knows how far it has been read.
struct Counted<'i> {
    input: &'i mut dyn BufRead,
    line: usize,
    column: usize,
}

impl Read for Counted<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut available = self.fill_buf()?;
        let read = available.read(buffer)?;
        self.consume(read);
        Ok(read)
    }
}

impl BufRead for Counted<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.input.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        if let Ok(available) = self.input.fill_buf() {
            for byte in available.iter().take(amount) {
                if *byte == b'\n' {
                    self.line += 1;
                    self.column = 1;
                } else {
                    self.column += 1;
                }
            }
        }
        self.input.consume(amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(text: &str) -> Result<Element, Refusal> {
        let mut bytes = text.as_bytes();
        let mut xml = Xml::new(&mut bytes);
        let Step::Open(tag) = xml.step()? else {
            panic!("the document opens with its root");
        };
        let root = xml.element(tag)?;
        match xml.step()? {
            Step::End => Ok(root),
            Step::Open(_) | Step::Close => panic!("the document ends with its root"),
        }
    }

    #[test]
    fn text_attributes_and_character_references_are_read() {
        let root =
            whole("<a x='1 &amp; &#50;'>one &lt; <![CDATA[<two>]]><b/> three</a>").expect("XML");
        assert_eq!(root.tag.attribute("x"), Some("1 & 2"));
        assert_eq!(root.text, "one < <two> three");
        assert_eq!(root.children.len(), 1);
    }

    #[test]
    fn entities_of_a_document_type_definition_are_never_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY b \"boom\"><!ENTITY c \"&b;&b;&b;\"><!ENTITY f SYSTEM \"file:///etc/hostname\">]>\
                    <a x='&c;'>&c;&f;</a>";
        let root = whole(bomb).expect("XML");
        assert_eq!(root.text, "&c;&f;");
        assert_eq!(root.tag.attribute("x"), Some("&c;"));
    }

    #[test]
    fn what_is_cut_torn_or_too_deep_is_refused_with_its_place() {
        for (text, message) in [
            ("<a>\n<b>", "the report ends in the middle"),
            ("<a>\n<b></a>", "the report is no XML"),
            (
                "<a>\n</a><b/>",
                "the report is no XML: it has a second root",
            ),
            ("<a>\n</a>x", "the report is no XML: text"),
            ("<a>\n<b", "the report is no XML"),
        ] {
            let refusal = whole(text).expect_err(text);
            assert!(refusal.message.starts_with(message), "{text}: {refusal}");
            assert_eq!(
                refusal.line_and_column.map(|(line, _)| line),
                Some(2),
                "{text}"
            );
        }
        let deep = "<a>".repeat(DEEPEST + 1);
        assert!(
            whole(&deep)
                .expect_err("too deep")
                .message
                .contains("64 deep")
        );
    }
}
