"""The WSGI application for any server, and what the `flask` command finds."""

from matchmaking import create_app

app = create_app()
