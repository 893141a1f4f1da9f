"""Where the words that somebody searched for stand in a record."""

from collections.abc import Iterable

from markupsafe import Markup

from matchmaking.core.filters import marked as marked_html
from matchmaking.core.filters import num_unit
from matchmaking.search.snippets import marked, snippets

WIDTH = 110


def title_with_marks(title: str, query: str, css_class: str = "") -> Markup:
    """The whole title, with what was searched for marked."""
    return marked_html(marked(title, query.split()), css_class) if query else num_unit(title)


def best_snippet(texts: Iterable[str | None], query: str, css_class: str = "") -> Markup:
    """The piece of the first text that holds a word of the query; without any, the beginning of the first text."""
    given = [" ".join(text.split()) for text in texts if text and text.strip()]
    if query:
        for text in given:
            pieces = snippets(text, query.split(), WIDTH)
            if any(hit for _piece, hit in pieces):
                return marked_html(pieces, css_class)
    if not given:
        return Markup("")
    return num_unit(given[0] if len(given[0]) <= WIDTH else given[0][:WIDTH] + "…")
