"""Lists answered by the database alone."""

import pytest
from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from matchmaking.search.database import answer_from_database, words_to_find
from matchmaking.search.engine import Query


class OwnBase(DeclarativeBase):
    """Tables of these tests only."""


class Thing(OwnBase):
    __tablename__ = "things"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    county: Mapped[str]
    price: Mapped[int | None]
    is_public: Mapped[bool] = mapped_column(default=True)


class Industry(OwnBase):
    __tablename__ = "industries"

    thing_id: Mapped[int] = mapped_column(ForeignKey("things.id"), primary_key=True)
    code: Mapped[str] = mapped_column(primary_key=True)


@pytest.fixture
def ask():
    database = create_engine("sqlite://")
    OwnBase.metadata.create_all(database)
    with Session(database) as session:
        session.add_all(
            [
                Thing(id=1, title="断路器 100%_合格", county="330302", price=30),
                Thing(id=2, title="断路器涂层", county="330382", price=None),
                Thing(id=3, title="鞋底", county="330302", price=10),
                Thing(id=4, title="断路器", county="330302", price=1, is_public=False),
            ]
        )
        session.flush()
        session.add_all(
            [Industry(thing_id=1, code="a"), Industry(thing_id=2, code="a"), Industry(thing_id=2, code="b")]
        )
        session.flush()

        def answer(text="", **options):
            return answer_from_database(
                session,
                Query(text, **options),
                ids=select(Thing.id).where(Thing.is_public),
                identity=Thing.id,
                texts=[Thing.title],
                facets={"county": select(Thing.id, Thing.county), "industry": select(Industry.thing_id, Industry.code)},
                sorts={"price": Thing.price},
            )

        yield answer
    database.dispose()


def test_all_words_must_occur_and_only_public_records_are_shown(ask):
    found = ask("断路器")
    assert (found.ids, found.total, found.from_database) == ([2, 1], 2, True)
    assert ask("涂层 断路器").ids == [2]


def test_facets_are_filtered_and_counted_as_by_the_engine(ask):
    found = ask(facets={"county": ["330302"], "colour": ["red"]})
    assert found.ids == [3, 1]
    assert found.facets == {"county": {"330302": 2, "330382": 1}, "industry": {"a": 1}}
    assert ask(facets={"industry": ["a", "b"]}).ids == [2, 1]


def test_only_the_wanted_facets_are_counted(ask):
    assert ask(counted=["industry", "colour"]).facets == {"industry": {"a": 2, "b": 1}, "colour": {}}


def test_sorting_puts_records_without_the_value_last(ask):
    assert ask(sort="price").ids == [1, 3, 2]
    assert ask(sort="price", descending=False).ids == [3, 1, 2]
    assert ask(sort="colour").ids == [3, 2, 1]


def test_pages(ask):
    assert (ask(offset=1, limit=1).ids, ask(offset=1, limit=1).total) == ([2], 3)


@pytest.mark.parametrize("text", ["%", "_", "\\", "' OR 1=1 --", "\x00", "😀"])
def test_strange_text_is_only_text(ask, text):
    assert ask(text).total <= 3


def test_words_are_cut_at_a_number_that_a_database_can_bear():
    assert words_to_find("断路器 100% 合格") == ["断路器", "100", "合格"]
    assert len(words_to_find(" ".join(f"w{number}" for number in range(100)))) == 8
