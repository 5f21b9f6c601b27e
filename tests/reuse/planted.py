"""Texts with planted near duplicates, made by rule from authored clauses, and rows as a run would give them."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from datetime import date

from zongjie.document import identify
from zongjie.reuse.normal import normals

BODIES = (
    "青禾县图书馆",
    "临溪区司法局",
    "石桥镇卫生院",
    "云岭村委会",
    "南浦街道办事处",
    "启禾机械厂",
    "白芷县供销社",
    "望津市气象台",
)
ACTS = (
    "为辖区独居老人免费安装烟感报警器", "对沿街商铺的燃气软管逐户排查更换", "在集市设点讲解电信诈骗的常见手法",
    "把三处积水点的雨水管道重新接通", "给困难家庭学生送去书包和冬衣", "邀请退休教师开设书法公益课堂",
    "组织渔民参加海上救生演练", "修补通往果园的砂石路面和涵洞", "替外出务工人员代办医保缴费手续",
    "请农技专家到田间查看稻飞虱虫情", "把闲置校舍改造成养老互助驿站", "给民宿经营者讲授消防和食品卫生知识",
)  # fmt: skip
ENDS = (
    "群众反映办事比从前方便得多", "参加的住户都在回访单上签了字", "余下的点位计划在入冬之前做完",
    "所需经费由财政和企业各担一半", "有关记录已整理成册存入档案室", "村民代表全程监督并张榜公布",
    "其中两处由志愿者长期看护", "雨季过后又请专业队伍复查一遍", "这一做法被邻近乡镇派人前来观摩",
)  # fmt: skip
SPARE = "山水田林湖草沙石桥路灯塔船坞棉麻桑茶竹藤瓷陶墨砚琴棋壶碗灶犁锄镰"


def normal(text: str) -> str:
    """`text` as it is compared."""
    return normals([text])[0]


def sentence(draw: random.Random) -> str:
    """An invented sentence of three clauses with a figure."""
    one, two = draw.sample(ACTS, 2)
    return f"{draw.choice(BODIES)}{draw.randint(1, 12)}月{one}，随后{two}{draw.randint(2, 99)}次，{draw.choice(ENDS)}。"


def edited(text: str, draw: random.Random, times: int) -> str:
    """`text` after so many substitutions, deletions and insertions of a character, and moves of a clause."""
    for _ in range(times):
        at = draw.randrange(len(text))
        kind = draw.choice(("substitute", "substitute", "delete", "insert", "move"))
        if kind == "substitute":
            text = text[:at] + draw.choice(SPARE) + text[at + 1 :]
        elif kind == "delete":
            text = text[:at] + text[at + 1 :]
        elif kind == "insert":
            text = text[:at] + draw.choice(SPARE) + text[at:]
        else:
            parts = re.split("(?<=[，。])", text)
            part = parts.pop(draw.randrange(len(parts)))
            parts.insert(draw.randrange(len(parts) + 1), part)
            text = "".join(parts)
    return text


def planted(sentences: int, families: int, copies: int, most: int, seed: int = 7) -> list[str]:
    """Families of a text of so many sentences and copies of it with 1 to `most` edits; no two are the same.

    Moves of a sign alone make no other text, so texts are told apart as they are compared.
    """
    draw = random.Random(seed)
    texts: list[str] = []
    for _ in range(families):
        text = "".join(sentence(draw) for _ in range(sentences))
        texts += [text, *(edited(text, draw, draw.randint(1, most)) for _ in range(copies))]
    draw.shuffle(texts)
    return list({normal(text): text for text in texts}.values())


Rows = dict[str, list[dict[str, object]]]


def rows(*texts: str, days: Sequence[date | None] | None = None, headings: Sequence[str] = (), start: int = 0) -> Rows:
    """The tables of sources of one document each; a line is a paragraph, 。 ends a sentence."""
    made: Rows = {"texts": [], "documents": [], "sentences": []}
    for number, text in enumerate(texts):
        source, document = f"s{start + number}", identify("d", start + number, text)
        made["texts"].append({"source_id": source, "text": text})
        made["documents"].append(
            {
                "document_id": document,
                "source_id": source,
                "path": f"{number}.txt",
                "start": 0,
                "end": len(text),
                "published": days[number] if days else None,
                "period_end": None,
            }
        )
        for found in re.finditer(r"[^。\n]+。?", text):
            made["sentences"].append(
                {
                    "document_id": document,
                    "start": found.start(),
                    "end": found.end(),
                    "text": found[0],
                    "heading": found[0] in headings,
                }
            )
    return made
