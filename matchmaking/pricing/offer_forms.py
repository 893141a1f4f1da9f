"""The form of an offer: one for each payment structure; amounts in 万元, kept as text in yuan."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import FormField
from wtforms.validators import Optional

from matchmaking.core.filters import today
from matchmaking.core.forms import Day, LongText, Number, Row, Rows, Text, WanYuan
from matchmaking.pricing.forms import Days, KeyedForm, needed
from matchmaking.pricing.offering import Proposal
from matchmaking.pricing.structures import (
    EQUITY,
    FREE_USE,
    INSTALMENTS,
    LUMP_SUM,
    MOST_MONTHS,
    ROYALTY,
)

MOST_PARTS, MOST_YEARS, VALID_DAYS, MOST_VALID_DAYS = 24, 20, 10, 180


class Percent(Number):
    """A share in percent, with up to four decimals."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, low=0, high=100, **options)

    def from_shown(self, value: Decimal) -> Decimal:
        if value != value.quantize(Decimal("0.0001")):
            raise ValueError(_("百分比最多写 4 位小数。"))
        return value


class OfferForm(KeyedForm):
    """What every offer says."""

    structure = ""
    valid_until = Day(
        _l("有效期至"), validators=[needed(_l("请填写有效期。"))], description=_l("当天 24:00 前对方可以接受。")
    )
    words = LongText(_l("给对方的话"), limit=1000, rows=3, validators=[Optional()])

    def terms(self) -> dict[str, Any]:
        """What `structures.plan_of` reads."""
        raise NotImplementedError

    def is_in_order(self) -> bool:
        """An offer holds from now on, and not for ever."""
        first, last = today(), today() + timedelta(days=MOST_VALID_DAYS)
        if self.valid_until.data is not None and not first <= self.valid_until.data <= last:
            self.valid_until.errors = [_("请选今天起 %(days)s 天以内的日期。", days=MOST_VALID_DAYS)]
            return False
        return True

    def proposal(self) -> Proposal:
        """What is sent."""
        assert self.valid_until.data is not None
        return Proposal(
            self.structure, self.terms(), self.valid_until.data, self.words.data or "", self.form_key.data or None
        )  # fmt: skip

    def handle_rows(self, formdata: Any) -> bool:
        """Whether a button of repeated rows was pressed."""
        return any(field.handle_buttons(formdata) for field in self if isinstance(field, Rows))


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _day(value: date | None) -> str | None:
    return value.isoformat() if value else None


class PartRow(Row):
    """One part of a price that is paid in parts."""

    title = Text(_l("款项"), limit=60)
    share = Percent(_l("比例"))
    due_on = Day(_l("付款日期"), validators=[Optional()])


class YearRow(Row):
    """What is expected to be sold in a year."""

    year = Text(_l("年度"), limit=30)
    sales = WanYuan(_l("预计销售额"))


def _parts(rows: Rows) -> list[dict[str, Any]]:
    return [
        {
            "title": one["title"] or _("第 %(number)s 期", number=number), "share": str(one["share"] or 0),
            "due_on": _day(one["due_on"]),
        }
        for number, one in enumerate(rows.filled(), 1)
    ]  # fmt: skip


class LumpSumForm(OfferForm):
    """一次总付."""

    structure = LUMP_SUM
    total = WanYuan(_l("总价"), validators=[needed(_l("请填写总价。"))])
    due_on = Day(_l("付款日期"), validators=[Optional()])

    def terms(self) -> dict[str, Any]:
        """Total and day."""
        return {"total": _text(self.total.data), "due_on": _day(self.due_on.data)}


class InstalmentsForm(OfferForm):
    """分期支付."""

    structure = INSTALMENTS
    total = WanYuan(_l("总价"), validators=[needed(_l("请填写总价。"))])
    parts = Rows(FormField(PartRow), _l("各期付款"), most=MOST_PARTS, min_entries=3)

    def terms(self) -> dict[str, Any]:
        """Total and parts."""
        return {"total": _text(self.total.data), "parts": _parts(self.parts)}


class RoyaltyForm(OfferForm):
    """入门费 + 提成."""

    structure = ROYALTY
    entry_fee = WanYuan(_l("入门费"), validators=[needed(_l("请填写入门费，没有就填 0。"))])
    entry_due_on = Day(_l("入门费付款日期"), validators=[Optional()])
    rate = Percent(_l("提成比例"), validators=[needed(_l("请填写提成比例。"))])
    base = Text(_l("提成基数"), limit=60, needed=_l("请写明按什么提成，例如“许可产品不含税净销售额”。"))
    years = Rows(FormField(YearRow), _l("预计销售额"), most=MOST_YEARS, min_entries=3)
    floor = WanYuan(_l("提成保底"), validators=[Optional()], description=_l("各年提成合计不低于这个数。"))
    cap = WanYuan(_l("提成上限"), validators=[Optional()], description=_l("各年提成合计不超过这个数。"))

    def terms(self) -> dict[str, Any]:
        """Fee, rate, base, expected sales, floor and cap."""
        years = [
            {"year": one["year"] or _("第 %(number)s 年", number=number), "sales": str(one["sales"] or 0)}
            for number, one in enumerate(self.years.filled(), 1)
        ]
        return {
            "entry_fee": _text(self.entry_fee.data), "entry_due_on": _day(self.entry_due_on.data),
            "rate": _text(self.rate.data), "base": self.base.data, "years": years,
            "floor": _text(self.floor.data), "cap": _text(self.cap.data),
        }  # fmt: skip


class EquityForm(OfferForm):
    """作价投资."""

    structure = EQUITY
    valuation = WanYuan(_l("技术作价"), validators=[needed(_l("请填写作价金额。"))])
    share = Percent(_l("持股比例"), validators=[needed(_l("请填写持股比例。"))])
    company = Text(_l("标的公司"), limit=120, description=_l("已有公司写名称，新设的写“新设公司”。"))

    def terms(self) -> dict[str, Any]:
        """Valuation and share."""
        return {
            "valuation": _text(self.valuation.data), "share": _text(self.share.data),
            "company": self.company.data or "",
        }  # fmt: skip


class FreeUseForm(OfferForm):
    """先用后转."""

    structure = FREE_USE
    months = Days(_l("免费试用期"), low=1, high=MOST_MONTHS, validators=[needed(_l("请填写试用几个月。"))])
    starts_on = Day(_l("试用开始日期"), validators=[Optional()])
    total = WanYuan(_l("试用后的价格"), validators=[needed(_l("请填写试用合格后的价格。"))])
    parts = Rows(FormField(PartRow), _l("试用后分期付款"), most=MOST_PARTS)

    def terms(self) -> dict[str, Any]:
        """Free months, then the price, at once or in parts."""
        return {
            "months": self.months.data, "starts_on": _day(self.starts_on.data), "total": _text(self.total.data),
            "parts": _parts(self.parts),
        }  # fmt: skip


FORMS: dict[str, type[OfferForm]] = {
    one.structure: one for one in (LumpSumForm, InstalmentsForm, RoyaltyForm, EquityForm, FreeUseForm)
}


def new_form(structure: str, terms: Mapping[str, Any] | None = None) -> OfferForm:
    """The form of a structure, filled with the terms of the offer that it answers."""
    first: dict[str, Any] = {"valid_until": today() + timedelta(days=VALID_DAYS)}
    if structure == ROYALTY:
        first["base"] = _("许可产品不含税净销售额")
    if structure == INSTALMENTS:
        first["parts"] = [
            {"title": title, "share": Decimal(share), "due_on": None}
            for title, share in ((_("签约后"), 30), (_("中试完成"), 40), (_("验收合格"), 30))
        ]
    if terms is not None:
        first |= _shown(terms)
    return FORMS[structure](data=first)


_DAYS = {"due_on", "entry_due_on", "starts_on"}
_PLAIN = {"base", "company", "title", "year"}


def _shown(terms: Mapping[str, Any]) -> dict[str, Any]:
    """Stored terms as the fields take them."""
    found: dict[str, Any] = {}
    for name, value in terms.items():
        if isinstance(value, list):
            found[name] = [_shown(one) for one in value]
        elif value is None or name in _PLAIN or name == "months":
            found[name] = value
        else:
            found[name] = date.fromisoformat(value) if name in _DAYS else Decimal(value)
    return found
