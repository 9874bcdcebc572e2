//! A real browser for tests: Chromium without a screen, driven by its own protocol over pipes.
//!
//! It speaks the Chrome DevTools Protocol, messages of JSON that end with a zero byte, on the file
//! descriptors 3 and 4 that `--remote-debugging-pipe` opens; a shell puts them there. Everything
//! that a page says on its console, every error and every address it asks for is kept.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::{Value, json};

/// Names under which systems install Chromium.
const PROGRAMS: [&str; 4] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];

/// A browser with one page.
#[derive(Debug)]
pub struct Browser {
    child: Child,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    session: String,
    next: u64,
    /// What pages said on the console, and errors, in order.
    pub said: Vec<String>,
    /// Addresses that pages have asked for, in order.
    pub asked: Vec<String>,
    _profile: tempfile::TempDir,
}

/// The program, if the system has one.
fn program() -> Option<PathBuf> {
    let paths = std::env::var_os("PATH")?;
    std::env::split_paths(&paths)
        .flat_map(|folder| PROGRAMS.map(|name| folder.join(name)))
        .find(|path| path.is_file())
}

impl Browser {
    /// Starts a browser; none, with a message, where no Chromium is installed.
    ///
    /// # Panics
    /// If there is one that does not start or does not answer.
    #[must_use]
    #[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
    pub fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: no Chromium is installed (the package `chromium` of Debian)");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder for the profile");
        let mut child = Command::new("sh")
            .args(["-c", "exec \"$@\" 3<&0 4>&1 1>&2 0</dev/null", "sh"])
            .arg(program)
            // No sandbox: it needs rights that containers lack, and the pages are our own.
            .args(["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"])
            .args(["--remote-debugging-pipe", "--no-first-run", "--disable-background-networking"])
            .args(["--hide-scrollbars", "--force-color-profile=srgb", "--disable-component-update"])
            .arg(format!("--user-data-dir={}", profile.path().display()))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the browser starts");
        let to = child.stdin.take().expect("a pipe to it");
        let from = BufReader::new(child.stdout.take().expect("a pipe from it"));
        let mut browser = Self {
            child,
            to,
            from,
            session: String::new(),
            next: 0,
            said: Vec::new(),
            asked: Vec::new(),
            _profile: profile,
        };
        browser.open_page();
        Some(browser)
    }

    fn open_page(&mut self) {
        let target = self.call("Target.createTarget", json!({ "url": "about:blank" }));
        let attach = json!({ "targetId": target["targetId"], "flatten": true });
        let attached = self.call("Target.attachToTarget", attach);
        self.session = attached["sessionId"].as_str().expect("a session").to_owned();
        for domain in ["Page", "Runtime", "Network", "Log"] {
            self.call(&format!("{domain}.enable"), json!({}));
        }
    }

    /// Sends a command of the protocol and waits for its answer.
    ///
    /// # Panics
    /// If the browser refuses it or is gone.
    pub fn call(&mut self, method: &str, with: Value) -> Value {
        self.next += 1;
        let id = self.next;
        let mut message = json!({ "id": id, "method": method, "params": with });
        if !self.session.is_empty() {
            message["sessionId"] = json!(self.session);
        }
        self.to.write_all(format!("{message}\0").as_bytes()).expect("the browser listens");
        self.to.flush().expect("the browser listens");
        loop {
            let heard = self.hear();
            if heard["id"] == id {
                assert!(heard["error"].is_null(), "{method}: {}", heard["error"]);
                return heard["result"].clone();
            }
        }
    }

    /// The next message; events are kept.
    fn hear(&mut self) -> Value {
        let mut bytes = Vec::new();
        self.from.read_until(0, &mut bytes).expect("the browser answers");
        bytes.pop().expect("the browser is still there");
        let heard: Value = serde_json::from_slice(&bytes).expect("a message of JSON");
        let with = &heard["params"];
        match heard["method"].as_str() {
            Some("Runtime.consoleAPICalled") => {
                self.said.push(format!("{}: {}", with["type"], with["args"]));
            }
            Some("Runtime.exceptionThrown") => {
                self.said.push(format!("exception: {}", with["exceptionDetails"]));
            }
            Some("Log.entryAdded") => self.said.push(format!("log: {}", with["entry"]["text"])),
            Some("Network.requestWillBeSent") => {
                let url = with["request"]["url"].as_str().unwrap_or_default();
                self.asked.push(url.to_owned());
            }
            _ => {}
        }
        heard
    }

    /// Goes to an address and waits until the page and its scripts have run.
    ///
    /// # Panics
    /// If it cannot be reached.
    pub fn go(&mut self, url: &str) {
        let gone = self.call("Page.navigate", json!({ "url": url }));
        assert!(gone["errorText"].is_null(), "{url}: {}", gone["errorText"]);
        let loaded = "new Promise(done => document.readyState === 'complete' ? done(1) : addEventListener('load', () => done(1)))";
        self.eval(loaded);
    }

    /// What an expression comes to on the page, once its promise is kept.
    ///
    /// # Panics
    /// If it throws.
    pub fn eval(&mut self, expression: &str) -> Value {
        let with = json!({ "expression": expression, "awaitPromise": true, "returnByValue": true });
        let answer = self.call("Runtime.evaluate", with);
        assert!(
            answer["exceptionDetails"].is_null(),
            "{expression}: {}",
            answer["exceptionDetails"]
        );
        answer["result"]["value"].clone()
    }

    /// Waits until an expression holds, at most ten seconds.
    ///
    /// # Panics
    /// If it never does.
    pub fn wait_for(&mut self, expression: &str) {
        let wait = format!(
            "(async () => {{ for (let i = 0; i < 400; i++) {{ if ({expression}) return true; \
             await new Promise(done => setTimeout(done, 25)); }} return false; }})()"
        );
        assert_eq!(self.eval(&wait), true, "never came true: {expression}");
    }

    /// Sets the size of the page in CSS pixels, and whether it is dark.
    pub fn look(&mut self, width: u32, height: u32, dark: bool) {
        let scale = if width < 600 { 2 } else { 1 };
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": scale, "mobile": width < 600 });
        self.call("Emulation.setDeviceMetricsOverride", size);
        let theme = if dark { "dark" } else { "light" };
        let features = json!({ "features": [{ "name": "prefers-color-scheme", "value": theme }] });
        self.call("Emulation.setEmulatedMedia", features);
    }

    /// Keeps what is on screen as a PNG.
    ///
    /// # Panics
    /// If the file cannot be written.
    pub fn screenshot(&mut self, path: &Path) {
        let shot = self.call("Page.captureScreenshot", json!({ "format": "png" }));
        let bytes = decoded(shot["data"].as_str().unwrap_or_default());
        std::fs::create_dir_all(path.parent().unwrap_or(Path::new("."))).expect("a folder");
        std::fs::write(path, bytes).expect("a screenshot can be written");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Bytes that were written as base64 (RFC 4648).
#[must_use]
pub fn decoded(text: &str) -> Vec<u8> {
    let value = |byte: u8| match byte {
        b'A'..=b'Z' => Some(byte - b'A'),
        b'a'..=b'z' => Some(byte - b'a' + 26),
        b'0'..=b'9' => Some(byte - b'0' + 52),
        b'+' => Some(62),
        b'/' => Some(63),
        _ => None,
    };
    let (mut out, mut bits, mut held) = (Vec::with_capacity(text.len() / 4 * 3), 0u32, 0);
    for six in text.bytes().filter_map(value) {
        bits = bits << 6 | u32::from(six);
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held) as u8);
        }
    }
    out
}

#[test]
fn base64_is_read() {
    assert_eq!(decoded("Zm9vYmFy"), b"foobar");
    assert_eq!(decoded("Zm8="), b"fo");
}
