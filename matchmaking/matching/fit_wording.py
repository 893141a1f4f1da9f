"""Why an expert or a service base fits a demand, in sentences."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from matchmaking.achievements.models import Achievement
from matchmaking.core.db import current_session
from matchmaking.listings.audiences import public
from matchmaking.vocabulary.queries import label

SHOWN_WORDS = 4


def titles_for(rows: Sequence[Any]) -> dict[int, str]:
    """The titles of the public achievements that these fits name, with one question."""
    ids = {one for row in rows for one in row.reasons["achievements"]}
    if not ids:
        return {}
    found = current_session().query(Achievement.id, Achievement.title).where(Achievement.id.in_(ids))
    return dict(found.where(public(Achievement)).all())


def fit_sentences(
    reasons: Mapping[str, Any], titles: Mapping[int, str], *, is_named: bool = True, holds: bool = False
) -> list[str]:
    """The reasons of one fit, the strongest first; without `is_named` nothing that says who it is.

    `holds`: the achievements are part of the record itself.
    """
    named = [titles[one] for one in reasons["achievements"] if one in titles] if is_named else []
    found = _proven(named, reasons["proven"], holds)
    # A lone character explains nothing.
    if shared := [one for one in reasons["shared"] if len(one) > 1][:SHOWN_WORDS]:
        found.append(_("都写到：%(words)s", words=_("、").join(shared)))
    if reasons["industries"]:
        names = _("、").join(label("industry", code) for code in reasons["industries"])
        found.append(_("同一产业：%(names)s", names=names))
    elif reasons["field"]:
        found.append(_("同一技术领域：%(name)s", name=label("technical_field", reasons["field"])))
    if reasons["county"]:
        found.append(_("同在%(county)s", county=label("county", reasons["county"])))
    return found


def _proven(named: Sequence[str], count: int, holds: bool) -> list[str]:
    """What the achievements that match the demand say for the record."""
    if named:
        words = _("用到的成果“%(title)s”与这条需求匹配", title=named[0])
        return [words if holds else _("参与的成果“%(title)s”与这条需求匹配", title=named[0])]
    if count and holds:
        return [ngettext("用到的 %(num)s 项成果与这条需求匹配", "用到的 %(num)s 项成果与这条需求匹配", count)]
    if count:
        return [ngettext("参与的 %(num)s 项成果与这条需求匹配", "参与的 %(num)s 项成果与这条需求匹配", count)]
    return []
