"""Test corpora made by code: authored sentences on planted topics, cut and tagged as the pipeline does."""

from __future__ import annotations

from itertools import product

from zongjie.themes.units import cut

TOPICS = {
    "安全": (
        "{who}排查安全隐患，督促企业落实安全生产责任。",
        "{who}检查消防设施，更换过期的消防器材。",
        "{who}组织消防演练，讲解消防器材的用法。",
        "安全生产专项整治中，{who}查出安全隐患并逐条销号。",
    ),
    "培训": (
        "{who}举办电工培训班，学员结业后取得技能证书。",
        "技能培训课程由{who}请技师授课，学员实操考核。",
        "{who}为学员颁发技能证书，推荐上岗。",
        "{who}的培训班开设烹饪课程和电工课程，技师带学员练习。",
    ),
    "扶贫": (
        "{who}走访贫困户，送去种苗和化肥。",
        "贫困户在{who}帮扶下种植茶叶，种苗由合作社提供。",
        "{who}帮贫困户销售茶叶，合作社统一收购。",
        "合作社吸纳贫困户务工，{who}发放化肥补助。",
    ),
}
WHO = ("镇政府", "街道办", "居委会", "物业公司", "工作队")


def topic_of(sentence: str) -> str:
    """The planted topic of a sentence made here."""
    who = next(who for who in WHO if who in sentence)
    return next(topic for topic, forms in TOPICS.items() if sentence.replace(who, "{who}") in forms)


def sentence_row(number: int, document: str, start: int, text: str, **more: object) -> dict[str, object]:
    words, tags = cut(text)
    return {
        "sentence_id": f"n{number:04d}",
        "document_id": document,
        "section_id": None,
        "role": "work",
        "start": start,
        "end": start + len(text),
        "text": text,
        "words": words,
        "tags": tags,
        "heading": False,
        **more,
    }


def sentences() -> list[dict[str, object]]:
    """60 sentences, 20 on each topic, in 5 documents of 12."""
    rows: list[dict[str, object]] = []
    for document, who in enumerate(WHO):
        start = 0
        for form in (form for forms in TOPICS.values() for form in forms):
            text = form.format(who=who)
            rows.append(sentence_row(len(rows), f"d{document}", start, text))
            start += len(text)
    return rows


ACTIVITIES = (
    ("举办", "电工技能培训班", "training"),
    ("举办", "烹饪技能培训班", "training"),
    ("开展", "月嫂技能培训", "training"),
    ("慰问", "困难党员家庭", "assistance"),
    ("慰问", "困难职工家庭", "assistance"),
    ("走访", "困难老党员", "assistance"),
    ("检查", "消防安全隐患", "inspection"),
    ("排查", "燃气安全隐患", "inspection"),
    ("整改", "用电安全隐患", "inspection"),
)
PROBLEMS = (
    ("专职干部人手紧张", "capacity", "专职干部"),
    ("专职干部年龄偏大", "capacity", "专职干部"),
    ("专职干部业务不熟", "capacity", "专职干部"),
    ("活动经费不足", "funding", "活动经费"),
    ("宣传经费不足", "funding", "宣传经费"),
    ("经费来源单一", "funding", None),
)


def activities(copies: int = 3) -> list[dict[str, object]]:
    """Activities in as many documents as `copies`, without places, so that their own text is cut."""
    return [
        {
            "activity_id": f"a{copy}{number}",
            "document_id": f"d{copy}",
            "predicate": predicate,
            "object": object_,
            "type": kind,
            "text": predicate + object_,
        }
        for copy, (number, (predicate, object_, kind)) in product(range(copies), enumerate(ACTIVITIES))
    ]


def problems(copies: int = 3) -> list[dict[str, object]]:
    return [
        {
            "problem_id": f"p{copy}{number}",
            "document_id": f"d{copy}",
            "category": category,
            "aspect": aspect,
            "text": text,
            "sentence_id": None,
        }
        for copy, (number, (text, category, aspect)) in product(range(copies), enumerate(PROBLEMS))
    ]
