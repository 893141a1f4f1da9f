"""Kinds of public notices, as rooms bring them: their name, and the page of what a notice is about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class NoticeKind:
    """One kind. `page(subject_id)` is the path of the record that everybody may open, or None while there is none."""

    code: str
    name: Any
    page: Callable[[int], str | None] = lambda subject_id: None


KINDS: dict[str, NoticeKind] = {}


def register_notice_kind(kind: NoticeKind) -> None:
    """Offer a kind of public notice."""
    KINDS[kind.code] = kind


def kind_name(code: str) -> Any:
    """The words of a kind; notices of a kind that nobody brings any more stay readable."""
    return KINDS[code].name if code in KINDS else code
