"""Reads the room of a deal, always as one side of it reads it."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.dealrooms.models import (
    DealFile,
    DealFileRead,
    DealFileVersion,
    DealMessage,
    DealRead,
    DealTask,
    Minutes,
    MinutesAnswer,
    MinutesVersion,
    SignedStatement,
)
from matchmaking.dealrooms.states import ALL, READERS, TASK_OPEN
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.files.models import StoredFile

MOST_READS = 200


def read_by(model: type[DealMessage] | type[DealFile], side: str) -> ColumnElement[bool]:
    """The condition on messages or files of one deal: this side reads them. The same as `states.readers`."""
    audiences = [audience for audience, sides in READERS.items() if side in sides]
    return or_(model.side == side, model.audience.in_(audiences))


def minutes_of(deal: Deal) -> list[Minutes]:
    """All minutes with their versions and answers, the latest first."""
    query = select(Minutes).where(Minutes.deal_id == deal.id).order_by(Minutes.id.desc())
    return list(
        current_session().scalars(
            query.options(
                selectinload(Minutes.versions).options(
                    joinedload(MinutesVersion.user),
                    selectinload(MinutesVersion.answers).joinedload(MinutesAnswer.user),
                )
            )
        )
    )


def minutes_with(deal: Deal, minutes_id: int) -> Minutes | None:
    """One of this deal."""
    query = select(Minutes).where(Minutes.deal_id == deal.id, Minutes.id == minutes_id)
    return current_session().scalar(query)


def answer_with(answer_id: int) -> MinutesAnswer | None:
    """One answer with its version and minutes, whoever may see it."""
    way = joinedload(MinutesAnswer.version).joinedload(MinutesVersion.minutes).joinedload(Minutes.deal)
    return current_session().get(MinutesAnswer, answer_id, options=[way])


def files_of(deal: Deal, side: str) -> list[DealFile]:
    """The files that a side may know of, the latest first."""
    query = select(DealFile).where(DealFile.deal_id == deal.id, read_by(DealFile, side)).order_by(DealFile.id.desc())
    versions = selectinload(DealFile.versions)
    return list(
        current_session().scalars(
            query.options(
                joinedload(DealFile.user),
                versions.joinedload(DealFileVersion.stored),
                versions.joinedload(DealFileVersion.user),
            )
        )
    )


def file_with(deal: Deal, file_id: int) -> DealFile | None:
    """One of this deal, whichever side may read it."""
    return current_session().scalar(select(DealFile).where(DealFile.deal_id == deal.id, DealFile.id == file_id))


def file_by_id(file_id: int) -> DealFile | None:
    """One with its deal, whoever may see it."""
    return current_session().get(DealFile, file_id, options=[joinedload(DealFile.deal)])


def reads_of_file(file: DealFile) -> list[DealFileRead]:
    """Who took which version, the latest first."""
    query = select(DealFileRead).join(DealFileVersion).where(DealFileVersion.file_id == file.id)
    query = query.options(joinedload(DealFileRead.user), joinedload(DealFileRead.version))
    return list(current_session().scalars(query.order_by(DealFileRead.id.desc()).limit(MOST_READS)))


def version_of(stored: StoredFile) -> DealFileVersion | None:
    """The version whose bytes these are."""
    query = select(DealFileVersion).where(DealFileVersion.stored_id == stored.id)
    return current_session().scalar(query.options(joinedload(DealFileVersion.file).joinedload(DealFile.deal)))


def statements_of(deal: Deal) -> list[SignedStatement]:
    """Who has signed, in that order."""
    query = select(SignedStatement).where(SignedStatement.deal_id == deal.id).order_by(SignedStatement.id)
    return list(current_session().scalars(query))


def statement_with(deal: Deal, statement_id: int) -> SignedStatement | None:
    """One of this deal."""
    query = select(SignedStatement).where(SignedStatement.deal_id == deal.id, SignedStatement.id == statement_id)
    return current_session().scalar(query)


def signed_by(user_id: int | None, deal_id: int, text_sha256: str) -> SignedStatement | None:
    """What this person has signed of this text."""
    query = select(SignedStatement).where(
        SignedStatement.deal_id == deal_id,
        SignedStatement.user_id == (user_id or 0),
        SignedStatement.text_sha256 == text_sha256,
    )
    return current_session().scalar(query)


def tasks_of(deal: Deal) -> list[DealTask]:
    """What is open by its day, so that what is overdue comes first, then what is over."""
    query = select(DealTask).where(DealTask.deal_id == deal.id).options(joinedload(DealTask.user))
    query = query.options(joinedload(DealTask.ended_by))
    return list(current_session().scalars(query.order_by(DealTask.state != TASK_OPEN, DealTask.due_on, DealTask.id)))


def task_with(deal: Deal, task_id: int) -> DealTask | None:
    """One of this deal."""
    return current_session().scalar(select(DealTask).where(DealTask.deal_id == deal.id, DealTask.id == task_id))


def task_by_id(task_id: int) -> DealTask | None:
    """One with its deal, whoever may see it."""
    return current_session().get(DealTask, task_id, options=[joinedload(DealTask.deal)])


def messages_of(deal: Deal, side: str, limit: int, before: int | None = None) -> list[DealMessage]:
    """The newest messages that a side reads, oldest first; `before` asks for those before a message."""
    query = select(DealMessage).where(DealMessage.deal_id == deal.id, read_by(DealMessage, side))
    if before is not None:
        query = query.where(DealMessage.id < before)
    query = query.options(joinedload(DealMessage.user)).order_by(DealMessage.id.desc()).limit(limit)
    return list(current_session().scalars(query))[::-1]


def message_with(deal: Deal, message_id: int) -> DealMessage | None:
    """One of this deal."""
    query = select(DealMessage).where(DealMessage.deal_id == deal.id, DealMessage.id == message_id)
    return current_session().scalar(query)


def newest_message_id(deal: Deal, side: str) -> int:
    """The newest that a side reads; 0 without any."""
    query = select(func.max(DealMessage.id)).where(DealMessage.deal_id == deal.id, read_by(DealMessage, side))
    return current_session().scalar(query) or 0


def reads_of(deal: Deal) -> list[DealRead]:
    """Until where everybody has read."""
    query = select(DealRead).where(DealRead.deal_id == deal.id).options(joinedload(DealRead.user))
    return list(current_session().scalars(query.order_by(DealRead.at.desc())))


def read_of(deal: Deal, user_id: int | None) -> DealRead | None:
    """Until where one person has read."""
    query = select(DealRead).where(DealRead.deal_id == deal.id, DealRead.user_id == (user_id or 0))
    return current_session().scalar(query)


def unread_counts(viewer: Viewer, deal_ids: Iterable[int]) -> dict[int, int]:
    """deal id → how many messages the viewer has not read, with one question; deals without any are missing.

    Counts what `messages_of` shows to the viewer's side (`deals.permissions.side_of`), without the viewer's own and
    without what was taken back.
    """
    wanted = list(deal_ids)
    if not wanted or not viewer.is_signed_in:
        return {}
    mine = list(viewer.memberships)
    buys = Deal.buyer_id.in_(mine)
    sells = and_(Deal.seller_id.in_(mine), ~buys)
    owned = [one for one in mine if viewer.owns(one)]
    centre = Deal.centre_id.in_(owned)
    leads = and_(~Deal.buyer_id.in_(mine), ~Deal.seller_id.in_(mine))
    leads = and_(leads, or_(Deal.broker_id == viewer.user_id, centre) if viewer.is_broker else centre)
    reads = or_(
        *(
            and_(stands, or_(DealMessage.side == side, DealMessage.audience.in_([ALL, *audiences])))
            for side, stands, audiences in (
                (BUYER, buys, [BUYER]), (SELLER, sells, [SELLER]), (BROKER, leads, [BUYER, SELLER]),
            )
        )
    )  # fmt: skip
    query = (
        select(DealMessage.deal_id, func.count())
        .join(Deal, Deal.id == DealMessage.deal_id)
        .join(
            DealRead,
            and_(DealRead.deal_id == DealMessage.deal_id, DealRead.user_id == viewer.user_id),
            isouter=True,
        )
        .where(
            DealMessage.deal_id.in_(wanted),
            DealMessage.id > func.coalesce(DealRead.message_id, 0),
            DealMessage.taken_back_at.is_(None),
            or_(DealMessage.user_id.is_(None), DealMessage.user_id != viewer.user_id),
            reads,
        )
        .group_by(DealMessage.deal_id)
    )
    return {row[0]: row[1] for row in current_session().execute(query)}
