"""People for tests."""

from itertools import count
from typing import Any

from matchmaking.accounts.models import Role, User
from matchmaking.accounts.passwords import hash_password
from matchmaking.core.db import now, session, unit_of_work
from tests.visitor import PASSWORD

_numbers = count(1)


def make_user(role: str = Role.ENTERPRISE, *, password: str = PASSWORD, **values: Any) -> User:
    """A person with a confirmed address, stored; use it outside of a unit of work."""
    number = next(_numbers)
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
