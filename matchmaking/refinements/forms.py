"""The forms of the desk, and those with which the enterprise answers it."""

import secrets
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.accounts.labels import ROLES
from matchmaking.accounts.models import Role, User
from matchmaking.core.filters import today
from matchmaking.core.forms import BaseForm, Day, EmptyForm, LongText, Text
from matchmaking.demands.forms import DemandForm
from matchmaking.listings.forms import Code, Codes, offered
from matchmaking.refinements.merging import BOTH, KEEP, TAKE
from matchmaking.refinements.models import Squad
from matchmaking.refinements.queries import squad_named
from matchmaking.refinements.triage import TRIAGE_REASON
from matchmaking.refinements.values import OWN_DECISIONS

LONGEST_WAIT = timedelta(days=366)
PERSON, SQUAD = "person", "squad"


class Boxes(SelectMultipleField):
    """Several of a few choices, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RevisionForm(DemandForm):
    """All that a revision may change: the form of the demand without what the enterprise alone decides."""

    note = Text(_l("改了什么，为什么"), limit=200)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in OWN_DECISIONS:
            if name in self:
                del self[name]

    def text(self) -> dict[str, Any]:
        """The content without the note."""
        return {name: value for name, value in self.values().items() if name != "note"}


class AssignForm(EmptyForm):
    """To whom a demand is given, and why."""

    to = SelectField(_l("交给谁"))
    reason = LongText(_l("说明"), limit=500, needed=_l("请写一句说明，接手的人会看到。"), rows=3)

    def offer(self, people: list[User], squads: list[Squad]) -> "AssignForm":
        """Squads first, then people, each with the code that `chosen` reads."""
        options = [SelectChoice("", _("请选择"))]
        options += [SelectChoice(f"{SQUAD}-{one.id}", _("小队：%(name)s", name=one.name)) for one in squads]
        options += [
            SelectChoice(f"{PERSON}-{one.id}", _("%(name)s（%(role)s）", name=one.name, role=ROLES[Role(one.role)]))
            for one in people
        ]
        self.to.choices = options
        return self

    def validate_to(self, field: SelectField) -> None:
        """Somebody must be chosen."""
        if not field.data:
            raise ValidationError(_("请选择一个人或一支小队。"))

    @property
    def chosen(self) -> tuple[str, int]:
        """("person", 7) or ("squad", 3)."""
        kind, _dash, number = self.to.data.partition("-")
        return kind, int(number)


class ReturnForm(EmptyForm):
    """Why a demand goes back: coded reasons, and a sentence."""

    codes = Codes(_l("退回的原因"), TRIAGE_REASON, most=10)
    sentence = LongText(_l("补充一句"), limit=500, rows=3)

    def validate_codes(self, field: Codes) -> None:
        """At least one; "other" says nothing by itself."""
        if not field.data:
            raise ValidationError(_("请至少勾选一个原因，企业会看到每一条该怎么改。"))
        if field.data == ["other"] and not self.sentence.data:
            raise ValidationError(_("选了“其他”，请在下面补充一句。"))


class WatchForm(EmptyForm):
    """Until when a demand is put aside, and why."""

    until = Day(_l("到哪一天再看"))
    reason = LongText(_l("为什么先放一放"), limit=500, needed=_l("请写明理由，企业会看到。"), rows=3)

    def validate_until(self, field: Day) -> None:
        """A day ahead, within a year."""
        if not isinstance(field.data, date):
            if not field.errors:
                raise ValidationError(_("请填写再看的日期，例如 2026-12-18。"))
        elif not today() < field.data <= today() + LONGEST_WAIT:
            raise ValidationError(_("请填写明天到一年以内的日期。"))


class KeyedForm(EmptyForm):
    """A form that makes one record, however often it is sent."""

    form_key = HiddenField()

    def new_key(self) -> None:
        """Give an empty form its key."""
        self.form_key.data = self.form_key.data or secrets.token_hex(16)


class QuestionForm(KeyedForm):
    """What the desk asks the enterprise."""

    text = LongText(_l("要问的问题"), limit=1000, needed=_l("请写明要问什么。"), rows=4)


class AnswerForm(EmptyForm):
    """What the enterprise answers."""

    text = LongText(_l("答复"), limit=2000, needed=_l("请写下答复。"), rows=6)


class SentenceForm(EmptyForm):
    """A sentence that the other side reads."""

    sentence = LongText(_l("理由"), limit=500, needed=_l("请写一句理由，技术经理人会看到。"), rows=4)


class ReleaseForm(EmptyForm):
    """Why somebody is no longer in charge."""

    reason = LongText(_l("理由"), limit=500, needed=_l("请写一句理由，接手的人会看到。"), rows=3)


class SendForm(BaseForm):
    """Send a revision to the enterprise."""

    note = LongText(_l("给企业的说明"), limit=500, rows=3)
    publishes = BooleanField(_l("内容已核对，企业确认后立即发布"), default=True)


CHOICES = {KEEP: _l("用保留的一条"), TAKE: _l("用并入的一条"), BOTH: _l("两段都要")}


class MergeForm(EmptyForm):
    """What stays of two texts when they become one."""

    problem = RadioField(_l("具体问题"), choices=offered(CHOICES), default=KEEP)
    context = RadioField(_l("背景与工况"), choices=offered(CHOICES), default=KEEP)
    tried = RadioField(_l("已试过的办法"), choices=offered(CHOICES), default=KEEP)
    offers = RadioField(_l("企业能配合的"), choices=offered(CHOICES), default=KEEP)
    own = Boxes(_l("保留的一条的指标"), coerce=int, choices=[])
    others = Boxes(_l("并入的一条的指标"), coerce=int, choices=[])


class SquadForm(BaseForm):
    """A squad and its people."""

    name = Text(_l("名称"), limit=40, needed=_l("请填写小队的名称。"))
    about = LongText(_l("简介"), limit=500, rows=3)
    industry_codes = Codes(_l("负责的产业"), "industry", most=10)
    county_code = Code(_l("负责的县（市、区）"), "county", empty=_l("全市"))
    members = Boxes(_l("成员"), coerce=int, choices=[])
    is_active = BooleanField(_l("在用，可以派活"), default=True)

    def offer(self, people: list[User]) -> "SquadForm":
        """Whom one can take in."""
        self.members.choices = [
            SelectChoice(one.id, _("%(name)s（%(role)s）", name=one.name, role=ROLES[Role(one.role)])) for one in people
        ]
        return self

    def is_in_order(self, except_id: int | None) -> bool:
        """The name is not taken, and there is somebody in it."""
        if squad_named(self.name.data, except_id) is not None:
            self.name.errors = [_("已有同名的小队，请换一个名称。")]
        if not self.members.data:
            self.members.errors = [_("请至少选一位成员。")]
        return not self.name.errors and not self.members.errors
