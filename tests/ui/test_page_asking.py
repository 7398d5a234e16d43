"""What can be done with a question and its answer on the page."""

import re
import time

import pytest
from playwright.sync_api import expect

from ui.page import ASKERS

pytestmark = pytest.mark.real_models

ANSWERABLE = "How many people died when the training center was struck?"
LEADER = "Who leads the Russian delegation?"
ASIDE = "What is the capital of Peru?"


def test_a_chip_shows_its_quotation_under_the_pointer_and_with_the_focus(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    chip, peek = page.locator(".chip").first, page.locator("#peek")
    chip.hover()
    expect(peek).to_be_visible()
    assert peek.inner_text() == page.locator(".quotation .quote").first.inner_text()
    page.locator("#header h1").hover()
    expect(peek).to_be_hidden()
    chip.focus()
    expect(peek).to_be_visible()


def test_a_quoted_sentence_leads_to_the_answers_that_used_it(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.ask(LEADER)
    expect(page.locator("#document .used")).to_have_count(2)
    first = page.locator("#document .used", has_text="12 people")
    expect(first).to_have_attribute("title", "Used in the answer to question 1")
    first.click()
    expect(page.locator(".exchange.uses .question")).to_have_text(ANSWERABLE)
    page.locator("#document .used", has_text="Medinsky").press("Enter")
    expect(page.locator(".exchange.uses .question")).to_have_text(LEADER)


def test_a_screen_reader_hears_the_stages_and_the_answer(visit, address):
    page = visit(address)
    live = page.locator("#live")
    expect(live).to_have_attribute("aria-live", "polite")
    page.page.evaluate(
        """() => { window.heard = []; const live = document.getElementById("live");
        new MutationObserver(() => window.heard.push(live.textContent)).observe(live, {childList: true, characterData: true, subtree: true}); }"""
    )
    page.ask(ANSWERABLE)
    heard = page.page.evaluate("window.heard")
    assert any(re.match(r"reading \d+ passages", text) for text in heard)
    assert "12" in heard[-1] and heard[-1].endswith("1 quotation.")


def test_ask_again_keeps_the_place_in_the_conversation(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.ask(ASIDE)
    page.locator(".exchange").first.get_by_role("button", name="Ask again").click()
    expect(page.locator(".exchange")).to_have_count(1)
    page.finished(1)
    expect(page.locator(".answer")).to_contain_text("12 people")


def test_an_earlier_question_is_edited_and_what_came_after_it_goes(visit, address):
    page = visit(address)
    page.ask(LEADER)
    page.ask("And Ukraine's?")
    page.locator(".exchange").first.get_by_role("button", name="Edit").click()
    box = page.locator(".editing textarea")
    expect(box).to_be_focused()
    box.press("Escape")
    expect(box).to_have_count(0)
    page.locator(".exchange").first.get_by_role("button", name="Edit").click()
    box.fill(ANSWERABLE)
    box.press("Enter")
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator(".question")).to_have_text(ANSWERABLE)
    page.finished(1)
    expect(page.locator(".answer")).to_contain_text("12 people")


def test_undo_takes_the_last_question_back_into_the_box(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.ask(ASIDE)
    expect(page.page.get_by_role("button", name="Undo")).to_have_count(1)
    page.page.get_by_role("button", name="Undo").click()
    expect(page.locator(".exchange")).to_have_count(1)
    expect(page.locator("#question textarea")).to_have_value(ASIDE)
    page.page.get_by_role("button", name="Undo").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator("#document .used, #document mark.used")).to_have_count(0)


def test_an_answer_is_copied_with_its_citations(visit, address, texts):
    page = visit(address, permissions=["clipboard-read", "clipboard-write"])
    page.ask(ANSWERABLE)
    page.page.get_by_role("button", name="Copy").click()
    expect(page.page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(f"**{ANSWERABLE}**") and "[1] “" in copied
    start, end = map(int, re.search(r"istanbul-talks\.md, characters (\d+)–(\d+)", copied).groups())
    assert "12 people" in texts["istanbul-talks.md"][start:end]


def test_a_refusal_offers_questions_that_are_answered_by_a_click(visit, address):
    page = visit(address)
    page.ask("Who is the mayor of Istanbul?")
    refused = page.locator(".exchange").first
    expect(refused.locator(".refused")).to_be_visible()
    related = refused.locator(".related").first
    question = related.inner_text()
    related.click()
    page.finished(2)
    expect(page.locator(".question").last).to_have_text(question)
    expect(page.locator(".exchange").last.locator(".chip").first).to_be_visible()


def test_typing_never_waits_for_the_model(visit, slow_address, slow_model):
    page = visit(slow_address)
    page.begin(ANSWERABLE)
    slow_model.begun.get(timeout=10)
    box = page.locator("#question textarea")
    box.focus()
    began = time.perf_counter()
    for character in "What else?":
        page.page.keyboard.type(character)
    expect(box).to_have_value("What else?")
    assert time.perf_counter() - began < 1.0
    page.locator("#stop").click()
    page.finished(1)
    expect(box).to_have_value("What else?")


def test_the_page_is_ready_within_two_seconds_once_the_browser_knows_it(visit, address):
    page = visit(address)
    times = []
    for _ in range(3):
        page.page.reload(wait_until="commit")
        page.page.wait_for_function("document.querySelector('#question textarea') && document.querySelector('#document .text')")
        times.append(page.page.evaluate("performance.now()") / 1000)
    assert sorted(times)[1] < 2.0, times


def test_everything_is_reached_by_the_keyboard(visit, address):
    """From the top, Tab alone comes to each control in the order in which it is read."""
    page = visit(address)
    page.ask(ANSWERABLE)
    page.locator("#header h1").click()
    order = []
    for _ in range(40):
        page.page.keyboard.press("Tab")
        order.append(page.page.evaluate(
            """() => { const e = document.activeElement; return e.id || e.dataset.act || [...e.classList].find((name) =>
            ["chip", "quotation", "current", "add", "used"].includes(name)) || e.closest("[id]")?.id || e.tagName; }"""
        ))
    wanted = ["clear", "open-saved", "open-settings", "chip", "quotation", "copy", "retry", "edit", "undo", "good", "bad", "send", "current", "add", "used"]
    found = [order.index(name) if name in order else None for name in wanted]
    assert None not in found and found == sorted(found), list(zip(wanted, found))


def test_a_question_too_many_is_one_line_and_is_not_lost(visit, serve, slow_model):
    """One waits at most: those being answered have left the queue, so it takes as many as are answered at once."""
    address = serve("--model", slow_model.url, "--max-queue", "1")
    pages = [visit(address) for _ in range(ASKERS + 2)]
    for page in pages:
        page.locator("#question textarea").fill(ANSWERABLE)
        page.locator("#send").click()
        page.page.wait_for_timeout(400)
    error = pages[-1].locator("#conversation .error")
    expect(error).to_have_text("Too many questions are waiting; send yours again in a moment.", timeout=10_000)
    expect(pages[-1].locator("#question textarea")).to_have_value(ANSWERABLE)
    expect(pages[-1].locator("#send")).to_be_visible()
