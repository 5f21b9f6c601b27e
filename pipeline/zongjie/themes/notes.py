"""What a fit has to say: why there are no themes, fewer than asked for, or records in none."""

from __future__ import annotations

from zongjie.errors import Message


def too_few(zh: str, en: str, usable: int, least: int) -> Message:
    """There are not enough records of a kind, named `zh` and `en`."""
    return Message(
        f"可用的{zh}有 {usable} 条；归纳主题至少要 {least} 条，因此没有{zh}主题。请加入更多文本。",
        f"{usable} usable {en}: themes take at least {least}, so there are none. Add more texts.",
    )


def all_alike(zh: str, en: str, usable: int, minimum: int) -> Message:
    """The records do not fall into two groups."""
    return Message(
        f"{usable} 条{zh}分不出两个各有 {minimum} 条以上的主题，因此没有{zh}主题。"
        "请加入更多文本，或调低 theme_minimum。",
        f"{usable} {en} do not fall into two themes of {minimum} or more, so there are none. "
        "Add more texts or lower theme_minimum.",
    )


def fewer(zh: str, en: str, wanted: int, found: int, minimum: int) -> Message:
    """There are fewer themes than were asked for."""
    return Message(
        f"{zh}得出 {found} 个主题，少于拟分的 {wanted} 个：其余不足 {minimum} 条，已归入次相合的主题。"
        "要更多主题，请加入更多文本。",
        f"{found} themes of {en} where {wanted} were sought: the others stood on fewer than {minimum} records, "
        "which went to their next best theme. For more themes add more texts.",
    )


def left_out(zh: str, en: str, count: int, units: int) -> Message:
    """Some records are in no theme."""
    return Message(
        f"{units} 条{zh}中有 {count} 条与他条共有的实词太少，未归入主题，在 theme_members 中没有行。",
        f"{count} of {units} {en} share too few content words with others: they are in no theme and have no row in "
        "theme_members.",
    )
