"""The gate of corpus/benchmark: extraction never gets worse unnoticed, and the gate itself cannot be fooled."""

from __future__ import annotations

import sys
import tomllib
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).parent.parent


def load(name: str) -> ModuleType:
    """A script of benchmarks/ as a module."""
    spec = spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


gate = load("gate")
FIGURES = {"shipped/activities": 0.8004, "shipped/activities (low)": 0.7502, "rules/activities": 0.61}


def test_every_floor_holds(capsys: pytest.CaptureFixture[str]) -> None:
    status = gate.main([])
    assert status == 0, capsys.readouterr().err


def test_every_figure_of_the_shipped_pipeline_has_a_floor_and_a_lower_bound() -> None:
    pins = gate.read(gate.BENCHMARK / "floors.toml")
    for part in pins.digests:
        figures = {name.removeprefix(f"{part}/shipped/") for name in pins.floors if name.startswith(f"{part}/shipped/")}
        assert figures >= set(gate.HEADLINES)
        plain = {name for name in figures if not name.endswith(gate.LOW)}
        assert {name + gate.LOW for name in plain} | plain == figures


# --------------------------------------------------------------------------------------------- planted faults, own data
@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A benchmark with one pinned part."""
    for name, content in (("texts/a.txt", "新建12家。"), ("gold/a.txt.json", "{}")):
        path = tmp_path / "dev" / name
        path.parent.mkdir(parents=True)
        path.write_text(content, "utf-8")
    assert run(tmp_path, "--raise") == 0
    return tmp_path


def run(root: Path, *words: str, **changed: float) -> int:
    """The gate where the pipeline reaches FIGURES, but for those that `changed` says (`_` stands for `/`)."""
    figures = FIGURES | {name.replace("_", "/"): value for name, value in changed.items()}
    return gate.main(words, root, lambda part: figures)


def floors(root: Path) -> dict[str, float]:
    return gate.read(root / "floors.toml").floors


def test_a_first_raise_pins_what_is_measured_rounded_down(root: Path) -> None:
    assert floors(root) == {
        "dev/rules/activities": 0.61,
        "dev/shipped/activities": 0.8,
        "dev/shipped/activities (low)": 0.75,
    }
    assert run(root) == 0


def test_a_figure_below_its_floor_closes_the_gate(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(root, rules_activities=0.6099) == 1
    said = capsys.readouterr()
    assert "dev/rules/activities: 0.6099 < 0.610" in said.err
    assert "--lower" in said.err
    assert "BELOW" in said.out
    assert run(root, rules_activities=0.6100) == 0


def test_a_lower_bound_may_drop_by_the_error_of_its_draws_and_no_more(root: Path) -> None:
    assert run(root, **{"shipped_activities (low)": 0.7481}) == 0
    assert run(root, **{"shipped_activities (low)": 0.7479}) == 1


def test_raise_lifts_and_never_lowers(root: Path) -> None:
    assert run(root, "--raise", shipped_activities=0.9, rules_activities=0.5) == 1, "the lower one still closes it"
    assert floors(root)["dev/shipped/activities"] == 0.9
    assert floors(root)["dev/rules/activities"] == 0.61


def test_lower_needs_a_reason_and_keeps_it(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (root / "floors.toml").read_bytes()
    for words in ((), ("--reason", " ")):
        assert run(root, "--lower", "dev/rules/activities", *words, rules_activities=0.6) == 2
        assert "--reason" in capsys.readouterr().err
        assert (root / "floors.toml").read_bytes() == before
    reason = 'the list of verbs lost "开展"'
    assert run(root, "--lower", "dev/rules/*", "--reason", reason, rules_activities=0.6) == 0
    assert floors(root)["dev/rules/activities"] == 0.6
    [change] = tomllib.loads((root / "floors.toml").read_text("utf-8"))["changes"]
    assert change == {"what": "dev/rules/activities", "before": "0.610", "after": "0.600", "reason": reason}


@pytest.mark.parametrize("name", ["dev/shipped/activities", "dev/rules/problems", "*none*"])
def test_a_floor_that_holds_cannot_be_lowered(root: Path, name: str) -> None:
    before = (root / "floors.toml").read_bytes()
    assert run(root, "--lower", name, "--reason", "we like it so", rules_activities=0.6) == 2
    assert (root / "floors.toml").read_bytes() == before


def test_a_figure_that_is_no_longer_measured_closes_the_gate_until_it_is_dropped(root: Path) -> None:
    fewer = {name: value for name, value in FIGURES.items() if not name.startswith("rules")}
    assert gate.main([], root, lambda part: fewer) == 1
    words = ["--lower", "dev/rules/activities", "--reason", "the figure was renamed"]
    assert gate.main(words, root, lambda part: fewer) == 0
    assert "dev/rules/activities" not in floors(root)


def test_a_figure_without_a_floor_closes_the_gate(root: Path) -> None:
    assert run(root, rules_problems=0.5) == 1
    assert run(root, "--raise", rules_problems=0.5) == 0


@pytest.mark.parametrize("name", ["texts/a.txt", "gold/a.txt.json", "texts/b.txt"])
def test_changed_data_close_the_gate_until_they_are_accepted(root: Path, name: str) -> None:
    (root / "dev" / name).write_text('{"metrics": []}', "utf-8")
    assert run(root) == 1
    assert run(root, "--raise") == 2, "old floors and new figures do not compare"
    assert run(root, "--data-changed", "") == 2
    assert run(root, "--data-changed", "a quote was wrong") == 0
    [change] = gate.read(root / "floors.toml").changes
    assert (change.what, change.reason) == ("dev", "a quote was wrong")
    assert run(root, "--data-changed", "once more") == 2, "nothing has changed since"


def test_a_text_that_is_moved_or_missing_is_changed_data(root: Path) -> None:
    before = gate.digest(root / "dev")
    (root / "dev" / "texts" / "a.txt").rename(root / "dev" / "texts" / "c.txt")
    assert gate.digest(root / "dev") != before
    (root / "dev" / "texts" / "c.txt").unlink()
    assert run(root) == 1


def test_line_breaks_of_another_system_are_no_change(root: Path) -> None:
    path = root / "dev" / "texts" / "a.txt"
    path.write_bytes("甲\n乙\n".encode())
    before = gate.digest(root / "dev")
    path.write_bytes("甲\r\n乙\r\n".encode())
    assert gate.digest(root / "dev") == before


def test_a_part_that_nobody_pinned_closes_the_gate(root: Path) -> None:
    (root / "test" / "texts").mkdir(parents=True)
    (root / "test" / "texts" / "a.txt").write_text("丙", "utf-8")
    assert run(root) == 1
    assert run(root, "--raise") == 0
    assert "test/rules/activities" in floors(root)


def test_a_part_that_is_not_there_is_passed_over_but_not_all_of_them(root: Path) -> None:
    assert run(root, "--parts", "dev", "test") == 0
    assert run(root, "--parts", "test") == 2


def test_gold_that_does_not_fit_its_text_refuses(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    def measure(part: Path) -> dict[str, float]:
        raise gate.GateError("gold does not fit")

    assert gate.main([], root, measure) == 2
    assert "does not fit" in capsys.readouterr().err


names = st.sampled_from(["dev/rules/metrics: value+unit", "dev/shipped/a b", "test/shipped/problems (low)"])
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=20)


@settings(deadline=None)
@given(st.dictionaries(names, st.integers(0, 1000)), st.lists(words, max_size=3))
def test_what_is_written_is_what_is_read(thousandths: dict[str, int], reasons: list[str]) -> None:
    import tempfile

    changes = tuple(gate.Change("dev/rules/metrics", "0.900", "0.800", reason) for reason in reasons)
    pins = gate.Pins({"dev": "ab12"}, {name: value / 1000 for name, value in thousandths.items()}, changes)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "floors.toml"
        gate.write(path, pins)
        assert gate.read(path) == pins


@settings(deadline=None)
@given(st.floats(0, 1))
def test_rounding_down_never_lifts_a_floor_above_what_was_measured(value: float) -> None:
    assert value - 0.001 - 1e-9 <= gate.down(value) <= value + 1e-9
    assert not gate.below("dev/rules/a", value, gate.down(value))


# -------------------------------------------------------------------------------------------------- the other systems
def test_the_table_of_scores_leaves_out_what_is_not_installed(tmp_path: Path) -> None:
    baselines = load("baselines")
    system = baselines.System("none", "none.py", "a_package_that_nobody_has")
    row = baselines.other(system, sys.executable, ROOT / "corpus" / "benchmark" / "dev", tmp_path)
    assert "a_package_that_nobody_has" in row.skipped
    assert "skipped: none:" in baselines.table([row])


def test_a_system_is_scored_on_what_it_writes(tmp_path: Path) -> None:
    pytest.importorskip("jieba")
    baselines = load("baselines")
    [system] = [one for one in baselines.OTHERS if one.script == "jieba_regex.py"]
    row = baselines.other(system, sys.executable, ROOT / "corpus" / "benchmark" / "dev", tmp_path)
    assert not row.skipped
    assert all(value is not None and 0 < value < 1 for value in row.f1.values())
    numbers = baselines.System("numbers", system.script, system.package)
    assert (
        baselines.other(numbers, sys.executable, ROOT / "corpus" / "benchmark" / "dev", tmp_path).f1["problems"] is None
    )
