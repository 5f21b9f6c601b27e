"""What a fit has to say: why there are no themes, fewer than asked for, or records in none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from zongjie.errors import Message

if TYPE_CHECKING:
    from zongjie.themes.seeds import Seed


def too_few(zh: str, en: str, usable: int, least: int) -> Message:
    """There are not enough records of a kind, named `zh` and `en`."""
    return Message(
        f"可用的{zh}有 {usable} 条；归纳主题至少要 {least} 条，因此没有{zh}主题。请加入更多文本。",
        f"{usable} usable {en}: themes take at least {least}, so there are none. Add more texts.",
    )


def encoded(folder: str, digest: str) -> Message:
    """Themes were fitted with the help of an encoder."""
    return Message(
        f"主题借编码器 {folder}（sha256 {digest[:12]}）找相近的记录；只有同一个编码器才会得到同样的主题。",
        f"themes found neighbours by the encoder {folder} (sha256 {digest[:12]}); only the same one gives the same "
        "themes.",
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
        f"{zh}得出 {found} 个主题，少于拟分的 {wanted} 个：其余的换一批记录就不再出现，"
        f"或其词在那里只是偶然相遇，或不足 {minimum} 条。"
        "文本撑不起更多主题；要更多，请加入更多文本。",
        f"{found} themes of {en} where {wanted} were sought: the others do not come back in other samples of the "
        f"records, have words that meet there by chance alone, or stand on fewer than {minimum}. These texts bear no "
        "more; for more themes add texts.",
    )


def sampled(zh: str, en: str, fitted: int, total: int) -> Message:
    """Themes were fitted on a part of the records."""
    return Message(
        f"{zh}共 {total} 条，主题由其中 {fitted} 条归纳（按种子抽取整篇文档），其余逐条归入；篇数和占比按全部计。",
        f"themes of {en} were fitted on {fitted} of {total} (whole documents, drawn by the seed); the others were "
        "placed in them. Sizes and prevalence count all.",
    )


def left_out(zh: str, en: str, count: int, units: int) -> Message:
    """Some records are in no theme."""
    return Message(
        f"{units} 条{zh}中有 {count} 条未归入主题，原因见 theme_members 的 reason。",
        f"{count} of {units} {en} are in no theme; theme_members says why in the column reason.",
    )


def seed_words(zh: str, en: str, seeds: Sequence[Seed], missing: Sequence[Sequence[str]]) -> Iterator[Message]:
    """Words of guided themes that no record uses."""
    for seed, words in zip(seeds, missing, strict=True):
        if words:
            rest = len(words) < len(seed.words)
            yield Message(
                f"引导主题“{seed.name}”的种子词在{zh}中没有出现：{'、'.join(words)}"
                + ("。" if rest else "；这个主题因此没有成员。"),
                f"seed words of the guided theme {seed.name} that no {en} use: {', '.join(words)}"
                + ("." if rest else "; so the theme has no members."),
            )


def unknown_kind(zh: str, en: str) -> Message:
    """The earlier dataset has no themes of a kind."""
    return Message(
        f"先前的数据集没有{zh}主题，因此{zh}未归入主题。",
        f"the earlier dataset has no themes of {en}: they are in none.",
    )
