"""The arithmetic audit: statements that agree, statements that do not, and the floors on the authored ones."""

import csv
from collections import Counter
from pathlib import Path

import pytest

from zongjie.audit.stage import SPEC, audit
from zongjie.config import load_settings
from zongjie.document import altered
from zongjie.run import Pipeline

STATEMENTS = Path(__file__).resolve().parents[2] / "corpus" / "audit" / "statements.tsv"


@pytest.fixture(scope="module")
def audited():
    pipeline = Pipeline(load_settings())

    def of(text):
        return {
            m.evidence: (m.consistent, m.audit) for d in pipeline(text) for m in d.metrics if m.consistent is not None
        }

    return of


RIGHT = [
    ("计划引进项目30家，实际引进31家，完成率103%。", "103%"),
    ("计划造林3200亩，实际完成3560亩，占计划的111.25%。", "111.25%"),
    ("受理案件4826件，审结4573件，结案率94.8%。", "94.8%"),
    ("现有党员62名，其中女党员17名，占27.4%。", "27.4%"),
    ("民生支出28.6亿元，占一般公共预算支出35.1亿元的八成以上。", "八成以上"),
    ("企业由2019年的86家增至97家，增长12.8%。", "12.8%"),
    ("存款余额48.3亿元，比年初增加5.1亿元，增长11.8%。", "11.8%"),
    ("合格率由91.2%提高到95.8%，提高4.6个百分点。", "4.6个百分点"),
    ("律师事务所由12家发展到36家，增长2倍。", "2倍"),
    ("年末会员单位120家，比上年末的100家净增20家。", "20家"),
    ("新登记企业812户，注销135户，净增677户。", "677户"),
    ("办复提案186件，其中A类142件、B类39件、C类5件。", "186件"),
    ("评出一等奖3名、二等奖8名、三等奖15名，共26名。", "26名"),
    ("全县学校18所，在校学生9720人，校均540人。", "540人"),
    ("投资4500万元，即0.45亿元。", "0.45亿元"),
]
WRONG = [
    ("计划引进项目30家，实际引进31家，完成率113%。", "113%"),
    ("受理案件4826件，审结4573件，结案率97.5%。", "97.5%"),
    ("现有党员85名，其中女党员23名，占37.1%。", "37.1%"),
    ("合作社由86家增至97家，增长22.8%。", "22.8%"),
    ("存款余额57.2亿元，比年初的52.0亿元增加5.2亿元，增长20%。", "20%"),
    ("合格率由91.2%提高到95.8%，提高6.4个百分点。", "6.4个百分点"),
    ("在职职工56人，比上年的71人减少25人。", "25人"),
    ("新登记企业1320户，注销415户，净增1005户。", "1005户"),
    ("办复建议176件，其中A类128件、B类35件、C类23件。", "176件"),
    ("评出一等奖2名、二等奖6名、三等奖12名，三个等次共计22名。", "22名"),
    ("群众满意率105%。", "105%"),
    ("全年火灾起数比上年下降120%。", "120%"),
    ("管网概算4500万元（即4.5亿元），分三年安排。", "4.5亿元"),
    ("甲河、乙河、丙河三条河流水质达标率分别为92%和88%。", "92%"),
    ("联合公安局、教育局、文化局、工商局、卫生局、城管局等5个单位开展整治。", "5个"),
    ("事故由150起下降到120起，下降80%。", "80%"),
]
SILENT = [
    "职工由xx人增加到xx人，增长15%。",  # masked figures are never computed with
    "产值由30亿元增加到42亿元，按可比价格计算增长25%。",  # at constant prices
    "读者21.4万人次，其中女性读者占56%，青少年读者占48%。",  # the parts may overlap, and have no figures
    "寄宿生417人，在校学生1286人，留守儿童占了近一半。",  # a share of others
    "举办归类、估价和系统操作培训班11期。",  # the number counts something else
    "拨备覆盖率268%，资产负债率108%。",  # may exceed 100 %
    "农村低保每人每年补240元，惠及5000人，占农业人口的2.3%。",  # the whole is not in the text
    "会员约300人，今年新增30余人，增长一成左右。",
]


@pytest.mark.parametrize(("text", "figure"), RIGHT)
def test_figures_that_agree(audited, text, figure):
    found = audited(text)
    assert found.get(figure, (None,))[0] is True, found
    assert not [words for consistent, words in found.values() if not consistent]


@pytest.mark.parametrize(("text", "figure"), WRONG)
def test_figures_that_do_not_agree(audited, text, figure):
    consistent, words = audited(text)[figure]
    assert consistent is False
    assert "≠" in words or ">" in words or "listed" in words


@pytest.mark.parametrize("text", SILENT)
def test_what_the_text_does_not_tie_together_is_not_judged(audited, text):
    assert not [found for found in audited(text).values() if found[0] is False]


def test_the_arithmetic_is_shown_with_the_rounding_allowed(audited):
    assert (
        audited("计划引进项目30家，实际引进31家，完成率103%。")["103%"][1]
        == "(31家 / 30家) × 100 = 103.333% ≈ 103% (±1)"
    )


FLOORS = {"a": 0.90, "b": 0.74, "c": 0.63}  # of the planted errors, found; `a` was written first, `c` last
MOST_FLAGGED = 0.02  # of the correct statements


@pytest.mark.parametrize("part", sorted(FLOORS))
def test_authored_statements(audited, part):
    with STATEMENTS.open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE) if row["part"] == part]
    count = Counter()
    for row in rows:
        flagged = any(consistent is False for consistent, _ in audited(row["text"]).values())
        count[row["label"], flagged] += 1
    assert count["ok", True] / (count["ok", True] + count["ok", False]) <= MOST_FLAGGED
    assert count["wrong", True] / (count["wrong", True] + count["wrong", False]) >= FLOORS[part]


def test_it_needs_no_sentences_of_the_document_and_reads_on_behind_a_semicolon():
    document = Pipeline(load_settings())("青禾镇干部36人参加考核，优秀9人，占25%；称职27人，占70%。")[0]
    assert len(document.sentences) == 2
    bare = tuple(altered(metric, consistent=None, audit=None) for metric in document.metrics)
    again = audit(altered(document, sentences=(), metrics=bare))
    assert again.metrics == document.metrics
    assert [metric.evidence for metric in again.metrics if metric.consistent is False] == ["70%"]
    assert "sentences" not in SPEC.requires
