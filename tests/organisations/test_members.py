from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.organisations.models import Invitation, Membership
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import PASSWORD, Visitor


def roles_in(organisation_id: int) -> dict[int, str]:
    """Who belongs to an organisation, as what."""
    with reading():
        query = select(Membership.user_id, Membership.role).where(Membership.organisation_id == organisation_id)
        return dict(session.execute(query).all())


def test_somebody_with_an_account_is_invited_told_and_joins(app: Flask, visitor: Visitor) -> None:
    owner, guest = make_user(name="甲"), make_user(name="乙", email="yi@example.com")
    organisation = make_organisation(owner=owner, name="瓯锚泵阀")
    visitor.sign_in(owner)
    page = visitor.open(f"/organisations/{organisation.id}/members")
    page = visitor.submit(page, {"email": "Yi@example.com", "role": "editor"}, button="发出邀请")
    assert "邀请已发到 yi@example.com，7 天内有效。" in page.text
    assert roles_in(organisation.id) == {owner.id: "owner"}
    (mail,) = letters(app, guest.email)
    assert mail["Subject"] == "甲邀请您加入瓯锚泵阀"
    theirs = Visitor(app).sign_in(guest)
    page = theirs.open(link_in(mail))
    assert page.path == "/organisations/invitations"
    page = theirs.submit(page, button="接受邀请")
    assert "您已加入瓯锚泵阀，现在代表它操作。" in page.text
    assert roles_in(organisation.id) == {owner.id: "owner", guest.id: "editor"}
    assert [mail["Subject"] for mail in letters(app, owner.email)] == ["乙加入了瓯锚泵阀"]


def test_somebody_without_an_account_gets_a_link_and_the_owner_the_same_words(app: Flask, visitor: Visitor) -> None:
    owner = make_user(name="甲")
    organisation = make_organisation(owner=owner, name="瓯锚泵阀")
    visitor.sign_in(owner)
    page = visitor.post(f"/organisations/{organisation.id}/members", {"email": "new@example.com", "role": "reader"})
    assert "邀请已发到 new@example.com，7 天内有效。" in page.text
    (mail,) = letters(app, "new@example.com")
    link = link_in(mail)
    guest = Visitor(app)
    page = guest.open(link)
    assert "瓯锚泵阀邀请您加入" in page.text
    assert "权限：只读。" in page.text
    assert guest.post(link).status == 403
    with reading():
        assert link.rsplit("/", 1)[1] != session.scalars(select(Invitation.token_hash)).one()
    user = make_user(email="new@example.com")
    page = guest.open(f"/accounts/sign-in?next={link}")
    page = guest.submit(page, {"email": user.email, "password": PASSWORD}, button="登录")
    assert page.path == link
    page = guest.submit(page, button="接受邀请")
    assert roles_in(organisation.id)[user.id] == "reader"
    assert guest.open(link).status == 410


def test_an_invitation_is_for_the_address_it_was_sent_to(app: Flask) -> None:
    owner, stranger = make_user(), make_user()
    organisation = make_organisation(owner=owner)
    Visitor(app).sign_in(owner).post(
        f"/organisations/{organisation.id}/members", {"email": "a@example.com", "role": "owner"}
    )
    link = link_in(letters(app, "a@example.com")[0])
    thief = Visitor(app).sign_in(stranger)
    assert "这份邀请是发给另一个邮箱的" in thief.open(link).text
    assert thief.post(link).status == 409
    with reading():
        invitation_id = session.scalars(select(Invitation.id)).one()
    assert thief.post(f"/organisations/invitations/{invitation_id}/accept").status == 404
    assert roles_in(organisation.id) == {owner.id: "owner"}


def test_old_declined_and_taken_back_invitations_are_over(app: Flask, visitor: Visitor) -> None:
    owner, guest = make_user(), make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    theirs = Visitor(app).sign_in(guest)
    members = f"/organisations/{organisation.id}/members"
    visitor.post(members, {"email": guest.email, "role": "reader"})
    theirs.submit(theirs.open("/organisations/invitations"), button="谢绝")
    assert "没有等待接受的邀请" in theirs.open("/organisations/invitations").text
    visitor.post(members, {"email": guest.email, "role": "reader"})
    page = theirs.open("/organisations/invitations")
    visitor.submit(visitor.open(members), button="撤回")
    assert theirs.submit(page, button="接受邀请").status == 409
    visitor.post(members, {"email": guest.email, "role": "reader"})
    with unit_of_work() as work:
        work.execute(update(Invitation).values(expires_at=now() - timedelta(seconds=1)))
    assert theirs.submit(page, button="接受邀请").status == 409
    assert roles_in(organisation.id) == {owner.id: "owner"}


def test_a_member_is_not_invited_again(visitor: Visitor) -> None:
    owner, editor = make_user(), make_user()
    organisation = make_organisation(owner=owner, editor=editor)
    visitor.sign_in(owner)
    answer = visitor.post(f"/organisations/{organisation.id}/members", {"email": editor.email, "role": "reader"})
    assert answer.status == 409
    assert "已经是成员" in answer.text


@pytest.mark.parametrize("values", [{"email": ""}, {"email": "nonsense"}, {"role": "king"}, {"role": ""}])
def test_a_bad_invitation_is_explained(visitor: Visitor, values: dict[str, str]) -> None:
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    form = {"email": "a@example.com", "role": "reader", **values}
    answer = visitor.post(f"/organisations/{organisation.id}/members", form)
    assert answer.status == 422
    assert len(answer.errors()) == 1


def test_only_owners_manage_members(app: Flask) -> None:
    owner, editor, reader = make_user(), make_user(), make_user()
    organisation = make_organisation(owner=owner, editor=editor, reader=reader)
    base = f"/organisations/{organisation.id}/members"
    answers = {}
    for name, user in {"editor": editor, "reader": reader, "stranger": make_user()}.items():
        visitor = Visitor(app).sign_in(user)
        answers[name] = (
            visitor.open(base).status,
            visitor.post(base, {"email": "a@example.com", "role": "owner"}).status,
            visitor.post(f"{base}/{user.id}/role", {"role": "owner"}).status,
            visitor.post(f"{base}/{owner.id}/remove").status,
        )
    assert answers == {"editor": (200, 403, 403, 403), "reader": (200, 403, 403, 403), "stranger": (404, 404, 404, 404)}
    assert roles_in(organisation.id) == {owner.id: "owner", editor.id: "editor", reader.id: "reader"}


def test_changing_a_role_works_at_once_and_is_told(app: Flask, visitor: Visitor) -> None:
    owner, editor = make_user(), make_user()
    organisation = make_organisation(owner=owner, editor=editor, name="瓯锚泵阀")
    theirs = Visitor(app).sign_in(editor)
    visitor.sign_in(owner)
    base = f"/organisations/{organisation.id}/members"
    visitor.post(f"{base}/{editor.id}/role", {"role": "owner"})
    assert theirs.open(f"/organisations/{organisation.id}/edit").status == 200
    visitor.post(f"{base}/{editor.id}/role", {"role": "reader"})
    assert theirs.open(f"/organisations/{organisation.id}/edit").status == 403
    assert visitor.post(f"{base}/{editor.id}/role", {"role": "king"}).status == 422
    subjects = [mail["Subject"] for mail in letters(app, editor.email)]
    assert subjects == ["您在瓯锚泵阀的权限已修改"] * 2


def test_removing_a_member_ends_the_rights_at_once(app: Flask, visitor: Visitor) -> None:
    owner, editor = make_user(), make_user(name="乙")
    organisation = make_organisation(owner=owner, editor=editor, state="unverified", verified_at=None, name="瓯锚泵阀")
    theirs = Visitor(app).sign_in(editor)
    assert theirs.open(f"/organisations/{organisation.id}").status == 200
    visitor.sign_in(owner)
    page = visitor.open(f"/organisations/{organisation.id}/members/{editor.id}/remove")
    assert roles_in(organisation.id)[editor.id] == "editor"
    page = visitor.submit(page, button="确认移除")
    assert "乙已不再是成员，权限马上失效。" in page.text
    assert theirs.open(f"/organisations/{organisation.id}").status == 404
    assert [mail["Subject"] for mail in letters(app, editor.email)] == ["您已不再是瓯锚泵阀的成员"]


def test_the_last_owner_stays(app: Flask, visitor: Visitor) -> None:
    owner, editor = make_user(), make_user()
    organisation = make_organisation(owner=owner, editor=editor)
    visitor.sign_in(owner)
    base = f"/organisations/{organisation.id}/members/{owner.id}"
    leaving = visitor.post(f"{base}/remove")
    assert leaving.status == 409
    assert "机构至少要有一位管理员。" in leaving.text
    assert visitor.post(f"{base}/role", {"role": "reader"}).status == 409
    visitor.post(f"/organisations/{organisation.id}/members/{editor.id}/role", {"role": "owner"})
    page = visitor.submit(visitor.open(f"{base}/remove"), button="确认退出")
    assert page.status == 200
    assert roles_in(organisation.id) == {editor.id: "owner"}


def test_invitations_are_limited_per_day(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matchmaking.organisations.members.INVITATIONS_A_DAY", 2)
    owner = make_user()
    organisation = make_organisation(owner=owner)
    visitor.sign_in(owner)
    base = f"/organisations/{organisation.id}/members"
    answers = [visitor.post(base, {"email": f"p{n}@example.com", "role": "reader"}).status for n in range(3)]
    assert answers == [200, 200, 429]
