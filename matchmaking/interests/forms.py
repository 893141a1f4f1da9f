"""The forms of interests: raising, answering, next steps, the end."""

import secrets

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.filters import today
from matchmaking.core.forms import Day, EmptyForm, LongText, Text
from matchmaking.interests.services import NextStep
from matchmaking.interests.states import (
    ANSWERED,
    ASKER,
    BROKER,
    DECLINED,
    FOLLOW,
    MATERIAL,
    REASONS,
    RESULTS,
    SIDES,
    TEAM,
)
from matchmaking.meetings.times import A_YEAR

LONGEST_WORDS, LONGEST_STEP = 600, 120


class Several(SelectMultipleField):
    """Check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class RaiseForm(EmptyForm):
    """What somebody wants of a project."""

    form_key = HiddenField()
    words = LongText(_l("想了解什么"), limit=LONGEST_WORDS, rows=5)
    demand_id = SelectField(_l("与哪条需求有关"), coerce=lambda value: int(value) if value else None, choices=[])
    hides_asker = BooleanField(_l("先不告诉对方我们是哪家单位"))

    def fit(self, kind: str) -> "RaiseForm":
        """Ask what this kind needs."""
        if kind == MATERIAL:
            self.words.label.text = _("想要什么资料，做什么用")
            del self.hides_asker
        elif kind == FOLLOW:
            self.words.label.text = _("想说的话")
        return self

    def is_in_order(self, kind: str) -> bool:
        """Only who follows need not say why."""
        if kind != FOLLOW and not self.words.data:
            self.words.errors = [_("请写明想要什么，项目方靠它决定怎样答复。")]
            return False
        return True

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


class _StepFields(EmptyForm):
    step = Text(_l("下一步做什么"), limit=LONGEST_STEP, description=_l("例如：发样品检测报告、约现场看中试线。"))
    side = SelectField(
        _l("谁来办"),
        choices=[SelectChoice(one, SIDES[one]) for one in (TEAM, ASKER, BROKER)],
        default=TEAM,
    )
    due_on = Day(_l("哪天以前"))

    def step_in_order(self, *, needed: bool) -> bool:
        """A step has words and a day that is not over; without words there is none."""
        if not self.step.data:
            if needed or self.due_on.data is not None:
                self.step.errors = [_("请写明下一步做什么。")]
                return False
            return True
        if self.due_on.data is None:
            self.due_on.errors = [_("请填写哪天以前办好。")]
            return False
        if self.due_on.data < today():
            self.due_on.errors = [_("日期不能早于今天。")]
            return False
        if self.due_on.data > today() + A_YEAR:
            self.due_on.errors = [_("请选一年以内的日期。")]
            return False
        return True

    def next_step(self) -> NextStep | None:
        """What was promised, if anything was."""
        if not self.step.data:
            return None
        return NextStep(self.step.data, self.side.data or TEAM, self.due_on.data)


class AnswerForm(_StepFields):
    """The team answers."""

    decision = RadioField(
        _l("答复"),
        choices=[SelectChoice(ANSWERED, _l("可以，接着谈")), SelectChoice(DECLINED, _l("这次谢绝"))],
        validators=[InputRequired(_l("请选择接着谈还是谢绝。"))],
    )
    words = LongText(_l("告诉对方"), limit=LONGEST_WORDS, rows=4)
    groups = Several(
        _l("给对方看的资料"), choices=[], description=_l("勾选的内容从现在起对方单位看得到，随时可以收回。")
    )
    until = Day(_l("看到哪天为止"), validators=[Optional()], description=_l("不填就是长期。"))
    reason_code = SelectField(
        _l("谢绝的理由"),
        choices=[SelectChoice("", _l("请选择")), *(SelectChoice(code, words) for code, words in REASONS.items())],
        coerce=lambda value: value or None,
    )

    def is_in_order(self) -> bool:
        """Who goes on says how, who declines says why."""
        if self.decision.data == DECLINED:
            if not self.reason_code.data:
                self.reason_code.errors = [_("请选择谢绝的理由，对方会看到。")]
            elif self.reason_code.data == "other" and not self.words.data:
                self.words.errors = [_("选了“其他原因”，请写明是什么。")]
            return not (self.reason_code.errors or self.words.errors)
        if not self.words.data:
            self.words.errors = [_("请写明怎样联系或接着做什么，对方才能接着谈。")]
            return False
        if "until" in self and self.until.data is not None and self.until.data < today():
            self.until.errors = [_("日期不能早于今天。")]
            return False
        return self.step_in_order(needed=False)


class StepForm(_StepFields):
    """What comes next."""

    def is_in_order(self) -> bool:
        """Here it must be filled in."""
        return self.step_in_order(needed=True)


class FinishForm(EmptyForm):
    """A step is done, or not needed."""

    words = Text(_l("办得怎样"), limit=LONGEST_STEP)
    state = HiddenField()


class CloseForm(EmptyForm):
    """Nothing is left to do."""

    result = SelectField(
        _l("结果"),
        choices=[SelectChoice(code, words) for code, words in RESULTS.items()],
    )
    closing_words = LongText(_l("告诉对方"), limit=LONGEST_WORDS, rows=3)
