//! Answers as HTTP has them: each with the headers that keep a browser from more than is shown.

use axum::body::Body;
use axum::http::{Response as Http, StatusCode, header};
use axum::response::Response;
use tidings_sink::pages::assets;

/// Runs no script but those of `/assets`, and leads nowhere else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
/// Seconds between two looks at a page that is not ready.
const SECONDS_BETWEEN: u64 = 3;
/// For bytes that come from a page: nothing runs, whatever they are.
const SANDBOX: &str = "default-src 'none'; sandbox";

/// What is answered.
#[derive(Debug)]
pub(super) enum Answer {
    /// A page.
    Html(String),
    /// A page that will show more soon.
    Early(String),
    /// A page that says what has to be made first.
    Waiting(String),
    /// Bytes of a document as they were read.
    Raw(Vec<u8>),
    /// There is no such page, with a page that says so.
    Absent(String),
    /// There is no such address.
    Missing,
    /// The request names another host.
    OtherHost,
    /// Something is broken here.
    Failed(String),
}

impl From<Answer> for Response {
    fn from(answer: Answer) -> Self {
        let (html, text) = ("text/html; charset=utf-8", "text/plain; charset=utf-8");
        match answer {
            Answer::Html(page) => made(StatusCode::OK, html, POLICY, page.into()),
            Answer::Early(page) => again(made(StatusCode::OK, html, POLICY, page.into())),
            Answer::Waiting(page) => {
                again(made(StatusCode::SERVICE_UNAVAILABLE, html, POLICY, page.into()))
            }
            // Without a charset: it is whatever the document was written in.
            Answer::Raw(bytes) => made(StatusCode::OK, "text/plain", SANDBOX, bytes.into()),
            Answer::Absent(page) => made(StatusCode::NOT_FOUND, html, POLICY, page.into()),
            Answer::Missing => {
                made(StatusCode::NOT_FOUND, text, POLICY, "There is no such page.\n".into())
            }
            Answer::OtherHost => {
                let words = "This run is shown on the machine it lies on; `serve --host NAME` answers to another name.\n";
                made(StatusCode::MISDIRECTED_REQUEST, text, POLICY, words.into())
            }
            Answer::Failed(why) => {
                let words = format!("The tables cannot be read: {why}\n");
                made(StatusCode::INTERNAL_SERVER_ERROR, text, POLICY, words.into())
            }
        }
    }
}

/// A style or a script; only those of this program have names.
pub(super) fn asset(name: &str) -> Response {
    let script = "text/javascript; charset=utf-8";
    let (kind, text) = match name {
        "style.css" => ("text/css; charset=utf-8", assets::STYLE),
        "page.js" => (script, assets::PAGE),
        "charts.js" => (script, assets::CHARTS),
        "serve.js" => (script, assets::SERVE),
        "vega.js" => (script, assets::VEGA),
        "vega-lite.js" => (script, assets::VEGA_LITE),
        "vega-embed.js" => (script, assets::VEGA_EMBED),
        "licenses.txt" => ("text/plain; charset=utf-8", assets::LICENSES),
        _ => return Answer::Missing.into(),
    };
    made(StatusCode::OK, kind, POLICY, text.into())
}

/// Asks a browser to ask again by itself, and a program to come back later.
fn again(mut answer: Response) -> Response {
    for name in ["refresh", "retry-after"] {
        answer.headers_mut().insert(name, SECONDS_BETWEEN.into());
    }
    answer
}

fn made(status: StatusCode, kind: &'static str, policy: &'static str, body: Body) -> Response {
    Http::builder()
        .status(status)
        .header(header::CONTENT_TYPE, kind)
        .header(header::CONTENT_SECURITY_POLICY, policy)
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::REFERRER_POLICY, "no-referrer")
        .header("cross-origin-resource-policy", "same-origin")
        .body(body)
        .expect("the headers are literals")
}
