"""Reads one page in so many of a folder with trafilatura or resiliparse, metadata included.

Prints version, pages and CPU seconds; starting up and reading files are left out.
"""
import sys
import time
from importlib.metadata import version
from pathlib import Path

tool, folder, every = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
if tool == "trafilatura":
    import trafilatura

    def read(page):
        return trafilatura.extract(page, output_format="json", with_metadata=True)
else:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding

    def read(page):
        return extract_plain_text(bytes_to_str(page, detect_encoding(page)), main_content=True)

pages = [path.read_bytes() for path in sorted(folder.iterdir())[::every]]
read(pages[0])
start = time.process_time()
for page in pages:
    read(page)
print(version(tool), len(pages), time.process_time() - start)
