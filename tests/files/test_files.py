import io
import os
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from matchmaking.accounts.models import Role
from matchmaking.core.db import reading, session, unit_of_work
from matchmaking.core.history import HistoryEntry
from matchmaking.core.jobs import run_waiting
from matchmaking.files import access, disk, jobs
from matchmaking.files.models import StoredFile
from matchmaking.organisations.models import Organisation
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.files.pdfs import PDF
from tests.visitor import Seen, Visitor


def attach(visitor: Visitor, organisation: Organisation, data: bytes = PDF, name: str = "营业执照.pdf") -> Seen:
    """Attach a proof to an organisation."""
    path = f"/files/attach/organisations/{organisation.id}/proof"
    return visitor.post(path, {"file": (io.BytesIO(data), name)}, content_type="multipart/form-data")


def stored() -> list[StoredFile]:
    with reading():
        found = list(session.scalars(select(StoredFile).order_by(StoredFile.id)))
        session.expunge_all()
        return found


def on_disk(app: Flask) -> list[Path]:
    return sorted(path for path in Path(app.config["UPLOAD_FOLDER"]).rglob("*") if path.is_file())


def test_an_owner_attaches_downloads_and_deletes(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    page = attach(visitor, organisation)
    assert page.path == f"/organisations/{organisation.id}"
    assert "已上传“营业执照.pdf”。" in page.text
    (row,) = stored()
    assert (row.name, row.media_type, row.size, row.organisation_id) == (
        "营业执照.pdf", "application/pdf", len(PDF), organisation.id,
    )  # fmt: skip
    (path,) = on_disk(app)
    assert path.read_bytes() == PDF
    assert path.name == row.token
    answer = visitor.open(f"/files/{row.token}").response
    assert answer.data == PDF
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; ")
    assert "filename*=UTF-8''%E8%90%A5" in headers["Content-Disposition"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Cache-Control"] == "private, no-cache"
    page = visitor.submit(page, action="/files/", button="删除")
    assert "已删除“营业执照.pdf”。" in page.text
    assert stored() == []
    run_waiting()
    assert on_disk(app) == []
    with reading():
        actions = session.scalars(select(HistoryEntry.action).where(HistoryEntry.action.startswith("files."))).all()
    assert actions == ["files.stored", "files.deleted"]


def test_parts_and_unchanged_copies_can_be_asked_for(visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    attach(visitor, organisation)
    path = f"/files/{stored()[0].token}"
    whole = visitor.client.get(path, buffered=True)
    part = visitor.client.get(path, headers={"Range": "bytes=0-3"}, buffered=True)
    assert (part.status_code, part.data) == (206, b"%PDF")
    same = visitor.client.get(path, headers={"If-None-Match": whole.headers["ETag"]}, buffered=True)
    assert same.status_code == 304
    assert visitor.client.get(path, headers={"Range": "bytes=999999-"}, buffered=True).status_code == 416


READERS = {
    "nobody": 404, "enterprise": 404, "broker": 404, "researcher": 404, "county_officer elsewhere": 404,
    "county_officer here": 200, "city_officer": 200, "administrator": 200, "owner": 200, "reader": 200,
}  # fmt: skip


@pytest.mark.parametrize("who", READERS)
def test_who_may_read_a_proof(app: Flask, who: str) -> None:
    owner, reader = make_user(), make_user()
    organisation = make_organisation(owner=owner, reader=reader)
    attach(Visitor(app).sign_in(owner), organisation)
    users = {
        "nobody": None,
        "owner": owner,
        "reader": reader,
        "county_officer here": make_user(Role.COUNTY_OFFICER, county_code="330324"),
        "county_officer elsewhere": make_user(Role.COUNTY_OFFICER, county_code="330302"),
    }
    user = users[who] if who in users else make_user(who)
    visitor = Visitor(app).sign_in(user) if user else Visitor(app)
    token = stored()[0].token
    assert visitor.open(f"/files/{token}").status == READERS[who]
    assert ("营业执照.pdf" in visitor.open(f"/organisations/{organisation.id}").text) == (READERS[who] == 200)


def test_who_only_reads_cannot_attach_or_delete(app: Flask) -> None:
    owner, reader = make_user(), make_user()
    organisation = make_organisation(owner=owner, reader=reader)
    attach(Visitor(app).sign_in(owner), organisation)
    token = stored()[0].token
    answers = {}
    for name, user in {"reader": reader, "officer": make_user(Role.CITY_OFFICER), "stranger": make_user()}.items():
        visitor = Visitor(app).sign_in(user)
        answers[name] = (attach(visitor, organisation).status, visitor.post(f"/files/{token}/delete").status)
    assert answers == {"reader": (403, 403), "officer": (403, 403), "stranger": (404, 404)}
    assert len(stored()) == 1


def test_records_of_a_room_that_said_nothing_have_no_files(app: Flask, visitor: Visitor) -> None:
    visitor.sign_in(make_user(Role.ADMINISTRATOR))
    for path in ("users/1/proof", "no_such_table/1/proof", "organisations/999/proof"):
        assert visitor.open(f"/files/attach/{path}").status == 404
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.post("/accounts/sign-out")
    visitor.sign_in(owner)
    assert visitor.open(f"/files/attach/organisations/{organisation.id}/other").status == 404
    assert access.access_to("users") is None


@pytest.mark.parametrize(
    ("data", "name", "words"),
    [
        (b"", "a.pdf", "文件是空的。请重新选择文件。"),
        (
            b"<html>",
            "a.html",
            "不能上传这种文件。可以上传 PDF、PNG、JPG、WebP、docx、xlsx、pptx、csv、txt；其他格式请先转成 PDF。",
        ),
        (b"x" * 3000, "a.txt", "文件超过 0 MB。请压缩或拆分后再上传。"),
    ],
)
def test_a_refused_file_leaves_nothing_and_is_explained(
    app: Flask, visitor: Visitor, data: bytes, name: str, words: str
) -> None:
    app.config["UPLOAD_BYTES"] = 2000
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    page = attach(visitor, organisation, data, name)
    assert page.status == 422
    assert page.errors() == [words]
    assert stored() == []
    assert on_disk(app) == []


def test_no_file_at_all_is_explained(visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    page = visitor.submit(visitor.open(f"/files/attach/organisations/{organisation.id}/proof"), button="上传")
    assert page.status == 422
    assert page.errors() == ["请选择文件。"]


def test_the_quota_of_the_organisation_holds(app: Flask, visitor: Visitor) -> None:
    app.config["UPLOAD_QUOTA_BYTES"] = 2 * len(PDF)
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    assert [attach(visitor, organisation).status for _ in range(3)] == [200, 200, 422]
    assert attach(visitor, organisation).errors() == ["贵机构的文件空间已满。请先删除不再需要的文件。"]
    assert len(stored()) == len(on_disk(app)) == 2


def test_an_upload_larger_than_the_server_takes_is_refused_early(app: Flask, visitor: Visitor) -> None:
    app.config["MAX_CONTENT_LENGTH"] = 10_000
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    assert attach(visitor, organisation, b"x" * 20_000).status == 413


def test_without_a_token_nothing_is_stored(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    path = f"/files/attach/organisations/{organisation.id}/proof"
    assert visitor.client.post(path, data={"file": (io.BytesIO(PDF), "a.pdf")}).status_code == 400
    assert stored() == []


def test_bytes_without_a_row_are_removed_after_a_day(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    attach(visitor, organisation)
    disk.write("ab" + "0" * 46, b"rolled back long ago")
    disk.write("cd" + "0" * 46, b"being uploaded right now")
    (disk.folder() / "ef").mkdir(mode=0o700)
    (disk.folder() / "ef" / ("ef" + "0" * 46 + ".part")).write_bytes(b"cut off")
    old = time.time() - 90_000
    kept = stored()[0].token
    for path in on_disk(app):
        if not path.name.startswith("cd"):
            os.utime(path, (old, old))
    jobs.remove_orphans()
    assert {path.name for path in on_disk(app)} == {kept, "cd" + "0" * 46}


def test_missing_bytes_are_a_404_and_not_a_failure(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    attach(visitor, organisation)
    disk.remove(stored()[0].token)
    assert visitor.open(f"/files/{stored()[0].token}").status == 404


def test_files_go_with_their_organisation(app: Flask, visitor: Visitor) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    attach(visitor, organisation)
    with unit_of_work() as work:
        work.delete(work.get_one(Organisation, organisation.id))
    assert stored() == []


@pytest.mark.parametrize("token", ["x", "..%2f..%2fetc%2fpasswd", "a" * 5000, "😀", "%00"])
def test_odd_addresses_lead_nowhere(visitor: Visitor, token: str) -> None:
    assert visitor.open(f"/files/{token}").status in {400, 404}
