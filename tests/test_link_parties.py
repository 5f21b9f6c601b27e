"""Who did it, for whom and where, and whose value a number is: given where the wording is plain, else null."""

from __future__ import annotations

import pytest

import zongjie
from zongjie.document import Activity, Document, Metric

LOADED = zongjie.load()
TITLE = "临川县林业局2023年工作总结\n"


def read(text: str) -> Document:
    (document,) = LOADED(TITLE + text)
    return document


def act(document: Document, predicate: str) -> Activity:
    return next(a for a in document.activities if a.predicate == predicate)


def metric(document: Document, evidence: str) -> Metric:
    return next(m for m in document.metrics if m.evidence == evidence)


@pytest.mark.parametrize(
    ("text", "predicate", "actor"),
    [
        ("县财政局拨付造林补助款120万元。", "拨付", "县财政局"),
        ("各林场先后举办培训班12期。", "举办", None),  # 林场 is no listed end of a name
        ("各乡镇举办培训班12期。", "举办", "各乡镇"),
        ("5月，市总工会举办护林员技能竞赛1次。", "举办", "市总工会"),
        ("由各支部组织义务植树活动3次。", "组织", "各支部"),
        ("由承建单位更换管道300米。", "更换", "承建单位"),
        ("我局举办培训班12期。", "举办", None),
        ("县林业局举办培训班12期。", "举办", None),
        ("举办培训班12期。", "举办", None),
        ("与农业部门联合举办培训班12期。", "举办", None),
    ],
)
def test_an_actor_is_another_body_that_is_the_subject(text: str, predicate: str, actor: str | None) -> None:
    assert act(read(text), predicate).actor == actor


@pytest.mark.parametrize(
    ("text", "predicate", "participants"),
    [
        ("与4家企业签订造林协议。", "签订", "4家企业"),
        ("为12户贫困户发放树苗3000株。", "发放", "贫困户"),
        ("选派6名技术骨干赴省林科院学习。", "选派", "技术骨干"),
        ("举办护林知识讲座2场，160名护林队员参加。", "举办", "护林队员"),
        ("对林区道路进行检查。", "检查", None),
        ("举办护林知识讲座2场。", "举办", None),
    ],
)
def test_participants_are_those_whom_the_act_is_for_or_with(
    text: str, predicate: str, participants: str | None
) -> None:
    assert act(read(text), predicate).participants == participants


@pytest.mark.parametrize(
    ("text", "predicate", "place"),
    [
        ("在县文化广场举办图片展1次。", "举办", "县文化广场"),
        ("5月在东岭林场召开现场会1次。", "召开", "东岭林场"),
        ("在总结经验的基础上召开现场会1次。", "召开", None),
        ("于5月上旬召开现场会1次。", "召开", None),
        ("召开现场会1次。", "召开", None),
    ],
)
def test_a_place_is_where_it_was_done(text: str, predicate: str, place: str | None) -> None:
    assert act(read(text), predicate).place == place


def test_a_count_has_the_actor_of_its_act_and_so_has_the_number_behind_it() -> None:
    document = read("东岭派出所调处林权纠纷33起，调解成功率97%。")
    assert metric(document, "33起").actor == "东岭派出所"
    assert metric(document, "97%").actor == "东岭派出所"


def test_what_a_body_grants_or_was_made_to_do_stays_the_value_of_the_report() -> None:
    assert metric(read("县财政拨付补助款120万元。"), "120万元").actor is None
    assert metric(read("由承建单位更换管道300米。"), "300米").actor is None


def test_several_bodies_own_the_number_behind_them() -> None:
    assert metric(read("七个乡累计欠发补助6.3万元。"), "6.3万元").actor == "七个乡"
