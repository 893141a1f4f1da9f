"""Files for some people only: who gets them, under which name, marked with whose name, and where that is kept."""

import io
from typing import Any

import numpy as np
import pikepdf
import pytest
from flask import Flask
from PIL import Image

from matchmaking.consents.models import Consent
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.demands.models import Demand
from matchmaking.files.models import Download, StoredFile
from tests.factories.accounts import make_user
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.files.pdfs import PDF, make_pdf
from tests.visitor import Visitor

NAME, SHORT = "植字秘密阀业有限公司", "植字阀业"


class Case:
    """A demand with a file, its writer, and a university that may ask."""

    def __init__(self, app: Flask, **values: Any) -> None:
        self.app = app
        self.owner, self.asker = make_user(), make_user("researcher", name="籲灪")
        self.enterprise = make_organisation(owner=self.owner, name=NAME, short_name=SHORT)
        self.university = make_organisation(owner=self.asker, kind="university", name="瓯江某大学")
        self.demand = make_demand(self.enterprise, **values)
        self.writer, self.other = Visitor(app).sign_in(self.owner), Visitor(app).sign_in(self.asker)
        self.path = f"/demands/{self.demand.id}"

    def attach(self, audience: str = "", data: bytes = PDF, name: str = f"{SHORT}检测报告.pdf") -> str:
        address = f"/files/attach/demands/{self.demand.id}/evidence"
        sent = {"file": (io.BytesIO(data), name), "audience": audience}
        assert self.writer.post(address, sent, content_type="multipart/form-data").path == self.path
        with reading():
            return f"/files/{session.query(StoredFile).order_by(StoredFile.id.desc()).first().token}"

    def grant(self, group: str = "files") -> None:
        form = self.other.open(f"/consents/ask/demands/{self.demand.id}")
        self.other.submit(form, {"groups": [group], "purpose": "想看报告"})
        with reading():
            number = session.query(Consent).order_by(Consent.id.desc()).first().id
        self.writer.post(f"/consents/{number}/grant")

    def downloads(self) -> list[tuple[str, int | None, int | None, bool]]:
        with reading():
            rows = session.query(Download).order_by(Download.id)
            return [(one.file_name, one.user_id, one.organisation_id, one.is_marked) for one in rows]


@pytest.mark.parametrize("audience", ["", "public"])
def test_a_public_file_is_for_everybody_and_leaves_no_trace(app: Flask, audience: str) -> None:
    case = Case(app)
    file = case.attach(audience)
    answer = Visitor(app).open(file).response
    assert answer.data == PDF
    assert case.downloads() == []


def test_a_file_for_signed_in_people_is_marked_for_each_of_them_and_the_owner_reads_who_took_it(app: Flask) -> None:
    case = Case(app)
    file = case.attach("signed_in")
    assert Visitor(app).open(file).status == 404
    answer = case.other.open(file).response
    assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        (form,) = pdf.pages[0].Resources.XObject.values()
        (image,) = form.Resources.XObject.values()
        assert np.frombuffer(image.SMask.read_bytes(), np.uint8).max() > 40
    assert case.writer.open(file).response.data == PDF
    name = f"{SHORT}检测报告.pdf"
    assert case.downloads() == [
        (name, case.asker.id, case.university.id, True), (name, case.owner.id, case.enterprise.id, False),
    ]  # fmt: skip
    seen = case.writer.open("/consents").text
    assert "不公开附件的下载记录" in seen
    assert "籲灪" in seen
    assert "下载记录" not in case.other.open("/consents").text


def test_a_picture_is_marked_and_a_table_goes_out_as_it_is_but_not_without_a_row(app: Flask) -> None:
    case = Case(app)
    target = io.BytesIO()
    Image.new("RGB", (500, 300), "white").save(target, "PNG")
    picture = case.attach("signed_in", target.getvalue(), "样件.png")
    table = case.attach("signed_in", b"a,b\n1,2\n", "数据.csv")
    seen = np.asarray(Image.open(io.BytesIO(case.other.open(picture).response.data)).convert("L"))
    assert seen.min() < 235
    assert case.other.open(table).response.data == b"a,b\n1,2\n"
    assert [one[3] for one in case.downloads()] == [True, False]


def test_a_file_is_asked_for_like_any_locked_part(app: Flask) -> None:
    case = Case(app)
    file = case.attach("consent")
    page = case.other.open(case.path)
    assert "有 1 份附件没有向您公开" in page.text
    assert SHORT + "检测报告" not in page.text
    assert case.other.open(file).status == 404
    case.grant()
    answer = case.other.open(file).response
    assert answer.status_code == 200
    number = case.demand.number or ""
    assert f"{number}-%E9%99%84%E4%BB%B61.pdf" in answer.headers["Content-Disposition"]
    assert f"{number}-附件1.pdf" in case.other.open(case.path).text


def test_a_file_for_those_who_signed_needs_the_signature(app: Flask) -> None:
    case = Case(app)
    file = case.attach("statement")
    case.grant()
    assert case.other.open(file).status == 404
    case.other.post(f"/consents/sign/demands/{case.demand.id}", {"agrees": "y"})
    assert case.other.open(file).status == 200


def test_files_follow_a_hidden_name_until_the_owner_says_otherwise_of_one(app: Flask) -> None:
    case = Case(app, hides_name=True)
    closed, open_one = case.attach(), case.attach("public", make_pdf(NAME), f"{NAME}说明.pdf")
    stranger = Visitor(app)
    assert stranger.open(closed).status == 404
    assert Visitor(app).sign_in(make_user("broker")).open(closed).status == 404
    answer = stranger.open(open_one).response
    assert answer.status_code == 200
    assert NAME not in str(answer.headers)
    assert "%E6%A4%8D%E5%AD%97" not in str(answer.headers)
    with pikepdf.open(io.BytesIO(answer.data)) as pdf:
        assert "/Info" not in pdf.trailer
    page = stranger.open(case.path)
    assert NAME not in page.html
    assert SHORT not in page.html
    case.grant()
    assert case.other.open(closed).status == 200
    assert NAME not in case.other.open(case.path).html


def test_the_owner_changes_later_who_may_read_a_file(app: Flask) -> None:
    case = Case(app)
    file = case.attach()
    page = case.writer.open(case.path)
    case.writer.submit(page, {"audience": "consent"}, action="/audience")
    assert Visitor(app).open(file).status == 404
    case.writer.submit(case.writer.open(case.path), {"audience": ""}, action="/audience")
    assert Visitor(app).open(file).status == 200
    assert case.writer.post(f"{file}/audience", {"audience": "somebody"}).status == 422
    assert case.other.post(f"{file}/audience", {"audience": "public"}).status == 403
    with unit_of_work():
        session.get_one(Demand, case.demand.id).audiences = {"files": "signed_in"}
    assert Visitor(app).open(file).status == 404


def test_a_file_that_cannot_be_marked_does_not_go_out(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    case = Case(app)
    file = case.attach("signed_in")
    monkeypatch.setattr("matchmaking.files.copies.SECONDS", 0.01)
    page = case.other.open(file)
    assert page.status == 409
    assert "印不上水印" in page.text
    assert case.downloads() == []
