"""People for tests."""

from typing import Any

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.passwords import hash_password
from matchmaking.core.db import now, session, unit_of_work
from tests.factories.numbers import next_number
from tests.visitor import PASSWORD


def make_user(role: str = Role.ENTERPRISE, *, password: str = PASSWORD, **values: Any) -> User:
    """A person with a confirmed address, stored; use it outside of a unit of work."""
    number = next_number(__name__)
    with unit_of_work():
        user = User(
            **{
                "email": f"person{number}@example.com",
                "name": f"某人{number}",
                "role": role,
                "password_hash": hash_password(password),
                "email_confirmed_at": now(),
                **values,
            }
        )
        session.add(user)
    return user
