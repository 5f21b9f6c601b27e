"""Every format: what is written is what the tools read, and what comes back is checked against the text."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from lxml import etree
from pyrefiqda import RefiProject

from zongjie.cli import main
from zongjie.review import corrections, export, take
from zongjie.review.kinds import KINDS
from zongjie.review.records import Dataset

SUFFIX = {"labelstudio": "json", "doccano": "jsonl", "xlsx": "xlsx", "qdpx": "qdpx"}


def machine(out: Path, table: str) -> pd.DataFrame:
    return pd.read_parquet(out / "tables" / f"{table}.parquet")


def decisions(out: Path, action: str) -> list[corrections.Correction]:
    return [one for one in corrections.read(out) if one.action == action]


def exported(out: Path, to: str) -> Path:
    file = out.parent / f"tasks.{SUFFIX[to]}"
    export(out, to, file)
    return file


def answered(file: Path, change=lambda number, result: result, who: object = 7) -> list[dict]:
    """An export as Label Studio writes it once people have accepted and changed the predictions."""
    tasks = json.loads(file.read_text("utf-8"))
    for number, task in enumerate(tasks):
        result = change(number, json.loads(json.dumps(task["predictions"][0]["result"])))
        for one in result:
            one["origin"] = "prediction"
        task |= {
            "id": 100 + number, "inner_id": number + 1, "created_at": "2024-01-02T03:04:05Z", "total_annotations": 1,
            "annotations": [
                {"id": 900 + number, "completed_by": who, "was_cancelled": False, "result": result}
            ],
        }  # fmt: skip
    file.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")
    return tasks


def test_the_dataset_holds_what_the_tests_speak_of(out):
    pages = list(Dataset(out).pages())
    assert any(c > "\uffff" for page in pages for c in page.text)
    assert any("\x01" in page.text and "<b>" in page.text for page in pages)
    assert all(len([i for p in pages for i in p.items if i.table == table]) >= 2 for table in KINDS)
    wide = next(page for page in pages if "🚀" in page.text)
    assert [i for i in wide.items if i.start > wide.text.index("🚀")]


# ---------------------------------------------------------------------------------------------------------- round trips
@pytest.mark.parametrize("to", SUFFIX)
def test_an_export_that_nobody_changed_keeps_every_record(out, to):
    file = exported(out, to)
    if to == "labelstudio":
        answered(file)
    elif to == "xlsx":
        book = openpyxl.load_workbook(file)
        for name in KINDS:
            for row in range(2, book[name].max_row + 1):
                book[name].cell(row, 1, "keep")
        book.save(file)
    taken = take(out, file, reviewer="甲")
    assert taken.faults == () and taken.conflicts == ()
    assert taken.actions == {"keep": sum(len(machine(out, name)) for name in KINDS)}
    assert main(["review", "apply", str(out), "--json"]) == 0
    for name in KINDS:
        before, after = machine(out, name), pd.read_parquet(out / "review" / "tables" / f"{name}.parquet")
        pd.testing.assert_frame_equal(after[before.columns], before, check_dtype=False)
        assert set(after["review"]) == {"keep"} and set(after["reviewer"]) == {"甲"}


@pytest.mark.parametrize("to", SUFFIX)
def test_equal_exports_are_equal_bytes(out, to):
    first = exported(out, to).read_bytes()
    assert exported(out, to).read_bytes() == first


# --------------------------------------------------------------------------------------------------------- Label Studio
def test_label_studio_gets_predictions_at_code_points_and_an_interface_that_knows_their_controls(out):
    file = exported(out, "labelstudio")
    tasks = json.loads(file.read_text("utf-8"))
    interface = etree.fromstring((out.parent / "tasks.config.xml").read_bytes())
    controls = {one.get("name"): one for one in interface.iter() if one.get("toName") == "text"}
    types = {"labels": "Labels", "choices": "Choices", "number": "Number", "textarea": "TextArea"}
    seen = 0
    for task in tasks:
        for one in task["predictions"][0]["result"]:
            value = one["value"]
            control = controls[one["from_name"]]
            assert control.tag == types[one["type"]]
            if one["type"] == "labels":
                seen += 1
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
            if one["type"] == "choices":
                assert value["choices"][0] in [choice.get("value") for choice in control]
    assert seen == sum(len(machine(out, name)) for name in KINDS)


def edited(number, result):
    """In the first document: another kind for one metric, one activity gone, one record added."""
    if number:
        return result
    metric = next(one for one in result if one["value"].get("choices") == ["completion"])
    metric["value"]["choices"] = ["rate"]
    gone = next(one["id"] for one in result if one["value"].get("labels") == ["activity"])
    return [one for one in result if one["id"] != gone] + [
        {"id": "Ab3_x", "from_name": "record", "to_name": "text", "type": "labels",
         "value": {"start": 0, "end": 3, "text": "青禾县", "labels": ["problem"]}},
        {"id": "Ab3_x", "from_name": "category", "to_name": "text", "type": "choices",
         "value": {"start": 0, "end": 3, "text": "青禾县", "choices": ["other"]}},
    ]  # fmt: skip


def order_by_path(file: Path, name: str) -> None:
    tasks = json.loads(file.read_text("utf-8"))
    tasks.sort(key=lambda task: task["data"]["path"] != name)
    file.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")


def test_label_studio_changes_deletions_and_additions_come_back(out):
    file = exported(out, "labelstudio")
    order_by_path(file, "青禾县.txt")
    answered(file, edited, {"id": 3, "email": "li@example.org"})
    taken = take(out, file)
    assert taken.reviewers == ("li@example.org",)
    assert {name: taken.actions[name] for name in ("add", "change", "delete")} == {"add": 1, "change": 1, "delete": 1}
    [change] = decisions(out, "change")
    assert change.was_fields["kind"] == "completion" and change.fields["kind"] == "rate"
    assert {k: v for k, v in change.fields.items() if k != "kind"} == {
        k: v for k, v in change.was_fields.items() if k != "kind"
    }
    [add] = decisions(out, "add")
    assert (add.table, add.text, add.fields) == ("problems", "青禾县", {"category": "other"})


def test_an_old_label_studio_counts_utf16_units(out):
    def units(number, result):
        text = json.loads(file.read_text("utf-8"))[number]["data"]["text"]
        for one in result:
            for end in ("start", "end"):
                one["value"][end] = len(text[: one["value"][end]].encode("utf-16-le")) // 2
        return result

    file = exported(out, "labelstudio")
    answered(file, units)
    taken = take(out, file, reviewer="甲")
    assert taken.faults == () and set(taken.actions) == {"keep"}


def test_a_region_whose_text_is_not_there_is_listed_and_its_record_stays_undecided(out):
    def wrong(number, result):
        first = next(one for one in result if one["type"] == "labels")
        first["value"]["text"] = "别的文字"
        return result

    file = exported(out, "labelstudio")
    answered(file, wrong)
    taken = take(out, file, reviewer="甲")
    assert len(taken.faults) == 2 and "delete" not in taken.actions
    assert all(fault.where.startswith("task 10") and "别的文字" in fault.message.zh for fault in taken.faults)


def test_skipped_tasks_and_those_without_annotation_say_nothing(out):
    file = exported(out, "labelstudio")
    tasks = answered(file)
    tasks[0]["annotations"][0]["was_cancelled"] = True
    tasks[1]["annotations"] = []
    file.write_text(json.dumps(tasks, ensure_ascii=False), "utf-8")
    taken = take(out, file, reviewer="甲")
    assert taken.documents == 0 and corrections.read(out) == []


# -------------------------------------------------------------------------------------------------------------- doccano
@pytest.mark.parametrize("triples", [False, True])
def test_doccano_with_its_own_ids_and_metadata(out, triples):
    file = exported(out, "doccano")
    rows = []
    for number, line in enumerate(file.read_text("utf-8").splitlines()):
        row = json.loads(line)
        assert all(row["text"][e["start_offset"] : e["end_offset"]] for e in row["entities"])
        entities = [{**e, "id": 5000 + at} for at, e in enumerate(reversed(row.pop("entities")))]
        if number == 0:
            first = next(e for e in entities if e["label"] == "problem/awareness")
            first["label"] = "problem/capacity"
            entities.append({"id": 1, "label": "mine", "start_offset": 0, "end_offset": 2})
        row["id"] = 77 + number
        if triples:
            row["label"] = [[e["start_offset"], e["end_offset"], e["label"]] for e in entities]
        else:
            row |= {"entities": entities, "Comments": []}
        rows.append(json.dumps(row, ensure_ascii=False))
    file.write_text("\n".join(rows), "utf-8")
    taken = take(out, file, reviewer="乙")
    assert [fault.where for fault in taken.faults] == ["line 1"] and "'mine'" in taken.faults[0].message.en
    assert set(taken.actions) == {"keep", "change"} and taken.actions["change"] == 1
    assert decisions(out, "change")[0].fields == {"category": "capacity"}


# ----------------------------------------------------------------------------------------------------------------- qdpx
def test_a_project_is_read_by_a_strict_parser_of_the_standard(out, tmp_path):
    project = RefiProject.load(exported(out, "qdpx"), str(tmp_path / "x"))
    assert [code.name.split()[0] for code in project.code_book.codes.code] == ["metric", "activity", "problem"]
    codes = {child.guid: (code.guid, child.name) for code in project.code_book.codes.code for child in code.code}
    seen = 0
    for source in project.sources.text_source:
        path = RefiProject.resolve_source_path(source.plain_text_path, tmp_path / "x")
        text = path.read_bytes().decode("utf-8")
        for selection in source.plain_text_selection:
            seen += 1
            evidence = text[selection.start_position : selection.end_position]
            assert " ".join(re.sub("[\x01\x0b]", "", evidence).split())[:60] == selection.name
            assert selection.coding[0].code_ref.target_guid in codes
    assert seen == sum(len(machine(out, name)) for name in KINDS)


def rewritten(file: Path, change) -> None:
    """The project as another program would write it: `change` alters each part of the zip."""
    data = io.BytesIO()
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(data, "w") as new:
        for name in old.namelist():
            new.writestr(*change(name, old.read(name)))
    file.write_bytes(data.getvalue())


def test_a_program_may_give_new_guids_and_windows_line_breaks(out):
    """Offsets then count both characters of a line break, and a byte order mark."""
    file = exported(out, "qdpx")
    texts = {}
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            texts[name.rpartition("/")[2]] = archive.read(name).decode("utf-8")

    def change(name, raw):
        if name.endswith(".txt"):
            return name.replace("sources/", "Sources/"), b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n")
        tree = etree.fromstring(raw)
        for one in tree.iter("{*}PlainTextSelection"):
            text = texts[one.getparent().get("plainTextPath").rpartition("/")[2]]
            for end in ("startPosition", "endPosition"):
                at = int(one.get(end))
                one.set(end, str(at + 1 + text[:at].count("\n")))
        xml = etree.tostring(tree).decode()
        guids = sorted(set(re.findall(r'guid="([0-9a-f-]{36})"', xml)))
        for number, guid in enumerate(guids):
            if f"internal://{guid}" not in xml:
                xml = xml.replace(guid, f"00000000-0000-4000-8000-{number:012d}".upper())
        return name, re.sub(r"<Description>zongjie export[^<]*</Description>", "", xml).encode()

    rewritten(file, change)
    taken = take(out, file, reviewer="丙")
    assert taken.faults == () and set(taken.actions) == {"keep"}


def test_another_code_in_a_project_is_a_change_and_codes_of_others_are_listed(out):
    file = exported(out, "qdpx")

    def change(name, raw):
        if not name.endswith(".qde"):
            return name, raw
        tree = etree.fromstring(raw)
        codes = {c.get("name"): c.get("guid") for c in tree.iter("{*}Code")}
        awareness = [r for r in tree.iter("{*}CodeRef") if r.get("targetGUID") == codes["awareness 认识"]]
        awareness[0].set("targetGUID", codes["capacity 队伍能力"])
        awareness[1].set("targetGUID", "00000000-0000-4000-8000-00000000ffff")
        return name, etree.tostring(tree)

    rewritten(file, change)
    taken = take(out, file, reviewer="丙")
    assert taken.actions["change"] == 1 and decisions(out, "change")[0].fields == {"category": "capacity"}
    assert [fault.message.en for fault in taken.faults] == ["the code is none of ours: not taken"]
    assert "delete" not in taken.actions


# ----------------------------------------------------------------------------------------------------------------- xlsx
def column(sheet, name: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value.split()[0] == name)


def test_the_sheet_has_lists_sentences_and_no_formula(out):
    book = openpyxl.load_workbook(exported(out, "xlsx"))
    assert not [c for sheet in book for row in sheet for c in row if c.data_type == "f"]
    sheet = book["metrics"]
    listed = {str(one.sqref).split(":")[0].rstrip("0123456789") for one in sheet.data_validations.dataValidation}
    letters = {sheet.cell(1, column(sheet, name)).column_letter for name in ("decision", "kind", "qualifier")}
    assert listed == letters
    sentences = [row[column(sheet, "sentence") - 1].value for row in sheet.iter_rows(min_row=2, max_row=3)]
    texts = [row[column(sheet, "text") - 1].value for row in sheet.iter_rows(min_row=2, max_row=3)]
    assert all(text in sentence for text, sentence in zip(texts, sentences, strict=True))


def test_decisions_in_the_sheet(out):
    file = exported(out, "xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book["metrics"]
    at = {name: column(sheet, name) for name in ("decision", "record_id", "kind", "text", "path", "value", "unit")}
    ids = [sheet.cell(row, at["record_id"]).value for row in range(2, sheet.max_row + 1) if sheet.cell(row, 2).value]
    sheet.cell(2, at["decision"], "keep")
    sheet.cell(3, at["decision"], "delete")
    sheet.cell(4, at["kind"], "目标")  # no decision: the cell says it
    sheet.cell(5, at["kind"], "no such kind")
    extra = len(ids) + 2
    for name, value in {"decision": "add", "path": "临溪区.txt", "text": "18户", "value": 18, "unit": "户"}.items():
        sheet.cell(extra, at[name], value)
    sheet.cell(extra + 1, at["decision"], "add")
    sheet.cell(extra + 1, at["path"], "临溪区.txt")
    sheet.cell(extra + 1, at["text"], "这里没有的字")
    book.save(file)
    taken = take(out, file, reviewer="甲")
    assert taken.actions == {"add": 1, "change": 1, "delete": 1, "keep": 1}
    assert [fault.where for fault in taken.faults] == ["metrics 5", f"metrics {extra + 1}"]
    assert {one.id for one in corrections.read(out)} == {ids[0], ids[1], ids[2], ""}
    assert decisions(out, "change")[0].fields["kind"] == "target"
    [add] = decisions(out, "add")
    text = (out.parent / "texts" / "临溪区.txt").read_text("utf-8")
    assert text[add.start : add.end] == "18户" == add.text


def test_another_extent_in_the_sheet_is_sought_over_the_record(out):
    file = exported(out, "xlsx")
    book = openpyxl.load_workbook(file)
    sheet = book["problems"]
    for row in range(2, sheet.max_row + 1):
        if sheet.cell(row, column(sheet, "text")).value == "经费保障不足":
            sheet.cell(row, column(sheet, "text"), "保障不足")
    book.save(file)
    assert take(out, file, reviewer="甲").actions == {"change": 1}
    [change] = decisions(out, "change")
    assert change.end == change.was_end and change.start == change.was_start + 2


def test_a_program_that_counts_utf16_units_is_told_by_the_records_that_it_left(out):
    file = exported(out, "doccano")
    rows = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    for row in rows:
        for entity in row["entities"]:
            for end in ("start_offset", "end_offset"):
                entity[end] = len(row["text"][: entity[end]].encode("utf-16-le")) // 2
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    taken = take(out, file, reviewer="甲")
    assert taken.faults == () and set(taken.actions) == {"keep"}


def test_a_region_under_a_label_of_others_leaves_its_record_undecided(out):
    def relabelled(number, result):
        first = next(one for one in result if one["type"] == "labels")
        first["value"]["labels"] = ["mine"]
        return result

    file = exported(out, "labelstudio")
    answered(file, relabelled)
    taken = take(out, file, reviewer="甲")
    assert len(taken.faults) == 2 and set(taken.actions) == {"keep"}


def test_what_a_person_added_and_then_took_back_is_gone(out):
    file = exported(out, "labelstudio")
    plain = file.read_text("utf-8")
    order_by_path(file, "青禾县.txt")
    answered(file, edited)
    assert take(out, file, reviewer="甲").actions["add"] == 1
    file.write_text(plain, "utf-8")
    answered(file)
    taken = take(out, file, reviewer="甲")
    assert set(taken.actions) == {"keep"} and decisions(out, "add") == []
