"""`flask import demands`."""

from matchmaking.demands.imports import COLUMNS, prepare
from matchmaking.demands.side import DEMANDS
from matchmaking.listings.cli import import_commands, offer_import
from matchmaking.organisations.models import OrganisationKind

offer_import(DEMANDS, COLUMNS, kind=OrganisationKind.ENTERPRISE, prepare=prepare)

__all__ = ["import_commands"]
