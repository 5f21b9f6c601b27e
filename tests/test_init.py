"""`zongjie init`: files that are made from the schema, load as they are, and never overwrite the user's."""

from __future__ import annotations

import re
import tomllib

import pytest

from test_docs import zongjie as call
from zongjie.cli import main
from zongjie.cli.starter import CODEBOOK, SETTINGS, codebook_file, init, settings_file
from zongjie.config import Settings, load_settings
from zongjie.errors import UsageError
from zongjie.kpi.codebook import parse

LINE = re.compile(r"^# (\w+ = .+)$", re.MULTILINE)


def test_every_setting_stands_there_with_both_languages():
    text = settings_file()
    named = [line.split(" = ")[0] for line in LINE.findall(text)]
    assert named == list(Settings.model_fields)
    for name, field in Settings.model_fields.items():
        [meaning] = [line for line in text.splitlines() if line.endswith(f"| {field.description}")]
        assert re.match(r"# [^|]*[一-龥]", meaning), name
    assert 'one of: "rjieba", "jieba"' in text
    assert "≥ 0, ≤ 500" in text


def test_the_file_changes_nothing_and_its_lines_are_the_defaults():
    text = settings_file()
    assert tomllib.loads(text) == {}
    values = tomllib.loads("\n".join(LINE.findall(text)))
    defaults = load_settings().model_dump()
    assert {k: v for k, v in values.items() if defaults[k] is not None} == {
        k: list(v) if isinstance(v, tuple) else v for k, v in defaults.items() if v is not None
    }
    Settings.model_validate(values)  # the examples of settings without default are of the right type


def test_a_line_can_be_uncommented_in_place(tmp_path):
    init(tmp_path)
    path = tmp_path / SETTINGS
    path.write_text(path.read_text("utf-8").replace("# theme_count = 0", "theme_count = 7"), "utf-8")
    assert load_settings(path).theme_count == 7


def test_the_codebook_is_empty_and_its_example_is_right():
    assert parse(codebook_file(), "codebook").indicators == ()
    [start] = [m.start() for m in re.finditer(r"^# \[\[indicator\]\]$", codebook_file(), re.MULTILINE)]
    example = re.sub(r"^# ", "", codebook_file()[start:], flags=re.MULTILINE)
    [indicator] = parse(example, "example").indicators
    assert (indicator.id, indicator.flow, indicator.better) == ("skill_courses", True, "higher")


def test_the_command_writes_both_and_they_serve_a_run(tmp_path):
    done = call(["init", "mine"], tmp_path, "zh")
    assert done.returncode == 0, done.stderr
    assert "zongjie run" in done.stdout and "已写好" in done.stdout
    (tmp_path / "甲.txt").write_text("青禾县2023年工作总结\n举办培训班4期。\n", "utf-8")
    settings, codebook = f"mine/{SETTINGS}", f"mine/{CODEBOOK}"
    done = call(["run", "甲.txt", "-o", "out", "--config", settings, "--codebook", codebook], tmp_path)
    assert done.returncode == 0, done.stderr


def test_nothing_is_overwritten_without_force(tmp_path, capsys):
    (tmp_path / CODEBOOK).write_text("mine", "utf-8")
    assert main(["init", str(tmp_path), "--lang", "en"]) == 2
    assert "--force" in capsys.readouterr().err
    assert (tmp_path / CODEBOOK).read_text("utf-8") == "mine"
    assert not (tmp_path / SETTINGS).exists()
    assert main(["init", str(tmp_path), "--force"]) == 0
    assert (tmp_path / CODEBOOK).read_text("utf-8") == codebook_file()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([CODEBOOK, SETTINGS])


def test_a_folder_that_cannot_be_is_a_clear_error(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(UsageError, match="cannot write"):
        init(tmp_path / "file" / "below")
