"""What is asked of the tables of this room."""

from datetime import datetime

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.orm import contains_eager

from matchmaking.accounts.models import OneTimeToken, Role, SignInSession, User
from matchmaking.core.db import now, session


def fold_email(text: str) -> str:
    """The form in which an e-mail address is stored and compared."""
    return text.strip().lower()


def user_by_email(email: str) -> User | None:
    """The account with this address, in any state."""
    return session.scalar(select(User).where(User.email == fold_email(email)))


# Written down once: every request asks it, and putting it together took longer than answering it.
LIVE_SESSION = (
    select(SignInSession)
    .join(SignInSession.user)
    .options(contains_eager(SignInSession.user))
    .where(
        SignInSession.token_hash == bindparam("token_hash"),
        SignInSession.ended_at.is_(None),
        SignInSession.last_seen_at > bindparam("seen_after"),
        SignInSession.created_at > bindparam("begun_after"),
        User.is_active,
    )
)


def live_session(token_hash: str, *, seen_after: datetime, begun_after: datetime) -> SignInSession | None:
    """A signed-in session that has not ended in any way, of an account that is active."""
    values = {"token_hash": token_hash, "seen_after": seen_after, "begun_after": begun_after}
    return session.scalar(LIVE_SESSION, values)


def live_sessions_of(user_id: int, *, seen_after: datetime, begun_after: datetime) -> list[SignInSession]:
    """All sessions in which a person is still signed in, the latest first."""
    return list(
        session.scalars(
            select(SignInSession)
            .where(
                SignInSession.user_id == user_id,
                SignInSession.ended_at.is_(None),
                SignInSession.last_seen_at > seen_after,
                SignInSession.created_at > begun_after,
            )
            .order_by(SignInSession.last_seen_at.desc())
        )
    )


def usable_token(token_hash: str, purpose: str) -> OneTimeToken | None:
    """A one-time link that is neither used nor too old, of an active account."""
    return session.scalar(
        select(OneTimeToken)
        .join(User, User.id == OneTimeToken.user_id)
        .where(
            OneTimeToken.token_hash == token_hash,
            OneTimeToken.purpose == purpose,
            OneTimeToken.used_at.is_(None),
            OneTimeToken.expires_at > now(),
            User.is_active,
        )
    )


def people(text: str, role: str, *, limit: int, offset: int) -> tuple[list[User], int]:
    """Accounts for the administrators' list and how many there are; those who wait for a role come first."""
    query = select(User)
    if text:
        query = query.where(
            or_(User.name.contains(text, autoescape=True), User.email.contains(fold_email(text), autoescape=True))
        )
    if role:
        query = query.where(or_(User.role == role, User.requested_role == role))
    total = session.scalar(select(func.count()).select_from(query.subquery())) or 0
    ordered = query.order_by(User.requested_role.is_(None), User.id.desc()).limit(limit).offset(offset)
    return list(session.scalars(ordered)), total


def active_administrators() -> int:
    """How many people can still administer the platform."""
    query = select(func.count(User.id)).where(User.role == Role.ADMINISTRATOR, User.is_active)
    return session.scalar(query) or 0


def names_of(user_ids: set[int]) -> dict[int, str]:
    """The names of people, for lists that hold only ids."""
    if not user_ids:
        return {}
    return dict(session.execute(select(User.id, User.name).where(User.id.in_(user_ids))).all())
