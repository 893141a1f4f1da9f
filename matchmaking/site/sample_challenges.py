"""Sample challenges: one that experts argue, one that the public is shown, one that takes answers, one awarded."""

from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from sqlalchemy import select, update

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.viewer import Viewer
from matchmaking.challenges.arguing import conclude_argument, invite_expert, score_challenge
from matchmaking.challenges.checklist import TICKS
from matchmaking.challenges.choosing import confirmed_choice, winners_of
from matchmaking.challenges.models import Challenge
from matchmaking.challenges.publicity import announce_challenge, start_list_notice, start_result_notice
from matchmaking.challenges.queries import challenge_of, experts_of
from matchmaking.challenges.services import pass_check, submit_challenge, write_challenge
from matchmaking.core.db import current_session
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.public_notices.models import PublicNotice
from matchmaking.public_notices.services import Contact, end_notice

CONTACT = Contact("县科技主管部门（示例）", "0577-00000000")
DECLARED = {"is_cash": True, "cannot_solve": True, "stays_out": True, "has_good_credit": True}
CONCLUSION = "指标明确、能检验，攻克后可以带动同类企业，同意张榜。"
# What three experts of the sample say: marks in the order of the dimensions, and an opinion.
OPINIONS = (
    ((86, 78, 84, 80), "需求来自生产现场，指标量化，验收方法清楚。建议把试验条件写细。"),
    ((82, 80, 88, 76), "行业里共性明显，解决后能推广；资金与难度相当。"),
    ((90, 74, 80, 82), "企业配套条件较好，时限合理。"),
)
# How long ago the notice of what takes answers began.
BEGAN_DAYS = 20


def load_challenges(rows: list[Mapping[str, Any]], authors: Mapping[int, Viewer]) -> int:
    """Lead handed-in sample demands to the stages that the file names, through the same steps as people."""
    session = current_session()
    experts = session.scalars(
        select(User).where(User.is_sample, User.role == Role.RESEARCHER).order_by(User.id).limit(len(OPINIONS))
    ).all()
    count = 0
    for row in rows:
        demand = session.scalar(select(Demand).where(Demand.external_number == row["demand"], Demand.is_sample))
        if demand is None or challenge_of(demand) is not None:
            continue
        author = authors.get(demand.organisation_id, Viewer.nobody())
        _lead(demand, row, author, _officer(demand), list(experts))
        count += 1
    return count


def award_challenges(rows: list[Mapping[str, Any]]) -> None:
    """Show the result of what was chosen meanwhile, let its period pass, and have it delivered."""
    for row in rows:
        query = select(Demand).where(Demand.external_number == row["demand"], Demand.is_sample)
        demand = current_session().scalar(query)
        challenge = challenge_of(demand) if demand is not None and row["stage"] == "awarded" else None
        selection = confirmed_choice(challenge) if challenge is not None else None
        if challenge is None or selection is None:
            continue
        winners = winners_of(selection)
        notice = start_result_notice(challenge, winners, CONTACT, actor=_officer(challenge.demand))
        _let_pass(notice)
        end_notice(notice)


def _officer(demand: Demand) -> Viewer:
    """The sample officer of the county, or of the city where it has none."""
    officers = select(User).where(User.is_sample, User.role.in_([Role.COUNTY_OFFICER, Role.CITY_OFFICER]))
    found = list(current_session().scalars(officers.order_by(User.id)))
    own = [one for one in found if one.county_code == demand.county_code]
    user = (own or [one for one in found if one.role == Role.CITY_OFFICER])[0]
    return Viewer(user_id=user.id, role=user.role, county_code=user.county_code)


def _lead(demand: Demand, row: Mapping[str, Any], author: Viewer, officer: Viewer, experts: list[User]) -> None:
    values = {name: row[name] for name in ("term_months", "rights_rule", "conditions")}
    challenge = write_challenge(demand, {**values, **DECLARED, "fund": Decimal(row["fund"])}, actor=author)
    submit_challenge(challenge, actor=author)
    pass_check(challenge, ticks=list(TICKS), note="", actor=officer)
    is_arguing = row["stage"] == "arguing"
    for user in experts:
        invite_expert(challenge, user, actor=officer)
    _score(challenge, 1 if is_arguing else len(OPINIONS))
    if is_arguing:
        return
    conclude_argument(challenge, conclusion=CONCLUSION, actor=officer)
    notice = start_list_notice(challenge, CONTACT, actor=officer)
    if row["stage"] != "list_notice":
        _let_pass(notice)
        end_notice(notice)
        announce_challenge(challenge, actor=officer)


def _score(challenge: Challenge, count: int) -> None:
    for expert, (marks, opinion) in list(zip(experts_of(challenge), OPINIONS, strict=False))[:count]:
        codes = [one.code for one in challenge.rules.dimensions]
        # The defaults have as many dimensions as the sample has marks; own rules may have fewer or more.
        scores = {code: marks[place % len(marks)] for place, code in enumerate(codes)}
        score_challenge(expert, scores=scores, opinion=opinion, actor=Viewer(user_id=expert.user_id))


def _let_pass(notice: PublicNotice) -> None:
    """Put a sample notice into the past; past the model, which refuses every change."""
    days = timedelta(days=BEGAN_DAYS)
    moved = {"starts_on": today() - days, "ends_on": notice.ends_on - days}
    current_session().execute(update(PublicNotice).where(PublicNotice.id == notice.id).values(moved))
    current_session().refresh(notice)
