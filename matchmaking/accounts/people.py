"""What administrators do with accounts: create, grant roles, deactivate."""

from flask_babel import gettext as _

from matchmaking.accounts.counties import counties
from matchmaking.accounts.models import Role, User
from matchmaking.accounts.passwords import hash_password
from matchmaking.accounts.queries import active_administrators, fold_email, user_by_email
from matchmaking.accounts.services import end_sessions
from matchmaking.accounts.signals import role_granted, role_refused
from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import now, session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record


def create_user(
    *, email: str, name: str, role: str, password: str, county_code: str | None = None, is_sample: bool = False
) -> User:
    """Make an account that can be used at once. Raises RuleBroken when the address has one already."""
    email = fold_email(email)
    if user_by_email(email) is not None:
        raise RuleBroken(_("这个邮箱已经有账号。"))
    user = User(
        email=email,
        name=name,
        role=Role(role),
        county_code=_county_for(role, county_code),
        password_hash=hash_password(password),
        email_confirmed_at=now(),
        is_sample=is_sample,
    )
    session.add(user)
    record("accounts.created", user, data={"role": user.role})
    return user


def grant_role(user: User, role: str, *, county_code: str | None, actor: Viewer) -> None:
    """Give a person a role; what was asked for is settled by it. Rights change with the person's next request."""
    _keep_an_administrator(user, stays=role == Role.ADMINISTRATOR)
    before = user.role
    user.role, user.county_code, user.requested_role = Role(role), _county_for(role, county_code), None
    record("accounts.role_granted", user, actor=actor, from_state=before, to_state=user.role)
    role_granted.send("accounts", user=user, role=user.role)


def refuse_role(user: User, reason: str, *, actor: Viewer) -> None:
    """Do not grant the role that was asked for, and say why. Raises RuleBroken when nothing was asked for."""
    wanted = user.requested_role
    if wanted is None:
        raise RuleBroken(_("这个人没有待处理的身份申请。请刷新页面。"))
    user.requested_role = None
    record("accounts.role_refused", user, actor=actor, reason=reason, data={"role": wanted})
    role_refused.send("accounts", user=user, role=wanted, reason=reason)


def deactivate_user(user: User, *, actor: Viewer) -> None:
    """Take an account out of use; whoever is signed in with it is out at once."""
    if not user.is_active:
        return
    _keep_an_administrator(user, stays=False)
    user.is_active = False
    end_sessions(user)
    record("accounts.deactivated", user, actor=actor)


def activate_user(user: User, *, actor: Viewer) -> None:
    """Put an account back into use."""
    if not user.is_active:
        user.is_active = True
        record("accounts.activated", user, actor=actor)


def _county_for(role: str, county_code: str | None) -> str | None:
    """The county of a county officer; other roles have none. Raises RuleBroken when it is missing or unknown."""
    if role != Role.COUNTY_OFFICER:
        return None
    if county_code not in counties():
        raise RuleBroken(_("县级主管部门人员要指定所属的县（市、区）。"))
    return county_code


def _keep_an_administrator(user: User, *, stays: bool) -> None:
    if user.role == Role.ADMINISTRATOR and user.is_active and not stays and active_administrators() <= 1:
        raise RuleBroken(_("这是最后一位平台管理员。请先给另一个人管理员身份。"))
