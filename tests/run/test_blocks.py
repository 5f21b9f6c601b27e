"""A long document in blocks: nothing of it is lost or moved, and what it takes in memory hardly grows with it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zongjie.config import load_settings
from zongjie.dataset.tables import Rows, document_rows, merge
from zongjie.document import Document, Metadata, OffsetMap, Source, Span
from zongjie.run import Pipeline, blocks, pipeline
from zongjie.run.blocks import LEAST, LONGEST
from zongjie.structure import structure

TEXTS = Path(__file__).resolve().parents[2] / "corpus" / "benchmark" / "train" / "texts"
SAMPLE = (
    "青禾县{n}年工作报告\n一、过去五年的工作\n五年来，全县新建学校{n}所，累计投资{n}万元。今年以来，培训教师{n}人次，同比增长{m}%。\n"
    "（一）队伍建设。举办培训班{m}期，组织竞赛{m}场。\n二、存在的问题\n师资力量不足，经费保障不够到位。针对经费不足，计划追加投入。\n"
    "三、明年计划\n力争新建实训室{m}间，完成投资{n}万元，比上年增长{m}%。\n"
)
MEMORY = """
import json, resource, sys
from pathlib import Path
from zongjie import ingest
from zongjie.config import load_settings
from zongjie.run.shards import shards
from zongjie.run.work import ShardRecipe, parts
from zongjie.store import Store

settings = load_settings()
[shard] = shards(ingest.items([Path(sys.argv[1])]), settings, None, {})
work = ShardRecipe(settings, None, Store(Path(sys.argv[2])), parts())()
work(shard, lambda number: None)
print(json.dumps(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024))
"""
RUN = """
import json, resource, sys
import zongjie
from zongjie.run import Execution
zongjie.run(sys.argv[1], sys.argv[2], themes=False, execution=Execution("processes", 1))
both = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
print(json.dumps(max(resource.getrusage(who).ru_maxrss for who in both) * 1024))
"""
SIZES = 600_000, 1_200_000  # below the first the process still takes what it will then use again
PERIOD = ("metric_id", "period_type", "period_start", "period_end", "period_source", "kind", "value")
PER_CHARACTER = 200  # bytes; on these dense texts some 120 are measured, and 500 where a document stays whole
GIGABYTE = 2**30


@pytest.fixture(scope="module")
def stages() -> Pipeline:
    return Pipeline()


@pytest.fixture
def bound(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """Sets the bound: `bound(LONGEST)`."""

    def set_to(longest: int) -> None:
        for module in (blocks, pipeline):
            monkeypatch.setattr(module, "LONGEST", longest)
        monkeypatch.setattr(blocks, "LEAST", longest // 2)
        monkeypatch.setattr(blocks, "REST", longest // 4)

    return set_to


@cache
def benchmark() -> str:
    """The authored texts one behind the other, each under a heading of the highest level."""
    texts = [path.read_text("utf-8").strip() for path in sorted(TEXTS.glob("*.txt"))]
    return "".join(f"第{number}章 单位情况\n{text}\n" for number, text in enumerate(texts, 1))


def text_of(characters: int) -> str:
    """So much of the authored texts, again and again."""
    return (benchmark() * (characters // len(benchmark()) + 1))[:characters]


def rows_of(stages: Pipeline, text: str) -> Rows:
    return merge(map(document_rows, stages(text, "2023年工作报告.txt")))


def structured(text: str) -> Document:
    source = Source("a.txt", "0", len(text), "text/plain", "utf-8", text, "ok")
    document = Document(source, 0, Span(0, len(text)), text, text, OffsetMap.identity(len(text)), Metadata())
    return structure(document)


@given(
    st.lists(
        st.sampled_from(
            ["一、工作\n", "（一）办班。", "举办培训班3期，", "培训20人。", "人员不足。\n", "\n", "　　", "内容" * 40]
        )
    )
)
def test_blocks_hold_everything_once_in_order(parts: list[str]) -> None:
    document = structured("".join(parts))
    with pytest.MonkeyPatch.context() as patch:
        for name, value in (("LONGEST", 60), ("LEAST", 30), ("REST", 15)):
            patch.setattr(blocks, name, value)
        found = list(blocks.blocks(document))
    assert "".join(block.document.text for block in found) == document.text
    at, sentences, sections = 0, [], {}
    for block in found:
        own = block.document
        assert [own.text[one.span.start : one.span.end] for one in own.sentences] == [
            document.text[one.span.start + at : one.span.end + at] for one in own.sentences
        ]
        sentences += [(one.span.start + at, one.section + block.section, one.role) for one in own.sentences]
        sections |= {number: section.title for number, section in enumerate(own.sections, block.section)}
        assert [tuple(own.text[c.start : c.end] for c in some) for some in own.clauses] == [
            tuple(document.text[c.start + at : c.end + at] for c in some) for some in own.clauses
        ]
        at += len(own.text)
    assert sentences == [(one.span.start, one.section, one.role) for one in document.sentences]
    if len(found) > 1:
        assert sections == dict(enumerate(section.title for section in document.sections))


def test_a_document_at_the_bound_is_one_block_and_a_longer_one_is_not() -> None:
    text = text_of(LONGEST)
    assert len(list(blocks.blocks(structured(text)))) == 1
    found = list(blocks.blocks(structured(text + "又举办培训班3期。")))
    assert len(found) == 2
    assert min(len(block.document.text) for block in found) >= LONGEST // 4
    assert len(found[0].document.text) >= LEAST


def test_blocks_begin_with_the_highest_heading_in_reach() -> None:
    chapter = "第{n}章 情况\n" + "（一）工作\n举办培训班3期。\n" * 1_000
    text = "".join(chapter.replace("{n}", n) for n in "一二三四五六七八九") * 2
    found = list(blocks.blocks(structured(text)))
    assert len(found) > 2
    assert all(block.document.text.startswith("第") for block in found)


def test_a_figure_is_not_parted() -> None:
    document = structured("举办培训班3期。\n" * 20)
    [time] = [replace(t, span=Span(60, 66)) for t in Pipeline(load_settings(learned=False))("2023年")[0].times]
    at = next(s.span.start for s in document.sentences if 60 < s.span.start < 66)
    assert blocks._crosses((time,), at)
    assert not blocks._crosses((time,), 66)


def test_records_a_little_above_the_bound_are_those_of_the_whole(stages: Pipeline, bound: object) -> None:
    """All but measures, which are looked for in the block of their problem."""
    text = text_of(LONGEST * 5 // 4)
    in_blocks = rows_of(stages, text)
    bound(len(text))  # type: ignore[operator]
    whole = rows_of(stages, text)
    assert len(whole["metrics"]) > 500
    for name, rows in whole.items():
        if name == "problems":
            assert [{**row, "measure_ids": 0} for row in in_blocks[name]] == [{**row, "measure_ids": 0} for row in rows]
        else:
            assert in_blocks[name] == rows, name


def test_a_block_knows_the_years_that_were_told_before_it(stages: Pipeline, bound: object) -> None:
    filling = "".join(f"（{sign}）队伍建设。举办培训班{n}期。\n" * 9 for n, sign in enumerate("一二三四五六", 3))
    text = SAMPLE.format(n=2023, m=5) + f"二、队伍\n{filling}三、财政工作回顾\n全县财政收入年均增长6.5%。\n"
    whole = rows_of(stages, text)
    assert {row["review_year"] for row in whole["documents"]} == {2023}
    assert whole["metrics"][-1]["period_start"] == date(2019, 1, 1)  # 五年来, said in the first block
    bound(400)  # type: ignore[operator]
    parts = rows_of(stages, text)
    assert len(list(blocks.blocks(stages._through(structured(text), [])))) > 2
    periods = [[{name: row[name] for name in PERIOD} for row in rows["metrics"]] for rows in (parts, whole)]
    assert periods[0] == periods[1]
    assert parts["documents"] == whole["documents"]
    assert parts["sections"] == whole["sections"]


def peak(script: str, text: str, folder: Path) -> int:
    """The most bytes of memory that a process which reads this text has held."""
    folder.mkdir()
    (folder / "长.txt").write_text(text, "utf-8")
    done = subprocess.run(
        [sys.executable, "-c", script, str(folder / "长.txt"), str(folder / "out")],
        capture_output=True,
        text=True,
        check=True,
    )
    found: int = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="what a process held at most is told in other units elsewhere")
def test_memory_of_a_worker_hardly_grows_with_the_document(tmp_path: Path) -> None:
    short, long = (peak(MEMORY, text_of(size), tmp_path / str(size)) for size in SIZES)
    assert long - short < PER_CHARACTER * (SIZES[1] - SIZES[0])


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux", reason="what a process held at most is told in other units elsewhere")
def test_millions_of_characters_fit_in_a_gigabyte(tmp_path: Path) -> None:
    from zongjie.dataset.verify import verify

    sizes = 3_000_000, 6_000_000
    found = [peak(RUN, text_of(size), tmp_path / str(size)) for size in sizes]
    assert max(found) < GIGABYTE
    assert verify(tmp_path / str(sizes[0]) / "out") == []
