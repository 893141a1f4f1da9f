"""The optional sentence model, with a real small ONNX model that is made here: pieces, pooling, keeping, damage."""

import json
from pathlib import Path

import numpy as np
import onnx
import pytest
from flask import Flask
from onnx import TensorProto, helper, numpy_helper

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading, session
from matchmaking.demands.models import Demand
from matchmaking.matching.meaning import present_meaning
from matchmaking.matching.reranking import present_version
from matchmaking.matching.scoring import MODEL_VERSION
from matchmaking.matching.sentence_jobs import embed_texts, keep_vectors
from matchmaking.matching.sentence_meaning import SentenceMeaning, key_of, loaded
from matchmaking.matching.sentence_model import ModelError, SentenceModel
from matchmaking.matching.storing import weigh_pair
from matchmaking.matching.term_weights import Text
from matchmaking.matching.weighing import Sides
from matchmaking.matching.word_pieces import WordPieces
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.visitor import Visitor

# Two words of one matter point the same way, another one elsewhere.
PIECES = {"[PAD]": (0, 0), "[UNK]": (0, 0), "[CLS]": (0, 0), "[SEP]": (0, 0), "漏": (1, 0), "密": (0.9, 0.1),
          "封": (0.9, 0), "梅": (0, 1), "seal": (1, 0), "##ing": (0.5, 0)}  # fmt: skip


def make_model(folder: Path, *, pooling: str = "mean", first: float = 0.0) -> Path:
    """A model that looks up a vector for each piece; a real one only knows more."""
    folder.mkdir(parents=True)
    vectors = np.array(list(PIECES.values()), np.float32)
    vectors[2, 1] = first
    nodes = [
        helper.make_node("Gather", ["table", "input_ids"], ["looked_up"]),
        helper.make_node("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT),
        helper.make_node("Unsqueeze", ["mask", "last"], ["wide_mask"]),
        helper.make_node("Mul", ["looked_up", "wide_mask"], ["last_hidden_state"]),
    ]
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "pieces"])
        for name in ("input_ids", "attention_mask")
    ]
    output = helper.make_tensor_value_info("last_hidden_state", TensorProto.FLOAT, ["batch", "pieces", 2])
    tables = [numpy_helper.from_array(vectors, "table"), numpy_helper.from_array(np.array([2]), "last")]
    graph = helper.make_graph(nodes, "lookup", inputs, [output], tables)
    onnx.save(
        helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9), folder / "model.onnx"
    )
    (folder / "vocab.txt").write_text("\n".join(PIECES), "utf-8")
    (folder / "1_Pooling").mkdir()
    (folder / "1_Pooling" / "config.json").write_text(json.dumps({"pooling_mode_mean_tokens": pooling == "mean"}))
    return folder


def test_text_is_cut_into_known_pieces_and_never_gets_too_long():
    pieces = WordPieces({word: number for number, word in enumerate(PIECES)})
    assert pieces.numbers("密封，SEALing", 20) == [2, 5, 6, 1, 8, 9, 3]
    assert pieces.numbers("Séal 龙", 20) == [2, 8, 1, 3]
    assert pieces.numbers("漏" * 99, 5) == [2, 4, 4, 4, 3]
    assert pieces.numbers("", 5) == [2, 3]


def test_vectors_have_length_one_and_do_not_depend_on_their_batch(tmp_path: Path):
    model = SentenceModel(make_model(tmp_path / "model"))
    texts = ["漏", "密封密封密封", "梅", "", "漏梅"] * 8
    together = model.vectors(texts)
    alone = np.stack([model.vectors([text])[0] for text in texts])
    assert np.allclose(together, alone)
    assert np.allclose(np.linalg.norm(together, axis=1), [1, 1, 1, 0, 1] * 8)
    assert float(together[0] @ together[1]) > 0.99 > float(together[0] @ together[2]) + 0.9


def test_the_folder_says_how_pieces_become_one_vector(tmp_path: Path):
    mean = SentenceModel(make_model(tmp_path / "mean", first=3.0))
    first = SentenceModel(make_model(tmp_path / "first", pooling="first", first=3.0))
    assert (mean.pooling, first.pooling, mean.name == first.name) == ("mean", "first", False)
    assert first.vectors(["漏"])[0].tolist() == [0.0, 1.0]
    assert mean.vectors(["漏漏漏"])[0].tolist() != [0.0, 1.0]


def test_a_folder_that_cannot_be_used_says_why_and_the_site_works_without(app: Flask, tmp_path: Path):
    folder = make_model(tmp_path / "model")
    (folder / "model.onnx").write_bytes(b"half a mod")
    app.config["MEANING_URL"] = f"onnx:{folder}"
    assert present_meaning() is None
    health = Visitor(app).send("GET", "/healthz").json
    app.config["MEANING_URL"] = ""
    without = Visitor(app).send("GET", "/healthz").json
    assert (health.pop("meaning"), without.pop("meaning"), health == without) == ("unavailable", "off", True)
    app.config["MEANING_URL"] = f"onnx:{folder}"
    result = app.test_cli_runner().invoke(args=["matching", "check-model"])
    assert (result.exit_code, "model.onnx" in result.output) == (1, True)
    for missing, words in (("model.onnx", "model.onnx is missing"), ("vocab.txt", "vocab.txt or tokenizer.json")):
        other = make_model(tmp_path / missing)
        (other / missing).unlink()
        with pytest.raises(ModelError, match=words):
            SentenceModel(other)
    assert keep_vectors() is None


def test_what_was_computed_is_kept_and_scores_name_the_model(app: Flask, tmp_path: Path):
    app.config["MEANING_URL"] = f"onnx:{make_model(tmp_path / 'model')}"
    demand = make_demand(title="漏", problem="漏漏", criteria=[])
    achievement = make_achievement(title="密封", summary="密封", measurements=[])
    meaning = present_meaning()
    assert isinstance(meaning, SentenceMeaning)
    near, far = meaning.similarities(Text("漏"), [Text("密封"), Text("梅")])
    assert (near > 0.9, far < -0.3) == (True, True)
    embed_texts()
    with reading():
        text = Sides().achievements([achievement.id])[achievement.id].text
        pair = weigh_pair(session.get_one(Demand, demand.id), session.get_one(Achievement, achievement.id))
        assert present_version() == pair.model_version == f"{MODEL_VERSION}+{meaning.score_name}"
    again = loaded(tmp_path / "model")
    again.kept.read()
    assert np.allclose(again.kept.find(key_of(text)), meaning.vectors([text])[0])
    assert again.kept.find(key_of(Text("漏"))) is None
    assert keep_vectors() == 2
    again.kept.path.write_bytes(b"half a file")
    assert loaded(tmp_path / "model").similarities(Text("漏"), [Text("密封")])[0] == near
    assert meaning.version in app.test_cli_runner().invoke(args=["matching", "check-model"]).output
