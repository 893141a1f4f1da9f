"""The room of one session while it is live and ever after: deck in step, questions, votes, polls, the host's desk."""

from flask import Flask

from matchmaking.interests.sources import register_source
from matchmaking.notifications.topics import register_topic as register_notices
from matchmaking.roadshows.staging import register_stage
from matchmaking.stages import following, hub, receivers, routing, wording
from matchmaking.stages.desk import stage_desk
from matchmaking.stages.figure_lines import duration_words, hours_words
from matchmaking.stages.figures_views import stage_figures
from matchmaking.stages.question_views import stage_questions
from matchmaking.stages.views import stages
from matchmaking.stages.watched import register_watching, room_watched
from matchmaking.streaming.topics import register_topic

__all__ = ["init_app", "receivers"]

register_notices(routing.TOPIC)


def init_app(app: Flask) -> None:
    """Attach the pages, the words, the clock, and who may follow what happens."""
    for blueprint in (stages, stage_desk, stage_questions, stage_figures):
        app.register_blueprint(blueprint)
    app.add_template_filter(wording.asker_words, "stage_asker")
    app.add_template_filter(wording.asker_in_full, "stage_asker_in_full")
    app.add_template_filter(wording.reason_words, "stage_reason")
    app.add_template_filter(wording.clock_words, "clock_words")
    app.add_template_filter(wording.votes_words, "votes_words")
    app.add_template_filter(duration_words, "watch_time")
    app.add_template_filter(hours_words, "answer_time")
    app.add_template_global(room_watched)
    register_watching()
    routing.register_clock()
    register_source(hub.SOURCE)
    register_topic("roadshow", following.may_follow)
    register_stage(following.where_it_stands, following.room_path)
