"""Who had switched e-mail off before there were topics keeps it off; who had not is told at once as before."""

from pathlib import Path

from alembic import command

from matchmaking import create_app
from matchmaking.core.cli import alembic_config
from matchmaking.core.db import database
from tests.conftest import TEST_SETTINGS

PERSON = (
    "INSERT INTO users (email, name, password_hash, role, language, is_active, is_sample, wants_email, created_at, "
    "updated_at, version) VALUES (?, '某人', 'x', 'researcher', 'zh', 1, 0, ?, '2026-11-01', '2026-11-01', 1)"
)


def test_the_former_switch_of_e_mail_becomes_a_preference_and_back(tmp_path: Path) -> None:
    app = create_app(TEST_SETTINGS, instance_path=tmp_path)
    with app.app_context():
        command.upgrade(alembic_config(), "0001")
        with database().engine.begin() as connection:
            connection.exec_driver_sql(PERSON, ("loud@example.com", 1))
            connection.exec_driver_sql(PERSON, ("quiet@example.com", 0))
        command.upgrade(alembic_config(), "0002")
        with database().engine.begin() as connection:
            rows = connection.exec_driver_sql(
                "SELECT email, topic, delivery FROM notice_preferences JOIN users ON users.id = user_id"
            )
            assert [tuple(row) for row in rows] == [("quiet@example.com", "*", "site")]
        command.downgrade(alembic_config(), "0001")
        with database().engine.begin() as connection:
            rows = connection.exec_driver_sql("SELECT email, wants_email FROM users ORDER BY email")
            assert [tuple(row) for row in rows] == [("loud@example.com", 1), ("quiet@example.com", 0)]
        database().engine.dispose()
