"""The database keeps what it is told."""

from flask import Flask

from matchmaking.core.db import session, unit_of_work
from matchmaking.organisations.models import Organisation


def test_the_id_of_a_deleted_record_is_never_given_again(app: Flask) -> None:
    with unit_of_work():
        first = Organisation(name="示例甲", kind="enterprise")
        session.add(first)
    with unit_of_work():
        session.delete(session.get_one(Organisation, first.id))
    with unit_of_work():
        second = Organisation(name="示例乙", kind="enterprise")
        session.add(second)
    assert second.id > first.id
