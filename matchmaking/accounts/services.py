"""What people do with their accounts: sign up, sign in and out, confirm, change and reset the password."""

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from matchmaking.accounts import limits, passwords
from matchmaking.accounts.models import OneTimeToken, Role, SignInSession, User
from matchmaking.accounts.queries import fold_email, usable_token, user_by_email
from matchmaking.accounts.tokens import digest
from matchmaking.core.db import now, reading, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record
from matchmaking.core.jobs import enqueue

# The version of the privacy text that people agree to at sign-up; change it together with the text.
CONSENT_VERSION = "2026-11"
CONFIRM, RESET = "confirm_email", "reset_password"
LIFETIMES = {CONFIRM: timedelta(hours=24), RESET: timedelta(minutes=30)}
# Roles that give rights over what belongs to others. Nobody takes them; an administrator grants them.
GRANTED_ROLES = {Role.BROKER, Role.COUNTY_OFFICER, Role.CITY_OFFICER, Role.ADMINISTRATOR}
ROLES_AT_SIGN_UP = (Role.ENTERPRISE, Role.RESEARCHER, Role.BROKER, Role.INVESTOR)


def check_password(email: str, password: str, address: str | None) -> int | None:
    """The id of the account that this address and password open, else None, after the same work.

    Reads in a transaction of its own that is over before the hash is computed: while a password is checked, nobody
    waits for the database. Raises TooManyTries.
    """
    email = fold_email(email)
    with reading():
        limits.check(limits.sign_in_limits(email, address))
        user = user_by_email(email)
        found = (user.id, user.password_hash, user.is_active and user.email_confirmed_at is not None) if user else None
    user_id, password_hash, is_open = found or (None, None, False)
    is_right = passwords.matches(password_hash, password)
    return user_id if is_right and is_open else None


def count_wrong_password(email: str, address: str | None) -> None:
    """Write down a wrong try. The history names the account by its id only, and an unknown one not at all."""
    email = fold_email(email)
    limits.count(limits.sign_in_limits(email, address))
    record("accounts.sign_in_failed", user_by_email(email) or "users")


def signed_in(user: User, password: str) -> None:
    """Write down a right sign-in, and renew a hash that was made at another cost."""
    if passwords.is_outdated(user.password_hash):
        user.password_hash = passwords.hash_password(password)
    record("accounts.signed_in", user, actor=user)


def end_session(session_id: int, *, user_id: int, actor: object) -> bool:
    """End one signed-in session of a person; False when there is none such."""
    row = session.get(SignInSession, session_id)
    if row is None or row.user_id != user_id or row.ended_at is not None:
        return False
    row.ended_at = now()
    record("accounts.signed_out", row.user, actor=actor)
    return True


def end_sessions(user: User, *, besides: int | None = None) -> None:
    """End all sessions of a person, except one."""
    session.execute(
        update(SignInSession)
        .where(SignInSession.user_id == user.id, SignInSession.ended_at.is_(None), SignInSession.id != (besides or 0))
        .values(ended_at=now())
    )


def act_for(session_id: int, organisation_id: int) -> None:
    """Have a session act for an organisation; the room of the organisations has checked the membership."""
    row = session.get_one(SignInSession, session_id)
    row.organisation_id = row.user.last_organisation_id = organisation_id


def sign_up(*, email: str, name: str, password: str, role: str, language: str, address: str | None) -> None:
    """Make an account that waits for its confirmation by e-mail, or tell the owner of an existing one by e-mail.

    Nothing that comes back says which of the two happened. A role that gives rights is only asked for here.
    """
    email = fold_email(email)
    # Before the database is asked anything: the write lock must not be held while a hash is computed.
    password_hash = passwords.hash_password(password)
    _count_letter("sign_up", email, address)
    user = user_by_email(email)
    if user is not None and (user.email_confirmed_at is not None or not user.is_active):
        enqueue("accounts.write_letter", user_id=user.id, purpose="account_exists")
        return
    user = user or User(email=email)
    wanted = Role(role)
    user.name, user.password_hash, user.language = name, password_hash, language
    user.role = Role.RESEARCHER if wanted in GRANTED_ROLES else wanted
    user.requested_role = wanted if wanted in GRANTED_ROLES else None
    user.consented_at, user.consent_version = now(), CONSENT_VERSION
    try:
        with session.begin_nested():
            session.add(user)
            # Two sign-ups at the same moment: the database decides, and the first one gets the letter.
            session.flush()
    except IntegrityError:
        return
    record("accounts.signed_up", user, actor=user)
    enqueue("accounts.write_letter", user_id=user.id, purpose=CONFIRM)


def request_reset(*, email: str, address: str | None) -> None:
    """Send a link to set a new password, if there is such an account."""
    email = fold_email(email)
    _count_letter("reset", email, address)
    user = user_by_email(email)
    if user is not None and user.is_active:
        record("accounts.reset_requested", user)
        enqueue("accounts.write_letter", user_id=user.id, purpose=RESET)


def owner_of_token(token: str, purpose: str) -> User | None:
    """The person to whom a link was sent that still works."""
    found = usable_token(digest(token), purpose)
    return session.get(User, found.user_id) if found else None


def confirm_email(user: User, token: str, password: str, address: str | None) -> bool:
    """Confirm the address with the link and the password chosen at sign-up; False when the password is wrong.

    The password is asked for because whoever signed up may not be the one who owns the mailbox and follows the link.
    Raises TooManyTries.
    """
    if not is_password_of(user, password, address):
        return False
    _use_up(token)
    user.email_confirmed_at = now()
    record("accounts.email_confirmed", user, actor=user)
    return True


def is_password_of(user: User, password: str, address: str | None) -> bool:
    """Whether this is the person's present password; the view counts a wrong one. Raises TooManyTries."""
    limits.check(limits.sign_in_limits(user.email, address))
    return passwords.matches(user.password_hash, password)


def reset_password(user: User, token: str, password: str) -> None:
    """Set a new password with a link and end all sessions; who got the link owns the address, so that is confirmed."""
    _use_up(token)
    user.email_confirmed_at = user.email_confirmed_at or now()
    _set_password(user, password)
    record("accounts.password_reset", user, actor=user)


def change_password(user: User, password: str) -> None:
    """Set a new password and end all sessions; the view begins a new one for the present browser."""
    _set_password(user, password)
    record("accounts.password_changed", user, actor=user)


def change_settings(user: User, *, name: str, phone: str | None, language: str) -> None:
    """Change what people may change about themselves."""
    user.name, user.phone, user.language = name, phone, language


def _count_letter(purpose: str, email: str, address: str | None) -> None:
    wanted = limits.letter_limits(purpose, email, address)
    limits.check(wanted)
    limits.count(wanted)


def _set_password(user: User, password: str) -> None:
    user.password_hash = passwords.hash_password(password)
    end_sessions(user)
    session.execute(
        update(OneTimeToken)
        .where(OneTimeToken.user_id == user.id, OneTimeToken.used_at.is_(None))
        .values(used_at=now())
    )
    enqueue("accounts.write_letter", user_id=user.id, purpose="password_changed")


def _use_up(token: str) -> None:
    """Mark a link as used. Raises RuleBroken when another request has just used it."""
    unused = update(OneTimeToken).where(OneTimeToken.token_hash == digest(token), OneTimeToken.used_at.is_(None))
    if session.execute(unused.values(used_at=now())).rowcount != 1:
        raise RuleBroken(_("这个链接刚刚用过了。请直接登录；登录不了，请申请新的链接。"))
