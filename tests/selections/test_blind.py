"""Blind review: planted words of the teams, and every surface that a reviewer or a blind owner can reach."""

import io
import re
from hashlib import sha256
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import now, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.files import disk
from matchmaking.files.models import StoredFile
from matchmaking.notifications.models import Notice
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.proposals.models import Proposal
from matchmaking.selections.veil import BLOCK, Veil, names_in
from tests.accounts.letters import letters
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.selections import make_reviewer
from tests.selections.stage import CHOSEN, DECLINED, Stage, plant_stage, version_on
from tests.visitor import Visitor

# What gives the first team away: its names, its people, its contacts, its achievement, its file.
NAMES = ["瓯纬材料研究院", "瓯纬", "Ouwei Institute", "队长甲", "纬所长", "前成员庚"]
CONTACTS = ["ouwei-lab.example", "13857712345", "weisuo@ouwei-lab.example", "12330300MB1N53KW8T"]
THINGS = ["龘靐镀层工艺", "CG-2026-7788", "ZL202310123456", "瓯纬院检测报告", "YD-2026-9911"]
SECRETS = [*NAMES, *CONTACTS, *THINGS]


def plant_words(stage: Stage) -> None:
    """Write the secrets of the first team wherever a team can write."""
    former = make_user(name="前成员庚")
    with unit_of_work() as session:
        proposal = session.get_one(Proposal, stage.proposals[0].id)
        team: Organisation = proposal.organisation
        team.name_en, team.short_name, team.website = "Ouwei Institute", "瓯纬院", "https://ouwei-lab.example"
        team.contact_name, team.contact_phone, team.credit_code = "纬所长", "13857712345", "12330300MB1N53KW8T"
        session.add(Membership(organisation_id=team.id, user_id=former.id, role="reader", created_at=now()))
        session.flush()
        organisation_id = team.id
        proposal.number = "YD-2026-9911"
        proposal.title = "瓯纬材料研究院的方案"
        proposal.idea = "我 们瓯 纬 材 料 研 究 院（Ouwei institute）提出，前身叫瓯纬院。"
        proposal.basis = "依据龘靐镀层工艺（CG-2026-7788）。"
        proposal.validation = "联系 weisuo@ouwei-lab.example 或 138 5771 2345，见 https://ouwei-lab.example/a。"
        proposal.plan = "由队长甲负责，前成员庚配合。"
        proposal.team = "队长甲、纬所长等 6 人。"
        proposal.references = ["ZL202310123456 一种镀层", "瓯纬院年报", "GB/T 8642-2002 抗拉结合强度"]
        proposal.promises[0].condition = "在瓯纬院台架上"
        proposal.promises[0].note = "附瓯纬院检测报告"
        for place, (name, kind) in enumerate((("瓯纬院检测报告.pdf", "application/pdf"), ("瓯纬院.docx", "x/docx"))):
            token = f"{place:048x}"
            disk.write(token, b"%PDF-1.4 x")
            stored = StoredFile(
                token=token, subject_type="proposals", subject_id=proposal.id, purpose="proposal", name=name,
                media_type=kind, size=9, sha256=sha256(b"x").hexdigest(), organisation_id=organisation_id,
                created_at=now(),
            )  # fmt: skip
            session.add(stored)
    with unit_of_work() as session:
        organisation = session.get_one(Organisation, organisation_id)
    # It fits nothing: what the public list of matches shows says nothing of who has answered.
    achievement = make_achievement(
        organisation, title="龘靐镀层工艺", number="CG-2026-7788", summary="", problem_solved="鱼丸",
        description="",
        comparison="", keywords=[], industry_codes=[], measurements=[],
    )  # fmt: skip
    with unit_of_work() as session:
        proposal = session.get_one(Proposal, stage.proposals[0].id)
        proposal.achievements = [session.get_one(Achievement, achievement.id)]


def leaks_in(data: bytes, letter: str = "") -> list[str]:
    text = data.decode("utf-8", "ignore")
    plain = re.sub(r"\s+", "", text)
    return [one for one in SECRETS if one in text or one.replace(" ", "") in plain]


def surfaces(stage: Stage, *more: str) -> list[str]:
    """Every address at which something of the selection or its answers might be read."""
    first = stage.proposals[0].id
    inside = ["", "/proposals/A", "/proposals/B", "/compare?p=A&p=B", "/compare.xlsx?p=A&p=B", "/proposals/A/files/1"]
    return [
        *(stage.path + one for one in inside),
        *more,
        f"/proposals/{first}", f"/proposals/{first}/versions", f"/demands/{stage.demand.id}", "/proposals",
        f"/demands/{stage.demand.id}/answers", f"/files/{0:048x}", "/reviews", "/selections", "/workspace", "/notices",
    ]  # fmt: skip


def read_through(visitor: Visitor, paths: list[str]) -> dict[str, list[str]]:
    """Address → the secrets that stand in the answer: in the page, its headers, or inside a workbook."""
    found = {}
    for path in paths:
        response = visitor.open(path).response
        data = response.get_data() + str(response.headers).encode()
        if data[:2] == b"PK":
            with ZipFile(io.BytesIO(response.get_data())) as book:
                data += b"".join(book.read(name) for name in book.namelist())
        if leaked := leaks_in(data):
            found[path] = leaked
    return found


def test_a_reviewer_finds_no_word_of_a_team_anywhere_until_delivery(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed", is_blind=True)
    plant_words(stage)
    expert = make_user("researcher", name="评审专家")
    reviewer = make_reviewer(stage.selection, expert)
    page = stage.open("/proposals/A")
    assert "瓯纬材料研究院" in page.text, "the owner reads names"
    sent = stage.owner_page.post(
        f"{stage.path}/comments", {"text": "瓯纬院的队长甲去年来过", "about": "A", "form_key": "k"}
    )
    assert sent.status == 200
    run_waiting()
    visitor = Visitor(app).sign_in(expert)
    assert read_through(visitor, surfaces(stage, f"/reviews/{reviewer.id}")) == {}
    seen = visitor.open(f"{stage.path}/proposals/A")
    assert seen.text.count(BLOCK) > 8
    assert "GB/T 8642-2002" in seen.text
    assert "A-1.pdf" in seen.text
    assert "另有 1 个附件不是 PDF 或图片" in seen.text
    file = visitor.open(f"{stage.path}/proposals/A/files/1").response
    assert file.headers["Content-Disposition"] == "attachment; filename=A-1.pdf"
    assert visitor.open(f"{stage.path}/proposals/A/files/2").status == 404
    assert visitor.open(f"/proposals/{stage.proposals[0].id}").status == 404
    with unit_of_work() as session:
        data = [str(one.data) + one.path for one in session.scalars(select(Notice).where(Notice.user_id == expert.id))]
    assert leaks_in("".join(data).encode()) == []
    assert leaks_in("".join(str(one) for one in letters(app, expert.email)).encode()) == []
    stage.prepare(CHOSEN, DECLINED, DECLINED)
    stage.confirm()
    assert read_through(visitor, surfaces(stage)) == {}, "confirmed is not delivered"
    stage.let_pass()
    assert "瓯纬院" in visitor.open(f"{stage.path}/proposals/A").text
    assert [one.get_text() for one in visitor.open("/reviews").soup.select("main .tag")] == ["已公布"]


def test_the_declaration_names_no_answerer_and_compares_what_is_typed(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed", is_blind=True)
    plant_words(stage)
    expert = make_user("researcher", name="评审专家")
    reviewer = make_reviewer(stage.selection, expert, state="invited", user_id=None)
    visitor = Visitor(app).sign_in(expert)
    path = f"/reviews/{reviewer.id}"
    assert read_through(visitor, [path, *surfaces(stage)]) == {}
    assert visitor.open(stage.path).status == 404
    page = visitor.submit(
        visitor.open(path),
        {"declaration": "some", "names": "某大学、瓯纬材料研究院", "interest": "合作项目", "promise": "y"},
        button="签署声明",
    )
    assert page.path == stage.path, page.errors()
    assert visitor.open(f"{stage.path}/proposals/A").status == 404
    assert visitor.open(f"{stage.path}/proposals/B").status == 200
    assert "不评：方案 A" in stage.open("/reviewers").text


def test_a_blind_owner_reads_letters_until_it_has_confirmed(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed", is_blind=True, is_blind_for_owner=True)
    plant_words(stage)
    paths = surfaces(stage, f"{stage.path}/decide", f"{stage.path}/confirm", f"{stage.path}/reviewers")
    assert read_through(stage.owner_page, paths) == {}
    assert stage.owner_page.open(f"/proposals/{stage.proposals[0].id}").status == 404
    stage.prepare(CHOSEN, DECLINED, DECLINED)
    assert read_through(stage.owner_page, paths) == {}
    assert "确认以后，贵单位会看到各方案的单位名称" in stage.open("/confirm").text
    stage.confirm()
    assert "瓯纬院" in stage.open("/proposals/A").text


def test_a_team_that_answers_a_blind_demand_is_not_named_to_the_owner(app: Flask) -> None:
    stage = plant_stage(app, is_blind=True, is_blind_for_owner=True)
    withdrawn = stage.teams[1].open(f"/proposals/{stage.proposals[1].id}/withdraw")
    stage.teams[1].submit(withdrawn, {"reason": "雁砾公司人手不够"}, button="撤回")
    assert stage.states()[1] == "withdrawn"
    text = stage.owner_page.open("/notices").text
    assert "应答已撤回" in text
    assert "雁砾" not in text
    assert "雁砾" not in stage.owner_page.open(f"/demands/{stage.demand.id}/answers").text


def test_who_reads_the_names_as_a_colleague_does_not_review_blind(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed", is_blind=True)
    page = stage.owner_page.submit(stage.open("/reviewers"), {"email": stage.owner.email}, button="发出邀请")
    assert page.status == 422
    assert "匿名评审时，本单位成员看得到名称" in page.errors()[0]
    path = f"/demands/{stage.demand.id}/selection"
    stage.owner_page.submit(stage.owner_page.open(path), {"is_blind_for_owner": "y"}, button="保存")
    page = stage.owner_page.submit(stage.open("/reviewers"), {"email": stage.owner.email}, button="发出邀请")
    assert page.status == 200
    page = stage.owner_page.open(path)
    values = {"is_blind": "y", "is_blind_for_owner": []}
    assert stage.owner_page.submit(page, values, button="保存").status == 422


def test_blindness_stays_as_it_is_once_somebody_has_scored(app: Flask) -> None:
    stage = plant_stage(app, stage="assessed", is_blind=True)
    expert = make_user("researcher")
    make_reviewer(stage.selection, expert)
    visitor = Visitor(app).sign_in(expert)
    page = visitor.open(f"{stage.path}/proposals/A")
    assert visitor.submit(page, {"rows-0-points": "7"}, button="先保存").status == 200
    page = stage.owner_page.open(f"/demands/{stage.demand.id}/selection")
    assert page.soup.select_one('input[name="is_blind"]') is None
    stage.owner_page.submit(page, {"version": version_on(page), "is_blind": ""}, button="保存")
    assert stage.stored().is_blind is True


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("温州楠溪阀门有限公司的方案", f"{BLOCK}的方案"),
        ("楠溪阀门做过", f"{BLOCK}做过"),
        ("楠 溪 阀 门做过", f"{BLOCK}做过"),
        ("nanxi Valve made it", f"{BLOCK} made it"),
        ("温州的阀门", "温州的阀门"),
        ("电话 13857712345，邮箱 a@b.cn", f"电话 {BLOCK}，邮箱 {BLOCK}"),
    ],
)
def test_names_are_covered_however_they_are_written(text: str, shown: str) -> None:
    veil = Veil(names_in(["温州楠溪阀门有限公司", "Nanxi Valve"]), hides_contacts=True)
    assert veil(text) == shown


def test_a_reference_that_can_be_looked_up_is_left_out() -> None:
    veil = Veil(["楠溪"], hides_contacts=True)
    shown = [veil.reference(one) for one in ("ZL 2023101234567", "楠溪年报", "doi:10.1000/182", "GB/T 8642-2002")]
    assert shown == [None, None, None, "GB/T 8642-2002"]
