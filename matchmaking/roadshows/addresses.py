"""The secret address of a person's calendar: signed, good until it is renewed, and it shows only this calendar."""

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from matchmaking.core.db import current_session
from matchmaking.roadshows.models import CalendarAddress
from matchmaking.roadshows.queries import calendar_address

SALT = "roadshows.calendar"


def token_of(address: CalendarAddress) -> str:
    """What stands in the address."""
    return _signer().dumps([address.user_id, address.serial])


def owner_of(token: str) -> int | None:
    """Whose calendar a token opens; None when it is forged, damaged, or was renewed since."""
    try:
        user_id, serial = _signer().loads(token)
    except (BadData, ValueError, TypeError):
        return None
    if not isinstance(user_id, int):
        return None
    address = calendar_address(user_id)
    return user_id if address is not None and address.serial == serial else None


def make_address(user_id: int) -> CalendarAddress:
    """Give a person an address, or the present one a new number, so that the old one opens nothing any more."""
    address = calendar_address(user_id)
    if address is None:
        address = CalendarAddress(user_id=user_id, serial=1)
        current_session().add(address)
    else:
        address.serial += 1
    return address


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt=SALT)
