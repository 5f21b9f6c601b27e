"""Looks at the machine: console, locale, fonts, folder for temporary files. Needs nothing but the standard library."""

from __future__ import annotations

import locale
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from zongjie.doctor.check import Check
from zongjie.errors import Message
from zongjie.lexicon import table

OLDEST_PYTHON = (3, 11)
SPECIMEN = "总结：完成率103%，面积5.38km²，占比·过半—〔2013〕16号"
"""Characters that summaries and our tables hold; a console should be able to show them all."""


def python_version() -> Check:
    """The interpreter; older than 3.11 is a fault."""
    found = f"{platform.python_version()} ({platform.python_implementation()}, {sys.executable})"
    if sys.version_info >= OLDEST_PYTHON:
        return Check("python", "ok", found)
    return Check(
        "python", "fail", found, Message("需要 Python 3.11 或更新，请升级。", "Python 3.11 or newer is needed.")
    )


def system() -> Check:
    """Operating system and processor architecture."""
    return Check("platform", "ok", f"{platform.platform()} {platform.machine()}, {os.cpu_count()} CPU")


def console_encoding(encoding: str | None) -> Check:
    """Whether standard output in `encoding` shows every character of a summary."""
    try:
        SPECIMEN.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return Check(
            "console",
            "warn",
            str(encoding),
            Message(
                "控制台编码显示不了部分字符，会以 ? 代替；写出的文件不受影响。可先执行 chcp 65001 或设 PYTHONUTF8=1。",
                "the console cannot show some characters and prints ? instead; files are not affected. "
                "Run chcp 65001 first, or set PYTHONUTF8=1.",
            ),
        )
    return Check("console", "ok", str(encoding))


def language(chosen: str) -> Check:
    """The language of messages and the locale it comes from."""
    names = ("ZONGJIE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
    settings = ", ".join(f"{name}={os.environ[name]}" for name in names if os.environ.get(name))
    return Check("language", "ok", f"{chosen} ({settings or locale.getlocale()[0] or '-'})")


def temporary_folder() -> Check:
    """Whether files can be written where the system keeps temporary ones; jieba caches its dictionary there."""
    folder = tempfile.gettempdir()
    try:
        with tempfile.NamedTemporaryFile(prefix="zongjie-") as handle:
            handle.write(b"x")
    except OSError as fault:
        return Check(
            "temporary folder",
            "fail",
            f"{folder}: {fault.strerror}",
            Message(
                "临时文件夹写不进去，请用环境变量 TMP（Windows）或 TMPDIR 指定一个可写的文件夹。",
                "cannot write there; name a writable folder in the environment variable TMP (Windows) or TMPDIR.",
            ),
        )
    return Check("temporary folder", "ok", folder)


def fonts() -> Check:
    """The fonts with Chinese glyphs that charts can use."""
    found = sorted(chinese_fonts(font_folders()))
    if found:
        return Check("fonts", "ok", ", ".join(found))
    return Check(
        "fonts",
        "warn",
        "-",
        Message(
            "没有找到中文字体，图表里的汉字会成方框。Debian/Ubuntu：apt install fonts-noto-cjk；"
            "其他系统请安装 Noto Sans CJK（OFL 许可）。表格与报告文字不受影响。",
            "no font with Chinese glyphs: charts show boxes. Debian/Ubuntu: apt install fonts-noto-cjk; elsewhere "
            "install Noto Sans CJK (OFL). Tables and the text of the report are not affected.",
        ),
    )


def font_folders() -> list[Path]:
    """Where this system keeps fonts, for all users and for this one."""
    home = Path.home()
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", str(home / "AppData" / "Local"))
        return [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts", Path(local) / "Microsoft" / "Windows" / "Fonts"]
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    data = os.environ.get("XDG_DATA_HOME", str(home / ".local" / "share"))
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path(data) / "fonts", home / ".fonts"]


def chinese_fonts(folders: list[Path]) -> set[str]:
    """Families of `fonts.tsv` that have a file anywhere below the folders."""
    rows = table("doctor/fonts.tsv", unique="prefix")
    names = [name.lower() for folder in folders for name in _file_names(folder)]
    return {row["family"] for row in rows if any(name.startswith(row["prefix"]) for name in names)}


def _file_names(folder: Path) -> Iterator[str]:
    for _, _, names in os.walk(folder):
        yield from (name for name in names if name.lower().endswith((".ttf", ".ttc", ".otf", ".otc")))
