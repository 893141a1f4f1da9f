"""Files of a record: its editors attach them, and who may read the record may download them."""

import io

from flask import Flask

from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.files.pdfs import PDF
from tests.listings.sides import Tried
from tests.visitor import Seen, Visitor


def attach(writer: Visitor, tried: Tried, name: str = "检测报告.pdf") -> Seen:
    page = writer.open(tried.path(1))
    address = next(one["href"] for one in page.soup.select("a") if "上传附件" in one.get_text())
    return writer.post(address, {"file": (io.BytesIO(PDF), name)}, content_type="multipart/form-data")


def links(page: Seen) -> list[str]:
    return [one["href"] for one in page.soup.select(".files a")]


def test_an_attached_report_can_be_read_by_those_who_may_read_the_record(
    app: Flask, visitor: Visitor, tried: Tried
) -> None:
    owner = make_user()
    tried.make(make_organisation(owner=owner), state="draft")
    writer = Visitor(app).sign_in(owner)
    page = attach(writer, tried)
    assert page.path == tried.path(1)
    (address,) = links(page)
    assert writer.open(address).response.data == PDF
    assert visitor.open(address).status == 404
    assert "上传附件" not in Visitor(app).sign_in(make_user("broker")).open(tried.path(1)).text


def test_files_of_a_published_record_are_public_and_a_stranger_cannot_attach(
    app: Flask, visitor: Visitor, tried: Tried
) -> None:
    owner, stranger = make_user(), make_user()
    tried.make(make_organisation(owner=owner))
    attach(Visitor(app).sign_in(owner), tried)
    (address,) = links(visitor.open(tried.path(1)))
    assert visitor.open(address).status == 200
    make_organisation(owner=stranger)
    other = Visitor(app).sign_in(stranger)
    table = tried.side.model.__tablename__
    assert other.post(f"/files/attach/{table}/1/evidence", {}).status == 403
    assert other.post(f"{address}/delete").status == 403
