"""Events reach those who may follow, in order and once; who was away gets what was missed; tickets end."""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from flask import Flask

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import database, reading, unit_of_work
from matchmaking.core.jobs import enqueue, run_waiting
from matchmaking.streaming import presence
from matchmaking.streaming.hub import WAITING_ROUNDS, Client, Hub
from matchmaking.streaming.live import Live
from matchmaking.streaming.models import StreamEvent
from matchmaking.streaming.queries import REPLAYED
from matchmaking.streaming.services import end_tickets, publish, ticket
from matchmaking.streaming.tickets import GRACE, LIFETIME, Ticket, read, sign
from matchmaking.streaming.topics import register_topic
from tests.factories.accounts import make_user
from tests.streaming.own_loop import run_alone
from tests.visitor import Visitor

TOPIC = "tried:1"
# Nobody waits longer than needed; a machine that does much else may take so long.
PATIENCE = 60


def tell(*numbers: int, topic: str = TOPIC) -> None:
    with unit_of_work():
        for number in numbers:
            publish(topic, "page", {"number": number})


def numbers_in(piece: bytes) -> list[int]:
    lines = [line for line in piece.decode().splitlines() if line.startswith("data: ")]
    told = [json.loads(line.removeprefix("data: ")) for line in lines]
    return [one["data"]["number"] if one["kind"] == "page" else -1 for one in told]


def with_hub(app: Flask, act: Callable[[Hub], Awaitable[Any]]) -> Any:
    """Run `act` beside a working hub."""

    async def run() -> Any:
        hub = Hub(database().engine, presence.Register(), lambda due, topics: dict.fromkeys(topics, 7))
        working = asyncio.create_task(hub.run())
        try:
            return await act(hub)
        finally:
            hub.stopping = True
            await working

    return run_alone(run())


def made(after: int = 0, *, who: str = "a", user_id: int = 0) -> Ticket:
    return Ticket(TOPIC, who, user_id, after, int(time.time()))


async def pieces(client: Client, count: int) -> list[int]:
    """The numbers told until `count` have come."""
    found: list[int] = []
    async with asyncio.timeout(PATIENCE):
        while len(found) < count:
            found += [number for number in numbers_in(await client.rounds.get()) if number >= 0]
    return found


def test_who_follows_gets_what_was_missed_and_then_what_happens_once_and_in_order(app: Flask) -> None:
    tell(1, 2, 3)
    tell(99, topic="tried:2")

    async def act(hub: Hub) -> None:
        late, fresh = await hub.join(made(after=1), 1), await hub.join(made(who="b"), 4)
        assert late is not None
        assert fresh is not None
        await asyncio.to_thread(in_context(app, tell), 4, 5)
        assert await pieces(late, 4) == [2, 3, 4, 5]
        assert await pieces(fresh, 2) == [4, 5]
        hub.leave(late)
        await asyncio.to_thread(in_context(app, tell), 6)
        # Away for a while: the browser says what it saw last.
        back = await hub.join(made(after=1), 6)
        assert back is not None
        assert await pieces(back, 1) == [6]

    with_hub(app, act)


def in_context(app: Flask, act: Callable[..., None]) -> Callable[..., None]:
    def run(*values: Any) -> None:
        with app.app_context():
            act(*values)

    return run


def test_who_missed_more_than_is_kept_loads_the_page_anew(app: Flask) -> None:
    tell(*range(REPLAYED + 3))

    async def act(hub: Hub) -> None:
        client = await hub.join(made(), 1)
        assert client is not None
        assert b'"reset"' in client.rounds.get_nowait()
        answer = await hub.since(made(), 1)
        assert answer is not None
        assert (answer["reset"], answer["events"], answer["last"]) == (True, [], REPLAYED + 3)

    with_hub(app, act)


def test_a_client_that_reads_nothing_is_let_go(app: Flask) -> None:
    async def act(hub: Hub) -> None:
        client = await hub.join(made(), 0)
        assert client is not None
        client.holder = asyncio.create_task(asyncio.sleep(60))
        assert [client.hand(b"x") for _ in range(WAITING_ROUNDS)].count(True) == WAITING_ROUNDS - 1
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        assert client.holder.cancelled()

    with_hub(app, act)


def test_an_ended_ticket_closes_the_connection_and_opens_no_other(app: Flask) -> None:
    def end() -> None:
        with unit_of_work():
            end_tickets(TOPIC, 5)

    async def act(hub: Hub) -> None:
        ended, other = await hub.join(made(who="u5", user_id=5), 0), await hub.join(made(who="u6", user_id=6), 0)
        assert ended is not None
        assert other is not None
        ended.rounds.get_nowait()
        await asyncio.to_thread(in_context(app, end))
        async with asyncio.timeout(PATIENCE):
            while await ended.rounds.get() != b"":
                pass
        assert await hub.join(made(user_id=5), 0) is None
        assert await hub.since(made(user_id=5), 0) is None
        # A ticket that was made afterwards has asked for the rights of that moment.
        assert await hub.join(made(after=1, user_id=5), 1) is not None

    with_hub(app, act)


def test_the_server_is_full_for_one_address_before_it_is_for_all(app: Flask) -> None:
    async def call(live: Live, address: str) -> int:
        told: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            await asyncio.sleep(0.1)
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            told.append(message)

        path = f"/live/{sign('secret', made(who=address))}"
        scope = {"method": "GET", "path": path, "query_string": b"", "client": (address, 1), "headers": []}
        assert live.takes(scope)
        await live(scope, receive, send)
        return int(told[0]["status"])

    async def act(hub: Hub) -> None:
        live = Live(hub, "secret", most=3, per_address=2, trusted_proxies=0)
        calls = [call(live, address) for address in ("1.1.1.1", "1.1.1.1", "1.1.1.1", "2.2.2.2", "3.3.3.3")]
        assert await asyncio.gather(*calls) == [200, 200, 503, 200, 503]
        assert (live.count, live.addresses) == (0, {})
        assert await call(live, "1.1.1.1") == 200

    with_hub(app, act)


def test_a_ticket_cannot_be_forged_and_ends(app: Flask) -> None:
    old = Ticket(TOPIC, "a", 0, 0, int(time.time()) - LIFETIME - GRACE - 2)
    assert read("secret", sign("secret", made())) is not None
    assert read("secret", sign("other", made())) is None
    assert read("secret", sign("secret", made()) + "x") is None
    assert read("secret", sign("secret", old)) is None


def test_without_held_connections_pages_ask_for_what_is_new(app: Flask, visitor: Visitor) -> None:
    register_topic("asked", lambda viewer, number: viewer.is_signed_in and number == 1)
    assert visitor.open("/live-tickets/asked:1").status == 404
    visitor.sign_in(make_user())
    assert [visitor.open(f"/live-tickets/{topic}").status for topic in ("asked:2", "other:1", "asked:x")] == [404] * 3
    tell(1, topic="asked:1")
    address = visitor.open("/live-tickets/asked:1").response.json["address"]
    assert visitor.open(address).status == 204
    tell(2, topic="asked:1")
    answer = visitor.open(f"{address}/events").response.json
    assert [one["data"] for one in answer["events"]] == [{"number": 2}]
    assert visitor.open(f"{address}/events?after={answer['last']}").response.json["events"] == []
    with reading():
        assert presence.count("asked:1") == 1
    with unit_of_work():
        end_tickets("asked:1")
    assert visitor.open(f"{address}/events").status == 403
    assert visitor.open("/live/forged/events").status == 403


def test_what_is_rolled_back_is_not_told_and_what_is_old_is_forgotten(app: Flask) -> None:
    try:
        with unit_of_work():
            publish(TOPIC, "page", {"number": 1})
            raise LookupError
    except LookupError:
        pass
    tell(2)
    with unit_of_work() as session:
        (event,) = session.query(StreamEvent).all()
        assert event.data == {"number": 2}
        event.at -= event.at - event.at.replace(year=event.at.year - 1)
        presence.write({TOPIC: 3}, "one")
        presence.write({TOPIC: 4}, "other")
        presence.write({TOPIC: 5}, "other")
        assert presence.count(TOPIC) == 8
        enqueue("streaming.forget_events")
    run_waiting()
    with unit_of_work() as session:
        assert session.query(StreamEvent).count() == 0
        assert ticket(TOPIC, Viewer.nobody())
        presence.forget("other")
        assert presence.counts([TOPIC, "none"]) == {TOPIC: 3}
