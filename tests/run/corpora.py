"""Small corpora for the tests of runs, and what of a dataset must be the same however it was made."""

from __future__ import annotations

import hashlib
from pathlib import Path

from zongjie.config import Settings, load_settings

SETTINGS = {"themes": False, "learned": False}


def settings(**more: object) -> Settings:
    return load_settings(**(SETTINGS | more))


def corpus(folder: Path, files: int = 12) -> Path:
    """Files of some sentences each, no two alike, one of them empty and one damaged."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(files):
        text = "\n".join(
            [
                f"青禾县第{number + 1}中心校2023年工作总结",
                f"一、主要工作。全年举办培训班{number + 3}期，培训教师{120 + number}人次，同比增长{number + 2}.5%。",
                f"建成实训室{number + 1}间，完成投资{300 + number}万元，完成年度计划的10{number % 10}%。",
                f"二、存在的问题。师资力量不足，{number + 2}个年级班额偏大。",
                "三、下一步打算。计划新建教学楼1栋。",
            ]
        )
        (folder / f"{number:03}.txt").write_text(text, "utf-8")
    (folder / "空.txt").write_bytes(b"")
    (folder / "损坏.docx").write_bytes(b"PK\x03\x04 no document")
    return folder


def bytes_of(out: Path) -> dict[str, str]:
    """The digests of what must not depend on how a run went."""
    return {
        path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("tables", "csv")
        for path in sorted((out / part).iterdir())
    }
