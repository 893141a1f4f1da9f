"""Who asked, and moments of a recording, in words."""

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.organisations.models import OrganisationKind
from matchmaking.stages.models import StageQuestion
from matchmaking.stages.states import REASONS


def asker_words(question: StageQuestion) -> str:
    """Who asked, for everybody; never the name of a person, nor of an organisation that keeps it back."""
    organisation = question.organisation
    if question.is_anonymous:
        if organisation is None:
            return _("匿名提问")
        return _("匿名企业") if organisation.kind == OrganisationKind.ENTERPRISE else _("匿名机构")
    return organisation.display_name if organisation else _("一位观众")


def asker_in_full(question: StageQuestion) -> str:
    """Who asked, for the host and who must answer: person and organisation."""
    names = [
        question.organisation.display_name if question.organisation else "",
        question.user.name if question.user else "",
    ]
    return " ".join(name for name in names if name) or _("账号已注销")


def clock_words(seconds: int) -> str:
    """A moment of a recording as players show it: 14:20, 1:02:03."""
    minutes, rest = divmod(max(0, seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def seconds_of(text: str) -> int | None:
    """The seconds that 14:20 or 1:02:03 mean; None when it is neither."""
    parts = text.strip().replace("：", ":").split(":")
    if not 2 <= len(parts) <= 3 or not all(part.isascii() and part.isdigit() and len(part) < 4 for part in parts):
        return None
    found = 0
    for part in parts:
        found = found * 60 + int(part)
    return found


def reason_words(code: str | None) -> str:
    """Why a question was hidden."""
    return str(REASONS.get(code or "", code or ""))


def votes_words(count: int) -> str:
    """How many want to ask the same, for who cannot see the number beside the arrow."""
    return ngettext("我也想问，已有 %(num)s 人", "我也想问，已有 %(num)s 人", count)
