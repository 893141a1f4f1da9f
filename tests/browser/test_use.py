"""The main job without JavaScript, and the search with nothing but the keyboard."""

from playwright.sync_api import Browser, Page

from tests.browser.conftest import SIZES, Site, sign_in

CRITERIA = [("结合强度", "70", "MPa"), ("孔隙率", "1", "%"), ("使用温度", "450", "℃")]


def test_a_demand_with_three_criteria_is_posted_without_javascript(browser: Browser, site: Site) -> None:
    context = browser.new_context(viewport=SIZES["phone"], base_url=site.url, locale="zh-CN", java_script_enabled=False)
    page = context.new_page()
    sign_in(page, site, "enterprise")
    page.goto("/demands/new")
    page.fill("[name=title]", "高温球阀阀座耐磨涂层（无脚本填写）")
    page.fill("[name=problem]", "介质含 2% 石英砂，阀座 2.4 万次启闭后内漏。")
    page.select_option("[name=kind]", "tackle")
    page.check("[name=industry_codes][value=pump_valve]")
    page.check("[name=cooperation_modes][value=negotiable]")
    for number, (name, value, unit) in enumerate(CRITERIA):
        if number:
            page.click("button[name=add][value=criteria]")
        page.fill(f"[name=criteria-{number}-name]", name)
        page.fill(f"[name=criteria-{number}-target_low]", value)
        page.fill(f"[name=criteria-{number}-unit]", unit)
    assert page.input_value("[name=title]").startswith("高温球阀")
    page.click("button[name=action][value=check]")
    assert page.url.endswith("/submit"), page.inner_text("main")
    page.check("[name=not_secret]")
    page.click("main form button:has-text('提交核验')")
    text = page.inner_text("main")
    for name, _value, _unit in CRITERIA:
        assert name in text
    assert "450" in text
    context.close()


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
