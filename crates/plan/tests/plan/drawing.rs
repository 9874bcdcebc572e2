//! Drawings of a pipeline.

use tidings_plan::{Drawing, graph};

use crate::{WHOLE, loaded};

#[test]
fn a_pipeline_is_drawn_in_mermaid() {
    insta::assert_snapshot!(graph(&loaded(WHOLE, |_| {}), Drawing::Mermaid));
}

#[test]
fn a_pipeline_is_drawn_in_dot() {
    insta::assert_snapshot!(graph(&loaded(WHOLE, |_| {}), Drawing::Dot));
}

#[test]
fn families_may_be_left_out_of_a_drawing() {
    insta::assert_snapshot!(graph(&loaded("tests/good/least.toml", |_| {}), Drawing::Mermaid));
}
