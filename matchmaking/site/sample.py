"""The invented sample data: organisations, accounts, achievements and demands that a first visitor meets."""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from matchmaking.accounts.labels import ROLES
from matchmaking.accounts.models import Role, User
from matchmaking.accounts.passwords import hash_password
from matchmaking.accounts.queries import user_by_email
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import now, reading, session, unit_of_work
from matchmaking.core.filters import today
from matchmaking.core.history import HistoryEntry, record
from matchmaking.core.records import PUBLISHED, SUBMITTED
from matchmaking.demands.models import Demand
from matchmaking.demands.modes import CHALLENGE
from matchmaking.demands.side import DEMANDS
from matchmaking.experts.side import EXPERTS
from matchmaking.facilities.side import FACILITIES
from matchmaking.listings.services import create_listing, publish_listing, submit_listing
from matchmaking.listings.side import Side
from matchmaking.notifications.services import mark_old_read, stop_letters
from matchmaking.organisations.credit_code import read
from matchmaking.organisations.models import Membership, Organisation
from matchmaking.organisations.states import VERIFIED
from matchmaking.projects.side import PROJECTS
from matchmaking.site.sample_answers import load_proposals, load_questions
from matchmaking.site.sample_attributions import load_attributions
from matchmaking.site.sample_calls import load_calls, load_contests, load_watching
from matchmaking.site.sample_challenges import award_challenges, load_challenges
from matchmaking.site.sample_consents import load_consents
from matchmaking.site.sample_contracts import load_contracts
from matchmaking.site.sample_dealrooms import load_dealrooms
from matchmaking.site.sample_deals import load_deals
from matchmaking.site.sample_experts import link_sample, load_enquiries
from matchmaking.site.sample_followup import load_followup
from matchmaking.site.sample_judgments import load_judgments
from matchmaking.site.sample_media import load_media
from matchmaking.site.sample_milestones import load_milestones
from matchmaking.site.sample_modes import load_modes
from matchmaking.site.sample_pricing import load_pricing
from matchmaking.site.sample_projects import link_project, load_interests
from matchmaking.site.sample_refinements import go_on_at_desk, load_squad
from matchmaking.site.sample_roadshows import load_roadshows
from matchmaking.site.sample_selections import load_selections
from matchmaking.site.sample_signings import load_chains, load_signings
from matchmaking.site.sample_stages import load_stages
from matchmaking.site.sample_trials import load_trials

DATA = Path(__file__).with_name("sample_data")
SOURCE = "sample"
LOADED, REMOVED = "sample.loaded", "sample.removed"
# The records look as if they had come in over this time, in an order that mixes the industries.
SPREAD_HOURS, STRIDE = 60 * 24, 37
NEW_NOTICES = 6
# Columns that the file counts in days from today.
DAYS = (("deadline_on", "deadline_days"), ("wanted_by_on", "wanted_by_days"), ("shown_until", "shown_days"))
# Signs that cannot be taken for one another; twelve of them are some sixty bits.
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class Loaded:
    """How many records were added."""

    organisations: int
    people: int
    achievements: int
    demands: int
    experts: int
    facilities: int
    projects: int


def was_ever_loaded() -> bool:
    """Whether this database must not be given samples by itself: it had them once, or people work in it already."""
    with reading():
        before = session.scalar(select(HistoryEntry.id).where(HistoryEntry.action == LOADED).limit(1))
        return before is not None or session.scalar(select(User.id).limit(1)) is not None


def load_sample(progress: Callable[[int, int], object] = lambda done, total: None) -> Loaded:
    """Add what is missing of the sample data, in one transaction; call it outside of one. Loading twice adds nothing.

    `progress(done, total)` is called after every record.
    """
    sides = [
        (ACHIEVEMENTS, read_rows("achievements")),
        (DEMANDS, read_rows("demands") + read_rows("refinements")),
        (EXPERTS, read_rows("experts")),
        (FACILITIES, read_rows("facilities")),
        (PROJECTS, read_rows("projects")),
    ]
    total = sum(len(rows) for _side, rows in sides)
    # Before the transaction: the write lock must not be held while a hash is computed.
    password_hash = hash_password(sample_password())
    done, added = 0, {}
    with unit_of_work():
        organisations, new_organisations = _load_organisations()
        people = _load_people(organisations, password_hash)
        authors = _authors()
        load_squad()
        for side, rows in sides:
            added[side.room] = 0
            for place, row in enumerate(rows):
                organisation = organisations[row["organisation"]]
                author = authors.get(organisation.id, Viewer.nobody())
                is_new = _load_listing(side, row, organisation, author, place, len(rows))
                if is_new and "then" in row:
                    # What is done at the desk is about a record that is stored.
                    session.flush()
                    go_on_at_desk(row, _sample_demand(row["external_number"]), _sample_demand)
                if is_new and side is PROJECTS:
                    session.flush()
                    link_project(row)
                if is_new and "links" in row:
                    link_sample(row["external_number"], row["links"])
                added[side.room] += is_new
                done += 1
                progress(done, total)
        load_challenges(read_rows("challenges"), authors)
        load_consents(read_rows("consents"), SOURCE, organisations, authors)
        load_selections(read_rows("selections"), authors)
        load_proposals(read_rows("proposals"), authors)
        load_questions(read_rows("questions"), authors)
        award_challenges(read_rows("challenges"))
        load_enquiries(read_rows("enquiries"), authors)
        load_media(read_rows("decks"))
        load_interests(read_rows("interests"), organisations, authors)
        load_roadshows(read_rows("roadshows"), organisations)
        load_followup(read_rows("followup"))
        load_stages(read_rows("stages"))
        load_calls(read_rows("calls"), organisations)
        load_contests(read_rows("contests"), organisations)
        load_watching(read_rows("watched"))
        load_deals(read_rows("deals"))
        load_dealrooms(read_rows("dealrooms"))
        load_trials(read_rows("trials"), SOURCE, organisations, authors)
        load_pricing(read_rows("pricing"))
        load_chains(read_rows("signings"))
        load_contracts(read_rows("contracts"), read_rows("milestones"))
        load_signings(read_rows("signings"))
        load_milestones(read_rows("milestones"))
        if added["demands"]:
            load_modes(read_rows("modes"), SOURCE, organisations)
            load_judgments(read_rows("judgments"), SOURCE)
        load_attributions(read_rows("attributions"), authors)
        loaded = Loaded(new_organisations, people, *(added[side.room] for side, _rows in sides))
        if any(vars(loaded).values()):
            record(LOADED, "sample", data=vars(loaded))
            for user_id in session.scalars(select(User.id).where(User.is_sample)):
                # Months of work are told within a second; only what came last is still new.
                mark_old_read(user_id, keep=NEW_NOTICES)
    return loaded


def sample_accounts() -> list[str]:
    """One line for each role with an address to sign in with and, at the end, the password; empty without samples."""
    found: dict[str, str] = {}
    with reading():
        people = session.scalars(select(User).where(User.is_sample, User.is_active).order_by(User.id))
        for user in people:
            found.setdefault(user.role, user.email)
    if not found:
        return []
    lines = [f"{ROLES[role]}  {found[role]}" for role in Role if role in found]
    return ["示例账号（数据都是编写的）：", *lines, f"密码都是：{sample_password()}"]


def sample_password() -> str:
    """The password of all sample accounts, made up at the first call and kept in the instance folder."""
    path = Path(current_app.instance_path) / "sample_password"
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(handle, "w", encoding="ascii") as file:
        password = "-".join("".join(secrets.choice(SIGNS) for _ in range(4)) for _ in range(3))
        file.write(password)
    return password


def read_rows(name: str) -> list[dict[str, Any]]:
    """The lines of one file of the sample data."""
    text = (DATA / f"{name}.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines() if line.strip()]


def _load_organisations() -> tuple[dict[str, Organisation], int]:
    """Every sample organisation by name, and how many of them are new."""
    query = select(Organisation).where(Organisation.external_source == SOURCE)
    found = {one.name: one for one in session.scalars(query)}
    rows = [row for row in read_rows("organisations") if row["name"] not in found]
    for row in rows:
        reading_of_code = read(row["credit_code"])
        is_verified = row["state"] == VERIFIED
        organisation = Organisation(
            **row,
            credit_code_needs_check=not reading_of_code.passes,
            external_source=SOURCE,
            external_number=row["credit_code"],
            submitted_at=now() - timedelta(days=90 if is_verified else 2),
            verified_at=now() - timedelta(days=88) if is_verified else None,
        )
        session.add(organisation)
        found[organisation.name] = organisation
    # The memberships and records need the ids.
    session.flush()
    return found, len(rows)


def _load_people(organisations: Mapping[str, Organisation], password_hash: str) -> int:
    count = 0
    for row in read_rows("people"):
        if user_by_email(row["email"]) is not None:
            continue
        place = organisations.get(row["organisation"] or "")
        user = User(
            email=row["email"],
            name=row["name"],
            role=Role(row["role"]),
            county_code=row["county_code"] if row["role"] == Role.COUNTY_OFFICER else None,
            password_hash=password_hash,
            email_confirmed_at=now(),
            last_organisation_id=place.id if place else None,
            is_sample=True,
        )
        session.add(user)
        # The choice needs the id.
        session.flush()
        # Nobody reads the mail of example.com.
        stop_letters(user.id)
        record("accounts.created", user, data={"role": user.role})
        if place is not None:
            session.add(Membership(organisation_id=place.id, user_id=user.id, role=row["membership"], created_at=now()))
        count += 1
    return count


def _authors() -> dict[int, Viewer]:
    """Who writes for each organisation."""
    query = select(Membership.organisation_id, User.id).join(Membership.user)
    found = session.execute(query.where(Membership.role == "owner", User.is_sample))
    return {organisation_id: Viewer(user_id=user_id) for organisation_id, user_id in found}


def _load_listing(
    side: Side, row: Mapping[str, Any], organisation: Organisation, author: Viewer, place: int, count: int
) -> bool:
    """Add one record as its organisation would, up to the state that the file names; False when it is there already."""
    known = select(side.model.id).where(
        side.model.external_source == SOURCE, side.model.external_number == row["external_number"]
    )
    if session.scalar(known) is not None:
        return False
    is_challenge = side is DEMANDS and row["external_number"] in _challenged()
    values = _values(row) | ({"mode": CHALLENGE} if is_challenge else {})
    listing = create_listing(side, values, organisation=organisation, actor=author)
    listing.external_source, listing.external_number = SOURCE, row["external_number"]
    listing.is_sample = True
    if row["state"] in (SUBMITTED, PUBLISHED):
        submit_listing(side, listing, actor=author, not_secret=True)
    # A challenge is published at the end of its own way.
    if row["state"] == PUBLISHED and not is_challenge:
        publish_listing(side, listing, actor=None)
        at = now() - timedelta(hours=(place * STRIDE % count + 1) * SPREAD_HOURS / count)
        listing.submitted_at = listing.published_at = listing.confirmed_at = at
    return True


def _challenged() -> set[str]:
    """The demands that are put up as challenges."""
    return {row["demand"] for row in read_rows("challenges")}


def _sample_demand(number: str) -> Demand:
    """The sample demand of a number in the file."""
    query = select(Demand).where(Demand.external_source == SOURCE, Demand.external_number == number)
    return session.scalars(query).one()


def _values(row: Mapping[str, Any]) -> dict[str, Any]:
    """A line of the file as the values of a record: days counted from today, dates as dates."""
    values = dict(row)
    for name, days in DAYS:
        if days in values:
            values[name] = today() + timedelta(days=values.pop(days))
    if "agreed_days" in values:
        values["agreed_on"] = today() - timedelta(days=values.pop("agreed_days"))
    if "rights" in values:
        values["rights"] = [
            {**right, "granted_on": date.fromisoformat(right["granted_on"])} if right.get("granted_on") else right
            for right in values["rights"]
        ]
    return values
