"""What the formatting of a Word document does to its text: hidden, struck through or raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from zongjie.ingest.numbering import DEEPEST_STYLE, W

if TYPE_CHECKING:
    from lxml import etree

UNSEEN = (f"{W}vanish", f"{W}strike", f"{W}dstrike")
ALIGNED = f"{W}vertAlign"
OFF = frozenset(["0", "false", "off"])


@dataclass(frozen=True, slots=True)
class Look:
    """What properties say of text; None where they say nothing."""

    unseen: bool | None = None
    raised: bool | None = None

    def over(self, other: Look) -> Look:
        """This, and what it leaves open as `other` says it."""
        return Look(
            other.unseen if self.unseen is None else self.unseen, other.raised if self.raised is None else self.raised
        )


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks that the styles of a document give, by the style's id."""

    styles: dict[str, Look]

    def of_paragraph(self, paragraph: etree._Element) -> Look:
        """What the style of a paragraph says of its runs."""
        return self._named(paragraph.find(f"{W}pPr/{W}pStyle"))

    def of_run(self, run: etree._Element, around: Look) -> Look:
        """How a run looks in a paragraph of look `around`."""
        properties = run.find(f"{W}rPr")
        if properties is None:
            return around
        return _look(properties).over(self._named(properties.find(f"{W}rStyle"))).over(around)

    def _named(self, style: etree._Element | None) -> Look:
        return Look() if style is None else self.styles.get(style.get(f"{W}val") or "", Look())


def looks(styles: etree._Element | None) -> Looks:
    """The looks that `styles.xml` defines."""
    own: dict[str, Look] = {}
    parents: dict[str, str | None] = {}
    for style in () if styles is None else styles.iter(f"{W}style"):
        name, parent = style.get(f"{W}styleId") or "", style.find(f"{W}basedOn")
        own[name] = _look(style.find(f"{W}rPr"))
        parents[name] = None if parent is None else parent.get(f"{W}val")
    return Looks({name: look for name in own if (look := _inherited(name, own, parents)) != Look()})


def _inherited(name: str, own: dict[str, Look], parents: dict[str, str | None]) -> Look:
    look = Look()
    at: str | None = name
    for _ in range(DEEPEST_STYLE):
        if at is None or at not in own:
            break
        look = look.over(own[at])
        at = parents[at]
    return look


def _look(properties: etree._Element | None) -> Look:
    if properties is None:
        return Look()
    switches = [mark.get(f"{W}val") not in OFF for tag in UNSEEN if (mark := properties.find(tag)) is not None]
    aligned = properties.find(ALIGNED)
    return Look(
        any(switches) if switches else None,
        None if aligned is None else aligned.get(f"{W}val") == "superscript",
    )
