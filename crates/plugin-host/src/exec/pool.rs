//! The processes of one stage: as many as are asked at once, kept for the next article.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use tidings_model::{
    AnnotatedArticle, Article, Form, MediaType, Metadata, RawDocument, Reject, TracedText,
};

use super::child::{Child, Failure};
use super::command::{self, Command};
use super::record;
use tidings_stage::{BuildError, Settings};

/// Processes that wait to be asked.
#[derive(Debug)]
pub(super) struct Pool {
    command: Command,
    /// Held only to take a process or to put it back, never while one works.
    idle: Mutex<Vec<Child>>,
}

impl Pool {
    /// A pool with one process, which has answered its trial record.
    pub(super) fn start(settings: &Settings) -> Result<Self, BuildError> {
        let command = Command::of(settings)?;
        let first = fresh(&command).map_err(command::problem)?;
        Ok(Self { command, idle: Mutex::new(vec![first]) })
    }

    /// Asks a process, and makes something of its answer.
    pub(super) fn ask<T>(
        &self,
        line: &[u8],
        read: impl FnOnce(&[u8]) -> Result<T, Reject>,
    ) -> Result<T, Reject> {
        let mut child = self.take()?;
        let (mut answer, served) = (child.ask(line.to_vec(), self.command.timeout), child.served);
        if served && matches!(answer, Err(Failure::Died(_))) {
            child = self.fresh()?;
            answer = child.ask(line.to_vec(), self.command.timeout);
        }
        let read = answer.map_err(|failure| reject(&failure)).and_then(|answer| read(&answer));
        match &read {
            Ok(_) => self.put_back(child),
            // Whatever it says next would not be about the next article.
            Err(_) => child.kill(),
        }
        read
    }

    fn take(&self) -> Result<Child, Reject> {
        while let Some(mut child) = self.waiting() {
            if child.is_quiet() {
                return Ok(child);
            }
            child.kill();
        }
        self.fresh()
    }

    fn waiting(&self) -> Option<Child> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop()
    }

    fn put_back(&self, mut child: Child) {
        child.served = true;
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).push(child);
    }

    fn fresh(&self) -> Result<Child, Reject> {
        fresh(&self.command).map_err(|problem| Reject::failed("exec_start", problem))
    }
}

/// A process that has answered its trial record.
fn fresh(command: &Command) -> Result<Child, String> {
    let mut child = Child::start(command)?;
    match child.ask(trial(), command.start_timeout) {
        Ok(_) => Ok(child),
        Err(failure) => {
            child.kill();
            Err(format!("a trial record got no answer: {}", reject(&failure).detail))
        }
    }
}

fn trial() -> Vec<u8> {
    let text = "Tidings asks whether this stage is there.";
    let raw = RawDocument {
        uri: "trial".to_owned(),
        bytes: text.as_bytes().to_vec(),
        media: MediaType::Text,
        metadata: Metadata::new(),
    };
    let article = Article::new(&raw, "", Form::Page, TracedText::verbatim(text));
    record::extract(&AnnotatedArticle::new(article))
}

fn reject(failure: &Failure) -> Reject {
    match failure {
        Failure::Died(how) => Reject::failed("exec_died", how.clone()),
        Failure::Timeout(time) => Reject::failed("exec_timeout", no_answer(*time)),
        Failure::TooLong(limit) => {
            let detail =
                format!("an answer of more than {limit} bytes, which is `max_answer_bytes`");
            Reject::failed("exec_bad_answer", detail)
        }
    }
}

fn no_answer(time: Duration) -> String {
    format!("no answer within {} ms; it was ended", time.as_millis())
}
