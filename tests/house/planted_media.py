"""Decks and videos in the planted city: of a record that everybody sees, and of one that only its people see."""

from typing import Any

from matchmaking.media.addresses import video_address
from tests.factories.media import KEPT, SHOWN, make_deck, make_video, register_examples


def plant_media(world: Any) -> None:
    """One deck and one video of each record."""
    register_examples()
    own = world.places["own"]["organisation_id"]
    for place, subject_type in (("shown", SHOWN), ("kept", KEPT)):
        values = {"organisation_id": own, "uploaded_by_id": world.people["O"].id}
        deck, video = make_deck(subject_type, own, **values), make_video(subject_type, own, **values)
        world.places[f"deck_{place}"] = {"deck_id": deck.id}
        world.places[f"video_{place}"] = {"video_id": video.id}
        world.places[f"captions_{place}"] = {"video_id": video.id, "language": "zh"}
        world.places[f"media_{place}"] = {"subject_type": subject_type, "subject_id": own}
    world.places["media_ticket"] = {"ticket": video_address(video).rsplit("/", 1)[1]}
