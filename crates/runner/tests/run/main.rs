//! Whole runs of toy pipelines.

#[cfg(test)]
mod determinism;
#[cfg(test)]
mod harness;
#[cfg(test)]
mod toys;
