"""The room of a deal: minutes, files with versions, confidentiality statements, tasks, messages."""

from flask import Flask
from flask_babel import lazy_gettext as _l

from matchmaking.accounts.viewer import Viewer
from matchmaking.dealrooms import file_views, message_views, minutes_views, statement_views, states, task_views
from matchmaking.dealrooms.archive import register_archive
from matchmaking.dealrooms.clocks import register_clocks
from matchmaking.dealrooms.filing import register_files
from matchmaking.dealrooms.minutes_writing import answer_words
from matchmaking.dealrooms.queries import unread_counts
from matchmaking.dealrooms.views import dealrooms
from matchmaking.deals.models import Deal
from matchmaking.deals.tabs import DealTab, register_tab, register_waiting

__all__ = ["file_views", "init_app", "message_views", "minutes_views", "statement_views", "task_views"]

FURTHER = frozenset(
    f"dealrooms.{one}"
    for one in (
        "write_minutes", "edit_minutes", "show_minutes", "answer_minutes", "add_file", "show_file", "add_version",
        "change_readers", "show_statement", "change_task", "add_task", "send_message",
    )
)  # fmt: skip


def _unread(viewer: Viewer, deal: Deal) -> int:
    return unread_counts(viewer, [deal.id]).get(deal.id, 0)


def init_app(app: Flask) -> None:
    """Attach the room: its tab, its words, its clocks, and who may read its files."""
    app.register_blueprint(dealrooms)
    app.add_template_filter(answer_words, "minutes_answer")
    app.add_template_filter(lambda code: str(states.AUDIENCES.get(code, code)), "deal_audience")
    app.add_template_filter(lambda code: str(states.TASKS.get(code, code)), "deal_task_state")
    register_clocks()
    register_waiting(unread_counts)
    register_files()
    register_archive()
    register_tab(DealTab("dealrooms.show_room", _l("洽谈室"), 10, further=FURTHER, count=_unread))
