"""How long the board takes with many deals, and how many questions it asks the database.

usage: python -m benchmarks.deal_board [DEALS]      (500 by default; takes some seconds)
An empty folder, one broker with all the deals between invented organisations in every stage, and the page as the
server makes it, from the request to the last byte; without the network.
"""

import statistics
import sys
import tempfile
import time
from datetime import timedelta
from decimal import Decimal

from alembic import command
from sqlalchemy import event

from matchmaking import create_app
from matchmaking.core.cli import alembic_config
from matchmaking.core.db import database, now, unit_of_work
from matchmaking.core.filters import today
from matchmaking.deals.models import Deal
from matchmaking.deals.states import STAGES
from matchmaking.vocabulary.services import load_vocabulary
from tests.factories.accounts import make_user
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

ROUNDS, TARGET_SECONDS, TARGET_QUESTIONS = 20, 0.3, 20


def main(count: int) -> None:
    """Make the deals, look at the board, print the figures."""

    app = create_app({"SECRET_KEY": "benchmark" * 5, "MAIL_URL": "outbox:"}, instance_path=tempfile.mkdtemp())
    with app.app_context():
        command.upgrade(alembic_config(), "head")
        with unit_of_work():
            load_vocabulary()
        broker = make_user("broker")
        centre = make_organisation(kind="transfer_centre", owner=broker)
        places = [make_organisation().id for _one in range(40)]
        stages = list(STAGES)
        with unit_of_work() as session:
            for number in range(count):
                session.add(
                    Deal(
                        title=f"阀座耐磨涂层 × 第 {number} 号工艺",
                        state=stages[number % len(stages)],
                        stage_since=now() - timedelta(days=number % 90),
                        buyer_id=places[number % 20],
                        seller_id=places[20 + number % 17],
                        broker_id=broker.id,
                        centre_id=centre.id,
                        county_code="330324",
                        amount=Decimal(number * 10_000),
                        next_step="寄第二轮样件",
                        next_on=today() + timedelta(days=number % 30 - 5),
                        next_side="seller",
                    )  # fmt: skip
                )
        visitor = Visitor(app).sign_in(broker)
        asked: list[str] = []
        event.listen(database().engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
        for address in ("/deals", "/deals?view=list", "/deals?open=talks"):
            visitor.open(address)
            times = []
            for _round in range(ROUNDS):
                asked.clear()
                begin = time.perf_counter()
                page = visitor.send("get", address)
                times.append(time.perf_counter() - begin)
                assert page.status_code == 200
            questions = len([one for one in asked if not one.startswith("BEGIN")])
            print(
                f"{address}: {count} deals, median {statistics.median(times) * 1000:.0f} ms, "
                f"longest {max(times) * 1000:.0f} ms (target {TARGET_SECONDS * 1000:.0f} ms), "
                f"{questions} questions (target {TARGET_QUESTIONS})"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 500)
