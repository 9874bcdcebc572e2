//! Makes 10,000 calls of the first extractor of a library and ends, for a tool that counts what is not
//! freed: `calls LIBRARY`.

use std::error::Error;
use std::path::Path;
use std::sync::LazyLock;

use tidings_model::{AnnotatedArticle, Article, Findings};
use tidings_plugin_host::Libraries;
use tidings_stage::{Builder, Settings};

const CALLS: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    // Held to the end, so that what every library costs once is not taken for a loss.
    static LIBRARIES: LazyLock<Libraries> = LazyLock::new(Libraries::trusted);
    let library = std::env::args().nth(1).ok_or("expected the path of a library")?;
    let stages = LIBRARIES.stages(Path::new(&library))?.into_iter();
    let extractor = stages.filter_map(|entry| match entry.builder {
        Builder::Extract(build) => Some((build, entry.spec)),
        _ => None,
    });
    let (build, spec) = { extractor }.next().ok_or("the library has no extractor")?;
    let stage = build(&Settings::defaults(spec.settings, "."))?;
    let doc = page();
    for _ in 0..CALLS {
        stage.try_extract(&doc, &mut Findings::default()).map_err(|reject| reject.to_string())?;
    }
    Ok(())
}

fn page() -> AnnotatedArticle {
    let text = "The ferry stayed in port on Monday, said Ann Lee. Some 40 waited; 12.5% left!\n";
    let text = text.repeat(3 * 1024 / text.len());
    AnnotatedArticle::new(Article::of_text("page.txt", &text))
}
