"""Teams with a project, people who want to meet them, and open times."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.clocks.services import open_clock
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.interests.models import Interest, InterestStep
from matchmaking.meetings.models import Meeting, MeetingSlot
from matchmaking.projects.models import Project
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.factories.projects import make_project


@dataclass(frozen=True)
class Pair:
    """A team with a project, and an enterprise."""

    team: User
    asker: User
    project: Project
    team_place: int
    asker_place: int

    def viewer(self, user: User) -> Viewer:
        """The person as services know it."""
        place = self.team_place if user is self.team else self.asker_place
        return Viewer(
            user_id=user.id, name=user.name, role=user.role, organisation_id=place, memberships={place: "owner"}
        )


def make_pair() -> Pair:
    """Both sides, and the project on show."""
    team, asker = make_user("researcher"), make_user()
    own, other = (
        make_organisation(owner=team, kind="university"),
        make_organisation(owner=asker, name="岭下阀门有限公司"),
    )
    return Pair(team, asker, make_project(own), own.id, other.id)


def in_days(days: int, hour: int = 6) -> datetime:
    """A whole hour (UTC) some days ahead."""
    return (now() + timedelta(days=days)).replace(hour=hour, minute=0, second=0, microsecond=0)


def make_slot(pair: Pair, starts_at: datetime, minutes: int = 30, **values: object) -> MeetingSlot:
    """An open time of the team."""
    with unit_of_work() as session:
        slot = MeetingSlot(
            **{
                "subject_type": "projects", "subject_id": pair.project.id, "owner_id": pair.team_place,
                "user_id": pair.team.id, "starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=minutes),
                "place": "会议号 000-000", "open_key": f"{pair.team.id}:{int(starts_at.timestamp())}", **values,
            }
        )  # fmt: skip
        session.add(slot)
    return slot


def make_followed(project: Project, asker: User, asking_id: int) -> None:
    """Somebody shows interest in a project, is promised something, and meets the team."""
    begin = in_days(3)
    sides = {"owner_id": project.organisation_id, "organisation_id": asking_id, "user_id": asker.id}
    with unit_of_work() as session:
        meeting = Meeting(
            subject_type="projects", subject_id=project.id, title=project.title, reason="？", starts_at=begin,
            ends_at=begin + timedelta(minutes=30), expires_at=begin, **sides,
        )  # fmt: skip
        step = InterestStep(project_id=project.id, title=project.title, side="team", text="寄样品", due_on=today())
        interest = Interest(
            project_id=project.id, kind="talk", title=project.title, words="？", meeting=meeting, hides_asker=True,
            steps=[step], **sides,
        )  # fmt: skip
        session.add(interest)
        session.flush()
        open_clock("interest_talk", interest, organisation_id=project.organisation_id)
        open_clock("interest_step", step, organisation_id=project.organisation_id)
        open_clock("meeting_answer", meeting, organisation_id=project.organisation_id)
