"""The pages of the site itself, as a visitor meets them."""

import xml.etree.ElementTree as ElementTree
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from matchmaking.accounts.services import CONSENT_VERSION
from matchmaking.core.db import database, now
from matchmaking.core.filters import today
from matchmaking.core.jobs import run_waiting
from matchmaking.site import map_views
from tests.factories.accounts import make_user
from tests.factories.achievements import make_achievement
from tests.factories.demands import make_demand
from tests.factories.organisations import make_organisation
from tests.visitor import Visitor

TEXTS = ["/help", "/about", "/privacy", "/terms", "/accessibility"]
MAP = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def queries_of(visitor: Visitor, path: str) -> int:
    """How many statements one page sends to the database."""
    count = 0

    def add(*_: object) -> None:
        nonlocal count
        count += 1

    event.listen(database().engine, "before_cursor_execute", add)
    try:
        assert visitor.open(path).status == 200
    finally:
        event.remove(database().engine, "before_cursor_execute", add)
    return count


def figure(page: object, label: str) -> str:
    """The number below a label in the band of figures."""
    for one in page.soup.select(".figures > div"):
        if one.dt.get_text(strip=True) == label:
            return one.dd.get_text(" ", strip=True)
    raise AssertionError(label)


def test_home_without_records_says_so_and_invents_nothing(visitor: Visitor) -> None:
    page = visitor.open("/")
    assert page.status == 200
    assert "还没有可以展示的匹配" in page.text
    assert "现在没有征集中的需求" in page.text
    assert "还没有公开的成果" in page.text
    assert [figure(page, label) for label in ("公开的成果", "征集中的需求", "给出理由的匹配", "已核验的机构")] == [
        "0 项", "0 项", "0 条", "0 家",
    ]  # fmt: skip


def test_home_counts_what_is_public_and_leaves_the_rest_out(visitor: Visitor) -> None:
    make_organisation(state="submitted", verified_at=None)
    make_achievement(title="公开的涂层")
    make_achievement(title="没写完的涂层", state="draft")
    make_demand(title="征集中的阀座难题", deadline_on=today())
    make_demand(title="已截止的阀座难题", deadline_on=today() - timedelta(days=1))
    page = visitor.open("/")
    assert figure(page, "公开的成果") == "1 项"
    assert figure(page, "征集中的需求") == "1 项"
    assert figure(page, "已核验的机构") == "4 家"
    assert "公开的涂层" in page.text
    assert "征集中的阀座难题" in page.text
    assert "没写完的涂层" not in page.text
    assert "已截止的阀座难题" not in page.text


def test_home_shows_one_real_match_with_the_name_hidden_when_it_is_hidden(visitor: Visitor) -> None:
    rows = [
        {"name": name, "importance": "must", "operator": ">=", "target_low": low, "unit": unit}
        for name, low, unit in (("结合强度", 70.0, "MPa"), ("显微硬度", 1100.0, "HV"), ("启闭寿命", 10.0, "万次"))
    ]
    rows.append({"name": "单套成本", "importance": "should", "operator": "<=", "target_low": 260.0, "unit": "元"})
    make_demand(title="球阀阀座耐磨涂层", hides_name=True, criteria=rows)
    measured = [
        ("结合强度", 76.0, "MPa"),
        ("显微硬度", 1200.0, "HV"),
        ("启闭寿命", 126_000.0, "次"),
        ("单套成本", 310.0, "元"),
    ]
    make_achievement(
        title="球阀阀座碳化钨涂层",
        measurements=[
            {"name": name, "operator": "=", "value_low": value, "unit": unit, "evidence_kind": "bench_record"}
            for name, value, unit in measured
        ],
    )
    run_waiting()
    page = visitor.open("/")
    card = page.soup.select_one("figure.pair")
    assert card["aria-label"] == "平台里的一条匹配"
    verdicts = [one.get_text(strip=True) for one in card.select("tbody .verdict")]
    assert verdicts == ["满足", "满足", "满足", "未达到"]
    assert "已脱敏企业" in card.get_text()
    assert "有限公司" not in card.select_one(".pair-demand").get_text()
    assert visitor.open(card.select_one("figcaption a")["href"]).status == 200


def test_home_links_each_industry_to_the_list_that_it_counts(visitor: Visitor) -> None:
    make_achievement(industry_codes=["pump_valve", "ai"])
    page = visitor.open("/")
    assert [one.get_text(strip=True) for one in page.soup.select(".industries h3")] == [
        "传统支柱产业", "新兴产业", "未来产业和其他特色产业",
    ]  # fmt: skip
    links = {one.get_text(" ", strip=True): one["href"] for one in page.soup.select(".industries li span > a")}
    assert visitor.open(links["成果 1"]).text.count("共 1 项成果") == 1
    assert len(page.soup.select(".industries li")) == 11


def test_home_costs_the_same_for_few_and_many_records(visitor: Visitor) -> None:
    make_demand()
    make_achievement()
    visitor.open("/")
    few = queries_of(visitor, "/")
    for _ in range(5):
        make_demand()
        make_achievement()
    assert queries_of(visitor, "/") == few
    assert few <= 12


def test_search_finds_all_three_kinds_and_leads_to_their_lists(visitor: Visitor) -> None:
    make_organisation(name="温州磁力泵试样有限公司", short_name="磁力泵试样")
    make_achievement(title="磁力泵隔离套")
    make_demand(title="磁力泵空转发热")
    page = visitor.open("/search", query_string={"q": "磁力泵"})
    assert [one.get_text(strip=True) for one in page.soup.select("section h2")] == ["科技成果", "技术需求", "机构"]
    # Marked words stand in elements of their own.
    titles = [one.get_text("", strip=True) for one in page.soup.select(".record-title")]
    assert titles == ["磁力泵隔离套", "磁力泵空转发热", "温州磁力泵试样有限公司"]
    for link in page.soup.select("section .panel-head a"):
        assert "全部 1 项" in link.get_text()
        assert visitor.open(link["href"]).status == 200


def test_search_does_not_find_what_is_not_public(visitor: Visitor) -> None:
    make_achievement(title="磁力泵隔离套", state="draft")
    make_demand(title="磁力泵空转发热", state="submitted")
    make_organisation(name="温州磁力泵试样有限公司", state="submitted", verified_at=None)
    assert "没有找到与“磁力泵”有关的内容" in visitor.open("/search", query_string={"q": "磁力泵"}).text


@pytest.mark.parametrize("text", ["", "   ", 'title:* OR "', "\U0001f600", "a" * 5000, "%_\\", "<script>"])
def test_search_answers_anything(visitor: Visitor, text: str) -> None:
    page = visitor.open("/search", query_string={"q": text})
    assert page.status == 200
    assert "<script>" not in page.html.replace("<script src=", "")


def test_search_costs_at_most_twelve_queries(visitor: Visitor) -> None:
    for _ in range(6):
        make_achievement(title="磁力泵隔离套")
        make_demand(title="磁力泵空转发热")
    visitor.open("/search?q=磁力泵")
    assert queries_of(visitor, "/search?q=磁力泵") <= 12


@pytest.mark.parametrize("path", TEXTS)
def test_texts_have_one_heading_and_sound_links(visitor: Visitor, path: str) -> None:
    page = visitor.open(path)
    assert page.status == 200
    assert len(page.soup.find_all("h1")) == 1
    ids = {one["id"] for one in page.soup.select("[id]")}
    assert [one["href"] for one in page.soup.select('main a[href^="#"]') if one["href"][1:] not in ids] == []
    for link in page.soup.select("main a[href^='/']"):
        assert visitor.open(link["href"]).status == 200


@pytest.mark.parametrize("path", ["/privacy", "/terms"])
def test_what_people_agree_to_names_its_version(visitor: Visitor, path: str) -> None:
    assert f"版本 {CONSENT_VERSION}" in visitor.open(path).text


def test_privacy_tells_what_the_law_wants_told(visitor: Visitor) -> None:
    headings = [one.get_text() for one in visitor.open("/privacy").soup.select("main h2")]
    assert headings == [
        "谁在处理", "处理哪些信息，做什么用", "依据和选择", "自动匹配", "给谁看", "保存多久", "您的权利", "怎样保护",
    ]  # fmt: skip


def test_robots_keep_out_of_closed_pages_and_find_the_map(visitor: Visitor) -> None:
    answer = visitor.open("/robots.txt")
    assert answer.response.mimetype == "text/plain"
    lines = answer.html.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /desk/" in lines
    assert "Disallow: /en/workspace" in lines
    assert lines[-1].startswith("Sitemap: http://")
    assert visitor.open("/" + lines[-1].rpartition("/")[2]).status == 200


def test_the_map_names_public_records_only(visitor: Visitor) -> None:
    public, hidden = make_achievement(), make_achievement(state="draft")
    places = ElementTree.fromstring(visitor.open("/sitemap.xml").html.encode()).findall("map:sitemap/map:loc", MAP)
    paths = ["/" + one.text.split("/", 3)[3] for one in places]
    assert paths == ["/sitemap-pages-1.xml", "/sitemap-achievements-1.xml", "/sitemap-organisations-1.xml"]
    listed = ElementTree.fromstring(visitor.open(paths[1]).html.encode())
    assert [one.text.rpartition("/")[2] for one in listed.findall("map:url/map:loc", MAP)] == [str(public.id)]
    assert str(hidden.id) not in listed.itertext()
    assert listed.find("map:url/map:lastmod", MAP).text == today().isoformat()
    pages = ElementTree.fromstring(visitor.open(paths[0]).html.encode()).findall("map:url/map:loc", MAP)
    assert len(pages) == len(map_views.PAGES)
    assert [visitor.open("/" + one.text.split("/", 3)[3]).status for one in pages] == [200] * len(pages)


@pytest.mark.parametrize(
    "name", ["achievements-0", "achievements-2", "pages-2", "users-1", "achievements-999999999999"]
)
def test_a_map_that_does_not_exist_is_not_found(visitor: Visitor, name: str) -> None:
    make_achievement()
    assert visitor.open(f"/sitemap-{name}.xml").status == 404


def test_pages_of_the_site_are_also_there_in_english(visitor: Visitor) -> None:
    for path in ["/", "/search?q=valve", *TEXTS]:
        page = visitor.open("/en" + path)
        assert page.status == 200
        assert page.soup.html["lang"] == "en"


def test_home_of_somebody_signed_in_offers_the_workspace(app: Flask) -> None:
    user = make_user()
    page = Visitor(app).sign_in(user).open("/")
    assert page.soup.select_one('a[href="/workspace"]') is not None
    assert now() > user.created_at
