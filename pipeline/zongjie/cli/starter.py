"""What `zongjie init` writes: a settings file made from the schema of the settings, and a codebook to fill in."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from zongjie.config import Settings, load_settings
from zongjie.errors import UsageError, cause
from zongjie.lexicon import table
from zongjie.resources import package_file

SETTINGS, CODEBOOK = "zongjie.toml", "codebook.toml"
HEAD = """\
# zongjie 的设置。每一行都是默认值；去掉 “# ” 再改，然后：zongjie run 文件夹 -o out --config {name}
# 命令行的选项优先于这个文件。路径从运行命令的文件夹算起。
#
# Settings of zongjie. Every line shows the default; take the "# " away and change it, then:
# zongjie run FOLDER -o out --config {name}
# Options of the command line win over this file. Paths count from the folder in which the command runs.
"""
BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "maximum": "≤", "exclusiveMaximum": "<"}


def init(folder: str | Path = ".", *, force: bool = False) -> list[Path]:
    """Write `zongjie.toml` and `codebook.toml` to `folder`, which is made where it is missing; return the two paths.

    Raises:
        UsageError: one of them is there already and `force` is not set (then neither is written), or `folder` cannot
            be written to.
    """
    made = Path(folder)
    texts = {made / SETTINGS: settings_file(), made / CODEBOOK: codebook_file()}
    there = [path for path in texts if path.exists()]
    if there and not force:
        names = "、".join(map(str, there))
        raise UsageError(
            f"已有 {names}，不会覆盖，什么都没有写。要覆盖请加 --force，或换一个文件夹。",
            f"{', '.join(map(str, there))} is there already and is not overwritten; nothing was written. "
            "Add --force to overwrite, or choose another folder.",
        )
    try:
        made.mkdir(parents=True, exist_ok=True)
        for path, text in texts.items():
            part = path.with_name(f".{path.name}.part")
            part.write_text(text, "utf-8", newline="\n")
            os.replace(part, path)  # noqa: PTH105  a half-written file never takes the place of one of the user's
    except OSError as fault:
        raise UsageError(
            f"不能写到 {made}：{cause(fault).zh}。请换一个文件夹，或检查权限。",
            f"cannot write to {made}: {cause(fault).en}. Choose another folder, or check permissions.",
        ) from fault
    return list(texts)


def codebook_file() -> str:
    """A codebook without indicators, with an example as comment."""
    return package_file("cli/codebook.toml").read_text("utf-8")


def settings_file() -> str:
    """Every setting as a commented line of TOML: meaning in both languages, what it may be, and its default.

    Raises:
        KeyError: `cli/settings.tsv` lacks one of them.
    """
    rows = {row["setting"]: row for row in table("cli/settings.tsv", unique="setting")}
    schema: Mapping[str, Mapping[str, object]] = Settings.model_json_schema()["properties"]
    defaults = load_settings().model_dump()
    parts = [HEAD.format(name=SETTINGS)]
    for name in Settings.model_fields:
        may = _allowed(schema[name])
        default = defaults[name]
        value = rows[name]["example"] if default is None else default
        if default is None:
            may = f"{may}；默认没有，下面是例子 | no default, this is an example".lstrip("；")
        meaning = f"# {rows[name]['zh']} | {schema[name]['description']}"
        parts.append("\n".join(line for line in (meaning, f"#   {may}" if may else "", _line(name, value)) if line))
    return "\n\n".join(parts) + "\n"


def _line(name: str, value: object) -> str:
    # JSON's strings, numbers, truth values and lists are TOML's as well.
    return f"# {name} = {json.dumps(value, ensure_ascii=False)}"


def _allowed(field: Mapping[str, object]) -> str:
    """What a setting may be: the values of a choice, or the bounds of a number."""
    choice = field.get("enum")
    if isinstance(choice, Sequence):
        return "可选 | one of: " + ", ".join(json.dumps(one) for one in choice)
    return ", ".join(f"{sign} {field[key]}" for key, sign in BOUNDS.items() if key in field)
