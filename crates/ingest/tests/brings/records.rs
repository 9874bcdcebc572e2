//! Rows of CSV and Parquet, lines with other names, entries of feeds.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, Int64Array, RecordBatch, StringArray, TimestampMillisecondArray};
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::file::properties::WriterProperties;
use tidings_ingest::Files;
use tidings_stage::{Settings, Stage, Value};

use crate::made::{brought, check, check_with, fetched, folder, gzip, source};

fn with_columns(base: &Path, columns: &[(&str, &str)]) -> Files {
    let mut settings = Settings::defaults(Files::SPEC.settings, base);
    settings.set("paths", Value::Texts(vec![".".to_owned()]));
    let columns = columns.iter().map(|(our, theirs)| ((*our).to_owned(), (*theirs).to_owned()));
    settings.set("columns", Value::TextTable(columns.collect::<BTreeMap<_, _>>()));
    Files::build(&settings).unwrap()
}

#[test]
fn rows_of_csv_are_records() {
    check(
        &[
            (
                "a.csv",
                b"\xef\xbb\xbfid,text,tag\r\n7,\"Fog, \"\"thick\"\"\nfog.\",x\r\n,Rain.,\r\n",
            ),
            ("b.tsv.gz", &gzip(b"text\turl\nFog.\thttps://quay.example/\n")),
            ("c.txt", b"title;text\nPort;Fog.\n"),
        ],
        &[
            r#"a.csv#7 application/x-ndjson {\"text\": \"Fog, \\\"thick\\\"\\nfog.\", \"tag\": \"x\"}"#,
            r#"a.csv#row-2 application/x-ndjson {\"text\": \"Rain.\"}"#,
            r#"b.tsv.gz#row-1 application/x-ndjson {\"text\": \"Fog.\", \"url\": \"https://quay.example/\"}"#,
            r#"c.txt#row-1 application/x-ndjson {\"title\": \"Port\", \"text\": \"Fog.\"}"#,
        ],
    );
}

#[test]
fn a_bad_row_is_rejected_alone() {
    check(
        &[
            ("a.csv", b"id,text\n1,a\n2\n1,b\n3,\xff\n\n4,c\n"),
            ("b.csv", b"name,body\nx,y\n"),
            ("c.csv", b"id,text\n"),
        ],
        &[
            r#"a.csv#1 application/x-ndjson {\"text\": \"a\"}"#,
            "a.csv#row-2 ! broken_csv: row 2: expected 2 fields, found 1",
            "a.csv#row-3 ! duplicate_id: row 3: an earlier row of the file has id \"1\"",
            "a.csv#row-4 ! invalid_utf8: invalid utf-8 sequence of 1 bytes from index 0; convert the file to UTF-8",
            r#"a.csv#4 application/x-ndjson {\"text\": \"c\"}"#,
            "b.csv ! no_column: expected a column `text` or `html`, found `name`, `body`; name it in `columns`",
            "c.csv ! empty: the file holds no row to read",
        ],
    );
    check_with(
        &[("a.csv", b"id,text\n1,12345678901234567890\n2,b\n")],
        &[("max_document_bytes", 16)],
        &[
            "a.csv#row-1 ! too_large: row of 23 bytes; `max_document_bytes` is 16",
            r#"a.csv#2 application/x-ndjson {\"text\": \"b\"}"#,
        ],
    );
}

#[test]
fn fields_may_go_by_other_names() {
    let folder = folder(&[
        ("a.csv", b"guid,body,text\n7,Fog.,other\n"),
        ("b.jsonl", b"{\"guid\":8,\"body\":\"Fog.\",\"n\":[1, 2.50]}\n"),
        ("c.txt", b"{\"body\":\"Rain.\"}\n{\"body\":\"Fog.\"}\n"),
    ]);
    let source = with_columns(folder.path(), &[("text", "body"), ("id", "guid")]);
    assert_eq!(
        brought(&source),
        [
            r#"a.csv#7 application/x-ndjson {\"text\": \"Fog.\"}"#,
            r#"b.jsonl#8 application/x-ndjson {\"text\": \"Fog.\", \"n\": [1, 2.50]}"#,
            r#"c.txt#line-1 application/x-ndjson {\"text\": \"Rain.\"}"#,
            r#"c.txt#line-2 application/x-ndjson {\"text\": \"Fog.\"}"#,
        ]
    );
    fetched(&source);
}

#[test]
fn a_field_html_is_a_page() {
    let folder =
        folder(&[("a.jsonl", br#"{"id":"x","html":"<p>F\u00f6g","url":"https://quay.example/"}"#)]);
    let source = source(folder.path(), &["."]);
    assert_eq!(
        brought(&source),
        [
            r#"a.jsonl#x text/html <p>F\xc3\xb6g content_type="text/html; charset=utf-8" url="https://quay.example/""#
        ]
    );
    fetched(&source);
}

fn parquet(compression: Compression) -> Vec<u8> {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![7, 8])) as _),
        ("text", Arc::new(StringArray::from(vec![Some("Fog."), Some("Rain.")])) as _),
        ("url", Arc::new(StringArray::from(vec![None, Some("https://quay.example/")])) as _),
        ("published", Arc::new(TimestampMillisecondArray::from(vec![1_710_439_500_000, 0])) as _),
    ];
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, column)| (name, column, true)),
    )
    .unwrap();
    let properties = WriterProperties::builder().set_compression(compression).build();
    let mut file = Vec::new();
    let mut writer = ArrowWriter::try_new(&mut file, batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    file
}

/// A file of two rows.
pub(crate) fn parquet_of_two() -> Vec<u8> {
    parquet(Compression::SNAPPY)
}

#[test]
fn rows_of_parquet_are_records() {
    let rows = |file: &str| {
        [
            format!(
                r#"{file}#7 application/x-ndjson {{\"text\": \"Fog.\", \"published\": \"2024-03-14T18:05:00Z\"}}"#
            ),
            format!(
                r#"{file}#8 application/x-ndjson {{\"text\": \"Rain.\", \"url\": \"https://quay.example/\", \"published\": \"1970-01-01T00:00:00Z\"}}"#
            ),
        ]
    };
    for compression in [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW] {
        let file = parquet(compression);
        let tar = crate::made::tar(&[("a.parquet", &file)]);
        let folder = folder(&[("a.parquet", &file), ("b.tar", &tar)]);
        let source = source(folder.path(), &["."]);
        assert_eq!(brought(&source), [rows("a.parquet"), rows("b.tar#a.parquet")].concat());
        fetched(&source);
    }
}

#[test]
fn broken_parquet_is_rejected() {
    let file = parquet(Compression::SNAPPY);
    let cut = &file[..file.len() - 9];
    let folder = folder(&[("a.parquet", cut), ("b.parquet", b"PAR1")]);
    let all = brought(&source(folder.path(), &["."]));
    assert_eq!(all.len(), 2);
    assert!(
        all.iter().all(|line| line.contains(" ! corrupt: the Parquet file cannot be read on")),
        "{all:?}"
    );
}

pub(crate) const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>Quay</title>
<item><title>Fog &amp; rain</title><link>https://quay.example/fog</link><guid>q-7</guid>
<pubDate>Thu, 14 Mar 2024 18:05:00 GMT</pubDate><description>&lt;p&gt;Fog over the port.&lt;/p&gt;</description></item>
<item><title>Rain</title><guid>q-8</guid><description>Rain, and nothing else.</description></item>
<item><title>Link</title><guid>q-9</guid></item>
</channel></rss>"#;

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Quay</title><id>q</id><updated>2024-03-14T18:05:00Z</updated>
<entry><id>tag:quay.example,2024:7</id><title>Fog</title><updated>2024-03-14T18:05:00Z</updated><content type="html">&lt;p&gt;Fog.&lt;/p&gt;</content></entry></feed>"#;

pub(crate) const JSON_FEED: &str = r#"{"version": "https://jsonfeed.org/version/1.1", "title": "Quay", "items": [
{"id": "7", "url": "https://quay.example/fog", "content_text": "Fog.", "date_published": "2024-03-14T18:05:00Z"}]}"#;

#[test]
fn entries_of_feeds_are_pages_or_records() {
    let page = |title: &str, more: &str, content: &str| {
        format!(
            "text/html <!doctype html><html><head><meta charset=\\\"utf-8\\\"><title>{title}</title>{more}</head>\
             <body><article><h1>{title}</h1>{content}</article></body></html>"
        )
    };
    let at = r#"<meta property=\"article:published_time\" content=\"2024-03-14T18:05:00Z\">"#;
    let link = r#"<link rel=\"canonical\" href=\"https://quay.example/fog\">"#;
    let rss = page("Fog &amp; rain", &format!("{link}{at}"), "<p>Fog over the port.</p>");
    check(
        &[
            ("a.xml", RSS.as_bytes()),
            ("b.xml.gz", &gzip(ATOM.as_bytes())),
            ("c.json", JSON_FEED.as_bytes()),
            ("d.xml", b"<rss version=\"2.0\"><channel><item>"),
        ],
        &[
            &format!("a.xml#q-7 {rss} url=\"https://quay.example/fog\""),
            r#"a.xml#q-8 application/x-ndjson {\"title\": \"Rain\", \"text\": \"Rain, and nothing else.\"}"#,
            "a.xml#entry-3 ! empty: the entry has a link at most, and no text",
            &format!("b.xml.gz#tag:quay.example,2024:7 {}", page("Fog", at, "<p>Fog.</p>")),
            r#"c.json#7 application/x-ndjson {\"url\": \"https://quay.example/fog\", \"published\": \"2024-03-14T18:05:00Z\", \"text\": \"Fog.\"}"#,
            "d.xml ! broken_feed: the feed cannot be read: unable to parse XML: Parser error: syntax error: \
             tag not closed: `>` not found before end of input",
        ],
    );
}
