"""REFI-QDA projects (.qdpx) for NVivo, MAXQDA and ATLAS.ti: sources, a code for each value, selections with codes.

After the REFI-QDA standard 1.5: a zip with `project.qde` (XML) and `sources/GUID.txt` (UTF-8). `startPosition` and
`endPosition` are Unicode code points, from 0, the end not included. A selection has one code of ours: the kind of
record and its main field; other fields stay as the machine has them, and stand in the selection's description.
"""

from __future__ import annotations

import re
import uuid
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from zongjie.dataset.schema import VALUES
from zongjie.errors import Message
from zongjie.review.kinds import KINDS, TABLE_OF, shown
from zongjie.review.records import Item, Page
from zongjie.review.returned import Fault, Mark, Reading, Returned, unreadable

SPACE = "urn:QDA-XML:project:1.0"
INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
SCHEMA = "http://schema.qdasoftware.org/versions/Project/v1.0/Project.xsd"
NAMES = uuid.UUID("6f1d0b0e-3a56-5f0b-9a5c-7d0e6c2b4a11")
"""The name space of our GUIDs: one record has one GUID in every export."""
MADE = "2000-01-01T00:00:00Z"
DATE = (2000, 1, 1, 0, 0, 0)  # fixed, so that equal data are equal bytes
UNFIT = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold; in the sources themselves they stay."""
ID = re.compile(r"\bd[0-9a-f]{16}\b")
NAMED = 60  # characters of a selection's text in its name
Element = Any


def guid(name: str) -> str:
    """The GUID of a thing of ours."""
    return str(uuid.uuid5(NAMES, name))


# ------------------------------------------------------------------------------------------------------------ writing
def write(pages: Iterable[Page], path: Path, export: str) -> None:
    """Write the project to `path`."""
    from lxml import etree

    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        about = {"name": "zongjie", "origin": "zongjie", "creatingUserGUID": guid("user"), "creationDateTime": MADE}
        project = etree.Element(_tag("Project"), {**about, "modifiedDateTime": MADE}, nsmap={None: SPACE})
        project.set(f"{{{INSTANCE}}}schemaLocation", f"{SPACE} {SCHEMA}")
        users = etree.SubElement(project, _tag("Users"))
        etree.SubElement(users, _tag("User"), guid=guid("user"), name="zongjie")
        _codes(etree.SubElement(etree.SubElement(project, _tag("CodeBook")), _tag("Codes")))
        sources = etree.SubElement(project, _tag("Sources"))
        for page in pages:
            _source(sources, page)
            _put(archive, f"sources/{guid(page.document_id)}.txt", page.text.encode("utf-8"))
        etree.SubElement(project, _tag("Description")).text = f"zongjie export {export}"
        _put(archive, "project.qde", etree.tostring(project, xml_declaration=True, encoding="utf-8", pretty_print=True))


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(entry, data)


def _tag(name: str) -> str:
    return f"{{{SPACE}}}{name}"


def _codes(codes: Element) -> None:
    from lxml import etree

    for kind in KINDS.values():
        about = {"guid": guid(kind.label), "name": f"{kind.label} {kind.zh}", "isCodable": "true"}
        parent = etree.SubElement(codes, _tag("Code"), {**about, "color": kind.color})
        words = VALUES[kind.column(kind.code).value_set]
        for value in kind.values(kind.code):
            name = f"{value} {words[value][0]}"
            etree.SubElement(
                parent, _tag("Code"), guid=guid(f"{kind.label}/{value}"), name=name, isCodable="true", color=kind.color
            )


def _source(sources: Element, page: Page) -> None:
    from lxml import etree

    own = guid(page.document_id)
    name = UNFIT.sub("", f"{page.title or page.path} {page.document_id}")
    by = {"creatingUser": guid("user"), "creationDateTime": MADE}
    source = etree.SubElement(
        sources, _tag("TextSource"), {"guid": own, "name": name, "plainTextPath": f"internal://{own}.txt", **by}
    )
    etree.SubElement(source, _tag("Description")).text = UNFIT.sub("", f"{page.path} @{page.base}")
    for item in page.items:
        _selection(source, item, by)


def _selection(source: Element, item: Item, by: dict[str, str]) -> None:
    from lxml import etree

    kind = KINDS[item.table]
    name = " ".join(UNFIT.sub("", item.text).split())[:NAMED] or item.id
    place = {"startPosition": str(item.start), "endPosition": str(item.end)}
    selection = etree.SubElement(
        source, _tag("PlainTextSelection"), {"guid": guid(item.id), "name": name, **place, **by}
    )
    said = [f"{field}: {shown(kind, field, value)}" for field, value in item.fields.items() if value not in (None, "")]
    etree.SubElement(selection, _tag("Description")).text = UNFIT.sub("", "; ".join(said))
    coding = etree.SubElement(selection, _tag("Coding"), {"guid": guid(item.id + " coding"), **by})
    code = guid(f"{kind.label}/{item.fields[kind.code]}")
    etree.SubElement(coding, _tag("CodeRef"), targetGUID=code)


# ------------------------------------------------------------------------------------------------------------ reading
def read(path: Path) -> Returned:
    """The selections of a project. Our codes are known by GUID, or by name where a program gave them new ones.

    Raises:
        UsageError: the file is no REFI-QDA project.
    """
    from lxml import etree

    try:
        with zipfile.ZipFile(path) as archive:
            files = {name.casefold(): name for name in archive.namelist()}
            qde = next(name for low, name in files.items() if low.endswith(".qde"))
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            project = etree.fromstring(archive.read(qde), parser)
            texts = {
                Path(low).name: archive.read(name).decode("utf-8")
                for low, name in files.items()
                if low.startswith("sources/") and low.endswith(".txt")
            }
    except (zipfile.BadZipFile, StopIteration, etree.XMLSyntaxError, UnicodeDecodeError, OSError) as fault:
        raise unreadable(path, repr(fault), "REFI-QDA (.qdpx)") from fault
    faults: list[Fault] = []
    codes, users = _read_codes(project), _users(project)
    readings = tuple(
        reading
        for source in _all(project, "TextSource")
        if (reading := _reading(source, codes, users, texts, faults)) is not None
    )
    described = "".join(one.text or "" for one in project if _local(one) == "Description")
    named = re.search(r"zongjie export (x[0-9a-f]{16})", described)
    return Returned("qdpx", named[1] if named else "", readings, tuple(faults))


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(parent: Element, name: str) -> list[Element]:
    return [one for one in parent.iter() if _local(one) == name]


def _read_codes(project: Element) -> dict[str, tuple[str, str | None]]:
    """Table and value of every code of ours in the project, by GUID; the value is None for the kind alone."""
    known: dict[str, tuple[str, str | None]] = {}
    for code in _all(project, "Code"):
        own, above = (_first_word(one.get("name")) for one in (code, code.getparent()))
        if above in TABLE_OF and own in KINDS[TABLE_OF[above]].values(KINDS[TABLE_OF[above]].code):
            known[code.get("guid", "").lower()] = (TABLE_OF[above], own)
        elif own in TABLE_OF:
            known[code.get("guid", "").lower()] = (TABLE_OF[own], None)
    for kind in KINDS.values():
        known[guid(kind.label)] = (kind.table, None)
        known.update({guid(f"{kind.label}/{value}"): (kind.table, value) for value in kind.values(kind.code)})
    return known


def _first_word(name: str | None) -> str:
    return (name or "").split(" ")[0]


def _users(project: Element) -> dict[str, str]:
    return {one.get("guid", "").lower(): one.get("name", "") for one in _all(project, "User")}


def _reading(
    source: Element,
    codes: dict[str, tuple[str, str | None]],
    users: dict[str, str],
    texts: dict[str, str],
    faults: list[Fault],
) -> Reading | None:
    name = source.get("name", "")
    where = f"source {name}"
    found = ID.findall(name)
    if not found:
        faults.append(Fault(where, Message("来源名称里没有文档编号", "the name of the source has no document id")))
        return None
    held = texts.get(source.get("plainTextPath", "").rpartition("/")[2].casefold())
    if held is None:
        held = next((one.text for one in source if _local(one) == "PlainTextContent"), None)
    if held is None:
        faults.append(Fault(where, Message("项目里没有这个来源的文本", "the project holds no text of it")))
        return None
    marks = [
        mark
        for selection in _all(source, "PlainTextSelection")
        for mark in _marks(selection, codes, users, where, faults)
    ]
    described = next((one.text or "" for one in source if _local(one) == "Description"), "")
    base = described.rpartition("@")[2]
    people = sorted({mark.comment for mark in marks} - {"", "zongjie"})
    return Reading(
        found[-1], people[0] if len(people) == 1 else "", held, True, tuple(marks), where,
        int(base) if base.isdecimal() else None,
    )  # fmt: skip


def _marks(
    selection: Element,
    codes: dict[str, tuple[str, str | None]],
    users: dict[str, str],
    where: str,
    faults: list[Fault],
) -> list[Mark]:
    found = []
    try:
        start, end = int(selection.get("startPosition")), int(selection.get("endPosition"))
    except (TypeError, ValueError):
        faults.append(Fault(where, Message("选段没有位置", "a selection has no place")))
        return []
    key = (selection.get("guid") or "").lower()
    by_table: dict[str, tuple[set[str], str]] = {}
    at = f"{where}, {start}–{end}"
    for coding in _all(selection, "Coding"):
        for ref in _all(coding, "CodeRef"):
            table, value = codes.get((ref.get("targetGUID") or "").lower(), ("", None))
            if not table:
                said = Message("编码不是 zongjie 的，未取", "the code is none of ours: not taken")
                faults.append(Fault(at, said, key, (start, end)))
                continue
            values, who = by_table.get(table, (set(), ""))
            who = users.get((coding.get("creatingUser") or "").lower(), "") or who
            by_table[table] = (values | ({value} if value else set()), who)
    for table, (values, who) in by_table.items():
        fields: dict[str, object] = dict.fromkeys([KINDS[table].code] if values else [], next(iter(values), None))
        if len(values) > 1:
            listed = ", ".join(sorted(values))
            several = Message(f"一个选段有几个同类编码：{listed}", f"several codes of one kind: {listed}")
            faults.append(Fault(at, several))
            fields = {}
        found.append(Mark(at, table, key, start, end, None, fields, comment=who))
    return found
