"""English pages speak English: only what people wrote is in Chinese, and it says so."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask_babel import lazy_gettext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree
from wtforms import FormField, StringField
from wtforms.validators import InputRequired

from matchmaking import ROOT
from matchmaking.core.forms import BaseForm, Row, Rows
from matchmaking.core.guards import PUBLIC, guard
from matchmaking.core.languages import in_chinese
from matchmaking.core.passages import mark_chinese
from tests.factories.achievements import make_achievement
from tests.factories.organisations import make_organisation
from tests.house.world import plant
from tests.visitor import Visitor

CHINESE = re.compile("[\u3400-\u9fff]")
TEMPLATES = sorted(str(path.relative_to(ROOT / "templates")) for path in (ROOT / "templates").rglob("*.*"))
# The name of the other language, and measure words, which English does not have.
MEANT = re.compile(r"中文版?[{<]|current_language == .zh.")
# These hold text only; a browser cannot mark a part of it.
PLAIN = {"title", "textarea", "option"}
WORDS = [
    ("<p>Hello, 郑屿舟</p>", '<p>Hello, <span lang="zh-CN">郑屿舟</span></p>'),
    ("<td>≤ 3% (动态工况, 一个月)</td>", '<td>≤ 3% (<span lang="zh-CN">动态工况, 一个月</span>)</td>'),
    ("<p>车用 CAN 总线，好。</p>", '<p><span lang="zh-CN">车用</span> CAN <span lang="zh-CN">总线，好。</span></p>'),
    ("<b>中&lt;国</b>", '<b><span lang="zh-CN">中</span>&lt;<span lang="zh-CN">国</span></b>'),
    ("误差 2.6%，好；3", '<span lang="zh-CN">误差 2.6%，好；</span>3'),
    ("好 KB；3", '<span lang="zh-CN">好</span> KB<span lang="zh-CN">；</span>3'),
    ("(中). “国”", '(<span lang="zh-CN">中</span>). “<span lang="zh-CN">国</span>”'),
    ('<p title="中">a</p>', '<p title="中">a</p>'),
    ("<title>中</title><option>国</option>", "<title>中</title><option>国</option>"),
    (
        '<div lang="zh-CN"><div>中</div>国<br></div>中',
        '<div lang="zh-CN"><div>中</div>国<br></div><span lang="zh-CN">中</span>',
    ),
    ("<p>plain, “quoted” – ≥ 5</p>", "<p>plain, “quoted” – ≥ 5</p>"),
]
PARTS = ["<p>", "</p>", "中文", "，", "3", " a ", "&amp;", "<br>", "<b lang='x'>", "</b>", "≥", "“"]


@pytest.mark.parametrize(("html", "marked"), WORDS)
def test_chinese_passages_are_marked(html: str, marked: str) -> None:
    assert mark_chinese(html) == marked


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.lists(st.sampled_from(["<p>", "</p>", "中文", "，", "3", " a ", "&amp;", "<br>", "<b lang='x'>", "</b>", "≥"]))
)
def test_marking_changes_no_text_and_is_done_once(parts: list[str]) -> None:
    html = "".join(parts)
    marked = mark_chinese(html)
    assert BeautifulSoup(marked, "html.parser").get_text() == BeautifulSoup(html, "html.parser").get_text()
    assert mark_chinese(marked) == marked


# Text that nothing around it says to be Chinese, whether it is or not.
OTHER_TEXT = etree.XPath("//text()[not(ancestor::*[starts-with(@lang, 'zh')])]")


def unmarked(tree: Any) -> list[str]:
    """Chinese text that nothing says to be Chinese."""
    return [
        text.strip()[:60]
        for text in OTHER_TEXT(tree)
        if CHINESE.search(text) and not (text.is_text and text.getparent().tag in PLAIN)
    ]


def test_what_is_unmarked_is_found() -> None:
    page = '<html lang="en"><title>中</title><p>国<b lang="zh-CN">山<i>水</i></b>木<textarea>火</textarea>土'
    assert unmarked(etree.fromstring(page, etree.HTMLParser())) == ["国", "木", "土"]


def wrong_words(page: bytes) -> list[str]:
    """What a page in English says wrongly of its language: all of it, or its Chinese passages."""
    tree = etree.fromstring(page, etree.HTMLParser(encoding="utf-8"))
    assert tree is not None
    # A fragment stands in a page that says its language.
    is_whole = page.lstrip()[:15].lower() == b"<!doctype html>"
    return [*(["the page itself"] if is_whole and tree.get("lang") != "en" else []), *unmarked(tree)]


def test_refusals_in_english_say_their_language(app: Flask) -> None:
    """All other pages are opened in test_every_page."""
    world = plant(app)
    refused = [world.ask("N", "GET", "/en/nothing-here"), world.ask("E", "GET", "/en/desk/people")]
    assert [answer.status_code for answer in refused] == [404, 403]
    assert [wrong_words(answer.get_data()) for answer in refused] == [[], []]


def test_an_organisation_with_an_english_name_goes_by_it_on_english_pages_only(app: Flask) -> None:
    place = make_organisation(name="瓯锚泵阀有限公司", short_name="瓯锚", name_en="Oumao Pump and Valve")
    record = make_achievement(place)
    for path in (f"/achievements/{record.id}", "/achievements", "/organisations", f"/organisations/{place.id}"):
        chinese, english = (Visitor(app).send("GET", prefix + path).get_data(as_text=True) for prefix in ("", "/en"))
        assert "Oumao" in english, path
        assert "瓯锚" in chinese, path
        assert "Oumao" not in chinese or path.startswith("/organisations/"), path


def test_chinese_pages_are_not_touched(app: Flask) -> None:
    assert BeautifulSoup(Visitor(app).send("GET", "/").get_data(as_text=True), "lxml").select("span[lang^=zh]") == []


def without_marked_strings(source: str) -> str:
    """A template without its comments and without what goes through the catalogue."""
    source = re.sub(r"\{#.*?#\}", "", source, flags=re.DOTALL)
    source = re.sub(r"""\bpgettext\(\s*"[^"]*",\s*"[^"]*\"""", "", source)
    source = re.sub(r"""\b(?:_|gettext)\(\s*("[^"]*"|'[^']*')""", "", source)
    return re.sub(r"""\bngettext\(\s*("[^"]*"|'[^']*')\s*,\s*("[^"]*"|'[^']*')""", "", source)


@pytest.mark.parametrize("name", TEMPLATES)
def test_templates_hold_no_chinese_outside_of_the_catalogue(name: str) -> None:
    source = without_marked_strings((ROOT / "templates" / name).read_text(encoding="utf-8"))
    left = {line.strip() for line in source.splitlines() if CHINESE.search(line)}
    assert {line for line in left if not MEANT.search(line)} == set()


def test_what_forms_say_by_themselves_is_in_the_language_of_the_page(make_app: Callable[..., Flask]) -> None:
    app = make_app(WTF_CSRF_ENABLED=False)

    class Line(Row):
        """A row with checks that leave the words to WTForms."""

        name = StringField(validators=[InputRequired()])

    class Whole(BaseForm):
        """A form of such rows."""

        title = StringField(validators=[InputRequired()])
        lines = Rows(FormField(Line), min_entries=1)

    @app.post("/say")
    @guard(PUBLIC)
    def say() -> dict[str, Any]:
        form = Whole()
        form.validate()
        return {"whole": form.title.errors, "row": form.lines[0].form.name.errors}

    visitor = Visitor(app)
    chinese, english = "该字段是必填字段。", "This field is required."
    assert visitor.send("POST", "/say").json == {"whole": [chinese], "row": [chinese]}
    assert visitor.send("POST", "/en/say").json == {"whole": [english], "row": [english]}


def test_words_that_go_into_a_record_are_chinese_whoever_acts(app: Flask) -> None:
    with app.test_request_context(environ_overrides={"matchmaking.language": "en"}):
        words = lazy_gettext("“%(title)s”揭榜榜单公示", title="耐磨涂层")
        assert str(words) == "Public notice of the challenge “耐磨涂层”"
        assert in_chinese(words) == "“耐磨涂层”揭榜榜单公示"
        assert str(words) == "Public notice of the challenge “耐磨涂层”"
