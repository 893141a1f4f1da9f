"""Lists uploaded at the desk: checked, kept until somebody confirms them, applied or dropped."""

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from matchmaking.core.db import current_session, now
from matchmaking.core.errors import RuleBroken
from matchmaking.core.history import record
from matchmaking.vocabulary.kinds import KINDS
from matchmaking.vocabulary.models import APPLIED, DISCARDED, FROM_DESK, WAITING, Revision
from matchmaking.vocabulary.services import PARENTS, apply_terms, digest_of, parse_terms, row_of, stored_terms
from matchmaking.vocabulary.tables import Problem, TableError, TermRow, check_terms

UPLOAD_BYTES = 512 * 1024


def check_upload(kind: str, text: str, file_name: str) -> list[TermRow]:
    """The rows of an uploaded list of one kind. Raises TableError with a problem per wrong row.

    Parents may stand in the upload itself or among the current terms of the parents' kind. A term that other kinds
    use as a parent must not vanish.
    """
    rows = parse_terms(text, file_name)
    problems = [
        Problem(file_name, row.line, "other_kind", {"kind": row.kind}) for row in rows if row.kind != kind
    ]  # fmt: skip
    if problems:
        raise TableError(problems)
    others = [row_of(term) for other in KINDS if other != kind for term in stored_terms(other) if term.is_current]
    for problem in check_terms([*rows, *others], parents=PARENTS):
        if problem.file:
            problems.append(problem)
    codes = {row.code for row in rows}
    for child in others:
        if PARENTS[child.kind] == kind and child.parent and child.parent not in codes:
            problems.append(Problem(file_name, 1, "vanished_parent", {"code": child.code, "parent": child.parent}))
    if not rows:
        problems.append(Problem(file_name, 1, "empty_file"))
    if problems:
        raise TableError(problems)
    return rows


def keep_upload(kind: str, text: str, file_name: str, *, row_count: int, actor: Any) -> Revision:
    """Keep a checked upload until somebody confirms it; an older one of the same kind that still waits is dropped."""
    session = current_session()
    for older in waiting_uploads(kind):
        older.state, older.text = DISCARDED, None
    revision = Revision(
        list_code=kind,
        origin=FROM_DESK,
        state=WAITING,
        digest=digest_of(text),
        row_count=row_count,
        text=text,
        file_name=file_name[:200],
        actor_id=actor.user_id,
    )
    session.add(revision)
    # The address of the report needs the id.
    session.flush()
    return revision


def waiting_uploads(kind: str) -> list[Revision]:
    """Uploads of a kind that nobody has confirmed or dropped yet."""
    query = select(Revision).where(Revision.list_code == kind, Revision.state == WAITING)
    return list(current_session().scalars(query))


def waiting_rows(revision: Revision) -> list[TermRow]:
    """The rows of a waiting upload, checked against what holds now.

    Raises RuleBroken when it is not waiting any more, or when it no longer fits what changed meanwhile.
    """
    if revision.state != WAITING or revision.text is None:
        raise RuleBroken(_("这份名单已经处理过了。需要更新时请重新上传。"))
    try:
        return check_upload(revision.list_code, revision.text, revision.file_name or "")
    except TableError as error:
        raise RuleBroken(_("上传之后词条有了变化，这份名单不再适用。请重新上传，再看逐行结果。")) from error


def apply_upload(revision: Revision, *, actor: Any) -> dict[str, int]:
    """Make a waiting upload the list of its kind and write it into the history. Raises RuleBroken."""
    rows = waiting_rows(revision)
    counts = apply_terms(revision.list_code, rows)
    revision.state, revision.applied_at, revision.text = APPLIED, now(), None
    record("vocabulary.applied", revision, actor=actor, from_state=WAITING, to_state=APPLIED, data=dict(counts))
    return counts


def discard_upload(revision: Revision, *, actor: Any) -> None:
    """Drop a waiting upload. Raises RuleBroken when it is not waiting any more."""
    if revision.state != WAITING:
        raise RuleBroken(_("这份名单已经处理过了。"))
    revision.state, revision.text = DISCARDED, None
    record("vocabulary.discarded", revision, actor=actor, from_state=WAITING, to_state=DISCARDED)
