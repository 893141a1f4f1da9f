"""Asking, answering, signing, looking."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.forms import BaseForm, Day, LongText
from matchmaking.organisations.models import Organisation

LONGEST = 300


class Groups(SelectMultipleField):
    """Groups of a record as boxes to tick; at least one."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        known = {choice.value for choice in self.choices}
        self.data = [one for one in dict.fromkeys(self.data or []) if one in known]
        if not self.data:
            raise ValidationError(_("请至少勾选一项。"))


class GroupsForm(BaseForm):
    """What somebody wants to see."""

    groups = Groups(_l("要看的内容"), choices=[])

    def offer(self, groups: Mapping[str, str], chosen: Sequence[str] = ()) -> None:
        """Put up the groups; what is not among them cannot be chosen."""
        self.groups.choices = [SelectChoice(code, words) for code, words in groups.items()]
        if self.groups.data is None or not self.is_submitted():
            self.groups.data = [one for one in chosen if one in groups] or list(groups)


class AskForm(GroupsForm):
    """Ask the owner."""

    purpose = LongText(
        _l("用途"),
        limit=LONGEST,
        rows=4,
        needed=_l("请写明为什么要看、看了做什么，对方据此决定。"),
        description=_l("对方会看到贵单位的名称、您的姓名和这段话。最多 300 字。"),
    )


class OpenForm(GroupsForm):
    """Look at the desk."""

    reason = LongText(
        _l("理由"),
        limit=LONGEST,
        rows=4,
        needed=_l("请写明为什么需要看。"),
        description=_l("您的姓名、身份、时间和理由会记录下来，提交单位看得到。最多 300 字。"),
    )


class NamelessText(LongText):
    """Words for somebody who may not know whose record it is: they must not hold its name."""

    def pre_validate(self, form: Any) -> None:
        if any(name in (self.data or "") for name in form.hidden_names):
            raise ValidationError(_("您没有向对方公开单位名称，这里却写了名称。请改成“我司”。"))


class AnswerForm(BaseForm):
    """Say yes or no."""

    until = Day(_l("有效期到"), description=_l("留空表示一直有效，直到您收回。"))
    answer = NamelessText(
        _l("给对方的话"), limit=LONGEST, rows=3, description=_l("不同意时请写明理由，对方会看到。最多 300 字。")
    )

    def __init__(self, *args: Any, hidden_names: Sequence[str] = (), **options: Any) -> None:
        super().__init__(*args, **options)
        self.hidden_names = tuple(hidden_names)


class SignForm(BaseForm):
    """Sign on the screen."""

    agrees = BooleanField(
        _l("我已读完声明，有权代表本单位签署。"), validators=[InputRequired(_l("请先勾选，再签署。"))]
    )


def names_of(organisation: Organisation) -> list[str]:
    """Every name that gives an organisation away."""
    return [name for name in (organisation.name, organisation.short_name, organisation.name_en) if name]
