"""Which clauses are ceremony (套话): the one place that says whose judgement counts."""

from __future__ import annotations

from zongjie.themes.content import is_ceremony

__all__ = ["is_ceremony"]
