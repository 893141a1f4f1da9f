"""Fills a template with the words of a contract, and says of an uploaded one what is wrong with it.

Templates come from administrators, the words from everybody. A template may only show names of `fields`, go through a
list and ask a flag: everything else that the language of templates knows is refused before it is run, and it runs in a
sandbox all the same. The words are never read as part of a template.
"""

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

import docx
from docxtpl import DocxTemplate
from flask_babel import gettext as _
from jinja2 import StrictUndefined, nodes
from jinja2.exceptions import TemplateError, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from matchmaking.contracts.fields import FIELDS, PARTY, examples, label_of, required_in
from matchmaking.contracts.reading import read_blocks, words_of
from matchmaking.core.errors import RuleBroken

MOST_BYTES = 2 * 1024 * 1024
# A contract is some ten pages; the patterns that look for marks would take long over a text of many megabytes.
MOST_WORDS = 3_000_000
_RENDERED = re.compile(r"^word/(document|header\d*|footer\d*)\.xml$")
_TAGS = re.compile(r"<[^>]+>")
_MARK = re.compile(r"\{\{|\{%|\{#")
_EXTERNAL = re.compile(rb'<Relationship\b[^>]*TargetMode="External"[^>]*>')
# Signs that XML cannot hold, and those to which the filling gives a meaning of its own (new paragraph, new page).
_UNWANTED = re.compile(r"[^\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ALLOWED = (nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Not)


class TemplateRefused(RuleBroken):
    """A template cannot be used; the message says what to change in it."""


def fill(template: bytes, values: Mapping[str, Any]) -> bytes:
    """The .docx with the words in it. The template was checked before it was stored."""
    document = DocxTemplate(io.BytesIO(template))
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    document.render(cleaned(values), environment, autoescape=True)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def cleaned(value: Any) -> Any:
    """Every text without signs that have a meaning for files; the structure stays."""
    if isinstance(value, str):
        return _UNWANTED.sub(" ", value)
    if isinstance(value, Mapping):
        return {key: cleaned(one) for key, one in value.items()}
    return [cleaned(one) for one in value] if isinstance(value, list) else value


def check_template(code: str, data: bytes) -> None:
    """Whether a .docx can be the template of `code`. Raises TemplateRefused with what to change.

    It was examined as an upload before (`files.contents.examine`: a whole .docx without macros, unpacked with a limit).
    """
    if len(data) > MOST_BYTES:
        raise TemplateRefused(_("模板不能超过 %(most)d MB，请去掉图片后再上传。", most=MOST_BYTES // 1024 // 1024))
    _check_parts(data)
    shown: set[str] = set()
    for source in _sources(data):
        shown |= _names_in(source)
    missing = [name for name in required_in(code) if name not in shown]
    if missing:
        words = _("、").join(f"{label_of(name)}（{name}）" for name in missing)
        raise TemplateRefused(_("模板里缺少必须写进合同的内容：%(words)s。请补上后再上传。", words=words))
    _try_out(code, data)


def _check_parts(data: bytes) -> None:
    """Nothing but text and pictures: no other files inside, nothing fetched from elsewhere, no marks in odd places."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        for part in packed.namelist():
            content = packed.read(part)
            is_text = part.endswith((".xml", ".rels"))
            if "/embeddings/" in part or "/activeX/" in part or "afchunk" in part.lower():
                raise TemplateRefused(_("模板里有嵌入的对象，请删去后再上传。"))
            if is_text and (b"<!DOCTYPE" in content or b"<!ENTITY" in content):
                raise TemplateRefused(_("模板里有不能使用的定义，请用文字处理软件另存为 .docx 后再上传。"))
            outside = _EXTERNAL.findall(content) if part.endswith(".rels") else []
            if any(b"/hyperlink" not in one for one in outside):
                raise TemplateRefused(_("模板引用了外部的文件，请改为不引用后再上传。"))
            if is_text and not _RENDERED.match(part) and _MARK.search(_TAGS.sub("", content.decode("utf-8", "ignore"))):
                raise TemplateRefused(_("脚注、批注和属性里不能放字段，请移到正文里。"))


def _sources(data: bytes) -> Iterator[str]:
    """The texts that are filled, as the language of templates reads them."""
    document = DocxTemplate(io.BytesIO(data))
    try:
        document.init_docx()
    except Exception as error:
        raise TemplateRefused(_("模板打不开，可能已损坏。请用文字处理软件另存为 .docx 后再上传。")) from error
    texts = [document.get_xml()]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        texts += [document.xml_to_string(docx.oxml.parse_xml(part.blob)) for _key, part in _related(document, uri)]
    for text in texts:
        if len(text) > MOST_WORDS:
            raise TemplateRefused(_("模板的内容太多，请精简后再上传。"))
        yield document.patch_xml(text)


def _related(document: DocxTemplate, uri: str) -> Iterator[tuple[str, Any]]:
    for key, one in document.docx.part.rels.items():
        if one.reltype == uri:
            yield key, one.target_part


def _names_in(source: str) -> set[str]:
    """The names that a text shows ("buyer.name", "payments.amount"). Raises TemplateRefused for anything else in it."""
    try:
        tree = ImmutableSandboxedEnvironment(autoescape=True).parse(source)
    except TemplateSyntaxError as error:
        raise TemplateRefused(
            _(
                "模板里有一处标记写得不对（%(words)s）。请对照可用字段检查大括号和 for、if 是否成对。",
                words=error.message or "",
            )
        ) from error
    shown: set[str] = set()
    _walk(tree, {}, shown)
    return shown


def _walk(node: nodes.Node, rows: dict[str, str], shown: set[str]) -> None:
    """Go through a text; `rows` names the list of each row that is open."""
    if not isinstance(node, _ALLOWED):
        raise TemplateRefused(
            _(
                "模板里只能显示字段、用 for 列出各行、用 if 判断是否三方合同，不能使用其他写法（%(what)s）。",
                what=type(node).__name__,
            )
        )
    if isinstance(node, nodes.Name) and node.ctx == "load":
        _known(FIELDS.get(node.name) is not None, node.name)
        one = FIELDS[node.name]
        if one.rows or one.is_party:
            raise TemplateRefused(_("“%(name)s”要写到具体的一项，例如 %(name)s.name。", name=node.name))
        shown.add(node.name)
    elif isinstance(node, nodes.Getattr):
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        source = rows.get(owner, owner)
        one_ = FIELDS.get(source)
        allowed = (PARTY if one_.is_party else one_.rows if owner in rows else {}) if one_ else {}
        _known(node.attr in allowed, f"{owner}.{node.attr}")
        shown.add(f"{source}.{node.attr}")
    elif isinstance(node, nodes.For):
        name = node.iter.name if isinstance(node.iter, nodes.Name) else ""
        target = node.target.name if isinstance(node.target, nodes.Name) else ""
        _known(bool(name in FIELDS and FIELDS[name].rows), name or "for")
        # A loop in a loop could make a file that never ends; a row must not be named like a field.
        _known(not rows and bool(target) and target not in FIELDS and not node.test and not node.else_, target or "for")
        for child in node.body:
            _walk(child, {target: name}, shown)
    elif isinstance(node, nodes.If):
        asked = node.test.node if isinstance(node.test, nodes.Not) else node.test
        _known(isinstance(asked, nodes.Name) and asked.name in FIELDS and FIELDS[asked.name].is_flag, "if")
        hidden: set[str] = set()
        for child in (*node.body, *node.elif_, *node.else_):
            # What only sometimes stands there does not count as shown.
            _walk(child, rows, hidden)
    else:
        for child in node.iter_child_nodes():
            _walk(child, rows, shown)


def _known(is_known: bool, name: str) -> None:
    if not is_known:
        raise TemplateRefused(_("模板里有不认识的字段或写法“%(name)s”。可用的字段见本页下方的清单。", name=name[:60]))


def _try_out(code: str, data: bytes) -> None:
    """Fill it with examples and read it back: what is required must be readable afterwards."""
    values = examples()
    try:
        words = words_of(read_blocks(fill(data, values)))
    except (TemplateError, ValueError, KeyError, AttributeError, SyntaxError) as error:
        raise TemplateRefused(
            _("用示例内容试填时出错，模板不能使用。表格里的 for 和 endfor 要各占一行，请对照平台自带的模板检查。")
        ) from error
    lost = [name for name in required_in(code) if _example(values, name) not in words]
    if lost:
        raise TemplateRefused(
            _("试填以后读不到：%(words)s。请把它们放在正文的段落或表格里，不要放在文本框里。",
              words=_("、").join(label_of(name) for name in lost))
        )  # fmt: skip


def _example(values: Mapping[str, Any], name: str) -> str:
    first, _dot, second = name.partition(".")
    value = values[first]
    if isinstance(value, list):
        value = value[-1]
    return str(value[second] if second else value)
