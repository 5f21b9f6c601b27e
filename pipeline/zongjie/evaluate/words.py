"""Scores a segmenter against sentences with gold words: F1 of words as spans, share of tags right, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path

from zongjie.errors import UsageError, cause
from zongjie.evaluate.intervals import Interval, intervals
from zongjie.evaluate.tally import Counts, Tally

COLUMNS = ("file", "sentence", "words")
WORDS, CLASS, TAG = "words", "class right", "tag right"
"""Names of the figures: words as spans; the first letter of their tags, and the whole tag, where the span is right."""

Tagged = tuple[str, str]
"""A word and its tag."""
Segment = Callable[[str], Sequence[Tagged]]
"""Cuts a sentence into words with tags; an empty tag is not scored."""
Spans = dict[tuple[int, int], str]
"""The tag of each word by its place, counted in characters that are no white space."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A sentence of a text with its gold words."""

    file: str
    sentence: str
    words: tuple[Tagged, ...]


@dataclass(frozen=True, slots=True)
class WordScore:
    """How one segmenter did: `tally` of words, shares of classes and tags (None where it gives none), intervals.

    `errors` has a line for each sentence that differs: gold words, then the segmenter's.
    """

    name: str
    tally: Tally
    classes: float | None
    tags: float | None
    intervals: dict[str, Interval]
    errors: tuple[str, ...]

    def row(self) -> dict[str, object]:
        """The figures by name, rounded to four digits."""
        found: dict[str, object] = {
            "name": self.name,
            "precision": round(self.tally.precision, 4),
            "recall": round(self.tally.recall, 4),
            "f1": round(self.tally.f1, 4),
            "class": None if self.classes is None else round(self.classes, 4),
            "tag": None if self.tags is None else round(self.tags, 4),
        }
        if WORDS in self.intervals:
            found["f1_interval"] = [round(edge, 4) for edge in _edges(self.intervals[WORDS])]
        return found


def read(path: Path) -> list[Annotated]:
    """The sentences of a file of gold words: tab-separated, header `file sentence words`, words as `word/tag`.

    Raises:
        UsageError: the file cannot be read, lacks a column, or a row's words are not its sentence; the line is named.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"{path} 读不出来：{cause(fault).zh}。请给出 UTF-8 的 tsv，列为 file、sentence、words。",
            f"cannot read {path}: {cause(fault).en}. Give a tsv in UTF-8 with the columns file, sentence, words.",
        ) from fault
    if not lines or tuple(lines[0].split("\t")) != COLUMNS:
        raise _wrong(path, 1, "表头应为 file、sentence、words，以制表符分隔", "the header is not file, sentence, words")
    found = [_annotated(path, number, line) for number, line in enumerate(lines[1:], 2) if line]
    if not found:
        raise _wrong(path, 2, "没有句子", "there is no sentence")
    return found


def _annotated(path: Path, number: int, line: str) -> Annotated:
    cells = line.split("\t")
    if len(cells) != len(COLUMNS):
        raise _wrong(path, number, "应有三列", "three columns are expected")
    file, sentence, joined = cells
    words = tuple(_tagged(one) for one in joined.split())
    if not all(word and tag for word, tag in words):
        raise _wrong(path, number, "每个词应写作 词/词性", "each word is written word/tag")
    if "".join(word for word, _ in words) != _packed(sentence):
        raise _wrong(path, number, "各词连起来不是这个句子", "the words joined are not the sentence")
    return Annotated(file, sentence, words)


def _tagged(one: str) -> Tagged:
    word, _, tag = one.rpartition("/")
    return word, tag


def _packed(text: str) -> str:
    return "".join(text.split())


def spans(words: Sequence[Tagged]) -> Spans:
    """Where each word stands among the characters that are no white space, with its tag; white space is no word."""
    packed = [(text, tag) for word, tag in words if (text := _packed(word))]
    ends = list(accumulate(len(word) for word, _ in packed))
    return {(end - len(word), end): tag for (word, tag), end in zip(packed, ends, strict=True)}


def score(sentences: Sequence[Annotated], name: str, segment: Segment, seed: int = 0) -> WordScore:
    """A segmenter against the sentences; intervals are 95 % bootstrap intervals over sentences."""
    files: list[Counts] = []
    errors: list[str] = []
    for one in sentences:
        gold, found = spans(one.words), spans(segment(one.sentence))
        files.append(_counts(gold, found))
        if gold.keys() != found.keys():
            text = _packed(one.sentence)
            errors.append(f"{one.file}: {_shown(text, gold, found)} ≠ {_shown(text, found, gold)}")
    whole = Counts()
    for counts in files:
        whole.merge(counts)
    classes, tags = whole.rates.get(CLASS), whole.rates.get(TAG)
    return WordScore(
        name,
        whole.tally(WORDS),
        sum(classes) / len(classes) if classes else None,
        sum(tags) / len(tags) if tags else None,
        intervals(files, seed),
        tuple(errors),
    )


def _counts(gold: Spans, found: Spans) -> Counts:
    counts = Counts()
    both = [(gold[place], found[place]) for place in gold.keys() & found.keys()]
    counts.tally(WORDS).add(len(both), len(gold), len(found))
    tagged = [(g, f) for g, f in both if f]
    if tagged:
        counts.rates[CLASS] = [g[0] == f[0] for g, f in tagged]
        counts.rates[TAG] = [g == f for g, f in tagged]
    return counts


def _shown(text: str, one: Spans, other: Spans) -> str:
    return " ".join(text[start:end] for start, end in sorted(one.keys() - other.keys()))


def segmenters(engine: str = "rjieba", userdict: str | None = None) -> Iterator[tuple[str, Segment]]:
    """What is compared: zongjie, `jieba.lcut` as it comes, and `jieba.posseg`."""
    import jieba
    import jieba.posseg

    from zongjie.segment import segmenter

    jieba.setLogLevel("WARNING")
    plain = jieba.Tokenizer()
    tagger = jieba.posseg.POSTokenizer(plain)
    ours = segmenter(engine, userdict)
    yield "zongjie", lambda sentence: list(zip(*ours(sentence), strict=True))
    yield "jieba.lcut", lambda sentence: [(word, "") for word in plain.lcut(sentence)]
    yield "jieba.posseg", lambda sentence: [(pair.word, pair.flag) for pair in tagger.lcut(sentence)]


def _edges(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high


def _wrong(path: Path, line: int, zh: str, en: str) -> UsageError:
    return UsageError(
        f"{path} 第 {line} 行：{zh}。请改正后再算。", f"{path}, line {line}: {en}. Mend it and run again."
    )
