//! A browser without a window, spoken to through two pipes.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;

/// How long the browser may take for one answer before it counts as hung.
const PATIENCE: Duration = Duration::from_secs(120);

/// A running browser with one page; it ends with this value.
pub struct Browser {
    process: Child,
    to: ChildStdin,
    from: Receiver<Value>,
    session: Option<String>,
    calls: u64,
    events: Vec<Value>,
    _profile: TempDir,
}

impl Browser {
    /// Starts the browser that is installed; nothing where none is, which in a pipeline is a failure.
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub fn start() -> Option<Self> {
        let Some(program) = installed() else {
            let is_pipeline = std::env::var("CI").is_ok_and(|value| value == "true");
            assert!(
                !is_pipeline,
                "there is no chromium, and a pipeline may not skip this"
            );
            eprintln!("skipped: there is no chromium to open the board report in");
            return None;
        };
        let mut browser = Self::launch(&program);
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached = browser.call(
            "Target.attachToTarget",
            &json!({"targetId": target["targetId"], "flatten": true}),
        );
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network", "Performance"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    fn launch(program: &Path) -> Self {
        let profile = TempDir::new().expect("a folder for the browser");
        // The browser reads commands from its third descriptor and answers on its fourth.
        let mut process = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 </dev/null >/dev/null", "sh"])
            .arg(program)
            .args(FLAGS)
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a shell starts the browser");
        let to = process.stdin.take().expect("its input is a pipe");
        let mut answers = BufReader::new(process.stdout.take().expect("its output is a pipe"));
        let (sender, from) = mpsc::channel();
        thread::spawn(move || {
            let mut message = Vec::new();
            while answers
                .read_until(0, &mut message)
                .is_ok_and(|length| length > 0)
            {
                message.pop();
                let message: Vec<u8> = std::mem::take(&mut message);
                let value = serde_json::from_slice(&message).expect("the browser answers in JSON");
                if sender.send(value).is_err() {
                    break;
                }
            }
        });
        Self {
            process,
            to,
            from,
            session: None,
            calls: 0,
            events: Vec::new(),
            _profile: profile,
        }
    }

    /// Asks the browser for something, and waits for its answer.
    pub fn call(&mut self, method: &str, params: &Value) -> Value {
        self.calls += 1;
        let mut message = json!({"id": self.calls, "method": method, "params": params});
        if let Some(session) = &self.session {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.write_all(&bytes).expect("the browser listens");
        loop {
            let mut answer = self.receive(method);
            if answer["id"] == self.calls {
                assert!(
                    answer.get("error").is_none(),
                    "{method}: {}",
                    answer["error"]
                );
                return answer["result"].take();
            }
            self.events.push(answer);
        }
    }

    fn receive(&self, waiting_for: &str) -> Value {
        let answer = self.from.recv_timeout(PATIENCE);
        answer.unwrap_or_else(|_| panic!("the browser is silent while waiting for {waiting_for}"))
    }

    /// Opens a file, and waits until it is there; what happened before is forgotten.
    pub fn open(&mut self, file: &Path) {
        self.events.clear();
        let url = format!("file://{}", file.display());
        self.call("Page.navigate", &json!({"url": url}));
        while !self
            .events
            .iter()
            .any(|event| event["method"] == "Page.loadEventFired")
        {
            let event = self.receive("the page");
            self.events.push(event);
        }
    }

    /// The value of an expression in the page.
    pub fn value(&mut self, expression: &str) -> Value {
        let params = json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let mut result = self.call("Runtime.evaluate", &params);
        assert!(
            result.get("exceptionDetails").is_none(),
            "{expression}: {}",
            result["exceptionDetails"]
        );
        result["result"]["value"].take()
    }

    /// How wide the screen is.
    pub fn resize(&mut self, width: u32, height: u32) {
        let is_phone = width < 600;
        self.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": is_phone}),
        );
    }

    /// Lets pages run scripts, or not.
    pub fn stop_scripts(&mut self) {
        self.call(
            "Emulation.setScriptExecutionDisabled",
            &json!({"value": true}),
        );
    }

    /// The page on paper.
    pub fn printed(&mut self) -> Vec<u8> {
        let pdf = self.call("Page.printToPDF", &json!({"preferCSSPageSize": true}));
        let text = pdf["data"].as_str().expect("a document in base64");
        data_encoding::BASE64
            .decode(text.as_bytes())
            .expect("a document in base64")
    }

    /// What the page complained of since it was opened: exceptions, messages on the console, refusals by its policy.
    pub fn complaints(&self) -> Vec<String> {
        let loud = [
            "Runtime.exceptionThrown",
            "Runtime.consoleAPICalled",
            "Log.entryAdded",
        ];
        let events = self.events.iter();
        events
            .filter(|event| loud.iter().any(|method| event["method"] == *method))
            .map(ToString::to_string)
            .collect()
    }

    /// Every address that was asked for since the page was opened.
    pub fn requests(&self) -> Vec<String> {
        let events = self.events.iter();
        events
            .filter(|event| event["method"] == "Network.requestWillBeSent")
            .map(|event| event["params"]["request"]["url"].to_string())
            .collect()
    }
}

const FLAGS: [&str; 10] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-sync",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
];

fn installed() -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .flat_map(|folder| ["chromium", "chromium-browser"].map(|name| folder.join(name)))
        .find(|program| program.is_file())
}

impl Drop for Browser {
    fn drop(&mut self) {
        // It may be gone already; then there is nothing left to end.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
