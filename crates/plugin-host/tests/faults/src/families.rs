//! The families that see more than one article, or none yet.

use std::path::Path;

use tidings_plugin_api::{
    Aggregator, Articles, BlockKind, BuildError, Date, Digests, Doc, Family, Field, Form, Kept,
    MediaType, Output, Raw, Reader, Reject, Rows, Settings, Sink, Span, Spec, Stage, TextField,
};

use crate::{break_down, faults, spec};

/// Makes an article of each line: a name, a colon, and the text in capitals.
pub(crate) struct Reads;

impl Stage for Reads {
    const SPEC: Spec = spec("faults", Family::Read);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Reader for Reads {
    const MEDIA: &'static [MediaType] = &[MediaType::Text];

    fn read(&self, raw: &Raw<'_>, out: &mut Articles<'_>) -> Result<(), Reject> {
        let text = std::str::from_utf8(raw.bytes())
            .map_err(|why| Reject::failed("not_utf8", why.to_string()))?;
        for fault in faults(text) {
            match fault {
                "beyond" => {
                    out.begin("", Form::Page);
                    out.text("x", Span::at(0..text.len() + 1));
                }
                "inside" => {
                    out.begin("", Form::Page);
                    out.text("é", Span::new(0, 0));
                    out.block(BlockKind::Paragraph, Span::new(0, 1));
                }
                "million" => (0..1_000_000).for_each(|n| out.begin(&n.to_string(), Form::Page)),
                fault => break_down(fault),
            }
        }
        let mut start = 0;
        for line in text.split_inclusive('\n') {
            read_line(line.trim_end(), start, out);
            start += line.len();
        }
        Ok(())
    }
}

fn read_line(line: &str, start: usize, out: &mut Articles<'_>) {
    let Some((name, body)) = line.split_once(": ") else { return };
    let at = start + name.len() + 2;
    let (text, title) = (body.to_uppercase(), body.split(' ').next().unwrap_or(body));
    out.begin(name, Form::Page);
    out.set(TextField::Title, title);
    out.metadata("line", &format!("{start}"));
    out.text(title, Span::at(at..at + title.len()));
    let rest = text.get(title.to_uppercase().len()..).unwrap_or_default();
    out.text(rest, Span::at(at + title.len()..at + body.len()));
    out.block(BlockKind::Title, Span::at(0..title.len()));
}

/// Tells the length of each article, as the timeline of a story that does not exist.
pub(crate) struct Folds;

impl Stage for Folds {
    const SPEC: Spec = Spec { writes: &[Field::Timeline], ..spec("faults", Family::Aggregate) };

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Aggregator for Folds {
    fn digest(&self, doc: &Doc<'_>, out: &mut Kept<'_>) -> Result<(), Reject> {
        let text = doc.text();
        for fault in faults(text) {
            match fault {
                "beyond" | "inside" => return Err(Reject::failed("worn", "it broke")),
                "million" => (0..1_000_000).for_each(|_| out.keep(b"x")),
                fault => break_down(fault),
            }
        }
        out.keep(&text.len().to_le_bytes());
        Ok(())
    }

    fn finish(&self, digests: &Digests<'_>, out: &mut Rows<'_>) -> Result<(), String> {
        let day = Date::new(2024, 5, 1).map_err(|why| why.to_string())?;
        let id = |prefix: char| format!("{prefix}{:032x}", 7);
        for (article, bytes) in digests.iter() {
            let length = bytes.try_into().map(usize::from_le_bytes).map_err(|_| "a digest")?;
            let label = format!("{article} has {length} bytes");
            let row = [("story", id('s')), ("from", day.to_string()), ("to", day.to_string())];
            let row = row.into_iter().chain([("fact", id('f')), ("label", label)]);
            out.push("timeline", &row.collect::<std::collections::BTreeMap<_, _>>())?;
        }
        Ok(())
    }
}

/// Writes the title of each article, a line each.
pub(crate) struct Writes;

impl Stage for Writes {
    const SPEC: Spec = spec("faults", Family::Sink);

    fn build(_: &Settings) -> Result<Self, BuildError> {
        Ok(Self)
    }
}

impl Sink for Writes {
    type Writer = (std::path::PathBuf, Vec<String>);

    fn files(&self) -> Vec<String> {
        vec!["titles.txt".to_owned()]
    }

    fn open(&self, folder: &Path, run: &str) -> Result<Self::Writer, String> {
        match run.starts_with('{') {
            true => Ok((folder.join("titles.txt"), Vec::new())),
            false => Err(format!("expected a JSON object, found {run}")),
        }
    }

    fn write((_, lines): &mut Self::Writer, table: &str, row: &str) -> Result<(), String> {
        faults(row).into_iter().for_each(break_down);
        if table == "articles" {
            lines.push(format!("{row}\n"));
        }
        Ok(())
    }

    fn finish((path, lines): Self::Writer) -> Result<Vec<Output>, String> {
        std::fs::write(&path, lines.concat()).map_err(|why| why.to_string())?;
        Ok(vec![Output { name: "titles.txt".to_owned(), rows: lines.len() as u64 }])
    }
}
