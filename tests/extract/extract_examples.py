"""Reads the marked sentences beside the extraction rules and runs an extractor over each of them.

A line of `zongjie/extract/<kind>/examples.txt` is the text of one section; a tag around a part of it is a record to be
found there with the fields the tag gives, and nothing else may be found. The first lines of each file say what its
tags and directives are. From `# known misses` on, each line must fail.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from zongjie import quantity, structure, timex
from zongjie.clauses import clauses
from zongjie.config import Settings
from zongjie.document import Document, OffsetMap, Section, Sentence, Source, Span
from zongjie.resources import package_file
from zongjie.segment import build as build_segment

DIRECTIVES = re.compile(r"\[(?P<words>[a-z= ]+)\] ")
MARK = re.compile(r"<(?P<tag>[amp])(?P<fields>(?: [^<>]*)?)>(?P<text>[^<>]*)</(?P=tag)>")
KNOWN_MISSES = "# known misses"
NOTATION = {
    "metrics": ("m", {"value", "high", "unit", "qualifier", "kind", "subject"}),
    "activities": ("a", {"predicate", "object", "type", "status"}),
    "problems": ("p", {"category"}),
}
RECORD_FIELD = {"high": "value_high"}
NUMBERS = ("value", "high")


@dataclass(frozen=True)
class Mark:
    start: int
    end: int
    fields: dict[str, str]
    optional: bool


@dataclass(frozen=True)
class Example:
    line: int
    group: str
    text: str
    marks: tuple[Mark, ...]
    role: str
    section: str
    heading: bool
    known_miss: bool


def parse(line: str, kind: str, number: int = 0, group: str = "", known_miss: bool = False) -> Example:
    """One line of an examples file; `ValueError` says what is wrong with its notation."""
    tag, names = NOTATION[kind]
    found = DIRECTIVES.match(line)
    directives = found["words"].split() if found else []
    values = dict(word.split("=") for word in directives if "=" in word)
    if unknown := (set(values) - {"role", "section"}) | {w for w in directives if "=" not in w} - {"heading"}:
        raise ValueError(f"line {number}: unknown directive {sorted(unknown)}")
    rest, text, marks, last = line[found.end() :] if found else line, "", [], 0
    for match in MARK.finditer(rest):
        text += rest[last : match.start()]
        words = match["fields"].split()
        fields = dict(word.split("=", 1) for word in words if word != "optional")
        if match["tag"] != tag or set(fields) - names:
            raise ValueError(f"line {number}: <{match['tag']}> with {sorted(fields)} is no mark of {kind}")
        marks.append(Mark(len(text), len(text) + len(match["text"]), fields, "optional" in words))
        text += match["text"]
        last = match.end()
    text += rest[last:]
    if "<" in text or ">" in text:
        raise ValueError(f"line {number}: a mark is not closed: {text}")
    role = values.get("role", "work")
    section = values.get("section", role)
    return Example(number, group, text, tuple(marks), role, section, "heading" in directives, known_miss)


def read(kind: str) -> list[Example]:
    """The examples of `metrics`, `activities` or `problems`, in their order."""
    group, known_miss, found = "", False, []
    for number, line in enumerate(package_file(f"extract/{kind}/examples.txt").read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            group = line.lstrip("# ")
            known_miss = known_miss or line.startswith(KNOWN_MISSES)
        elif line.strip():
            found.append(parse(line, kind, number, group, known_miss))
    return found


@lru_cache(maxsize=1)
def _segment():
    return build_segment(Settings())


def document(text: str, role: str = "work", section: str = "", heading: bool = False) -> Document:
    """`text` as the only section of a document, all its sentences in `role`, with quantities, times and words."""
    source = Source("a.txt", "0" * 64, len(text.encode("utf-8", "replace")), "text/plain", "utf-8", text, "ok")
    whole = Span(0, len(text))
    times = timex.find(text)
    spans = [whole] if heading else list(structure.sentences(text, whole))
    made = Document(
        source,
        0,
        whole,
        text,
        text,
        OffsetMap.identity(len(text)),
        quantities=tuple(quantity.find(text, times)),
        times=tuple(times),
        sections=(Section(whole, 1, None, None, section or role),),
        sentences=tuple(Sentence(span, 0, role, heading) for span in spans),
        clauses=tuple(tuple(clauses(text, span)) for span in spans),
    )
    return _segment()(made)


def findings(example: Example, kind: str, extract):
    """What `extract` states about the example, in the order of the text."""
    done = extract(document(example.text, example.role, example.section, example.heading))
    return sorted(getattr(done, kind), key=lambda record: record.span)


def differences(example: Example, kind: str, extract) -> list[str]:
    """What is missing, too much or different; empty where the example is met."""
    text = example.text
    found = findings(example, kind, extract)
    records = {(r.span.start, r.span.end): r for r in found}
    said = ["twice in one place"] if len(records) < len(found) else []
    for mark in example.marks:
        record = records.pop((mark.start, mark.end), None)
        if record is None and not mark.optional:
            said.append(f"missing: {text[mark.start : mark.end]}")
        for name, value in mark.fields.items() if record is not None else ():
            actual = getattr(record, RECORD_FIELD.get(name, name))
            expected = (float(value) if value else None) if name in NUMBERS else value
            if actual != expected:
                said.append(f"{name} of {text[mark.start : mark.end]}: {actual!r}, not {expected!r}")
    optional = [mark for mark in example.marks if mark.optional]
    for start, end in records:
        if not any(mark.start < end and start < mark.end for mark in optional):
            said.append(f"too much: {text[start:end]}")
    return said


def check(example: Example, kind: str, extract) -> None:
    """Assert that the example is met, or, under `# known misses`, that it still is not."""
    said = differences(example, kind, extract)
    if example.known_miss:
        assert said, f"line {example.line} is met now: move it up from the known misses"
    else:
        assert not said, "\n".join(said)


def names(examples: list[Example]) -> list[str]:
    """A test id for each example: its line and the beginning of its text."""
    return [f"{e.line}-{e.text[:24]}" for e in examples]


class Tone:
    """Speaks as strongly of an act in every clause."""

    def __init__(self, heard):
        self.heard = heard

    def of(self, span):
        return self.heard


class Certain:
    """A model that gives one probability."""

    def __init__(self, sure):
        self.sure = sure

    def likelihood(self, features):
        return self.sure
