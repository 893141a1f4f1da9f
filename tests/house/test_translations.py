"""Every sentence that a person can meet has an English translation, and the compiled catalogue is the written one."""

import re
from functools import cache
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from matchmaking import ROOT

FOLDER = ROOT / "matchmaking" / "translations" / "en" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%")
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+")
# Words that an English reader meets in Chinese on purpose: what to type, and examples that are explained beside them.
MEANT = {"空气开关", "断路器", "万次", "漏油", "磁力泵", "剥离强度", "是", "否", "编号"}
Key = tuple[str | None, str]


def key(message: Message) -> Key:
    # Babel reads the context from a compiled catalogue as bytes.
    context = message.context.decode() if isinstance(message.context, bytes) else message.context
    return context, message.id if isinstance(message.id, str) else message.id[0]


def texts(value: str | tuple[str, ...] | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else list(value)


@cache
def collected() -> dict[Key, Message]:
    """The sentences in code and templates, found as `make catalogue` finds them, with the place of the first use."""
    wanted = re.search(r"^KEYWORDS := (.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert wanted, "the Makefile names what marks a string"
    keywords = parse_keywords(["_", "gettext", "ngettext:1,2", *wanted[1].replace("-k ", "").split()])
    with (ROOT / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file)
    catalog = Catalog()
    for path, line, text, comments, context in extract_from_dir(
        ROOT, methods, options, keywords, directory_filter=lambda folder: not Path(folder).name.startswith(".")
    ):
        catalog.add(text, None, [(path, line)], auto_comments=comments, context=context)
    return {key(message): message for message in catalog if message.id}


@cache
def written() -> Catalog:
    with (FOLDER / "messages.po").open("rb") as file:
        return read_po(file, locale="en", domain="messages")


def translated() -> dict[Key, Message]:
    return {key(message): message for message in written() if message.id}


def test_every_sentence_is_translated() -> None:
    known = translated()
    missing = [
        f"{message.locations[0][0]}:{message.locations[0][1]} {message.id}"
        for place, message in collected().items()
        if place not in known
        or not all(texts(known[place].string or ""))
        or bool(known[place].pluralizable) != bool(message.pluralizable)
    ]
    assert missing == [], "run `make catalogue`, translate what is empty, run it again"


def test_nothing_fuzzy_or_obsolete_is_kept() -> None:
    fuzzy = [message.id for message in translated().values() if message.fuzzy]
    unused = [message.id for place, message in translated().items() if place not in collected()]
    assert (fuzzy, unused, list(written().obsolete)) == ([], [], [])


def test_translations_have_the_placeholders_of_their_sentence() -> None:
    different = [
        (text, found)
        for message in translated().values()
        for found in texts(message.string)
        for text in texts(message.id)[:1]
        if found and sorted(set(PLACEHOLDER.findall(text))) != sorted(set(PLACEHOLDER.findall(found)))
    ]
    assert different == []


def test_english_has_two_forms_where_it_counts() -> None:
    assert written().plural_expr == "(n != 1)"
    same = [message.id for message in translated().values() if message.pluralizable and len(texts(message.string)) != 2]
    assert same == []


def test_translations_hold_no_chinese_characters_or_punctuation() -> None:
    left = {
        found: sorted(set(CHINESE.findall(found)) - MEANT)
        for message in translated().values()
        for found in texts(message.string)
        if set(CHINESE.findall(found)) - MEANT
    }
    assert left == {}


def test_the_compiled_catalogue_is_the_written_one() -> None:
    with (FOLDER / "messages.mo").open("rb") as file:
        compiled = {key(message): texts(message.string) for message in read_mo(file) if message.id}
    assert compiled == {place: texts(message.string) for place, message in translated().items()}, "run `make catalogue`"
