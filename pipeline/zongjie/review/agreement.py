"""How far two readings of the same documents agree: places by F1, codes by Cohen's kappa and Krippendorff's alpha."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from zongjie.errors import Message, UsageError
from zongjie.evaluate.compare import overlap
from zongjie.evaluate.intervals import Interval, intervals
from zongjie.evaluate.records import Record
from zongjie.evaluate.tally import Counts
from zongjie.resampling import DRAWS
from zongjie.review.chance import Pair, alpha, counted, interval, kappa, pooled, share
from zongjie.review.kinds import KINDS
from zongjie.review.offsets import plain
from zongjie.review.records import Item
from zongjie.review.returned import Fault
from zongjie.review.sides import Side, sides
from zongjie.review.taking import SAME_RECORD

if TYPE_CHECKING:
    from zongjie.review.chance import Formula, Matrices

EXACT, LOOSE = "exact", "overlap"


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
    """The figures, the number of documents that both sides have, the sentence for a methods section, and rows of the
    files that could not be compared."""

    documents: int
    names: Pair
    measures: tuple[Measure, ...]
    sentence: Message
    left_out: tuple[Fault, ...] = ()

    def rows(self) -> list[dict[str, object]]:
        """The figures as rows."""
        return [asdict(one) for one in self.measures]


def agreement(
    one: Path, other: Path, *, of: Sequence[str] = (), dataset: Path | None = None, seed: int = 0, draws: int = DRAWS
) -> Agreement:
    """Compare two corrected files, or a file and a dataset folder (the machine); of each table in `of`, or of all that
    both were exported with.

    One file given twice, of two annotators in Label Studio, compares the two. Two sheets need `dataset`, the folder
    that they were exported from. Of sheets the records that both looked at are compared, as `take` reads them; a record
    that one added is one that the other did not find, in every document on which both decided something. Documents
    whose text differs are left out.

    Raises:
        UsageError: the two have no document in common, a table was not exported, a sheet lacks its dataset, or one
            shows single records and the other whole documents.
    """
    both = sides(one, other, dataset)
    a, b = both.one, both.other
    if missing := [name for name in of if name not in both.tables]:
        raise UsageError(
            f"{'、'.join(missing)} 没有导出到这些文件里；有：{'、'.join(both.tables)}。",
            f"{', '.join(missing)} was not exported to these files; there are {', '.join(both.tables)}.",
        )
    shared = sorted(a.items.keys() & b.items.keys())
    common = [key for key in shared if plain(a.texts[key]) == plain(b.texts[key])]
    if not common:
        raise UsageError(
            f"{one} 和 {other} 没有共同的文档。请比较同一次导出的文件。",
            f"{one} and {other} have no document in common. Compare files of one export.",
        )
    measures = []
    for table in [name for name in both.tables if not of or name in of]:
        measures += _measures(table, a, b, common, seed, draws)
    names = a.name, b.name
    said = Message("两边的文本不同，未比较", "its text is not the same on both sides: not compared")
    left_out = (*both.left_out, *(Fault(key, said) for key in shared if key not in common))
    return Agreement(len(common), names, tuple(measures), sentence(len(common), names, measures), left_out)


# ------------------------------------------------------------------------------------------------------------- measures
def _measures(table: str, a: Side, b: Side, common: Sequence[str], seed: int, draws: int) -> list[Measure]:
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
        chars.append(_characters(one, other, len(plain(a.texts[document]))))
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
    matrices, name = counted(codes), KINDS[table].code
    return [
        _drawn(table, f"{name}_{what}", matrices, formula, seed, draws)
        for what, formula in (("agreement", share), ("kappa", kappa), ("alpha", alpha))
    ]


def _kappa_of_characters(table: str, chars: Sequence[tuple[int, int, int, int]], seed: int, draws: int) -> Measure:
    import numpy as np

    matrices = np.array([[[neither, b], [a, both]] for both, a, b, neither in chars], dtype=float)
    return _drawn(table, "characters_kappa", matrices, kappa, seed, draws)


def _drawn(table: str, name: str, matrices: Matrices, formula: Formula, seed: int, draws: int) -> Measure:
    edges = interval(matrices, formula, seed, draws)
    return _measure(table, name, pooled(matrices, formula), edges, int(matrices.sum()))


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
