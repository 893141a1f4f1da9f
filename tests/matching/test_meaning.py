"""Vectors fitted on the site's own texts: what they compare, where they are kept, and what they may be fitted on."""

import random
from pathlib import Path

import numpy as np
import pytest
from flask import Flask

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import reading, session
from matchmaking.demands.models import Demand
from matchmaking.matching import meaning_fitting, term_vectors
from matchmaking.matching.meaning import OwnTextMeaning, check_setting, present_meaning
from matchmaking.matching.meaning_fitting import FITTED, TOO_FEW, UNCHANGED, UNUSED, Outcome, fit_vectors
from matchmaking.matching.storing import weigh_pair
from matchmaking.matching.term_vectors import TermVectors, fit, token_keys
from matchmaking.matching.term_weights import Text
from matchmaking.matching.vector_files import load, store
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.matching.records import begin_with_unrelated

TRADES = {
    "electric": (["断路器", "空气开关"], ["弹簧机构", "触头", "分断", "电弧", "脱扣", "短路电流", "绝缘外壳"]),
    "leather": (["皮革", "生皮"], ["鞣制", "染色", "脱毛", "铬盐", "鞋面", "涂饰", "削匀"]),
}


def invented(count: int = 240) -> list[str]:
    """Texts of two trades from a fixed seed; each names its subject by one of two names, never by both."""
    dice = random.Random(7)
    found = []
    for number in range(count):
        names, company = TRADES["electric" if number % 2 else "leather"]
        rare = "".join(chr(0x4E00 + dice.randrange(14)) for _ in range(3))
        found.append("，".join([dice.choice(names), *dice.sample(company, 3), rare]))
    return found


@pytest.fixture(scope="module")
def vectors() -> TermVectors:
    found = fit(invented())
    assert found is not None
    return found


def test_names_that_keep_the_same_company_are_near(vectors: TermVectors):
    near, far = OwnTextMeaning(vectors, "").similarities(Text("空气开关"), [Text("断路器"), Text("生皮")])
    assert near > 0.4 > 0.2 > far
    assert OwnTextMeaning(vectors, "").similarities(Text("空气开关"), []).tolist() == []


def test_a_pair_has_the_same_number_alone_and_among_others(vectors: TermVectors):
    demand, others = Text("空气开关", "短路电流大"), [Text("断路器", "触头"), Text("皮革"), Text("脱扣")]
    together = OwnTextMeaning(vectors, "").similarities(demand, others).tolist()
    alone = OwnTextMeaning(vectors, "")
    assert [alone.similarities(demand, [one])[0] for one in others] == together


@pytest.mark.parametrize("text", ["", "囍龘", "\ud800", "。，", "xyz"])
def test_a_text_of_unknown_terms_is_near_to_nothing(vectors: TermVectors, text: str):
    assert OwnTextMeaning(vectors, "").similarities(Text(text, text), [Text("断路器")]).tolist() == [0.0]


def test_the_title_counts_more_than_the_text(vectors: TermVectors):
    measure = OwnTextMeaning(vectors, "")
    one, other = measure.similarities(Text("断路器"), [Text("空气开关", "皮革鞣制"), Text("皮革鞣制", "空气开关")])
    assert one > other


def test_the_same_texts_give_the_same_vectors(vectors: TermVectors):
    again = fit(invented())
    assert np.array_equal(again.keys, vectors.keys)
    assert np.allclose(np.abs(again.vectors.astype(float)), np.abs(vectors.vectors.astype(float)), atol=0.05)


def test_rare_terms_and_too_few_texts_teach_nothing(vectors: TermVectors):
    assert fit(invented()[:99]) is None
    assert fit(["断路器触头"] * 200) is None
    once = fit([*invented(), "龘龗"])
    assert once is not None
    assert not np.isin(token_keys("龘龗"), once.keys).any()


def test_terms_are_pairs_of_characters_and_whole_words():
    assert len(token_keys("阀座涂层 WC-Co，ＨＲＣ６０")) == 5
    assert token_keys("閥門").tolist() == token_keys("阀门").tolist()
    assert token_keys("HRC60").tolist() == token_keys("ｈｒｃ６０").tolist() != token_keys("HRC61").tolist()


def test_only_an_even_share_of_too_many_texts_is_read(monkeypatch: pytest.MonkeyPatch):
    texts = invented(600)
    monkeypatch.setattr(term_vectors, "MOST_TOKENS", sum(len(token_keys(one)) for one in texts) // 2)
    thinned = fit(texts)
    assert thinned is not None
    assert np.array_equal(thinned.keys, fit(texts[::3]).keys)


def test_vectors_come_back_from_their_file(vectors: TermVectors, tmp_path: Path):
    path = tmp_path / "new" / "meaning.vectors"
    store(vectors, {"version": "一"}, path)
    found, facts = load(path)
    assert facts == {"version": "一"}
    assert np.array_equal(found.keys, vectors.keys)
    assert np.array_equal(found.vectors, vectors.vectors)
    assert [one.name for one in path.parent.iterdir()] == ["meaning.vectors"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:40],
        lambda data: b"x" * len(data),
        lambda data: data[:-2],
        lambda data: data[:-1] + bytes([data[-1] ^ 1]),
        lambda data: data[:18] + b"[" + data[19:],
        lambda data: data[:10] + (1 << 40).to_bytes(8, "little") + data[18:],
    ],
    ids=["empty", "short", "other format", "cut", "a bit", "header", "length"],
)
def test_a_damaged_file_is_as_good_as_none(app: Flask, vectors: TermVectors, tmp_path: Path, damage):
    path = tmp_path / "meaning.vectors"
    store(vectors, {"version": "v"}, path)
    path.write_bytes(damage(path.read_bytes()))
    with pytest.raises(ValueError):
        load(path)
    app.config["MEANING_URL"] = f"vectors:{path}"
    assert present_meaning() is None


def test_a_new_file_is_read_at_once_and_an_empty_setting_turns_meaning_off(
    app: Flask, vectors: TermVectors, tmp_path: Path
):
    path = tmp_path / "meaning.vectors"
    app.config["MEANING_URL"] = f"vectors:{path}"
    assert present_meaning() is None
    store(vectors, {"version": "first"}, path)
    first = present_meaning()
    assert first.version == "first"
    assert present_meaning() is first
    store(vectors, {"version": "second one"}, path)
    assert present_meaning().version == "second one"
    path.unlink()
    assert present_meaning() is None
    app.config["MEANING_URL"] = ""
    assert present_meaning() is None
    assert fit_vectors() == Outcome(UNUSED)


def test_a_setting_that_nothing_answers_to_is_refused():
    check_setting("")
    check_setting("vectors:/somewhere")
    with pytest.raises(ValueError, match="MEANING_URL"):
        check_setting("oracle:delphi")


def test_vectors_are_fitted_on_public_texts_alone(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    for name, value in (("LEAST_TEXTS", 10), ("DIMENSIONS", 8), ("SPARE", 4)):
        monkeypatch.setattr(term_vectors, name, value)
    path = tmp_path / "meaning.vectors"
    app.config["MEANING_URL"] = f"vectors:{path}"
    begin_with_unrelated(app)
    demand, achievement = make_demand(), make_achievement()
    make_demand(title="麒麟貔貅麒麟貔貅", summary="麒麟貔貅", state="draft")
    make_achievement(title="饕餮梼杌饕餮梼杌", summary="饕餮梼杌", state="withdrawn")

    def parts() -> dict[str, float]:
        with reading():
            return weigh_pair(session.get_one(Demand, demand.id), session.get_one(Achievement, achievement.id)).parts

    assert "meaning" not in parts()
    outcome = fit_vectors()
    assert (outcome.word, outcome.texts) == (FITTED, 22)
    known, _ = load(path)
    assert np.isin(token_keys(achievement.title[:4]), known.keys).any()
    assert not np.isin(token_keys("麒麟貔貅饕餮梼杌"), known.keys).any()
    assert 0 < parts()["meaning"] <= 1
    answer = app.test_cli_runner().invoke(args=["matching", "fit-vectors"])
    assert answer.output == "no public text changed since; nothing to do\n"
    make_achievement()
    assert app.test_cli_runner().invoke(args=["matching", "fit-vectors"]).output.count("23 public texts fitted") == 1
    assert fit_vectors() == Outcome(UNCHANGED)


def test_too_few_public_texts_leave_no_file(app: Flask, vectors: TermVectors, tmp_path: Path):
    path = tmp_path / "meaning.vectors"
    store(vectors, {"version": "of former texts"}, path)
    app.config["MEANING_URL"] = f"vectors:{path}"
    assert fit_vectors() == Outcome(TOO_FEW)
    assert not path.exists()
    assert meaning_fitting.fit_vectors(again=True) == Outcome(TOO_FEW)
