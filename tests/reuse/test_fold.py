"""The fold: clusters, stars, passages as long as they go, places in the source, shares, and edges of a corpus."""

from __future__ import annotations

import random
import sys
from datetime import date
from itertools import chain

import pytest
from planted import ACTS, ENDS, Rows, normal, rows, sentence

from zongjie.config import Settings
from zongjie.document import identify
from zongjie.reuse import Found, Ledger, discover, fold
from zongjie.reuse.grams import LEVELS, grams, jaccard

SETTINGS = Settings()
CEREMONY = "在镇党委、镇政府的正确领导和社会各界的大力支持下。"


def story(seed: int, sentences: int = 6) -> list[str]:
    draw = random.Random(seed)
    return [sentence(draw) for _ in range(sentences)]


def units(found: Found, unit: str) -> list[dict[str, object]]:
    return [row for row in found.reuse if row["unit"] == unit]


def texts_of(tables: Rows) -> dict[str, str]:
    sources = {row["source_id"]: str(row["text"]) for row in tables["texts"]}
    return {str(row["document_id"]): sources[row["source_id"]] for row in tables["documents"]}


def check(tables: Rows, found: Found) -> None:
    """Both ends stand where they say, and the similarity is that of the two texts."""
    texts = texts_of(tables)
    for row in found.reuse:
        one = texts[str(row["document_id"])][row["start"] : row["end"]]  # type: ignore[misc]
        other = texts[str(row["other_document_id"])][row["other_start"] : row["other_end"]]  # type: ignore[misc]
        assert row["text"] == (None if row["unit"] == "document" else one)
        size = LEVELS[str(row["unit"])].size
        assert row["similarity"] == jaccard(grams(normal(one), size), grams(normal(other), size)) >= 0.8
        assert row["chars"] == len(normal(one))
        assert row["document_id"] != row["other_document_id"]


def run(*texts: str, days: list[date | None] | None = None, headings: tuple[str, ...] = ()) -> tuple[list[str], Found]:
    tables = rows(*texts, days=days, headings=headings)
    found = discover(tables, SETTINGS)
    check(tables, found)
    return [str(row["document_id"]) for row in tables["documents"]], found


# ---------------------------------------------------------------------------------------------------------- documents
def test_near_duplicates_are_one_cluster_and_come_from_the_earliest() -> None:
    whole = "".join(story(1, 20))
    later, first, other = whole.replace("3", "4"), whole, "".join(story(2, 20))
    ids, found = run(later, first, other, whole[:-1], days=[date(2023, 1, 1), date(2022, 1, 1), None, None])
    columns = found.documents
    cluster = identify("c", ids[1])
    assert [columns[one]["cluster_id"] for one in ids] == [cluster, cluster, None, cluster]
    assert [columns[one]["duplicate_of"] for one in ids] == [ids[1], None, None, ids[1]]
    whole_rows = units(found, "document")
    assert {row["document_id"] for row in whole_rows} == {ids[0], ids[3]}
    assert {row["other_document_id"] for row in whole_rows} == {ids[1]}
    assert columns[ids[1]]["reused_share"] == columns[ids[2]]["reused_share"] == 0
    assert columns[ids[3]]["reused_share"] == 1


def test_without_dates_the_longer_document_is_the_first_and_then_the_id_decides() -> None:
    whole = "".join(story(3, 20))
    ids, found = run(whole, whole + "村民代表到场。")
    assert found.documents[ids[0]]["duplicate_of"] == ids[1]
    ids, found = run(whole, whole)
    assert found.documents[max(ids)]["duplicate_of"] == min(ids)


def test_a_document_counts_by_the_year_it_looks_back_on_where_no_date_is_known() -> None:
    whole = "".join(story(3, 20))
    tables = rows(whole, whole, days=[None, date(2020, 5, 1)])
    tables["documents"][0]["review_year"] = 2018
    ids = [str(row["document_id"]) for row in tables["documents"]]
    assert discover(tables, SETTINGS).documents[ids[1]]["duplicate_of"] == ids[0]


def test_short_and_empty_documents_are_no_duplicates() -> None:
    _, found = run("同意。", "同意。", "", "")
    assert found.reuse == []
    assert {row["cluster_id"] for row in found.documents.values()} == {None}
    _, found = run("", "")
    assert {row["reused_share"] for row in found.documents.values()} == {None}


@pytest.mark.parametrize("tables", [{}, {"documents": [], "texts": [], "sentences": []}])
def test_an_empty_corpus_has_nothing(tables: Rows) -> None:
    assert discover(tables, SETTINGS) == Found()


def test_one_document_is_not_held_against_itself() -> None:
    line = story(4, 1)[0]
    ids, found = run(f"{line}{ACTS[0]}，{ENDS[1]}。\n{line}")
    assert found.reuse == [] and found.documents[ids[0]]["reused_share"] == 0


def test_set_off_it_finds_nothing() -> None:
    whole = "".join(story(1))
    assert discover(rows(whole, whole), Settings(reuse=False)) == Found()


# ----------------------------------------------------------------------------------------------------------- passages
def test_adjacent_sentences_are_one_passage_as_far_as_it_goes() -> None:
    copied, before, after = story(5, 4), story(6, 2), story(7, 2)
    copied[1] = "人人叫好。"  # too short to be looked for, and part of the passage
    first = "".join(story(8, 2) + copied + story(9, 1))
    second = "".join(before) + "\n".join(copied) + "".join(after)
    ids, found = run(first, second, days=[date(2020, 1, 1), date(2021, 1, 1)])
    (row,) = units(found, "sentence")
    assert row["document_id"] == ids[1] and row["other_document_id"] == ids[0]
    assert row["text"] == "\n".join(copied)
    assert first[row["other_start"] : row["other_end"]] == "".join(copied)  # type: ignore[misc]
    share = found.documents[ids[1]]["reused_share"]
    assert share == pytest.approx(len(normal("".join(copied))) / len(normal(second)))


def test_edited_sentences_stay_in_the_passage_and_others_end_it() -> None:
    copied = story(10, 5)
    touched = [*copied[:2], copied[2].replace("，", "，并", 1), f"{ACTS[3]}，{ENDS[2]}。", copied[4]]
    _, found = run("".join(copied), "".join(touched), days=[date(2020, 1, 1), date(2021, 1, 1)])
    passages = units(found, "sentence")
    assert [row["text"] for row in passages] == ["".join(touched[:3]), touched[4]]
    assert 0.8 <= passages[0]["similarity"] < 1 == passages[1]["similarity"]  # type: ignore[operator]


def test_moved_sentences_are_passages_of_their_own() -> None:
    one = story(11, 4)
    _, found = run("".join(one), "".join([*one[2:], *one[:2]]), days=[date(2020, 1, 1), date(2021, 1, 1)])
    assert [row["text"] for row in units(found, "sentence")] == ["".join(one[2:]), "".join(one[:2])]


def test_short_sentences_and_headings_alone_are_no_reuse() -> None:
    heading = "一、扎扎实实办好全镇十件民生实事"
    one, other = story(12, 2), story(13, 2)
    texts = [f"{heading}\n{''.join(own)}\n人人叫好。" for own in (one, other)]
    _, found = run(*texts, headings=(heading,))
    assert found.reuse == []


def test_a_sentence_of_many_documents_leads_to_the_first_and_no_further() -> None:
    shared = story(14, 1)[0]
    count = 60
    texts = ["".join([*story(100 + n, 1), shared, *story(200 + n, 1)]) for n in range(count)]
    days: list[date | None] = [date(2000 + n, 1, 1) for n in range(count)]
    ids, found = run(*texts, days=days)
    passages = units(found, "sentence")
    assert len(passages) == count - 1, "a star, not n² rows"
    assert {row["other_document_id"] for row in passages} == {ids[0]}


def test_it_leads_elsewhere_where_that_passage_is_longer() -> None:
    shared, more = story(15, 1)[0], story(16, 2)
    texts = [shared + story(17, 1)[0], shared + more[0] + more[1], story(18, 1)[0] + shared + more[0]]
    ids, found = run(*texts, days=[date(2001, 1, 1), date(2002, 1, 1), date(2003, 1, 1)])
    assert [(row["document_id"], row["other_document_id"]) for row in units(found, "sentence")] == [
        (ids[1], ids[0]), (ids[2], ids[1]),
    ]  # fmt: skip
    assert units(found, "sentence")[1]["text"] == shared + more[0]


def test_of_several_sources_the_one_with_the_longest_passage_is_taken() -> None:
    """The rarest sentence stands first in a document without the next one, then in one with it."""
    rare, next_one = story(40, 1)[0], story(41, 1)[0]
    own = [story(500 + n, 1)[0] for n in range(5)]
    texts = [own[0] + rare, own[1] + rare + next_one, own[2] + next_one, own[3] + next_one, own[4] + rare + next_one]
    ids, found = run(*texts, days=[date(2001 + n, 1, 1) for n in range(5)])
    (row,) = [row for row in units(found, "sentence") if row["document_id"] == ids[4]]
    assert row["other_document_id"] == ids[1] and row["text"] == rare + next_one


def test_a_rare_neighbour_leads_a_common_sentence_to_its_source() -> None:
    """The common sentence stands in more earlier documents than are tried; the rare one behind it knows the way."""
    common, rare = story(19, 1)[0], story(20, 1)[0]
    texts = [story(300 + n, 1)[0] + common for n in range(40)] + [common + rare] * 2
    texts[-1] = story(400, 1)[0] + texts[-1]
    ids, found = run(*texts, days=[date(1950 + n, 1, 1) for n in range(42)])
    (row,) = [row for row in units(found, "sentence") if row["document_id"] == ids[41]]
    assert row["other_document_id"] == ids[40] and row["text"] == common + rare


def test_paragraphs_are_compared_as_a_whole() -> None:
    one, other = story(21, 3), story(22, 3)
    _, found = run("".join(one) + "\n" + "".join(story(23, 2)), "".join(other) + "\n" + "".join(one))
    (row,) = units(found, "paragraph")
    assert row["text"] == "".join(one)


# ----------------------------------------------------------------------------------------------------------- ceremony
def test_ceremony_is_counted_and_is_no_reuse() -> None:
    one, other = story(24, 2), story(25, 2)
    ids, found = run("".join([*one, CEREMONY]), "".join([CEREMONY, *other]), days=[date(2001, 1, 1), date(2002, 1, 1)])
    (row,) = found.reuse
    assert row["ceremony"] is True and row["text"] == CEREMONY
    assert found.documents[ids[1]]["reused_share"] == 0
    held = len(normal(CEREMONY))
    assert found.documents[ids[1]]["ceremony_share"] == pytest.approx(held / (held + len(normal("".join(other)))))


def test_a_sentence_with_content_beside_its_formula_is_reuse() -> None:
    mixed = CEREMONY[:-1] + "，" + story(26, 1)[0]
    ids, found = run(mixed, mixed + story(27, 1)[0], days=[date(2001, 1, 1), date(2002, 1, 1)])
    row = units(found, "sentence")[0]
    assert row["ceremony"] is False
    assert 0 < found.documents[ids[1]]["reused_share"] < 1  # type: ignore[operator]


def test_a_line_break_in_a_formula_and_in_a_copy_changes_nothing() -> None:
    """The words of a sentence are those of its cleaned text; the source may wrap it anywhere."""
    texts = ["".join([CEREMONY, *story(34, 2)]), "".join([CEREMONY, *story(34, 2)])]
    plain = rows(*texts)
    wrapped = rows(*texts)
    one = wrapped["sentences"][0]
    assert one["text"] == CEREMONY
    one["words"] = [CEREMONY[:4], CEREMONY[4:9] + "\n" + CEREMONY[9:]]
    one["text"] = CEREMONY[:6] + "\n" + CEREMONY[6:]
    first = plain["sentences"][0]["document_id"]
    expected = discover(plain, SETTINGS).documents[str(first)]["ceremony_share"]
    assert discover(wrapped, SETTINGS).documents[str(first)]["ceremony_share"] == expected > 0  # type: ignore[operator]


# -------------------------------------------------------------------------------------------------- order, streaming
def corpus() -> Rows:
    draw = random.Random(30)
    pool = [sentence(draw) for _ in range(25)]
    texts = ["\n".join("".join(draw.sample(pool, 3)) for _ in range(3)) for _ in range(12)]
    texts += [texts[0].replace("月", "月份", 1), texts[3]]
    return rows(*texts, days=[date(2010 + n % 5, 1, 1) for n in range(14)])


def split(tables: Rows) -> list[Rows]:
    """The rows source by source."""
    parts = []
    for text, document in zip(tables["texts"], tables["documents"], strict=True):
        own = [row for row in tables["sentences"] if row["document_id"] == document["document_id"]]
        parts.append({"texts": [text], "documents": [document], "sentences": own})
    return parts


def collected(parts: list[Rows]) -> Found:
    with Ledger() as ledger:
        for part in parts:
            ledger.add(part)
        return fold(ledger)


def test_file_by_file_and_in_any_order_it_finds_the_same() -> None:
    tables = corpus()
    whole = discover(tables, SETTINGS)
    check(tables, whole)
    assert len(whole.reuse) > 20
    parts = split(tables)
    assert collected(parts) == whole
    random.Random(5).shuffle(parts)
    shuffled = collected(parts)
    assert shuffled.documents == whole.documents
    key = "reuse_id"
    assert sorted(shuffled.reuse, key=lambda row: str(row[key])) == sorted(whole.reuse, key=lambda row: str(row[key]))


def test_rows_are_in_the_order_of_documents_and_places_and_their_ids_differ() -> None:
    tables = corpus()
    found = discover(tables, SETTINGS)
    place = {row["document_id"]: number for number, row in enumerate(tables["documents"])}
    order = [(place[row["document_id"]], row["start"]) for row in found.reuse]
    assert order == sorted(order)
    assert len({row["reuse_id"] for row in found.reuse}) == len(found.reuse)


def test_passages_of_a_document_do_not_overlap() -> None:
    found = discover(corpus(), SETTINGS)
    spans: dict[object, list[tuple[object, object]]] = {}
    for row in units(found, "sentence"):
        spans.setdefault(row["document_id"], []).append((row["start"], row["end"]))
    for some in spans.values():
        flat = list(chain.from_iterable(sorted(some)))  # type: ignore[type-var]
        assert flat == sorted(flat)  # type: ignore[type-var]


def test_the_work_of_a_passage_is_done_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Many passages of one document: its text is decoded once, and each passage held against its source once."""
    copied = story(60, 30)
    own = story(61, 30)
    later = "".join(line + other for line, other in zip(copied, own, strict=True))
    read: list[int] = []
    compared: list[str] = []
    module = sys.modules[Found.__module__]  # its name in the package is that of the function
    decode, index = Ledger.document_text, module.index
    monkeypatch.setattr(Ledger, "document_text", lambda ledger, number: read.append(number) or decode(ledger, number))
    monkeypatch.setattr(module, "index", lambda one, *rest: compared.append(one) or index(one, *rest))
    _, found = run("".join(copied), later, days=[date(2001, 1, 1), date(2002, 1, 1)])
    assert len(units(found, "sentence")) == len(compared) == 30
    assert read == [1]


def test_a_lone_surrogate_is_a_character_like_others() -> None:
    line = story(31, 1)[0].replace("月", "月\ud800")
    _, found = run(line + story(32, 1)[0], line + story(33, 1)[0])
    assert len(units(found, "sentence")) == 1
