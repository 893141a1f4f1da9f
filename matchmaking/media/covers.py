"""The picture that stands for a record in lists: taken in as a picture, made anew in one size, shown at once."""

import io
import secrets

from flask_babel import gettext as _
from PIL import Image
from werkzeug.datastructures import FileStorage

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.db import current_session
from matchmaking.core.history import record
from matchmaking.core.jobs import enqueue
from matchmaking.files.contents import IMAGES, FileRefused
from matchmaking.files.services import read_upload
from matchmaking.media import disk
from matchmaking.media.models import Cover
from matchmaking.media.queries import cover_of
from matchmaking.media.services import check_room
from matchmaking.media.signals import media_ready
from matchmaking.media.subjects import subject_of

WIDTH, HEIGHT = 1280, 1280
QUALITY = 82
_PICTURES = {media_type for media_type, _ignored in IMAGES.values()}


def read_cover(upload: FileStorage) -> tuple[bytes, int, int]:
    """A cover made of an upload: its bytes, width and height. Raises FileRefused; touches no database."""
    content = read_upload(upload)
    if content.media_type not in _PICTURES:
        raise FileRefused(_("封面请用 PNG、JPG 或 WebP 图片。"))
    return shrink(content.data)


def shrink(data: bytes) -> tuple[bytes, int, int]:
    """A picture as WebP, no larger than needed."""
    with Image.open(io.BytesIO(data)) as picture:
        small = picture.convert("RGB")
    small.thumbnail((WIDTH, HEIGHT))
    target = io.BytesIO()
    small.save(target, "WEBP", quality=QUALITY)
    return target.getvalue(), small.width, small.height


def keep_cover(made: tuple[bytes, int, int], *, subject_type: str, subject_id: int, actor: Viewer | None) -> Cover:
    """Show a picture for a record instead of what stood for it before. Raises MediaRefused without room."""
    data, width, height = made
    subject = subject_of(subject_type)
    assert subject is not None
    owner = subject.owner(subject_id)
    check_room(owner, len(data))
    _forget_present(subject_type, subject_id)
    token = secrets.token_hex(16)
    folder = disk.make_folder(disk.place_of(disk.COVERS, token))
    part = folder / "cover.part"
    part.write_bytes(data)
    disk.settle(part, folder / disk.COVER_FILE)
    cover = Cover(
        token=token, subject_type=subject_type, subject_id=subject_id, organisation_id=owner, size=len(data),
        width=width, height=height,
    )  # fmt: skip
    current_session().add(cover)
    record("covers.kept", cover, actor=actor)
    _tell(subject_type, subject_id)
    return cover


def delete_cover(cover: Cover, *, actor: Viewer) -> None:
    """The deck's first page, or the video's poster, stands for the record again."""
    record("covers.deleted", cover, actor=actor)
    _forget_present(cover.subject_type, cover.subject_id)
    _tell(cover.subject_type, cover.subject_id)


def _forget_present(subject_type: str, subject_id: int) -> None:
    present = cover_of(subject_type, subject_id)
    if present is not None:
        enqueue("media.forget_bytes", place=disk.COVERS, token=present.token)
        current_session().delete(present)
        # The next one has the same key.
        current_session().flush()


def _tell(subject_type: str, subject_id: int) -> None:
    media_ready.send(subject_type, subject_type=subject_type, subject_id=subject_id, kind="cover")
