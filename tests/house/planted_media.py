"""Decks and videos in the planted city: of a record that everybody sees, and of one that only its people see."""

from typing import Any

from matchmaking.core.db import unit_of_work
from matchmaking.media.addresses import video_address
from matchmaking.media.models import Upload
from tests.factories.media import KEPT, SHOWN, make_cover, make_deck, make_video, register_examples


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
    make_cover(SHOWN, own)
    world.places["media_add"] = world.places["media_shown"] | {"kind": "deck"}
    with unit_of_work() as session:
        upload = Upload(
            token="planted", subject_type=SHOWN, subject_id=own, purpose="deck", organisation_id=own,
            user_id=world.people["O"].id, name="讲稿.pdf", size=9, open_key="planted",
        )  # fmt: skip
        session.add(upload)
    world.places["media_upload"] = {"token": upload.token}
    world.places["media_ticket"] = {"ticket": video_address(video).rsplit("/", 1)[1]}
