"""Payment structures and their arithmetic: exact to the fen, no database, no request.

Rounding: every part is its share of the price, rounded half up to the fen; the last part takes what is left, so that
the parts always sum to the price.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.core.errors import RuleBroken
from matchmaking.core.filters import NBSP
from matchmaking.core.languages import current_language

FEN = Decimal("0.01")
HUNDRED = Decimal(100)
MOST_MONTHS = 120

LUMP_SUM, INSTALMENTS, ROYALTY, EQUITY, FREE_USE = "lump_sum", "instalments", "royalty", "equity", "free_use"
STRUCTURES = {
    LUMP_SUM: _l("一次总付"),
    INSTALMENTS: _l("分期支付"),
    ROYALTY: _l("入门费 + 提成"),
    EQUITY: _l("作价投资"),
    FREE_USE: _l("先用后转"),
}
# 促进科技成果转化法第四十五条: without an own rule or agreement, of what a service invention brings.
REWARD_SHARE = 50


@dataclass(frozen=True)
class Line:
    """One line of a plan. `amount` is yuan; `share` the part of the price in percent, where it is one."""

    title: str
    amount: Decimal
    share: Decimal | None = None
    due_on: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Plan:
    """What is paid when. `total` is the price, in yuan: always the exact sum of the lines.

    `is_estimate`: the amounts rest on expected sales. `is_cash` is false where shares of a company are given.
    """

    total: Decimal
    lines: Sequence[Line]
    is_estimate: bool = False
    is_cash: bool = True
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)


def to_fen(value: Decimal) -> Decimal:
    """Round half up to the fen."""
    return value.quantize(FEN, ROUND_HALF_UP)


def split(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """Split an amount (yuan) by percentages: each part is rounded half up, the last takes the rest.

    Raises RuleBroken unless the percentages sum to exactly 100 and every part is more than nothing.
    """
    if sum(shares, Decimal(0)) != HUNDRED:
        raise RuleBroken(_("各期比例合计应为 100%%，现在是 %(sum)s%%。", sum=plain(sum(shares, Decimal(0)))))
    parts = [to_fen(total * share / HUNDRED) for share in shares[:-1]]
    parts.append(total - sum(parts, Decimal(0)))
    if any(part <= 0 for part in parts):
        raise RuleBroken(_("有一期金额不到 1 分，请减少期数或调整比例。"))
    return parts


def lump_sum(total: Decimal, due_on: date | None = None, note: str = "") -> Plan:
    """一次总付: the whole price at once."""
    _positive(total)
    return Plan(total, [Line(_("一次付清"), total, HUNDRED, due_on, note)])


def instalments(total: Decimal, parts: Sequence[tuple[str, Decimal, date | None]]) -> Plan:
    """分期: (title, percentage, day) of each part; the days may not run backwards."""
    _positive(total)
    if len(parts) < 2:
        raise RuleBroken(_("分期支付至少要两期。"))
    _in_order([due_on for _title, _share, due_on in parts])
    amounts = split(total, [share for _title, share, _due in parts])
    lines = [Line(title, amount, share, due) for (title, share, due), amount in zip(parts, amounts, strict=True)]
    return Plan(total, lines)


def royalty(
    entry_fee: Decimal,
    rate: Decimal,
    sales: Sequence[tuple[str, Decimal]],
    *,
    base: str,
    entry_due_on: date | None = None,
    floor: Decimal | None = None,
    cap: Decimal | None = None,
) -> Plan:
    """入门费+提成: a fee at the beginning, then `rate` percent of the sales of each year (yuan), as expected.

    `cap` is the most that all commissions together come to; `floor` the least: what is missing is added to the last
    year. Both are yuan and do not count the entry fee.
    """
    if entry_fee < 0 or not 0 < rate <= HUNDRED:
        raise RuleBroken(_("提成比例应大于 0、不超过 100，入门费不能是负数。"))
    if not sales or any(amount < 0 for _year, amount in sales):
        raise RuleBroken(_("请至少填写一年的预计销售额。"))
    if floor is not None and cap is not None and floor > cap:
        raise RuleBroken(_("提成保底不能高于提成上限。"))
    lines = [Line(_("入门费"), entry_fee, due_on=entry_due_on)] if entry_fee else []
    paid = Decimal(0)
    for number, (year, amount) in enumerate(sales, 1):
        due, note = to_fen(amount * rate / HUNDRED), ""
        if cap is not None and paid + due > cap:
            due, note = cap - paid, _("达到提成上限")
        if floor is not None and number == len(sales) and paid + due < floor:
            due, note = floor - paid, _("补足到提成保底")
        paid += due
        lines.append(Line(year, due, note=note))
    total = entry_fee + paid
    _positive(total)
    rates = _("%(base)s的 %(rate)s%%", base=base, rate=plain(rate))
    return Plan(total, lines, is_estimate=True, facts=((_("提成"), rates),))


def equity(valuation: Decimal, share: Decimal, company: str = "") -> Plan:
    """作价投资: the technology counts as `valuation` yuan and gets `share` percent of the company's capital."""
    _positive(valuation)
    if not 0 < share < HUNDRED:
        raise RuleBroken(_("持股比例应大于 0、小于 100。"))
    whole = to_fen(valuation * HUNDRED / share)
    facts = [(_("持股比例"), f"{plain(share)}%"), (_("入股后公司总值"), yuan_words(whole))]
    facts += [(_("标的公司"), company)] if company else []
    return Plan(valuation, [Line(_("技术作价入股"), valuation, HUNDRED)], is_cash=False, facts=tuple(facts))


def free_use(
    months: int, starts_on: date | None, total: Decimal, parts: Sequence[tuple[str, Decimal, date | None]] = ()
) -> Plan:
    """先用后转: first free use for some months, then the price, at once or in parts."""
    if not 1 <= months <= MOST_MONTHS:
        raise RuleBroken(_("免费试用期应在 1 到 %(most)s 个月之间。", most=MOST_MONTHS))
    ends_on = months_later(starts_on, months) if starts_on else None
    later = instalments(total, parts) if parts else lump_sum(total, ends_on)
    if ends_on and any(line.due_on and line.due_on < ends_on for line in later.lines):
        raise RuleBroken(_("付款日期不能早于免费试用期结束。"))
    free = Line(_("免费试用 %(months)s 个月", months=months), Decimal(0), due_on=starts_on, note=_("试用合格后转有偿"))
    return Plan(total, [free, *later.lines])


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month."""
    year, month = divmod(day.month - 1 + months, 12)
    for number in range(day.day, 27, -1):
        try:
            return date(day.year + year, month + 1, number)
        except ValueError:
            continue
    return date(day.year + year, month + 1, min(day.day, 28))


def plan_of(structure: str, terms: Mapping[str, Any]) -> Plan:
    """The plan of stored terms. Amounts are stored as text in yuan, days as 2026-12-18. Raises RuleBroken."""
    return _READERS[structure](terms)


def words_of(structure: str, terms: Mapping[str, Any]) -> str:
    """A price in one sentence, for a notice or a list."""
    plan = plan_of(structure, terms)
    if structure == ROYALTY:
        return _(
            "入门费 %(fee)s，另按%(base)s的 %(rate)s%% 提成，预计合计 %(total)s",
            fee=yuan_words(_money(terms["entry_fee"])), base=terms["base"], rate=plain(Decimal(terms["rate"])),
            total=yuan_words(plan.total),
        )  # fmt: skip
    if structure == EQUITY:
        share = plain(Decimal(terms["share"]))
        return _("作价 %(total)s，占股 %(share)s%%", total=yuan_words(plan.total), share=share)
    if structure == FREE_USE:
        return _("免费试用 %(months)s 个月后 %(total)s", months=terms["months"], total=yuan_words(plan.total))
    return yuan_words(plan.total)


def yuan_words(amount: Decimal) -> str:
    """An amount in 万元, exact to the fen: 180 万元, 12.3456 万元; in English CNY 1,800,000."""
    if current_language() == "en":
        return f"CNY{NBSP}{amount:,.2f}".removesuffix(".00")
    return _("%(amount)s 万元", amount=plain(amount / 10_000))


def plain(value: Decimal) -> str:
    """A number without trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _positive(total: Decimal) -> None:
    if total <= 0 or total != to_fen(total):
        raise RuleBroken(_("价格应大于 0，并且精确到分。"))


def _in_order(days: Sequence[date | None]) -> None:
    known = [one for one in days if one is not None]
    if known != sorted(known):
        raise RuleBroken(_("各期日期应按先后排列。"))


def _money(text: str) -> Decimal:
    return Decimal(text)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _parts(terms: Mapping[str, Any]) -> list[tuple[str, Decimal, date | None]]:
    return [(one["title"], Decimal(one["share"]), _day(one.get("due_on"))) for one in terms.get("parts") or ()]


_READERS: dict[str, Callable[[Mapping[str, Any]], Plan]] = {
    LUMP_SUM: lambda terms: lump_sum(_money(terms["total"]), _day(terms.get("due_on"))),
    INSTALMENTS: lambda terms: instalments(_money(terms["total"]), _parts(terms)),
    ROYALTY: lambda terms: royalty(
        _money(terms["entry_fee"]),
        Decimal(terms["rate"]),
        [(one["year"], _money(one["sales"])) for one in terms["years"]],
        base=terms["base"],
        entry_due_on=_day(terms.get("entry_due_on")),
        floor=_money(terms["floor"]) if terms.get("floor") else None,
        cap=_money(terms["cap"]) if terms.get("cap") else None,
    ),
    EQUITY: lambda terms: equity(_money(terms["valuation"]), Decimal(terms["share"]), terms.get("company") or ""),
    FREE_USE: lambda terms: free_use(
        int(terms["months"]), _day(terms.get("starts_on")), _money(terms["total"]), _parts(terms)
    ),
}
