"""The learned ranker that an administrator has switched on, as `reranking` asks for it."""

from matchmaking.matching.fitted_models import RANKER, active_model
from matchmaking.matching.reranking import PARTS, Ranker, register_ranker
from matchmaking.matching.scoring import MODEL_VERSION


@register_ranker
def switched_on() -> Ranker | None:
    """The ranker in use. One that learned from the parts of older rules is silent until it is fitted anew."""
    model = active_model(RANKER)
    if model is None or model.rules_version != MODEL_VERSION or model.parameters["parts"] != list(PARTS):
        return None
    return Ranker(model.version, tuple(model.parameters["means"]), tuple(model.parameters["weights"]))
