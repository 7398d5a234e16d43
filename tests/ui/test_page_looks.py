"""The page on a narrow screen, and in light and dark."""

import pytest

pytestmark = pytest.mark.real_models

ANSWERABLE = "How many people died when the training center was struck?"
ASIDE = "What is the capital of Peru?"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_it_is_usable_on_a_narrow_screen(visit, address, theme):
    page = visit(f"{address}?__theme={theme}", width=375, height=740)
    page.ask(ANSWERABLE)
    assert page.page.evaluate("document.documentElement.scrollWidth") <= 375
    for control in ("#question textarea", "#send", "#clear", ".chip"):
        box = page.locator(control).first.bounding_box()
        assert box["x"] >= 0 and box["x"] + box["width"] <= 375
    chat, reading = (page.locator(pane).bounding_box() for pane in ("#chat", "#reading"))
    assert reading["y"] >= chat["y"] + chat["height"] - 1
    page.locator(".chip").first.click()
    page.expect_mark_in_view()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_can_be_read_in_both_themes(visit, address, theme):
    page = visit(f"{address}?__theme={theme}")
    page.ask(ANSWERABLE)
    page.ask(ASIDE)
    for element in ("#document .text", "#document mark", ".question", ".answer .said", ".chip", ".refused .label",
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
