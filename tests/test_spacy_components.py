"""The spaCy component: spans, records, tokens that cut differently, serialization, processes, the entry point."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy import displacy
from spacy.tokens import Doc, DocBin

import zongjie
from zongjie.display import KINDS
from zongjie.errors import UsageError
from zongjie.spacy_components import CODE, Zongjie, _places, display_options

ROOT = Path(__file__).parent.parent
TEXT = (
    "青禾县总工会2023年工作总结\n一、主要工作\n全年新建基层工会31家，完成计划30家的103.3%。举办职工技能培训班4期。\n"
    "二、存在的问题\n部分乡镇对工会工作重视不够。\n"
)


@pytest.fixture(scope="module")
def nlp():
    made = spacy.blank("zh")
    made.add_pipe("zongjie")
    return made


def test_spans_are_the_records_of_the_pipeline(nlp):
    doc = nlp(TEXT)
    frames = zongjie.load()(TEXT).to_frames()
    for table, label in CODE.items():
        spans, rows = list(doc.spans[table]), frames[table].to_dict("records")
        assert [span._.zongjie["text"] for span in spans] == [row["text"] for row in rows]
        assert [(s.start_char, s.end_char, s.label_, s.id_) for s in spans] == [
            (row["start"], row["end"], row[label], next(iter(row.values()))) for row in rows
        ]
        assert all(doc.text[s._.zongjie["start"] : s._.zongjie["end"]] == s.text for s in spans)
    assert {span.text for span in doc.spans["metrics"]} >= {"31家", "4期", "103.3%"}
    metric = next(span for span in doc.spans["metrics"] if span.text == "31家")._.zongjie
    assert (metric["value"], metric["unit"], metric["aligned"]) == (31, "家", True)
    assert [span._.zongjie["predicate"] for span in doc.spans["activities"]] == ["新建", "举办"]
    assert doc.spans["problems"][0].label_ == "awareness"


def test_links_lead_to_records_of_the_same_doc(nlp):
    doc = nlp(TEXT)
    by_id = {span.id_: span for span in doc.spans["metrics"]}
    linked = [span._.zongjie["target_id"] for span in by_id.values() if span._.zongjie["target_id"]]
    assert linked
    assert by_id[linked[0]].text == "30家"
    [summary] = doc._.zongjie["documents"]
    assert (summary["period_start"], summary["title"]) == ("2023-01-01", "青禾县总工会2023年工作总结")


def test_what_is_no_finding_has_no_record(nlp):
    doc = nlp(TEXT)
    assert doc[0:2]._.zongjie == {}
    assert nlp.make_doc(TEXT)._.zongjie == {"documents": [], "unaligned": []}


def cut(*words: str) -> Doc:
    return Doc(spacy.blank("zh").vocab, words=list(words), spaces=[False] * len(words))


def test_tokens_that_cut_a_finding_are_taken_whole_and_its_place_is_kept():
    doc = Zongjie()(cut("举办职工技能培训班", "4期，全", "年"))
    [metric] = doc.spans["metrics"]
    record = metric._.zongjie
    assert metric.text == "4期，全"
    assert record["aligned"] is False
    assert (record["text"], doc.text[record["start"] : record["end"]]) == ("4期", "4期")


@pytest.mark.parametrize("alignment", ["strict", "contract"])
def test_what_cannot_be_aligned_is_said(alignment):
    with pytest.warns(UserWarning, match="unaligned"):
        doc = Zongjie(alignment=alignment)(cut("举办职工技能培训班", "4期，全", "年"))
    assert not doc.spans["metrics"]
    assert ("metrics", "4期") in [(row["table"], row["text"]) for row in doc._.zongjie["unaligned"]]


def test_jieba_inside_spacy_keeps_every_place():
    made = spacy.blank("zh", config={"nlp": {"tokenizer": {"segmenter": "jieba"}}})
    made.add_pipe("zongjie")
    doc = made(TEXT)
    for table in CODE:
        for span in doc.spans[table]:
            record = span._.zongjie
            assert span.start_char <= record["start"] < record["end"] <= span.end_char
            assert doc.text[record["start"] : record["end"]] == record["text"]
    assert not doc._.zongjie["unaligned"]


@given(st.text(alphabet="甲\r\n", max_size=30))
def test_places_lead_back_over_line_breaks(text):
    place, plain = _places(text), text.replace("\r\n", "\n")
    for at, sign in enumerate(plain):
        assert text[place(at)] == sign or text[place(at) : place(at) + 2] == "\r\n"
    assert place(len(plain)) == len(text)


def test_windows_line_breaks_move_no_place(nlp):
    doc, same = nlp(TEXT.replace("\n", "\r\n")), nlp(TEXT)
    assert [span.text for span in doc.spans["metrics"]] == [span.text for span in same.spans["metrics"]]
    assert [span._.zongjie["text"] for span in doc.spans["problems"]] == ["部分乡镇对工会工作重视不够"]


@pytest.mark.parametrize("text", ["", "  \n ", "今天天气很好。"])
def test_a_text_without_findings_has_empty_groups(nlp, text):
    doc = nlp(text)
    assert [len(doc.spans[table]) for table in CODE] == [0, 0, 0]


def shown(doc: Doc) -> list[tuple[str, str, str, object]]:
    return [(table, span.text, span.label_, span._.zongjie) for table in CODE for span in doc.spans[table]]


def test_docs_survive_a_docbin_and_bytes(nlp):
    doc = nlp(TEXT)
    kept = DocBin(store_user_data=True, docs=[doc]).to_bytes()
    [back] = DocBin().from_bytes(kept).get_docs(spacy.blank("zh").vocab)
    assert shown(back) == shown(doc)
    assert back._.zongjie == doc._.zongjie
    assert shown(Doc(spacy.blank("zh").vocab).from_bytes(doc.to_bytes())) == shown(doc)


def test_it_works_through_pipe_and_processes(nlp):
    texts = [TEXT, "举办职工技能培训班5期。"]
    alone = [shown(nlp(text)) for text in texts]
    assert [shown(doc) for doc in nlp.pipe(texts)] == alone
    for doc, expected in zip(nlp.pipe(texts, n_process=2), alone, strict=True):
        assert shown(doc) == expected


def test_a_pipeline_on_disk_keeps_the_settings(tmp_path):
    made = spacy.blank("zh")
    made.add_pipe("zongjie", config={"settings": {"learned": False}, "alignment": "contract"})
    made.to_disk(tmp_path / "nlp")
    back = spacy.load(tmp_path / "nlp")
    component = back.get_pipe("zongjie")
    assert (component.settings.learned, component.alignment) == (False, "contract")
    assert shown(back(TEXT)) == shown(made(TEXT))


def test_a_wrong_setting_is_named():
    with pytest.raises(UsageError, match="colour"):
        spacy.blank("zh").add_pipe("zongjie", config={"settings": {"colour": 1}})
    with pytest.raises(UsageError, match="alignment"):
        Zongjie(alignment="near")


@pytest.mark.parametrize("table", list(CODE))
def test_displacy_draws_in_our_colours(nlp, table):
    doc = nlp(TEXT)
    page = displacy.render(doc, style="span", options=display_options(doc, table), jupyter=False)
    color = next(color for _, name, _, color in KINDS if name == table)
    assert color in page
    assert not {other for _, _, _, other in KINDS if other != color and other in page}


def test_displacy_options_need_a_doc_with_findings(nlp):
    with pytest.raises(UsageError, match="none"):
        display_options(nlp.make_doc(TEXT))


def test_spacy_finds_the_factory_by_the_entry_point(tmp_path):
    """A distribution with the entry point that pyproject.toml declares, and a program that imports spaCy alone."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"]
    points = "".join(
        f"[{group}]\n" + "".join(f"{k} = {v}\n" for k, v in some.items()) for group, some in declared.items()
    )
    info = tmp_path / "zongjie_points-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: zongjie-points\nVersion: 1\n", "utf-8")
    (info / "entry_points.txt").write_text(points, "utf-8")
    code = (
        "import spacy\nnlp = spacy.blank('zh')\n"
        "nlp.add_pipe('zongjie')\nprint(len(nlp('举办培训班4期。').spans['metrics']))"
    )
    path = os.pathsep.join([str(tmp_path), str(Path(zongjie.__file__).parent.parent)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, encoding="utf-8", env=environment, check=False
    )
    assert (done.returncode, done.stdout.strip()) == (0, "1"), done.stderr
