"""Fitted models in the planted city: one version of the levels, in use."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.matching.fitted_models import LEVELS, FittedModel, ModelSwitch
from matchmaking.matching.scoring import MODEL_VERSION


def plant_quality(world: Any) -> None:
    """A model that somebody may switch off; it knows one step only."""
    parameters = {
        "means": [0.5, 0.0, 0.0, 0.0], "scales": [1.0] * 4, "slopes": [1.0, 0.0, 0.0, 0.0], "cuts": [0.0],
        "grades": [1, 2], "bands": [[0.0, 4]],
    }  # fmt: skip
    with unit_of_work() as session:
        model = FittedModel(
            kind=LEVELS, number=1, rules_version=MODEL_VERSION, seed=1, judgment_count=250, demand_count=50,
            data_digest="planted", parameters=parameters,
            figures={"bands": [{"cases": 250, "predicted": 0.4, "observed": 0.4}]},
        )  # fmt: skip
        session.add(ModelSwitch(kind=LEVELS, model=model, by_machine=True, reason="refit"))
    world.places["model_kind"] = {"kind": LEVELS}
