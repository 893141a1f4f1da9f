"""What is known of a pair beside words and criteria, in sentences: field, readiness, price, place, age, answers."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import pgettext

from matchmaking.achievements.models import Achievement
from matchmaking.core.filters import day, money_range
from matchmaking.demands.models import Demand
from matchmaking.listings.disclosure import as_public, hides_name
from matchmaking.matching.models import Match
from matchmaking.matching.responses import response_of
from matchmaking.vocabulary.queries import label

NAMES = {
    "field": _l("行业和领域"),
    "readiness": _l("成熟度"),
    "price": _l("预算和价格"),
    "county": _l("区县"),
    "freshness": _l("信息新旧"),
    "verification": _l("核验和依据"),
    "response": _l("答复快慢"),
}
# What is worth a place in a panel; the page of the pair says the rest too.
TELLING = frozenset(
    {
        "same_industry", "same_field", "other_industry", "readiness_reached", "readiness_below", "readiness_unknown",
        "price_within", "price_partly", "price_above", "county_same", "freshness_old", "verification_evidence",
        "response_known",
    }
)  # fmt: skip
RESPONSE_WORDS = {"fast": _l("答复快"), "usual": _l("按时答复"), "slow": _l("答复慢")}


def circumstance_sentences(match: Match, demand: Demand, achievement: Achievement) -> dict[str, str]:
    """feature → its sentence, from the stored codes and what both records say in public."""
    codes = match.reasons["codes"]
    words = _Words(match, as_public(demand), as_public(achievement))
    found = {name: words.sentence(codes[name]) for name in NAMES if name in codes}
    return {name: sentence for name, sentence in found.items() if sentence}


class _Words:
    """The sentences of one pair; both records as everybody may read them."""

    def __init__(self, match: Match, demand: Any, achievement: Any) -> None:
        self.match, self.demand, self.achievement = match, demand, achievement

    def sentence(self, code: str) -> str:
        """The sentence of a code; a code of a family without one of its own is worded by its family."""
        write: Callable[[], str] | None = getattr(self, code, None) or getattr(self, code.split("_")[0], None)
        return write() if write else ""

    def same_industry(self) -> str:
        industries = _("、").join(label("industry", code) for code in self.match.reasons["industries"])
        return _("同属%(industries)s产业", industries=industries)

    def same_field(self) -> str:
        return _("产业不同，技术领域相同")

    def other_industry(self) -> str:
        return _("产业不同，要问清能否移用")

    def industry_unknown(self) -> str:
        return _("有一方没有填写产业")

    def _levels(self) -> dict[str, Any]:
        return {"has": self.achievement.readiness_level, "needs": self.demand.needs_readiness}

    def readiness_reached(self) -> str:
        return _("成熟度 TRL %(has)s，达到需要的 TRL %(needs)s", **self._levels())

    def readiness_below(self) -> str:
        return _("成熟度 TRL %(has)s，低于需要的 TRL %(needs)s", **self._levels())

    def readiness_unknown(self) -> str:
        return _("需要 TRL %(needs)s，成果没有说明成熟度", **self._levels())

    def readiness_not_asked(self) -> str:
        if self.achievement.readiness_level is None:
            return _("双方都没有说明成熟度")
        return _("需求没有要求成熟度，成果为 TRL %(has)s", **self._levels())

    def _money(self) -> dict[str, str]:
        return {
            "price": money_range(self.achievement.price_low, self.achievement.price_high),
            "budget": money_range(self.demand.budget_low, self.demand.budget_high),
        }

    def price_within(self) -> str:
        return _("参考价 %(price)s，在预算 %(budget)s之内", **self._money())

    def price_partly(self) -> str:
        return _("参考价 %(price)s，只有低端在预算 %(budget)s之内", **self._money())

    def price_above(self) -> str:
        return _("参考价 %(price)s，高于预算 %(budget)s", **self._money())

    def price_open(self) -> str:
        if "price" in self.achievement.locked or "money" in self.demand.locked:
            return _("价格或预算没有公开，不比")
        if self.demand.budget_low is None and self.demand.budget_high is None:
            return _("需求没有写预算，不比价格")
        return _("成果价格面议，没有和预算比")

    def county_same(self) -> str:
        return _("同在%(county)s", county=label("county", self.demand.county_code))

    def county_other(self) -> str:
        return _(
            "需求在%(demand)s，成果在%(achievement)s",
            demand=label("county", self.demand.county_code), achievement=label("county", self.achievement.county_code),
        )  # fmt: skip

    def county_unknown(self) -> str:
        return _("有一方没有填写区县")

    def _days(self) -> dict[str, str]:
        return {
            name: day(record.confirmed_at or record.published_at)
            for name, record in (("demand", self.demand), ("achievement", self.achievement))
        }

    def freshness_unknown(self) -> str:
        return _("记录还没有发布，不看新旧")

    def freshness(self) -> str:
        return _("需求最近确认于 %(demand)s，成果最近确认于 %(achievement)s", **self._days())

    def verification_evidence(self) -> str:
        return _("双方单位都已核验，成果有实测值附了自述以外的依据")

    def verification_checked(self) -> str:
        return _("双方单位都已核验，成果没有附自述以外的依据")

    def verification_unknown(self) -> str:
        return _("有一方单位还没有核验")

    def response_unknown(self) -> str:
        return _("办理次数还少，看不出答复快慢")

    def response(self) -> str:
        # The demand's owner is left out where its name is: `response_of` knows nothing then.
        steps = [
            (words, step)
            for words, record in (
                (pgettext("actor", "需求方"), self.demand.record),
                (_("成果方"), self.achievement.record),
            )
            if (step := response_of(record))
        ]
        said = [_("%(who)s%(how)s", who=who, how=str(RESPONSE_WORDS[step])) for who, step in steps]
        if hides_name(self.demand):
            said.append(_("需求方单位没有公开，不计"))
        return _("，").join(said) if said else self.response_unknown()
