"""Values of numerals as a user would read them: `float`, else a table of Chinese digits and magnitudes."""

from __future__ import annotations

DIGITS = {"〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
STEPS = {"十": 10, "百": 100, "千": 1000}
LEAPS = {"万": 10_000, "亿": 100_000_000}


def value_of(words: str) -> float | None:
    """The value of `1,234.5` or 三百二十; None where it is neither."""
    try:
        return float(words.replace(",", "").rstrip("."))
    except ValueError:
        return _chinese(words)


def _chinese(words: str) -> float | None:
    total, section, digit = 0, 0, 0
    for sign in words:
        if sign in DIGITS:
            digit = DIGITS[sign]
        elif sign in STEPS:
            section += (digit or 1) * STEPS[sign]
            digit = 0
        elif sign in LEAPS:
            total += (section + digit or 1) * LEAPS[sign]
            section = digit = 0
        else:
            return None
    return float(total + section + digit)
