"""A page of one deal: the head with parties, stage and tabs around what the page itself shows."""

from typing import Any

from flask import render_template

from matchmaking.accounts.viewer import Viewer
from matchmaking.deals import permissions
from matchmaking.deals.models import Deal
from matchmaking.deals.states import BUYER, SELLER
from matchmaking.deals.tabs import tabs_for
from matchmaking.deals.wording import party_name


def deal_page(template: str, deal: Deal, person: Viewer, **values: Any) -> str:
    """Render a template that extends "deals/frame.html"; it finds deal, person, side, may_act, leads and the names."""
    return render_template(
        template, deal=deal, person=person, side=permissions.side_of(person, deal),
        may_act=permissions.can_act(person, deal), leads=permissions.leads(person, deal),
        buyer=party_name(person, deal, BUYER), seller=party_name(person, deal, SELLER),
        deal_tabs=tabs_for(person, deal), **values,
    )  # fmt: skip
