"""The macros keep what pages rely on: labels and errors that belong together, rows without scripts, whole addresses."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask, render_template_string
from werkzeug.datastructures import MultiDict
from wtforms import FormField, RadioField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from matchmaking.core.forms import BaseForm, FloatNumber, Row, Rows, Text, WanYuan
from matchmaking.core.pages import Page


class CriterionRow(Row):
    name = Text("指标名称", needed="请填写指标名称")
    target = FloatNumber("数值", validators=[InputRequired("请填写目标数值")])
    importance = RadioField(
        "重要程度", choices=[SelectChoice("must", "必须"), SelectChoice("should", "期望")], default="must"
    )


class DemandForm(BaseForm):
    title = Text("标题", needed="请填写标题", description="一句话说清")
    budget = WanYuan("预算", validators=[Optional()])
    industries = SelectMultipleField(
        "产业",
        choices=[SelectChoice("a", "泵阀"), SelectChoice("b", "电气")],
        widget=ListWidget(),
        option_widget=CheckboxInput(),
    )
    criteria = Rows(FormField(CriterionRow), "指标")


@pytest.fixture
def request_context(app: Flask) -> Iterator[None]:
    with app.test_request_context("/achievements?q=a%26b&industry=x&industry=y&page=2&endpoint=z"):
        yield


def filled(*pairs: tuple[str, str]) -> DemandForm:
    form = DemandForm(formdata=MultiDict(pairs), meta={"csrf": False})
    form.validate()
    return form


def rendered(source: str, **values: object) -> str:
    return render_template_string(
        '{% import "_macros/forms.html" as forms %}{% import "_macros/ui.html" as ui %}' + source, **values
    )


@pytest.mark.usefixtures("request_context")
def test_the_summary_counts_and_links_every_error_also_those_in_rows() -> None:
    form = filled(("title", ""), ("budget", "一百八"), ("criteria-0-name", "硬度"), ("criteria-0-target", ""))
    page = rendered("{{ forms.error_summary(form) }}", form=form)
    assert "有 3 处需要修改" in page
    assert re.findall(r'href="#([\w-]+)"', page) == ["title", "budget", "criteria-0-target"]
    assert "第 1 项：请填写目标数值" in page
    assert "预算：请填写数字" in page
    assert "标题：" not in page
    assert rendered("{{ forms.error_title(form) }}", form=form) == "有 3 处需要修改："


@pytest.mark.usefixtures("request_context")
def test_a_form_without_errors_has_no_summary() -> None:
    form = filled(("title", "阀座涂层"))
    assert rendered("{{ forms.error_summary(form) }}{{ forms.error_title(form) }}", form=form).strip() == ""


@pytest.mark.usefixtures("request_context")
def test_a_field_names_its_hint_and_its_error() -> None:
    page = rendered("{{ forms.field(form.title) }}", form=filled(("title", "")))
    assert 'aria-describedby="title-hint title-error"' in page
    assert 'aria-invalid="true"' in page
    assert '<label class="field-label" for="title">' in page
    assert 'id="title-error"' in page
    assert 'id="title-hint"' in page


@pytest.mark.usefixtures("request_context")
def test_an_optional_field_says_so_and_a_unit_follows_the_input() -> None:
    page = rendered("{{ forms.field(form.budget, unit='万元') }}", form=filled(("title", "x")))
    assert "（选填）" in page
    assert "<span>万元</span>" in page


@pytest.mark.usefixtures("request_context")
def test_a_group_of_choices_has_a_legend_and_keeps_what_was_ticked() -> None:
    page = rendered("{{ forms.field(form.industries) }}", form=filled(("title", "x"), ("industries", "b")))
    assert '<legend class="field-label">产业' in page
    assert re.findall(r'type="checkbox" name="industries" value="(\w)" id="([\w-]+)"( checked)?', page) == [
        ("a", "industries", ""),
        ("b", "industries-1", " checked"),
    ]


@pytest.mark.usefixtures("request_context")
def test_rows_are_added_and_removed_by_buttons_that_the_form_understands() -> None:
    form = DemandForm(data={"criteria": [{"name": "硬度"}, {"name": "寿命"}]}, meta={"csrf": False})
    page = rendered("{{ forms.rows_editor(form.criteria) }}", form=form)
    buttons = re.findall(r'<button[^>]* name="(\w+)" value="([\w-]+)"', page)
    assert buttons == [("remove", "criteria-0"), ("remove", "criteria-1"), ("add", "criteria")]
    pairs = [("criteria-0-name", "硬度"), ("criteria-1-name", "寿命")]
    for (name, value), left in zip(buttons, (["寿命"], ["硬度"], ["硬度", "寿命", None]), strict=True):
        posted = DemandForm(formdata=MultiDict([*pairs, (name, value)]), meta={"csrf": False})
        assert posted.criteria.handle_buttons(MultiDict([(name, value)])) is True
        assert [row.form.name.data or None for row in posted.criteria.entries] == left


@pytest.mark.usefixtures("request_context")
def test_enter_in_a_field_means_go_on_and_never_remove_a_row() -> None:
    page = rendered(
        "{{ forms.form_open() }}{{ forms.rows_editor(form.criteria) }}</form>", form=filled(("criteria-0-name", "x"))
    )
    assert re.findall(r"<button([^>]*)>", page)[0] == ' class="vh" tabindex="-1" aria-hidden="true"'
    assert 'name="csrf_token"' in page


@pytest.mark.usefixtures("request_context")
def test_the_pager_keeps_the_whole_query_and_survives_any_parameter() -> None:
    page = rendered("{{ ui.pagination(page) }}", page=Page(["x"], 2, 1, 3))
    assert re.findall(r'href="([^"]+)"', page) == [
        f"/achievements?q=a%26b&amp;industry=x&amp;industry=y&amp;endpoint=z&amp;page={n}" for n in (1, 1, 3, 3)
    ]


@pytest.mark.usefixtures("request_context")
def test_verdicts_carry_a_word_beside_shape_and_colour() -> None:
    words = [
        re.sub(r"<[^>]+>", "", rendered("{{ ui.verdict(kind) }}", kind=kind))
        for kind in ("MET", "PARTLY", "NOT_MET", "NOT_STATED")
    ]
    assert words == ["满足", "部分满足", "未达到", "未说明"]


@pytest.mark.usefixtures("request_context")
def test_text_of_users_is_escaped_in_tags_notes_and_facts() -> None:
    page = rendered(
        "{{ ui.tag(bad) }}{{ ui.note(bad) }}{{ ui.fact(bad, bad) }}{{ ui.empty(bad, bad) }}", bad="<img src=x>"
    )
    assert "<img" not in page
    assert page.count("&lt;img") == 6


@pytest.mark.parametrize(("language", "attribute"), [("en", ' lang="zh-CN"'), ("zh", "")])
def test_chinese_text_says_its_language_on_an_english_page_only(app: Flask, language: str, attribute: str) -> None:
    with app.test_request_context("/achievements", environ_base={"matchmaking.language": language}):
        assert rendered("<b{{ foreign('阀座') }}>") == f"<b{attribute}>"
        assert rendered("<b{{ foreign('Seat') }}>") == "<b>"
