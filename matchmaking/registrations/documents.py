"""The data sheet and the checklist as files to take along to the registry."""

from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _

from matchmaking.core.filters import today
from matchmaking.core.languages import LOCALES
from matchmaking.core.papers import Block, Code, Heading, Small, Table, Text, make_pdf
from matchmaking.registrations.cases import Item, items_of, lines_of
from matchmaking.registrations.models import Registration
from matchmaking.vocabulary.queries import find_term

Sheet = tuple[str, Sequence[str], Iterable[Sequence[Any]]]


def sheets(registration: Registration) -> list[Sheet]:
    """The workbook: the data sheet in the order of the form, and the checklist. In Chinese, for a Chinese form."""
    with force_locale(LOCALES["zh"]):
        rows = [
            [place, line.part, line.label, line.value, _("必填") if line.is_needed else ""]
            for place, line in enumerate(lines_of(registration), 1)
        ]
        header = [_("序号"), _("部分"), _("栏目"), _("内容"), _("是否必填")]
        checked = [[one.entry.label("zh"), _word(one), _reason(one)] for one in items_of(registration)]
        return [
            (_("技术合同登记表数据"), header, rows),
            (_("核对清单"), [_("核对项"), _("结果"), _("说明")], checked),
        ]


def paper(registration: Registration) -> bytes:
    """The same as a PDF."""
    with force_locale(LOCALES["zh"]):
        blocks: list[Block] = [
            Small(
                _("本平台不办理认定登记。请把下面的数据填报到全国技术合同管理与服务系统，或交给卖方所在地的登记机构。")
            ),
        ]
        for part, found in groupby(lines_of(registration), key=lambda one: one.part):
            rows = [[one.label, one.value or (_("（待填）") if one.is_needed else _("无"))] for one in found]
            blocks += [Heading(part, 2), Table(rows, widths=(1, 2))]
        checked = [[one.entry.label("zh"), _word(one), _reason(one)] for one in items_of(registration)]
        blocks += [
            Heading(_("核对清单"), 2),
            Table(checked, header=(_("核对项"), _("结果"), _("说明")), widths=(3, 1, 3)),
        ]
        if registration.contract.signed_sha256:
            blocks += [Text(_("签订文本校验值（SHA-256）：")), Code(registration.contract.signed_sha256)]
        made = _("%(day)s 由平台按合同和填写内容生成。", day=today().isoformat())
        return make_pdf(
            _("技术合同登记表数据"), [*blocks, Small(made)], subtitle=registration.contract.title,
            header=registration.deal.number,
        )  # fmt: skip


def _word(item: Item) -> str:
    if item.is_met:
        return _("已符合")
    return _("未符合") if item.result is not None else _("待核对")


def _reason(item: Item) -> str:
    if item.result is not None:
        return item.result.reason
    term = find_term("registration_item", item.entry.code)
    return term.remark("zh") if term is not None else ""
