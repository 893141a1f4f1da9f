"""How the page 匹配质量 words figures, kinds of models and what is still missing."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from matchmaking.matching.fitted_models import LEVELS, RANKER, FittedModel, ModelSwitch
from matchmaking.matching.fitting import LEAST_DEMANDS, LEAST_JUDGMENTS, REFIT, is_proven

# Figure → its name and what it means in a sentence.
FIGURE_WORDS = {
    "ndcg10": (_l("前 10 条的顺序（nDCG@10）"), _l("最合适的是否排在最前：1 为最好，随便排约为 0.4。")),
    "map": (_l("合适的排得多靠前（MAP）"), _l("每遇到一条合适的，看到那里为止有多少是合适的，取平均。")),
    "pairs": (_l("两两先后"), _l("任取两条评级不同的候选，先后排对的比例；随便排是 0.5。")),
    "recall20": (_l("前 20 条找到的"), _l("被评为合适的成果，现在有多少排在需求的前 20 条之内；没评价过的不知道。")),
}  # fmt: skip
# Only in exports and on the command line.
FURTHER_FIGURES = {
    "p5": _l("前 5 条里合适的（P@5）"),
    "ndcg5": _l("前 5 条的顺序（nDCG@5）"),
    "recall50": _l("前 50 条找到的"),
    "recall100": _l("前 100 条找到的"),
    "mrr": _l("第一条合适的位置（MRR）"),
}
KIND_WORDS = {LEVELS: _l("等级"), RANKER: _l("学习排序")}


def number(value: float) -> str:
    """A figure between 0 and 1, to two digits."""
    return f"{value:.2f}"


def signed(value: float) -> str:
    """A difference, to three digits."""
    return f"{value:+.3f}".replace("-", "−")


def share(value: float) -> str:
    """Out of ten, because a percentage of a few dozen pairs promises too much."""
    if value >= 0.95:
        return _("10 对里 9 对以上")
    return _("10 对里约 %(num)s 对", num=round(value * 10)) if value >= 0.05 else _("10 对里不到 1 对")


def figure_rows(figures: dict[str, Any] | None) -> list[dict[str, str]]:
    """The figures of the page as words; empty when there are too few demands."""
    if not figures:
        return []
    return [
        {
            "name": str(label),
            "value": number(figures[name]["value"]),
            "interval": interval(figures[name]),
            "meaning": str(meaning),
        }
        for name, (label, meaning) in FIGURE_WORDS.items()
    ]


def interval(figure: dict[str, Any]) -> str:
    """0.63–0.71."""
    return f"{number(figure['low'])}–{number(figure['high'])}"


def missing_words(usable: dict[str, int]) -> str:
    """What is missing before anything is fitted; empty when nothing is."""
    judgments = max(0, LEAST_JUDGMENTS - usable["judgments"])
    demands = max(0, LEAST_DEMANDS - usable["demands"])
    if judgments and demands:
        return _("还差 %(judgments)s 条评价、%(demands)s 条需求", judgments=judgments, demands=demands)
    if judgments:
        return ngettext("还差 %(num)s 条评价", "还差 %(num)s 条评价", judgments)
    if demands:
        return ngettext("还差 %(num)s 条需求", "还差 %(num)s 条需求", demands)
    return ""


def proof_words(model: FittedModel) -> str:
    """What a fit found out about itself, in a sentence."""
    if model.kind == LEVELS:
        steps = [share(one["observed"]) for one in model.figures["bands"]]
        return _("分 %(num)s 档：%(steps)s", num=len(steps), steps=_("，").join(steps))
    found = model.figures["difference"]
    words = {
        "value": signed(found["value"]), "low": signed(found["low"]), "high": signed(found["high"]),
    }  # fmt: skip
    if is_proven(model):
        return _("nDCG@10 相差 %(value)s（%(low)s 至 %(high)s），区间在 0 以上：可以启用", **words)
    if found["high"] < 0:
        return _("nDCG@10 相差 %(value)s（%(low)s 至 %(high)s），比现在差：不启用", **words)
    return _("nDCG@10 相差 %(value)s（%(low)s 至 %(high)s），区间包含 0：不启用", **words)


def switch_words(switch: ModelSwitch) -> str:
    """What was decided."""
    kind = KIND_WORDS[switch.kind]
    if switch.model is None:
        return _("%(kind)s：停用", kind=kind)
    return _("%(kind)s：启用 %(version)s", kind=kind, version=switch.model.version)


def switch_reason(switch: ModelSwitch) -> str:
    """Why it was decided."""
    return _("按最新的评价重新拟合") if switch.by_machine and switch.reason == REFIT else switch.reason
