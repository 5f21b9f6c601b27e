"""Encoders: tiny models made here, what they change in themes, what is refused, and that nothing is fetched."""

from __future__ import annotations

import random
import socket
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from themes_corpus import sentence_row

from zongjie import themes
from zongjie.config import input_files, load_settings
from zongjie.errors import UsageError
from zongjie.themes import encode, evaluation, neighbours
from zongjie.themes.encode import load, vectors
from zongjie.themes.fold import KINDS
from zongjie.themes.units import sentence_units

# Two ways to speak of each of two matters, without a word in common.
WAYS = {
    "安全": (("排查安全隐患", "更换消防器材", "组织消防演练"), ("整治事故苗头", "检修燃气阀门", "夜间巡逻值守")),
    "培训": (("举办电工培训班", "颁发技能证书", "开设烹饪课程"), ("技师传授手艺", "学徒实操考核", "夜校讲解图纸")),
}
TOPIC = {sign: at for at, ways in enumerate(WAYS.values()) for way in ways for text in way for sign in text}


def rows() -> list[dict[str, object]]:
    """Sentences of three clauses, each in one of the four ways."""
    draw = random.Random(3)
    made = []
    for number in range(80):
        way = list(WAYS.values())[number % 2][number // 2 % 2]
        text = f"{'，'.join(draw.sample(way, 3))}。"
        made.append(sentence_row(number, f"d{number % 7}", 40 * number, text))
    return made


def matter(row: dict[str, object]) -> int:
    return int(str(row["record_id"])[1:]) % 2


def write_encoder(folder: Path, *, pooled: bool = False, dimensions: int = 8) -> Path:
    """A model whose tokens are characters and whose vectors tell the matters apart; `pooled` gives one for a text."""
    from onnx import TensorProto, helper, numpy_helper, save
    from tokenizers import Regex, Tokenizer, models, pre_tokenizers

    known = {"[UNK]": 0, "[PAD]": 1} | {sign: at for at, sign in enumerate(TOPIC, 2)}
    tokenizer = Tokenizer(models.WordLevel(known, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Split(Regex("."), "isolated")
    folder.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(folder / "tokenizer.json"))
    table = np.random.default_rng(2).normal(0, 0.1, (len(known), dimensions)).astype(np.float32)
    table[1] = 9  # padding, which must not count
    for sign, at in known.items():
        if sign in TOPIC:
            table[at, TOPIC[sign]] += 1
    axes = numpy_helper.from_array(np.array([1], np.int64), "axes")
    shape = ["batch", dimensions] if pooled else ["batch", "tokens", dimensions]
    nodes = [helper.make_node("Gather", ["table", "input_ids"], ["tokens_out"])]
    if pooled:
        nodes.append(helper.make_node("ReduceMax", ["tokens_out", "axes"], ["out"], keepdims=0))
    graph = helper.make_graph(
        nodes, "tiny",
        [helper.make_tensor_value_info("input_ids", TensorProto.INT64, ["batch", "tokens"])],
        [helper.make_tensor_value_info("out" if pooled else "tokens_out", TensorProto.FLOAT, shape)],
        [numpy_helper.from_array(table, "table"), *([axes] if pooled else [])],
    )  # fmt: skip
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10), folder / "model.onnx")
    return folder


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_encoder(tmp_path_factory.mktemp("encoder"))


def discovered(encoder: object = None, order: list[dict[str, object]] | None = None) -> themes.ThemeTables:
    settings = load_settings(theme_count=2, theme_levels=1, encoder=None if encoder is None else str(encoder))
    return themes.discover({"sentences": order or rows()}, settings)


def purity(found: themes.ThemeTables) -> float:
    """The share of records that are in the theme of most of their matter."""
    held: dict[object, list[int]] = {}
    for row in found.members:
        if row["theme_id"]:
            held.setdefault(row["theme_id"], []).append(matter(row))
    return sum(max(some.count(0), some.count(1)) for some in held.values()) / len(rows())


# ------------------------------------------------------------------------------------------------------------- themes
def test_what_shares_no_word_comes_together(folder: Path) -> None:
    alone, helped = discovered(), discovered(folder)
    assert purity(helped) == 1 > purity(alone) + 0.2
    assert len(helped.themes) == 2
    for row in helped.themes:
        assert row["label"] and row["keywords"] and row["size"] == 40
    assert {row["theme_id"] for row in helped.rows["theme_quotes"]} == {row["theme_id"] for row in helped.themes}


def test_the_order_of_the_rows_and_a_second_run_change_nothing(folder: Path) -> None:
    mixed = rows()
    random.Random(1).shuffle(mixed)
    assert discovered(folder).tables() == discovered(folder).tables() == discovered(folder, mixed).tables()


def test_no_connection_is_opened(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a connection")

    monkeypatch.setattr(socket, "socket", refused)
    monkeypatch.setattr(socket, "getaddrinfo", refused)
    neighbours._loaded.cache_clear()
    assert len(discovered(folder).themes) == 2
    with pytest.raises(UsageError):
        discovered("someone/sentence-model")


def test_the_note_names_the_model(folder: Path) -> None:
    (note,) = [note for note in discovered(folder).notes if "sha256" in note.en]
    told = encode.digest(input_files(load_settings(encoder=str(folder))))
    assert told[:12] in note.zh and str(folder) in note.en
    assert not any("sha256" in note.en for note in discovered().notes)


@pytest.mark.parametrize("weights", ["0_Transformer/model.safetensors", "model.onnx", "onnx/model.onnx_data"])
def test_weights_that_were_exchanged_change_the_digest(tmp_path: Path, weights: str) -> None:
    for name in ("modules.json", weights):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{}", "utf-8")
    settings = load_settings(encoder=str(tmp_path))
    before = encode.digest(input_files(settings))
    assert encode.digest({**input_files(settings), "userdict": "0"}) == before, "of the encoder alone"
    (tmp_path / weights).write_text("[]", "utf-8")
    assert encode.digest(input_files(settings)) != before


def test_an_encoder_that_was_exchanged_is_loaded_anew(folder: Path, tmp_path: Path) -> None:
    write_encoder(tmp_path)
    first = neighbours.encoder_of(str(tmp_path))
    assert neighbours.encoder_of(str(tmp_path)) is first
    write_encoder(tmp_path, pooled=True)
    assert neighbours.encoder_of(str(tmp_path)) is not first


def test_texts_are_encoded_once_for_all_samples(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    encoder = neighbours.encoder_of(str(folder))

    def counted(folder: str) -> object:
        return SimpleNamespace(encode=lambda texts: (asked.append(len(texts)), encoder.encode(texts))[1])

    settings = load_settings(theme_count=2, theme_levels=1, encoder=str(folder))
    usable = sentence_units({"sentences": rows()})
    plain = evaluation._quality(KINDS[0], usable, (), 2, settings.model_copy(update={"encoder": None}), 3)
    monkeypatch.setattr(neighbours, "encoder_of", counted)
    helped = evaluation._quality(KINDS[0], usable, (), 2, settings, 3)
    assert asked == [len({unit.text for unit in usable})]
    assert helped.stability.value > plain.stability.value, "samples lean on the vectors of their own texts"


def test_themes_of_an_earlier_dataset_are_of_words_alone(folder: Path) -> None:
    with pytest.raises(UsageError, match="--themes-from"):
        themes.discover({"sentences": rows()}, load_settings(themes_from="out", encoder=str(folder)))


# ------------------------------------------------------------------------------------------------------------ vectors
def test_tokens_are_averaged_without_the_padding(folder: Path, tmp_path: Path) -> None:
    encoder = load(folder)
    alone = encoder.encode(["消防"])
    beside = encoder.encode(["消防", "举办电工培训班"])
    assert beside[0] == pytest.approx(alone[0])
    assert alone.shape == (1, 8) and alone[0].argmax() == 0
    tokens = [encoder.encode([sign])[0] for sign in "消防"]
    assert alone[0] == pytest.approx(np.mean(tokens, axis=0)), "the mean"
    pooled = load(write_encoder(tmp_path, pooled=True)).encode(["消防"])[0]
    assert pooled == pytest.approx(np.max(tokens, axis=0)), "what the model gives"


def test_a_model_in_the_usual_subfolder_is_found(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "onnx").mkdir()
    (tmp_path / "onnx" / "model.onnx").write_bytes((folder / "model.onnx").read_bytes())
    (tmp_path / "tokenizer.json").write_bytes((folder / "tokenizer.json").read_bytes())
    assert (load(tmp_path).encode(["消防"]) == load(folder).encode(["消防"])).all()


def test_batches_change_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [str(row["text"]) for row in rows()]
    whole = vectors(load(folder), texts)
    monkeypatch.setattr(encode, "BATCH", 7)
    assert np.allclose(vectors(load(folder), texts[::-1])[::-1], whole, atol=1e-6)
    assert np.linalg.norm(whole, axis=1) == pytest.approx(1)


@pytest.mark.parametrize(
    "made", [[[1.0, 2.0]], [[0.0, 0.0], [0.0, 0.0]], [[np.nan, 1.0], [1.0, 0.0]], [1.0, 2.0], [[[1.0]], [[2.0]]]]
)
def test_what_is_no_vector_for_each_text_is_refused(made: list[object]) -> None:
    with pytest.raises(UsageError, match="编码器的输出"):
        vectors(SimpleNamespace(encode=lambda texts: made), ["甲", "乙"])


def test_a_text_of_which_the_encoder_knows_nothing_has_no_neighbour() -> None:
    made = vectors(SimpleNamespace(encode=lambda texts: [[0.0, 0.0], [3.0, 4.0]]), ["乙", "甲"])
    assert made.tolist() == [[0, 0], [pytest.approx(0.6), pytest.approx(0.8)]]
    matrix = csr_matrix([[1.0, 0], [0, 1.0]])
    assert neighbours.lean(matrix, made, ["乙", "甲"]).toarray().tolist() == matrix.toarray().tolist()


# ------------------------------------------------------------------------------------------------------------ folders
def test_what_the_folder_lacks_is_named(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        load(tmp_path)
    assert (
        "tokenizer.json、model.onnx" in caught.value.message.zh and "tokenizer.json, model" in caught.value.message.en
    )
    (tmp_path / "model.onnx").write_bytes((folder / "model.onnx").read_bytes())
    with pytest.raises(UsageError, match=r"缺 tokenizer\.json"):
        load(tmp_path)
    (tmp_path / "tokenizer.json").write_text("{}", "utf-8")
    with pytest.raises(UsageError, match="读不出来"):
        load(tmp_path)


def test_a_missing_package_is_named_with_the_command(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encode, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r'onnxruntime.*pip install "zongjie\[encoder\]"'):
        load(folder)
    (tmp_path / "modules.json").write_text("[]", "utf-8")
    with pytest.raises(UsageError, match="pip install sentence-transformers"):
        load(tmp_path)


def test_a_folder_of_sentence_transformers_is_read_from_the_disk_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    class Model:
        def __init__(self, folder: str, **options: object) -> None:
            asked.update(options, folder=folder)

        def encode(self, texts: list[str], **_: object) -> object:
            return np.ones((len(texts), 3))

    monkeypatch.setitem(sys.modules, "sentence_transformers", SimpleNamespace(SentenceTransformer=Model))
    monkeypatch.setattr(encode, "find_spec", lambda name: object())
    (tmp_path / "modules.json").write_text("[]", "utf-8")
    assert vectors(load(tmp_path), ["甲", "乙", "甲"]).shape == (3, 3)
    assert asked == {"folder": str(tmp_path), "device": "cpu", "local_files_only": True}


# --------------------------------------------------------------------------------------------------------- neighbours
def test_rows_take_of_their_neighbours_and_keep_their_lengths() -> None:
    matrix = csr_matrix([[2.0, 0, 0], [0, 1.0, 0], [0, 0, 3.0], [0, 0, 0]])
    near = np.array([[1, 0], [1, 0], [0, 1], [0, 1]], dtype="float32")
    made = neighbours.lean(matrix, near, ["甲", "乙", "丙", ""]).toarray()
    assert np.linalg.norm(made, axis=1) == pytest.approx([2, 1, 3, 1]), "an empty row is as long as 1"
    assert made[0] == pytest.approx(2 * np.array([1, 0.25, 0]) / np.hypot(1, 0.25)), "half of the neighbour's length 1"
    assert made[3] == pytest.approx([0, 0, 1]), "what has no word of its own has its neighbour's"
    assert made[2] == pytest.approx([0, 0, 3])
    same = neighbours.lean(matrix, near, ["甲", "甲", "丙", ""]).toarray()
    assert same[0] == pytest.approx([2, 0, 0]), "the same words are no neighbour"


def test_neighbours_are_sought_among_a_bounded_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(neighbours, "AMONG", 10)
    monkeypatch.setattr(neighbours, "BLOCK", 4)
    near = np.random.default_rng(1).normal(size=(40, 8)).astype("float32")
    keys = np.arange(40)[::-1]
    graph = neighbours._neighbours(near / np.linalg.norm(near, axis=1, keepdims=True), keys).tocoo()
    assert (graph.row // 10 == graph.col // 10).all() and (graph.row != graph.col)[graph.data > 0].all()
    assert np.asarray(graph.sum(axis=1)).ravel() == pytest.approx(1)
