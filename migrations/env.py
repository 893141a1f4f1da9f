"""How Alembic reaches the application's database and models."""

from alembic import context

import matchmaking  # noqa: F401  (importing the application imports every room's models)
from matchmaking.core.db import Base


def run() -> None:
    """Migrate with the engine that the caller hands over; on PostgreSQL one process at a time."""
    engine = context.config.attributes["engine"]
    with engine.connect() as connection:
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql("SELECT pg_advisory_lock(7330301)")
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            render_as_batch=engine.dialect.name == "sqlite",
            compare_type=True,
            user_module_prefix="matchmaking.core.db.",
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
