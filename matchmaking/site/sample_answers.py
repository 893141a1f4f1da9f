"""Sample answers and questions: a sealed answer, a draft, questions answered and open; `sample_selections` has more."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.demands.models import Demand
from matchmaking.organisations.models import Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.proposals.promising import FIELDS
from matchmaking.proposals.queries import answers_of
from matchmaking.proposals.services import change_proposal, complete_rows, start_proposal, submit_proposal
from matchmaking.proposals.states import SUBMITTED
from matchmaking.questions.models import Question
from matchmaking.questions.services import answer_question, ask

TEXTS = ("title", "idea", "basis", "validation", "plan", "team", "duration_months", "readiness_level", "references")


def load_proposals(rows: list[Mapping[str, Any]], authors: Mapping[int, Viewer]) -> int:
    """Write and submit the answers of the file through the same steps as people; what is there already stays."""
    count = 0
    for row in rows:
        demand, organisation = _demand(row["demand"]), _organisation(row["organisation"])
        if demand is None or organisation is None or not demand.is_published:
            continue
        if answers_of(organisation.id, demand.id) is None:
            _answer(demand, organisation, row, authors.get(organisation.id, Viewer.nobody()))
            count += 1
    return count


def _answer(demand: Demand, organisation: Organisation, row: Mapping[str, Any], author: Viewer) -> Proposal:
    proposal = start_proposal(demand, organisation, actor=author, form_key=None)
    proposal.is_sample = True
    prices = {name: None if row[name] is None else Decimal(row[name]) for name in ("price_low", "price_high")}
    promised = [
        {"criterion_id": criterion.id, "name": criterion.name, **dict.fromkeys(FIELDS), **given}
        for criterion, given in zip(demand.criteria, row["promises"], strict=True)
    ]
    values = {**{name: row[name] for name in TEXTS}, **prices}
    linked = select(Achievement).where(Achievement.external_number.in_(row["achievements"]), Achievement.is_sample)
    # The promises need the proposal's id.
    current_session().flush()
    values["promises"] = complete_rows(proposal, promised, author)
    change_proposal(proposal, values, list(current_session().scalars(linked)))
    if row["state"] == SUBMITTED:
        submit_proposal(proposal, actor=author, no_confidential=True)
    return proposal


def load_questions(rows: list[Mapping[str, Any]], authors: Mapping[int, Viewer]) -> int:
    """Ask and answer as the file says."""
    count = 0
    for row in rows:
        demand, asker = _demand(row["demand"]), _organisation(row["asker"])
        if demand is None or asker is None or not demand.is_published:
            continue
        known = select(func.count(Question.id)).where(Question.demand_id == demand.id, Question.text == row["text"])
        if current_session().scalar(known):
            continue
        author = authors.get(asker.id, Viewer.nobody())
        person = Viewer(user_id=author.user_id, organisation_id=asker.id, memberships={asker.id: "owner"})
        question = ask(demand, row["text"], actor=person, hides_asker=row["hides_asker"], form_key=None)
        question.is_sample = True
        if row["answer"]:
            owner = authors.get(demand.organisation_id, Viewer.nobody())
            answer_question(question, row["answer"], actor=_member(owner, demand.organisation_id))
        count += 1
    return count


def _member(viewer: Viewer, organisation_id: int) -> Viewer:
    return Viewer(user_id=viewer.user_id, organisation_id=organisation_id, memberships={organisation_id: "owner"})


def _demand(number: str) -> Demand | None:
    return current_session().scalar(select(Demand).where(Demand.external_number == number, Demand.is_sample))


def _organisation(name: str) -> Organisation | None:
    return current_session().scalar(select(Organisation).where(Organisation.name == name, Organisation.is_sample))
