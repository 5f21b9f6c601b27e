"""Counting: how the records of one file, gold and found, add to the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from zongjie.evaluate.compare import character_f1, normal, pair, same_number, same_subject, same_text, stands_for
from zongjie.evaluate.extras import count_extras
from zongjie.evaluate.records import FIELDS, Record, Records

SENTENCE_END = "。！？!?\n"
MOST_BEFORE, MOST_BEHIND = 40, 30  # characters of a sentence that a line shows
CLASS = re.compile(r" (documents|metrics|activities|problems) (\w+) +\d+")
BOUNDARY_SLACK = 60
"""Characters by which the start or end of a document may differ: a heading line more or less."""
LABELS = {"metrics": ("qualifier", "kind"), "activities": ("type", "status"), "problems": ("category",)}
"""Fields with a closed list of values, scored by share right and by macro F1."""

Both = list[tuple[Record, Record]]


@dataclass(slots=True)
class Tally:
    """Records that answer each other (`hit`), of all in the gold and all found."""

    hit: int = 0
    gold: int = 0
    found: int = 0

    def add(self, hit: int, gold: int, found: int) -> None:
        """Count further records."""
        self.hit += hit
        self.gold += gold
        self.found += found

    @property
    def precision(self) -> float:
        """Share of what was found that is right; 0 where nothing was found."""
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of the gold that was found; 0 where there is no gold."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both; 1 where there is nothing to find and nothing was found."""
        return 2 * self.hit / (self.gold + self.found) if self.gold + self.found else 1.0


@dataclass(slots=True)
class Counts:
    """Everything counted so far, over any number of files; `errors` says each difference in a line."""

    tallies: dict[str, Tally] = field(default_factory=dict)
    rates: dict[str, list[float]] = field(default_factory=dict)
    labels: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def tally(self, name: str) -> Tally:
        """The tally of that name, made at first use."""
        return self.tallies.setdefault(name, Tally())

    def merge(self, other: Counts) -> None:
        """Add what another has counted."""
        for name, tally in other.tallies.items():
            self.tally(name).add(tally.hit, tally.gold, tally.found)
        for name, values in other.rates.items():
            self.rates.setdefault(name, []).extend(values)
        for name, pairs in other.labels.items():
            self.labels.setdefault(name, []).extend(pairs)
        self.errors.extend(other.errors)


@dataclass(frozen=True, slots=True)
class Matched:
    """The records of one kind in one file after pairing, with what counts neither for nor against set aside."""

    both: Both
    missed: list[Record]
    spurious: list[Record]
    gold_size: int
    found_size: int


def match(kind: str, gold: list[Record], found: list[Record]) -> Matched:
    """Pair the records of one kind; optional records of either side take what answers them out of the count."""
    pairs = pair(kind, gold, found)
    hit_gold, hit_found = {i for i, _ in pairs}, {j for _, j in pairs}
    optional = {i for i, record in enumerate(gold) if record.optional}
    loose = [gold[i] for i in sorted(optional)]
    spared = {j for i, j in pairs if i in optional}
    spared |= {
        j for j, record in enumerate(found) if j not in hit_found and (record.optional or stands_for(loose, record))
    }
    aside = {i for i, j in pairs if i not in optional and found[j].optional}
    return Matched(
        both=[(gold[i], found[j]) for i, j in pairs if i not in optional and i not in aside],
        missed=[record for i, record in enumerate(gold) if i not in hit_gold and i not in optional],
        spurious=[record for j, record in enumerate(found) if j not in hit_found and j not in spared],
        gold_size=len(gold) - len(optional) - len(aside),
        found_size=len(found) - len(spared) - len(aside),
    )


def count_file(counts: Counts, name: str, text: str, gold: Records, found: Records, extras: bool = False) -> None:
    """Add one source file: its gold records, what was found in it, and its text for the lines of `errors`.

    With `extras` the gold has the fields of `evaluate.extras` too.
    """
    for kind in ("metrics", "activities", "problems"):
        matched = match(kind, gold[kind], found[kind])
        counts.tally(kind).add(len(matched.both), matched.gold_size, matched.found_size)
        _count_labels(counts, kind, matched.both)
        if kind == "metrics":
            _count_metrics(counts, matched)
        if kind == "problems":
            _count_characters(counts.tally("problems: characters"), gold[kind], found[kind])
        if extras:
            count_extras(lambda key, *sizes: counts.tally(key).add(*sizes), kind, matched.both, gold, found)
        counts.errors.extend(_differences(f"{name} {kind}", kind, matched, text))
    if gold["documents"]:
        _count_documents(counts, name, gold["documents"], found["documents"])


def _count_labels(counts: Counts, kind: str, both: Both) -> None:
    rates, labels = counts.rates, counts.labels
    rates.setdefault(f"{kind}: span exact", []).extend((g.start, g.end) == (f.start, f.end) for g, f in both)
    for key in LABELS[kind]:
        values = [(normal(g.get(key)), normal(f.get(key))) for g, f in both]
        rates.setdefault(f"{kind}: {key} right", []).extend(g == f for g, f in values)
        labels.setdefault(f"{kind}: {key} macro F1", []).extend(values)


def _count_metrics(counts: Counts, matched: Matched) -> None:
    right = [(g, f) for g, f in matched.both if _same_value(g, f) and same_text(g.get("unit"), f.get("unit"))]
    full = [(g, f) for g, f in right if all(same_text(g.get(key), f.get(key)) for key in ("qualifier", "kind"))]
    subject = sum(same_subject(g.get("subject"), f.get("subject")) for g, f in full)
    sizes = matched.gold_size, matched.found_size
    counts.tally("metrics: value+unit").add(len(right), *sizes)
    counts.tally("metrics: value+unit+qualifier+kind").add(len(full), *sizes)
    counts.tally("metrics: all of it and subject").add(subject, *sizes)
    likeness = counts.rates.setdefault("metrics: subject char F1", [])
    likeness.extend(character_f1(g.get("subject"), f.get("subject")) for g, f in matched.both)


def _same_value(gold: Record, found: Record) -> bool:
    return all(same_number(gold.get(key), found.get(key)) for key in ("value", "value_high"))


def _count_characters(tally: Tally, gold: list[Record], found: list[Record]) -> None:
    wanted = _covered(record for record in gold if not record.optional)
    loose = _covered(record for record in gold if record.optional)
    said = _covered(iter(found)) - (loose - wanted)
    tally.add(len(wanted & said), len(wanted), len(said))


def _covered(records: Iterator[Record]) -> set[int]:
    return {at for record in records for at in range(record.start, record.end)}


def _count_documents(counts: Counts, name: str, gold: list[Record], found: list[Record]) -> None:
    spans = [(record.start, record.end) for record in found]
    tally = counts.tally("documents")
    tally.add(0, len(gold), len(spans))
    for g in gold:
        near = [
            span
            for span in spans
            if abs(span[0] - g.start) <= BOUNDARY_SLACK and abs(span[1] - g.end) <= BOUNDARY_SLACK
        ]
        if near:
            tally.hit += 1
            spans.remove(near[0])
        else:
            counts.errors.append(f"{name} documents missed {g.start}-{g.end}: {g.get('title')!r}")


def _differences(place: str, kind: str, matched: Matched, text: str) -> Iterator[str]:
    for g in matched.missed:
        yield f"{place} missed  {g.start}: {g.get('quote')!r}{_sentence(text, g)}"
    for f in matched.spurious:
        yield f"{place} spurious {f.start}: {text[f.start : f.end]!r}{_sentence(text, f)}"
    for g, f in matched.both:
        for key in (*FIELDS[kind], *(("value_high",) if kind == "metrics" else ())):
            if not _same_field(key, g.get(key), f.get(key)):
                said = f"gold {g.get(key)!r} found {f.get(key)!r}"
                yield f"{place} {key} {g.start}: {g.get('quote')!r} {said}{_sentence(text, g)}"


def _sentence(text: str, record: Record) -> str:
    """The sentence around a record, cut to what fits a line."""
    start = max(text.rfind(mark, 0, record.start) for mark in SENTENCE_END) + 1
    ends = [at for mark in SENTENCE_END if (at := text.find(mark, record.end)) >= 0]
    start, end = max(start, record.start - MOST_BEFORE), min([*ends, record.end + MOST_BEHIND, len(text)])
    return f" | {text[start : record.start]}【{text[record.start : record.end]}】{text[record.end : end]}".replace(
        "\n", " "
    )


def error_class(line: str) -> str:
    """The kind and class of a line of `errors`: `metrics missed`, `activities type`."""
    match = CLASS.search(line)
    return f"{match[1]} {match[2]}" if match else "other"


def _same_field(key: str, gold: object, found: object) -> bool:
    if key in ("value", "value_high"):
        return same_number(gold, found)
    return same_subject(gold, found) if key == "subject" else same_text(gold, found)


def macro_f1(pairs: list[tuple[str, str]]) -> float:
    """Mean over the labels of either side of the F1 of each label; 1 where there is none."""
    scores = []
    for label in {label for both in pairs for label in both}:
        hits = sum(g == f == label for g, f in pairs)
        scores.append(2 * hits / (sum(g == label for g, _ in pairs) + sum(f == label for _, f in pairs)))
    return sum(scores) / len(scores) if scores else 1.0
