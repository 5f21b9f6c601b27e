"""Words in context: every place of a word or expression in a dataset, with what stands left and right of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from zongjie.errors import UsageError
from zongjie.terms.dictionary import Dictionary, Entry, Match
from zongjie.terms.fold import LOOSE, SPACE
from zongjie.terms.tables import Dataset

if TYPE_CHECKING:
    import pandas as pd

    from zongjie.terms.tables import Tables

Order = Literal["document", "left", "right", "period"]
ORDERS: tuple[Order, ...] = get_args(Order)
COLUMNS = ["path", "title", "year", "period", "start", "end", "left", "text", "right", "word", "use", "role",
           "document_id", "sentence_id"]  # fmt: skip
MARGIN = 4  # times the width that is read, so that enough is left when white space is taken out
TEXTS = 64  # source texts in memory at once


@dataclass(frozen=True, slots=True)
class Place:
    """One hit before its context is read; `number` is that of the document, `order` the hit's place among all."""

    order: int
    number: int
    sentence_id: str
    start: int
    end: int
    text: str
    word: str
    use: str
    role: str


def concordance(
    out: Tables,
    pattern: str | Sequence[str],
    *,
    match: Match = "exact",
    width: int = 20,
    role: str | None = None,
    order: Order = "document",
    limit: int | None = None,
    sample: int | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """The hits of one or more words, each with `width` characters of context to either side, within its document.

    `match` reads the words as they stand, as whole words of the segmenter, or as regular expressions; `role` keeps
    sentences of one role; `sample` draws that many hits at random, `limit` cuts after sorting. White space is taken out
    of the contexts; `start` and `end` are those of the source. `attrs` has `hits`, `documents` and `documents_total`.

    Raises:
        UsageError: there is no dataset, an expression is wrong, or the role is unknown.
    """
    words = [pattern] if isinstance(pattern, str) else list(pattern)
    _check(words, match, role, order)
    dataset = Dataset(out)
    # no sort, no draw: what lies beyond the limit is counted and need not be kept
    most = limit if order == "document" and sample is None else None
    places, hits, documents = _places(dataset, words, match, role, sample, seed, most)
    frame = _sorted(_with_context(dataset, places, width), order) if places else _empty()
    frame = frame.iloc[:limit].reset_index(drop=True)
    frame.attrs = {"hits": hits, "documents": documents, "documents_total": len(dataset.documents)}
    return frame


def _check(words: Sequence[str], match: Match, role: str | None, order: str) -> None:
    from zongjie.dataset.schema import TABLES

    roles = TABLES["sentences"]["role"].values
    if role is not None and role not in roles:
        raise UsageError(
            f"没有功能 {role}；可用 {'、'.join(roles)}。", f"there is no role {role}: use one of {', '.join(roles)}."
        )
    if order not in ORDERS:
        raise UsageError(
            f"不能按 {order} 排；可用 {'、'.join(ORDERS)}。", f"cannot sort by {order}: {', '.join(ORDERS)}."
        )
    for word in words:
        if not word.strip():
            raise UsageError("要找的词是空的。", "the word to look for is empty.")
        try:
            empty = match == "regex" and re.search(word, "") is not None
        except re.error as fault:
            raise UsageError(
                f"正则表达式 {word} 有误：{fault}。", f"the regular expression {word!r} is wrong: {fault}."
            ) from fault
        if empty:
            raise UsageError(
                f"正则表达式 {word} 能匹配空串；请写得更确切。",
                f"the regular expression {word!r} matches the empty text: make it more exact.",
            )


def _places(
    dataset: Dataset,
    words: Sequence[str],
    match: Match,
    role: str | None,
    sample: int | None,
    seed: int,
    most: int | None,
) -> tuple[list[Place], int, int]:
    """The hits to show (a uniform draw where `sample` is given), and how many hits and documents there are."""
    import numpy as np

    from zongjie.terms.match import Matcher
    from zongjie.terms.scan import scan

    entries = tuple(Entry(word, word, match=match) for word in dict.fromkeys(words))
    rng = np.random.default_rng(seed)
    kept: list[Place] = []
    hits = 0
    numbers: set[int] = set()
    for part in scan(dataset, Matcher(Dictionary("kwic", entries))):
        roles, ids = part.batch["role"], part.batch["sentence_id"]
        for hit in part.hits:
            if role is not None and roles[hit.row].as_py() != role:
                continue
            number = int(part.document[hit.row])
            numbers.add(number)
            at = hits if sample is None or hits < sample else int(rng.integers(0, hits + 1))
            hits += 1
            if (sample is not None and at >= sample) or (most is not None and at >= most):
                continue
            place = Place(hits, number, ids[hit.row].as_py(), hit.start, hit.end, hit.text, entries[hit.entry].word,
                          hit.use, roles[hit.row].as_py())  # fmt: skip
            if at < len(kept):
                kept[at] = place
            else:
                kept.append(place)
    return sorted(kept, key=lambda one: one.order), hits, len(numbers)


def _with_context(dataset: Dataset, places: Sequence[Place], width: int) -> pd.DataFrame:
    import pandas as pd

    documents = dataset.documents
    sources = documents["source_id"].tolist()
    bounds = list(zip(documents["start"].tolist(), documents["end"].tolist(), strict=True))
    wanted: dict[str, list[Place]] = {}
    for place in places:
        wanted.setdefault(sources[place.number], []).append(place)
    contexts: dict[int, tuple[str, str]] = {}
    for batch in dataset.batches("texts", ["source_id", "text"], rows=TEXTS):
        for row, source in enumerate(batch["source_id"].to_pylist()):
            if source in wanted:
                text = batch["text"][row].as_py()
                for place in wanted[source]:
                    contexts[place.order] = _context(text, place, bounds[place.number], width)
    about = documents.iloc[[place.number for place in places]]
    rows = [
        (*contexts.get(place.order, ("", "")), place.start, place.end, place.text, place.word, place.use, place.role,
         place.sentence_id)
        for place in places
    ]  # fmt: skip
    names = ["left", "right", "start", "end", "text", "word", "use", "role", "sentence_id"]
    frame = pd.DataFrame(rows, columns=names)
    for name in ("path", "title", "year", "period", "document_id"):
        frame[name] = about[name].to_numpy()
    frame["year"] = frame["year"].astype("Int64")
    return frame[COLUMNS]


def _context(text: str, place: Place, bounds: tuple[int, int], width: int) -> tuple[str, str]:
    left = text[max(bounds[0], place.start - MARGIN * width) : place.start]
    right = text[place.end : min(bounds[1], place.end + MARGIN * width)]
    return _bare(left)[-width:] if width else "", _bare(right)[:width]


def _bare(text: str) -> str:
    return SPACE.sub(" ", LOOSE.sub("", text))


def _sorted(frame: pd.DataFrame, order: Order) -> pd.DataFrame:
    """In the order of the texts, by what stands left (from the word outwards) or right, or by period, nulls last."""
    if order == "left":
        return frame.iloc[sorted(range(len(frame)), key=lambda at: frame["left"].iloc[at][::-1])]
    if order == "right":
        return frame.sort_values("right", kind="stable")
    if order == "period":
        return frame.sort_values(["year", "period"], kind="stable", na_position="last")
    return frame


def _empty() -> pd.DataFrame:
    import pandas as pd

    return pd.DataFrame({name: [] for name in COLUMNS})
