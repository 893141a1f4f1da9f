"""Who is told of what happens at the desk. The words hold the title of a demand, never whose it is."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.letters import path_to
from matchmaking.demands.models import Demand
from matchmaking.notifications.services import notify
from matchmaking.notifications.topics import Topic, register_topic
from matchmaking.organisations.queries import writer_ids
from matchmaking.refinements.queries import people_in_charge

register_topic(
    Topic(
        "refinements",
        _l("需求凝练"),
        _l("您单位的需求有问题要答、有修改稿要确认；您负责凝练的需求有了答复，或者转给了您。"),
        ("refinements.",),
        place=22,
    )
)


def tell_enterprise(kind: str, demand: Demand, key: Any, *, actor: Viewer | None, **data: Any) -> None:
    """Tell those who write for the enterprise; the notice leads to what the desk asks and proposes."""
    path = path_to("refinements.show_progress", demand_id=demand.id)
    _tell(writer_ids(demand.organisation_id), kind, demand, key, path, actor, data)


def tell_desk(
    kind: str, demand: Demand, key: Any, *, actor: Viewer | None, people: Iterable[int] | None = None, **data: Any
) -> None:
    """Tell those in charge, or the people given; the notice leads to the desk's page."""
    path = path_to("refinements.show_refinement", demand_id=demand.id)
    _tell(people_in_charge(demand.id) if people is None else people, kind, demand, key, path, actor, data)


def _tell(
    people: Iterable[int], kind: str, demand: Demand, key: Any, path: str, actor: Viewer | None, data: dict[str, Any]
) -> None:
    wanted = [one for one in people if actor is None or one != actor.user_id]
    notify(wanted, f"refinements.{kind}", f"refinements:{demand.id}:{kind}:{key}", path, title=demand.title, **data)
