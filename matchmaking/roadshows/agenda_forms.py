"""The form of one item of an agenda."""

from collections.abc import Container, Sequence
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from matchmaking.accounts.models import User
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.forms import BaseForm, Number, Text
from matchmaking.core.languages import in_chinese
from matchmaking.roadshows.forms import NO_ACCOUNT, Moment, active_person, at
from matchmaking.roadshows.models import BREAK, PITCH, QUESTIONS, TALK, Pitch, Roadshow

KINDS = {PITCH: _l("项目路演"), TALK: _l("致辞或讲解"), QUESTIONS: _l("自由问答"), BREAK: _l("休息")}
LONGEST_ITEM, USUAL = 480, 20


class ItemForm(BaseForm):
    """One item: what, who, from when, how long."""

    kind = SelectField(_l("类型"), choices=[SelectChoice(code, name) for code, name in KINDS.items()], default=PITCH)
    project_id = SelectField(
        _l("项目"),
        coerce=lambda value: int(value) if str(value).isdecimal() else None,
        choices=[],
        validate_choice=False,
    )
    title = Text(_l("标题"), limit=80, description=_l("选了项目可以不填，用项目的名称；自由问答和休息也可以不填。"))
    begin = Moment(_l("开始"), description=_l("留空：接在最后一项之后。"))
    minutes = Number(_l("时长"), low=1, high=LONGEST_ITEM)
    speaker = Text(_l("讲者"), limit=60)
    speaker_place = Text(_l("讲者单位"), limit=80)
    speaker_email = Text(
        _l("讲者的账号邮箱"), limit=120, description=_l("填了就请本人确认；不填，由项目所在单位确认。")
    )

    def fill_choices(self, projects: Sequence[tuple[int, str]], accepted: Container[int] = ()) -> None:
        """Offer the projects of the hall, first those that a call has accepted."""
        groups = {True: _("征集入选的项目"), False: _("展厅里的其他项目")} if accepted else {False: None}
        offered = [
            SelectChoice(one, name, optgroup=group)
            for is_accepted, group in groups.items()
            for one, name in projects
            if (one in accepted) == is_accepted
        ]
        self.project_id.choices = [SelectChoice("", _("不是项目")), *offered]
        self.known = {one for one, _name in projects}
        self.names = dict(projects)

    def fill_from(self, pitch: Pitch) -> None:
        """Show what is stored."""
        for name in ("kind", "project_id", "title", "minutes", "speaker", "speaker_place"):
            getattr(self, name).data = getattr(pitch, name)
        self.begin.data = pitch.starts_at.astimezone(SHANGHAI).time()

    def validate_project_id(self, field: SelectField) -> None:
        """Only what everybody may see is pitched."""
        if field.data is not None and field.data not in self.known:
            raise ValidationError(_("这个项目不在展厅里。请刷新后重新选择。"))
        if self.kind.data == PITCH and field.data is None and not self.title.data:
            raise ValidationError(_("请选择项目，或者在标题里写明讲什么。"))

    def validate_title(self, field: Text) -> None:
        """A talk has a title."""
        if self.kind.data == TALK and not field.data:
            raise ValidationError(_("请写明这一项讲什么。"))

    def validate_minutes(self, field: Number) -> None:
        """Whole minutes."""
        if field.data is None and not field.errors:
            raise ValidationError(_("请填写时长，单位是分钟。"))
        if field.data is not None and field.data != int(field.data):
            raise ValidationError(_("时长请填整数分钟。"))

    def validate_speaker_email(self, field: Text) -> None:
        """Who is asked has an account."""
        self.person: User | None = active_person(field.data)
        if field.data and self.person is None:
            raise ValidationError(str(NO_ACCOUNT))

    def values(self, roadshow: Roadshow, after: Any) -> dict[str, Any]:
        """The columns of an item; without a time it begins at the moment `after`."""
        day = roadshow.starts_at.astimezone(SHANGHAI).date()
        begin = at(day, self.begin.data) if self.begin.data else after
        is_pitch = self.kind.data == PITCH
        project_id = self.project_id.data if is_pitch else None
        speaks = self.kind.data in (PITCH, TALK)
        usual = in_chinese(KINDS[self.kind.data]) if self.kind.data in (QUESTIONS, BREAK) else ""
        return {
            "kind": self.kind.data,
            "project_id": project_id,
            "title": self.title.data or (self.names[project_id] if project_id else usual),
            "starts_at": begin,
            "ends_at": begin + timedelta(minutes=int(self.minutes.data or USUAL)),
            "speaker": (self.speaker.data or "") if speaks else "",
            "speaker_place": (self.speaker_place.data or "") if speaks else "",
            "speaker_id": self.person.id if speaks and self.person else None,
        }
