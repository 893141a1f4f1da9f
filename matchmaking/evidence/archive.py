"""Builds the archive of a deal: one ZIP that can be read and checked without this software."""

import hashlib
import io
import json
import re
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask import current_app
from flask_babel import gettext as _

from matchmaking.accounts.viewer import Viewer
from matchmaking.core.filters import SHANGHAI
from matchmaking.core.papers import Block, Code, Heading, Small, Table, Text, facts, make_pdf
from matchmaking.core.tables import write_csv
from matchmaking.deals.records import Record, RecordFile
from matchmaking.deals.wording import side_words
from matchmaking.evidence import collecting, log
from matchmaking.evidence.collecting import Kind
from matchmaking.evidence.log import Teller
from matchmaking.evidence.models import EvidenceExport
from matchmaking.files import disk

DATA = Path(__file__).with_name("data")
PIECE = 1024 * 1024
# What is kept in memory of an archive; the rest lies in an unnamed file that is gone when it is closed.
MOST_IN_MEMORY = 4 * PIECE
LONGEST_NAME = 60
_UNWANTED = re.compile(r'[\x00-\x1f<>:"/\\|?*]')


@dataclass
class Archive:
    """An archive as it grows: each part is hashed while it is written, a piece at a time."""

    file: IO[bytes]
    at: datetime
    hashes: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.packed = zipfile.ZipFile(self.file, "w", zipfile.ZIP_DEFLATED, allowZip64=True)

    def add(self, name: str, pieces: Iterator[bytes]) -> str:
        """Add a part and return its SHA-256."""
        info = zipfile.ZipInfo(name, self.at.astimezone(SHANGHAI).timetuple()[:6])
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o644 << 16
        digest = hashlib.sha256()
        with self.packed.open(info, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        self.hashes[name] = digest.hexdigest()
        return self.hashes[name]

    def add_bytes(self, name: str, data: bytes) -> str:
        """Add a part that is in memory already."""
        return self.add(name, iter([data]))

    def close(self) -> str:
        """Write the list of all parts and return its SHA-256."""
        lines = "".join(f"{seal}  {name}\n" for name, seal in sorted(self.hashes.items()))
        seal = self.add_bytes("MANIFEST.sha256", lines.encode())
        self.packed.close()
        return seal


def build(viewer: Viewer, export: EvidenceExport) -> tuple[IO[bytes], str]:
    """The archive as of an export, as this viewer may read it, and the SHA-256 of its list of files.

    The caller closes the file.
    """
    deal = export.deal
    # The unnamed file lies in the instance folder: the system's own may be small, or in memory.
    target = tempfile.SpooledTemporaryFile(max_size=MOST_IN_MEMORY, dir=current_app.instance_path)  # noqa: SIM115
    try:
        archive = Archive(target, export.at)
        teller = Teller.of(viewer, deal)
        kinds = list(collecting.collect(viewer, deal))
        known: set[str] = set()
        archive.add("log.jsonl", _log_lines(teller, export, known))
        rows = [_row(teller, one) for one in log.entries_of(deal, export.entry_id)]
        archive.add_bytes("log.csv", write_csv(_header(), rows))
        placed = _add_records(archive, kinds, known)
        archive.add_bytes("摘要.pdf", _summary(viewer, export, kinds, rows, placed, archive))
        archive.add_bytes("export.json", _json(_export_values(export)).encode())
        archive.add_bytes("verify.py", (DATA / "verify.py").read_bytes())
        named = "\n".join(f"  {label}：{value}" for label, value in collecting.facts_of(viewer, deal))
        named += (
            f"\n  导出：{side_words(export.side)} {_local(export.at)}，链头第 {export.entry_id} 条\n  {export.head}"
        )
        archive.add_bytes("README.txt", (DATA / "README.txt").read_text(encoding="utf-8").format(facts=named).encode())
        seal = archive.close()
        target.seek(0)
    except BaseException:
        target.close()
        raise
    return target, seal


def _log_lines(teller: Teller, export: EvidenceExport, known: set[str]) -> Iterator[bytes]:
    """The chain from the first entry of the deal to the head: what may be read whole, of everything else the links."""
    table, deal = export.deal.__tablename__, export.deal
    for entry in log.chain_of(deal, export.entry_id):
        row: dict[str, Any] = {"id": entry.id, "previous_hash": entry.previous_hash, "hash": entry.hash}
        if entry.subject_type == table and entry.subject_id == deal.id:
            if teller.may_read(entry):
                known.update(str(value) for key, value in entry.data.items() if key.endswith("sha256"))
                row |= {
                    "at": entry.at.isoformat(), "action": entry.action, "who": teller.who(entry),
                    "what": teller.what(entry), "hashed": entry.content(),
                }  # fmt: skip
            else:
                row["note"] = _("这一单的一步，只给其他方看")
        yield (_json(row) + "\n").encode()


def _header() -> list[str]:
    return [_("编号"), _("时间（北京时间）"), _("谁"), _("做了什么"), _("哈希"), _("上一条的哈希")]


def _row(teller: Teller, entry: Any) -> list[str]:
    who = teller.who(entry) if teller.may_read(entry) else "—"
    return [str(entry.id), _local(entry.at), who, teller.what(entry), entry.hash, entry.previous_hash]


def _add_records(archive: Archive, kinds: list[Kind], known: set[str]) -> list[tuple[str, str]]:
    """Add the records, for people and for programs, and their files; return (path, name) of the files."""
    lines, words, placed = io.StringIO(), io.StringIO(), list[tuple[str, str]]()
    for kind in kinds:
        if not kind.records:
            continue
        words.write(f"\n{'=' * 60}\n{kind.title}（{len(kind.records)}）\n{'=' * 60}\n")
        for record in kind.records:
            files = [_add_file(archive, one, placed) for one in record.files]
            seals = [record.sha256, *(str(one["uploaded_sha256"]) for one in files)]
            row = {
                "kind": kind.code, "key": record.key, "title": record.title,
                "at": record.at.isoformat() if record.at else None, "values": dict(record.values), "text": record.text,
                "sha256": record.sha256, "files": files, "logged": [one for one in seals if one in known],
            }  # fmt: skip
            lines.write(_json(row) + "\n")
            words.write(_as_words(record, files))
    archive.add_bytes("records.jsonl", lines.getvalue().encode())
    archive.add_bytes("records.txt", words.getvalue().lstrip("\n").encode())
    return placed


def _as_words(record: Record, files: list[dict[str, Any]]) -> str:
    """A record for people."""
    lines = ["", f"[{record.key}] {record.title}"]
    lines += [f"  {_local(record.at)}"] if record.at else []
    for label, value in record.values.items():
        shown = "；".join(str(one) for one in value) if isinstance(value, list) else str(value)
        if shown:
            lines.append(f"  {label}：" + shown.replace("\n", "\n    "))
    if record.text:
        lines += ["  " + _("计算哈希的原文："), *(f"  | {one}" for one in record.text.split("\n"))]
    lines += [f"  SHA-256：{record.sha256}"] if record.sha256 else []
    lines += [f"  {_('文件')}：{one['path'] or one['name'] + _('（平台上已不在）')}" for one in files]
    return "\n".join(lines) + "\n"


def _add_file(archive: Archive, file: RecordFile, placed: list[tuple[str, str]]) -> dict[str, Any]:
    """Add one file under a number, so that no two have the same path."""
    said = {"path": "", "name": file.name, "uploaded_sha256": file.sha256}
    path = disk.path_of(file.token) if file.token else None
    if file.content is None and (path is None or not path.is_file()):
        return said
    said["path"] = f"files/{len(placed) + 1:04}-{_harmless(file.name)}"
    archive.add(said["path"], iter([file.content]) if file.content is not None else _pieces(path))
    placed.append((said["path"], file.name))
    return said


def _pieces(path: Path | None) -> Iterator[bytes]:
    if path is not None:
        with path.open("rb") as source:
            while piece := source.read(PIECE):
                yield piece


def _harmless(name: str) -> str:
    stem, dot, extension = name.rpartition(".")
    stem, extension = (stem, extension) if dot else (name, "")
    kept = _UNWANTED.sub("", stem).strip(" .")[:LONGEST_NAME] or "file"
    return f"{kept}.{_UNWANTED.sub('', extension)[:10]}" if extension else kept


def _summary(
    viewer: Viewer, export: EvidenceExport, kinds: list[Kind], rows: list[list[str]], placed: list[tuple[str, str]],
    archive: Archive,
) -> bytes:  # fmt: skip
    """The archive on paper: what the deal is, its log, its files with their hashes, and how all this is checked."""
    deal = export.deal
    counts = [(one.title, str(len(one.records))) for one in kinds if one.records]
    blocks: list[Block] = [
        facts(collecting.facts_of(viewer, deal)),
        Heading(_("怎样检查")),
        Text(_("解压存证包，在文件夹里运行 python3 verify.py，或者 sha256sum -c MANIFEST.sha256；说明见 README.txt。")),
        Small(_("导出：%(side)s，%(at)s。日志到第 %(n)s 条为止，它的哈希（链头）：", **_made(export))),
        Code(export.head),
        Heading(_("记录")), facts(counts),
        Heading(_("日志")),
        Table(
            [[row[0], row[1], row[2], row[3], row[4][:16]] for row in rows],
            header=(_("编号"), _("时间"), _("谁"), _("做了什么"), _("哈希前 16 位")), widths=(1, 2.4, 2.2, 3.4, 2.4),
        ),
    ]  # fmt: skip
    if placed:
        blocks += [
            Heading(_("文件")),
            Table(
                [[path.partition("/")[2], archive.hashes[path]] for path, _name in placed],
                header=(_("文件"), "SHA-256"), widths=(1, 1.4),
            ),
        ]  # fmt: skip
    return make_pdf(_("对接存证包摘要"), blocks, subtitle=deal.title, header=deal.number)


def _made(export: EvidenceExport) -> dict[str, Any]:
    return {"side": side_words(export.side), "at": _local(export.at), "n": export.entry_id}


def _export_values(export: EvidenceExport) -> dict[str, Any]:
    return {
        "deal": export.deal.number, "side": export.side, "at": export.at.isoformat(), "head_id": export.entry_id,
        "head_hash": export.head,
    }  # fmt: skip


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _local(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
