"""What a deal is to everybody outside of it: not there. And nothing of it is counted or listed for others."""

from flask import Flask

from matchmaking import ROOMS
from matchmaking.clocks.rules import KINDS
from matchmaking.files.access import _access
from tests.factories.accounts import make_user
from tests.house.test_matrix import entries
from tests.house.world import World
from tests.visitor import Visitor

NAMES = [room.__name__.rsplit(".", 1)[-1] for room in ROOMS]
# From the floor of deals up; the site is the common roof of all rooms.
ROOMS_OF_DEALS = frozenset(NAMES[NAMES.index("deals") : NAMES.index("site")])
OUTSIDE = "NRICXYA"
# Of one organisation and not of a deal: its entry in the pool of 先用后转, the order of its approvals.
NOT_OF_DEALS = ("pool_", "own", "delegation", "contract_template")


def of_deals() -> list[tuple[str, str, str]]:
    """The rows of the table about one deal, as (method, endpoint, place)."""
    blueprints = ROOMS_OF_DEALS | {"files"}
    return [
        (method, endpoint, place)
        for method, endpoint, place, allowed in entries()
        if endpoint.split(".")[0] in blueprints and place != "-" and not set(allowed) & set(OUTSIDE)
        and (endpoint.split(".")[0] != "files" or place.startswith(("deal_", "contract_")))
        and not place.startswith(NOT_OF_DEALS)
    ]  # fmt: skip


def test_a_deal_is_not_there_for_administrators_and_other_brokers(world: World, short_refusals: None) -> None:
    """404 and not 403, which would say that there is something. Who else is refused stands in the table itself."""
    stranger = Visitor(world.app).sign_in(make_user("broker"))
    world.tokens["Z"] = stranger.token()
    world.cookies["Z"] = stranger.client.get_cookie("session").value
    wrong = []
    for method, endpoint, place in of_deals():
        path = world.path(endpoint, place, method)
        for letter in ("Z", "A"):
            status = world.ask(letter, method, path).status_code
            if status != 404:
                wrong.append(f"{method} {endpoint} {place} {letter}: {status}")
    assert wrong == [], "\n".join(wrong)
    assert {endpoint.split(".")[0] for _method, endpoint, _place in of_deals()} >= ROOMS_OF_DEALS - {"outcomes"}


def room_of(function: object) -> str:
    return str(function.__module__).split(".")[1]


def test_how_fast_an_organisation_acts_in_deals_is_not_counted_for_others(app: Flask) -> None:
    counted = [
        code for code, kind in KINDS.items() if room_of(kind.todo) in ROOMS_OF_DEALS and not kind.is_confidential
    ]
    assert counted == []


def test_no_list_names_who_took_a_file_of_a_deal(app: Flask) -> None:
    """The other side may be a buyer that stays unnamed; templates of contracts are the platform's own."""
    listing = {table for table, access in _access.items() if room_of(access.can_read) in ROOMS_OF_DEALS}
    assert {table for table in listing if _access[table].lists_downloads} == {"contract_templates"}
