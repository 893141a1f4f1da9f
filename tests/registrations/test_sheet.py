"""The data sheet follows the state's form, the checklist says why, and both are read back from the files."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pypdfium2
import pytest
from flask import Flask
from openpyxl import load_workbook
from sqlalchemy import select

from matchmaking.clocks.models import Clock
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.registrations import checks, tax
from matchmaking.registrations.models import Registration
from matchmaking.registrations.sheet import amount_of, ten_thousands
from tests.factories.signings import Signing
from tests.kept import kept
from tests.registrations.test_steps import make_registration
from tests.visitor import Visitor

ORDER = [
    "合同登记编号", "项目名称", "合同类别", "签订日期", "有效期限（起）", "有效期限（止）", "签订地点",
    *(f"{side}{one}" for side in ("卖方", "买方") for one in (
        "名称", "国别代码", "行政区划代码", "机构性质代码", "统一社会信用代码", "联系人", "联系电话")),
    "合同成交额（万元）", "技术交易额（万元）", "支付方式", "技术领域", "知识产权类别", "专利号", "社会经济目标",
    "计划来源", "是否关联交易", "预计新增投入（万元）", "预计新增产值（万元）",
]  # fmt: skip
ANSWERS = {
    "seller_credit_code": "12330300MB0X123456", "seller_contact": "林工", "buyer_body": "160",
    "buyer_contact": "叶经理", "technical_field": "materials", "rights_kinds": ["know_how"],
    "economic_goal": "工商业发展", "plan_source": "none", "is_related": "no", "ticks": ["seals", "attachments"],
    "expected_input": "12.345678",
}  # fmt: skip


@pytest.fixture
def signing(app: Flask) -> Signing:
    return kept(app, "registrations", make_registration)


def test_the_sheet_is_prefilled_completed_and_filed_as_a_workbook_and_a_paper(app: Flask, signing: Signing) -> None:
    seller, path = Visitor(app).sign_in(signing.seller), f"/deals/{signing.deal_id}/registration"
    page = seller.open(path)
    assert "还缺" in page.text
    assert "卖方统一社会信用代码" in page.text
    form = seller.open(f"{path}/sheet")
    assert form.soup.select_one('input[name="seller_body"]')["value"] == "022", "a university"
    assert form.soup.select_one('input[name="buyer_credit_code"]')["value"] == "91330324MA2AB12345"
    bad = seller.submit(form, {**ANSWERS, "buyer_body": "A1"}, button="保存")
    assert bad.errors() == ["机构性质代码：请填写 3 位数字。"]
    done = seller.submit(form, ANSWERS, button="保存")
    assert "必填项都已填完" in done.text
    assert seller.submit(form, ANSWERS, button="保存").status == 409, "somebody saved meanwhile"
    book = load_workbook(BytesIO(seller.open(f"{path}/sheet.xlsx").response.data))
    sheet = book.worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert [row[2] for row in rows] == ORDER
    found = {row[2]: row[3] for row in rows}
    assert (found["合同成交额（万元）"], found["技术交易额（万元）"]) == ("120", "100")
    assert found["预计新增投入（万元）"] == "12.345678", "exact to the fen"
    assert (found["卖方机构性质代码"], found["支付方式"]) == ("022", "一次总算、分期支付")
    assert (found["合同类别"], found["是否关联交易"]) == ("技术开发 / 委托开发", "否")
    checked = {row[0].value: row[1].value for row in book.worksheets[1].iter_rows(min_row=2)}
    assert checked["签字、盖章、骑缝章和日期齐全"] == "已符合"
    assert checked["合同不含国家秘密"] == "待核对"
    answer = Visitor(app).sign_in(signing.owner).open(f"{path}/sheet.pdf").response
    assert answer.headers["Cache-Control"] == "private, no-store"
    document = pypdfium2.PdfDocument(answer.data)
    words = "".join(one.get_textpage().get_text_bounded() for one in document).replace("\r\n", "").replace("\n", "")
    document.close()
    places = [words.index(one) for one in ORDER if one not in ("专利号",)]
    assert places == sorted(places), "in the order of the form"
    assert "本平台不办理认定登记" in words


def test_on_an_english_page_the_files_stay_chinese(app: Flask, signing: Signing) -> None:
    broker = Visitor(app).sign_in(signing.broker)
    data = broker.open(f"/en/deals/{signing.deal_id}/registration/sheet.xlsx").response.data
    assert [row[2].value for row in load_workbook(BytesIO(data)).worksheets[0].iter_rows(min_row=2)] == ORDER


def case(**values: object) -> checks.Case:
    """A contract that passes every check, with changes."""
    base: dict[str, object] = {
        "side": "seller", "is_signed": True, "signed_on": date(2026, 11, 1), "valid_from": date(2026, 11, 1),
        "valid_until": date(2027, 11, 1), "kind": "licence", "sub_kind": "patent_licence", "kind_of_sub": "licence",
        "amount": Decimal(100), "technology_amount": Decimal(100), "is_all_technology": False, "words": "",
        "answers": {"seller_country": "156", "rights_kinds": ["invention"], "patent_numbers": ["ZL202510001234.5"]},
        "lines": [],
    }  # fmt: skip
    return checks.Case(**{**base, **values})  # type: ignore[arg-type]


def test_each_item_says_why_it_is_not_met() -> None:
    day = date(2026, 11, 20)
    assert all(checks.check(code, case(), day).is_met for code in checks.CHECKED)  # type: ignore[union-attr]
    for code, values, words in (
        ("written", {"is_signed": False}, "还没有经对方确认"),
        ("applicant", {"side": "buyer"}, "由卖方申请"),
        ("applicant", {"answers": {"seller_country": "840"}}, "由境内买方申请"),
        ("in_force", {"valid_until": None}, "没有写明"),
        ("in_force", {"valid_until": date(2026, 11, 19)}, "已到期"),
        ("in_force", {"valid_from": date(2026, 11, 21)}, "起才生效"),
        ("kind", {"kind_of_sub": "transfer"}, "细类不属于"),
        ("kind", {"sub_kind": None}, "没有选类别"),
        ("amounts", {"technology_amount": Decimal("100.01")}, "超过了成交额"),
        ("amounts", {"words": "含设备一套"}, "请确认设备价款"),
        ("amounts", {"amount": None}, "没有写明成交额"),
        ("rights", {"answers": {"rights_kinds": []}}, "没有选知识产权类别"),
        ("rights", {"answers": {"rights_kinds": ["invention"]}}, "要列出专利号"),
        ("terms", {"lacking_terms": ["验收标准"]}, "验收标准"),
        ("sheet", {"lines": [checks.Line("x", "", "技术领域", "")]}, "技术领域"),
    ):
        result = checks.check(code, case(**values), day)
        assert result is not None
        assert (result.is_met, words in result.reason) == (False, True), (code, values, result)
    assert checks.check("seals", case(), day) is None, "only a person can tell"
    assert checks.check("in_force", case(valid_until=day), day).is_met, "the last day counts"  # type: ignore[union-attr]


def test_tax_hints_follow_the_kind_and_the_figure_is_exact_to_the_fen() -> None:
    def hints(kind: str, sub_kind: str, seller: str = "enterprise", is_related: bool = False) -> list[str]:
        return list(tax.hints_for(tax.Circumstances(kind, sub_kind, None, None, is_related, seller)))

    assert hints("transfer", "patent_transfer") == ["income_exempt", "vat", "stamp"]
    assert hints("transfer", "know_how_transfer")[0] == "income_excluded"
    assert hints("licence", "patent_licence", is_related=True)[0] == "income_related"
    assert hints("development", "commissioned_development", "university") == ["vat", "stamp", "deduction", "personal"]
    rate = Decimal("0.0003")
    assert tax.stamp_duty(Decimal("1234567.89"), rate) == Decimal("370.37")
    assert tax.stamp_duty(Decimal("50"), rate) == Decimal("0.02"), "0.015 goes up"
    assert not tax.is_large(Decimal("4999999.99"), Decimal(5_000_000))
    assert tax.is_large(Decimal("5000000"), Decimal(5_000_000))


def test_the_page_words_hints_as_hints_and_large_contracts_get_their_longer_limit(app: Flask, signing: Signing) -> None:
    page = Visitor(app).sign_in(signing.broker).open(f"/deals/{signing.deal_id}/registration")
    panel = page.soup.find(id="tax").find_parent("section").get_text(" ", strip=True)
    assert "参考：每一方 360.00 元" in panel
    assert panel.count("以税务机关为准") == 5, "the head and each of the four"
    assert "待确认" in panel, "what holds for value added tax after 2025 is not known"
    assert "属于大额合同" not in page.text
    with unit_of_work():
        one = session.scalars(select(Registration)).one()
        one.contract.amount = one.contract.technology_amount = Decimal(6_000_000)
    seller = Visitor(app).sign_in(signing.seller)
    path = f"/deals/{signing.deal_id}/registration"
    assert "属于大额合同" in seller.open(path).text
    filed = {"on": (today() - timedelta(days=2)).isoformat(), "office": "瓯海登记点"}
    page = seller.submit(seller.open(f"{path}/filed"), filed, button="保存")
    assert "还剩" in page.text
    with reading():
        running = session.scalars(
            select(Clock.kind).where(Clock.closed_at.is_(None), Clock.kind.like("registration_%"))
        ).all()
        assert running == ["registration_large"]


def test_amounts_are_exact_both_ways() -> None:
    assert ten_thousands(Decimal("1234567.89")) == "123.456789"
    assert (ten_thousands(None), ten_thousands(Decimal("5000000.00"))) == ("", "500")
    assert amount_of({"x": "123456.78"}, "x") == Decimal("123456.78")
