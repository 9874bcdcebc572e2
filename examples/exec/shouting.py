#!/usr/bin/env python3
"""An example of a Tidings stage in another language: notes words in capitals.

One JSON record a line comes in, one goes out. Name it in a pipeline file:

    [[extract]]
    use = "exec"
    command = ["python3", "../examples/exec/shouting.py"]
"""

import json
import re
import sys

# Whole words of four letters and more; bytes from 0x80 up are letters of other alphabets.
SHOUT = re.compile(rb"(?<![\w\x80-\xff])[A-Z]{4,}(?![\w\x80-\xff])")


def notes(text):
    """A span and a word on it for each; spans count bytes of UTF-8, not characters."""
    for hit in SHOUT.finditer(text.encode()):
        yield [{"start": hit.start(), "end": hit.end()}, "in capitals"]


for line in sys.stdin.buffer:
    article = json.loads(line)
    answer = {"id": article["id"], "notes": list(notes(article["text"]))}
    print(json.dumps(answer), flush=True)
