"""One planted city for the tests of the whole house: people of every kind, and a record in every state.

A request that changed something puts the database back afterwards, so that each case meets the same fresh records.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import Engine, event, select
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from matchmaking.accounts.models import OneTimeToken, SignInSession, User
from matchmaking.accounts.services import CONFIRM, RESET
from matchmaking.accounts.tokens import digest
from matchmaking.core.db import Base, now, unit_of_work
from matchmaking.core.jobs import DEAD, Job, run_waiting
from matchmaking.files import disk
from matchmaking.files.models import StoredFile
from matchmaking.follows.models import Follow, SavedSearch
from matchmaking.matching.judgment_models import WEIGHTS, Judgment
from matchmaking.matching.judgment_queries import broker_key, organisation_key
from matchmaking.notifications.models import Notice
from matchmaking.notifications.unsubscribing import token_for
from matchmaking.organisations.models import Invitation, Organisation
from matchmaking.vocabulary.models import FROM_DESK, WAITING, Revision
from matchmaking.vocabulary.queries import all_terms
from matchmaking.vocabulary.services import stored_rows
from matchmaking.vocabulary.tables import csv_text
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.indexing import together
from tests.factories.organisations import make_organisation
from tests.house.planted_alike import plant_alike
from tests.house.planted_attributions import plant_attributions
from tests.house.planted_calls import plant_calls
from tests.house.planted_challenges import plant_challenges
from tests.house.planted_channels import plant_channels
from tests.house.planted_consents import plant_consents
from tests.house.planted_contests import plant_contests
from tests.house.planted_contracts import plant_contracts
from tests.house.planted_dealrooms import plant_dealrooms
from tests.house.planted_deals import plant_deals
from tests.house.planted_evidence import plant_evidence
from tests.house.planted_experts import plant_experts
from tests.house.planted_facilities import plant_facilities
from tests.house.planted_figures import plant_figures
from tests.house.planted_followup import plant_followup
from tests.house.planted_investors import plant_investors
from tests.house.planted_media import plant_media
from tests.house.planted_milestones import plant_milestones
from tests.house.planted_modes import plant_modes
from tests.house.planted_pricing import plant_pricing
from tests.house.planted_projects import plant_projects
from tests.house.planted_proposals import plant_proposals
from tests.house.planted_public_notices import plant_public_notices
from tests.house.planted_quality import plant_quality
from tests.house.planted_questions import plant_questions
from tests.house.planted_refinements import plant_refinements
from tests.house.planted_roadshows import plant_roadshows
from tests.house.planted_selections import plant_selections
from tests.house.planted_signings import plant_signings
from tests.house.planted_stages import plant_stages
from tests.house.planted_streaming import plant_streaming
from tests.house.planted_trials import plant_trials
from tests.kept import kept
from tests.visitor import Visitor

COUNTY, ELSEWHERE = "330324", "330302"
# Letter → who it is. The own organisation of "O", "W" and "M" has the records; "E" has one of its own.
VIEWERS = {
    "N": "nobody",
    "E": "enterprise of another organisation",
    "O": "owner",
    "W": "editor",
    "M": "reader",
    "R": "researcher",
    "B": "broker",
    "I": "investor",
    "C": "officer of the county",
    "X": "officer of another county",
    "Y": "city officer",
    "A": "administrator",
}
STATES = ("draft", "submitted", "published", "withdrawn")
FILE = "结合强度 76 MPa".encode()
TOKENS = {"confirm": "confirm-token", "reset": "reset-token", "invitation": "invitation-token"}


@dataclass
class World:
    """The planted city: `places` names the path arguments of a record, `cookies` and `tokens` belong to viewers."""

    app: Flask
    places: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def path(self, endpoint: str, place: str, method: str = "GET") -> str:
        """The address of a view with the path arguments of a place."""
        return self.app.url_map.bind("127.0.0.1").build(endpoint, self.places[place], method=method)

    def ask(self, letter: str, method: str, path: str, data: Any = None, **options: Any) -> TestResponse:
        """Send one request as a viewer; a POST carries a valid token. Afterwards the city is as it was."""
        visitor = Visitor(self.app)
        if letter in self.cookies:
            visitor.client.set_cookie("session", self.cookies[letter])
        if method == "POST":
            token = self.tokens.get(letter) or visitor.token()
            data = {"csrf_token": token, **(data or {})}
        response = visitor.send(method, path, data=data, **options)
        if method == "POST" and response.status_code < 400:
            self.put_back()
        return response

    def keep(self) -> None:
        """Remember the database as it is now. From here on its history and its ledger may be cut, to put it back."""
        file = database_file(self.app)
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(file.with_name(KEPT))) as copy:
            for trigger in ("history_no_delete", "ledger_no_delete"):
                source.execute(f"DROP TRIGGER {trigger}")
            source.backup(copy)

    def put_back(self) -> None:
        """Make the database what it was when it was kept: only the tables that something was written to since.

        To put the whole file back took ten times as long, most of it to read the tables' definitions again.
        """
        written = _written[self.engine]
        with closing(self.engine.raw_connection()) as connection:
            connection.cursor().execute("PRAGMA foreign_keys=OFF")
            ask = beside_the_kept(connection, self.app)
            ask.execute("BEGIN IMMEDIATE")
            for table in (*with_what_hangs_on(written), "sqlite_sequence"):
                ask.execute(f'DELETE FROM main."{table}"')
                ask.execute(f'INSERT INTO main."{table}" SELECT * FROM kept."{table}"')
            ask.execute("COMMIT")
            ask.execute("PRAGMA foreign_keys=ON")
        written.clear()

    def differing(self) -> list[str]:
        """The tables that are not what they were when the database was kept."""
        with closing(self.engine.raw_connection()) as connection:
            ask = beside_the_kept(connection, self.app)
            here, there = [f'SELECT * FROM {one}."{{0}}"'.format for one in ("main", "kept")]
            return [
                name
                for name in Base.metadata.tables
                for first, second in ((here(name), there(name)), (there(name), here(name)))
                if ask.execute(f"{first} EXCEPT {second}").fetchone()
            ]

    @property
    def engine(self) -> Engine:
        return self.app.extensions["database"].engine


KEPT = "city.sqlite3"
WRITING = re.compile(r'\b(?:INSERT INTO|UPDATE|DELETE FROM) "?(\w+)')
# Engine → the tables that were written to since the city was kept or put back.
_written: dict[Engine, set[str]] = {}


def watch(world: World) -> None:
    """Begin to note which tables are written to."""
    if world.engine not in _written:
        noted = _written[world.engine] = set()

        def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            noted.update(name for name in WRITING.findall(statement) if name in Base.metadata.tables)

        event.listen(world.engine, "before_cursor_execute", note)
    _written[world.engine].clear()


def with_what_hangs_on(written: set[str]) -> set[str]:
    """The tables, and those whose rows the database itself deletes or changes when theirs are deleted."""
    found, new = set(written), set(written)
    while new:
        new = {
            table.name
            for table in Base.metadata.tables.values()
            for key in table.foreign_keys
            if key.ondelete and key.column.table.name in new
        } - found
        found |= new
    return found


def beside_the_kept(connection: Any, app: Flask) -> Any:
    """A cursor that sees the kept database too, as `kept`."""
    ask = connection.cursor()
    if "kept" not in {name for _number, name, _file in ask.execute("PRAGMA database_list")}:
        ask.execute("ATTACH ? AS kept", (str(database_file(app).with_name(KEPT)),))
    return ask


def database_file(app: Flask) -> Path:
    return Path(app.instance_path) / "matchmaking.sqlite3"


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """The routes that answer a method, without the static files."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.endpoint):
        if method in (rule.methods or ()) and rule.endpoint != "static":
            yield rule


def plant(app: Flask) -> World:
    """The city, with everybody signed in; its places are the caller's to add to."""
    world: World = kept(app, "city", lambda: _plant(app))
    watch(world)
    return replace(world, places=dict(world.places), cookies=dict(world.cookies), tokens=dict(world.tokens))


@together()
def _plant(app: Flask) -> World:
    """Build the city, sign everybody in and remember the database."""
    world = World(app)
    plant_people(world)
    plant_organisations(world)
    plant_listings(world)
    plant_files(world)
    plant_small_things(world)
    plant_judgments(world)
    plant_consents(world)
    plant_public_notices(world)
    plant_challenges(world)
    plant_modes(world)
    plant_proposals(world)
    plant_refinements(world)
    plant_selections(world)
    plant_questions(world)
    plant_experts(world)
    plant_facilities(world)
    plant_media(world)
    plant_projects(world)
    plant_investors(world)
    plant_followup(world)
    plant_quality(world)
    plant_alike(world)
    plant_roadshows(world)
    plant_channels(world)
    plant_calls(world)
    plant_contests(world)
    plant_streaming(world)
    plant_stages(world)
    plant_figures(world)
    plant_deals(world)
    plant_pricing(world)
    plant_dealrooms(world)
    plant_trials(world)
    plant_attributions(world)
    plant_signings(world)
    plant_contracts(world)
    plant_milestones(world)
    plant_evidence(world)
    run_waiting()
    for letter, user in world.people.items():
        visitor = Visitor(app).sign_in(user)
        world.tokens[letter] = visitor.token()
        cookie = visitor.client.get_cookie("session")
        assert cookie is not None
        world.cookies[letter] = cookie.value
    with unit_of_work() as session:
        own = session.scalar(select(SignInSession.id).where(SignInSession.user_id == world.people["O"].id))
    world.places["owners_session"] = {"session_id": own}
    world.keep()
    return world


def plant_people(world: World) -> None:
    roles = {"E": "enterprise", "O": "enterprise", "W": "enterprise", "M": "enterprise", "R": "researcher"}
    roles |= {"B": "broker", "I": "investor", "C": "county_officer", "X": "county_officer"}
    roles |= {"Y": "city_officer", "A": "administrator"}
    counties = {"C": COUNTY, "X": ELSEWHERE}
    world.people = {letter: make_user(role, county_code=counties.get(letter)) for letter, role in roles.items()}
    asking = make_user("researcher", requested_role="broker")
    world.places["-"] = {}
    world.places["person"] = {"user_id": asking.id}
    world.places["inactive_person"] = {"user_id": make_user(is_active=False).id}


def plant_organisations(world: World) -> None:
    people = world.people
    members = {"owner": people["O"], "editor": people["W"], "reader": people["M"]}
    own = make_organisation(**members, county_code=COUNTY, contact_name="邬联系", contact_phone="0577-88001122")
    world.places["own"] = {"organisation_id": own.id}
    for state in ("unverified", "submitted", "refused"):
        organisation = make_organisation(**members, county_code=COUNTY, state=state, verified_at=None)
        world.places[f"own_{state}"] = {"organisation_id": organisation.id}
    world.places["own_editor"] = {"organisation_id": own.id, "user_id": people["W"].id}
    world.places["own_reader"] = {"organisation_id": own.id, "user_id": people["M"].id}
    make_organisation(owner=people["E"], county_code=ELSEWHERE)
    with unit_of_work() as session:
        invitation = Invitation(
            organisation_id=own.id,
            email=people["E"].email,
            role="reader",
            token_hash=digest(TOKENS["invitation"]),
            invited_by_id=people["O"].id,
            created_at=now(),
            expires_at=now() + timedelta(days=7),
        )
        session.add(invitation)
    world.places["invitation"] = {"invitation_id": invitation.id}
    world.places["own_invitation"] = {"organisation_id": own.id, "invitation_id": invitation.id}
    world.places["invitation_link"] = {"token": TOKENS["invitation"]}


def plant_listings(world: World) -> None:
    with unit_of_work() as session:
        own = session.get_one(Organisation, world.places["own"]["organisation_id"])
    for kind, make in (("achievement", make_achievement), ("demand", make_demand)):
        for state in STATES:
            past = {"published_at": None, "number": None} if state == "draft" else {}
            record = make(own, state=state, **past)
            world.places[f"{kind}_{state}"] = {f"{kind}_id": record.id}
            world.places[f"step_{kind}_{state}"] = {f"{kind}_id": record.id, "step": "audience"}
    for state in STATES:
        world.places[f"pair_{state}"] = world.places[f"demand_{state}"] | world.places[f"achievement_{state}"]
    hidden = make_demand(own, hides_name=True)
    world.places["demand_hidden"] = {"demand_id": hidden.id}
    world.places["pair_hidden"] = world.places["demand_hidden"] | {"achievement_id": make_achievement().id}


def plant_files(world: World) -> None:
    """A file of the organisation and of some of its records, and the addresses at which more are attached."""
    subjects = {"own": ("organisations", "proof")}
    subjects |= {f"achievement_{state}": ("achievements", "evidence") for state in STATES}
    subjects |= {f"demand_{state}": ("demands", "evidence") for state in (*STATES, "hidden")}
    with unit_of_work() as session:
        for number, (place, (table, purpose)) in enumerate(subjects.items()):
            (subject_id,) = world.places[place].values()
            token = f"{number:048x}"
            disk.write(token, FILE)
            stored = StoredFile(
                token=token,
                subject_type=table,
                subject_id=subject_id,
                purpose=purpose,
                name="检测报告.txt",
                media_type="text/plain",
                size=len(FILE),
                sha256=sha256(FILE).hexdigest(),
                organisation_id=world.places["own"]["organisation_id"],
                created_at=now(),
            )
            session.add(stored)
            world.places[f"file_{place}"] = {"token": token}
            world.places[f"attach_{place}"] = {"subject_type": table, "subject_id": subject_id, "purpose": purpose}


def plant_judgments(world: World) -> None:
    """What the owner and the broker said of a pair; the broker's is of another one."""
    said = {
        "own_judgment": ("O", world.places["pair_hidden"], "demand", "fits"),
        "brokers_judgment": ("B", world.places["pair_published"], "broker", "strong"),
    }
    organisation_id = world.places["own"]["organisation_id"]
    for place, (letter, pair, side, verdict) in said.items():
        user_id = world.people[letter].id
        is_own = side == "demand"
        with unit_of_work() as session:
            judgment = Judgment(
                **pair,
                user_id=user_id,
                organisation_id=organisation_id if is_own else None,
                side=side,
                judge_key=organisation_key(organisation_id) if is_own else broker_key(user_id),
                verdict=verdict,
                weight=WEIGHTS[verdict],
            )
            session.add(judgment)
        world.places[place] = {"judgment_id": judgment.id}


def plant_small_things(world: World) -> None:
    owner = world.people["O"]
    with unit_of_work() as session:
        notice = Notice(
            user_id=owner.id,
            kind="organisations.verified",
            once_key="planted",
            data={"organisation": "某单位"},
            path="/",
            created_at=now(),
        )
        job = Job(name="core.send_mail", queue="fast", payload={}, state=DEAD, run_after=now() + timedelta(days=9))
        text = csv_text(stored_rows("urgency"))
        upload = Revision(
            list_code="urgency",
            origin=FROM_DESK,
            state=WAITING,
            digest="planted",
            row_count=len(all_terms("urgency")),
            text=text,
            file_name="urgency.csv",
        )
        session.add_all([notice, job, upload])
        for purpose, token in ((CONFIRM, TOKENS["confirm"]), (RESET, TOKENS["reset"])):
            expires = now() + timedelta(hours=1)
            session.add(OneTimeToken(token_hash=digest(token), purpose=purpose, user_id=owner.id, expires_at=expires))
    world.places["owners_notice"] = {"notice_id": notice.id}
    world.places["dead_job"] = {"job_id": job.id}
    world.places["upload"] = {"revision_id": upload.id}
    world.places["list"] = {"kind": "urgency"}
    world.places["clock_rule"] = {"kind": "demand_check"}
    world.places["confirm_link"] = {"token": TOKENS["confirm"]}
    world.places["reset_link"] = {"token": TOKENS["reset"]}
    world.places["sitemap_part"] = {"name": "demands", "number": 1}
    world.places["letter_sent"] = {"purpose": "reset"}
    plant_follows(world)
    world.places["stop_link"] = {"token": token_for(owner.id, "matches")}


def plant_follows(world: World) -> None:
    """The owner has saved a search; somebody else follows the organisation."""
    with unit_of_work() as session:
        search = SavedSearch(
            user_id=world.people["O"].id,
            kind="demand",
            name="阀座",
            arguments={"q": ["阀座"]},
            fingerprint="planted",
            delivery="at_once",
        )
        session.add(search)
        followed = world.places["own"]
        session.add(Follow(user_id=world.people["E"].id, organisation_id=followed["organisation_id"]))
    world.places["owners_search"] = {"search_id": search.id}
    world.places["kind_demand"] = {"kind": "demand"}
    world.places["followed"] = dict(followed)
