//! `serve`: a run in the browser, its pages made when they are asked for.
//!
//! It listens on this machine alone unless told otherwise, and answers only requests that name it:
//! a page elsewhere whose name was made to lead here is refused. What lists and the search need is made
//! while it listens: pages that can wait for it say so. It serves no files; what it shows
//! comes out of the tables, by identifiers, under a policy that runs no script but its own.

mod answer;
mod site;

use std::io::Write as _;
use std::sync::Arc;

use anyhow::{Context, Result};
use axum::Router;
use axum::extract::{Path, Query, Request, State};
use axum::middleware::{self, Next};
use axum::response::Response;
use axum::routing::get;
use serde::Deserialize;

use crate::Exit;
use crate::args::Serve;
use crate::commands::report;
use answer::Answer;
use site::Site;

pub(crate) fn run(arguments: &Serve) -> Result<Exit> {
    let run = report::run_of(&arguments.out)?;
    let site = Arc::new(Site::open(&arguments.out, run, &arguments.host)?);
    let preparing = Arc::clone(&site);
    std::thread::spawn(move || preparing.prepare());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(listen(arguments, site))
}

async fn listen(arguments: &Serve, site: Arc<Site>) -> Result<Exit> {
    let listener = tokio::net::TcpListener::bind(arguments.listen).await.with_context(|| {
        format!("cannot listen at {}; `--listen 127.0.0.1:0` takes any free port", arguments.listen)
    })?;
    writeln!(std::io::stdout(), "http://{}", listener.local_addr()?)?;
    axum::serve(listener, routes(site)).await?;
    Ok(Exit::Clean)
}

/// What lists are asked with.
#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    page: usize,
}

type Here = State<Arc<Site>>;
type Id = Path<String>;
type Lists = Query<Asked>;
type Made = Result<Answer>;

fn routes(site: Arc<Site>) -> Router {
    Router::new()
        .route("/", get(overview))
        .route("/stories", get(|site: Here, asked: Lists| list(site, asked, Site::stories)))
        .route("/articles", get(|site: Here, asked: Lists| list(site, asked, Site::articles)))
        .route("/entities", get(|site: Here, asked: Lists| list(site, asked, Site::entities)))
        .route("/search", get(|site: Here, asked: Lists| list(site, asked, Site::search)))
        .route("/story/{id}", get(|site: Here, id: Id| one(site, id, Site::story)))
        .route("/article/{id}", get(|site: Here, id: Id| one(site, id, Site::article)))
        .route("/entity/{id}", get(|site: Here, id: Id| one(site, id, Site::entity)))
        .route("/raw/{id}", get(|site: Here, id: Id| one(site, id, Site::raw)))
        .route("/assets/{name}", get(|Path(name): Id| async move { answer::asset(&name) }))
        .fallback(|| async { Response::from(Answer::Missing) })
        .layer(middleware::from_fn_with_state(Arc::clone(&site), guard))
        .with_state(site)
}

async fn overview(State(site): Here) -> Response {
    at_work(site, Site::overview).await
}

async fn one(State(site): Here, Path(id): Id, make: fn(&Site, &str) -> Made) -> Response {
    at_work(site, move |site| make(site, &id)).await
}

async fn list(State(site): Here, Query(asked): Lists, make: fn(&Site, &Asked) -> Made) -> Response {
    at_work(site, move |site| make(site, &asked)).await
}

/// Refuses requests that name another host or want to change something.
async fn guard(State(site): Here, request: Request, next: Next) -> Response {
    let host = request.headers().get("host").and_then(|host| host.to_str().ok());
    match host {
        Some(host) if site.answers_to(host) => next.run(request).await,
        _ => Answer::OtherHost.into(),
    }
}

/// Makes an answer off the thread that listens.
async fn at_work(site: Arc<Site>, make: impl FnOnce(&Site) -> Made + Send + 'static) -> Response {
    let made = tokio::task::spawn_blocking(move || make(&site)).await;
    match made.map_err(anyhow::Error::from).and_then(|made| made) {
        Ok(answer) => answer.into(),
        Err(why) => {
            tracing::error!("cannot answer: {why:#}");
            Answer::Failed(why.to_string()).into()
        }
    }
}
