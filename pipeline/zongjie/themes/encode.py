"""Optional sentence encoders: adapters that turn texts into vectors by a model in a local folder, and fetch nothing."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from zongjie.errors import UsageError

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Vectors = NDArray[np.float32]

BATCH = 64  # texts at once; they are sorted by length, so that little is padded
MOST_TOKENS = 256  # of a text; longer than nearly all sentences, and what most sentence encoders were trained on
TOKENIZER = "tokenizer.json"
MODELS = ("model.onnx", "onnx/model.onnx")
MODULES = "modules.json"
"""What a folder of sentence-transformers holds."""
NEEDED = ("onnxruntime", "tokenizers")
COMMAND = 'pip install "zongjie[encoder]"'


class Encoder(Protocol):
    """What turns texts into vectors."""

    def encode(self, texts: Sequence[str]) -> Any:
        """Texts × dimensions."""
        ...


def load(folder: Path) -> Encoder:
    """The encoder in a local folder: `tokenizer.json` and `model.onnx`, or one of sentence-transformers.

    Raises:
        UsageError: the folder lacks a file, or a package is missing; nothing is downloaded.
    """
    model = next((folder / name for name in MODELS if (folder / name).is_file()), None)
    if model is not None and (folder / TOKENIZER).is_file():
        _require(NEEDED)
        return OnnxEncoder(folder / TOKENIZER, model)
    if (folder / MODULES).is_file():
        _require(("sentence_transformers",), "pip install sentence-transformers")
        return SentenceTransformerEncoder(folder)
    lacking = [name for name in (TOKENIZER, MODELS[0]) if not (folder / name).is_file()]
    raise UsageError(
        f"编码器文件夹 {folder} 缺 {'、'.join(lacking)}。请给出本机上的模型文件夹（{TOKENIZER} 和 {MODELS[0]}，"
        "或 sentence-transformers 的文件夹）；zongjie 不下载模型。",
        f"the encoder's folder {folder} lacks {', '.join(lacking)}. Give a local folder with {TOKENIZER} and "
        f"{MODELS[0]}, or one of sentence-transformers; zongjie downloads no model.",
    )


def vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """A vector of length 1 for each text, or 0 where the encoder knows nothing of it.

    Equal texts are encoded once, and the order of texts changes nothing.

    Raises:
        UsageError: what the encoder gives are not as many finite vectors of one dimension.
    """
    import numpy as np

    distinct = sorted(set(texts), key=lambda text: (len(text), text))
    made = np.asarray(encoder.encode(distinct))
    lengths = np.linalg.norm(made, axis=1, keepdims=True) if made.ndim == 2 else np.zeros(0)
    if made.ndim != 2 or len(made) != len(distinct) or not np.isfinite(made).all() or not lengths.any():
        raise UsageError(
            f"编码器的输出不可用：{len(distinct)} 段文字应各得一个有限的向量，且不全为零，得到的形状是 {made.shape}。"
            "请换一个模型。",
            f"the encoder's output cannot be used: {len(distinct)} texts should have a finite vector each, not all of "
            f"them 0; the shape is {made.shape}. Use another model.",
        )
    place = {text: at for at, text in enumerate(distinct)}
    scaled: Vectors = (made / np.where(lengths > 0, lengths, 1)).astype("float32")[[place[text] for text in texts]]
    return scaled


def digest(named: Mapping[str, str]) -> str:
    """What tells an encoder from others: SHA-256 over the `encoder/…` entries of `input_files`, its files.

    So weights that were exchanged show, whatever the file is called that holds them.
    """
    lines = sorted(f"{name} {sha}\n" for name, sha in named.items() if name.startswith("encoder/"))
    return hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


class OnnxEncoder:
    """A sentence encoder in ONNX, on one thread of the CPU, so that sums have one order and the same digits.

    The vector of a text is the model's output of rank 2, or the mean of its tokens' vectors where it gives those.
    """

    def __init__(self, tokenizer: Path, model: Path) -> None:
        """Load the files.

        Raises:
            UsageError: one of them cannot be read.
        """
        import onnxruntime
        from tokenizers import Tokenizer

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        try:
            self._tokenizer = Tokenizer.from_file(str(tokenizer))
            self._session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
        except Exception as fault:  # both raise plain exceptions
            raise UsageError(
                f"编码器读不出来：{fault}。请检查 {tokenizer} 和 {model}。",
                f"cannot read the encoder: {fault}. Check {tokenizer} and {model}.",
            ) from fault
        self._tokenizer.enable_truncation(MOST_TOKENS)
        self._tokenizer.enable_padding()

    def encode(self, texts: Sequence[str]) -> Any:
        """Texts × dimensions, a batch at a time."""
        import numpy as np

        return np.concatenate([self._batch(texts[at : at + BATCH]) for at in range(0, len(texts), BATCH)])

    def _batch(self, texts: Sequence[str]) -> Any:
        import numpy as np

        encoded = self._tokenizer.encode_batch(list(texts))
        known = {
            "input_ids": [one.ids for one in encoded],
            "attention_mask": [one.attention_mask for one in encoded],
            "token_type_ids": [one.type_ids for one in encoded],
        }
        wanted = {one.name for one in self._session.get_inputs()}
        found = self._session.run(None, {name: np.array(known[name], np.int64) for name in sorted(wanted & set(known))})
        whole = next((one for one in found if one.ndim == 2), None)
        if whole is not None:
            return whole
        mask = np.array(known["attention_mask"], np.float32)[:, :, None]
        return (found[0] * mask).sum(axis=1) / np.maximum(mask.sum(axis=1), 1)


class SentenceTransformerEncoder:
    """An encoder of the package sentence-transformers, from a local folder alone."""

    def __init__(self, folder: Path) -> None:
        from sentence_transformers import SentenceTransformer

        self._model = SentenceTransformer(str(folder), device="cpu", local_files_only=True)

    def encode(self, texts: Sequence[str]) -> Any:
        """Texts × dimensions."""
        return self._model.encode(list(texts), batch_size=BATCH, convert_to_numpy=True, show_progress_bar=False)


def _require(packages: Sequence[str], command: str = COMMAND) -> None:
    lacking = [name for name in packages if find_spec(name) is None]
    if lacking:
        raise UsageError(
            f"编码器需要 {'、'.join(lacking)}。请安装：{command}",
            f"the encoder needs {', '.join(lacking)}. Install: {command}",
        )
