"""What trials ask of a deal that goes on to talks about the price."""

from collections.abc import Iterator

from flask_babel import gettext as _

from matchmaking.core.letters import path_to
from matchmaking.deals.conditions import Condition
from matchmaking.deals.models import Deal
from matchmaking.trials.queries import trials_of
from matchmaking.trials.states import DROPPED, REFUSED, WITHOUT_RESULT


def result_is_there(deal: Deal) -> Iterator[Condition]:
    """Every trial has its result, or was dropped with a reason. A deal without trials is asked nothing."""
    for trial in trials_of(deal):
        if trial.state not in (DROPPED, REFUSED):
            path = path_to("trials.show_trial", deal_id=deal.id, trial_id=trial.id)
            words = _("样品验证或试用有结果，或者已说明理由放弃")
            yield Condition(words, trial.state not in WITHOUT_RESULT, path)
