"""Plain data in, plain data out: clashes of a programme, times after an order, strong numbers, stream addresses."""

from datetime import UTC, datetime, timedelta

import pytest

from matchmaking.roadshows.cards import share_title
from matchmaking.roadshows.figures_in_text import strong_number
from matchmaking.roadshows.live_address import refusal
from matchmaking.roadshows.planning import OVERLAP, TOO_EARLY, TOO_LATE, Item, Plan, arranged, clashes

BEGIN = datetime(2026, 11, 25, 1, 30, tzinfo=UTC)


def item(key: int, start: int, minutes: int) -> Item:
    at = BEGIN + timedelta(minutes=start)
    return Item(key, f"第 {key} 项", at, at + timedelta(minutes=minutes))


def found(*items: Item) -> list[tuple[str, int, int | None]]:
    plan = Plan(BEGIN, BEGIN + timedelta(minutes=60), items=items)
    return [(one.kind, one.item.key, one.other.key if one.other else None) for one in clashes(plan)]


def test_items_that_only_touch_are_all_right_and_a_minute_too_much_is_not() -> None:
    assert found(item(1, 0, 20), item(2, 20, 40)) == []
    assert found(item(1, 0, 21), item(2, 20, 40)) == [(OVERLAP, 1, 2)]
    assert found(item(1, -1, 10), item(2, 20, 41)) == [(TOO_EARLY, 1, None), (TOO_LATE, 2, None)]


def test_a_long_item_meets_every_item_inside_it() -> None:
    assert found(item(1, 0, 60), item(2, 10, 5), item(3, 50, 5)) == [(OVERLAP, 1, 2), (OVERLAP, 1, 3)]


def test_a_new_order_keeps_each_length_and_the_pauses_of_the_day() -> None:
    before = [item(1, 0, 20), item(2, 25, 10), item(3, 35, 15)]
    after = arranged([before[2], before[0], before[1]], before)
    assert [(one.key, (one.starts_at - BEGIN).seconds // 60, (one.ends_at - BEGIN).seconds // 60) for one in after] == [
        (3, 0, 15),
        (1, 20, 40),
        (2, 40, 50),
    ]


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("改一个螺钉就能装，提前 2 周预警", "提前 2 周预警"),
        ("屋顶起火时一秒断电，高温下十年不死机", "屋顶起火时一秒断电"),
        ("水性胶 50 ℃ 就能贴底，初粘力追上溶剂胶", "水性胶 50 ℃ 就能贴底"),
        ("六架无人机抬一台 300 公斤的机器上山，绳子不打转", "300 公斤"),
        ("看得清，用得上", ""),
        ("让液化天然气球阀在零下 196 ℃ 反复开关也关得严", "零下 196 ℃"),
    ],
)
def test_the_strong_number_is_a_short_clause_or_the_figure_with_what_stands_around_it(text: str, number: str) -> None:
    assert strong_number(text) == number


def test_only_https_addresses_of_allowed_hosts_are_linked() -> None:
    hosts = ["live.example.com"]
    good = ["https://live.example.com/a.m3u8", "https://cdn.live.example.com/x?y=1"]
    assert [refusal(one, hosts) for one in good] == [None, None]
    assert refusal("http://live.example.com/a", hosts) == "https"
    bad = ["https://evil.example/live.example.com", "https://notlive.example.com/", "https://live.example.com.evil.io/"]
    assert [refusal(one, hosts) for one in bad] == ["host"] * 3
    assert [refusal(one, hosts) for one in ("https://u:p@live.example.com/", "https://live.example.com:8443/")] == [
        "form",
        "form",
    ]
    assert refusal("javascript:alert(1)", hosts) == "https"
    assert refusal(good[0], []) == "host"


def test_a_shared_title_is_shorter_than_28_signs() -> None:
    assert share_title("泵阀专场") == "泵阀专场"
    assert len(share_title("长" * 60)) == 27
