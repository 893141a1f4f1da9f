"""The evidence of a public notice as a PDF: what was shown, when, what was held against it, how it ended."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.core.filters import day, moment
from matchmaking.core.history import HistoryEntry
from matchmaking.core.languages import current_language
from matchmaking.core.papers import Block, Code, Heading, Small, Table, Text, facts, make_pdf
from matchmaking.public_notices.kinds import kind_name
from matchmaking.public_notices.models import Objection, PublicNotice
from matchmaking.public_notices.periods import WORKING
from matchmaking.public_notices.states import ENDED, LAPSED, OPEN, REJECTED, RESTARTED, RUNNING, STOPPED, UPHELD


def evidence_paper(notice: PublicNotice, objections: Sequence[Objection], entries: Sequence[HistoryEntry]) -> bytes:
    """The PDF. Everybody may have it: it counts the objections and says what became of each, not who raised them."""
    rows = [
        (_("编号"), notice.number or ""),
        (_("公示类别"), str(kind_name(notice.kind))),
        (_("开始"), day(notice.starts_on)),
        (_("截止"), _("%(day)s 24:00", day=day(notice.ends_on))),
        (_("公示期"), period_words(notice)),
        (_("受理部门"), _("，").join(one for one in (notice.office, notice.phone, notice.email) if one)),
        (_("结论"), conclusion_words(notice, objections)),
    ]
    rows += [(_("原因"), notice.state_reason)] if notice.state_reason else []
    rows += [(_("接替的公示"), notice.previous.number or "")] if notice.previous else []
    rows += [(_("依据"), notice.basis)] if notice.basis else []
    blocks: list[Block] = [Heading(_("公示情况")), facts(rows)]
    blocks += [Heading(_("公示内容")), facts([(row["label"], row["value"]) for row in notice.fields])]
    blocks += [Heading(_("异议与处理")), _objections(objections)]
    blocks += [Heading(_("系统记录"))]
    steps = [[moment(one.at), _step(one.to_state), str(one.id), one.hash[:32]] for one in entries]
    blocks += [Table(steps, header=(_("时间"), _("步骤"), _("留痕编号"), _("校验值")), widths=(3, 2, 2, 5))]
    blocks += [Small(_("公示内容校验值（SHA-256）：")), Code(notice.fingerprint)]
    blocks += [Small(_("公示内容从开始起不再改动。校验值与公示页上的一致，就说明内容没有变过。"))]
    return make_pdf(
        _("公示证明"), blocks, subtitle=notice.title, header=notice.number or "", language=current_language()
    )  # fmt: skip


def period_words(notice: PublicNotice) -> str:
    """How long it runs and how that is counted."""
    if notice.counting == WORKING:
        return ngettext("%(num)s 个工作日（起始日不计）", "%(num)s 个工作日（起始日不计）", notice.days)
    return ngettext("%(num)s 日（起始日不计，含节假日）", "%(num)s 日（起始日不计，含节假日）", notice.days)


def conclusion_words(notice: PublicNotice, objections: Sequence[Objection]) -> str:
    """How it ended, in one sentence."""
    if notice.state == ENDED:
        if objections:
            return _("公示期满，收到的异议均不成立。")
        return _("公示期满，没有收到异议。")
    if any(one.state == UPHELD for one in objections):
        return _("异议成立，公示已停止。")
    if notice.state == STOPPED:
        return _("公示已停止。")
    if notice.state == RESTARTED:
        return _("内容有变化，已重新公示。")
    return _("期满，异议处理中。") if notice.is_over else _("正在公示。")


def _objections(objections: Sequence[Objection]) -> Block:
    if not objections:
        return Text(_("没有收到异议。"))
    words = {OPEN: _("处理中"), UPHELD: _("成立"), REJECTED: _("不成立"), LAPSED: _("随公示停止，不再处理")}
    rows = [
        [str(number), moment(one.created_at), words[one.state], moment(one.handled_at)]
        for number, one in enumerate(objections, 1)
    ]
    return Table(rows, header=(_("序号"), _("提出时间"), _("结论"), _("答复时间")), widths=(1, 3, 3, 3))


def _step(state: str | None) -> str:
    words = {RUNNING: _("开始公示"), ENDED: _("公示期满"), STOPPED: _("停止公示"), RESTARTED: _("改为重新公示")}
    return words.get(state or "", state or "")
