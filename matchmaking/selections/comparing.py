"""Proposals side by side: one row for each criterion and fact, the best value of a row marked."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.core.filters import money_range
from matchmaking.matching.intervals import PARTLY, RANK
from matchmaking.matching.queries import find_match
from matchmaking.matching.wording import count_sentence
from matchmaking.proposals.comparison import NO, TALK
from matchmaking.selections.models import Selection
from matchmaking.selections.pages import Shown

FEWEST, MOST = 2, 6


@dataclass(frozen=True)
class Cell:
    """One value: what is written, its verdict if it has one, and whether it is the best of its row."""

    text: str
    verdict: str = ""
    note: str = ""
    is_best: bool = False


@dataclass(frozen=True)
class Line:
    """One row: what is compared, what was wanted, and a cell for each proposal."""

    name: str
    wanted: str = ""
    importance: str = ""
    cells: Sequence[Cell] = field(default_factory=list)

    @property
    def differs(self) -> bool:
        """Whether this row decides anything."""
        return any(one.is_best for one in self.cells)


def lines(selection: Selection, shown: Sequence[Shown]) -> list[Line]:
    """The rows of the comparison: first the criteria, then the facts."""
    return [*_criteria(shown), *_facts(selection, shown)]


def _criteria(shown: Sequence[Shown]) -> list[Line]:
    keys: dict[Any, Any] = {}
    for one in shown:
        for finding in one.findings:
            # A criterion that was changed since is another one for those who answered it before.
            keys.setdefault((finding.name, finding.wanted), finding)
    found = []
    for key, first in keys.items():
        row = [next((one for one in each.findings if (one.name, one.wanted) == key), None) for each in shown]
        marks = [(RANK.get(one.verdict.upper(), -1), one.margin or 0.0) if one else (-1, 0.0) for one in row]
        # Nobody is best at what nobody promises.
        best = _best(marks) if max(marks)[0] >= RANK[PARTLY] else set()
        cells = [
            Cell(
                text=(one.promised or _without_value(one.answer)) if one else _("未写"),
                verdict=one.verdict if one else "not_stated",
                note=_("；").join(part for part in (one.condition, one.proof) if part) if one else "",
                is_best=place in best,
            )
            for place, one in enumerate(row)
        ]
        found.append(Line(first.name, first.wanted, first.importance, cells))
    return found


def _without_value(answer: str | None) -> str:
    """A promise that names no value."""
    return {TALK: _("需商谈"), NO: _("不承诺")}.get(answer or "", _("未写"))


def _facts(selection: Selection, shown: Sequence[Shown]) -> list[Line]:
    return [
        _fact(_("报价"), shown, _price_words, lambda one: _negative(_price(one))),
        _fact(_("周期"), shown, _duration_words, lambda one: _negative(one.proposal.duration_months)),
        _fact(_("技术成熟度"), shown, _readiness_words, lambda one: one.proposal.readiness_level),
        _fact(_("未满足的必须项"), shown, _missed_words, lambda one: -_missed(one)),
        _fact(_("关联成果"), shown, lambda one: _achievement_words(selection, one)),
        _fact(_("参考资料"), shown, _reference_words),
        _fact(_("团队"), shown, lambda one: one.text("team") or "—"),
    ]


def _fact(
    name: str, shown: Sequence[Shown], words: Callable[[Shown], str], rank: Callable[[Shown], Any] | None = None
) -> Line:
    marks = [rank(one) for one in shown] if rank else []
    best = _best(marks) if all(one is not None for one in marks) else _best_known(marks)
    return Line(name, cells=[Cell(words(one), is_best=place in best) for place, one in enumerate(shown)])


def _best(marks: Sequence[Any]) -> set[int]:
    """The places of the best marks; none where all are the same, because then nothing is decided."""
    if not marks or all(one == marks[0] for one in marks):
        return set()
    return {place for place, one in enumerate(marks) if one == max(marks)}


def _best_known(marks: Sequence[Any]) -> set[int]:
    known = [one for one in marks if one is not None]
    return {place for place, one in enumerate(marks) if known and one == max(known)} if len(known) > 1 else set()


def _negative(value: Any) -> Any:
    return None if value is None else -value


def _price(one: Shown) -> Any:
    """What the proposal costs at most, which is what an owner must be ready to pay."""
    return one.proposal.price_high if one.proposal.price_high is not None else one.proposal.price_low


def _price_words(one: Shown) -> str:
    return money_range(one.proposal.price_low, one.proposal.price_high)


def _duration_words(one: Shown) -> str:
    months = one.proposal.duration_months
    return ngettext("%(num)s 个月", "%(num)s 个月", months) if months else "—"


def _readiness_words(one: Shown) -> str:
    level = one.proposal.readiness_level
    return f"TRL {level}" if level else _("未说明")


def _missed(one: Shown) -> int:
    return sum(finding.importance == "must" and finding.verdict != "met" for finding in one.findings)


def _missed_words(one: Shown) -> str:
    missed = _missed(one)
    return ngettext("%(num)s 项", "%(num)s 项", missed) if missed else _("没有")


def _achievement_words(selection: Selection, one: Shown) -> str:
    """The linked achievements with what matching found; while it is blind only how many and how well they fit."""
    words = []
    for achievement in one.proposal.achievements:
        match = find_match(selection.demand_id, achievement.id)
        found = count_sentence(match) if match else _("没有比对结果")
        words.append(found if one.is_blind else achievement.title + _("（") + found + _("）"))
    return _("；").join(words) or _("没有")


def _reference_words(one: Shown) -> str:
    return _("；").join(text or _("（会透露单位，盲评时不显示）") for text in one.references) or _("没有")


def table(selection: Selection, shown: Sequence[Shown], rows: Sequence[Line]) -> tuple[list[str], list[list[str]]]:
    """Header and rows for a spreadsheet; the best value of a row says so in words."""
    header = [_("比较项"), _("要求"), *(one.label for one in shown)]
    return header, [[row.name, row.wanted, *(_cell_words(cell) for cell in row.cells)] for row in rows]


def _cell_words(cell: Cell) -> str:
    verdicts = {"met": _("满足"), "partly": _("部分满足"), "not_stated": _("未说明"), "not_met": _("未达到")}
    parts = [cell.text, verdicts.get(cell.verdict, ""), cell.note, _("本行最优") if cell.is_best else ""]
    return _("；").join(part for part in parts if part)
