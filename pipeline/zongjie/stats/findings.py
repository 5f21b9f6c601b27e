"""The main findings of an analysis in some sentences, each with its numbers."""

from __future__ import annotations

from collections.abc import Iterator
from math import isnan
from typing import TYPE_CHECKING

from zongjie.errors import Message
from zongjie.stats.build import Results
from zongjie.stats.charts import measure_of
from zongjie.stats.sampling import COUNTED, Count
from zongjie.stats.shares import ALL

if TYPE_CHECKING:
    import pandas as pd

SHOWN = 5  # items of a sentence
ALPHA = 0.05


def findings(results: Results) -> list[Message]:
    """One sentence or two for each table at hand; what has no significant result says so."""
    made = results.tables
    found: list[Message] = []
    if "prevalence" in made:
        found += _prevalence(made["prevalence"], results.count)
    if "trend" in made and len(made["trend"]):
        found += _trends(made["trend"])
    if "effects" in made and len(made["effects"]):
        found.append(_effects(made["effects"]))
    if "keyness" in made:
        found += _keyness(made["keyness"])
    if "cross_tests" in made:
        found += _crosses(made["cross_tests"])
    if "answered" in made:
        found += _answered(made["answered"])
    return found


def _prevalence(table: pd.DataFrame, count: Count) -> Iterator[Message]:
    for kind, zh, en in (("theme_sentence", "主题", "themes"), ("problem", "问题类别", "problem categories")):
        some = table[(table["kind"] == kind) & (table["group"] == ALL)]
        measure = measure_of(some)
        top = some[some["measure"] == measure].nlargest(SHOWN, "share").to_dict("records")
        if top:
            shares = [f"{_percent(row['share'])} [{_percent(row['low'])}, {_percent(row['high'])}]" for row in top]
            what = COUNTED[count] if measure == "documents" else ("记录", "records")
            yield Message(
                f"最常见的{zh}（占{what[0]}）："
                + "；".join(f"{r['label']} {s}" for r, s in zip(top, shares, strict=True)),
                f"most prevalent {en} (share of {what[1]}): "
                + "; ".join(f"{r['label_en']} {s}" for r, s in zip(top, shares, strict=True)),
            )


def _trends(table: pd.DataFrame) -> Iterator[Message]:
    some = table[(table["measure"] == "records") & table["q"].notna() & table["kind"].str.startswith("theme_sentence")]
    clear = some[some["q"] < ALPHA]
    for up, zh, en in ((True, "上升", "rising"), (False, "下降", "falling")):
        chosen = clear[(clear["slope"] > 0) == up].sort_values(["q", "p"], kind="stable")
        said = [f"{row['label']} {_percent(row['first'])} → {_percent(row['last'])}" for row in _top(chosen)]
        listed = "；".join(said) or "-"
        yield Message(
            f"{zh}的主题（记录占比，q < .05）{len(chosen)} / {len(some)} 个：{listed}",
            f"{en} themes (share of records, q < .05) {len(chosen)} of {len(some)}: {listed}",
        )


def _effects(table: pd.DataFrame) -> Message:
    told = table[(table["outcome"] == "share") & table["q"].notna() & table["kind"].str.startswith("theme_sentence")]
    clear = told[told["q"] < ALPHA].sort_values(["q", "p"], kind="stable")
    clear = clear.assign(**{name: 100 * clear[name] for name in ("effect", "low", "high")})
    listed = "；".join(
        f"{row['contrast']} × {row['label']} {row['effect']:+.1f} [{row['low']:+.1f}, {row['high']:+.1f}]"
        for row in _top(clear)
    )
    listed = listed or "-"
    return Message(
        f"效应（句子主题的占比，百分点，q < .05）{len(clear)} / {len(told)} 个：{listed}",
        f"effects (shares of sentence themes, points, q < .05) {len(clear)} of {len(told)}: {listed}",
    )


def _keyness(table: pd.DataFrame) -> Iterator[Message]:
    some = table[(table["direction"] == "more") & ~table["small"] & (table["note"] == "")]
    said = [f"{group}：{'、'.join(words.head(SHOWN)['word'])}" for group, words in some.groupby("group", sort=False)][
        :SHOWN
    ]
    if said:
        yield Message("各组的关键词 " + "；".join(said), "key words: " + "; ".join(said))


def _crosses(table: pd.DataFrame) -> Iterator[Message]:
    for row in table.to_dict("records"):
        said = f"{row['table']}：V = {row['v']:.2f}, p = {row['p']:.4f}, q = {row['q']:.4f} ({row['test']})"
        yield Message(f"列联 {said}", f"cross table {said}")


def _answered(table: pd.DataFrame) -> Iterator[Message]:
    some = table[(table["group"] == ALL) & (table["category"] == ALL)]
    for row in some.to_dict("records"):
        said = f"{row['count']:.0f} / {row['denominator']:.0f} = {_percent(row['share'])} "
        said += f"[{_percent(row['low'])}, {_percent(row['high'])}]"
        yield Message(f"文中连到措施的问题 {said}", f"problems tied to a measure {said}")


def _top(table: pd.DataFrame) -> list[dict[str, object]]:
    return [{str(key): value for key, value in row.items()} for row in table.head(SHOWN).to_dict("records")]


def _percent(value: object) -> str:
    number = float(str(value))
    return "-" if isnan(number) else f"{100 * number:.1f}%"
