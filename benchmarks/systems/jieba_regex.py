"""A notebook of jieba and regular expressions, as a user would write it: numbers, acts by verb, problems by keyword."""

from __future__ import annotations

import re
from collections.abc import Iterator

import jieba
import jieba.posseg
import numbers_naive as naive
from numbers_zh import value_of
from tables import Found, Row, main

VERBS = {
    "召开": "meeting", "举办": "training", "开展": "other", "组织": "other", "举行": "meeting", "成立": "establishment",
    "建立": "establishment", "组建": "establishment", "印发": "policy", "制定": "policy", "出台": "policy",
    "慰问": "assistance", "走访": "assistance", "救助": "assistance", "发放": "funding", "投入": "funding",
    "建设": "construction", "新建": "construction", "改造": "construction", "建成": "construction", "签订": "agreement",
    "检查": "inspection", "排查": "inspection", "调研": "survey", "培训": "training", "表彰": "commendation",
    "宣传": "publicity", "调解": "service", "办理": "service", "查处": "inspection", "完成": "other",
}  # fmt: skip
PROBLEMS = {
    "认识不": "awareness", "重视不": "awareness", "人员不足": "capacity", "素质不": "capacity", "经费": "funding",
    "资金": "funding", "机制不": "mechanism", "制度不": "mechanism", "不平衡": "imbalance", "不均衡": "imbalance",
    "覆盖": "coverage", "形式单一": "form", "宣传不": "publicity", "基础薄弱": "foundation", "设施": "foundation",
    "落实不": "execution", "创新不": "innovation", "协调不": "coordination", "差距": "gap", "污染": "ecology",
    "隐患": "risk", "作风": "conduct", "结构不": "structure",
}  # fmt: skip
LACKING = re.compile(
    r"不足|不够|不强|不高|不到位|不平衡|不完善|不健全|薄弱|滞后|偏低|较差|短缺|困难|缺乏|差距|单一|欠缺"
)
CLAUSE = re.compile(r"[^，。；！？\n]+")
LIST_MARK = re.compile(r"^\s*(?:[一二三四五六七八九]是|[（(]?[一二三四五六七八九十0-9]+[)）、.])\s*")


def find(text: str) -> Found:
    """All three kinds of record."""
    return Found(list(metrics(text)), list(activities(text)), list(problems(text)))


def metrics(text: str) -> Iterator[Row]:
    """Numbers with a unit from the list; the value by `float` and a table of numerals."""
    for match in naive.candidates(text):
        value = value_of(match["number"])
        if value is not None:
            more = match.groupdict().get("more")
            yield naive.row(text, *match.span(), value * naive.size_of(match), naive.unit_of(match), more)


def activities(text: str) -> Iterator[Row]:
    """A verb of the list, and what follows it in its clause up to the last noun."""
    for clause in CLAUSE.finditer(text):
        at, verb, end = clause.start(), None, 0
        for word, tag in jieba.posseg.cut(clause[0]):
            if verb is None and word in VERBS:
                verb = (word, at)
            elif verb and tag[0] in "nmqv":
                end = at + len(word) if tag[0] == "n" else end
            at += len(word)
        if verb and end > verb[1] + len(verb[0]):
            predicate, start = verb
            status = "planned" if re.search("将|计划|拟|力争", clause[0]) else "done"
            fields = {"predicate": predicate, "object": text[start + len(predicate) : end], "status": status}
            yield {"start": start, "end": end, "type": VERBS[predicate], **fields}


def problems(text: str) -> Iterator[Row]:
    """Clauses with a word of lack, without their list marks."""
    for clause in CLAUSE.finditer(text):
        if LACKING.search(clause[0]):
            mark = LIST_MARK.match(clause[0])
            start = clause.start() + (mark.end() if mark else 0)
            category = next((kind for word, kind in PROBLEMS.items() if word in clause[0]), "other")
            yield {"start": start, "end": clause.end(), "category": category}


if __name__ == "__main__":
    jieba.setLogLevel(60)
    main(find)
