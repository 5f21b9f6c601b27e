"""What is reviewed: the tables, their fields that a person may correct, and the label that tools show for each."""

from __future__ import annotations

from dataclasses import dataclass
from math import isfinite

from zongjie.dataset.schema import CODE, TABLES, VALUES, Column


@dataclass(frozen=True, slots=True)
class Kind:
    """A table of findings. `label` is its name in tools, `code` its main code, `fields` what may be corrected."""

    table: str
    label: str
    zh: str
    id: str
    code: str
    fields: tuple[str, ...]
    color: str

    def column(self, name: str) -> Column:
        """The column of the schema."""
        return TABLES[self.table][name]

    def values(self, name: str) -> tuple[str, ...]:
        """What a coded field may hold; empty where it may hold anything."""
        return self.column(name).values


KINDS: dict[str, Kind] = {
    "metrics": Kind(
        "metrics", "metric", "指标", "metric_id", CODE["metrics"],
        ("value", "value_high", "unit", "qualifier", "kind", "subject"), "#2B6CB0",
    ),
    "activities": Kind(
        "activities", "activity", "活动", "activity_id", CODE["activities"],
        ("predicate", "object", "type", "status"), "#2F855A"
    ),
    "problems": Kind("problems", "problem", "问题", "problem_id", CODE["problems"], ("category",), "#C05621"),
}  # fmt: skip
"""By table, in the order of the dataset."""

TABLE_OF = {kind.label: kind.table for kind in KINDS.values()}
"""The table of each label."""


def shown(kind: Kind, field: str, value: object) -> str:
    """A field as people read it: a coded value with its Chinese words (`level 水平`), a whole number without `.0`."""
    if value is None or value == "":
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    text = str(value)
    if kind.values(field):
        words = VALUES[kind.column(field).value_set].get(text)
        return f"{text} {words[0]}" if words else text
    return text


def parsed(kind: Kind, field: str, text: object) -> object:
    """The value that `shown` wrote, or that a person wrote in its place; None where the cell is empty.

    Raises:
        ValueError: it is no finite number, or none of the coded values.
    """
    said = "" if text is None else str(text).strip()
    if not said:
        return None
    if kind.column(field).type == "float64":
        number = float(said.replace(",", "").replace("，", ""))
        if not isfinite(number):
            raise ValueError(f"{field}: {said!r}")
        return number
    allowed = kind.values(field)
    if not allowed:
        return said
    words = VALUES[kind.column(field).value_set]
    for value in allowed:
        if said in (value, *words[value]) or said.split()[0] == value:
            return value
    raise ValueError(f"{field}: {said!r} ({', '.join(allowed)})")
