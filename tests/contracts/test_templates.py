"""Templates of contracts: what is refused, and the administrator's pages."""

import io
import zipfile
from collections.abc import Callable

import docx
import pytest
from flask import Flask

from matchmaking.contracts.fields import TEMPLATES, template_for
from matchmaking.contracts.queries import template_in_use, templates_of
from matchmaking.contracts.reading import clauses_in, key_of, read_blocks, words_of
from matchmaking.contracts.rendering import TemplateRefused, check_template
from matchmaking.contracts.standard_templates import chinese_number, standard_template
from matchmaking.contracts.versions import template_bytes
from matchmaking.core.db import reading
from tests.factories.accounts import make_user
from tests.visitor import Visitor

CODE = "service"


def changed(change: Callable[[docx.document.Document], object]) -> bytes:
    """The platform's own template with a change."""
    paper = docx.Document(io.BytesIO(standard_template(CODE)))
    change(paper)
    target = io.BytesIO()
    paper.save(target)
    return target.getvalue()


def with_line(words: str) -> bytes:
    return changed(lambda paper: paper.add_paragraph(words))


def with_part(name: str, content: bytes) -> bytes:
    """With one more part in the package, or another one in its place."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(standard_template(CODE))) as old, zipfile.ZipFile(target, "w") as new:
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return target.getvalue()


@pytest.mark.parametrize("code", TEMPLATES)
def test_every_template_of_the_platform_passes_its_own_check(app: Flask, code: str) -> None:
    with app.test_request_context():
        check_template(code, standard_template(code))


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{{ ''.__class__ }}", "不认识的字段或写法“.__class__”"),
        ("{{ title.__class__ }}", "title.__class__"),
        ("{{ buyer.__init__ }}", "buyer.__init__"),
        ("{{ cycler }}", "cycler"),
        ("{{ title | upper }}", "不能使用其他写法（Filter）"),
        ("{{ range(9) }}", "不能使用其他写法（Call）"),
        ("{{ 7 * 7 }}", "不能使用其他写法（Mul）"),
        ("{% set x = 1 %}", "不能使用其他写法（Assign）"),
        ("{% include 'base.html' %}", "不能使用其他写法（Include）"),
        ("{% for one in payments %}{% for two in payments %}{{ two.amount }}{% endfor %}{% endfor %}", "two"),
        ("{% for title in payments %}{% endfor %}", "title"),
        ("{% if amount %}x{% endif %}", "“if”"),
        ("{{ buyer }}", "要写到具体的一项"),
        ("{{ secret }}", "secret"),
        ("{{ title", "标记写得不对"),
        ("{% for one in payments %}", "标记写得不对"),
    ],
)
def test_a_template_that_does_more_than_show_is_refused(app: Flask, line: str, message: str) -> None:
    with app.test_request_context(), pytest.raises(TemplateRefused) as refused:
        check_template(CODE, with_line(line))
    assert message in refused.value.message


def drop_dispute(paper: docx.document.Document) -> None:
    for one in paper.paragraphs:
        if "{{ dispute }}" in one.text:
            one.text = "另议。"


def only_for_three(paper: docx.document.Document) -> None:
    for one in paper.paragraphs:
        if one.text == "{{ confidentiality }}":
            one.text = "{% if is_three_party %}{{ confidentiality }}{% endif %}"


def test_what_the_law_wants_must_be_shown_in_the_text_itself(app: Flask) -> None:
    with app.test_request_context():
        with pytest.raises(TemplateRefused, match="争议的解决（dispute）"):
            check_template(CODE, changed(drop_dispute))
        # Shown only sometimes is not shown.
        with pytest.raises(TemplateRefused, match="保密（confidentiality）"):
            check_template(CODE, changed(only_for_three))
        with pytest.raises(TemplateRefused, match="权利状况"):
            check_template("licence", standard_template(CODE))


def test_files_that_bring_or_fetch_something_are_refused(app: Flask) -> None:
    relation = (
        b'<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://x/attachedTemplate" Target="http://x/a.dotm" TargetMode="External"/>'
        b"</Relationships>"
    )
    parts = {
        "word/embeddings/oleObject1.bin": (b"x", "嵌入的对象"),
        "word/_rels/settings.xml.rels": (relation, "外部的文件"),
        "word/footnotes.xml": (b"<w:footnotes>{{ title }}</w:footnotes>", "脚注"),
        "word/custom.xml": (b'<!DOCTYPE x [<!ENTITY a "b">]><x/>', "不能使用的定义"),
    }
    with app.test_request_context():
        for name, (content, message) in parts.items():
            with pytest.raises(TemplateRefused, match=message):
                check_template(CODE, with_part(name, content))


def test_clauses_are_known_by_their_names_and_not_by_their_numbers() -> None:
    assert [key_of(one) for one in ("一、保密", "第十二条 保密", "3. 保密", "保密", "二十四、其他约定")] == [
        "保密", "保密", "保密", "保密", "其他约定",
    ]  # fmt: skip
    assert [chinese_number(one) for one in (1, 10, 11, 20, 24)] == ["一", "十", "十一", "二十", "二十四"]
    assert template_for("development", "joint_development") == "joint"
    assert template_for("transfer", "patent_transfer") == "transfer"


def test_an_administrator_replaces_a_template_and_goes_back(app: Flask) -> None:
    with app.app_context():
        administrator = make_user("administrator")
    visitor = Visitor(app).sign_in(administrator)
    address = "/desk/contract-templates/service"

    def upload(data: bytes, name: str = "新模板.docx") -> object:
        page = visitor.open(address)
        return visitor.submit(page, {"file": (io.BytesIO(data), name), "note": "加一句"}, button="上传并使用")

    assert "平台自带" in visitor.open("/desk/contract-templates").text
    assert visitor.open("/desk/contract-templates/other").status == 404
    own = visitor.send("GET", f"{address}/standard").data
    assert own == standard_template(CODE)
    for data in (b"%PDF-1.4 %%EOF", b"text", with_line("{{ ''.__class__ }}")):
        answer = upload(data)
        assert answer.status == 422, data[:20]
    assert "正在使用" in upload(with_line("本市统一文本。")).text
    upload(with_line("第二次修改。"))
    with reading():
        used = template_in_use(CODE)
        assert used is not None
        assert used.number == 2
        data, number = template_bytes(CODE)
        assert number == 2
    assert "第二次修改。" in words_of(read_blocks(data))
    assert visitor.post(f"{address}/use/1").status == 200
    with reading():
        assert template_bytes(CODE)[1] == 1
        assert len(templates_of(CODE)) == 2
    visitor.post(f"{address}/use/0")
    assert visitor.post(f"{address}/use/9").status == 404
    with reading():
        assert template_bytes(CODE) == (standard_template(CODE), 0)


def test_a_heading_named_in_the_chinese_way_begins_a_clause_too() -> None:
    paper = docx.Document()
    paper.styles.add_style("标题 1", 1)
    paper.add_paragraph("第一条 标的", "标题 1")
    paper.add_paragraph("内容")
    paper.add_paragraph("第二条 标的", "标题 1")
    target = io.BytesIO()
    paper.save(target)
    found = clauses_in(read_blocks(target.getvalue()))
    assert [(one.key, one.prose) for one in found] == [("标的", "内容"), ("标的（2）", "")]


def test_the_paper_is_a4_and_columns_that_count_are_narrow() -> None:
    document = docx.Document(io.BytesIO(standard_template("licence")))
    assert (round(document.sections[0].page_width.mm), round(document.sections[0].page_height.mm)) == (210, 297)
    widths = {one.cell(0, 0).text: round(one.cell(0, 0).width.mm) for one in document.tables}
    assert widths == {"事项": 38, "序号": 15, "期次": 15, "甲方（盖章）": 79}
