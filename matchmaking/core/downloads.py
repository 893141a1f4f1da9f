"""Files that are made for one reader at the moment of asking: workbooks, PDFs, archives. No cache keeps them."""

from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from flask import send_file
from werkzeug.wrappers import Response

from matchmaking.core.tables import write_sheets

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCUMENT = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, ARCHIVE = "application/pdf", "application/zip"


def send_made(body: bytes, name: str, media_type: str) -> Response:
    """A download under `name`, which is ASCII and holds nothing confidential: it ends up in many histories."""
    response = send_file(BytesIO(body), mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def send_sheets(name: str, sheets: Iterable[tuple[str, Sequence[str], Iterable[Sequence[Any]]]]) -> Response:
    """A workbook of (title, header, rows); `name` ends in .xlsx."""
    return send_made(write_sheets(sheets), name, WORKBOOK)


def send_sheet(name: str, title: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Response:
    """A workbook with one sheet."""
    return send_sheets(name, [(title, header, rows)])
