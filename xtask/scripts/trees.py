#!/usr/bin/env python3
"""Holds claims against the trees of a treebank: what a faultless parser could add to the rules.

usage: trees.py texts TREEBANK > TEXTS.jsonl      its documents, as input of annotate.toml
       trees.py speakers TREEBANK OUT [--errors]  a run over it, tables in JSON Lines
       trees.py claims TREEBANK OUT [PARSED] [--errors]

Speakers: a verb of saying counts where its tree has a clause that is said and a subject. A speaker is
right when the head of that subject, or a name that stands beside it, is one of its words; a pronoun is
resolved by claims, so any speaker will do.

Claims: of each event, the tree's subject, agent and object of its verb are held against its actor and
object; of each count, the words between its number and the next verb above it against its predicate.
With trees that a parser made of some of the documents (`cargo run --release -p tidings-extract --example
dependency_parser -- TREEBANK PARSED`), those documents alone are looked at, and those trees, too, are held
against the treebank's.
"""
import glob, json, os, re, sys
from collections import Counter
from typing import NamedTuple
from urllib.parse import unquote

SAYING = set("say tell announce report claim add warn note state confirm deny insist explain argue".split())


class Word(NamedTuple):
    number: int
    form: str
    lemma: str
    upos: str
    penn: str
    head: int
    relation: str


def sentences(path):
    text, words = None, []
    for line in open(path, encoding="utf-8"):
        line = line.rstrip("\n")
        if line.startswith("# text = "): text = line[9:].strip()
        elif not line and words: yield text, words; words = []
        elif line[:1].isdigit():
            it = line.split("\t")
            if it[0].isdigit(): words.append(Word(int(it[0]), *it[1:5], int(it[6]), it[7]))


def documents(folder):
    for path in sorted(glob.glob(os.path.join(folder, "*.conllu"))):
        text, starts, kept = "", [], []
        for sentence, words in sentences(path):
            if text: text += " "
            starts.append(len(text.encode())); text += sentence
            kept.append((len(text.encode()), words))
        yield os.path.basename(path)[:-7], text, [(s, e, w) for s, (e, w) in zip(starts, kept)]


def rows(out, table):
    return [json.loads(line) for line in open(os.path.join(out, table + ".jsonl"), encoding="utf-8")]


def claims_by_document(out, wanted):
    names = {a["id"]: unquote(a["uri"]).rsplit("#", 1)[-1] for a in rows(out, "articles")}
    claims = {}
    for claim in rows(out, "claims"):
        if wanted(claim): claims.setdefault(names[claim["article"]], []).append(claim)
    return claims


def shown(words): return " ".join(word.form for word in words)


# Speakers


def told(words):
    """verb and head of its subject, for each verb of saying with a clause"""
    for verb in words:
        if verb.upos != "VERB" or verb.lemma not in SAYING: continue
        below = [w for w in words if w.head == verb.number]
        if not any(w.relation in ("ccomp", "parataxis") for w in below): continue
        for w in below:
            if w.relation == "nsubj": yield verb, w.upos == "PRON", heads(words, w)


def heads(words, subject):
    """the head of a subject and the names beside it, as written and as lemmas"""
    numbers = {subject.number}
    for w in words:
        if w.head in numbers and w.relation.split(":")[0] in ("flat", "appos") and w.upos == "PROPN": numbers.add(w.number)
    return {it.lower() for w in words if w.number in numbers for it in (w.form, w.lemma)}


def speakers(folder, out):
    claims = claims_by_document(out, lambda claim: claim["speaker"])
    count = {"named or common": [0, 0, 0], "pronoun": [0, 0, 0]}
    for name, _, parts in documents(folder):
        for start, end, words in parts:
            here = [c for c in claims.get(name, []) if start <= c["start"] < end]
            for verb, pronoun, subject in told(words):
                kind = count["pronoun" if pronoun else "named or common"]
                same = [c["speaker"] for c in here if (c["cue"] or "").lower() in (verb.form.lower(), verb.lemma)]
                words_of = lambda it: set(it.lower().replace("'s", "").replace("’s", "").split())
                right = bool(same) and (pronoun or any(words_of(it) & subject for it in same))
                kind[0] += 1; kind[1] += bool(same); kind[2] += right
                if "--errors" in sys.argv and not right:
                    print("wrong" if same else "missed", verb.form, sorted(subject), same, shown(words)[:160])
    for kind, (gold, found, right) in count.items():
        print(f"{kind}: {gold} verbs with a subject, {found} found as speech, {right} with the right speaker")


# Claims


class Tree:
    def __init__(self, words):
        self.words = words
        self.below = {}
        for word in words: self.below.setdefault(word.head, []).append(word)

    def child(self, word, *relations):
        return next((w for w in self.below.get(word.number, []) if w.relation in relations), None)

    def above(self, word): return self.words[word.head - 1] if word.head else None

    def passive(self, verb):
        bare = verb.penn == "VBN" and verb.relation == "acl"
        return bare or any(w.relation in ("nsubj:pass", "aux:pass") for w in self.below.get(verb.number, []))

    def subject(self, verb, steps=4):
        """of a verb that has none of its own: of the verb it is joined to or depends on"""
        own = self.child(verb, "nsubj", "nsubj:pass")
        above = self.above(verb)
        if own:
            relative = own.lemma in ("that", "who", "which") and verb.relation == "acl:relcl"
            return above if relative else own
        if not above or not steps: return None
        if verb.relation == "acl": return above
        if verb.relation == "xcomp": return self.child(above, "obj") or self.subject(above, steps - 1)
        if verb.relation in ("conj", "advcl"): return self.subject(above, steps - 1)
        return None

    def agent(self, verb):
        by = lambda word: any(w.relation == "case" and w.lemma == "by" for w in self.below.get(word.number, []))
        return next((w for w in self.below.get(verb.number, []) if w.relation.startswith("obl") and by(w)), None)

    def roles(self, verb):
        """who acts, and to whom or what it happens; the subject of a verb without an object may be either"""
        subject, thing = self.subject(verb), self.child(verb, "obj")
        if self.passive(verb): return [self.agent(verb)], [subject]
        return ([subject], [thing]) if thing else ([subject, None], [subject, None])

    def name(self, word):
        """a head with what is written as one name with it, or counted by it"""
        if not word: return set()
        parts = [w for w in self.below.get(word.number, []) if w.relation.split(":")[0] in ("flat", "compound", "nummod")]
        return {it.lower() for w in [word, *parts] for it in (w.form, w.lemma)}


def judged(claimed, candidates, tree):
    """how what a claim has stands to what the tree has"""
    candidates = [word for word in candidates if word is None or word.upos not in ("DET", "ADV")]
    if not any(candidates): return "both none" if not claimed else "tree has none"
    if not claimed: return "both none" if None in candidates else "claim has none"
    said = set(re.findall(r"[\w.%]+", claimed.lower()))
    return "right" if any(word and tree.name(word) & said for word in candidates) else "differ"


def positions(text, start, words):
    """where each word begins, in bytes of the document"""
    at, found = 0, []
    for word in words:
        here = text.find(word.form, at)
        if here >= 0: at = here
        found.append(start + len(text[:at].encode()))
        if here >= 0: at += len(word.form)
    return found


def verb_of(claim, tree, places):
    inside = lambda place: claim["start"] <= place < claim["end"]
    fits = [w for w, p in zip(tree.words, places) if w.lemma.lower() == claim["predicate"] and inside(p)]
    return fits[0] if len(fits) == 1 and fits[0].upos == "VERB" else None


def event(claim, tree, places, parsed):
    """of actor and object: the verdict on the rules, the tree's words, whether the parser has the same"""
    verb = verb_of(claim, tree, places)
    if not verb: return
    parse = parsed.roles(parsed.words[verb.number - 1]) if parsed else [None, None]
    for role, words, other in zip(("actor", "object"), tree.roles(verb), parse):
        numbers = lambda words: {w.number for w in words or () if w}
        yield role, judged(claim[role], words, tree), " / ".join(w.form for w in words if w), numbers(words) == numbers(other)


def path_up(tree, inside):
    """from the top word of a number to the next verb above it"""
    numbers, path = {w.number for w in inside}, []
    top = next((w for w in inside if w.head not in numbers), None)
    while top and len(path) < 8:
        path.append(top)
        if top.upos == "VERB": break
        top = tree.above(top)
    return path


def counted(claim, tree, places, known, parsed):
    """whether the predicate of a count stands above its number"""
    inside = [w for w, p in zip(tree.words, places) if claim["start"] <= p < claim["end"]]
    path = path_up(tree, inside)
    if not path: return
    lemmas = [w.lemma.lower() for w in path + inside]
    # A count of no event is wrong where the tree has one that the rules know.
    bare = claim["class"] is None and not (path[-1].upos == "VERB" and path[-1].lemma in known)
    right = bare or set(claim["predicate"].split()) & set(lemmas)
    other = path_up(parsed, [parsed.words[w.number - 1] for w in inside]) if parsed else []
    yield "counted", "right" if right else "differ", path[-1].form, bool(other) and other[-1].number == path[-1].number


def claims(folder, out, parses=None):
    found = claims_by_document(out, lambda claim: claim["kind"] in ("count", "event"))
    known = {c["predicate"] for c in rows(out, "claims") if c["kind"] == "event"}
    parses = parses and {name: parts for name, _, parts in documents(parses)}
    tally = Counter()
    for name, text, parts in documents(folder):
        if parses is not None and name not in parses: continue
        for at, (start, end, words) in enumerate(parts):
            tree, parsed = Tree(words), Tree(parses[name][at][2]) if parses else None
            places = positions(text.encode()[start:end].decode(), start, words)
            for claim in (c for c in found.get(name, []) if start <= c["start"] < end):
                for verdict in counted(claim, tree, places, known, parsed) if claim["kind"] == "count" else event(claim, tree, places, parsed):
                    role, rules, gold, same = verdict
                    tally[role, rules, same] += 1
                    if "--errors" in sys.argv and rules not in ("right", "both none"):
                        said = claim.get(role) or text.encode()[claim["start"]:claim["end"]].decode()
                        print(f"{role}: {rules}; {claim['predicate']}; claim {said!r}; tree {gold!r}; {shown(words)}")
    for role, rules in sorted({it[:2] for it in tally}):
        both = tally[role, rules, True] + tally[role, rules, False]
        parser = f", of these {tally[role, rules, True]} as the parser has it" if parses else ""
        print(f"{role}, {rules}: {both}{parser}")


command, *folders = [it for it in sys.argv[1:] if not it.startswith("--")]
if command == "texts":
    for name, text, _ in documents(*folders): print(json.dumps({"id": name, "text": text}))
else: {"speakers": speakers, "claims": claims}[command](*folders)
