"""The page as a person meets it: a real browser, the real models, the server in a process of its own."""

import re

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.real_models

ANSWERABLE = "How many people died when the training center was struck?"
ASIDE = "What is the capital of Peru?"


def test_an_answer_is_cited_and_its_chip_leads_to_the_quotation(visit, address, texts):
    page = visit(address)
    page.ask(ANSWERABLE)
    answer = page.locator(".exchange .answer")
    expect(answer).to_contain_text("12 people")
    expect(answer.locator(".confidence")).to_have_attribute("title", re.compile(r"confidence [01]\.\d\d"))
    chip = answer.locator(".chip").first
    page.expect_mark_in_view()
    page.locator("#document").evaluate("pane => { pane.scrollTop = 0 }")
    chip.click()
    page.expect_mark_in_view()
    name, start, end = (chip.get_attribute(f"data-{key}") for key in ("document", "start", "end"))
    assert page.marked() == texts[name][int(start) : int(end)]
    assert "12 people" in page.marked()


def test_neither_the_page_nor_its_server_leaves_this_machine(visit, address, network_log):
    """`visit` checks every request of the browser's; the server's attempts would stand in the log."""
    page = visit(address)
    page.ask(ANSWERABLE)
    expect(page.locator(".chip").first).to_be_visible()
    assert network_log.read_text() == ""


def test_a_question_the_documents_do_not_answer_looks_refused(visit, address, texts):
    page = visit(address)
    page.ask(ASIDE)
    refused = page.locator(".exchange .refused")
    expect(refused).to_contain_text("Not in the documents")
    assert not page.locator(".chip").count() and not page.locator(".confidence").count()
    nearest = refused.locator(".quotation").first
    assert page.marked() == ""
    nearest.click()
    page.expect_mark_in_view()
    name, start, end = (nearest.get_attribute(f"data-{key}") for key in ("document", "start", "end"))
    assert page.marked() == texts[name][int(start) : int(end)]


def test_a_follow_up_says_how_it_was_understood_and_clear_forgets(visit, address):
    page = visit(address)
    page.ask("Who leads the Russian delegation?")
    page.ask("And Ukraine's?")
    expect(page.locator(".understood")).to_have_text("Understood as: Who leads Ukraine's delegation?")
    page.locator("#clear").click()
    expect(page.locator(".exchange")).to_have_count(0)
    expect(page.locator(".example").first).to_be_visible()
    page.ask("And Ukraine's?")
    expect(page.locator(".understood")).to_have_count(0)


def test_an_example_is_asked_by_a_click_and_answered(visit, address):
    page = visit(address)
    example = page.locator(".example:visible").first
    question = example.inner_text()
    example.click()
    page.finished(1)
    expect(page.locator(".question")).to_have_text(question)
    expect(page.locator(".chip").first).to_be_visible()
    expect(page.locator(".example:visible")).to_have_count(0)


def test_what_cannot_be_asked_is_one_line(visit, address):
    page = visit(address)
    page.locator("#send").click()
    page.finished(1)
    expect(page.locator(".error")).to_have_text("the question is empty; ask something")
    page.ask("why " * 2000)
    expect(page.locator(".error").last).to_contain_text("at most 4,000 are read; shorten it")
    page.ask(ANSWERABLE)
    expect(page.locator(".answer")).to_contain_text("12 people")


def test_citations_work_from_the_keyboard(visit, address):
    page = visit(address)
    page.ask(ANSWERABLE)
    page.locator("#document").evaluate("pane => { pane.scrollTop = 0 }")
    page.locator(".chip").first.focus()
    page.page.keyboard.press("Enter")
    page.expect_mark_in_view()


def test_documents_are_chosen_from_a_list_with_search_and_shown_to_the_last_character(visit, address, texts, hostile_name):
    page = visit(address)
    for name, words in ((hostile_name, "SKARN"), ("istanbul-talks.md", "drone istanbul")):
        page.locator("#shelf .current").click()
        search = page.locator("#documents input[type=search]")
        expect(search).to_be_focused()
        search.fill("no such thing")
        expect(page.locator("#documents .none")).to_be_visible()
        search.fill(words)
        expect(page.locator("#documents .open:visible")).to_have_count(1)
        page.locator("#documents .open:visible").click()
        expect(page.locator("#shelf .current .name")).to_have_text(name)
        expect(page.locator("#documents")).to_be_hidden()
        assert page.document_text() == texts[name]


def test_nothing_in_a_document_or_a_question_becomes_markup(visit, address, texts, hostile_name):
    page = visit(address)
    page.ask("In which year was the lighthouse of Skarn painted red?")
    expect(page.locator("#shelf .current .name")).to_have_text(hostile_name)
    chip = page.locator(".chip").first
    start, end = (int(chip.get_attribute(f"data-{key}")) for key in ("start", "end"))
    assert page.marked() == texts[hostile_name][start:end]
    question = "<img src=x onerror=window.pwned=1><script>window.pwned=1</script> ${window.pwned=1} {{value}} who?"
    page.ask(question)
    expect(page.locator(".question").last).to_have_text(question)
    assert page.locator("#panes script, #panes img, #panes #document svg, #conversation svg").count() == 0


def test_two_people_have_two_conversations(visit, address):
    one, two = visit(address), visit(address)
    one.ask("Who leads the Russian delegation?")
    expect(two.locator(".exchange")).to_have_count(0)
    two.ask("And Ukraine's?")
    expect(two.locator(".understood")).to_have_count(0)
    expect(one.locator(".exchange")).to_have_count(1)


def test_stop_stops_the_model_and_keeps_the_quotation(visit, slow_address, slow_model):
    page = visit(slow_address)
    page.begin(ANSWERABLE)
    slow_model.begun.get(timeout=10)
    expect(page.locator(".answer")).to_contain_text("12 people")
    page.expect_mark_in_view()
    page.locator("#stop").click()
    expect(page.locator(".stopped")).to_be_visible(timeout=5_000)
    page.finished(1)
    expect(page.locator(".answer")).to_contain_text("12 people")
    page.begin(ANSWERABLE)
    slow_model.begun.get(timeout=10)  # the model takes one question at a time: it has let go of the first
    page.locator("#stop").click()
    page.finished(2)


def test_one_reads_while_the_model_writes_for_another_and_gets_it_when_they_leave(visit, slow_address, slow_model):
    writing, reading = visit(slow_address), visit(slow_address)
    writing.begin(ANSWERABLE)
    slow_model.begun.get(timeout=10)
    reading.ask(ASIDE)
    reading.locator(".quotation").first.click()
    reading.expect_mark_in_view()
    expect(writing.locator(".stage")).to_have_text("writing")
    reading.begin(ANSWERABLE)
    assert slow_model.begun.empty()
    writing.page.context.close()
    slow_model.begun.get(timeout=30)
    reading.locator("#stop").click()
    reading.finished(2)


def test_a_model_server_that_is_down_is_one_line_under_the_quotation(visit, serve):
    page = visit(serve("--model", "http://127.0.0.1:9/v1#nobody"))
    page.ask(ANSWERABLE)
    expect(page.locator(".answer")).to_contain_text("12 people")
    error = page.locator(".error")
    expect(error).to_contain_text("did not answer")
    assert "Traceback" not in page.page.inner_text("body") and "\n" not in error.inner_text()
    expect(page.locator("#send")).to_be_visible()
