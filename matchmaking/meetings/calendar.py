"""A meeting as a calendar file that every calendar reads (RFC 5545)."""

from urllib.parse import urlsplit

from flask import current_app
from flask_babel import gettext as _
from icalendar import Calendar, Event

from matchmaking.core.letters import link_to
from matchmaking.meetings.models import Meeting
from matchmaking.meetings.states import ACCEPTED, CANCELLED, CLOSED, FORMS, OVER

MEETING_STATUS = {ACCEPTED: "CONFIRMED", OVER: "CONFIRMED", CLOSED: "CONFIRMED", CANCELLED: "CANCELLED"}


def calendar_of(meeting: Meeting) -> bytes:
    """The file. The same UID with a higher SEQUENCE replaces what a calendar has; moments are in UTC."""
    calendar, event = Calendar(), Event()
    calendar.add("prodid", "-//matchmaking//meetings//ZH")
    calendar.add("version", "2.0")
    event.add("uid", f"meeting-{meeting.id}@{urlsplit(current_app.config['PUBLIC_URL']).hostname}")
    event.add("dtstamp", meeting.updated_at)
    event.add("dtstart", meeting.starts_at)
    event.add("dtend", meeting.ends_at)
    event.add("sequence", meeting.sequence)
    event.add("status", MEETING_STATUS.get(meeting.state, "TENTATIVE"))
    event.add("summary", _("约谈：%(title)s", title=meeting.title))
    event.add("location", meeting.place or str(FORMS[meeting.form]))
    event.add("url", link_to("meetings.show_meeting", meeting_id=meeting.id))
    calendar.add_component(event)
    return calendar.to_ical()
