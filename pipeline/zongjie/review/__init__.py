"""The review loop: people correct what the machine found, and their corrections survive the next run.

`sample` draws records, `export` writes documents with the machine's records for a tool, `take` reads the corrected
file back into OUT/review/corrections.jsonl, `apply` writes corrected tables, `agreement` compares two readings, `gold`
writes annotations for `zongjie evaluate` and `zongjie train`.
"""

from __future__ import annotations

from zongjie.review.agreement import agreement
from zongjie.review.application import apply
from zongjie.review.formats import export
from zongjie.review.gold import gold
from zongjie.review.sampling import sample
from zongjie.review.taking import take

__all__ = ["agreement", "apply", "export", "gold", "sample", "take"]
