//! Runs a stage of a linked library over a text, for the tests of its author.
//!
//! The calls cross the C interface, as those of a library that was loaded; a stage has its default
//! settings.

use std::path::Path;

use tidings_model::table::{Cell, Table};
use tidings_model::{
    AnnotatedArticle, Article, Findings, Form, MediaType, Metadata, RawDocument, Reject,
    TracedText, View,
};
use tidings_plugin_api::Library;
use tidings_stage::{Builder, Row, Settings, SinkContext, SinkError, Written};

/// A stage of a library in an author's tests.
#[derive(Debug)]
pub struct Trial {
    builder: Builder,
    settings: Settings,
    name: &'static str,
}

impl Trial {
    /// The only stage of that name in a library.
    ///
    /// # Panics
    /// If the library does not say of itself what this version needs, or has no such stage.
    #[must_use]
    pub fn of(library: &'static Library, name: &str) -> Self {
        let entries = crate::linked(library).expect("a library that fits");
        let entry = entries.into_iter().find(|entry| entry.spec.name == name);
        let entry = entry.expect("a stage of that name");
        let settings = Settings::defaults(entry.spec.settings, ".");
        Self { builder: entry.builder, settings, name: entry.spec.name }
    }

    /// The articles that a reader makes of a document.
    ///
    /// # Errors
    /// Why the stage rejects it.
    ///
    /// # Panics
    /// If it is no reader, or cannot be built.
    pub fn read(&self, bytes: &[u8]) -> Result<Vec<Article>, Reject> {
        let Builder::Read(build) = &self.builder else { panic!("{} is no reader", self.name) };
        let mut articles = Vec::new();
        build(&self.settings).expect(BUILT).read(&document(bytes), &mut articles)?;
        Ok(articles)
    }

    /// An article of this text as a cleaner leaves it.
    ///
    /// # Errors
    /// Why the stage rejects it.
    ///
    /// # Panics
    /// If it is no cleaner, or cannot be built.
    pub fn clean(&self, text: &str) -> Result<Article, Reject> {
        let Builder::Clean(build) = &self.builder else { panic!("{} is no cleaner", self.name) };
        build(&self.settings).expect(BUILT).clean(article(text))
    }

    /// An article of this text with what an extractor finds.
    ///
    /// # Errors
    /// Why the stage rejects it.
    ///
    /// # Panics
    /// If it is no extractor, cannot be built, or finds what does not fit the text.
    pub fn extract(&self, text: &str) -> Result<AnnotatedArticle, Reject> {
        let Builder::Extract(build) = &self.builder else {
            panic!("{} is no extractor", self.name)
        };
        let mut doc = AnnotatedArticle::new(article(text));
        let mut found = Findings::default();
        build(&self.settings).expect(BUILT).try_extract(&doc, &mut found)?;
        doc.accept(self.name, found).expect("findings that fit the text");
        Ok(doc)
    }

    /// The view that an aggregator makes of articles of these texts.
    ///
    /// # Panics
    /// If it is no aggregator, cannot be built, or gives up.
    #[must_use]
    pub fn aggregate(&self, texts: &[&str]) -> View {
        let Builder::Aggregate(build) = &self.builder else {
            panic!("{} is no aggregator", self.name)
        };
        let stage = build(&self.settings).expect(BUILT);
        let mut partial = stage.start();
        for text in texts {
            stage.add(&mut partial, &AnnotatedArticle::new(article(text)));
        }
        let mut view = View::default();
        stage.finish(partial, &mut view);
        view
    }

    /// The files that a sink writes into a folder, given rows of a table.
    ///
    /// # Errors
    /// Why the stage cannot write.
    ///
    /// # Panics
    /// If it is no sink, or cannot be built.
    pub fn write(
        &self,
        folder: &Path,
        table: &'static Table,
        rows: &[Vec<Cell<'_>>],
    ) -> Result<Vec<Written>, SinkError> {
        let Builder::Sink(build) = &self.builder else { panic!("{} is no sink", self.name) };
        let stage = build(&self.settings).expect(BUILT);
        let mut part = stage.open(SinkContext { folder, run: "{}" })?;
        for cells in rows {
            part.write(Row { table, cells })?;
        }
        part.finish()
    }
}

const BUILT: &str = "a stage that is built with its default settings";

fn document(bytes: &[u8]) -> RawDocument {
    RawDocument {
        uri: "trial.txt".to_owned(),
        bytes: bytes.to_vec(),
        media: MediaType::Text,
        metadata: Metadata::new(),
    }
}

fn article(text: &str) -> Article {
    Article::new(&document(text.as_bytes()), "", Form::Page, TracedText::verbatim(text))
}
