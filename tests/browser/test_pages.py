"""Every page in Chromium: accessible at two widths, never wider than the screen, silent, and light.

Last, the main job without JavaScript, and the search with the keyboard alone.
"""

import json
import os
import re
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import SIZES, Site, press, sign_in, wait_for_worker
from tests.writing import STEPS

OpenContext = Callable[..., BrowserContext]

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
# Contrast is half of the time: it is measured on all public pages, which use every colour of the palette, and on the
# pages of people who are signed in when AXE=full is set (`make axe`).
FULL = os.environ.get("AXE") == "full"


def axe_run(*, contrast: bool) -> str:
    """The call that tries the rules on the present page."""
    rules = {"color-contrast": {"enabled": contrast}}
    options = {"runOnly": RULES, "resultTypes": ["violations"], "preload": False, "rules": rules}
    return f"axe.run(document, {json.dumps(options)}).then(({{violations}}) => violations)"


# Width, height; the narrowest is only for what does not fit. The rules are tried on a phone, where public pages with
# their wide layout have them tried a second time: they cost half a second a page and hardly depend on the width.
SCREENS = ((1366, 768), (390, 844), (320, 640))
PHONE = 390
LARGEST = 60_000

GO_ON = "main form button[name=action][value=next]"
CRITERIA = [("结合强度", "70", "MPa"), ("孔隙率", "1", "%"), ("使用温度", "450", "℃")]

PUBLIC = [
    "/", "/achievements", "/achievements?q=阀门&industry=pump_valve", "/demands", "/demands?q=龘靐", "/organisations",
    "/search?q=阀门", "/help", "/about", "/terms", "/privacy", "/accessibility", "/vocabulary", "/accounts/sign-in",
    "/accounts/sign-up", "/accounts/reset", "/accounts/letter-sent/reset", "/nowhere", "/en/", "/en/demands",
    "/en/accounts/sign-up", "/en/help", "/public-notices", "/challenges", "/challenges/rules",
    "/demands/2/combinations", "/experts", "/experts/1", "/facilities?kind=pilot", "/facilities/1",
    "/projects", "/projects/1", "/investors",
    "/roadshows", "/roadshows/1", "/roadshows/3", "/roadshows/month", "/en/roadshows",
    "/roadshows/1/room", "/roadshows/5/room", "/roadshows/5/room?tab=agenda", "/stage-questions/1",
    "/calls", "/calls/1", "/contests", "/contests/1", "/channel", "/en/calls",
]  # fmt: skip
RECORDS = ["/achievements", "/demands", "/organisations", "/en/achievements"]
SIGNED_IN = {
    "enterprise": [
        "/workspace", "/matches", "/demands/invitations", "/notices", "/demands/new", "/demands/mine",
        "/achievements/mine", "/achievements/new", "/experts/new", "/facilities/new", "/facilities/mine", "/enquiries",
        "/enquiries/new/expert/1", "/accounts/settings", "/accounts/password", "/accounts/sessions",
        "/organisations/new", "/organisations/invitations", "/matches/judgments", "/notices/searches",
        "/notices/following", "/notices/preferences", "/consents", "/consents?side=own", "/consents/1",
        "/desk/people", "/en/workspace", "/selections",
        "/demands/5/selection", "/reviews", "/en/demands/new", "/en/matches",
        "/interests", "/interests/1", "/interests/new/1/follow", "/meetings?box=sent", "/meetings/new/projects/4",
        "/demands/2/why-not?q=阀", "/matches/2/40/why-not", "/en/matches/2/40/why-not", "/matches/2/1",
    ],
    "researcher": [
        "/workspace", "/matches", "/demands/invitations", "/consents?side=own", "/consents/ask/demands/5",
        "/consents/sign/demands/5", "/achievements/1/why-not", "/matches/2/1", "/projects/1/hub", "/interests/2",
        "/interests/1", "/interests/1/meeting", "/meetings/1", "/meetings/slots/projects/1", "/en/projects/1/hub",
        "/projects/1", "/projects/1/links", "/projects/1/edit/funding", "/projects/mine", "/media/project/1",
        "/calls/mine", "/calls/1/apply", "/contests/1/enter", "/juries", "/watching",
    ],
    "investor": ["/investors/41/edit", "/investors/41/projects", "/workspace"],
    "broker": [
        "/workspace", "/matches", "/desk/refinements", "/desk/squads", "/desk/achievements", "/desk/matches",
        "/desk/matching-quality", "/deals/8/performance", "/deals/8/performance/change", "/deals/milestones/6",
        "/deals/payments/9", "/deals/accords/2", "/desk/interests", "/projects/1/hub", "/matches/2/40/add",
        "/consents/open/demands/5", "/desk/alike", "/desk/alike/demand/2/5",
        "/roadshows/mine", "/roadshows/new", "/roadshows/1/agenda", "/roadshows/1/participants", "/roadshows/items/2",
        "/roadshows/1/host", "/roadshows/1/figures", "/roadshows/1/figures/questions",
        "/roadshows/registrations",
        "/calls/organised", "/calls/new", "/calls/1/edit", "/calls/1/cancel", "/calls/1/applications",
        "/calls/applications/1", "/juries/1/manage", "/juries/1/criteria",
        "/contests/organised", "/contests/new",
        "/deals/2/room", "/deals/2/room/minutes/1", "/deals/2/room/files/2", "/deals/2/room/files/new",
        "/deals/2/room/minutes/new", "/deals/2/room/statement", "/deals/2/room/tasks/1", "/deals/2/evidence",
        "/deals", "/deals?view=list", "/deals/2", "/deals/2/end", "/deals/2/hand-over", "/deals/new", "/deals/reports",
        "/en/deals",
        "/deals/11/contract", "/deals/11/contract/edit/kind", "/deals/11/contract/edit/money",
        "/deals/11/contract/edit/ownership", "/deals/11/contract/versions/2?clause=保密", "/deals/11/contract/compare",
        "/deals/11/contract/clauses", "/deals/7/contract",
        "/deals/11/price", "/deals/11/price/offers/new?structure=royalty", "/deals/11/notice",
    ],
    "city_officer": [
        "/workspace", "/desk/organisations", "/desk/organisations?state=all", "/desk/challenges", "/desk/rematch",
        "/desk/roadshows/figures", "/desk/channel", "/desk/channel/theme", "/deals/reports",
        "/contests/1/manage", "/contests/entries/1", "/contests/1/landing",
    ],
    "administrator": [
        "/desk/people", "/desk/jobs", "/desk/vocabulary", "/desk/vocabulary/county", "/desk/challenges/rules",
        "/desk/matching-quality/models/levels", "/desk/contract-templates", "/desk/contract-templates/licence",
    ],
}  # fmt: skip


class Inspector:
    """One tab that notes what is wrong with each page it opens."""

    def __init__(self, context: BrowserContext, *widths: int, contrast: bool = FULL) -> None:
        self.rules_at = {PHONE, *widths}
        self.rules = axe_run(contrast=contrast)
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.heard: list[str] = []
        self.page.on("pageerror", lambda error: self.heard.append(str(error)))
        self.page.on("console", lambda said: self.heard.append(said.text) if said.type == "error" else None)

    def open(self, path: str) -> None:
        self.heard.clear()
        answer = self.page.goto(path)
        assert answer is not None
        self.check(path, answer.status)

    def check(self, what: str, status: int = 200) -> None:
        """The present page, at both widths."""
        # The browser itself logs that a page answered 403, 404 or 422.
        heard = [text for text in self.heard if status < 400 or "the server responded with a status" not in text]
        self.wrong += [f"{what} console: {text}" for text in heard]
        self.heard.clear()
        self.page.evaluate(AXE)
        for width, height in SCREENS:
            self.page.set_viewport_size({"width": width, "height": height})
            wide = self.page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                self.wrong.append(f"{what} is {wide} wide on a screen of {width}")
            found: list[dict[str, Any]] = self.page.evaluate(self.rules) if width in self.rules_at else []
            for violation in found:
                where = [" ".join(node["target"]) for node in violation["nodes"][:3]]
                self.wrong.append(f"{what} at {width} {violation['impact']} {violation['id']}: {where}")


@pytest.fixture
def inspector(context: BrowserContext) -> Inspector:
    return Inspector(context, SIZES["desktop"]["width"], contrast=True)


def record_link(page: Page, where: str, form: str) -> str:
    """The first address of this form (a regular expression) among the links of a page."""
    page.goto(where)
    found = [link.get_attribute("href") or "" for link in page.locator("main a[href]").all()]
    return next(href for href in found if re.fullmatch(form, href))


def test_public_pages_are_accessible_fit_and_silent(inspector: Inspector) -> None:
    for path in PUBLIC:
        inspector.open(path)
    for room in RECORDS:
        inspector.open(record_link(inspector.page, room, rf"{room}/\d+"))
    assert inspector.wrong == [], "\n".join(inspector.wrong)


def test_pages_of_each_role_are_accessible_fit_and_silent(open_context: OpenContext, site: Site) -> None:
    wrong: list[str] = []
    # A page of something that is being converted loads itself anew in the middle of a check.
    wait_for_worker(site.instance, media=True)
    for role, paths in SIGNED_IN.items():
        context = open_context()
        inspector = Inspector(context)
        sign_in(inspector.page, site, role)
        for path in paths:
            inspector.open(path)
        if role == "enterprise":
            check_own_pages(inspector)
            choice = record_link(inspector.page, "/selections", r"/selections/\d+")
            for rest in ("", "/proposals/A", "/compare", "/reviewers", "/decide", "/confirm"):
                inspector.open(choice + rest)
            check_answers(inspector)
        if role == "researcher":
            check_own_answers(inspector)
        if role == "city_officer":
            inspector.open(record_link(inspector.page, "/desk/organisations", r"/desk/organisations/\d+"))
        if role == "broker":
            inspector.open(record_link(inspector.page, "/desk/refinements", r"/desk/refinements/\d+"))
            inspector.open(record_link(inspector.page, "/desk/matches", r"/desk/matches/\d+"))
        wrong += [f"{role} {text}" for text in inspector.wrong]
        context.close()
    assert wrong == [], "\n".join(wrong)


def check_own_pages(inspector: Inspector) -> None:
    """The forms in their error state, and the panel “why it fits” for the owner of a demand."""
    page = inspector.page
    for room, steps in STEPS.items():
        page.goto(f"/{room}/new")
        inspector.heard.clear()
        press(page, GO_ON)
        expect(page.locator("[role=alert] a").first).to_be_visible()
        assert page.title().startswith("有")
        inspector.check(f"/{room}/new with errors", 422)
        page.fill("[name=title]", "阀座涂层")
        press(page, GO_ON)
        assert page.url.endswith(f"/edit/{steps[1]}")
        draft = urlsplit(page.url).path.split("/edit/")[0]
        verbs = [f"edit/{step}" for step in steps[1:]]
        if room == "demands":
            verbs += ["edit", "submit", "preview?as=statement", "discard"]
        for verb in verbs:
            inspector.open(f"{draft}/{verb}")
    pair = record_link(page, "/matches", r"/matches/\d+/\d+")
    inspector.open(pair)
    inspector.open(record_link(page, pair, r"/achievements/\d+"))
    assert page.locator("section.match").count() == 1, "the panel “why it fits”"
    inspector.open(record_link(page, "/demands/mine", r"/demands/\d+"))
    inspector.open(record_link(page, "/demands/mine?state=published", r"/demands/\d+") + "/extend")


def check_answers(inspector: Inspector) -> None:
    """An answer and a question that wait for the enterprise, and everything that came in."""
    question = record_link(inspector.page, "/workspace", r"/questions/\d+")
    answers = record_link(inspector.page, question, r"/demands/\d+") + "/answers"
    inspector.open(answers)
    answer = record_link(inspector.page, answers, r"/proposals/\d+")
    inspector.open(answer)
    inspector.open(f"{answer}/revisions")
    inspector.open(question)
    press(inspector.page, "main form button:has-text('公开答复')")
    expect(inspector.page.locator("[role=alert] a").first).to_be_visible()
    inspector.check(f"{question} with errors", 422)


def check_own_answers(inspector: Inspector) -> None:
    """A draft as a form, also with errors, and as it is checked; a submitted answer; asking."""
    page = inspector.page
    edit = record_link(page, "/proposals?state=draft", r"/proposals/\d+/edit")
    inspector.open(edit)
    page.fill("[name=duration_months]", "两年")
    press(page, "button[value=save]")
    expect(page.locator("[role=alert] a").first).to_be_visible()
    inspector.check(f"{edit} with errors", 422)
    page.goto(edit)
    inspector.open(edit.replace("/edit", "/submit"))
    shown = record_link(page, "/proposals?state=submitted", r"/proposals/\d+")
    inspector.open(shown)
    inspector.open(f"{shown}/withdraw")
    demand = record_link(page, shown, r"/demands/\d+")
    for rest in ("", "/questions", "/questions/ask"):
        inspector.open(demand + rest)
    inspector.open(record_link(page, "/demands?q=齿轮&deadline=open", r"/demands/\d+") + "/answer")


def test_public_pages_weigh_less_than_60_kilobytes(open_context: OpenContext) -> None:
    weights: dict[str, int] = {}
    for path in ("/", "/achievements", "/demands", "/organisations", "/help", "/accounts/sign-up", "record"):
        page = open_context("phone").new_page()
        if path == "record":
            path = record_link(page, "/achievements", r"/achievements/\d+")
            page = open_context("phone").new_page()
        page.goto(path, wait_until="load")
        weights[path] = page.evaluate(
            "['navigation', 'resource'].flatMap(kind => performance.getEntriesByType(kind))"
            ".reduce((sum, entry) => sum + entry.transferSize, 0)"
        )
    assert all(weight > 3000 for weight in weights.values()), weights
    assert {path: weight for path, weight in weights.items() if weight >= LARGEST} == {}


def test_a_demand_with_three_criteria_is_posted_without_javascript(open_context: OpenContext, site: Site) -> None:
    page = open_context("phone", java_script_enabled=False).new_page()
    sign_in(page, site, "enterprise")
    page.goto("/demands/new")
    page.fill("[name=title]", "高温球阀阀座耐磨涂层（无脚本填写）")
    page.fill("[name=problem]", "介质含 2% 石英砂，阀座 2.4 万次启闭后内漏。要求孔隙率不高于 1%。")
    page.select_option("[name=kind]", "tackle")
    page.check("[name=industry_codes][value=pump_valve]")
    press(page, GO_ON)
    assert page.url.endswith("/edit/criteria")
    press(page, "button[name=take]")
    assert page.input_value("[name=criteria-0-name]") == "孔隙率"
    for number, (name, value, unit) in enumerate(CRITERIA):
        if number:
            press(page, "button[name=add][value=criteria]")
        page.fill(f"[name=criteria-{number}-name]", name)
        page.select_option(f"[name=criteria-{number}-operator]", ">=")
        page.fill(f"[name=criteria-{number}-target_low]", value)
        page.fill(f"[name=criteria-{number}-unit]", unit)
    press(page, GO_ON)
    page.check("[name=cooperation_modes][value=negotiable]")
    press(page, "section.action-bar button[value=next]")
    page.check("[name=hides_name]")
    press(page, GO_ON)
    assert page.url.endswith("/submit"), page.inner_text("main")
    press(page, "main a:has-text('看别人看到的样子')")
    assert "已脱敏企业" in page.inner_text("main")
    press(page, "main a:has-text('回到填写页面')")
    press(page, "main a:has-text('核对并提交') >> nth=0")
    page.check("[name=not_secret]")
    press(page, "main form button:has-text('提交核验')")
    text = page.inner_text("main")
    for name, _value, _unit in CRITERIA:
        assert name in text
    assert "450" in text


ANSWER = {
    "title": "模温分区闭环加高真空压铸", "idea": "分区控温，型腔抽到 50 mbar 以下。", "basis": "同类壳体做过两款。",
    "validation": "工业 CT 与气密试验。", "plan": "第 1–3 月改模，第 4–6 月小批。", "team": "课题组 5 人。",
    "price_low": "60", "duration_months": "8",
}  # fmt: skip


def test_an_answer_is_written_submitted_and_withdrawn_without_javascript_on_a_phone(
    open_context: OpenContext, site: Site
) -> None:
    page = open_context("phone", java_script_enabled=False).new_page()
    sign_in(page, site, "researcher")
    page.goto(record_link(page, "/demands?q=压铸气孔漏气", r"/demands/\d+"))
    press(page, ".action-bar a:has-text('我来应答')")
    press(page, "main button:has-text('开始写')")
    rows = page.locator("fieldset[id^=promises-]").count()
    assert rows >= 3
    # What must be filled in: eight fields and one choice for each criterion.
    for name, text in ANSWER.items():
        page.fill(f"[name={name}]", text)
    for place in range(rows):
        page.check(f"[name=promises-{place}-answer][value=yes]")
    press(page, "button[name=action][value=check]")
    assert page.url.endswith("/submit"), page.inner_text("main")
    assert f"满足 {rows}" in page.inner_text(".match-sum")
    page.check("[name=no_confidential]")
    press(page, "main button:has-text('提交应答')")
    assert "已提交，编号 YD-" in page.inner_text("main")
    press(page, "main a:has-text('撤回应答')")
    page.fill("[name=reason]", "排不出人手。")
    press(page, "main button:has-text('确认撤回')")
    assert "应答已撤回" in page.inner_text("main")


def test_the_longest_answer_prints_on_one_page(open_context: OpenContext, site: Site) -> None:
    page = open_context().new_page()
    sign_in(page, site, "researcher")
    page.goto(record_link(page, "/proposals?state=submitted", r"/proposals/\d+"))
    page.evaluate(
        "() => { const long = [600, 400, 400, 600, 300];"
        " const texts = document.querySelectorAll('.sheet-texts > div > p');"
        " texts.forEach((one, place) => { one.textContent = '字'.repeat(long[place]); }); }"
    )
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b(?!s)", printed)) == 1


def focused(page: Page) -> str:
    """What has the focus, in words."""
    return str(page.evaluate("(document.activeElement.innerText || document.activeElement.name || '').trim()"))


def tab_to(page: Page, wanted: str, at_most: int = 40) -> None:
    """Press Tab until something with these words has the focus; every stop on the way shows where it is."""
    for _step in range(at_most):
        page.keyboard.press("Tab")
        shown = page.evaluate(
            "(() => { const style = getComputedStyle(document.activeElement);"
            " return parseFloat(style.outlineWidth) >= 2 || style.boxShadow !== 'none'; })()"
        )
        assert shown, f"the focus is not visible on {focused(page)!r}"
        if wanted in focused(page):
            return
    raise AssertionError(f"no way to {wanted!r} by keyboard; the last stop was {focused(page)!r}")


def test_the_keyboard_alone_searches_filters_and_opens_a_record(page: Page) -> None:
    page.goto("/demands")
    page.keyboard.press("Tab")
    assert focused(page) == "跳到正文"
    page.keyboard.press("Enter")
    tab_to(page, "q")
    page.keyboard.type("阀门")
    page.keyboard.press("Enter")
    page.wait_for_url("**/demands?*q=*")
    title = page.locator("main h2 a, main h3 a").first.inner_text().strip()
    tab_to(page, title, at_most=80)
    page.keyboard.press("Enter")
    page.wait_for_url("**/demands/*")
    assert page.locator("h1").inner_text().replace("\u00a0", " ").startswith(title.replace("\u00a0", " ")[:6])
