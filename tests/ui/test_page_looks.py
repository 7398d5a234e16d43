"""The page on a narrow screen, and in light and dark."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

pytestmark = pytest.mark.real_models

ANSWERABLE = "How many people died when the training center was struck?"
ASIDE = "What is the capital of Peru?"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_usable_on_a_narrow_screen(visit, address, theme):
    page = visit(f"{address}?__theme={theme}", width=375, height=740)
    page.ask(ANSWERABLE)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 375
    for control in ("#question textarea", "#send", "#clear", "#open-settings", ".chip", ".thumb.down"):
        box = page.locator(control).first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375
    expect(page.locator("#reading")).to_be_hidden()
    page.locator(".chip").first.click()
    expect(page.locator("#chat")).to_be_hidden()
    page.expect_mark_in_view()
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 375
    conversation, document = page.page.get_by_role("tab").all()
    assert document.get_attribute("aria-selected") == "true"
    document.press("ArrowLeft")
    expect(conversation).to_be_focused()
    expect(page.locator("#chat")).to_be_visible()
    page.page.get_by_role("tab", name="Document").click()
    page.locator("#document mark").first.click()
    expect(page.locator(".exchange.uses")).to_be_visible()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(visit, address, theme):
    page = visit(f"{address}?__theme={theme}")
    page.ask(ANSWERABLE)
    page.ask(ASIDE)
    for element in ("#document .text", "#document mark", "#shelf .count", ".actions button", ".question", ".answer .said", ".chip", ".refused .label",
                    ".quotation .origin", ".confidence", "#header .tagline", "#send"):
        assert contrast(page, element) >= 4.5, element


def contrast(page, selector: str) -> float:
    """WCAG 2's contrast ratio of an element's text against the first opaque ground behind it."""
    text, ground = page.locator(selector).first.evaluate(
        """element => {
          const numbers = (color) => color.match(/[\\d.]+/g).map(Number);
          let behind = element;
          while (behind.parentElement && (numbers(getComputedStyle(behind).backgroundColor)[3] ?? 1) < 1)
            behind = behind.parentElement;
          return [numbers(getComputedStyle(element).color), numbers(getComputedStyle(behind).backgroundColor)];
        }"""
    )
    lighter, darker = sorted((luminance(text), luminance(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: list[float]) -> float:
    parts = (channel / 255 for channel in color[:3])
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375])
def test_axe_finds_nothing_serious(visit, address, theme, width):
    """In every state that the page has: empty, an answer, a refusal, the list, a form, the drawers."""
    page = visit(f"{address}?__theme={theme}", width=width)
    states = {"empty": lambda: None, "answer": lambda: page.ask(ANSWERABLE), "refusal": lambda: page.ask(ASIDE)}
    states["judging"] = page.locator(".thumb.down").last.click
    states["settings"] = page.locator("#open-settings").click
    states["conversations"] = lambda: (page.page.keyboard.press("Escape"), page.locator("#open-saved").click())
    for state, reach in states.items():
        reach()
        assert not serious(page.page), state
    page.page.keyboard.press("Escape")
    if width == 375:
        page.page.get_by_role("tab", name="Document").click()
    page.locator("#shelf .current").click()
    page.locator("#shelf .add").click()
    assert not serious(page.page), "documents"


def serious(page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found
        if one["impact"] in ("serious", "critical")
    ]
