"""`flask import achievements`."""

from matchmaking.achievements.imports import COLUMNS, prepare
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.listings.cli import import_commands, offer_import
from matchmaking.organisations.models import OrganisationKind

offer_import(ACHIEVEMENTS, COLUMNS, kind=OrganisationKind.UNIVERSITY, prepare=prepare)

__all__ = ["import_commands"]
