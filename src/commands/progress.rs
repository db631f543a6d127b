//! What the program is doing, told on a terminal once it takes longer than a second.

use std::io::{self, IsTerminal as _};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::text::printable;

/// A line on standard error that says what is being done, and for how long; it is gone when this is dropped.
pub struct Progress(Option<Line>);

struct Line {
    told: Option<Sender<String>>,
    drawn: Option<JoinHandle<()>>,
}

impl Progress {
    /// Tells nobody.
    pub fn silent() -> Self {
        Self(None)
    }

    /// Tells a person who looks at a terminal, and nobody else.
    pub fn on_terminal() -> Self {
        if !io::stderr().is_terminal() {
            return Self::silent();
        }
        let (told, heard) = mpsc::channel();
        let drawn = thread::spawn(move || draw(&heard, Instant::now(), &mut io::stderr()));
        Self(Some(Line {
            told: Some(told),
            drawn: Some(drawn),
        }))
    }

    /// Says what is done from now on: `reading readiness.yaml`.
    pub fn doing(&self, what: impl Into<String>) {
        if let Some(told) = self.0.as_ref().and_then(|line| line.told.as_ref()) {
            // The line only ends with this.
            drop(told.send(what.into()));
        }
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.told = None;
        if let Some(drawn) = self.drawn.take() {
            drop(drawn.join());
        }
    }
}

/// What is done in less says nothing.
const PATIENCE: Duration = Duration::from_secs(1);
const TICK: Duration = Duration::from_millis(200);

fn draw(heard: &Receiver<String>, start: Instant, err: &mut dyn io::Write) {
    let mut doing = String::new();
    let mut is_shown = false;
    loop {
        match heard.recv_timeout(TICK) {
            Ok(what) => doing = what,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => break,
        }
        let passed = start.elapsed();
        if passed >= PATIENCE {
            is_shown = true;
            drop(write!(
                err,
                "\r\x1b[K{}, {} s",
                printable(&doing),
                passed.as_secs()
            ));
            drop(err.flush());
        }
    }
    if is_shown {
        drop(write!(err, "\r\x1b[K"));
        drop(err.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(passed: Duration) -> String {
        let (told, heard) = mpsc::channel();
        told.send("reading a\u{1b}b.yaml".to_owned())
            .expect("somebody hears");
        drop(told);
        let start = Instant::now()
            .checked_sub(passed)
            .expect("the machine runs for longer");
        let mut err = Vec::new();
        draw(&heard, start, &mut err);
        String::from_utf8(err).expect("text")
    }

    #[test]
    fn what_takes_less_than_a_second_says_nothing() {
        assert_eq!(drawn(Duration::ZERO), "");
    }

    #[test]
    fn what_takes_longer_is_told_and_taken_back() {
        assert_eq!(
            drawn(Duration::from_secs(3)),
            "\r\u{1b}[Kreading a\\u{1B}b.yaml, 3 s\r\u{1b}[K"
        );
    }
}
