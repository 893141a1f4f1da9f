"""Pages and videos in words."""

from flask_babel import gettext as _

from matchmaking.media.models import DeckPage

LONGEST_ALT = 160


def play_time(seconds: float) -> str:
    """A length or a place in a video as 0:09, 12:30 or 1:02:03."""
    whole = round(seconds)
    hours, minutes, rest = whole // 3600, whole % 3600 // 60, whole % 60
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def page_alt(page: DeckPage) -> str:
    """What is on a page, for those who do not see it."""
    text = " ".join(page.text.split())
    if not text:
        return _("第 %(number)d 页（只有图，没有文字）", number=page.number)
    short = text if len(text) <= LONGEST_ALT else text[:LONGEST_ALT] + "…"
    return _("第 %(number)d 页：%(text)s", number=page.number, text=short)


def caption_language(code: str) -> str:
    """The name of a language of captions, in that language: players list it so."""
    return {"zh": "中文", "en": "English"}[code]
