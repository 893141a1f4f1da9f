"""The steps of writing a contract: which there are, what each holds now, and how far it is."""

from collections.abc import Sequence
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.contracts.checks import Lack, texts_with_goods
from matchmaking.contracts.fields import PARTY
from matchmaking.contracts.forms import FORMS, MoneyForm, PartiesForm, StepForm, digest
from matchmaking.contracts.models import Contract, ContractParty
from matchmaking.contracts.states import LICENCE, TRANSFER
from matchmaking.contracts.wording import STEPS
from matchmaking.deals.models import Deal
from matchmaking.deals.permissions import knows_buyer
from matchmaking.deals.states import BROKER, BUYER, SELLER
from matchmaking.organisations.models import Organisation

ORDER = tuple(STEPS)


def after(step: str) -> str | None:
    """The next step; None behind the last one."""
    place = ORDER.index(step) + 1
    return ORDER[place] if place < len(ORDER) else None


def before(step: str) -> str | None:
    """The step in front; None before the first one."""
    place = ORDER.index(step)
    return ORDER[place - 1] if place else None


def data_of(contract: Contract, step: str) -> dict[str, Any]:
    """What a step holds, as its form takes it."""
    form = FORMS[step]
    data: dict[str, Any] = {name: getattr(contract, name) for name in form.columns}
    data |= {name: contract.texts.get(name) or "" for name in form.texts}
    if step == "parties":
        data |= {side: _party_data(contract.party(side)) for side in (BUYER, SELLER, BROKER)}
    if step == "subject":
        names = ("name", "operator", "value_low", "value_high", "unit", "text", "method", "criterion_id")
        data["acceptance"] = [_row(one, names) for one in contract.acceptance]
        data["milestones"] = [_row(one, ("title", "content", "due_on")) for one in contract.milestones]
    if step == "money":
        names = ("title", "amount", "milestone_position", "due_on")
        data["payments"] = [_row(one, names) for one in contract.payments]
    return data


def _party_data(party: ContractParty | None) -> dict[str, str]:
    return {name: getattr(party, name, "") or "" for name in PARTY}


def _row(record: Any, names: Sequence[str]) -> dict[str, Any]:
    return {name: getattr(record, name) for name in names}


def form_for(contract: Contract, deal: Deal, step: str, viewer: Viewer) -> StepForm:
    """The form of a step with what it holds; what this viewer may not read is not in it."""
    data = data_of(contract, step)
    seen = digest(data)
    if step == "parties":
        data = _suggested(data, deal, viewer)
    options: dict[str, Any] = {}
    if step == "money":
        options = {
            "milestones": [(one.position, one.title) for one in contract.milestones],
            "spoken_of": texts_with_goods(contract),
        }
    form = FORMS[step](data=data, **options)
    if form.seen.raw_data is None or not form.is_submitted():
        form.seen.data = seen
    if isinstance(form, PartiesForm):
        if not knows_buyer(viewer, deal):
            del form["buyer"]
        if deal.centre_id is None:
            del form["broker"]
            del form["is_three_party"]
    if step == "subject" and contract.kind not in (TRANSFER, LICENCE):
        del form["rights"]
        del form["implemented"]
    if isinstance(form, MoneyForm):
        form.offer_milestones()
    return form


def _suggested(data: dict[str, Any], deal: Deal, viewer: Viewer) -> dict[str, Any]:
    """Empty places of a party from its organisation; whom to call only for its own people, who decide to say it."""
    sides: dict[str, Organisation | None] = {
        BUYER: None if deal.hides_buyer and not viewer.belongs_to(deal.buyer_id) else deal.buyer,
        SELLER: deal.seller,
        BROKER: deal.centre,
    }
    for side, organisation in sides.items():
        if organisation is None:
            continue
        known = {
            "name": organisation.name, "credit_code": organisation.credit_code, "address": organisation.address,
            "postal_address": organisation.address,
        }  # fmt: skip
        if viewer.belongs_to(organisation.id):
            known |= {"contact_name": organisation.contact_name, "phone": organisation.contact_phone}
        data[side] = {name: data[side][name] or known.get(name) or "" for name in data[side]}
    return data


def is_stale(contract: Contract, step: str, form: StepForm) -> bool:
    """Whether somebody else changed this step since the page was opened."""
    sent = str((form.seen.raw_data or [""])[0])
    return bool(sent) and sent != digest(data_of(contract, step))


def readable(form: StepForm, data: dict[str, Any]) -> list[tuple[str, str]]:
    """What a step holds as (label, words), for the page that shows two versions."""
    found = []
    for field in form:
        if field.name in ("csrf_token", "seen", "version") or field.name not in data:
            continue
        found.append((str(field.label.text), _words(data[field.name])))
    return found


def _words(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_words(one) for one in value)
    if isinstance(value, dict):
        return "，".join(str(one) for key, one in value.items() if one not in (None, "") and key != "criterion_id")
    return "" if value is None else str(value)


def states_of(contract: Contract, lacks: Sequence[Lack]) -> list[dict[str, Any]]:
    """Each step with whether it is done and what it lacks."""
    found = []
    for code, label in STEPS.items():
        mine = [one for one in lacks if one.step == code]
        musts = [one for one in mine if one.is_must]
        found.append({"code": code, "label": label, "lacks": mine, "is_done": not musts})
    return found
