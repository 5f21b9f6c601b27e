"""How much the pages of a PDF would ask of PDFium, told from its streams before a page is loaded.

PDFium keeps an object for each text that is shown, about 1.6 kB, draws a form each time it is named, and ends the
process when memory does. Streams of an encrypted file cannot be looked into; pages of honest files are far below.
"""

from __future__ import annotations

import base64
import binascii
import re
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

from zongjie.errors import UnreadableError

MOST_SHOWN = 500_000  # texts shown by one stream, forms it names included: .9 GB; a dense page has some 5,000
DEEPEST_FORM = 40  # PDFium goes no deeper
MOST_STREAM = 100_000_000  # bytes of one stream that is no picture; a map of a city in vectors has some 20 MB
CHUNK = 1 << 20
LONGEST_HEAD = 8_192  # bytes of a stream's dictionary
STREAM = re.compile(rb"(?<![A-Za-z])stream\r?\n")
OBJECT = re.compile(rb"(?<![0-9])(\d{1,10})\s{1,9}\d{1,5}\s{1,9}obj\b")
FILTER = re.compile(rb"/(FlateDecode|Fl|ASCII85Decode|A85|ASCIIHexDecode|AHx)(?=[\s/>\]])")
SHOWS = re.compile(rb"""[\])>]\s{0,9}(?:T[jJ]|['"])""")
NAMES = re.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s{1,9}Do(?=\s|$)")
NAMED = re.compile(rb"/([^\s/<>\[\](){}%]{1,127})\s{1,9}(\d{1,10})\s{1,9}\d{1,5}\s{1,9}R\b")
RESOURCES = re.compile(rb"/(?:Resources|XObject)\s{1,9}(\d{1,10})\s{1,9}\d{1,5}\s{1,9}R\b")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one stream shows itself, which forms it names how often, and the objects its dictionary gives for names."""

    shown: int
    names: Counter[bytes]
    objects: dict[bytes, int]


def check_streams(data: bytes) -> None:
    """Look at every stream that is no picture.

    Raises:
        UnreadableError: one unpacks to too much, or shows too many texts by itself or by the forms it names.
    """
    drawings: dict[int, Drawing] = {}
    places = cache(lambda: {int(found[1]): found.end() for found in OBJECT.finditer(data)})
    for number, head, begin in _streams(data):
        content = _content(head, data, begin)
        shown = len(SHOWS.findall(content))
        if shown > MOST_SHOWN:
            raise _too_much(number)
        if b"Do" in content:
            drawings[number] = Drawing(shown, Counter(NAMES.findall(content)), _objects(data, head, places))
        elif shown:
            drawings[number] = Drawing(shown, Counter(), {})
    for number in drawings:
        _visit(number, drawings, [MOST_SHOWN], 0)


def _streams(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Number, dictionary and beginning of each stream that is no picture."""
    for match in STREAM.finditer(data):
        heads = list(OBJECT.finditer(data, max(0, match.start() - LONGEST_HEAD), match.start()))
        head = data[heads[-1].end() : match.start()] if heads else b""
        if heads and b"/Image" not in head:
            yield int(heads[-1][1]), head, match.end()


def _content(head: bytes, data: bytes, begin: int) -> bytes:
    """The stream without its filters, as far as they are known and it is whole."""
    filters = FILTER.findall(head)
    end = data.find(b"endstream", begin)
    content = data[begin : end if end >= 0 else len(data)]
    for name in filters:
        try:
            if name in (b"FlateDecode", b"Fl"):
                content = _inflated(content)
            elif name in (b"ASCII85Decode", b"A85"):
                content = base64.a85decode(content.partition(b"~>")[0])
            else:
                content = binascii.unhexlify(b"".join(content.partition(b">")[0].split()))
        except ValueError:
            return b""  # encrypted or damaged: PDFium says so itself
    return content


def _inflated(packed: bytes) -> bytes:
    stream, out, size = zlib.decompressobj(), [], 0
    try:
        while packed and not stream.eof:
            out.append(stream.decompress(packed, CHUNK))
            packed = stream.unconsumed_tail
            size += len(out[-1])
            if size > MOST_STREAM:
                raise _too_much(None)
    except zlib.error:
        pass  # what came before the fault is drawn
    return b"".join(out)


def _objects(data: bytes, head: bytes, places: Callable[[], dict[int, int]]) -> dict[bytes, int]:
    """The objects a dictionary gives for names, in itself or in the objects it gives for its resources."""
    given = {name: int(number) for name, number in NAMED.findall(head)}
    waiting, seen = [int(number) for number in RESOURCES.findall(head)], set[int]()
    while waiting:
        number = waiting.pop()
        begin = places().get(number)
        if begin is not None and number not in seen:
            seen.add(number)
            text = data[begin : begin + LONGEST_HEAD].partition(b"endobj")[0]
            given |= {name: int(other) for name, other in NAMED.findall(text)}
            waiting += [int(other) for other in RESOURCES.findall(text)]
    return given


def _visit(number: int, drawings: dict[int, Drawing], left: list[int], depth: int) -> None:
    """Draw a form as PDFium does, one inside itself too; `left` counts down what may still be shown."""
    drawing = drawings.get(number)
    left[0] -= 1 + (drawing.shown if drawing else 0)
    if left[0] < 0:
        raise _too_much(number)
    if drawing is None or depth >= DEEPEST_FORM:
        return
    for name, times in drawing.names.items():
        target = drawing.objects.get(name)
        if target is None or target not in drawings:
            continue
        for _ in range(times):
            _visit(target, drawings, left, depth + 1)


def _too_much(number: int | None) -> UnreadableError:
    where, zh = (f" (object {number})", f"（对象 {number}）") if number is not None else ("", "")
    return UnreadableError(
        f"PDF 里有一个数据流{zh}展开后远多于正常的一页，没有打开；请用阅读器打开后导出为文本，或打印成新的 PDF",
        f"a stream of the PDF{where} unpacks to far more than a page holds, and it was not opened: export its text "
        "in a reader, or print it to a new PDF",
    )
