//! Draws a pipeline: its stages in their order, as Mermaid or Graphviz text.

use tidings_stage::{Family, Field, Pipeline, Spec};

/// The language of a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// Mermaid, as Markdown viewers draw it.
    Mermaid,
    /// Graphviz.
    Dot,
}

/// Draws a pipeline: the same text for the same pipeline.
///
/// Sources lead to every reader, readers through the cleaners, gates and extractors in turn,
/// aggregators to those that read their fields, and what is left open to every sink.
#[must_use]
pub fn graph(pipeline: &Pipeline, drawing: Drawing) -> String {
    let stages: Vec<(&str, Spec)> = pipeline.stages().collect();
    let edges = edges(&stages);
    match drawing {
        Drawing::Mermaid => mermaid(&pipeline.name, &stages, &edges),
        Drawing::Dot => dot(&pipeline.name, &stages, &edges),
    }
}

/// An arrow between two stages, by number, with what goes along it.
#[derive(Debug, PartialEq, Eq)]
struct Edge {
    from: usize,
    to: usize,
    field: Option<Field>,
}

fn edges(stages: &[(&str, Spec)]) -> Vec<Edge> {
    let mut edges = Vec::new();
    // The stages whose result nothing has taken up yet.
    let mut open: Vec<usize> = Vec::new();
    for &family in Family::ALL {
        let members: Vec<usize> =
            (0..stages.len()).filter(|&at| stages[at].1.family == family).collect();
        open = match family {
            Family::Source => members,
            Family::Read | Family::Sink => side_by_side(&members, open, &mut edges),
            Family::Aggregate => by_fields(stages, &members, open, &mut edges),
            Family::Clean | Family::Gate | Family::Extract => in_turn(&members, open, &mut edges),
        };
    }
    edges
}

fn side_by_side(members: &[usize], open: Vec<usize>, edges: &mut Vec<Edge>) -> Vec<usize> {
    if members.is_empty() {
        return open;
    }
    for &from in &open {
        edges.extend(members.iter().map(|&to| Edge { from, to, field: None }));
    }
    members.to_vec()
}

fn in_turn(members: &[usize], open: Vec<usize>, edges: &mut Vec<Edge>) -> Vec<usize> {
    members.iter().fold(open, |open, &to| side_by_side(&[to], open, edges))
}

/// Aggregators that read what another one found come after it; the others take the articles.
fn by_fields(
    stages: &[(&str, Spec)],
    members: &[usize],
    open: Vec<usize>,
    edges: &mut Vec<Edge>,
) -> Vec<usize> {
    if members.is_empty() {
        return open;
    }
    let mut left: Vec<usize> = members.to_vec();
    for (index, &to) in members.iter().enumerate() {
        let givers: Vec<Edge> = members[..index]
            .iter()
            .flat_map(|&from| {
                let given = stages[to]
                    .1
                    .reads
                    .iter()
                    .filter(move |field| stages[from].1.writes.contains(field));
                given.map(move |&field| Edge { from, to, field: Some(field) })
            })
            .collect();
        left.retain(|&at| givers.iter().all(|edge| edge.from != at));
        if givers.is_empty() {
            side_by_side(&[to], open.clone(), edges);
        }
        edges.extend(givers);
    }
    left
}

fn mermaid(name: &str, stages: &[(&str, Spec)], edges: &[Edge]) -> String {
    let mut out = format!("---\ntitle: {name}\n---\nflowchart LR\n");
    for &family in Family::ALL {
        let members: Vec<String> = members(stages, family)
            .map(|(at, label)| format!("    s{at}[\"{}\"]\n", label.replace('"', "#quot;")))
            .collect();
        if !members.is_empty() {
            out.push_str(&format!("  subgraph {family}\n{}  end\n", members.concat()));
        }
    }
    for Edge { from, to, field } in edges {
        let arrow = field.map_or("-->".to_owned(), |field| format!("-->|{}|", field.as_str()));
        out.push_str(&format!("  s{from} {arrow} s{to}\n"));
    }
    out
}

fn dot(name: &str, stages: &[(&str, Spec)], edges: &[Edge]) -> String {
    let mut out = format!("digraph {} {{\n  rankdir=LR;\n  node [shape=box];\n", quoted(name));
    for &family in Family::ALL {
        let members: Vec<String> = members(stages, family)
            .map(|(at, label)| format!("    s{at} [label={}];\n", quoted(label)))
            .collect();
        if !members.is_empty() {
            let members = members.concat();
            out.push_str(&format!(
                "  subgraph cluster_{family} {{\n    label=\"{family}\";\n{members}  }}\n"
            ));
        }
    }
    for Edge { from, to, field } in edges {
        let label = field.map_or(String::new(), |field| format!(" [label=\"{}\"]", field.as_str()));
        out.push_str(&format!("  s{from} -> s{to}{label};\n"));
    }
    out + "}\n"
}

fn members<'a>(
    stages: &'a [(&'a str, Spec)],
    family: Family,
) -> impl Iterator<Item = (usize, &'a str)> {
    let all = stages.iter().enumerate();
    all.filter(move |(_, (_, spec))| spec.family == family).map(|(at, (label, _))| (at, *label))
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
