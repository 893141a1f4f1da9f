"""Which achievements of the organisation a person worked on: said by the person, confirmed by the organisation."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.clocks.rules import Kind, register_kind
from matchmaking.clocks.services import close_clock, open_clock
from matchmaking.clocks.subjects import register_subject
from matchmaking.core import history
from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.letters import path_to
from matchmaking.experts.models import Expert, ExpertAchievement
from matchmaking.experts.permissions import can_decide_link
from matchmaking.experts.side import EXPERTS
from matchmaking.experts.states import ASKED, CONFIRMED, LINK_STATES, REFUSED
from matchmaking.listings.audiences import public, shown
from matchmaking.matching.fit_jobs import refit_later
from matchmaking.notifications.services import notify, withdraw_about
from matchmaking.organisations.queries import writer_ids

LINK = "expert_achievement"
MOST_LINKS = 10


def links_of(expert_id: int, viewer: Viewer) -> list[ExpertAchievement]:
    """The links of a person to achievements that this viewer may see, with the achievements."""
    query = (
        select(ExpertAchievement)
        .join(ExpertAchievement.achievement)
        .where(ExpertAchievement.expert_id == expert_id, shown(Achievement, viewer))
        .options(joinedload(ExpertAchievement.achievement))
        .order_by(ExpertAchievement.id)
    )
    return list(current_session().scalars(query))


def offered_achievements(expert: Expert) -> list[Achievement]:
    """What can be linked: the public achievements of the same organisation, the newest first."""
    query = select(Achievement).where(Achievement.organisation_id == expert.organisation_id, public(Achievement))
    return list(current_session().scalars(query.order_by(Achievement.published_at.desc(), Achievement.id).limit(100)))


def choose_links(expert: Expert, wanted: Sequence[int], *, actor: Viewer) -> int:
    """Make the links of a person those to the `wanted` achievements; return how many wait for confirmation.

    What a person says who writes for the organisation is confirmed by that. Raises RuleBroken for too many or for
    one that cannot be linked.
    """
    offered = {one.id for one in offered_achievements(expert)}
    present = {
        row.achievement_id: row
        for row in current_session().scalars(select(ExpertAchievement).where(ExpertAchievement.expert_id == expert.id))
    }
    chosen = list(dict.fromkeys(wanted))
    if len(chosen) > MOST_LINKS:
        raise RuleBroken(_("最多关联 %(most)d 项成果，请只留最能说明专长的。", most=MOST_LINKS))
    if any(one not in offered and one not in present for one in chosen):
        raise RuleBroken(_("只能关联本单位已公开的成果，请刷新页面后重选。"))
    for one, row in present.items():
        if one not in chosen:
            close_clock(LINK, row, was_answered=False)
            _untell(row)
            history.record("experts.unlinked", expert, actor=actor, data={"achievement_id": one})
            current_session().delete(row)
    may_confirm, waiting = can_decide_link(actor, expert), 0
    for one in chosen:
        if one in present:
            waiting += present[one].state == ASKED
            continue
        row = ExpertAchievement(expert_id=expert.id, achievement_id=one, state=ASKED)
        current_session().add(row)
        # The clock and the notice speak of its id.
        current_session().flush()
        if may_confirm:
            decide(row, CONFIRMED, actor=actor)
            continue
        waiting += 1
        open_clock(LINK, row, organisation_id=expert.organisation_id, county_code=expert.county_code)
        title = row.achievement.title
        people = [person for person in writer_ids(expert.organisation_id) if person != actor.user_id]
        notify(people, "experts.link_asked", f"experts:link:{row.id}:asked", page_of(row), title=title)
    return waiting


def decide(link: ExpertAchievement, state: str, *, actor: Viewer) -> None:
    """Confirm for the organisation that the person worked on it, or not; the person is told by name of nobody."""
    LINK_STATES.move(link, state, actor=actor)
    link.decided_at = now()
    close_clock(LINK, link)
    _untell(link)
    refit_later(EXPERTS.kind, [link.expert_id])
    holder = link.expert.holder_id
    if holder is not None and holder != actor.user_id:
        once = f"experts:link:{link.id}:{state}:{link.decided_at.isoformat()}"
        notify([holder], f"experts.link_{state}", once, _expert_page(link), title=link.achievement.title)


def page_of(link: ExpertAchievement) -> str:
    """Where a link is confirmed."""
    return path_to("experts.show_link", link_id=link.id)


def _expert_page(link: ExpertAchievement) -> str:
    return path_to("experts.show_expert", expert_id=link.expert_id)


def _untell(link: ExpertAchievement) -> None:
    withdraw_about(writer_ids(link.expert.organisation_id), "experts.link_asked", page_of(link))


def register_clock() -> None:
    """Tell the mechanism of clocks: the organisation confirms."""
    register_kind(Kind(LINK, _l("确认专家的成果"), _todo, None))
    title = select(Achievement.title).where(Achievement.id == ExpertAchievement.achievement_id).scalar_subquery()
    register_subject(ExpertAchievement.__tablename__, ExpertAchievement.id, title, "experts.show_link", "link_id")


def _todo(title: str) -> str:
    return _("确认同事参与了成果“%(title)s”", title=title)


__all__ = ["ASKED", "CONFIRMED", "REFUSED", "choose_links", "decide", "links_of", "offered_achievements", "page_of"]
