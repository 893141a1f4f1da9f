"""What people do on the way, through the pages and the mail as they would: no step reaches behind the house."""

from dataclasses import dataclass
from typing import Any

from flask import Flask

from matchmaking.core.jobs import run_waiting
from tests.accounts.letters import letters, link_in
from tests.factories.accounts import make_user
from tests.visitor import PASSWORD, Seen, Visitor
from tests.writing import write_record

CODE_OF_FIRM, CODE_OF_SCHOOL = "91330324MA2KX7RT7E", "12330300MB1N53KW8T"
# What is typed into the form of a demand; the criteria are the rows of one further test each.
DEMAND = {
    "title": "微孔曝气盘防堵塞膜片",
    "summary": "曝气盘三个月堵塞，氧转移效率掉到 20%。",
    "kind": "tackle",
    "problem": "印染废水里曝气盘膜片微孔三个月就堵塞，氧转移效率从 32% 掉到 20%，每年清洗两次。",
    "context": "水温 35 ℃，纤维和钙垢多，曝气盘直径 260 mm。",
    "tried": "换过三元乙丙膜片，加过酸洗，半年后照样堵。",
    "industry_codes": ["new_materials"],
    "cooperation_modes": ["joint_development"],
    "budget_low": "80",
    "budget_high": "150",
    "keywords": "曝气盘、膜片、防堵塞",
}
CRITERIA = [
    {"name": "氧转移效率", "operator": ">=", "target_low": "30", "unit": "%", "importance": "must"},
    {"name": "连续运行时间", "operator": ">=", "target_low": "12", "unit": "个月", "importance": "must"},
    {"name": "阻力损失", "operator": "<=", "target_low": "4", "unit": "kPa", "importance": "should"},
    {"name": "膜片硬度", "operator": "range", "target_low": "40", "target_high": "50", "unit": "HA",
     "importance": "should"},
]  # fmt: skip
ACHIEVEMENT = {
    "title": "不堵塞的曝气盘膜片：氟硅橡胶微孔成型",
    "summary": "让曝气盘膜片在印染废水里一年不堵塞。",
    "problem_solved": "曝气盘膜片微孔被纤维和钙垢堵塞，氧转移效率下降，要停池清洗。",
    "description": "氟硅橡胶膜片激光打出喇叭形微孔，停气时微孔自己闭合，钙垢挂不住。",
    "industry_codes": ["new_materials"],
    "readiness_level": "7",
    "transfer_modes": ["licence"],
    "price_low": "60",
    "price_high": "120",
    "keywords": "曝气盘、膜片、微孔",
}
MEASUREMENTS = [
    {"name": "氧转移效率", "operator": "=", "value_low": "34", "unit": "%", "condition": "清水，水深 6 m",
     "evidence_kind": "third_party_report"},
    {"name": "连续运行时间", "operator": ">=", "value_low": "14", "unit": "个月", "evidence_kind": "customer_record"},
    {"name": "阻力损失", "operator": "=", "value_low": "4600", "unit": "Pa", "evidence_kind": "bench_record"},
]  # fmt: skip
HAND_IN = {"zh": "提交核验", "en": "Submit for"}


@dataclass
class Person:
    """Somebody with a browser and a mailbox."""

    app: Flask
    email: str
    visitor: Visitor
    prefix: str = ""

    def open(self, path: str) -> Seen:
        return self.visitor.open(self.prefix + path)

    def mail(self) -> list[tuple[str, str]]:
        """(subject, text) of the letters to this person, after all jobs have run."""
        return [(str(one["Subject"]), one.get_content()) for one in letters(self.app, self.email)]

    def notices(self) -> list[str]:
        """The titles of the notices, newest first."""
        page = self.open("/notices")
        return [one.get_text(" ", strip=True) for one in page.soup.select("main article h2")]


def sign_up(app: Flask, role: str, name: str, email: str, prefix: str = "") -> Person:
    """Sign up, follow the link in the letter, give the password: signed in."""
    visitor = Visitor(app)
    form = visitor.open(f"{prefix}/accounts/sign-up")
    sent = visitor.submit(form, {"name": name, "email": email, "password": PASSWORD, "role": role, "consent": "y"})
    assert sent.path.endswith("/accounts/letter-sent/sign-up"), sent.errors()
    (mail,) = letters(app, email)
    confirm = visitor.open(link_in(mail))
    done = visitor.submit(confirm, {"password": PASSWORD})
    assert done.status == 200, done.errors()
    assert "/accounts/" not in done.path
    return Person(app, email, visitor, prefix)


def at_desk(app: Flask, role: str, **values: Any) -> Person:
    """Somebody whose role an administrator granted long ago."""
    user = make_user(role, **values)
    return Person(app, user.email, Visitor(app).sign_in(user))


def register(person: Person, officer: Person, **values: str) -> str:
    """Register an organisation, hand it in, and have the officer verify it; returns its path."""
    page = person.visitor.submit(person.open("/organisations/new"), {"county_code": "330324", **values})
    assert page.status == 200, page.errors()
    page = person.visitor.submit(page, action="/submit")
    where = page.path.removeprefix(person.prefix)
    assert values["name"] in officer.open("/desk/organisations").text
    checked = officer.visitor.submit(officer.open(f"/desk{where}"), button="通过核验")
    assert "已通过核验" in checked.text
    return where


def write(person: Person, room: str, values: dict[str, Any], rows_name: str, rows: list[dict[str, str]]) -> str:
    """Go through the steps of a record with as many rows as needed, declare, hand in; returns its path."""
    typed = dict(values)
    for number, row in enumerate(rows):
        typed |= {f"{rows_name}-{number}-{name}": value for name, value in row.items()}
    page = write_record(person.visitor, room, typed, prefix=person.prefix)
    assert page.path.endswith("/submit"), page.errors()
    assert page.errors() == []
    done = person.visitor.submit(page, {"not_secret": "y"}, button=HAND_IN["en" if person.prefix else "zh"])
    assert done.status == 200, done.errors()
    return done.path.removeprefix(person.prefix)


def publish(person: Person, path: str) -> None:
    """A broker or officer checks a record and publishes it as it is; index and matches follow."""
    is_demand = path.startswith("/demands/")
    page = person.open(f"/desk/refinements/{path.rsplit('/', 1)[1]}" if is_demand else path)
    page = person.visitor.submit(page, button="可发布，按原文发布" if is_demand else "核验通过，发布")
    assert "已发布" in page.text
    run_waiting()
