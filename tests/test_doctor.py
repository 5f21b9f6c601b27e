"""What `doctor` says of a machine, whole or lacking."""

from __future__ import annotations

import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement

from zongjie.doctor import environment, examine, packages
from zongjie.lexicon import table

REQUIRES = ["alpha>=2", "beta", "gamma>=1; extra == 'plus'"]


@pytest.fixture
def installed(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Packages as if installed; the test fills in versions."""
    versions = {"zongjie": "1.0", "alpha": "2.1", "beta": "0.1"}

    def version(name: str) -> str:
        if name not in versions:
            raise metadata.PackageNotFoundError(name)
        return versions[name]

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setattr(metadata, "requires", lambda _: REQUIRES)
    return versions


def test_every_check_has_a_state_and_a_remedy_where_it_is_not_well() -> None:
    found = examine("utf-8", "zh")
    assert [check.name for check in found][:2] == ["python", "platform"]
    for check in found:
        assert check.state in ("ok", "warn", "fail")
        assert (check.remedy is None) == (check.state == "ok"), check
        assert set(check.row()) == {"name", "state", "value", "remedy_zh", "remedy_en"}


@pytest.mark.parametrize(
    ("encoding", "state"),
    [("utf-8", "ok"), ("gb18030", "ok"), ("gbk", "warn"), ("ascii", "warn"), (None, "warn"), ("nonsense", "warn")],
)
def test_a_console_that_cannot_show_a_summary_is_noted(encoding: str | None, state: str) -> None:
    assert environment.console_encoding(encoding).state == state


def test_fonts_are_found_by_file_name_anywhere_below(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "MSYH.TTC").touch()
    (tmp_path / "arial.ttf").touch()
    (tmp_path / "simhei.txt").touch()
    assert environment.chinese_fonts([tmp_path, tmp_path / "none"]) == {"Microsoft YaHei"}
    monkeypatch.setattr(environment, "font_folders", lambda: [tmp_path])
    assert environment.fonts().state == "ok"
    (tmp_path / "deep" / "MSYH.TTC").unlink()
    assert environment.fonts().state == "warn"


def test_prefixes_of_fonts_are_as_they_are_compared() -> None:
    assert all(row["prefix"] == row["prefix"].lower() for row in table("doctor/fonts.tsv", unique="prefix"))


@pytest.mark.parametrize("platform", ["win32", "darwin", "linux"])
def test_each_system_has_font_folders(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", platform)
    assert len(environment.font_folders()) >= 2


def test_a_folder_that_takes_no_files_is_a_fault(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.temporary_folder().state == "ok"
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert environment.temporary_folder().state == "fail"


def test_the_language_says_where_it_comes_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ZONGJIE_LANG", "zh")
    assert "ZONGJIE_LANG=zh" in environment.language("zh").value


@pytest.mark.usefixtures("installed")
def test_needed_packages_are_listed_and_extras_apart() -> None:
    assert [(check.name, check.state) for check in packages.packages()] == [
        ("zongjie", "ok"), ("alpha", "ok"), ("beta", "ok"),
    ]  # fmt: skip


def test_a_missing_or_old_package_is_a_fault_with_its_command(installed: dict[str, str]) -> None:
    installed["alpha"] = "1.9"
    del installed["beta"]
    faults = {check.name: check.remedy.en for check in packages.packages() if check.remedy}
    assert faults == {
        "alpha": 'install it: python -m pip install "alpha>=2"',
        "beta": 'install it: python -m pip install "beta"',
    }


def test_an_optional_part_that_is_missing_is_no_fault(
    installed: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "metadata", lambda _: FakeMetadata())
    (part,) = packages.optional_parts()
    assert part.state == "warn"
    assert part.remedy is not None
    assert 'gamma: python -m pip install "zongjie[plus]"' in part.remedy.en
    installed["gamma"] = "1.5"
    assert packages.optional_parts()[0].state == "ok"


class FakeMetadata:
    def get_all(self, _: str) -> list[str]:
        return ["plus"]


def test_code_on_the_path_that_is_not_installed_is_said_so(installed: dict[str, str]) -> None:
    del installed["zongjie"]
    (check,) = packages.packages()
    assert check.state == "fail"


def test_a_dictionary_cut_short_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    assert packages.dictionary().state == "ok"
    monkeypatch.setattr(packages, "DICTIONARY_WORDS", 10_000_000)
    assert packages.dictionary().state == "fail"


def test_every_extra_of_the_project_says_what_it_is_for() -> None:
    project = tomllib.loads((Path(__file__).parent.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert set(project["optional-dependencies"]) == {row["extra"] for row in table("doctor/parts.tsv")}


def test_pre_releases_meet_a_bound() -> None:
    assert packages.meets(Requirement("alpha>=2"), "3.0rc1")
    assert not packages.meets(Requirement("alpha>=2,<3"), "3.1")
