"""A contract of the planted city, between the own organisation and that of "E", with a version and a comment."""

from typing import Any

from matchmaking.core.db import reading
from matchmaking.deals.models import Deal
from matchmaking.organisations.models import Organisation
from tests.factories.contracts import make_comment, make_contract, make_version
from tests.factories.deals import make_deal


def plant_contracts(world: Any) -> None:
    """`contract` in review, with what belongs to its pages; `contract_templates` for the administrator."""
    with reading() as session:
        known = session.get_one(Deal, world.places["deal_signing"]["deal_id"])
        buyer, seller = (session.get_one(Organisation, one) for one in (known.buyer_id, known.seller_id))
        session.expunge_all()
    deal = make_deal(buyer, seller, state="signing", broker_id=world.people["B"].id)
    contract = make_contract(deal, state="reviewing")
    version = make_version(contract, world.people["E"])
    comment = make_comment(contract, world.people["B"], side="broker")
    place = {"deal_id": deal.id}
    world.places |= {
        "contract": place,
        "contract_itself": {"contract_id": contract.id},
        "contract_step": {**place, "step": "subject"},
        "contract_parties": {**place, "step": "parties"},
        "contract_version": {**place, "number": 1},
        "contract_clause": {**place, "place": 1},
        "contract_comment": {"comment_id": comment.id},
        "contract_file": {"token": version.pdf.token if version.pdf else ""},
        "contract_template": {"code": "service"},
        "contract_template_number": {"code": "service", "number": 0},
    }
