"""A demand that hides its owner's name: nobody who may not know learns whose it is, on no page and in no file."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from functools import cache
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from openpyxl import Workbook
from PIL import Image
from sqlalchemy import select

from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.consents.models import Consent
from matchmaking.consents.services import grant
from matchmaking.core.db import reading, unit_of_work
from matchmaking.core.jobs import run_waiting
from matchmaking.demands.models import Demand
from matchmaking.files.models import StoredFile
from matchmaking.matching.feedback import tell
from matchmaking.matching.judgments import judge_pair
from matchmaking.matching.models import Match
from matchmaking.matching.ranking import ACHIEVEMENT
from matchmaking.notifications.models import Notice
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.fitting import FITTING_ACHIEVEMENT, FITTING_DEMAND
from tests.factories.indexing import together
from tests.factories.organisations import make_organisation
from tests.files.pdfs import make_pdf
from tests.house.test_matrix import entries
from tests.house.world import COUNTY, ELSEWHERE, World, plant
from tests.kept import kept
from tests.visitor import Visitor
from tests.writing import change_record

# Signs that occur nowhere else, so that a single one of them is a leak.
NAME, SHORT, ENGLISH = "瓯江龘靐精密阀门有限公司", "龘靐阀门", "Dazhen Quillwort Valves"
CODE, CONTACT, PHONE = "91330324MA2ZZQJX7Q", "齾鑶", "0577-60817263"
MEMBERS = {"owner": ("麤爩", "quillwort-owner@example.com"), "editor": ("籲灪", "quillwort-editor@example.com")}
ADDRESS, SITE = "鱻鸙路 9 号", "https://quillwort.example"
PERSONAL = [CODE, CONTACT, PHONE, *[word for pair in MEMBERS.values() for word in pair]]
SECRETS = [NAME, SHORT, ENGLISH, ADDRESS, SITE, *PERSONAL]
TITLE = FITTING_DEMAND["title"]
# What everybody may know of a verified organisation, on its own page and in the lists of organisations.
PUBLIC_OF_ORGANISATION = {NAME, SHORT, ENGLISH, ADDRESS, SITE, CODE}
ABOUT_ORGANISATIONS = ("/organisations", "/sitemap-organisations", "/search", "/desk/organisations", "/desk/people")
# Who looks after an organisation or the accounts knows its people, from their own pages.
OFFICERS = "CYA"
# What the owners keep back of other records: one word for each group.
LOCKED_DEMAND = {"problem": "龖龗具体", "criteria": "鞲鞴指标", "money": "1834.7", "offers": "纛躞样件"}
LOCKED_ACHIEVEMENT = {
    "method": "鼉鼊原理",
    "measurements": "彟彠实测",
    "rights": "躩躨专利",
    "price": "2746.3",
    "team": "钃钄团队",
}
LOCKED = [*LOCKED_DEMAND.values(), *LOCKED_ACHIEVEMENT.values(), "18347000", "27463000"]


class Case:
    """The planted city with a hidden demand, its match with a researcher's achievement, and who may not know."""

    @together()
    def __init__(self, world: World) -> None:
        self.world, self.app = world, world.app
        people = {
            role: make_user(name=name, email=email, phone=PHONE, language="zh")
            for role, (name, email) in MEMBERS.items()
        }
        self.owner = people["owner"]
        self.organisation = make_organisation(
            **people, name=NAME, short_name=SHORT, name_en=ENGLISH, credit_code=CODE, contact_name=CONTACT,
            contact_phone=PHONE, address=ADDRESS, website=SITE, county_code=COUNTY, introduction=f"{SHORT}的简介",
        )  # fmt: skip
        self.demand = make_demand(self.organisation, **FITTING_DEMAND, hides_name=True)
        self.researcher = make_user("researcher")
        self.university = make_organisation(owner=self.researcher, kind="university", county_code=ELSEWHERE)
        self.achievement = make_achievement(self.university, **FITTING_ACHIEVEMENT)
        words = LOCKED_DEMAND
        self.locked_demand = make_demand(
            **{
                **FITTING_DEMAND, "title": "鼓风曝气池的膜片更换周期", "problem": words["problem"], "context": "",
                "tried": words["problem"], "offers": words["offers"], "budget_low": 18_347_000,
                "budget_high": 18_347_000, "audiences": dict.fromkeys(words, "consent"),
                "criteria": [{"name": words["criteria"], "importance": "must", "operator": ">=", "target_low": 12.0}],
            }
        )  # fmt: skip
        words = LOCKED_ACHIEVEMENT
        self.locked_achievement = make_achievement(
            **{
                **FITTING_ACHIEVEMENT, "title": "膜片曝气盘在线清洗", "description": words["method"],
                "comparison": words["method"], "team": words["team"], "leader_name": words["team"],
                "measurements": [{"name": words["measurements"], "operator": "=", "value_low": 34.0}],
                "rights": [{"kind": "invention", "title": words["rights"]}], "price_low": 27_463_000,
                "price_high": 27_463_000, "audiences": dict.fromkeys(words, "statement"),
            }
        )  # fmt: skip
        run_waiting()
        self.put_aside()
        self.visitors = {letter: self.of(letter) for letter in "NERIXBCYA"}
        self.visitors["Researcher whose achievement matches"] = Visitor(self.app).sign_in(self.researcher)

    def put_aside(self) -> None:
        """The hidden demand's owner says why the researcher's achievement does not fit; the researcher hears of it."""
        owner = Viewer(user_id=self.owner.id, memberships={self.organisation.id: "owner"})
        with unit_of_work() as session:
            pair = session.get_one(Demand, self.demand.id), session.get_one(Achievement, self.achievement.id)
            said = {"verdict": "irrelevant", "reason_code": "process", "sentence": f"{NAME}用不上，问{CONTACT}"}
            judge_pair(*pair, actor=owner, side="demand", **said)
            tell(ACHIEVEMENT, self.achievement.id)
        run_waiting()

    def of(self, letter: str) -> Visitor:
        visitor = Visitor(self.app)
        if letter in self.world.cookies:
            visitor.client.set_cookie("session", self.world.cookies[letter])
        return visitor


@pytest.fixture
def case(app: Flask) -> Case:
    return kept(app, "hidden", lambda: Case(plant(app)))


def readable(data: bytes) -> str:
    """The text of an answer; that of a table is unpacked."""
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())
    return data.decode("utf-8", "replace")


def addresses(case: Case, who: str) -> Iterator[str]:
    """All that concerns the hidden demand, its pair and its owner, and what the other side of the match may open.

    What everybody else meets on planted records is looked at in test_every_page. What is shown does not depend on the
    language: English is walked by a visitor and by the other side of the match.
    """
    if len(who) > 1:
        planted = {
            endpoint: case.world.path(endpoint, place)
            for method, endpoint, place, allowed in entries()
            if method == "GET" and who[0] in allowed
        }
        yield from planted.values()
    for path in concerned(case):
        yield path
        if who == "N" or len(who) > 1:
            yield f"/en{path}"
    for word in (NAME, SHORT, ENGLISH, CODE, CONTACT, PHONE, "龘靐", TITLE, case.demand.number or ""):
        for where in ("/demands", "/demands.xlsx", "/search", "/organisations"):
            yield f"{where}?q={quote(word)}"


def concerned(case: Case) -> list[str]:
    demand, achievement = case.demand.id, case.achievement.id
    return [
        f"/demands/{case.locked_demand.id}", f"/matches/{case.locked_demand.id}/{case.locked_achievement.id}",
        f"/achievements/{case.locked_achievement.id}", "/achievements.csv", "/achievements.xlsx", "/achievements.atom",
        f"/matches/{case.locked_demand.id}/{achievement}", f"/matches/{demand}/{case.locked_achievement.id}",
        f"/desk/matches/{demand}", f"/desk/matches/{case.locked_demand.id}", "/desk/demands", "/desk/matches",
        f"/demands/{demand}", f"/achievements/{achievement}", f"/matches/{demand}/{achievement}",
        f"/matches/compare?achievement_id={achievement}&demand_id={demand}", f"/matches?record={achievement}",
        "/matches?side=achievement", "/matches?side=demand", f"/organisations/{case.organisation.id}",
        f"/organisations/{case.university.id}", f"/organisations/{case.organisation.id}/members",
        f"/desk/organisations/{case.organisation.id}", "/sitemap-organisations-1.xml", "/workspace", "/notices",
        "/", "/demands?sort=newest", "/demands?county=330324", "/demands.atom", "/demands.csv", "/demands.xlsx",
    ]  # fmt: skip


_quoted = cache(quote)


def leaks(text: str, secrets: Iterable[str]) -> list[str]:
    return [secret for secret in secrets if secret in text or _quoted(secret) in text]


def told(who: str, path: str, data: bytes) -> list[str]:
    """What a page tells that this person may not know."""
    # A page repeats what was searched for; that is no leak.
    searched = [secret for secret in SECRETS if f"q={_quoted(secret)}" in path]
    known = PUBLIC_OF_ORGANISATION if path.removeprefix("/en").startswith(ABOUT_ORGANISATIONS) else set()
    known = {*SECRETS} if known and who in OFFICERS else known
    asked = [one for one in SECRETS if one not in known and one not in searched]
    return leaks(readable(data), [*asked, *LOCKED])


def test_no_page_tells_whose_the_demand_is(case: Case) -> None:
    wrong: list[str] = []
    for who, visitor in case.visitors.items():
        for path in addresses(case, who):
            found = told(who, path, visitor.open(path).response.get_data())
            if found:
                wrong.append(f"{who} {path}: {', '.join(found)}")
    assert wrong == [], "\n".join(wrong)


def test_no_search_finds_the_demand_by_what_is_hidden_and_none_finds_the_owner_by_the_demand(case: Case) -> None:
    link, number = f"/demands/{case.demand.id}", case.demand.number or ""
    for who, visitor in case.visitors.items():
        for word in (NAME, SHORT, ENGLISH, CODE, CONTACT, PHONE, "龘靐"):
            for where in ("/demands", "/search", "/demands.csv", "/demands.atom", "/organisations"):
                page = visitor.open(f"{where}?q={quote(word)}")
                assert number not in page.html, f"{who} {where} {word}"
                assert f'href="{link}"' not in page.html, f"{who} {where} {word}"
        for path in (f"/organisations/{case.organisation.id}", f"/organisations?q={quote(TITLE)}"):
            page = visitor.open(path)
            assert TITLE not in page.text or "?q=" in path, f"{who} {path}"
            assert link not in page.html, f"{who} {path}"
        assert SHORT not in visitor.open(f"/organisations?q={quote(TITLE)}").text
        for path in (link, f"/matches/{case.demand.id}/{case.achievement.id}", f"/achievements/{case.achievement.id}"):
            page = visitor.open(path)
            assert TITLE in page.text, f"{who} {path}"
            assert f"/organisations/{case.organisation.id}" not in page.html, f"{who} {path}"


def test_those_who_may_know_see_the_name(case: Case) -> None:
    """The test above would be worth nothing if the name were shown to nobody."""
    path = f"/demands/{case.demand.id}"
    for letter in "NERIXBCYA":
        assert NAME not in case.of(letter).open(path).text, letter
    for letter in "BCYA":
        visitor = case.of(letter)
        form = visitor.open(f"/consents/open/demands/{case.demand.id}")
        assert NAME in visitor.submit(form, {"reason": "核实"}).text, letter
    with unit_of_work() as session:
        granted = session.get_one(Demand, case.demand.id)
        grant(granted, "name", case.university.id, None, "入围后公开名称")
    assert NAME in case.visitors["Researcher whose achievement matches"].open(path).text


def test_the_match_with_the_hidden_demand_is_told_without_the_name(case: Case) -> None:
    with reading() as session:
        matches = select(Match.id).where(Match.demand_id == case.demand.id, Match.achievement_id == case.achievement.id)
        assert session.scalar(matches) is not None
        told = [
            f"{one.data}{one.path}{one.once_key}"
            for one in session.scalars(select(Notice).where(Notice.user_id == case.researcher.id))
        ]
        known = set(session.scalars(select(User.email).where(User.email.like("quillwort%"))))
    assert told != []
    assert any("process" in notice for notice in told), "also why the demand's owner put it aside"
    for notice in told:
        assert leaks(notice, SECRETS) == []
    mails = letters(case.app)
    assert case.researcher.email in {to for to, _text in mails}
    for to, text in mails:
        if to not in known:
            assert leaks(text, [*SECRETS, *LOCKED]) == [], to


def letters(app: Flask) -> list[tuple[str, str]]:
    """The mail in the outbox: (to, headers and text)."""
    found = []
    for path in sorted((Path(app.instance_path) / "outbox").glob("*.eml")):
        message = message_from_bytes(path.read_bytes(), policy=policy.default)
        found.append((str(message["To"]), f"{message.items()}{message.get_content()}"))
    return found


def test_a_request_for_the_name_is_told_to_both_sides_without_it(case: Case) -> None:
    asker, owner = case.visitors["Researcher whose achievement matches"], Visitor(case.app).sign_in(case.owner)
    form = asker.open(f"/consents/ask/demands/{case.demand.id}")
    asker.submit(form, {"groups": ["name"], "purpose": "想上门谈"})
    with reading() as session:
        number = session.scalar(
            select(Consent.id).where(Consent.subject_id == case.demand.id, Consent.purpose == "想上门谈")
        )
    owner.post(f"/consents/{number}/refuse", {"answer": "暂不合作"})
    run_waiting()
    pages = (
        "/notices",
        "/consents?side=own",
        f"/consents/{number}",
        f"/consents/sign/demands/{case.demand.id}",
        "/workspace",
    )
    for path in pages:
        assert leaks(asker.open(path).html, SECRETS) == [], path
    told = [text for to, text in letters(case.app) if to == case.researcher.email]
    assert any("没有得到同意" in text for text in told)
    assert [leaks(text, SECRETS) for text in told] == [[]] * len(told)


def test_files_of_the_hidden_demand_go_out_without_a_trace_of_its_owner(case: Case) -> None:
    owner = Visitor(case.app).sign_in(case.owner)
    picture = io.BytesIO()
    exif = Image.Exif()
    exif[0x013B] = exif[0x010E] = NAME
    Image.new("RGB", (300, 200), "teal").save(picture, "JPEG", exif=exif)
    book = Workbook()
    book.properties.creator = book.properties.company = NAME
    table = io.BytesIO()
    book.save(table)
    sent = {"pdf": make_pdf(NAME), "jpg": picture.getvalue(), "xlsx": table.getvalue()}
    for kind, data in sent.items():
        upload = {"file": (io.BytesIO(data), f"{NAME}报告.{kind}"), "audience": "signed_in"}
        address = f"/files/attach/demands/{case.demand.id}/evidence"
        assert owner.post(address, upload, content_type="multipart/form-data").status == 200
    with reading() as session:
        files = list(session.scalars(select(StoredFile.token).where(StoredFile.uploaded_by_id == case.owner.id)))
    for who, visitor in case.visitors.items():
        page = visitor.open(f"/demands/{case.demand.id}")
        assert leaks(page.html, SECRETS) == [], who
        for token in files if who != "N" else ():
            answer = visitor.open(f"/files/{token}").response
            assert answer.status_code == 200, who
            assert leaks(f"{answer.headers}{readable(answer.data)}", SECRETS) == [], who
            assert not any(holds(answer.data, one) for one in (NAME, NAME.encode("utf-16-be").hex())), who
    assert {case.visitors["N"].open(f"/files/{token}").status for token in files} == {404}


def test_the_index_on_the_disk_does_not_hold_the_name(make_app) -> None:  # type: ignore[no-untyped-def]
    app = make_app(SEARCH_URL="whoosh:{instance}/index")
    with app.app_context():
        case = Case(plant(app))
        open_one = make_organisation(name="瓯江鱻麤阀门有限公司", short_name="鱻麤阀门", county_code=COUNTY)
        make_demand(open_one, title="公开名称的需求")
        run_waiting()
    data = b"".join(path.read_bytes() for path in (Path(app.instance_path) / "index").rglob("*") if path.is_file())
    assert len(data) > 10_000
    for word in ("鱻麤", "曝气"):
        assert holds(data, word), f"the scan would not see {word}"
    for secret in (*SECRETS, "龘靐", "quillwort", "麤爩", "齾鑶"):
        assert not holds(data, secret), secret
    for word in (*LOCKED_DEMAND.values(), *LOCKED_ACHIEVEMENT.values()):
        # A term of the index is one character or two; the first two of each word occur nowhere else.
        assert not holds(data, word[:2]) or word[0].isdigit(), word
    assert case.demand.hides_name


def holds(data: bytes, word: str) -> bool:
    return any(form.encode(coding) in data for form in (word, word.lower()) for coding in ("utf-8", "utf-16-le"))


def test_hiding_the_name_later_takes_it_out_of_the_index(app: Flask) -> None:
    owner = make_user()
    own = make_organisation(owner=owner, name=NAME, short_name=SHORT)
    demand = make_demand(own, title=TITLE)
    visitor, writer = Visitor(app), Visitor(app).sign_in(owner)
    assert f"/demands/{demand.id}" in visitor.open(f"/demands?q={quote('龘靐')}").html
    assert change_record(writer, f"/demands/{demand.id}", {"hides_name": "y"}).path == f"/demands/{demand.id}"
    run_waiting()
    with reading() as session:
        assert session.scalar(select(Demand.hides_name).where(Demand.id == demand.id)) is True
    assert f"/demands/{demand.id}" not in visitor.open(f"/demands?q={quote('龘靐')}").html
    assert leaks(visitor.open(f"/demands/{demand.id}").html, SECRETS) == []


def test_rights_end_at_once_with_the_membership_and_the_role(app: Flask) -> None:
    owner, leaver, broker, admin = make_user(), make_user(), make_user("broker"), make_user("administrator")
    own = make_organisation(owner=owner, editor=leaver, name=NAME, short_name=SHORT)
    demand = make_demand(own, title=TITLE, hides_name=True)
    visitors = [Visitor(app).sign_in(leaver), Visitor(app).sign_in(broker)]
    path = f"/demands/{demand.id}"
    visitors[1].submit(visitors[1].open(f"/consents/open/demands/{demand.id}"), {"reason": "核实"})
    assert [NAME in one.open(path).html for one in visitors] == [True, True]
    Visitor(app).sign_in(owner).post(f"/organisations/{own.id}/members/{leaver.id}/remove")
    Visitor(app).sign_in(admin).post(f"/desk/people/{broker.id}/role", {"role": "researcher"})
    assert [NAME in one.open(path).html for one in visitors] == [False, False]
