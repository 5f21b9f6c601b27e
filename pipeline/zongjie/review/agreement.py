"""How far two readings of the same documents agree: places by F1, codes by Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import Message, UsageError
from zongjie.evaluate.compare import overlap
from zongjie.evaluate.intervals import DRAWS, Interval, intervals
from zongjie.evaluate.records import Record
from zongjie.evaluate.tally import Counts
from zongjie.review.formats import read as read_file
from zongjie.review.kinds import KINDS
from zongjie.review.offsets import Counting, plain
from zongjie.review.records import Dataset, Item
from zongjie.review.returned import Reading
from zongjie.review.taking import SAME_RECORD

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

EXACT, LOOSE, CODES, CHARACTERS = "exact", "overlap", "codes", "characters"
COMMAND = 'pip install "zongjie[review]"'
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of one table. `n` is what it was reckoned from: records of both sides for F1, records that both have
    for the codes, characters for `characters`. `value` is None where it is not defined; `low` and `high` are the 95 %
    bootstrap interval over documents, None for fewer than two."""

    table: str
    measure: str
    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """The figures, the number of documents that both sides have, and the sentence for a methods section."""

    documents: int
    names: Pair
    measures: tuple[Measure, ...]
    sentence: Message

    def rows(self) -> list[dict[str, object]]:
        """The figures as rows."""
        return [asdict(one) for one in self.measures]


@dataclass(frozen=True, slots=True)
class _Side:
    """A reading: records by document. `judged` are the records looked at, None where documents were read whole."""

    name: str
    items: Mapping[str, tuple[Item, ...]]
    lengths: Mapping[str, int]
    judged: frozenset[str] | None


def agreement(one: Path, other: Path, *, of: Sequence[str] = (), seed: int = 0, draws: int = DRAWS) -> Agreement:
    """Compare two corrected files, or a file and a dataset folder (the machine); of each table in `of`, or of all.

    One file given twice, of two annotators in Label Studio, compares the two. Of sheets only the records that both
    looked at are compared, and places of whole documents are not counted.

    Raises:
        UsageError: nltk is missing, the two have no document in common, or one shows single records and the other whole
            documents.
    """
    if find_spec("nltk") is None:
        raise UsageError(f"α 需要 nltk。请安装：{COMMAND}", f"alpha needs nltk. Install it: {COMMAND}")
    a, b = _sides(one, other)
    common = sorted(a.items.keys() & b.items.keys())
    if not common:
        raise UsageError(
            f"{one} 和 {other} 没有共同的文档。请比较同一次导出的文件。",
            f"{one} and {other} have no document in common. Compare files of one export.",
        )
    measures = []
    for table in [name for name in KINDS if not of or name in of]:
        measures += _measures(table, a, b, common, seed, draws)
    names = a.name, b.name
    return Agreement(len(common), names, tuple(measures), sentence(len(common), names, measures))


# ---------------------------------------------------------------------------------------------------------------- sides
def _sides(one: Path, other: Path) -> tuple[_Side, _Side]:
    if one.is_dir() and other.is_dir():
        raise UsageError(
            "两边都是数据集文件夹；至少一边应是改过的文件。",
            "both are dataset folders; at least one should be a corrected file.",
        )
    files = [path for path in (one, other) if not path.is_dir()]
    read = {path: _files(path) for path in files}
    if len(files) == 2 and one.resolve() == other.resolve():
        people = read[one]
        if len(people) != 2:
            raise _people(one, sorted(people), 2)
        first, second = (people[name] for name in sorted(people))
        return first, second
    for path in files:
        if len(read[path]) != 1:
            raise _people(path, sorted(read[path]), 1)
    sides = [next(iter(read[path].values())) if path in read else None for path in (one, other)]
    known = next(side for side in sides if side is not None)
    a, b = (side or _machine(path, known) for side, path in zip(sides, (one, other), strict=True))
    if (a.judged is None) != (b.judged is None):
        raise UsageError(
            "一边是 xlsx（单条记录），一边是整篇文档，无法比较。请用同一种格式。",
            "one side is xlsx (single records) and the other has whole documents. Compare files of one format.",
        )
    return _narrowed(a, b) if a.judged is not None and b.judged is not None else (a, b)


def _people(path: Path, names: Sequence[str], wanted: int) -> UsageError:
    said = ", ".join(names)
    return UsageError(
        f"{path} 里有 {len(names)} 个人的标注（{said}），这里需要 {wanted} 个。",
        f"{path} holds the annotations of {len(names)} people ({said}); {wanted} are needed here.",
    )


def _files(path: Path) -> dict[str, _Side]:
    """The readings of a file by person."""
    returned = read_file(path)
    by_person: dict[str, list[Reading]] = {}
    for reading in returned.readings:
        by_person.setdefault(reading.reviewer, []).append(reading)
    return {who: _side(who or path.stem, some) for who, some in by_person.items()}


def _side(name: str, readings: Sequence[Reading]) -> _Side:
    items: dict[str, tuple[Item, ...]] = {}
    lengths: dict[str, int] = {}
    judged: set[str] = set()
    for reading in readings:
        text = plain(reading.text or "")
        counting = Counting(reading.text, text) if reading.whole else None
        found = []
        for mark in reading.marks:
            if not reading.whole and not mark.decision:
                continue
            key = mark.id or f"{mark.table} {mark.start} {mark.end}"
            judged.add(key)
            if mark.decision == "delete" or mark.start is None or mark.end is None:
                continue
            place = (mark.start, mark.end) if counting is None else counting.place(mark.start, mark.end, mark.text)
            if place is not None:
                found.append(Item(mark.table, key, *place, mark.text or "", mark.fields))
        items[reading.document_id] = (*items.get(reading.document_id, ()), *found)
        lengths[reading.document_id] = len(text)
    whole = all(reading.whole for reading in readings)
    return _Side(name, items, lengths, None if whole else frozenset(judged))


def _machine(out: Path, known: _Side) -> _Side:
    """What the machine found in the documents of the other side."""
    pages = list(Dataset(out).pages(documents=set(known.items)))
    judged = None if known.judged is None else frozenset(item.id for page in pages for item in page.items)
    return _Side(
        "zongjie",
        {page.document_id: page.items for page in pages},
        {page.document_id: len(page.text) for page in pages},
        judged,
    )


def _narrowed(a: _Side, b: _Side) -> tuple[_Side, _Side]:
    """Both sides with the records that both looked at; one that a person added is there for both to have."""
    machine = {item.id for some in (a, b) if some.name == "zongjie" for items in some.items.values() for item in items}
    both = (a.judged or frozenset()) & (b.judged or frozenset())

    def kept(side: _Side) -> _Side:
        added = set() if not machine else (side.judged or frozenset()) - machine
        items = {key: tuple(i for i in some if i.id in both | added) for key, some in side.items.items()}
        return _Side(side.name, items, side.lengths, side.judged)

    return kept(a), kept(b)


# ------------------------------------------------------------------------------------------------------------- measures
def _measures(table: str, a: _Side, b: _Side, common: Sequence[str], seed: int, draws: int) -> list[Measure]:
    files: list[Counts] = []
    codes: list[list[Pair]] = []
    chars: list[tuple[int, int, int, int]] = []
    for document in common:
        one, other = ([i for i in side.items[document] if i.table == table] for side in (a, b))
        counts, pairs = Counts(), paired(one, other)
        counts.tally(EXACT).add(_same_places(one, other), len(one), len(other))
        counts.tally(LOOSE).add(len(pairs), len(one), len(other))
        files.append(counts)
        codes.append(_codes(table, pairs))
        chars.append(_characters(one, other, max(a.lengths[document], b.lengths[document])))
    whole = Counts()
    for counts in files:
        whole.merge(counts)
    if not any(tally.gold + tally.found for tally in whole.tallies.values()):
        return []
    edges: Mapping[str, Interval] = intervals(files, seed, draws) if len(files) > 1 else {}
    found = [
        _measure(table, f"f1_{name}", tally.f1, edges.get(name), tally.gold + tally.found)
        for name, tally in whole.tallies.items()
    ]
    found += _coded(table, codes, seed, draws)
    if a.judged is None:
        found.append(_kappa_of_characters(table, chars, seed, draws))
    return found


def _measure(table: str, name: str, value: float | None, edges: Interval | None, n: int) -> Measure:
    low, high = (None, None) if edges is None or value is None else (round(edges.low, 4), round(edges.high, 4))
    return Measure(table, name, None if value is None else round(value, 4), low, high, n)


def _same_places(one: Sequence[Item], other: Sequence[Item]) -> int:
    from collections import Counter

    both = Counter(item.place for item in one) & Counter(item.place for item in other)
    return sum(both.values())


def paired(one: Sequence[Item], other: Sequence[Item]) -> list[tuple[Item, Item]]:
    """Records that overlap by half of their union, the best first, each once; by equal codes where overlap is equal."""
    candidates = sorted(
        (-score, str(x.fields.get(_code(x))) != str(y.fields.get(_code(y))), i, j)
        for i, x in enumerate(one)
        for j, y in enumerate(other)
        if x.start < y.end
        and y.start < x.end
        and (score := overlap(Record(x.start, x.end), Record(y.start, y.end))) >= SAME_RECORD
    )
    pairs, used, taken = [], set[int](), set[int]()
    for _, _, i, j in candidates:
        if i not in used and j not in taken:
            pairs.append((one[i], other[j]))
            used.add(i)
            taken.add(j)
    return pairs


def _code(item: Item) -> str:
    return KINDS[item.table].code


def _codes(table: str, pairs: Sequence[tuple[Item, Item]]) -> list[Pair]:
    name = KINDS[table].code
    both = [(x.fields.get(name), y.fields.get(name)) for x, y in pairs]
    return [(str(x), str(y)) for x, y in both if x and y]


def _characters(one: Sequence[Item], other: Sequence[Item], length: int) -> tuple[int, int, int, int]:
    """Characters in records of both, of the first alone, of the second alone, of neither."""
    x, y = ({at for item in some for at in range(item.start, item.end)} for some in (one, other))
    return len(x & y), len(x - y), len(y - x), length - len(x | y)


def _coded(table: str, codes: Sequence[Sequence[Pair]], seed: int, draws: int) -> list[Measure]:
    pairs = [pair for some in codes for pair in some]
    labels = sorted({label for pair in pairs for label in pair})
    matrices = _matrices(codes, labels)
    share = sum(x == y for x, y in pairs) / len(pairs) if pairs else None
    name = KINDS[table].code
    return [
        _measure(table, f"{name}_{what}", value, _drawn(matrices, formula, seed, draws), len(pairs))
        for what, value, formula in (
            ("agreement", share, _share_of),
            ("kappa", kappa(pairs), _kappa_of),
            ("alpha", alpha(pairs), _alpha_of),
        )
    ]


def kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa (1960); None where both use one and the same label, or nothing was labelled."""
    from sklearn.metrics import cohen_kappa_score

    if len({label for pair in pairs for label in pair}) < 2:
        return None
    return float(cohen_kappa_score([x for x, _ in pairs], [y for _, y in pairs]))


def alpha(pairs: Sequence[Pair]) -> float | None:
    """Krippendorff's alpha for nominal data (2004); None where only one label occurs, or nothing was labelled."""
    from nltk.metrics.agreement import AnnotationTask

    if len({label for pair in pairs for label in pair}) < 2:
        return None
    data = [(who, number, label) for number, pair in enumerate(pairs) for who, label in zip("ab", pair, strict=True)]
    return float(AnnotationTask(data).alpha())


def _kappa_of_characters(table: str, chars: Sequence[tuple[int, int, int, int]], seed: int, draws: int) -> Measure:
    import numpy as np

    matrices = np.array([[[neither, b], [a, both]] for both, a, b, neither in chars], dtype=float)
    value = _kappa_of(matrices.sum(axis=0)[None])[0]
    n = int(matrices.sum())
    edges = _drawn(matrices, _kappa_of, seed, draws)
    return _measure(table, "characters_kappa", None if np.isnan(value) else float(value), edges, n)


def _matrices(codes: Sequence[Sequence[Pair]], labels: Sequence[str]) -> NDArray[np.float64]:
    """How often each pair of labels occurs, by document."""
    import numpy as np

    at = {label: number for number, label in enumerate(labels)}
    found = np.zeros((len(codes), len(labels), len(labels)))
    for document, some in enumerate(codes):
        for x, y in some:
            found[document, at[x], at[y]] += 1
    return found


def _drawn(
    matrices: NDArray[np.float64], formula: Callable[[NDArray[np.float64]], NDArray[np.float64]], seed: int, draws: int
) -> Interval | None:
    """The middle 95 % of a figure over draws of documents; draws in which it is not defined are left out."""
    import numpy as np

    size = len(matrices)
    if size < 2 or not matrices.size:
        return None
    lots = np.random.default_rng(seed).multinomial(size, [1 / size] * size, size=draws)
    values = formula(np.tensordot(lots.astype(float), matrices, axes=1))
    values = values[~np.isnan(values)]
    if not len(values):
        return None
    low, high = np.quantile(values, [0.025, 0.975])
    return Interval(float(low), float(high))


def _share_of(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        result: NDArray[np.float64] = np.trace(sums, axis1=1, axis2=2) / sums.sum(axis=(1, 2))
    return result


def _kappa_of(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Cohen's kappa of each matrix of counts; NaN where chance alone would agree always."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        n = sums.sum(axis=(1, 2))
        seen = np.trace(sums, axis1=1, axis2=2) / n
        chance = (sums.sum(axis=1) * sums.sum(axis=2)).sum(axis=1) / n**2
        result: NDArray[np.float64] = np.where(chance < 1, (seen - chance) / (1 - chance), np.nan)
    return result


def _alpha_of(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """Krippendorff's nominal alpha of two coders without gaps, of each matrix of counts."""
    import numpy as np

    with np.errstate(invalid="ignore", divide="ignore"):
        of_label = sums.sum(axis=1) + sums.sum(axis=2)
        values = of_label.sum(axis=1)
        differ = 2 * (sums.sum(axis=(1, 2)) - np.trace(sums, axis1=1, axis2=2))
        chance = values**2 - (of_label**2).sum(axis=1)
        result: NDArray[np.float64] = np.where(chance > 0, 1 - (values - 1) * differ / chance, np.nan)
    return result


# ------------------------------------------------------------------------------------------------------------- sentence
def sentence(documents: int, names: Pair, measures: Sequence[Measure]) -> Message:
    """The figures as a sentence for a methods section, with n."""
    zh, en = [], []
    for table in dict.fromkeys(one.table for one in measures):
        own = {one.measure: one for one in measures if one.table == table}
        code = KINDS[table].code
        spans, codes = own[f"f1_{LOOSE}"], own[f"{code}_kappa"]
        words = KINDS[table].column(code)
        figures = (_said(own[f"f1_{EXACT}"]), _said(spans), _said(codes), _said(own[f"{code}_alpha"]))
        zh.append(
            f"{KINDS[table].zh}（n = {spans.n} 条）的位置完全一致 F1 = {figures[0]}，重叠一致 F1 = {figures[1]}；"
            f"双方都有的 {codes.n} 条的{words.label_zh} Cohen κ = {figures[2]}，Krippendorff α = {figures[3]}"
        )
        en.append(
            f"{table} (n = {spans.n} records of both): F1 of identical places {figures[0]}, of overlapping ones "
            f"{figures[1]}; {words.label_en} of the {codes.n} records that both have: Cohen's κ {figures[2]}, "
            f"Krippendorff's α {figures[3]}"
        )
    return Message(
        f"{names[0]} 与 {names[1]} 在同样的 {documents} 篇文档上比较。" + "；".join(zh)
        + "。方括号内为按文档自助抽样的 95 % 区间；重叠指交并比不小于 0.5。",
        f"{names[0]} and {names[1]} were compared on the same {documents} documents. " + "; ".join(en)
        + ". Brackets: 95 % bootstrap intervals over documents; overlapping: intersection over union of at least .5.",
    )  # fmt: skip


def _said(one: Measure) -> str:
    if one.value is None:
        return "—"
    return f"{one.value:.2f}" + ("" if one.low is None else f" [{one.low:.2f}, {one.high:.2f}]")
