"""The invented demands at the desk: one in each state in which a visitor may meet one, and a squad."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import Role
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import session
from matchmaking.core.filters import today
from matchmaking.demands.models import Demand
from matchmaking.refinements import approval, asking, charge, merging, revising, triage
from matchmaking.refinements.models import Squad, SquadMember

BROKER, SQUAD_PEOPLE = "broker@example.com", ("broker@example.com", "broker3@example.com", "huichang@example.com")
SQUAD = "泵阀轻骑队（示例）"


def go_on_at_desk(row: Mapping[str, Any], demand: Demand, find: Callable[[str], Demand]) -> None:
    """Take the steps that the row names. `find` gives another sample demand by its number in the file."""
    user = user_by_email(BROKER)
    assert user is not None
    broker = Viewer(user_id=user.id, name=user.name, role=Role.BROKER)
    step = row["then"]
    if step in ("refining", "awaiting"):
        revising.write(demand, row["revision"], actor=broker, note=row["note"])
    if step == "awaiting":
        version = charge.refinement_of(demand).text_version
        approval.send(demand, seen_version=version, publishes=True, note=row["note"], actor=broker)
    elif step == "asked":
        asking.ask(demand, row["question"], form_key=None, actor=broker)
    elif step == "watched":
        triage.watch(demand, until=today() + timedelta(days=row["days"]), reason=row["reason"], actor=broker)
    elif step == "returned":
        triage.return_for_diagnosis(demand, codes=row["codes"], sentence=row["sentence"], actor=broker)
    elif step == "merged":
        target = find(row["into"])
        texts = {"problem": merging.BOTH}
        own, others = list(range(len(target.criteria))), list(range(len(demand.criteria)))
        values = merging.merged_values(demand, target, texts=texts, own=own, others=others)
        merging.merge(demand, target, values, actor=broker)


def load_squad() -> None:
    """A squad that demands can be given to."""
    if session.scalar(select(Squad.id).where(Squad.name == SQUAD)) is not None:
        return
    people = [one for email in SQUAD_PEOPLE if (one := user_by_email(email)) is not None]
    squad = Squad(
        name=SQUAD, about="跑永嘉、瑞安的泵阀和汽配企业，每两周一次，把难题问清写成指标。", is_sample=True,
        industry_codes=["pump_valve"], members=[SquadMember(user_id=one.id) for one in people],
    )  # fmt: skip
    session.add(squad)
