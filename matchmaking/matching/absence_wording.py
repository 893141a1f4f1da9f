"""Why a pair is not among the matches, in words, with what to do about each reason."""

from collections.abc import Callable
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from markupsafe import Markup

from matchmaking.core.records import DRAFT, EXPIRED, HIDDEN, SUBMITTED, WITHDRAWN
from matchmaking.matching import absence as why
from matchmaking.matching.absence_queries import Answer
from matchmaking.matching.finding_wording import finding_words
from matchmaking.matching.wording import weighted_words

TITLES = {
    why.DEMAND_STATE: _l("需求现在没有公开"),
    why.ACHIEVEMENT_STATE: _l("成果现在没有公开"),
    why.CHOSEN_FEW: _l("需求只给受邀的单位看"),
    why.SAME_ORGANISATION: _l("双方是同一家单位"),
    why.PUT_ASIDE: _l("您或同事标记过不相关"),
    why.NO_INDEX: _l("索引正在准备"),
    why.FEW_WORDS: _l("共同的用词太少"),
    why.OTHER_INDUSTRY: _l("产业不同，共同的用词还不够多"),
    why.UNANSWERED: _l("指标都没有说明，用词又不够接近"),
    why.MISSED_MUST: _l("有“必须”指标没有达到"),
    why.LOW_SCORE: _l("各项依据合起来太弱"),
    why.COPY: _l("有一条同名的记录代表了它"),
    why.CROWDED: _l("用词更接近的太多，没有轮到它"),
    why.DISPLACED: _l("双方都有更合适的"),
    why.WAITING: _l("刚有改动，正在重新计算"),
    why.NOT_COMPUTED: _l("够条件，但还没有排进来"),
}
STATES = {
    DRAFT: _l("它还是草稿，发布以后才比对。"),
    SUBMITTED: _l("它在等核验，发布以后才比对。"),
    WITHDRAWN: _l("它已经撤回，不再比对。"),
    HIDDEN: _l("很久没有人确认它是否有效，已经隐藏；确认以后重新比对。"),
    EXPIRED: _l("它已经过期；延期重新发布以后再比对。"),
}


def reason_blocks(answer: Answer) -> list[dict[str, Any]]:
    """The reasons in order: code, title, sentences, lines. The first one decided."""
    words = _Words(answer)
    return [
        {"code": code, "title": str(TITLES[code]), "sentences": words.sentences(code), "lines": words.lines(code)}
        for code in answer.codes
    ]


class _Words:
    """The wording of one answer."""

    def __init__(self, answer: Answer) -> None:
        self.answer, self.facts, self.match = answer, answer.facts, answer.match

    def sentences(self, code: str) -> list[Markup]:
        """What the reason means for this pair."""
        write: Callable[[], str | list[str]] = getattr(self, f"_{code}")
        said = write()
        return [Markup.escape(one) for one in ([said] if isinstance(said, str) else said)]

    def lines(self, code: str) -> list[Markup]:
        """The criteria that a reason is about, each with both values."""
        wanted = {why.UNANSWERED: ("NOT_STATED",), why.MISSED_MUST: ("NOT_MET",)}.get(code, ())
        if self.match is None:
            return []
        return [
            finding_words(one)
            for one in self.match.findings
            if one.verdict in wanted and (code != why.MISSED_MUST or one.importance == "must")
        ]

    def _demand_state(self) -> str:
        return str(STATES.get(self.facts.demand_state, ""))

    def _achievement_state(self) -> str:
        return str(STATES.get(self.facts.achievement_state, ""))

    def _chosen_few(self) -> str:
        return _("它不进公开的索引，成果方只有受邀以后才会看到这一对。")

    def _same_organisation(self) -> str:
        return _("本单位的需求和成果不互相匹配，内部联系就可以。")

    def _put_aside(self) -> str:
        return _("标记以后，这一对不再出现在您的列表里；撤销就会回来。")

    def _no_index(self) -> str:
        return _("索引建好以后会自动比对，请过几分钟再看。")

    def _shared(self) -> Markup:
        shared = weighted_words(self.match) if self.match is not None else Markup("")
        return shared + _("。") if shared else Markup.escape(_("双方的文字没有共同的专业用词。"))

    def _few_words(self) -> list[str]:
        return [self._shared(), _("只靠这些看不出说的是同一件事。在任何一方补上对方的说法，就会重新比对。")]

    def _other_industry(self) -> list[str]:
        return [
            self._shared(),
            _("产业不同的一对，要么有指标对得上，要么用词更接近，才会列出来。如果能移用，请在任何一方补上产业或说法。"),
        ]

    def _unanswered(self) -> list[str]:
        return [self._shared(), _("成果补上下面任何一项的实测值，就有据可比：")]

    def _missed_must(self) -> str:
        return _("缺一项“必须”，这一对就排到后面：")

    def _low_score(self) -> str:
        return _("用词、指标、产业、成熟度、价格合在一起，还不到列出来的程度。逐项比对的页面上写着每一项。")

    def _copy(self) -> str:
        return _("同一家单位有同名的记录，列表里只出现其中一条，免得重复。是两件事，就把标题写得不一样。")

    def _crowded(self) -> str:
        return _(
            "先按用词挑出最接近的一批，再逐项比对；这一对没有进入这一批。在标题里写清要解决的问题和办法，更容易进来。"
        )

    def _displaced(self) -> list[str]:
        demand, achievement = self.answer.better_counts
        return [
            _("每条记录只留最合适的 %(kept)s 条。", kept=self.facts.kept),
            ngettext("这条需求有 %(num)s 项成果更合适。", "这条需求有 %(num)s 项成果更合适。", demand),
            ngettext("这项成果有 %(num)s 条需求更合适。", "这项成果有 %(num)s 条需求更合适。", achievement),
        ]

    def _waiting(self) -> str:
        return _("通常几秒钟就好；批量导入以后要久一些。请过一会儿再看。")

    def _not_computed(self) -> str:
        return _("下一次全面比对时会再看一遍，每天夜里一次；改动任何一方的内容，会马上重新比对。")
