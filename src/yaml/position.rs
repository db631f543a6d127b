use std::num::NonZeroU32;

/// A place in a text as a person counts it: lines and columns from one, columns in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Position {
    /// The line; `\n`, `\r\n` and a lone `\r` end one.
    pub line: OneBased,
    /// The character within the line; a byte order mark is not one.
    pub column: OneBased,
}

impl Position {
    const START: Self = Self {
        line: OneBased::ONE,
        column: OneBased::ONE,
    };

    /// The position of a byte of a text that has no [`Tree`](super::Tree), counted from its start.
    pub fn in_text(text: &str, byte: usize) -> Self {
        Self::START.advanced(text.as_bytes(), 0, byte)
    }

    /// The positions of some bytes of a text, which are in ascending order.
    pub fn all_in_text(text: &str, bytes: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let (mut position, mut at) = (Self::START, 0);
        let positions = bytes.into_iter().map(|byte| {
            position = position.advanced(text.as_bytes(), at, byte);
            at = byte.max(at);
            position
        });
        positions.collect()
    }

    /// As [`Self::advanced`], by counting alone where no `\r` and no byte order mark makes a difference.
    fn advanced_far(mut self, text: &[u8], from: usize, to: usize) -> Self {
        let block = &text[from..to.min(text.len())];
        let last_line = match count(block, |byte| byte == b'\n') {
            _ if from == 0 && text.starts_with(BYTE_ORDER_MARK)
                || count(block, |byte| byte == b'\r') > 0 =>
            {
                return self.advanced(text, from, to);
            }
            0 => block,
            lines => {
                self.line = self.line.plus(lines);
                self.column = OneBased::ONE;
                block.rsplit(|byte| *byte == b'\n').next().unwrap_or(block)
            }
        };
        self.column = self.column.plus(count(last_line, starts_character));
        self
    }

    /// The position of byte `to`, if this one is that of byte `from`.
    fn advanced(mut self, text: &[u8], from: usize, to: usize) -> Self {
        for at in from..to.min(text.len()) {
            let byte = text[at];
            if ends_line(text, at) {
                self.line = self.line.plus(1);
                self.column = OneBased::ONE;
            } else if starts_character(byte) && !(at == 0 && text.starts_with(BYTE_ORDER_MARK)) {
                self.column = self.column.plus(1);
            }
        }
        self
    }
}

/// A number that counts from one, so that nobody adds one to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OneBased(NonZeroU32);

impl OneBased {
    /// The first.
    pub const ONE: Self = Self(NonZeroU32::MIN);

    /// The number itself.
    pub fn get(self) -> u32 {
        self.0.get()
    }

    fn plus(self, more: usize) -> Self {
        Self(
            self.0
                .saturating_add(u32::try_from(more).unwrap_or(u32::MAX)),
        )
    }
}

const BYTE_ORDER_MARK: &[u8] = b"\xEF\xBB\xBF";

/// A known position every so many bytes, so that any other costs at most one stride of counting, however long the lines are.
#[derive(Debug)]
pub struct Milestones(Vec<Position>);

const STRIDE: usize = 256;

impl Milestones {
    /// Counts through a text once.
    pub fn of(text: &str) -> Self {
        let text = text.as_bytes();
        let mut position = Position::START;
        let mut milestones = vec![position];
        for start in (0..text.len()).step_by(STRIDE) {
            position = position.advanced_far(text, start, start + STRIDE);
            milestones.push(position);
        }
        Self(milestones)
    }

    /// The position of a byte of the text that was counted.
    pub fn position(&self, text: &str, byte: usize) -> Position {
        let byte = byte.min(text.len());
        let nearest = byte / STRIDE;
        self.0[nearest].advanced_far(text.as_bytes(), nearest * STRIDE, byte)
    }
}

fn ends_line(text: &[u8], at: usize) -> bool {
    match text[at] {
        b'\n' => true,
        b'\r' => text.get(at + 1) != Some(&b'\n'),
        _ => false,
    }
}

fn count(bytes: &[u8], is_counted: impl Fn(u8) -> bool) -> usize {
    // Narrow numbers let the processor count many bytes at once; a block is never longer than a stride.
    let counted: u16 = bytes.iter().map(|byte| u16::from(is_counted(*byte))).sum();
    counted.into()
}

fn starts_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}
