"""Sends stored media to whoever has a ticket, whole or in parts; and captions, which are in the database."""

from pathlib import Path

from flask import Blueprint, Response, abort, current_app, request, send_file
from flask.typing import ResponseReturnValue

from matchmaking.accounts.current import viewer
from matchmaking.core.db import session
from matchmaking.core.guards import PUBLIC, guard, require
from matchmaking.media.models import Video
from matchmaking.media.permissions import can_see_media
from matchmaking.media.tickets import HEADERS, resolve

serving = Blueprint("media_files", __name__, url_prefix="/media")


@serving.get("/file/<ticket>")
@guard(PUBLIC)
def send_media(ticket: str) -> ResponseReturnValue:
    """A page, a video, a poster or a PDF; the page that wrote the address has checked who reads it."""
    config = current_app.config
    served = resolve(ticket, secret=config["SECRET_KEY"], folder=Path(config["MEDIA_FOLDER"]))
    if served is None:
        abort(404)
    response = send_file(
        served.path,
        mimetype=served.media_type,
        as_attachment=bool(served.download_name),
        download_name=served.download_name or None,
        conditional=True,
        etag=served.etag,
    )
    response.headers.update(HEADERS)
    return response


@serving.get("/captions/<int:video_id>/<language>.vtt")
@guard(PUBLIC)
def send_captions(video_id: int, language: str) -> Response:
    """What is said in a video, for those who see its record."""
    video = session.get(Video, video_id)
    require(video is not None and can_see_media(viewer(), video.subject_type, video.subject_id), hide=True)
    assert video is not None
    text = next((one.text for one in video.captions if one.language == language), None)
    if text is None:
        abort(404)
    response = Response(text, content_type="text/vtt; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=300"
    response.add_etag()
    return response.make_conditional(request.environ)
