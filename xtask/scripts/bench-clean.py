#!/usr/bin/env python3
"""How many pages of HTML a processor reads in a second, beside other tools on the same pages.

    xtask/scripts/bench-clean.py FOLDER [ROUNDS]

FOLDER holds pages. Tidings is built in release and measured alone, unless TIDINGS_PEERS names a Python
interpreter that has `trafilatura` and `resiliparse`; a peer that is absent is said to be. The tools take turns,
ROUNDS times (3 unless given), so that a busy machine troubles all alike, and the best turn of each counts. Time is
that of the processor, user and system; starting up and reading files are left out.
"""
import os
import resource
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))
READER = TARGET / "release" / "examples" / "html_pages"

# Runs under the interpreter of the peers: name of the tool, folder, one page in so many.
PEER = '''
import sys, time
from pathlib import Path
tool, folder, every = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
pages = [path.read_bytes() for path in sorted(folder.iterdir())[::every]]
if tool == "trafilatura":
    import trafilatura
    version = trafilatura.__version__
    read = lambda page: trafilatura.extract(page, output_format="json", with_metadata=True)
else:
    import importlib.metadata
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    version = importlib.metadata.version("resiliparse")
    read = lambda page: extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)
read(pages[0])
before = time.process_time()
for page in pages:
    read(page)
print(version, len(pages) / (time.process_time() - before))
'''


def cpu(passes, folder):
    """Processor seconds of reading the pages so many times, start-up included."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([READER, folder, str(passes)], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def tidings(folder, pages):
    """Pages a processor second: what five more passes take."""
    once = cpu(1, folder)
    return "", 5 * pages / (cpu(6, folder) - once)


def peer(python, tool, folder, every):
    """Version and pages a processor second of a peer, or why there are none."""
    run = subprocess.run([python, "-c", PEER, tool, folder, str(every)], capture_output=True, text=True)
    if run.returncode:
        return None, run.stderr.strip().splitlines()[-1]
    version, pages = run.stdout.split()[-2:]
    return version, float(pages)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    folder, rounds = Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 3
    pages = len(list(folder.iterdir()))
    build = ["cargo", "build", "--quiet", "--release", "-p", "tidings-clean", "--example", "html_pages"]
    subprocess.run(build, cwd=ROOT, check=True)
    tools = {"tidings": lambda: tidings(folder, pages)}
    python = os.environ.get("TIDINGS_PEERS")
    if python:
        tools["trafilatura"] = lambda: peer(python, "trafilatura", folder, 6)
        tools["resiliparse"] = lambda: peer(python, "resiliparse", folder, 1)
    else:
        print("TIDINGS_PEERS is not set: Tidings alone", file=sys.stderr)
    best = {}
    for _ in range(rounds):
        for name, turn in list(tools.items()):
            version, found = turn()
            if version is None:
                print(f"{name} is absent: {found}", file=sys.stderr)
                del tools[name]
            elif found > best.get(name, ("", 0))[1]:
                best[name] = (version, found)
    own = best["tidings"][1]
    for name, (version, found) in best.items():
        print(f"{name} {version}".ljust(24), f"{found:8.0f} pages a second", f"{own / found:8.1f} ×" if name != "tidings" else "")


if __name__ == "__main__":
    main()
