"""Takes out of an office file (docx, xlsx, pptx) who wrote it: properties, authors of changes and comments, paths."""

import io
import re
import zipfile

_NS = "http://schemas.openxmlformats.org"
_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# What programs write about people and places; these parts must be there, but may say nothing.
_EMPTY = {
    "docProps/core.xml": _HEAD
    + f'<cp:coreProperties xmlns:cp="{_NS}/package/2006/metadata/core-properties"/>'.encode(),
    "docProps/app.xml": _HEAD + f'<Properties xmlns="{_NS}/officeDocument/2006/extended-properties"/>'.encode(),
    "docProps/custom.xml": _HEAD + f'<Properties xmlns="{_NS}/officeDocument/2006/custom-properties"/>'.encode(),
}
_ATTRIBUTES = re.compile(
    rb'(\s(?:w:author|w:initials|w15:author|w15:userId|lastModifiedBy|userName|initials|lastEditedBy)=)"[^"]*"'
)
_PEOPLE = re.compile(rb'(\s(?:name|displayName|userId|email|providerId)=)"[^"]*"')
_AUTHORS = re.compile(rb"<(?:\w+:)?author>[^<]*</(?:\w+:)?author>")
_PLACES = re.compile(rb'(<x15ac:absPath\b[^>]*\surl=)"[^"]*"')
# Lists of people who commented: in presentations and workbooks they stand in parts of their own.
_LISTS_OF_PEOPLE = re.compile(r"(?:^|/)(?:commentAuthors|authors|people|person)\d*\.xml$", re.IGNORECASE)


def without_people(data: bytes) -> bytes:
    """The same file without the names of its writers. It was unpacked with a limit before (`contents`)."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as packed, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as clean:
        for part in packed.infolist():
            content = _EMPTY.get(part.filename) or packed.read(part)
            if part.filename.endswith(".xml"):
                content = _nameless(part.filename, content)
            # The times of the parts would tell when somebody worked on it.
            clean.writestr(zipfile.ZipInfo(part.filename), content, zipfile.ZIP_DEFLATED)
    return target.getvalue()


def _nameless(name: str, content: bytes) -> bytes:
    content = _ATTRIBUTES.sub(rb'\1""', content)
    content = _PLACES.sub(rb'\1""', content)
    if "comment" in name.lower():
        content = _AUTHORS.sub(lambda found: re.sub(rb">[^<]*<", b"><", found.group()), content)
    if _LISTS_OF_PEOPLE.search(name):
        content = _PEOPLE.sub(rb'\1""', content)
    return content
