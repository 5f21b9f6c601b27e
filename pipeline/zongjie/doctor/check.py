"""One thing that `doctor` looked at, and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from zongjie.errors import Message

State = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Check:
    """`value` is what was found; `remedy` is None where nothing needs doing.

    `warn` leaves the main job working; `fail` does not.
    """

    name: str
    state: State
    value: str
    remedy: Message | None = None

    def row(self) -> dict[str, str | None]:
        """The check as JSON shows it, the remedy in both languages."""
        remedy = self.remedy
        return {
            "name": self.name,
            "state": self.state,
            "value": self.value,
            "remedy_zh": remedy.zh if remedy else None,
            "remedy_en": remedy.en if remedy else None,
        }
