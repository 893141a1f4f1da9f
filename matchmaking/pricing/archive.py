"""What of the price goes into the archive of a deal: offers, prices, papers, notices, and that ranges were tried."""

from collections.abc import Iterable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.history import history_of
from matchmaking.deals.models import Deal
from matchmaking.deals.records import Record, RecordFile, register_records
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.wording import party_name, person_name, side_words
from matchmaking.files.queries import files_of
from matchmaking.pricing import queries
from matchmaking.pricing.hashing import terms_text
from matchmaking.pricing.models import Offer, Price
from matchmaking.pricing.structures import Plan
from matchmaking.pricing.wording import (
    answer_words,
    file_name,
    mode_words,
    paper_words,
    price_words,
    state_words,
    structure_words,
)
from matchmaking.public_notices.evidence import evidence_paper
from matchmaking.public_notices.queries import objections_to

PLACE = 30


def register_archive() -> None:
    """Tell the room of deals."""
    register_records("offers", _l("报价"), offers, place=PLACE)
    register_records("prices", _l("商定的价格"), prices, place=PLACE + 1)
    register_records("price_ranges", _l("价格区间试探"), rounds, place=PLACE + 2)
    register_records("price_papers", _l("定价依据"), papers, place=PLACE + 3)
    register_records("price_notices", _l("公示"), notices, place=PLACE + 4)


def offers(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """Every offer with its table of payments and what was answered."""
    for one in reversed(queries.offers_of(deal)):
        values = {
            _("报价方"): side_words(one.side), _("报价人"): person_name(viewer, deal, one.user, one.side),
            _("状态"): state_words(one.state, "offer"), _("有效期至"): one.valid_until.isoformat(),
            _("说明"): one.words, **_terms(one),
        }  # fmt: skip
        for answer in one.answers:
            words = state_words(answer.state, "answer")
            values[side_words(answer.side)] = _("：").join(part for part in (words, answer.reason) if part)
        text = terms_text(one.structure, one.terms, valid_until=one.valid_until.isoformat())
        key = _("报价-%(number)s", number=one.number)
        yield Record(key, price_words(one), one.created_at, values, text=text, sha256=one.sha256)


def prices(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """Every price that was agreed or recorded."""
    for one in reversed(queries.prices_of(deal)):
        values = {
            _("状态"): state_words(one.state, "price"), _("定价方式"): mode_words(one.mode), **_terms(one),
            _("交易平台"): one.platform, _("项目编号"): one.reference,
            _("成交日期"): one.closed_on.isoformat() if one.closed_on else "",
            _("需求方同意"): one.buyer_at.isoformat() if one.buyer_at else "",
            _("成果方同意"): one.seller_at.isoformat() if one.seller_at else "",
        }  # fmt: skip
        text = terms_text(one.structure, one.terms, mode=one.mode, platform=one.platform, reference=one.reference)
        key = _("价格-%(number)s", number=one.id)
        yield Record(key, price_words(one), one.agreed_at or one.created_at, values, text=text, sha256=one.sha256)


def rounds(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """That ranges were tried, when, and what both heard; the numbers are in no archive."""
    for one in reversed(queries.rounds_of(deal)):
        values = {side_words(entry.side): entry.at.isoformat() for entry in one.ranges}
        values[_("结果")] = answer_words(one.answer) or _("没有结果")
        if one.middle is not None:
            values[_("双方同意公布的中间值（元）")] = str(one.middle)
        title = _("第 %(number)s 轮", number=one.number)
        yield Record(_("区间-%(number)s", number=one.number), title, one.answered_at or one.created_at, values)


def papers(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """The papers that prove how the price was made, and the seller's answer what it is."""
    sheet = queries.sheet_of(deal)
    if sheet is None:
        return
    answer = "" if sheet.is_state_body is None else _("是") if sheet.is_state_body else _("不是")
    values = {
        _("定价方式"): mode_words(sheet.mode), _("出让方是否为国家设立的研究开发机构、高等院校"): answer,
        _("回答时间"): sheet.body_at.isoformat() if sheet.body_at else "",
    }  # fmt: skip
    stored = files_of(sheet.__tablename__, sheet.id)
    values |= {f"{paper_words(one.purpose)} {number}": one.sha256 for number, one in enumerate(stored, 1)}
    files = [RecordFile(file_name(viewer, deal, one), one.token, one.sha256, one.size) for one in stored]
    yield Record(_("定价依据"), _("定价依据"), sheet.created_at, values, files)


def notices(viewer: Viewer, deal: Deal) -> Iterable[Record]:
    """Every notice of a price; one that was shown with its evidence as PDF."""
    for one in reversed(queries.notices_of_price(deal)):
        public = one.public_notice
        values = {
            _("状态"): state_words(one.state, "notice"), _("成果名称"): one.name, _("成果简介"): one.summary,
            _("成果方"): party_name(viewer, deal, SELLER), _("受让方"): party_name(viewer, deal, BUYER),
            _("拟交易价格"): one.price_words, _("受理部门"): one.office,
        }  # fmt: skip
        files: list[RecordFile] = []
        if public is not None:
            values |= {_("公示起止"): f"{public.starts_on} – {public.ends_on}", _("编号"): public.number or ""}
            paper = evidence_paper(public, objections_to(public), history_of(public))
            files.append(RecordFile(f"{public.number}.pdf", content=paper))
        key = _("公示-%(number)s", number=one.id)
        yield Record(key, one.name, one.confirmed_at or one.created_at, values, files, sha256=one.fields_sha256 or "")


def _terms(one: Offer | Price) -> dict[str, str]:
    plan: Plan = one.plan
    lines = [f"{line.title} {line.due_on or ''} {line.amount}" for line in plan.lines]
    return {
        _("支付方式"): structure_words(one.structure), _("金额（元）"): str(plan.total), _("付款表"): "\n".join(lines)
    }  # fmt: skip
