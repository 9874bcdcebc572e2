//! The output folder: what is in it, and how results get their final names.
//!
//! A run works in `OUT/.tidings` alone. Results get their names in `OUT` only when all of them are
//! whole and durable, and `run.json` last of all: a folder with a `run.json` holds a finished run.
//! An earlier run is replaced in that moment and not before. Nothing is ever removed that no run
//! of Tidings wrote.

use std::collections::BTreeSet;
use std::fs::{self, File, TryLockError};
use std::path::{Component, Path, PathBuf};
use std::thread;
use std::time::Duration;

use crate::options::Options;
use crate::record::RunRecord;
use crate::spool::manifest::{self, Commit, Line, Maker, Manifest, PartLine, sync_folder_of};
use crate::{FolderError, RunError};

/// The folder that a run works in, within the output folder.
const WORK: &str = ".tidings";
const LOCK: &str = "lock";
const MANIFEST: &str = "manifest.jsonl";
/// A run that was killed a moment ago may still hold its lock while the system ends its writing.
const LOCK_TRIES: u32 = 20;
const LOCK_PAUSE: Duration = Duration::from_millis(50);
/// The file that ends a run.
pub(crate) const RUN: &str = "run.json";
/// The list of rejected documents.
pub(crate) const REJECTS: &str = "rejects.jsonl";

/// An output folder that belongs to this run.
#[derive(Debug)]
pub(crate) struct Folder {
    out: PathBuf,
    lock: Lock,
    /// Files of earlier runs in `out`.
    earlier: BTreeSet<PathBuf>,
    /// What an unfinished run has proven done, to be taken up.
    pub(crate) lines: Vec<Line>,
    /// The manifest of this run.
    pub(crate) manifest: Manifest,
}

/// Keeps other runs out of a folder until it is dropped.
#[derive(Debug)]
struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        // Said aloud, because a child that is just being started may still hold a copy of the file.
        let _ = self.0.unlock();
    }
}

/// A file of results, whole, with the name it will get in the output folder.
#[derive(Debug)]
pub(crate) struct ResultFile {
    pub(crate) path: PathBuf,
    pub(crate) name: PathBuf,
}

/// What was found in an output folder.
#[derive(Debug)]
struct Found {
    /// Whether a finished run is there.
    finished: bool,
    /// Whether part of a run is there that could be taken up.
    unfinished: bool,
    /// Files that runs wrote under their final names.
    ours: BTreeSet<PathBuf>,
    lines: Vec<Line>,
    /// The spool that the finished run keeps, if it keeps one.
    keeps: Option<String>,
}

impl Folder {
    /// Takes an output folder for a run whose results will have these names.
    ///
    /// # Errors
    /// If the folder holds what must not be replaced, is in use, or cannot be written.
    pub(crate) fn claim(
        options: &Options<'_>,
        maker: &Maker,
        names: &[PathBuf],
    ) -> Result<Self, RunError> {
        let out = options.out.clone();
        if out.exists() && !out.is_dir() {
            return Err(FolderError::NotAFolder(out).into());
        }
        let work = out.join(WORK);
        // A running job is asked to step aside before anything is read, and a foreign folder is
        // refused before anything is made in it.
        let lock = if work.is_dir() { Some(lock(&out, &work)?) } else { None };
        let found = Found::look(&out).map_err(unwritable)?;
        if found.finished && lock.is_some() {
            // The earlier run may have been killed behind its last step, before it had cleared up.
            clear_up(&work, found.keeps.as_deref())?;
        }
        let lines = found.decide(options, maker, names)?;
        make(&work)?;
        let lock = match lock {
            Some(lock) if !found.finished => lock,
            earlier => {
                drop(earlier);
                self::lock(&out, &work)?
            }
        };
        sweep(&work, !lines.is_empty())?;
        let first = [Line::Run(maker.clone())];
        let begin = if lines.is_empty() { &first[..] } else { &lines[..] };
        let manifest = Manifest::begin(work.join(MANIFEST), begin).map_err(unwritable)?;
        Ok(Self { out, lock, earlier: found.ours, lines, manifest })
    }

    /// The folder that the run works in.
    pub(crate) fn work(&self) -> PathBuf {
        self.out.join(WORK)
    }

    /// Makes an empty folder to work in.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn make(&self, name: &str) -> Result<PathBuf, RunError> {
        let path = self.work().join(name);
        fs::create_dir_all(&path).map_err(RunError::disk("create", &path))?;
        Ok(path)
    }

    /// The parts of a pass that are taken over from a finished run.
    pub(crate) fn kept(&self, pass: &str) -> impl Iterator<Item = &PartLine> {
        self.lines.iter().filter_map(move |line| match line {
            Line::Kept(line) if line.spool == pass => Some(line),
            _ => None,
        })
    }

    /// Forgets that these parts were done.
    ///
    /// # Errors
    /// If the disk refuses.
    pub(crate) fn forget(&mut self, gone: impl Fn(&Line) -> bool) -> Result<(), RunError> {
        self.lines.retain(|line| !gone(line));
        self.manifest = Manifest::begin(self.work().join(MANIFEST), &self.lines)?;
        Ok(())
    }

    /// Gives results their final names, and ends the run with `run.json`. If documents failed, what
    /// a replay needs is kept.
    ///
    /// # Errors
    /// If the disk refuses; a resumed run then does this again.
    pub(crate) fn commit(
        mut self,
        results: &[ResultFile],
        run: &[u8],
        failed: bool,
    ) -> Result<(), RunError> {
        let run_file = self.work().join(RUN);
        fs::write(&run_file, run).map_err(RunError::disk("write", &run_file))?;
        for path in results.iter().map(|result| &result.path).chain([&run_file]) {
            let sync = File::open(path).and_then(|file| file.sync_all());
            sync.map_err(RunError::disk("sync", path))?;
        }
        let files: Vec<PathBuf> = results.iter().map(|result| result.name.clone()).collect();
        let replaces = self.earlier.iter().filter(|name| !files.contains(name)).cloned();
        let commit = Commit {
            files: files.clone(),
            replaces: replaces.collect(),
            run: blake3::hash(run).to_hex().to_string(),
            keeps: if failed {
                first_spool(&manifest::read(&self.work().join(MANIFEST))?)
            } else {
                None
            },
        };
        self.manifest.append(&Line::Commit(commit.clone()))?;
        remove(&self.out.join(RUN))?;
        for name in &commit.replaces {
            remove(&self.out.join(name))?;
        }
        for ResultFile { path, name } in results {
            self.publish(path, name)?;
        }
        self.publish(&run_file, Path::new(RUN))?;
        let work = self.work();
        drop(self.lock);
        clear_up(&work, commit.keeps.as_deref())
    }

    fn publish(&self, path: &Path, name: &Path) -> Result<(), RunError> {
        let to = self.out.join(name);
        if let Some(folder) = to.parent().filter(|folder| *folder != self.out) {
            fs::create_dir_all(folder).map_err(RunError::disk("create", folder))?;
        }
        fs::rename(path, &to).map_err(RunError::disk("rename", path))?;
        sync_folder_of(&to)
    }
}

impl Found {
    fn look(out: &Path) -> Result<Self, RunError> {
        let lines = manifest::read(&out.join(WORK).join(MANIFEST))?;
        let commit = lines.iter().rev().find_map(|line| match line {
            Line::Commit(commit) => Some(commit),
            _ => None,
        });
        let mut ours = BTreeSet::new();
        let run = fs::read(out.join(RUN)).ok();
        let record = run.as_deref().and_then(|run| serde_json::from_slice::<RunRecord>(run).ok());
        if let Some(record) = &record {
            ours.insert(PathBuf::from(RUN));
            ours.extend(record.files.iter().map(PathBuf::from).filter(|name| is_plain(name)));
        }
        if let Some(Commit { files, replaces, .. }) = commit {
            ours.extend(files.iter().chain(replaces).filter(|name| is_plain(name)).cloned());
        }
        let ended = |commit: &Commit| {
            run.as_ref().is_some_and(|run| blake3::hash(run).to_hex().as_str() == commit.run)
        };
        let ended = commit.is_some_and(ended);
        let begun = lines.iter().any(|line| !matches!(line, Line::Run(_)));
        Ok(Self {
            finished: record.is_some() && (ended || !begun),
            unfinished: begun && !ended,
            ours,
            keeps: commit.and_then(|commit| commit.keeps.clone()),
            lines,
        })
    }

    /// The lines to take up; none for a run from the beginning.
    fn decide(
        &self,
        options: &Options<'_>,
        maker: &Maker,
        names: &[PathBuf],
    ) -> Result<Vec<Line>, RunError> {
        let out = &options.out;
        if options.replay {
            return self.decide_replay(out, maker);
        }
        if self.finished && !options.overwrite {
            return Err(FolderError::Finished(out.clone()).into());
        }
        if self.unfinished && !options.resume && !options.overwrite {
            return Err(FolderError::Unfinished(out.clone()).into());
        }
        if !self.finished && !self.unfinished {
            self.refuse_foreign(out, |_| true)?;
        }
        // A folder of ours may hold files of others, but none of them may be written over.
        self.refuse_foreign(out, |name| name == Path::new(RUN) || names.iter().any(|x| x == name))?;
        let resumes = self.unfinished && options.resume;
        match self.lines.first() {
            _ if !resumes => Ok(Vec::new()),
            Some(Line::Run(made)) if made == maker => Ok(self.lines.clone()),
            _ if options.overwrite => Ok(Vec::new()),
            _ => Err(FolderError::OtherRun(out.clone()).into()),
        }
    }

    /// The lines with which a replay begins, or goes on.
    fn decide_replay(&self, out: &Path, maker: &Maker) -> Result<Vec<Line>, RunError> {
        let not_kept = |problem: &str| {
            Err(FolderError::NotKept { folder: out.to_owned(), problem: problem.to_owned() }.into())
        };
        let kept = |line: &Line| match line {
            Line::Kept(line) => Some(Line::Kept(line.clone())),
            Line::Part(line) if self.keeps.as_ref() == Some(&line.spool) => {
                Some(Line::Kept(line.clone()))
            }
            _ => None,
        };
        let goes_on =
            self.unfinished && self.lines.iter().any(|line| matches!(line, Line::Kept(_)));
        match self.lines.first() {
            _ if self.unfinished && !goes_on => {
                return Err(FolderError::Unfinished(out.to_owned()).into());
            }
            _ if !self.finished && !goes_on => {
                return Err(FolderError::NoRun(out.to_owned()).into());
            }
            Some(Line::Run(made)) if goes_on && made == maker => return Ok(self.lines.clone()),
            Some(Line::Run(made)) if !maker.reads(made) => {
                return not_kept("another version of Tidings kept it; run the pipeline again");
            }
            Some(Line::Run(made)) if !maker.has_the_stages_of(made) => {
                return not_kept(
                    "the pipeline has other stages than the run had, and only what stages are set to may \
                     change; run the pipeline again with --overwrite",
                );
            }
            _ => {}
        }
        let kept: Vec<Line> = self.lines.iter().filter_map(kept).collect();
        if kept.is_empty() {
            return not_kept("no document failed, or what the run kept of the others is gone");
        }
        Ok([Line::Run(maker.clone())].into_iter().chain(kept).collect())
    }

    fn refuse_foreign(
        &self,
        out: &Path,
        matters: impl Fn(&Path) -> bool,
    ) -> Result<(), FolderError> {
        let foreign =
            |name: &PathBuf| name != Path::new(WORK) && !self.ours.contains(name) && matters(name);
        match entries(out)?.into_iter().find(foreign) {
            None => Ok(()),
            Some(found) => Err(FolderError::Foreign { folder: out.to_owned(), found }),
        }
    }
}

/// The names in a folder, in order; none if it is not there.
fn entries(folder: &Path) -> Result<BTreeSet<PathBuf>, FolderError> {
    let unreadable =
        |source| FolderError::Unwritable { action: "read", path: folder.into(), source };
    match fs::read_dir(folder) {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(BTreeSet::new()),
        Err(why) => Err(unreadable(why)),
        Ok(entries) => entries
            .map(|entry| entry.map(|entry| entry.file_name().into()).map_err(unreadable))
            .collect(),
    }
}

/// Whether a name stays within the folder it is taken in.
pub(crate) fn is_plain(name: &Path) -> bool {
    let mut parts = name.components();
    name.file_name().is_some() && parts.all(|part| matches!(part, Component::Normal(_)))
}

fn make(work: &Path) -> Result<(), FolderError> {
    let refused = |source| FolderError::Unwritable { action: "create", path: work.into(), source };
    fs::create_dir_all(work).map_err(refused)
}

fn lock(out: &Path, work: &Path) -> Result<Lock, FolderError> {
    let path = work.join(LOCK);
    let refused = |action, source| FolderError::Unwritable { action, path: path.clone(), source };
    let file = File::options().write(true).create(true).truncate(false).open(&path);
    let file = file.map_err(|source| refused("create", source))?;
    for _ in 0..LOCK_TRIES {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => thread::sleep(LOCK_PAUSE),
            // Some network file systems have no locks; the run goes on without one there.
            Err(TryLockError::Error(why)) => {
                tracing::warn!(%why, "the output folder cannot be locked");
                return Ok(Lock(file));
            }
        }
    }
    Err(FolderError::Busy(out.to_owned()))
}

/// The spool of the first pass.
fn first_spool(lines: &[Line]) -> Option<String> {
    lines.iter().find_map(|line| match line {
        Line::Part(line) | Line::Kept(line) => Some(line.spool.clone()),
        _ => None,
    })
}

/// Removes what a finished run worked with, but for the spool that it keeps.
fn clear_up(work: &Path, keeps: Option<&str>) -> Result<(), RunError> {
    let Some(keeps) = keeps else { return remove(work) };
    let spools = work.join(SPOOL);
    for name in entries(work)? {
        if name != Path::new(MANIFEST) && name != Path::new(SPOOL) {
            remove(&work.join(name))?;
        }
    }
    for name in entries(&spools)? {
        if name != Path::new(keeps) {
            remove(&spools.join(name))?;
        }
    }
    Ok(())
}

/// Removes what an earlier run left in its work folder: all of it, or all but its spools.
fn sweep(work: &Path, keep_spools: bool) -> Result<(), RunError> {
    for name in entries(work)? {
        let kept = name == Path::new(LOCK)
            || keep_spools && (name == Path::new(MANIFEST) || name == Path::new(SPOOL));
        if !kept {
            remove(&work.join(name))?;
        }
    }
    Ok(())
}

/// The folder of spools within the work folder.
pub(crate) const SPOOL: &str = "spool";

/// Removes a file or a folder with all that is in it, if it is there.
fn remove(path: &Path) -> Result<(), RunError> {
    let removed = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match removed {
        Err(why) if why.kind() == std::io::ErrorKind::NotFound => Ok(()),
        removed => removed.map_err(RunError::disk("remove", path)),
    }
}

/// The first writing into the folder: if it fails, the folder is the wrong one.
fn unwritable(error: RunError) -> RunError {
    match error {
        RunError::Disk { action, path, source } => {
            FolderError::Unwritable { action, path, source }.into()
        }
        other => other,
    }
}
