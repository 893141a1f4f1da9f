"""Passwords: Argon2id hashes, a check that takes as long for unknown accounts, and the rules for new ones."""

from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import Flask, current_app
from flask_babel import gettext as _

SHORTEST, LONGEST = 10, 200
# (rounds, KiB of memory, lanes). "normal" is the second set that OWASP recommends: 19 MiB do not let two hundred
# sign-ins at once exhaust a small machine.
COSTS = {"normal": (2, 19_456, 1), "test": (1, 8, 1)}
# Long enough for the length rule, and still what everybody tries first. Compared without blanks and case.
COMMON = frozenset(Path(__file__).with_name("common_passwords.txt").read_text(encoding="ascii").split())


def init_app(app: Flask) -> None:
    """Prepare the hasher and one hash to check against when there is no account.

    Raises RuntimeError for an unknown cost, and for the cost of the tests outside of them.
    """
    cost = app.config["PASSWORD_COST"]
    if cost not in COSTS or (cost == "test" and not app.testing):
        raise RuntimeError("PASSWORD_COST must be normal.")
    rounds, memory, lanes = COSTS[cost]
    hasher = PasswordHasher(time_cost=rounds, memory_cost=memory, parallelism=lanes)
    app.extensions["password_hasher"] = hasher
    app.extensions["password_nobody"] = hasher.hash("there is no such account")


def hash_password(password: str) -> str:
    """An Argon2id hash with its own salt."""
    return current_app.extensions["password_hasher"].hash(password)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is right. Without a hash it is wrong, after the same work as for a real account."""
    try:
        current_app.extensions["password_hasher"].verify(
            password_hash or current_app.extensions["password_nobody"], password[:LONGEST]
        )
    except (VerificationError, InvalidHashError):
        return False
    return password_hash is not None and len(password) <= LONGEST


def is_outdated(password_hash: str) -> bool:
    """Whether the hash was made at another cost and should be renewed at the next right sign-in."""
    return current_app.extensions["password_hasher"].check_needs_rehash(password_hash)


def weakness(password: str, *, email: str = "", name: str = "") -> str | None:
    """Why a new password is not accepted, in words for the user; None when it is."""
    folded = "".join(password.casefold().split())
    if len(password) < SHORTEST:
        return _("密码至少要 %(count)d 个字符。几个不相干的词连起来，又长又好记。", count=SHORTEST)
    if len(password) > LONGEST:
        return _("密码最多 %(count)d 个字符，请缩短。", count=LONGEST)
    own = {email.casefold(), email.casefold().partition("@")[0], "".join(name.casefold().split())} - {""}
    if any(
        folded == word or (len(word) >= 4 and word in folded and folded.replace(word, "").isdigit()) for word in own
    ):
        return _("密码不能是您的邮箱或姓名，也不能只在后面加几个数字。请换一个。")
    if folded in COMMON or len(set(folded)) < 4:
        return _("这个密码太常见，别人一试就中。请换一个。")
    return None
