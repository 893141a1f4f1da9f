"""The forms of sessions: announcement, cancelling, answering a task, registering."""

import secrets
from datetime import date, datetime, time
from typing import Any

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField, SelectMultipleField, TimeField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.accounts.models import User
from matchmaking.accounts.queries import fold_email, user_by_email
from matchmaking.core.db import now
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.forms import BaseForm, Day, EmptyForm, LongText, Number, Text
from matchmaking.roadshows.live_address import refusal
from matchmaking.roadshows.models import MIXED, ONLINE, ONSITE, Roadshow
from matchmaking.roadshows.states import ACCEPTED, DECLINED
from matchmaking.vocabulary.queries import terms

FORMS = {ONLINE: _l("线上"), ONSITE: _l("线下"), MIXED: _l("线上线下同时")}
LONGEST_TEXT, LONGEST_REASON = 2000, 300
MOST_SEATS = 100_000
NO_ACCOUNT = _l("没有这个邮箱的账号。请对方先注册，或者先留空，以后再补。")


class Moment(TimeField):
    """A time of day; 9:30, 09:30 and 9：30 are read."""

    def __init__(self, label: Any = None, *, needed: Any = None, **options: Any) -> None:
        checks = [InputRequired(needed)] if needed else []
        super().__init__(label, checks, format=["%H:%M", "%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        texts = [one.strip().replace("：", ":") for one in valuelist]
        self.raw_text = texts[0] if texts else ""
        if not self.raw_text:
            self.data = None
            return
        try:
            super().process_formdata(texts)
        except ValueError:
            raise ValueError(_("请按 14:30 这样的格式填写时间。")) from None


class RoadshowForm(BaseForm):
    """What stands in the announcement of a session."""

    # The moment that an existing session keeps: it may lie in the past.
    stored_start: datetime | None = None

    form_key = HiddenField()
    title = Text(_l("场次名称"), limit=60, needed=_l("请填写场次名称，例如“泵阀与流体装备专场”。"))
    theme = Text(_l("类型"), limit=12, description=_l("例如：专场、政策课"))
    organisation_id = SelectField(_l("主办"), coerce=int, choices=[])
    co_host = Text(_l("承办"), limit=120, description=_l("与主办不同时填写，几家之间用顿号。"))
    day = Day(_l("日期"), validators=[InputRequired(_l("请选择日期。"))])
    begin = Moment(_l("开始"), needed=_l("请填写开始时间。"))
    end = Moment(_l("结束"), needed=_l("请填写结束时间。"))
    form = RadioField(_l("形式"), choices=[SelectChoice(code, name) for code, name in FORMS.items()], default=ONLINE)
    place = Text(_l("地点"), limit=120, description=_l("线下和线上线下同时进行的场次要填，写到门牌和楼层。"))
    capacity = Number(
        _l("名额"),
        low=1,
        high=MOST_SEATS,
        description=_l("有现场的指现场席位，满了以后自动候补；留空不限。"),
    )
    industry_codes = SelectMultipleField(
        _l("产业"), choices=[], widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    description = LongText(_l("简介"), limit=LONGEST_TEXT, rows=6, description=_l("讲什么、给谁听、来了能带走什么。"))
    host_email = Text(
        _l("主持人的账号邮箱"), limit=120, description=_l("系统会请对方确认；确认后页面上显示姓名。留空表示以后再定。")
    )
    live_url = Text(_l("外部直播地址"), limit=500, description=_l("https 开头。平台只给出链接，不转播、不抓取。"))

    def fill_choices(self, organisations: list[Any]) -> None:
        """Offer the organisers and the industries."""
        self.organisation_id.choices = [(one.id, one.local_name) for one in organisations]
        self.industry_codes.choices = [(one.code, one.label()) for one in terms("industry")]

    def fill_from(self, roadshow: Roadshow) -> None:
        """Show what is stored, in the city's time."""
        begin, end = roadshow.starts_at.astimezone(SHANGHAI), roadshow.ends_at.astimezone(SHANGHAI)
        for name in ("title", "theme", "organisation_id", "co_host", "form", "place", "capacity", "industry_codes"):
            getattr(self, name).data = getattr(roadshow, name)
        self.description.data, self.live_url.data = roadshow.description, roadshow.live_url
        self.day.data, self.begin.data, self.end.data = begin.date(), begin.time(), end.time()
        self.host_email.data = roadshow.host.email if roadshow.host else ""
        self.version.data = str(roadshow.version)

    def validate_end(self, field: TimeField) -> None:
        """A session ends on the day on which it begins."""
        if field.data and self.begin.data and field.data <= self.begin.data:
            raise ValidationError(_("结束时间要晚于开始时间；跨过零点的请分成两场。"))

    def validate_day(self, field: Day) -> None:
        """What is over cannot be planned."""
        if field.data and self.begin.data and at(field.data, self.begin.data) <= now() and not self.keeps_time:
            raise ValidationError(_("这个时间已经过了，请选以后的时间。"))

    def validate_place(self, field: Text) -> None:
        """Who comes needs to know where to."""
        if self.form.data in (ONSITE, MIXED) and not field.data:
            raise ValidationError(_("有现场的场次要写地点，请写到门牌和楼层。"))

    def validate_capacity(self, field: Number) -> None:
        """People come whole."""
        if field.data is not None and field.data != int(field.data):
            raise ValidationError(_("名额请填整数。"))

    def validate_live_url(self, field: Text) -> None:
        """https and an allowed host."""
        reason = refusal(field.data, current_app.config["LIVE_HOSTS"]) if field.data else None
        if reason == "host":
            raise ValidationError(_("这个网站不在允许的直播网站里。请换一个，或请平台管理员把它加进设置。"))
        if reason is not None:
            raise ValidationError(_("请填写 https 开头的完整直播地址，不带账号和端口。"))

    def validate_host_email(self, field: Text) -> None:
        """The host has an account."""
        self.host: User | None = active_person(field.data)
        if field.data and self.host is None:
            raise ValidationError(str(NO_ACCOUNT))

    @property
    def keeps_time(self) -> bool:
        """Whether the beginning stays as it was."""
        if self.stored_start is None or not (self.day.data and self.begin.data):
            return False
        return at(self.day.data, self.begin.data) == self.stored_start

    def values(self) -> dict[str, Any]:
        """The columns of a session."""
        assert self.day.data is not None
        assert self.begin.data is not None
        assert self.end.data is not None
        return {
            "title": self.title.data,
            "theme": self.theme.data or "",
            "co_host": self.co_host.data or "",
            "starts_at": at(self.day.data, self.begin.data),
            "ends_at": at(self.day.data, self.end.data),
            "form": self.form.data,
            "place": "" if self.form.data == ONLINE else self.place.data or "",
            "capacity": int(self.capacity.data) if self.capacity.data is not None else None,
            "industry_codes": self.industry_codes.data or [],
            "description": self.description.data or "",
            "live_url": self.live_url.data or None,
        }

    def new_key(self) -> None:
        """Give the empty form the key that makes sending it twice harmless."""
        self.form_key.data = secrets.token_hex(16)


def at(day: date, moment: time) -> datetime:
    """A day and a time of day in the city as a moment."""
    return datetime.combine(day, moment.replace(second=0, microsecond=0), SHANGHAI)


def active_person(email: str | None) -> User | None:
    """The person of an account that can be used."""
    user = user_by_email(fold_email(email)) if email else None
    return user if user is not None and user.is_active else None


class CancelForm(EmptyForm):
    """Why a session is called off."""

    reason = LongText(
        _l("取消的原因"),
        limit=LONGEST_REASON,
        needed=_l("请写明原因，预约的人都会收到。"),
        rows=3,
        description=_l("会发给每一位预约的人，也显示在场次页面上。"),
    )


class AnswerForm(EmptyForm):
    """Yes or no to hosting or speaking."""

    decision = RadioField(
        _l("您的答复"),
        choices=[SelectChoice(ACCEPTED, _l("可以")), SelectChoice(DECLINED, _l("来不了"))],
        validators=[InputRequired(_l("请选择可以还是来不了。"))],
    )
    reason = LongText(_l("想对主办方说的"), limit=LONGEST_REASON, rows=3, description=_l("来不了的，请写明原因。"))

    def is_in_order(self) -> bool:
        """Who declines says why."""
        if self.decision.data == DECLINED and not self.reason.data:
            self.reason.errors = [_("请写明原因，主办方好另作安排。")]
            return False
        return True
