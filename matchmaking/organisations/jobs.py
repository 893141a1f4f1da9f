"""The letter that invites somebody who has no account yet."""

from matchmaking.accounts.models import User
from matchmaking.accounts.tokens import digest, new_token
from matchmaking.core import mail
from matchmaking.core.db import unit_of_work
from matchmaking.core.jobs import job
from matchmaking.core.letters import letter, link_to
from matchmaking.organisations.models import Invitation


@job("organisations.write_invitation", transaction=False)
def write_invitation(invitation_id: int) -> None:
    """Make the link of an invitation and send it; the secret exists in the letter only. A retry makes a new link."""
    with unit_of_work() as session:
        invitation = session.get(Invitation, invitation_id)
        if invitation is None or invitation.accepted_at or invitation.ended_at:
            return
        inviter = session.get_one(User, invitation.invited_by_id)
        token = new_token()
        invitation.token_hash = digest(token)
        email, language = invitation.email, inviter.language
        values = {"organisation": invitation.organisation.name, "inviter": inviter.name}
    subject, text = letter(
        "organisations/letters/invitation.txt",
        values,
        language=language,
        name="",
        link=link_to("organisations.accept_invitation", language=language, token=token),
    )
    mail.send_mail(email, subject, text)
