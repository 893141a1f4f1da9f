"""The list to take away: feed and tables show what the page shows, and nothing that a program would run."""

import csv
import io
from xml.etree import ElementTree

from flask import Flask
from openpyxl import load_workbook

from tests.listings.sides import Tried
from tests.visitor import Visitor

ATOM = "{http://www.w3.org/2005/Atom}"


def test_the_feed_is_sound_and_follows_the_filters(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title="<阀门> & “涂层”", industry_codes=["pump_valve"])
    tried.make(title="鞋机", industry_codes=["footwear"])
    tried.make(title="还没公开", state="submitted")
    page = visitor.open(f"/{tried.side.room}.atom")
    assert page.response.content_type.startswith("application/atom+xml")
    feed = ElementTree.fromstring(page.response.data)
    assert [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")] == ["鞋机", "<阀门> & “涂层”"]
    address = feed.find(f"{ATOM}entry/{ATOM}link").get("href")
    assert address == f"http://127.0.0.1:8000/{tried.side.room}/2"
    narrow = ElementTree.fromstring(visitor.open(f"/{tried.side.room}.atom?industry=footwear").response.data)
    assert [entry.findtext(f"{ATOM}title") for entry in narrow.iter(f"{ATOM}entry")] == ["鞋机"]


def test_tables_hold_the_rows_of_the_list_and_no_formulas(app: Flask, visitor: Visitor, tried: Tried) -> None:
    tried.make(title='=HYPERLINK("http://evil.example")', industry_codes=["pump_valve"])
    tried.make(title="鞋机", industry_codes=["footwear"])
    tried.make(title="还没公开", state="submitted")
    response = visitor.client.get(f"/{tried.side.room}.csv")
    assert response.headers["Content-Disposition"].startswith(f'attachment; filename="{tried.side.room}-')
    rows = list(csv.DictReader(io.StringIO(response.data.decode("utf-8-sig"))))
    assert [row["标题"] for row in rows] == ["鞋机", '\'=HYPERLINK("http://evil.example")']
    book = load_workbook(io.BytesIO(visitor.client.get(f"/{tried.side.room}.xlsx?industry=footwear").data))
    header, *found = book.active.iter_rows(values_only=True)
    assert [row[header.index("标题")] for row in found] == ["鞋机"]
    assert any("70 MPa" in str(cell) or "76 MPa" in str(cell) for cell in found[0])
