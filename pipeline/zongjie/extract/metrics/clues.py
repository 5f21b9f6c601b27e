"""What tells where the subject of a number ends and begins, as clues: tuples of words that a linear model weighs."""

from __future__ import annotations

from zongjie.extract.metrics.scene import governing, listed
from zongjie.extract.metrics.spots import BREAKS, Pick, Spot
from zongjie.extract.metrics.subject import EACH

Clue = tuple[str, ...]
SEPARATOR = "\t"
"""Between the parts of a clue where it is written as one string."""
DIGITS = tuple(map(str, range(30)))
SHORT_GAP = 8  # characters between subject and number that are read as one
SHORT_TAGS = 4  # words between them whose tags are read as one
ZONES = ("B0", "B1", "B2", "B3")  # before the number, by clauses; A is behind it
CONTENT = ("n", "v", "a", "j", "l", "i", "b")  # first letters of the tags of content words
INSIDE = frozenset("的、和与了在为对“《（")  # words that tell something where they stand inside a subject
OPENING, CLOSING = frozenset("“《（("), frozenset("”》）)")
STOP = listed("stop")


def as_string(clue: Clue) -> str:
    """The clue as the model file writes it."""
    return SEPARATOR.join(clue)


def zone(spot: Spot, last: int) -> str:
    """Whether word `last` stands behind the number, in its clause before it, or how many clauses before."""
    if last >= spot.behind:
        return "A"
    clauses = spot.line.clauses
    return ZONES[min(3, clauses[spot.first] - clauses[last])]


def common(spot: Spot, area: str) -> list[Clue]:
    """The clues of all ends in one zone: the words next to the number and the clause it stands in."""
    line, kind, unit = spot.line, spot.metric.kind, spot.metric.unit
    words, tags, first = line.words, line.tags, spot.first
    opening = line.openings[line.clauses[first]]
    left = words[first - 1] if first else "^"
    right, right_tag = (words[spot.behind], tags[spot.behind]) if spot.behind < len(words) else ("$", "$")
    begin, content = first, []
    while begin > opening and not line.figures[begin - 1]:
        begin -= 1
        if tags[begin][0] in CONTENT:
            content.append(begin)
    amount = DIGITS[min(3, len(content))]
    found: list[Clue] = [
        ("left", area, left), ("right", area, right), ("right tag", area, right_tag), ("own", area, amount, kind),
        ("unit", area, unit), ("left kind", area, left, kind),
        ("left two", area, words[first - 2] if first > 1 else "^", left),
        ("own shape", area, *tags[max(opening, first - 5) : first]),
    ]  # fmt: skip
    if content:
        nouns = sum(tags[i][0] == "n" for i in content)
        found += [("own last", area, words[content[0]]), ("own first", area, words[content[-1]]),
                  ("own nouns", area, DIGITS[min(3, nouns)])]  # fmt: skip
    if area[0] == "B" and area != "B0":
        begin = line.openings[line.clauses[first]]
        head = words[begin:first]
        found += [("opening", area, words[begin]), ("opening tag", area, tags[begin], DIGITS[min(4, first - begin)]),
                  ("clause", area, "".join(head)[:SHORT_GAP])]  # fmt: skip
        found += [("gap word", area, word) for word in dict.fromkeys(head)]
        found += [("gap tag", area, tag) for tag in dict.fromkeys(tags[begin:first])]
    if spot.before is None:
        found.append(("first", area))
    else:
        before = spot.before.metric
        found.append(("after", area, before.kind, kind))
    return found


def end_clues(spot: Spot, last: int, area: str) -> list[Clue]:
    """The clues of one end beside those common to its zone."""
    line, kind, unit = spot.line, spot.metric.kind, spot.metric.unit
    words, tags, rule = line.words, line.tags, spot.rule
    word, tag = words[last], tags[last]
    after, after_tag = (words[last + 1], tags[last + 1]) if last + 1 < len(words) else ("$", "$")
    if after in BREAKS:
        after_tag = "，"
    ahead = tags[last - 1] if last else "^"
    low, high = (spot.behind, last) if area == "A" else (last + 1, spot.first)
    distance = DIGITS[min(10, high - low)]
    near = DIGITS[min(3, high - low)]
    left = words[spot.first - 1] if spot.first else "^"
    related = area + _relation(rule, last)
    found: list[Clue] = [
        ("rule distance", related, distance), ("rule after", related, after), ("rule word", related, word),
        ("rule tag", related, tag, after_tag), ("rule kind", related, kind),
        ("word", area, word), ("next", area, after), ("next kind", area, after, kind), ("tags", area, tag, after_tag),
        ("tags kind", area, tag, after_tag, kind), ("three tags", area, ahead, tag, after_tag),
        ("distance", area, distance, kind), ("suffix", area, word[-1]), ("suffix two", area, word[-2:]),
        ("suffix unit", area, word[-1], unit), ("unit near", area, unit, near), ("left near", area, left, near),
        ("word unit", area, word, unit), ("rule left", related, left),
    ]  # fmt: skip
    if EACH in words[line.openings[line.clauses[spot.first]] : spot.first]:
        found.append(("each", related))
    if low < high <= low + SHORT_GAP:
        gap = "".join(words[low:high])
        if len(gap) <= SHORT_GAP:
            found += [("gap", area, gap), ("gap kind", area, gap, kind)]
    if high - low <= SHORT_TAGS:
        found.append(("gap tags", area, *tags[low:high]))
    if area == "A":
        found += [("passed", t) for t in dict.fromkeys(tags[low:high])]
        found += [("passed word", w) for w in dict.fromkeys(words[low:high])]
        found.append(("closing", left) if after == "$" or after in BREAKS else ("open", left))
    elif area == "B0":
        found += _gap(spot, last, tag)
    else:
        found.append(("closing", area) if after in BREAKS else ("open", area))
        if after in BREAKS:
            found += _heading(spot, last, area, after)
    verb = line.verbs[last]
    if verb >= 0:
        found += [("verb", area, words[verb]), ("verb near", area, tag, DIGITS[min(3, last - verb)])]
    return found + _before(spot, last, area, left)


def _relation(rule: Pick | None, last: int) -> str:
    if rule is None:
        return "?"
    if last == rule.last:
        return "="
    if last > rule.last:
        return ">"
    return "<" if last < rule.first else "in"


def _gap(spot: Spot, last: int, tag: str) -> list[Clue]:
    """What stands between an end and the number in the same clause."""
    words, tags = spot.line.words[last + 1 : spot.first], spot.line.tags[last + 1 : spot.first]
    found: list[Clue] = [("gap word", "B0", word) for word in dict.fromkeys(words)]
    found += [("gap tag", "B0", other) for other in dict.fromkeys(tags)]
    verbs = DIGITS[min(3, tags.count("v"))]
    nouns = DIGITS[min(3, sum(other[0] == "n" for other in tags))]
    found += [("gap verbs", verbs, tag, spot.metric.kind), ("gap nouns", nouns, tag, spot.metric.kind)]
    if words:
        found += [
            ("gap ends", words[0], words[-1]),
            ("gap end tags", tag, tags[0], tags[-1]),
            ("gap last", words[-1], tag),
        ]
    return found


def _heading(spot: Spot, last: int, area: str, after: str) -> list[Clue]:
    """Whether the clause that ends here is a bare noun phrase, which what follows goes on about."""
    line = spot.line
    clause = line.clauses[last]
    tags = line.tags[line.openings[clause] : last + 1]
    bare = ("v" if "v" in tags else "") + ("m" if "m" in tags else "")
    return [("heading", area, bare), ("heading mark", bare, after, "1" if clause == 0 else ""),
            ("heading kind", bare, spot.metric.kind)]  # fmt: skip


def _before(spot: Spot, last: int, area: str, left: str) -> list[Clue]:
    """Whether the metric before has the same end."""
    before = spot.before
    if before is None:
        return []
    metric, kind = before.metric, spot.metric.kind
    same = "=" if before.chosen is not None and before.chosen.last == last else "!"
    found: list[Clue] = [
        ("same", same, area), ("same kind", same, kind, metric.kind), ("same left", same, left, area),
        ("same unit", same, "=" if metric.unit == spot.metric.unit else "!"),
    ]  # fmt: skip
    if same == "=":
        gap = "".join(spot.line.words[before.behind : spot.first])
        found += [("same gap", gap[:2]), ("same gap", gap[:6])]
    return found


def begin_clues(spot: Spot, first: int, last: int, area: str) -> list[Clue]:
    """The clues of one beginning of the subject that ends with word `last`."""
    line, kind = spot.line, spot.metric.kind
    words, tags = line.words, line.tags
    word, tag, head = words[first], tags[first], words[last]
    ahead, ahead_tag = (words[first - 1], tags[first - 1]) if first else ("^", "^")
    if ahead in BREAKS:
        ahead = ahead_tag = "，"
    following, following_tag = (words[first + 1], tags[first + 1]) if first < last else ("$", "$")
    inner, inner_tags = words[first + 1 : last + 1], tags[first + 1 : last + 1]
    long = DIGITS[min(6, last - first + 1)]
    characters = DIGITS[min(20, line.end(last) - line.starts[first])]
    verbs = DIGITS[min(3, inner_tags.count("v") + (tag == "v"))]
    rules = "V" if word in governing() else ""
    stopped = "S" if ahead in STOP else ""
    deep = DIGITS[min(3, first - line.openings[line.clauses[last]])]
    listing = "等" if "等" in words[max(0, last - 3) : last + 1] else ""
    related = _beginning(spot.rule, first, last)
    found: list[Clue] = [
        ("BEGIN rule", related, kind), ("BEGIN rule tags", related, ahead_tag, tag), ("BEGIN rule word", related, word),
        ("BEGIN word", word), ("BEGIN ahead", ahead), ("BEGIN tags", ahead_tag, tag), ("BEGIN pair", tag, following_tag),
        ("BEGIN three", ahead_tag, tag, following_tag), ("BEGIN words", word, following), ("BEGIN long", long, tag),
        ("BEGIN characters", area, characters), ("BEGIN head", head, long), ("BEGIN verb", rules, kind, long),
        ("BEGIN ahead verb", "V" if ahead in governing() else "", tag), ("BEGIN stopped", stopped, ahead_tag, tag),
        ("BEGIN ahead head", ahead_tag, head), ("BEGIN verbs", area, verbs), ("BEGIN verbs tag", verbs, tag, kind),
        ("BEGIN deep", deep, ahead_tag, tag), ("BEGIN listing", listing, tag, rules), ("BEGIN unit", area, tag, spot.metric.unit),
        ("BEGIN list", ahead, DIGITS[min(9, inner.count("、"))]) if ahead == "、" or "、" in inner else ("BEGIN plain",),
        ("BEGIN shape", *tags[first : min(first + 6, last + 1)]),
        ("BEGIN joint", word[-1], following[0]),
    ]  # fmt: skip
    found += [("BEGIN inside", other) for other in dict.fromkeys(inner) if other in INSIDE]
    found += [("BEGIN inner", area, other) for other in dict.fromkeys(inner_tags)]
    if _unbalanced(words[first : last + 1]):
        found.append(("BEGIN unbalanced",))
    if ahead == "，" or not first:
        found.append(("BEGIN opening", area, tag))
    if spot.before is not None and spot.before.chosen is not None:
        same = spot.before.chosen
        found.append(("BEGIN same", "=" if same == (first, last) else "!", "=" if same.last == last else "!"))
    return found


def _beginning(rule: Pick | None, first: int, last: int) -> str:
    if rule is None:
        return "?"
    side = "=" if first == rule.first else "<" if first < rule.first else ">"
    return ("e" if last == rule.last else "x") + side


def _unbalanced(words: list[str]) -> bool:
    return sum(word in OPENING for word in words) != sum(word in CLOSING for word in words)
