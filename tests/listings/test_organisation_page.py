"""What an organisation has published stands on its page."""

from flask import Flask

from tests.factories.organisations import make_organisation
from tests.listings.sides import Tried
from tests.visitor import Visitor


def test_the_page_of_an_organisation_lists_what_it_has_published(app: Flask, visitor: Visitor, tried: Tried) -> None:
    own = make_organisation()
    for number in range(11):
        tried.make(own, title=f"公开的第 {number} 条")
    tried.make(own, title="还是草稿", state="draft")
    tried.make(title="别家的")
    page = visitor.open(f"/organisations/{own.id}")
    assert "共 11 项" in page.text
    assert "还是草稿" not in page.text
    assert "别家的" not in page.text
    assert len(page.soup.select(".record-title")) == 10
