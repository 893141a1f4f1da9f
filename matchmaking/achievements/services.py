"""What happens to an achievement."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from matchmaking.accounts.viewer import Viewer
from matchmaking.achievements.models import Achievement
from matchmaking.achievements.side import ACHIEVEMENTS
from matchmaking.listings import services
from matchmaking.organisations.models import Organisation


def create_achievement(
    values: Mapping[str, Any], *, organisation: Organisation, actor: Viewer, form_key: str | None = None
) -> Achievement:
    """Start a draft from plain data (column names; "measurements" and "rights" are lists of mappings)."""
    return services.create_listing(ACHIEVEMENTS, values, organisation=organisation, actor=actor, form_key=form_key)


change_achievement = partial(services.change_listing, ACHIEVEMENTS)
submit_achievement = partial(services.submit_listing, ACHIEVEMENTS)
publish_achievement = partial(services.publish_listing, ACHIEVEMENTS)
send_back_achievement = partial(services.send_back_listing, ACHIEVEMENTS)
withdraw_achievement = partial(services.withdraw_listing, ACHIEVEMENTS)
reopen_achievement = partial(services.reopen_listing, ACHIEVEMENTS)
