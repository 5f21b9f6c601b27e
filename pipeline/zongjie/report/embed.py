"""How data and scripts stand inside the page: JSON that is never markup, and the hashes that the policy allows."""

from __future__ import annotations

import json
import math
from base64 import b64encode
from collections.abc import Sequence
from datetime import date
from hashlib import sha256

ESCAPES = {ord(sign): f"\\u{ord(sign):04x}" for sign in "<>&\u2028\u2029"}
"""`<`, `>` and `&` could end a script element or open a comment in it; the other two end a line in old scripts."""


def script_json(data: object) -> str:
    """`data` as JSON that is safe inside a script element: the same value for the same input, byte for byte.

    Raises:
        ValueError: a number is not finite, which JSON cannot say.
    """
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).translate(ESCAPES)


def source_hash(text: str) -> str:
    """The hash by which a content security policy allows one inline style or script: `sha256-…`."""
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def plain(value: object) -> object:
    """A cell as JSON can hold it: days as ISO 8601, lists joined by `;`, numbers that are not finite as null."""
    if isinstance(value, float):
        return None if not math.isfinite(value) else int(value) if value.is_integer() and abs(value) < 2**53 else value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return ";".join(map(str, value))
    return value


def packed(cells: Sequence[object]) -> object:
    """A column: its values, or, for strings, `{"v": distinct values, "i": index of each or -1}`."""
    values = [plain(cell) for cell in cells]
    if not any(isinstance(value, str) for value in values):
        return values
    numbers: dict[object, int] = {}
    for value in values:
        if value is not None:
            numbers.setdefault(value, len(numbers))
    return {"v": list(numbers), "i": [-1 if value is None else numbers[value] for value in values]}
