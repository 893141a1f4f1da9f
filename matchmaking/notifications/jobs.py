"""The e-mail of a notice."""

from matchmaking.accounts.models import User
from matchmaking.core import mail
from matchmaking.core.db import current_session, now
from matchmaking.core.jobs import job
from matchmaking.core.letters import full_address, letter
from matchmaking.notifications.models import Notice
from matchmaking.notifications.services import template_of


@job("notifications.write_letter")
def write_letter(notice_id: int) -> None:
    """Word a notice in the reader's language and hand it to the mail, once; not to those who want no e-mail."""
    session = current_session()
    notice = session.get(Notice, notice_id)
    user = session.get(User, notice.user_id) if notice else None
    if notice is None or user is None or notice.emailed_at or not user.is_active or not user.wants_email:
        return
    subject, text = letter(
        template_of(notice.kind),
        notice.data,
        language=user.language,
        name=user.name,
        link=full_address(notice.path, language=user.language),
    )
    mail.send(user.email, subject, text)
    notice.emailed_at = now()
