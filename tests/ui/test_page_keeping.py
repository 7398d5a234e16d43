"""What the page keeps: conversations in the browser, exports, judgements; and its settings."""

import json

import pytest
from playwright.sync_api import expect

from eval.cases import load_cases

pytestmark = pytest.mark.real_models

ANSWERABLE = "How many people died when the training center was struck?"
LEADER = "Who leads the Russian delegation?"
ASIDE = "What is the capital of Peru?"


def test_conversations_are_listed_opened_again_and_deleted(visit, address):
    page = visit(address)
    page.ask(LEADER)
    page.locator("#clear").click()
    expect(page.locator(".exchange")).to_have_count(0)
    page.ask(ASIDE)
    page.locator("#open-saved").click()
    expect(page.locator("#kept .title")).to_have_text([ASIDE, LEADER])
    page.locator("#kept .open", has_text=LEADER).click()
    expect(page.locator(".question")).to_have_text(LEADER)
    page.ask("And Ukraine's?")
    expect(page.locator(".understood")).to_have_text("Understood as: Who leads Ukraine's delegation?")
    page.locator("#open-saved").click()
    expect(page.locator("#kept .title")).to_have_text([LEADER, ASIDE])
    page.page.get_by_role("button", name=f"Delete the conversation {ASIDE}").click()
    expect(page.locator("#kept .title")).to_have_text([LEADER])


def test_a_reload_finds_the_conversation_as_it_was(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.page.reload()
    expect(page.locator(".question")).to_have_text(ANSWERABLE, timeout=10_000)
    page.locator(".chip").first.click()
    page.expect_mark_in_view()
    assert "12 people" in page.marked()


@pytest.mark.parametrize("kept", ["not json", '{"version": 1, "exchanges": [{"question": 1}]}', "null"])
def test_a_damaged_conversation_is_one_line_and_costs_nothing(visit, address, kept):
    page = visit(address)
    entry = [{"id": "x", "title": "Damaged", "when": 1, "saved": kept}]
    page.page.evaluate("(list) => localStorage.setItem('footnote:conversations', JSON.stringify(list))", entry)
    page.page.reload()
    page.locator("#open-saved").click()
    page.locator("#kept .open").click()
    expect(page.locator("#conversation .error")).to_be_visible()
    page.ask(ANSWERABLE)
    expect(page.locator(".answer")).to_contain_text("12 people")


def test_it_is_exported_as_markdown_and_as_jsonl(visit, address, texts):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.ask(ASIDE)
    page.locator("#open-saved").click()
    with page.page.expect_download() as download:
        page.locator("#export-markdown").click()
    markdown = download.value.path().read_text(encoding="utf-8")
    assert download.value.suggested_filename == "conversation.md"
    assert f"**{ANSWERABLE}**" in markdown and "characters" in markdown and "Nearest passages:" in markdown
    with page.page.expect_download() as download:
        page.locator("#export-jsonl").click()
    rows = [json.loads(line) for line in download.value.path().read_text(encoding="utf-8").splitlines()]
    assert [row["question"] for row in rows] == [ANSWERABLE, ASIDE] and rows[1]["refused"]
    for row in rows:
        for citation in row["citations"]:
            assert texts[citation["document"]][citation["start"] : citation["end"]] == citation["quote"]


def test_thumbs_are_kept_as_cases_of_the_eval_harness(visit, address, feedback):
    page = visit(address)
    page.ask(LEADER)
    page.locator(".thumb.up").click()
    expect(page.locator(".rated")).to_have_text("Noted as good, thank you.")
    page.ask(ASIDE)
    page.locator(".thumb.down").click()
    form = page.locator(".why:visible")
    form.get_by_label("What would be right").fill("Lima")
    form.get_by_label("Anything else").fill("every child knows")
    form.get_by_role("button", name="Send").click()
    expect(page.locator(".rated").last).to_have_text("Noted as bad, thank you.")
    good, bad = load_cases(feedback)[-2:]
    assert good.question == LEADER and good.note == "up" and "Medinsky" in good.answers[0] and not good.reviewed
    assert bad.question == ASIDE and bad.answers == ("Lima",) and "every child knows" in bad.note
    assert bad.history[0].question == LEADER


def test_settings_change_what_is_answered_and_how(visit, serve):
    page = visit(serve("--model", "builtin"))
    page.locator("#open-settings").click()
    settings = page.locator("#settings")
    expect(settings.locator("#model label")).to_have_text(["builtin", "none"])
    expect(settings).to_contain_text("a third of a second")
    expect(settings).to_contain_text("1 in 4 instead of 1 in 8")
    settings.locator("#model").get_by_label("none").check()
    settings.locator("#passages input[type=number]").fill("3")
    settings.locator("#passages input[type=number]").press("Tab")
    settings.locator("#refusal").get_by_label("Strict").check()
    page.page.keyboard.press("Escape")
    expect(settings).to_be_hidden()
    expect(page.locator("#open-settings")).to_be_focused()
    page.page.evaluate(
        """() => { window.stages = []; new MutationObserver(() => { const s = document.querySelector(".stage"); if (s) window.stages.push(s.textContent); })
        .observe(document.getElementById("conversation"), {childList: true, subtree: true}); }"""
    )
    page.ask(ANSWERABLE)
    stages = page.page.evaluate("window.stages")
    assert "reading 3 passages" in stages and "writing" not in stages


def test_the_theme_is_chosen_and_kept(visit, address):
    page = visit(address, color_scheme="light")
    page.locator("#open-settings").click()
    page.locator("#theme").get_by_label("Dark").check()
    ground = "getComputedStyle(document.body).backgroundColor"
    page.page.wait_for_function("document.body.classList.contains('dark')")
    dark = page.page.evaluate(ground)
    page.page.reload()
    page.page.wait_for_function("document.body.classList.contains('dark')")
    assert page.page.evaluate(ground) == dark
    page.locator("#open-settings").click()
    expect(page.locator("#theme").get_by_label("Dark")).to_be_checked()
    page.locator("#theme").get_by_label("Light").check()
    page.page.wait_for_function("!document.body.classList.contains('dark')")


def test_with_a_password_the_page_asks_for_it_first(browser, serve):
    address = serve("--model", "none", "--auth", "ada:secret")
    page = browser.new_page()
    page.goto(address)
    expect(page.locator("input[type=password]")).to_be_visible(timeout=20_000)
    assert page.locator("#question").count() == 0
    page.locator("input:not([type=password])").first.fill("ada")
    page.locator("input[type=password]").fill("secret")
    page.get_by_role("button", name="Login").click()
    expect(page.locator("#question textarea")).to_be_visible(timeout=20_000)
    page.close()
