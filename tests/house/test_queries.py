"""A list costs the same number of database queries however long it is, and never more than twelve."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import delete, event

from matchmaking.accounts.models import User
from matchmaking.core.db import database, now, unit_of_work
from matchmaking.core.jobs import HANDLERS, Job, run_waiting
from matchmaking.demands.models import Demand
from matchmaking.enquiries.models import Enquiry
from matchmaking.follows.models import RecordFollow
from matchmaking.matching.alike_models import Likeness
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Invitation, Membership, Organisation
from matchmaking.projects.models import Project
from matchmaking.questions.models import Answer, Question
from matchmaking.roadshows.models import Registration
from matchmaking.stages.models import StageQuestion
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.challenges import make_challenge
from tests.factories.deals import make_deal
from tests.factories.demands import make_demand
from tests.factories.experts import make_expert
from tests.factories.facilities import make_facility
from tests.factories.fitting import FITTING_DEMAND
from tests.factories.indexing import together
from tests.factories.investors import make_profile
from tests.factories.meetings import make_followed
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project
from tests.factories.proposals import make_proposal
from tests.factories.public_notices import make_notice
from tests.factories.roadshows import make_roadshow
from tests.factories.signings import make_registration
from tests.factories.trials import make_entry
from tests.house.world import COUNTY
from tests.visitor import Visitor

MOST = 12
# A page of a list shows twenty rows.
FEW, MANY = 1, 25
# Address → who looks at it. Each of these lists grows with `grow`.
LISTS = {
    "/": "nobody",
    "/search?q=阀座": "nobody",
    "/achievements": "nobody",
    "/achievements?q=阀座&industry=pump_valve": "owner",
    "/achievements.csv": "nobody",
    "/achievements.xlsx": "nobody",
    "/achievements.atom": "nobody",
    "/demands": "nobody",
    "/demands?q=阀座&industry=pump_valve": "owner",
    "/demands.csv": "nobody",
    "/demands.xlsx": "nobody",
    "/demands.atom": "nobody",
    "/sitemap-demands-1.xml": "nobody",
    "/organisations": "nobody",
    "/organisations/1": "nobody",
    "/organisations/1/members": "owner",
    "/organisations/invitations": "owner",
    "/achievements/mine": "owner",
    "/demands/mine": "owner",
    "/experts": "nobody",
    "/experts?q=阀座&industry=pump_valve": "owner",
    "/experts/mine": "owner",
    "/desk/experts": "broker",
    "/enquiries": "owner",
    "/interests": "owner",
    "/meetings": "owner",
    "/desk/interests": "broker",
    "/trials/pool": "owner",
    "/deals": "owner",
    "/deals?view=list": "owner",
    "/projects/1/hub": "owner",
    "/facilities": "nobody",
    "/facilities?q=阀座&industry=pump_valve": "owner",
    "/facilities/mine": "owner",
    "/desk/facilities": "broker",
    "/projects": "nobody",
    "/projects?q=阀座&industry=pump_valve": "owner",
    "/projects.csv": "nobody",
    "/projects.xlsx": "nobody",
    "/projects.atom": "nobody",
    "/projects/mine": "owner",
    "/roadshows": "nobody",
    "/roadshows/month": "owner",
    "/roadshows.ics": "nobody",
    "/roadshows/mine": "owner",
    "/roadshows/registrations": "owner",
    "/desk/projects": "broker",
    "/sitemap-projects-1.xml": "nobody",
    "/investors": "nobody",
    "/deals/registrations": "owner",
    "/notices": "owner",
    "/notices/following": "owner",
    "/proposals": "owner",
    "/demands/1/questions": "nobody",
    "/demands/1/why-not?q=阀座": "owner",
    "/public-notices": "nobody",
    "/challenges": "nobody",
    "/desk/challenges": "officer",
    "/accounts/sessions": "owner",
    "/desk/achievements": "broker",
    "/desk/refinements": "broker",
    "/desk/organisations": "officer",
    "/desk/matches": "broker",
    "/desk/alike": "broker",
    "/desk/roadshows/figures": "officer",
    "/desk/roadshows/figures/questions": "officer",
    "/desk/people": "administrator",
    "/desk/jobs": "administrator",
}
# These show a fixed number of rows.
OF_FIXED_LENGTH: set[str] = set()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that the database was asked, without those that begin a transaction or that come once a minute."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "UPDATE sign_in_sessions")):
            asked.append(" ".join(statement.split()))

    event.listen(database().engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database().engine, "before_cursor_execute", note)


@together()
def grow(app: Flask, owner: User, own: Organisation, answered: Demand, hall: Project, count: int) -> None:
    """Make every list longer by some rows; the public records are those of as many organisations."""
    for _one in range(count):
        for make in (make_achievement, make_demand, make_expert, make_facility, make_project):
            make()
            make(own, state="draft")
            make(make_organisation(state="submitted", verified_at=None), state="submitted")
        make_demand(own)
        make_entry(make_achievement())
        asked = make_demand(**FITTING_DEMAND)
        make_proposal(asked, own)
        make_proposal(answered, make_organisation(kind="university"))
        asking = make_organisation().id
        with unit_of_work() as session:
            question = Question(demand_id=answered.id, text="基体？", state="answered", answered_at=now())
            question.answers = [Answer(number=1, text="F316。", at=now())]
            session.add(
                Enquiry(
                    subject_type="experts",
                    subject_id=1,
                    title="涂层",
                    owner_id=own.id,
                    organisation_id=asking,
                    text="？",
                )
            )
            likeness = Likeness(kind="demand", first_id=answered.id, second_id=asked.id, score=0.9)
            session.add_all([question, likeness, RecordFollow(user_id=owner.id, kind="demand", record_id=asked.id)])
        make_followed(hall, make_user(), asking)
        make_deal(own, next_step="寄样件")
        make_registration(make_deal(own).id)
        pitched = make_project().id
        for state in ("announced", "ended"):
            session_held = make_roadshow(own, state=state, pitches=[("阀座涂层", 20, {"project_id": pitched})])
            with unit_of_work() as session:
                session.add(Registration(roadshow_id=session_held.id, user_id=owner.id, queued_at=now()))
        make_profile()
        make_notice()
        make_challenge(state="open")
        held = make_roadshow(state="ended", starts_at=now(), opened_at=now())
        with unit_of_work() as session:
            session.add(StageQuestion(roadshow_id=held.id, user_id=owner.id, organisation_id=own.id, text="单价？"))
        Visitor(app).sign_in(owner)
    people = [make_user() for _one in range(count)]
    with unit_of_work() as session:
        for user in people:
            place = Organisation(name=f"邀请单位{user.id}", kind="enterprise")
            session.add(place)
            session.flush()
            session.add(Membership(organisation_id=own.id, user_id=user.id, role="reader", created_at=now()))
            for organisation_id, email in ((place.id, owner.email), (own.id, f"x{place.id}@example.com")):
                invitation = Invitation(
                    organisation_id=organisation_id,
                    email=email,
                    role="reader",
                    token_hash=f"{organisation_id}:{email}",
                    invited_by_id=owner.id,
                    created_at=now(),
                    expires_at=now() + timedelta(days=7),
                )
                session.add(invitation)
            notice = Notice(
                user_id=owner.id,
                kind="organisations.verified",
                once_key=f"planted:{user.id}",
                data={"organisation": "某单位"},
                path="/",
                created_at=now(),
            )
            session.add(notice)
            session.add(Job(name="core.send_mail", queue="fast", payload={}, run_after=now() + timedelta(days=9)))
    # No list shows how well experts and others fit a demand, and weighing all these pairs was most of the time.
    run_waiting(names=[name for name in HANDLERS if name != "matching.fit"])
    with unit_of_work() as session:
        session.execute(delete(Job).where(Job.name == "matching.fit"))


def test_a_list_costs_the_same_for_one_row_and_for_more_than_a_page(app: Flask) -> None:
    owner = make_user()
    own = make_organisation(owner=owner, county_code=COUNTY)
    assert own.id == 1
    answered = make_demand(**FITTING_DEMAND)
    hall = make_project(own)
    assert (answered.id, hall.id) == (1, 1)
    people = {"owner": owner, "broker": make_user("broker"), "officer": make_user("city_officer")}
    people["administrator"] = make_user("administrator")
    visitors = {name: Visitor(app).sign_in(user) for name, user in people.items()} | {"nobody": Visitor(app)}
    costs: dict[str, list[list[str]]] = {path: [] for path in LISTS}
    sizes: dict[str, list[int]] = {path: [] for path in LISTS}
    for rows in (FEW, MANY - FEW):
        grow(app, owner, own, answered, hall, rows)
        for path, who in LISTS.items():
            visitors[who].open(path)
            with counted() as asked:
                page = visitors[who].open(path)
            assert page.status == 200, path
            costs[path].append(asked)
            sizes[path].append(len(page.response.get_data()))
    found = {path: (len(few), len(many)) for path, (few, many) in costs.items()}
    # A longer list may save a question: none of its first rows need have a match of the viewer.
    uneven = {path: cost for path, cost in found.items() if cost[1] > cost[0]}
    assert uneven == {}, "\n".join(costs[next(iter(uneven))][1])
    dear = {path: cost for path, cost in found.items() if cost[1] > MOST}
    assert dear == {}, "\n".join(costs[next(iter(dear))][1])
    assert {path for path, (few, many) in sizes.items() if many <= few} == OF_FIXED_LENGTH
