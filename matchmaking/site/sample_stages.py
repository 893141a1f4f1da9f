"""What was said in the rooms of the sample sessions: questions with votes, messages, a poll, and who was on when."""

import tempfile
from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.jobs import MEDIA_QUEUE, enqueue, job
from matchmaking.media import disk, services
from matchmaking.media.examining import examine
from matchmaking.media.models import RECORDING
from matchmaking.media.queries import deck_of, video_of
from matchmaking.organisations.models import Membership
from matchmaking.projects.models import SUBJECT
from matchmaking.roadshows.models import Pitch, Roadshow
from matchmaking.roadshows.queries import agenda
from matchmaking.roadshows.states import ENDED
from matchmaking.site.sample_media import PAGE_SECONDS, film
from matchmaking.stages.chapters import correct_chapters, make_chapters
from matchmaking.stages.directing import prepare_stage
from matchmaking.stages.models import (
    Poll,
    PollVote,
    StageMessage,
    StageMoment,
    StageQuestion,
    StageVote,
)
from matchmaking.stages.routing import route_question
from matchmaking.stages.states import ANSWERED, OPEN, RUNNING

Row = Mapping[str, Any]


def load_stages(rows: Sequence[Row]) -> None:
    """Fill the rooms of the sample sessions; one with questions stays as it is."""
    people = {user.email: user for user in session.scalars(select(User).where(User.is_sample))}
    homes = dict(session.execute(select(Membership.user_id, Membership.organisation_id)).all())
    for row in rows:
        query = select(Roadshow).where(Roadshow.is_sample, Roadshow.title == row["roadshow"])
        roadshow = session.scalar(query)
        if roadshow is None or roadshow.opened_at is None or _is_filled(roadshow):
            continue
        items = agenda(roadshow)
        _put_moments(roadshow, items, row["moments"])
        for one in row["questions"]:
            _ask(roadshow, items[one["item"]], one, people, homes)
        for place, (email, text) in enumerate(row["messages"]):
            at = roadshow.opened_at + timedelta(minutes=30 + place)
            session.add(
                StageMessage(roadshow_id=roadshow.id, user_id=people[email].id, text=text, at=at, is_sample=True)
            )
        if "poll" in row:
            _put_poll(roadshow, row["poll"], people)
        if row.get("recording"):
            # In the same queue as the decks, and behind them.
            enqueue("site.make_sample_recording", roadshow_id=roadshow.id)


def _is_filled(roadshow: Roadshow) -> bool:
    query = select(StageQuestion.id).where(StageQuestion.roadshow_id == roadshow.id)
    return session.scalar(query.limit(1)) is not None


def _put_moments(roadshow: Roadshow, items: Sequence[Pitch], moments: Sequence[tuple[int, int, int]]) -> None:
    """What was on when, in minutes from the opening; the last of them is where a live session stands."""
    session.query(StageMoment).filter_by(roadshow_id=roadshow.id).delete()
    assert roadshow.opened_at is not None
    for place, page, minutes in moments:
        at = roadshow.opened_at + timedelta(minutes=minutes)
        session.add(StageMoment(roadshow_id=roadshow.id, pitch_id=items[place].id, page=page, at=at))
    session.flush()
    if roadshow.state == ENDED:
        make_chapters(roadshow)
        return
    stage, (place, page, _minutes) = prepare_stage(roadshow), moments[-1]
    stage.pitch, stage.page = items[place], page
    stage.pitch_began_at, stage.pitch_ends_at = items[place].starts_at, items[place].ends_at


def _ask(roadshow: Roadshow, item: Pitch, row: Row, people: Mapping[str, User], homes: Mapping[int, int]) -> None:
    assert roadshow.opened_at is not None
    asker = people[row["asker"]]
    at = max(item.starts_at, roadshow.opened_at) + timedelta(minutes=2)
    is_answered = "live" in row or "answer" in row
    question = StageQuestion(
        roadshow=roadshow, pitch=item, project_id=item.project_id, user_id=asker.id,
        organisation_id=homes.get(asker.id), text=row["text"], is_anonymous=row.get("anonymous", False),
        state=ANSWERED if is_answered else OPEN, vote_count=len(row["votes"]), live_seconds=row.get("live"),
        answer=row.get("answer"), answered_at=at + timedelta(minutes=3) if is_answered else None,
        pinned_at=at if row.get("pinned") else None, created_at=at, is_sample=True,
    )  # fmt: skip
    session.add(question)
    # Votes name it by its id.
    session.flush()
    session.add_all(StageVote(question_id=question.id, user_id=people[email].id) for email in row["votes"])
    if roadshow.state == ENDED and not is_answered:
        route_question(question)


def _put_poll(roadshow: Roadshow, row: Row, people: Mapping[str, User]) -> None:
    poll = Poll(roadshow=roadshow, text=row["text"], options=row["options"], state=RUNNING, is_sample=True)
    session.add(poll)
    session.flush()
    votes = row["votes"].items()
    session.add_all(PollVote(poll_id=poll.id, user_id=people[email].id, choice=choice) for email, choice in votes)


@job("site.make_sample_recording", queue=MEDIA_QUEUE, attempts=2, transaction=False)
def make_sample_recording(roadshow_id: int) -> None:
    """A film of the pages of all decks of a session, taken in like any other recording, with its chapters."""
    with reading():
        roadshow = session.get_one(Roadshow, roadshow_id)
        decks = [(one.id, deck_of(SUBJECT, one.project_id)) for one in agenda(roadshow) if one.project_id]
        pages = [(pitch_id, deck.token, deck.page_count) for pitch_id, deck in decks if deck is not None]
        if not pages or video_of("roadshow", roadshow_id, RECORDING) is not None:
            return
    folder = Path(tempfile.mkdtemp(dir=disk.make_folder(disk.folder() / disk.UPLOADS)))
    try:
        begins, count = {}, 0
        for pitch_id, token, page_count in pages:
            begins[pitch_id] = count * PAGE_SECONDS
            for number in range(1, page_count + 1):
                count += 1
                name = f"{number}-{max(disk.WIDTHS)}.webp"
                (folder / f"{count}-{max(disk.WIDTHS)}.webp").symlink_to(disk.place_of(disk.DECKS, token) / name)
        path = folder / "recording.mp4"
        film(folder, path)
        examined = examine(path, RECORDING)
        with unit_of_work():
            services.keep(
                path,
                examined,
                RECORDING,
                subject_type="roadshow",
                subject_id=roadshow_id,
                name="录像.mp4",
                user_id=None,
            )
            correct_chapters(session.get_one(Roadshow, roadshow_id), begins)
    finally:
        disk.forget(folder)
