"""Settings: frozen, validated; read from `defaults.toml`, then the user's file, then the command line."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal, TypedDict

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from zongjie.errors import UsageError, cause

DEFAULTS = Path(__file__).with_name("defaults.toml")


class Settings(BaseModel):
    """Everything that changes what a run produces. Field descriptions are the reference."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    text_column: str | None = Field(None, description="column of csv, xlsx and jsonl that holds the text")
    userdict: str | None = Field(None, description="path of a jieba user dictionary: word, frequency, tag")
    segmenter: Literal["rjieba", "jieba"] = Field("rjieba", description="segmenter")
    split: bool = Field(True, description="cut collections into summaries; off: one document a file")
    simplify: bool = Field(True, description="read traditional script as simplified")
    learned: bool = Field(True, description="use the learned models beside the rules; off: rules alone")
    models: str | None = Field(
        None, description="folder of models that zongjie train wrote, instead of the shipped ones"
    )
    codebooks: tuple[str, ...] = Field(
        ("macro", "organisation"),
        description="codebooks of indicators, the first that knows a wording wins: names or paths",
    )
    themes: bool = Field(True, description="fit themes")
    theme_count: int = Field(
        0, ge=0, le=500, description="number of themes for each unit; 0 chooses it by stability and coherence"
    )
    theme_levels: Literal[1, 2] = Field(2, description="2 divides large themes once more")
    theme_seeds: str | None = Field(None, description="path of seed words for guided themes: theme, word, unit")
    themes_from: str | None = Field(None, description="dataset whose themes records are placed in; none are fitted")
    encoder: str | None = Field(
        None,
        description="local folder of a sentence encoder (tokenizer.json, model.onnx) that helps themes",
    )
    reuse: bool = Field(True, description="look for near duplicates and reused text")
    theme_minimum: int = Field(3, ge=2, description="fewest records a theme may stand on")
    seed: int = Field(0, ge=0, description="seed of everything that draws")
    largest_file: int = Field(2_000_000_000, gt=0, description="bytes above which a file is left out")
    largest_unpacked: int = Field(4_000_000_000, gt=0, description="bytes an archive may unpack to")


OF_EARLIER = ("tables/themes.parquet", "tables/theme_words.parquet")
"""The files of an earlier dataset that `themes_from` reads."""


def input_files(settings: Settings) -> dict[str, str]:
    """The SHA-256 of every file beside the corpus that the settings name, by the setting, and the file where one
    setting names several: `userdict`, `theme_seeds`, `themes_from/tables/themes.parquet`, `codebooks/own.toml`. Of two
    codebooks with one name the second is `codebooks/own.toml#2`. The digests of `models` stand apart in `run.json`.

    Raises:
        UsageError: a file cannot be read.
    """
    found: dict[str, str] = {}
    for name, path in _named_files(settings):
        same = sum(one.partition("#")[0] == name for one in found)
        try:
            with path.open("rb") as file:
                found[f"{name}#{same + 1}" if same else name] = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as fault:
            if name.startswith("themes_from"):
                raise UsageError(
                    f"{settings.themes_from} 里没有带主题的数据集。请给出 zongjie run 写出的文件夹。",
                    f"there is no dataset with themes in {settings.themes_from}. Give a folder that zongjie run wrote.",
                ) from fault
            raise UsageError(
                f"设置 {name} 的文件 {path} 读不出来：{cause(fault).zh}。请检查路径。",
                f"cannot read the file of the setting {name}, {path}: {cause(fault).en}. Check the path.",
            ) from fault
    return found


def _named_files(settings: Settings) -> Iterator[tuple[str, Path]]:
    for name in ("userdict", "theme_seeds"):
        if (path := getattr(settings, name)) is not None:
            yield name, Path(path)
    if settings.themes_from is not None:
        yield from ((f"themes_from/{one}", Path(settings.themes_from) / one) for one in OF_EARLIER)
    if settings.encoder is not None:
        folder = Path(settings.encoder)
        files = sorted(path for path in folder.rglob("*") if path.is_file())
        yield from ((f"encoder/{path.relative_to(folder).as_posix()}", path) for path in files)
    shipped = Settings.model_fields["codebooks"].default
    yield from ((f"codebooks/{Path(one).name}", Path(one)) for one in settings.codebooks if one not in shipped)


class Changes(TypedDict, total=False):
    """The settings as keyword arguments of `zongjie.run`; paths may be `Path`. A test holds it against `Settings`."""

    text_column: str | None
    userdict: str | Path | None
    segmenter: Literal["rjieba", "jieba"]
    split: bool
    simplify: bool
    learned: bool
    models: str | Path | None
    codebooks: Sequence[str | Path]
    themes: bool
    theme_count: int
    theme_levels: Literal[1, 2]
    theme_seeds: str | Path | None
    themes_from: str | Path | None
    encoder: str | Path | None
    reuse: bool
    theme_minimum: int
    seed: int
    largest_file: int
    largest_unpacked: int


CHINESE = {
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "extra_forbidden": "不是设置的键",
    "literal_error": "只能是 {expected}",
    "int_type": "应是整数",
    "int_parsing": "应是整数",
    "int_from_float": "应是整数",
    "bool_type": "应是 true 或 false",
    "bool_parsing": "应是 true 或 false",
    "string_type": "应是文字",
}
"""What pydantic says of a wrong value, by its type of fault; others stay in pydantic's words."""


def load_settings(path: Path | None = None, **changes: object) -> Settings:
    """Defaults, then the TOML file at `path`, then `changes` that are not None.

    Raises:
        UsageError: the file cannot be read or holds a wrong key or value; the message names each.
    """
    values: dict[str, object] = tomllib.loads(DEFAULTS.read_text("utf-8"))
    if path is not None:
        try:
            values |= tomllib.loads(path.read_text("utf-8-sig"))
        except (OSError, ValueError, RecursionError) as fault:  # no UTF-8, no TOML, an endless number, a nest
            raise UsageError(
                f"配置文件 {path} 读不出来：{cause(fault).zh}。请检查路径和 TOML 语法。",
                f"cannot read the settings file {path}: {cause(fault).en}. Check the path and the TOML syntax.",
            ) from fault
    values |= {key: value for key, value in changes.items() if value is not None}
    try:
        return Settings.model_validate(values)
    except ValidationError as fault:
        faults = [(".".join(map(str, one["loc"])), one) for one in fault.errors()]
        wrong = "; ".join(f"{key}: {one['msg']}" for key, one in faults)
        faulty = "；".join(
            f"{key} {CHINESE.get(one['type'], one['msg']).format(**one.get('ctx', {}))}" for key, one in faults
        )
        known = ", ".join(Settings.model_fields)
        raise UsageError(
            f"配置有误：{faulty}。可用的键：{known}。",
            f"wrong settings: {wrong}. Known keys: {known}.",
        ) from fault
