"""Opening a deal: from a pair, from interest in a project, from a visit or by hand."""

from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice

from matchmaking.accounts.current import viewer
from matchmaking.accounts.models import User
from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.core.db import session
from matchmaking.core.errors import RuleBroken
from matchmaking.core.guards import SIGNED_IN, guard, require
from matchmaking.deals import permissions, services
from matchmaking.deals.forms import OpenForm
from matchmaking.deals.opening import find_parties, of_interest, of_pair, with_broker
from matchmaking.deals.services import Opening
from matchmaking.deals.states import HAND, VISIT
from matchmaking.deals.views import Answered, deals
from matchmaking.demands.side import DEMANDS
from matchmaking.interests.permissions import can_view_interest, shows_demand
from matchmaking.interests.queries import interest_with
from matchmaking.listings.views import load
from matchmaking.organisations.models import Organisation


@deals.route("/deals/new", methods=["GET", "POST"])
@guard(SIGNED_IN)
def new_deal() -> Answered:
    """Open a deal. `demand` and `achievement`, or `interest`, in the address say what it comes from."""
    person, form = viewer(), OpenForm()
    require(permissions.can_open_by_hand(person))
    given = _given(person)
    if given is not None:
        _keep_only(form, "form_key", "title", "words", "amount")
    opening = given
    if request.method != "POST":
        form.new_key()
        form.title.data = given.title if given else None
        if given is None and person.organisation_id and not person.is_broker:
            form.buyer.data = person.organisation_name
    elif form.validate():
        opening = given or _by_hand(form, person)
        if opening is not None and _may_open(opening, form, person):
            return _open(opening, form, person)
    page = render_template("deals/new_deal.html", form=form, given=given, **_parties(given, person))
    return (page, 422) if form.errors else page


def _given(person: Viewer) -> Opening | None:
    """What the address says that the deal comes from; 404 for what the viewer may not see, 403 for pairs of others."""
    demand_id, achievement_id, interest_id = (_number(name) for name in ("demand", "achievement", "interest"))
    if demand_id and achievement_id:
        demand, achievement = load(DEMANDS, demand_id, person), load(ACHIEVEMENTS, achievement_id, person)
        opening = of_pair(demand, achievement)
        require(permissions.can_open_pair(person, demand, achievement))
        return opening
    if not interest_id:
        return None
    interest = interest_with(interest_id)
    require(interest is not None and can_view_interest(person, interest), hide=True)
    assert interest is not None
    require(permissions.can_open_of_interest(person, interest))
    if interest.organisation_id is None:
        raise RuleBroken(_("感兴趣的是个人，没有以单位的名义提出，开不了对接。"))
    demand = interest.demand if interest.demand and shows_demand(person, interest, interest.demand) else None
    return of_interest(interest, demand)


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(404)
    return int(text)


def _keep_only(form: OpenForm, *names: str) -> None:
    for name in [one.name for one in form]:
        if name not in names and name != "csrf_token":
            delattr(form, name)


def _by_hand(form: OpenForm, person: Viewer) -> Opening | None:
    """What was typed; None where a party is not found, or where several fit and one must be chosen."""
    buyer, seller = _party(form, "buyer"), _party(form, "seller")
    if buyer is None or seller is None:
        return None
    kind = VISIT if form.kind.data == VISIT else HAND
    return Opening(
        title=form.title.data or "", buyer_id=buyer.id, seller_id=seller.id, kind=kind, words=form.words.data or "",
        hides_buyer=bool(form.hides_buyer.data), county_code=buyer.county_code,
    )  # fmt: skip


def _party(form: OpenForm, side: str) -> Organisation | None:
    field, choice = form[side], form[f"{side}_id"]
    found = find_parties(field.data or "")
    choice.choices = [SelectChoice(str(one.id), one.name) for one in found] if len(found) > 1 else []
    chosen = next((one for one in found if str(one.id) == choice.data), None)
    if len(found) == 1:
        return found[0]
    if chosen is None:
        words = _("有几家单位名称相近，请选一家。") if found else _("没有找到这家已核验的单位，请换个写法。")
        field.errors = [words]
    return chosen


def _may_open(opening: Opening, form: OpenForm, person: Viewer) -> bool:
    """Whether this person may open a deal between these two, with this title."""
    if opening.buyer_id == opening.seller_id:
        form.title.errors = [_("需求方和成果方不能是同一家单位。")]
    elif not permissions.can_open_between(person, opening.buyer_id, opening.seller_id):
        form.title.errors = [_("只能为本单位开对接：需求方或成果方须是您能代表的单位。")]
    elif opening.hides_buyer and _names(opening.buyer_id, form.title.data or "", form.words.data or ""):
        form.title.errors = [_("需求方还没有说明自己是谁，标题和来由里不能出现它的名称。")]
    return not form.title.errors


def _names(organisation_id: int, *texts: str) -> bool:
    place = session.get_one(Organisation, organisation_id)
    names = [one for one in (place.name, place.short_name, place.name_en) if one]
    return any(one in text for one in names for text in texts)


def _open(opening: Opening, form: OpenForm, person: Viewer) -> Answered:
    opening = replace(
        opening, title=form.title.data or opening.title, words=form.words.data or "", amount=form.amount.data,
        form_key=form.form_key.data or None,
    )  # fmt: skip
    if person.is_broker:
        opening = with_broker(opening, session.get(User, person.user_id))
    deal = services.open_deal(opening, actor=person)
    flash(_("已开出，双方都会收到通知。请写明下一步。"), "success")
    return redirect(url_for("deals.show_deal", deal_id=deal.id), 303)


def _parties(given: Opening | None, person: Viewer) -> dict[str, Any]:
    """The names of the parties that stand already, as far as the viewer may know."""
    if given is None:
        return {"buyer": None, "seller": None}
    buyer, seller = (session.get_one(Organisation, one) for one in (given.buyer_id, given.seller_id))
    # A broker who may open it knows the buyer already.
    knows = not given.hides_buyer or not person.belongs_to(seller.id) or person.belongs_to(buyer.id)
    return {"buyer": buyer.local_name if knows else _("已脱敏企业"), "seller": seller.local_name}
