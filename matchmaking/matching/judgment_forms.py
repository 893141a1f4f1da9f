"""The form of a judgment."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, RadioField, SelectField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from matchmaking.core.forms import BaseForm, Text
from matchmaking.matching.judgment_models import BROKER, FITS, IRRELEVANT
from matchmaking.matching.judgment_wording import LEVEL_WORDS, REASON, VERDICT_WORDS, reason_and_criterion
from matchmaking.matching.judgments import FIGURES, OTHER
from matchmaking.vocabulary.queries import choices

LONGEST_SENTENCE = 300


def criterion_value(name: str) -> str:
    """A criterion of the demand as the value of a choice among the reasons."""
    return f"{FIGURES}:{name}"


def criterion_words(name: str) -> str:
    """The same as the words of that choice."""
    return reason_and_criterion(FIGURES, name)


class JudgmentForm(BaseForm):
    """Verdict, reason and a sentence; `seen` and `shown` carry what stood on the screen."""

    verdict = RadioField(_l("您的评价"), validate_choice=False)
    reason_code = SelectField(_l("原因"), validate_choice=False)
    sentence = Text(
        _l("补一句"),
        limit=LONGEST_SENTENCE,
        description=_l("只有您这边的人和技术经理人看得到，对方只看到原因，看不到姓名。"),
    )
    side = HiddenField()
    seen = HiddenField()
    shown = HiddenField()
    next = HiddenField()

    def __init__(self, side: str, criteria: Sequence[str] = (), **options: Any) -> None:
        super().__init__(**options)
        present = options.get("obj")
        if present is not None and present.criterion and not self.is_submitted():
            self.reason_code.data = criterion_value(present.criterion)
        words = LEVEL_WORDS if side == BROKER else VERDICT_WORDS
        self.verdict.choices = [SelectChoice(code, str(word)) for code, word in words.items()]
        self.reason_code.choices = [
            SelectChoice("", _("请选择")),
            *(SelectChoice(criterion_value(one), criterion_words(one)) for one in criteria),
            *choices(REASON),
        ]
        self.codes: Sequence[str] = list(words)

    @property
    def reason(self) -> tuple[str | None, str | None]:
        """The reason code, and the criterion that it is about."""
        code, _colon, criterion = (self.reason_code.data or "").partition(":")
        return code or None, criterion or None

    @property
    def seen_id(self) -> int | None:
        """The judgment that the page showed: 0 for none, None when the form does not say."""
        text = self.seen.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None

    def validate_verdict(self, field: RadioField) -> None:
        if field.data not in self.codes:
            raise ValidationError(_("请选一个评价。"))

    def validate_reason_code(self, field: SelectField) -> None:
        known = {one.value for one in self.reason_code.choices}
        if self.verdict.data == IRRELEVANT and not field.data:
            raise ValidationError(_("请选一个不相关的原因。"))
        if field.data and field.data not in known:
            raise ValidationError(_("请从列出的原因里选。"))

    def validate_sentence(self, field: Text) -> None:
        if self.reason_code.data == OTHER and self.verdict.data != FITS and not (field.data or "").strip():
            raise ValidationError(_("选“其他”时，请补一句说明。"))
