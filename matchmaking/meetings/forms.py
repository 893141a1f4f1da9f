"""The forms of meetings: opening times, asking, answering, another time, calling off, the outcome."""

import secrets
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.db import now
from matchmaking.core.filters import today
from matchmaking.core.forms import Day, EmptyForm, LongText, Text
from matchmaking.meetings.queries import NOTICE
from matchmaking.meetings.services import Report, When
from matchmaking.meetings.states import (
    ACCEPTED,
    ASKER_SIDE,
    DECLINED,
    FORMS,
    HELD,
    ONLINE,
    OUTCOMES,
    OWNER_SIDE,
    REASONS,
)
from matchmaking.meetings.times import A_YEAR, LENGTHS, SHANGHAI, Series

LONGEST_WORDS, LONGEST_PLACE, LONGEST_STEP = 600, 200, 120
FURTHEST = timedelta(days=90)
OWN_TIME = ""
WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))


class Several(SelectMultipleField):
    """Check boxes."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


def _form_field() -> RadioField:
    return RadioField(_l("怎样谈"), choices=[SelectChoice(one, words) for one, words in FORMS.items()], default=ONLINE)


def _length_field() -> SelectField:
    choices = [SelectChoice(one, _l("%(minutes)s 分钟", minutes=one)) for one in LENGTHS]
    return SelectField(_l("多长时间"), choices=choices, coerce=int, default=30)


def _place_field() -> Text:
    return Text(
        _l("地点或会议链接"), limit=LONGEST_PLACE, description=_l("当面谈写地点，线上写会议号或链接。只有双方看得到。")
    )


class Clock(TimeField):
    """A time of day on the whole five minutes."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if valuelist and not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip().replace("：", ":")[:5]] if valuelist else valuelist)
        except ValueError:
            raise ValueError(_("请按 14:30 这样的格式填写时间。")) from None
        if self.data is not None and self.data.minute % 5:
            raise ValueError(_("请填写整 5 分钟的时间，例如 14:30。"))


class TimeForm(EmptyForm):
    """A day, a time and how long; how and where. For a time of one's own, or another time."""

    day = Day(_l("哪一天"))
    begins = Clock(_l("几点开始"))
    minutes = _length_field()
    form = _form_field()
    place = _place_field()

    def time_in_order(self) -> bool:
        """It is filled in, lies ahead, and not further than 90 days."""
        if self.day.data is None:
            self.day.errors = [_("请填写哪一天。")]
        elif self.begins.data is None:
            self.begins.errors = [_("请填写几点开始。")]
        elif self.begin() < now() + NOTICE:
            self.begins.errors = [_("至少要在一小时以后，对方才来得及答复。")]
        elif self.begin() > now() + FURTHEST:
            self.day.errors = [_("请选 90 天以内的日期。")]
        return not (self.day.errors or self.begins.errors)

    def begin(self) -> datetime:
        """The moment in the city."""
        return datetime.combine(self.day.data, self.begins.data, SHANGHAI)

    def when(self) -> When:
        """What was typed."""
        end = self.begin() + timedelta(minutes=self.minutes.data)
        return When(self.begin(), end, self.form.data or ONLINE, self.place.data or "")


class AskForm(TimeForm):
    """Ask for a meeting: at an open time, or at one of one's own; why; and for which demand."""

    form_key = HiddenField()
    slot_id = RadioField(_l("选一个时段"), choices=[], coerce=str, default=OWN_TIME)
    reason = LongText(
        _l("想谈什么"), limit=LONGEST_WORDS, needed=_l("请写明想谈什么，对方靠它决定见不见。"), rows=4,
        description=_l("只有双方看得到。"),
    )  # fmt: skip
    demand_id = SelectField(_l("与哪条需求有关"), coerce=lambda value: int(value) if value else None, choices=[])

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)

    def chosen_slot(self) -> int | None:
        """The open time that was chosen; None for a time of one's own."""
        text = self.slot_id.data or ""
        return int(text) if text.isascii() and text.isdigit() else None


class ProposeForm(TimeForm):
    """Name another time, with words."""

    message = LongText(_l("告诉对方"), limit=LONGEST_WORDS, rows=3)


class AnswerForm(EmptyForm):
    """Yes or no."""

    decision = RadioField(
        _l("您的答复"),
        choices=[SelectChoice(ACCEPTED, _l("可以，就这个时间")), SelectChoice(DECLINED, _l("这次谢绝"))],
        validators=[InputRequired(_l("请选择可以还是谢绝；想换时间，用下面的“另提时间”。"))],
    )
    words = LongText(_l("告诉对方"), limit=LONGEST_WORDS, rows=3)
    where = _place_field()
    reason_code = SelectField(
        _l("谢绝的理由"),
        choices=[SelectChoice("", _l("请选择")), *(SelectChoice(code, words) for code, words in REASONS.items())],
        coerce=lambda value: value or None,
    )

    def is_in_order(self, place: str) -> bool:
        """Who says yes says where, who says no says why."""
        if self.decision.data == ACCEPTED:
            if not self.where.data and not place:
                self.where.errors = [_("请写明地点或会议链接，对方才知道去哪里谈。")]
            return not self.where.errors
        if not self.reason_code.data:
            self.reason_code.errors = [_("请选择谢绝的理由，对方会看到。")]
        elif self.reason_code.data == "other" and not self.words.data:
            self.words.errors = [_("选了“其他原因”，请写明是什么。")]
        return not (self.reason_code.errors or self.words.errors)


class CancelForm(EmptyForm):
    """Call it off."""

    cause = LongText(_l("为什么取消"), limit=LONGEST_WORDS, needed=_l("请写明为什么取消，对方会看到。"), rows=3)


class ReportForm(EmptyForm):
    """What came of it."""

    outcome = RadioField(
        _l("谈得怎样"),
        choices=[SelectChoice(code, words) for code, words in OUTCOMES.items()],
        validators=[InputRequired(_l("请选择谈得怎样。"))],
    )
    text = LongText(_l("要点"), limit=LONGEST_WORDS, rows=3, description=_l("双方都看得到。"))
    next_step = Text(_l("下一步做什么"), limit=LONGEST_STEP)
    next_side = SelectField(
        _l("谁来办"), choices=[SelectChoice(OWNER_SIDE, _l("项目方")), SelectChoice(ASKER_SIDE, _l("约谈的一方"))],
    )  # fmt: skip
    next_on = Day(_l("哪天以前"))

    def is_in_order(self) -> bool:
        """A next step has a day that is not over; who met says what comes next."""
        if self.next_step.data and self.next_on.data is None:
            self.next_on.errors = [_("请填写哪天以前办好。")]
        elif self.next_on.data is not None and not self.next_step.data:
            self.next_step.errors = [_("请写明下一步做什么。")]
        elif self.next_on.data is not None and self.next_on.data < today():
            self.next_on.errors = [_("日期不能早于今天。")]
        elif self.next_on.data is not None and self.next_on.data > today() + A_YEAR:
            self.next_on.errors = [_("请选一年以内的日期。")]
        elif self.outcome.data == HELD and not self.next_step.data and not self.text.data:
            self.text.errors = [_("谈过了，请写一句要点，或者写明下一步。")]
        return not (self.next_on.errors or self.next_step.errors or self.text.errors)

    def report(self) -> Report:
        """What was typed."""
        has_step = bool(self.next_step.data)
        return Report(
            self.outcome.data, self.text.data or "", self.next_step.data or "",
            (self.next_side.data or OWNER_SIDE) if has_step else None, self.next_on.data if has_step else None,
        )  # fmt: skip


class SeriesForm(EmptyForm):
    """Open a series of times."""

    first_on = Day(_l("从哪一天"), validators=[InputRequired(_l("请填写从哪一天开始。"))])
    last_on = Day(_l("到哪一天"), validators=[InputRequired(_l("请填写到哪一天为止。"))])
    weekdays = Several(_l("每周哪几天"), choices=[SelectChoice(str(n), words) for n, words in enumerate(WEEKDAYS)])
    begins = Clock(_l("每天从几点"), validators=[InputRequired(_l("请填写几点开始。"))])
    ends = Clock(_l("到几点"), validators=[InputRequired(_l("请填写几点结束。"))])
    minutes = _length_field()
    pause = SelectField(
        _l("中间休息"), choices=[SelectChoice(one, _l("%(minutes)s 分钟", minutes=one)) for one in (0, 5, 10, 15)],
        coerce=int, default=5,
    )  # fmt: skip
    form = _form_field()
    place = _place_field()

    def is_in_order(self) -> bool:
        """The days and times lie in order and ahead; one slot at least fits in."""
        first, last = self.first_on.data, self.last_on.data
        assert isinstance(first, date)
        assert isinstance(last, date)
        begins, ends = self.begins.data, self.ends.data
        if first < today():
            self.first_on.errors = [_("不能早于今天。")]
        elif last < first:
            self.last_on.errors = [_("不能早于开始的那一天。")]
        elif last > today() + FURTHEST:
            self.last_on.errors = [_("请选 90 天以内的日期。")]
        elif not self.weekdays.data:
            self.weekdays.errors = [_("请至少选一天。")]
        elif isinstance(begins, time) and isinstance(ends, time) and _minutes(begins, ends) < self.minutes.data:
            self.ends.errors = [_("这段时间放不下一个时段，请改晚一些。")]
        elif not self.place.data:
            self.place.errors = [_("请写明地点或会议链接。")]
        return not any(field.errors for field in self)

    def series(self) -> Series:
        """What was typed."""
        days = [int(one) for one in self.weekdays.data]
        return Series(
            self.first_on.data, self.last_on.data, days, self.begins.data, self.ends.data, self.minutes.data,
            self.pause.data,
        )  # fmt: skip


def _minutes(begins: time, ends: time) -> int:
    return (ends.hour - begins.hour) * 60 + ends.minute - begins.minute
