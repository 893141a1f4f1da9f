"""Who asked and who answered, in words for everybody: never a person's name, and no name that is hidden."""

from flask_babel import gettext as _
from flask_babel import pgettext

from matchmaking.accounts.viewer import Viewer
from matchmaking.demands.pages import organisation_words
from matchmaking.organisations.models import OrganisationKind
from matchmaking.questions.models import Answer, Question
from matchmaking.questions.states import REASONS


def asker_words(question: Question, viewer: Viewer) -> str:
    """Who asked. Hidden from everybody but its own people, the demand's side and the desk included."""
    organisation = question.organisation
    own = question.user_id == viewer.user_id and viewer.is_signed_in
    if organisation is None:
        return _("一位注册用户")
    if not question.hides_asker or own or viewer.belongs_to(organisation.id):
        return organisation.display_name
    return _("一家企业") if organisation.kind == OrganisationKind.ENTERPRISE else _("一家研发机构")


def answerer_words(question: Question, answer: Answer, viewer: Viewer) -> str:
    """Who answered: a broker, or the demand's organisation as far as its name may be known."""
    if answer.by_broker:
        return _("技术经理人")
    return pgettext("actor", "需求方") if question.demand.hides_name else organisation_words(question.demand, viewer)


def reason_words(code: str | None) -> str:
    """Why a question was declined."""
    return str(REASONS.get(code or "", code))
