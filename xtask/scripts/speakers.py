#!/usr/bin/env python3
"""Holds the speakers of claims against the trees of a treebank: what a faultless parser could add.

usage: speakers.py texts TREEBANK > TEXTS.jsonl      its documents, as input of annotate.toml
       speakers.py score TREEBANK OUT                a run over it, tables in JSON Lines

A verb of saying counts where its tree has a clause that is said and a subject. A speaker is right when
the head of that subject, or a name that stands beside it, is one of its words; a pronoun is resolved by
claims, so any speaker will do.
"""
import glob, json, os, sys
from urllib.parse import unquote

SAYING = set("say tell announce report claim add warn note state confirm deny insist explain argue".split())


def sentences(path):
    text, words = None, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# text = "): text = line[9:].strip()
        elif not line and words: yield text, words; words = []
        elif line[:1].isdigit():
            it = line.split("\t")
            if it[0].isdigit(): words.append((int(it[0]), it[1], it[2], it[3], int(it[6]), it[7]))


def documents(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.conllu"))):
        text, starts, kept = "", [], []
        for sentence, words in sentences(path):
            if text: text += " "
            starts.append(len(text.encode())); text += sentence
            kept.append((len(text.encode()), words))
        yield os.path.basename(path)[:-7], text, [(s, e, w) for s, (e, w) in zip(starts, kept)]


def told(words):
    """verb and head of its subject, for each verb of saying with a clause"""
    for number, form, lemma, upos, _, _ in words:
        if upos != "VERB" or lemma not in SAYING: continue
        below = [w for w in words if w[4] == number]
        if not any(w[5] in ("ccomp", "parataxis") for w in below): continue
        for w in below:
            if w[5] == "nsubj": yield form, lemma, w[3] == "PRON", heads(words, w)


def heads(words, subject):
    """the head of a subject and the names beside it, as written and as lemmas"""
    numbers = {subject[0]}
    for w in words:
        if w[4] in numbers and w[5].split(":")[0] in ("flat", "appos") and w[3] == "PROPN": numbers.add(w[0])
    return {it.lower() for w in words if w[0] in numbers for it in (w[1], w[2])}


def score(folder, out):
    rows = lambda name: [json.loads(l) for l in open(os.path.join(out, name + ".jsonl"), encoding="utf-8")]
    names = {a["id"]: unquote(a["uri"]).rsplit("#", 1)[-1] for a in rows("articles")}
    claims = {}
    for c in rows("claims"):
        if c["speaker"]: claims.setdefault(names[c["article"]], []).append(c)
    count = {"named or common": [0, 0, 0], "pronoun": [0, 0, 0]}
    for name, _, parts in documents(folder):
        for start, end, words in parts:
            here = [c for c in claims.get(name, []) if start <= c["start"] < end]
            for form, lemma, pronoun, subject in told(words):
                kind = count["pronoun" if pronoun else "named or common"]
                same = [c["speaker"] for c in here if (c["cue"] or "").lower() in (form.lower(), lemma)]
                words_of = lambda it: set(it.lower().replace("'s", "").replace("’s", "").split())
                right = bool(same) and (pronoun or any(words_of(it) & subject for it in same))
                kind[0] += 1; kind[1] += bool(same); kind[2] += right
                if "--errors" in sys.argv and not right:
                    print("wrong" if same else "missed", form, sorted(subject), same, " ".join(w[1] for w in words)[:160])
    for kind, (gold, found, right) in count.items():
        print(f"{kind}: {gold} verbs with a subject, {found} found as speech, {right} with the right speaker")


if sys.argv[1] == "texts":
    for name, text, _ in documents(sys.argv[2]): print(json.dumps({"id": name, "text": text}))
else: score(sys.argv[2], sys.argv[3])
