"""The database: base class, column types, the session of the current unit of work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, cast

from flask import Flask, current_app
from sqlalchemy import DateTime, Engine, Integer, MetaData, Numeric, String, TypeDecorator, create_engine, event
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, sessionmaker
from sqlalchemy.types import JSON
from werkzeug.local import LocalProxy

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


# How many compiled statements an engine remembers.
STATEMENTS = 3000


def now() -> datetime:
    """The present moment in UTC, with its zone."""
    return datetime.now(UTC)


class UtcDateTime(TypeDecorator[datetime]):
    """A moment, stored in UTC. A naive datetime is refused, because SQLite would silently lose its zone."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Money(TypeDecorator[Decimal]):
    """An amount in yuan, exact to the fen. SQLite has no decimals, so there it is kept as whole fen."""

    impl = Numeric(16, 2)
    cache_ok = True

    def load_dialect_impl(self, dialect: Any) -> Any:
        return dialect.type_descriptor(Integer() if dialect.name == "sqlite" else Numeric(16, 2))

    def process_bind_param(self, value: Decimal | int | None, dialect: Any) -> Decimal | int | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError("Money is never a float.")
        amount = Decimal(value).quantize(Decimal("0.01"))
        return int(amount * 100) if dialect.name == "sqlite" else amount

    def process_result_value(self, value: Any, dialect: Any) -> Decimal | None:
        if value is None:
            return None
        return Decimal(value) / 100 if dialect.name == "sqlite" else Decimal(value)


class Base(DeclarativeBase):
    """Base of every record."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {
        datetime: UtcDateTime,
        Decimal: Money,
        list[str]: JSON,
        dict[str, Any]: JSON,
        str: String(255),
    }


@event.listens_for(Base, "instrument_class", propagate=True)
def _never_reuse_ids(mapper: Any, _class: type) -> None:
    """On SQLite too, the id of a deleted record is never given again: history and links still speak of the old one."""
    table = mapper.local_table
    keys = list(table.primary_key.columns) if table is not None else []
    if len(keys) == 1 and isinstance(keys[0].type, Integer):
        table.dialect_options["sqlite"]["autoincrement"] = True


class Stamped:
    """Adds the moments of creation and of the last change."""

    created_at: Mapped[datetime] = mapped_column(default=now)
    updated_at: Mapped[datetime] = mapped_column(default=now, onupdate=now)


class Versioned:
    """Adds a counter that refuses to overwrite what somebody else changed in between."""

    version: Mapped[int] = mapped_column(Integer)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:
        return {"version_id_col": cls.__table__.c.version if hasattr(cls, "__table__") else cls.version}


class WorkSession(Session):
    """The session class of this application; listeners attach here, so that foreign sessions stay untouched."""


class Database:
    """One engine of one application, with a session maker for reading and one for writing."""

    def __init__(self, url: str) -> None:
        options: dict[str, Any] = {"pool_pre_ping": True} if not url.startswith("sqlite") else {}
        # The rooms ask more than five hundred different questions, which is what SQLAlchemy remembers by itself.
        # What was stored is confidential: a statement that fails must not carry it into the log.
        self.engine: Engine = create_engine(url, query_cache_size=STATEMENTS, hide_parameters=True, **options)
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", _prepare_sqlite)
            event.listen(self.engine, "begin", _begin_sqlite)
        self.reading = sessionmaker(self.engine, class_=WorkSession, expire_on_commit=False)
        self.writing = sessionmaker(
            self.engine.execution_options(writes=True), class_=WorkSession, expire_on_commit=False
        )


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    """Make SQLite durable and strict: NORMAL was measured to lose acknowledged writes in a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=5000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    """Take the write lock at once where writing is meant, so that two writers queue instead of failing half-way."""
    writes = connection.get_execution_options().get("writes")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_current: ContextVar[WorkSession | None] = ContextVar("session", default=None)


def current_session() -> WorkSession:
    """The session of the current unit of work. Raises RuntimeError outside of one."""
    found = _current.get()
    if found is None:
        raise RuntimeError("There is no unit of work: use `with unit_of_work():` outside of a request.")
    return found


session = cast(WorkSession, LocalProxy(current_session))


def database() -> Database:
    """The database of the current application."""
    return current_app.extensions["database"]


def open_session(*, writes: bool) -> Callable[[], None]:
    """Open a session and make it the current one; the returned function closes it and restores the one before."""
    before = _current.get()
    maker = database().writing if writes else database().reading
    opened = maker()
    _current.set(opened)

    def close() -> None:
        _current.set(before)
        opened.close()

    return close


@contextmanager
def unit_of_work() -> Iterator[WorkSession]:
    """A writing transaction for jobs, commands and tests: committed at the end, rolled back on an exception."""
    close = open_session(writes=True)
    try:
        yield current_session()
        current_session().commit()
    except BaseException:
        current_session().rollback()
        raise
    finally:
        close()


@contextmanager
def reading() -> Iterator[WorkSession]:
    """A transaction that only reads; it never holds the write lock, so a long computation blocks nobody."""
    close = open_session(writes=False)
    try:
        yield current_session()
    finally:
        current_session().rollback()
        close()


def init_app(app: Flask) -> None:
    """Give the application its database."""
    app.extensions["database"] = Database(app.config["DATABASE_URL"])
