"""The channel in the planted city: a project with a video that curators pinned, and a theme day."""

from typing import Any

from matchmaking.channels.models import ChannelMark, ThemeDay
from matchmaking.core.db import unit_of_work
from matchmaking.core.filters import today
from matchmaking.media.models import Video


def plant_channels(world: Any) -> None:
    """The video belongs to the published project of the own organisation."""
    project_id = world.places["project_published"]["project_id"]
    with unit_of_work() as session:
        theme = ThemeDay(on=today(), title="泵阀日", industry_codes=["pump_valve"], actor_id=world.people["Y"].id)
        session.add_all([
            theme,
            ChannelMark(project_id=project_id, kind="pin", actor_id=world.people["Y"].id),
            Video(token="planted", subject_type="project", subject_id=project_id, purpose="pitch", name="a.mp4", size=1,
                  state="ready", duration_seconds=60.0, width=1280, height=720),
        ])  # fmt: skip
        session.flush()
        world.places["channel_theme"] = {"theme_id": theme.id}
    world.places["channel_project"] = {"project_id": project_id}
