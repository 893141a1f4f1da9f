"""The forms of challenges: the application, the formal check, experts and scores, notices, and the rules."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FormField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.challenges.checklist import TICKS
from matchmaking.challenges.rules import (
    FULL_MARK,
    MOST_DIMENSIONS,
    MOST_EXPERTS,
    MOST_MONTHS,
    MOST_PANEL,
    STATEMENTS,
    Dimension,
    Rules,
)
from matchmaking.core.forms import BaseForm, LongText, Number, Row, Text, WanYuan
from matchmaking.core.forms import Rows as RowsField
from matchmaking.public_notices.periods import CALENDAR, MOST_DAYS, WORKING

WHOLE = 100
SHORTEST_NAME = 2


class Whole(Number):
    """A whole number."""

    def from_shown(self, value: Decimal) -> int:
        if value % 1:
            raise ValueError(_("请填写整数。"))
        return int(value)


class Boxes(SelectMultipleField):
    """Several choices, as boxes to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ChallengeForm(BaseForm):
    """What an enterprise says beside its demand."""

    term_months = Whole(
        _l("完成时限"), low=1, high=MOST_MONTHS, description=_l("从签订合同起算。"), validators=[Optional()]
    )
    fund = WanYuan(_l("付给揭榜方的资金"), description=_l("揭榜成功后实际付给揭榜方的金额。"), validators=[Optional()])
    is_cash = BooleanField(_l("全部以货币支付，不用设备、货物或服务抵"))
    rights_rule = LongText(
        _l("成果的产权归属"), limit=1000, rows=3, description=_l("专利申请权、专利权和技术秘密归谁，另一方怎样使用。")
    )
    conditions = LongText(
        _l("对揭榜方的条件"), limit=1000, rows=3, description=_l("例如研发条件、团队、已有基础；没有条件就写“不限”。")
    )
    cannot_solve = BooleanField(_l("我单位自身无法解决这项难题"))
    stays_out = BooleanField(_l("我单位不作为揭榜牵头单位"))
    has_good_credit = BooleanField(_l("我单位没有严重失信等不良信用记录"))

    OWN = (
        "term_months", "fund", "is_cash", "rights_rule", "conditions", "cannot_solve", "stays_out", "has_good_credit",
    )  # fmt: skip

    def values(self) -> dict[str, Any]:
        """What was typed, by column."""
        return {name: self[name].data if self[name].data is not None else self._empty(name) for name in self.OWN}

    @staticmethod
    def _empty(name: str) -> Any:
        return None if name in ("term_months", "fund") else ""

    def hides(self, names: Iterable[str]) -> bool:
        """Whether a hidden name stays out of what everybody will read; marks the fields where it does not."""
        known = [one for one in names if len(one) >= SHORTEST_NAME]
        fields = (self.rights_rule, self.conditions)
        for field in fields:
            if any(name in (field.data or "") for name in known):
                field.errors = [_("您选择了不公开单位名称，这里却写了名称。请改成“我司”。")]
        return not any(field.errors for field in fields)


class CheckForm(BaseForm):
    """What an officer has looked up."""

    ticks = Boxes(
        _l("已核对"),
        choices=[SelectChoice(code, words) for code, words in TICKS.items()],
        description=_l("三项都核对属实才能通过。"),
    )
    note = LongText(_l("审查意见"), limit=1000, rows=3, description=_l("企业看得到。"), validators=[Optional()])

    def is_in_order(self) -> bool:
        """Every tick is needed."""
        if set(self.ticks.data or ()) == set(TICKS):
            return True
        self.ticks.errors = [_("还有没核对的项目；核对不属实请退回企业。")]
        return False


class InviteForm(BaseForm):
    """Whom to ask."""

    email = Text(_l("专家的登录邮箱"), limit=200, needed=_l("请填写专家的登录邮箱。"))


class ConclusionForm(BaseForm):
    """What the argument came to, in words."""

    conclusion = LongText(
        _l("论证意见"), limit=2000, rows=6, needed=_l("请写明通过或未通过的理由。"),
        description=_l("综合各位专家的意见，不写专家姓名。企业看得到；是否通过由评分决定。"),
    )  # fmt: skip


class CloseForm(BaseForm):
    """Why nobody was chosen."""

    reason = Text(_l("结束原因"), limit=200, needed=_l("请写明结束原因。"))


class ScoreForm(BaseForm):
    """An expert's scores; `for_rules` adds a field for each dimension."""

    opinion = LongText(
        _l("论证意见"), limit=2000, rows=6, needed=_l("请写明意见，企业会匿名看到。"),
        description=_l("是否值得张榜、指标是否合理、还缺什么。企业看不到您的姓名。"),
    )  # fmt: skip
    has_no_interest = BooleanField(
        _l("我与需求方和可能的揭榜方没有利害关系，会保守在论证中知悉的内容"),
        validators=[InputRequired(_l("请先作出声明；有利害关系请选择回避。"))],
    )

    @classmethod
    def for_rules(cls, rules: Rules, *, scores: dict[str, int] | None = None, opinion: str = "") -> "ScoreForm":
        """The form of one version of the rules, with what was given before."""
        fields = {
            f"score_{one.code}": Whole(
                one.name, low=0, high=FULL_MARK,
                description=_("0–100 分，权重 %(weight)s%%", weight=one.weight),
                validators=[InputRequired(_("请打分。"))],
            )
            for one in rules.dimensions
        }  # fmt: skip
        made = type("ScoreForm", (cls,), fields)
        return made(data={"opinion": opinion, **{f"score_{code}": mark for code, mark in (scores or {}).items()}})

    def scores(self) -> dict[str, int]:
        """Code of a dimension → mark."""
        return {name.removeprefix("score_"): field.data for name, field in self._fields.items() if "score_" in name}

    @property
    def score_fields(self) -> list[Any]:
        return [field for name, field in self._fields.items() if name.startswith("score_")]


class DimensionRow(Row):
    """One dimension of the argument."""

    name = Text(_l("评分维度"), limit=40)
    weight = Whole(_l("权重"), low=1, high=WHOLE, validators=[Optional()])


def _counting(label: Any) -> RadioField:
    return RadioField(label, choices=[SelectChoice(WORKING, _l("工作日")), SelectChoice(CALENDAR, _l("自然日"))])


def _whole(label: Any, low: int, high: int, **options: Any) -> Whole:
    return Whole(label, low=low, high=high, validators=[InputRequired(_l("请填写。"))], **options)


class RulesForm(BaseForm):
    """One version of the rules."""

    longest_months = _whole(_l("完成时限最长"), 1, MOST_MONTHS)
    statements = Boxes(_l("必须写明"), choices=[SelectChoice(code, words) for code, words in STATEMENTS.items()])
    is_cash_only = BooleanField(_l("付给揭榜方的资金必须是货币"))
    fewest_must = _whole(_l("能量化的必须指标至少"), 0, 10)
    smallest_fund = WanYuan(
        _l("资金投入至少"), description=_l("填 0 表示不限。"), validators=[InputRequired(_l("请填写。"))]
    )
    experts = _whole(_l("论证专家至少"), 1, MOST_EXPERTS)
    pass_mark = _whole(_l("论证通过的分数"), 0, FULL_MARK)
    dimensions = RowsField(FormField(DimensionRow), _l("评分维度与权重"), most=MOST_DIMENSIONS)
    list_days = _whole(_l("榜单公示"), 1, MOST_DAYS)
    list_counting = _counting(_l("榜单公示按"))
    result_days = _whole(_l("结果公示"), 1, MOST_DAYS)
    result_counting = _counting(_l("结果公示按"))
    panel_size = _whole(_l("评榜专家至少"), 1, MOST_PANEL)
    is_blind = BooleanField(_l("评榜时不显示揭榜单位名称（盲评）"))
    has_defence = BooleanField(_l("评榜时安排答辩"))
    most_winners = _whole(_l("最多几家同时揭榜"), 1, 3, description=_l("大于 1 就是“赛马”：几家同时攻关。"))
    note = LongText(
        _l("修改说明与依据"), limit=1000, rows=3, needed=_l("请写明改了什么、依据是什么文件。"),
        description=_l("所有人都看得到。"),
    )  # fmt: skip

    PLAIN = (
        "longest_months", "is_cash_only", "fewest_must", "experts", "pass_mark", "list_days", "list_counting",
        "result_days", "result_counting", "panel_size", "is_blind", "has_defence", "most_winners",
    )  # fmt: skip

    @classmethod
    def of(cls, rules: Rules) -> "RulesForm":
        """The form with a version of the rules in it."""
        rows = [{"name": one.name, "weight": one.weight} for one in rules.dimensions]
        data = {**rules.values(), "smallest_fund": Decimal(rules.smallest_fund), "dimensions": rows}
        return cls(data={**data, "statements": list(rules.statements)})

    def is_in_order(self) -> bool:
        """The weights make a whole, and every dimension has a name and a weight."""
        rows = self.dimensions.filled()
        if not rows or any(not row["name"] or not row["weight"] for row in rows):
            self.dimensions.errors = [_("至少写一个评分维度，每个都要有名称和权重。")]
        elif sum(row["weight"] for row in rows) != WHOLE:
            self.dimensions.errors = [_("各维度的权重加起来要等于 100。")]
        elif len({row["name"] for row in rows}) != len(rows):
            self.dimensions.errors = [_("评分维度不能重名。")]
        else:
            return True
        return False

    def rules(self, before: Rules) -> Rules:
        """What was typed. A dimension keeps its code as long as it keeps its name."""
        codes = {one.name: one.code for one in before.dimensions}
        rows = self.dimensions.filled()
        taken = set(codes.values())
        free = (code for code in (f"d{number}" for number in range(1, 100)) if code not in taken)
        dimensions = tuple(Dimension(codes.get(row["name"]) or next(free), row["name"], row["weight"]) for row in rows)
        return Rules(
            **{name: self[name].data for name in self.PLAIN},
            smallest_fund=int(self.smallest_fund.data),
            statements=tuple(code for code in STATEMENTS if code in (self.statements.data or ())),
            dimensions=dimensions,
        )
