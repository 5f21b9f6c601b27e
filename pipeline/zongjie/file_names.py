"""What the name of a file says of its document: 03_棠溪市_1996.txt, 浙江省2019年政府工作报告.docx, 2005.txt."""

from __future__ import annotations

import re

from zongjie.numerals import fold

APART = re.compile(r"[\s_\-—–+.,，、()（）\[\]【】《》“”\"'#&]+")
YEAR = re.compile(r"(?<!\d)(?P<year>19[4-9]\d|20\d\d)(?:年度?)?(?=\D|$)")
ADJACENT = re.compile(r"(?<=[\u4e00-\u9fff])(?=\d)|(?<=[年度\d])(?=[\u4e00-\u9fff])")


def stem(path: str) -> str:
    """The name without folders, the member or row of a container, and the ending."""
    name = path.split("#", maxsplit=1)[0].rsplit("/", 1)[-1]
    head, dot, tail = name.rpartition(".")
    return head if dot and head and len(tail) <= 5 else name


def parts(path: str) -> list[str]:
    """The words of the name, cut at marks and between years and Chinese characters; a year alone is none."""
    found = []
    for word in APART.split(stem(path)):
        found += [part for part in ADJACENT.split(word) if part and not YEAR.fullmatch(part)]
    return found


def year(path: str) -> int | None:
    """The one year that the name gives; None where it gives none or several."""
    found = {int(match["year"]) for match in YEAR.finditer(fold(stem(path)))}
    return found.pop() if len(found) == 1 else None
