"""What workers prepare for the panel and for the search for reuse is what the parent would have made of the rows."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from corpora import bytes_of, settings
from hypothesis import given
from hypothesis import strategies as st

from zongjie.dataset.shard import pack, unpack
from zongjie.kpi import prepare as panel
from zongjie.kpi.codebook import of_settings
from zongjie.kpi.missing import Mention
from zongjie.reuse import prepare as reuse
from zongjie.run import Execution, run_corpus
from zongjie.run import shards as module

SENTENCES = (
    "一年来，我们一定努力做好各项工作，办班3期。",
    "今后要进一步做好各项工作。",
    "在镇党委的正确领导下，举办培训班5期，培训教师120人次。",
    "经费不足，人员短缺。",
    "——",
    "地区生产总值增长5.2%，城镇新增就业3.1万人。",
)
BOOK = of_settings(("macro", "organisation"))


def rows_of(document: int, chosen: list[str]) -> tuple[str, list[dict[str, object]]]:
    """A text whose every third sentence begins a paragraph, and the rows of its sentences."""
    text, rows = "", []
    for number, words in enumerate(chosen):
        text += "\n" if number % 3 == 2 else ""
        place = {"start": len(text), "end": len(text) + len(words)}
        text += words
        ids = {"document_id": f"d{document}", "sentence_id": f"n{document}.{number}"}
        rows.append({**ids, **place, "text": words, "words": [words], "heading": number == 0, "role": "work"})
    return text, rows


@given(st.lists(st.lists(st.sampled_from(SENTENCES), max_size=7), min_size=1, max_size=4), st.integers(1, 9))
def test_the_size_of_batches_changes_nothing(documents: list[list[str]], size: int) -> None:
    made = [rows_of(number, chosen) for number, chosen in enumerate(documents)]
    texts = [text for text, _ in made]
    every = [(number, row) for number, (_, rows) in enumerate(made) for row in rows]
    cut = [every[at : at + size] for at in range(0, len(every), size)]
    whole = reuse.prepare(texts, [([number for number, _ in every], [row for _, row in every])])
    parts = reuse.prepare(texts, (([number for number, _ in some], [row for _, row in some]) for some in cut))
    assert (parts.sentences, "".join(parts.texts)) == (whole.sentences, "".join(whole.texts))
    assert parts.clauses == whole.clauses
    again = reuse.Prepared.of(unpack(pack(parts.tables())))
    assert (again.sentences, again.texts, again.clauses) == (parts.sentences, parts.texts, parts.clauses)
    rows = [row for _, row in every]
    said = panel.prepare(BOOK, [], [rows[at : at + size] for at in range(0, len(rows), size)])
    assert said == panel.prepare(BOOK, [], [rows])
    assert panel.Prepared.of(unpack(pack(said.tables()))) == said


def test_company_is_of_the_same_document() -> None:
    texts, rows = zip(*(rows_of(number, [SENTENCES[1]]) for number in range(2)), strict=True)
    one, two = reuse.prepare(list(texts), [([0], rows[0]), ([1], rows[1])]).clauses
    assert one[:3] == two[:3]  # each alone, with nothing before it or behind
    assert (one.document, two.document) == (0, 1)


def test_a_metric_says_what_its_sentence_says() -> None:
    _, [row] = rows_of(0, ["今年的目标是：就业率下降3%。"])
    metric = {"sentence_id": row["sentence_id"], "kpi": "employment", "start": 12, "subject": "就业率"}
    alone = {**metric, "sentence_id": None}
    said, nowhere = panel.prepare(BOOK, [metric, alone], [[row]]).said
    assert said.role == "work" and said.falling and not nowhere.role and not nowhere.falling


def test_mentions_travel_whole() -> None:
    made = panel.Prepared([panel.Said("plan", True, False, True)], [Mention("d1", "n1", "gdp", False)])
    assert panel.Prepared.of(unpack(pack(made.tables()))) == made


def test_reuse_that_is_switched_on_later_reads_no_file_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_BYTES", 600)
    folder, draw = tmp_path / "in", random.Random(1)
    folder.mkdir()
    for number in range(8):
        chosen = draw.choices(SENTENCES, k=6)
        (folder / f"{number}.txt").write_text("青禾县工作总结\n" + "\n".join(chosen), "utf-8")

    def run(out: Path, reuse: bool) -> int:
        return run_corpus([folder], out, settings(reuse=reuse), execution=Execution("serial")).kept

    assert run(tmp_path / "one", True) == 0
    assert run(tmp_path / "two", False) == 0
    assert run(tmp_path / "two", True) == 8
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    monkeypatch.setattr("zongjie.run.prepared.for_reuse", None)  # where it is on, the workers do it and the parent not
    run(tmp_path / "three", True)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "three")
