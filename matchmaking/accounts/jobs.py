"""Letters about an account, and forgetting what is no longer needed."""

from datetime import timedelta

from sqlalchemy import delete

from matchmaking.accounts.models import Attempt, OneTimeToken, SignInSession, User
from matchmaking.accounts.services import CONFIRM, LIFETIMES, RESET
from matchmaking.accounts.tokens import digest, new_token
from matchmaking.core import mail
from matchmaking.core.db import current_session, now, unit_of_work
from matchmaking.core.jobs import job
from matchmaking.core.letters import letter, link_to

PAGES = {
    CONFIRM: "accounts.confirm_email",
    RESET: "accounts.reset_password",
    "account_exists": "accounts.sign_in",
    "password_changed": "accounts.request_reset",
}


@job("accounts.write_letter", transaction=False)
def write_letter(user_id: int, purpose: str) -> None:
    """Send a letter about an account; a link that opens something gets its secret here, so that no row ever holds it.

    The mail goes out directly and outside of a transaction. A retry makes a new link, and the one before stops working.
    """
    with unit_of_work() as session:
        user = session.get(User, user_id)
        if user is None:
            return
        email, name, language, secret = user.email, user.name, user.language, {}
        if purpose in LIFETIMES:
            token = new_token()
            session.execute(
                delete(OneTimeToken).where(OneTimeToken.user_id == user_id, OneTimeToken.purpose == purpose)
            )
            session.add(
                OneTimeToken(
                    token_hash=digest(token), purpose=purpose, user_id=user_id, expires_at=now() + LIFETIMES[purpose]
                )
            )
            secret = {"token": token}
    subject, text = letter(
        f"accounts/letters/{purpose}.txt",
        {"hours": LIFETIMES[CONFIRM] // timedelta(hours=1), "minutes": LIFETIMES[RESET] // timedelta(minutes=1)},
        language=language,
        name=name,
        link=link_to(PAGES[purpose], language=language, **secret),
    )
    mail.send_mail(email, subject, text)


@job("accounts.forget_old_rows", queue="batch", every=3600)
def forget_old_rows() -> None:
    """Delete counted tries after a day, links when they are over, and sessions a month after their end."""
    session, moment = current_session(), now()
    session.execute(delete(Attempt).where(Attempt.at < moment - timedelta(days=1)))
    session.execute(delete(OneTimeToken).where(OneTimeToken.expires_at < moment - timedelta(days=1)))
    month_ago = moment - timedelta(days=30)
    session.execute(delete(SignInSession).where(SignInSession.last_seen_at < month_ago))
