"""SQuAD files through reader and pipeline, with the toy models."""

import argparse
import dataclasses
import json

import pytest

from eval import squad
from eval.cases import load_cases
from eval.overlap import overlap
from eval.squad_file import cases_of, drawn, load_questions, write_paragraphs
from index.build import build_index
from index.config import IndexConfig
from index.errors import ConfigError, FootnoteError, ModelError
from index.search import open_searcher
from rag.reader.squad import Question, Span, fingerprint, read_folders, read_squad, squad_files
from rag.reader.weights import PARAGRAPHS, SHIPPED

WRITTEN = SHIPPED.parent / "written"
LIGHT = "The lighthouse was built by Karl Osten. It stands 31 metres tall. A storm took its lamp in 1911."
TREES = "The orchard holds 240 apple trees. Mira Holt planted them in 1987."


def qa(name, text, context, *answers, **fields):
    spans = [{"text": answer, "answer_start": context.index(answer)} for answer in answers]
    return {"id": name, "question": text, "answers": spans, **fields}


def squad_json(*paragraphs):
    return {"data": [{"title": "Velm", "paragraphs": [{"context": c, "qas": qas} for c, qas in paragraphs]}]}


def content():
    built = qa("a", "Who built the lighthouse?", LIGHT, "Karl Osten", "Osten", "Karl Osten")
    cost = qa("b", "What did the volcano cost in pesos?", LIGHT, is_impossible=True)
    trees = qa("c", "How many apple trees does the orchard hold?", TREES, "240")
    return squad_json((LIGHT, [built, cost]), (TREES, [trees]))


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "velm.json"
    path.write_text(json.dumps(content()), encoding="utf-8")
    return path


@pytest.fixture
def pipeline_over(tmp_path, make_pipeline, toy_embedder):
    """A pipeline over the paragraphs of some questions."""

    def make(questions, generator=None):
        config = IndexConfig(passage_tokens=64)
        write_paragraphs(questions, tmp_path / "paragraphs")
        build_index([tmp_path / "paragraphs"], tmp_path / "squad-index", config, toy_embedder)
        searcher = open_searcher(tmp_path / "squad-index", config, toy_embedder)
        return dataclasses.replace(make_pipeline(generator), searcher=searcher)

    return make


class NoBar:
    def __init__(self, label):
        self.done = []

    def __call__(self, done, total):
        self.done.append((done, total))

    def close(self):
        pass


def test_the_answers_sentences_are_the_quotes(file):
    built, cost, trees = cases_of(load_questions(file))
    assert (built.kind, built.answers, built.quotes) == (
        "squad", ("Karl Osten", "Osten"), ("The lighthouse was built by Karl Osten.",)
    )
    assert (cost.answerable, cost.answers, cost.quotes) == (False, (), ())
    assert trees.quotes == ("The orchard holds 240 apple trees.",)


def test_most_annotators_decide_and_an_answer_may_run_over_two_sentences():
    lamp, tall = Span("1911", LIGHT.index("1911")), Span("31 metres", LIGHT.index("31"))
    both = Span("31 metres tall. A storm", LIGHT.index("31"))
    question = Question("a", "velm", "Velm", LIGHT, "What?", (tall, lamp, lamp))
    assert cases_of([question])[0].quotes == ("A storm took its lamp in 1911.",)
    question = dataclasses.replace(question, answers=(both,))
    assert cases_of([question])[0].quotes == ("It stands 31 metres tall.", "A storm took its lamp in 1911.")


def test_an_answer_whose_offset_is_off_is_taken_where_it_stands(file):
    data = content()
    data["data"][0]["paragraphs"][1]["qas"][0]["answers"][0]["answer_start"] = 50
    file.write_text(json.dumps(data))
    assert cases_of(load_questions(file))[2].quotes == ("The orchard holds 240 apple trees.",)


def test_answers_of_nothing_but_articles_are_dropped(file):
    data = content()
    qas = data["data"][0]["paragraphs"][0]["qas"]
    qas[0]["answers"].append({"text": "The", "answer_start": 0})
    qas.append(qa("d", "Which?", LIGHT, "The"))
    file.write_text(json.dumps(data))
    questions = load_questions(file)
    assert [question.id for question in questions] == ["a", "b", "c"]
    assert "The" not in cases_of(questions)[0].answers


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda d: d["data"].clear(), "holds no question"),
        (lambda d: d["data"].append("Velm"), "not in SQuAD's JSON form"),
        (lambda d: d.pop("data"), "not in SQuAD's JSON form"),
        (lambda d: qas(d)[0].update(question=None), "not in SQuAD's JSON form"),
        (lambda d: qas(d)[0].update(question=" "), "question 'a': its id, its text or its paragraph is blank"),
        (lambda d: qas(d)[0].update(question="\ud800"), "UTF-8"),
        (lambda d: qas(d)[1].update(id="a"), "the id 'a' is used more than once"),
        (lambda d: qas(d)[0]["answers"][0].update(text="Nobody"), "an answer does not stand in its paragraph"),
        (lambda d: qas(d)[0]["answers"][0].update(answer_start="4"), "an answer does not stand in its paragraph"),
        (lambda d: d["data"][0]["paragraphs"][0].update(context=7), "must be UTF-8 strings"),
    ],
)
def test_bad_files_are_one_clear_line(tmp_path, file, change, says):
    data = content()
    change(data)
    file.write_text(json.dumps(data))
    with pytest.raises(FootnoteError, match=says.replace("(", r"\(")) as caught:
        squad.run(arguments(file, tmp_path / "out"))
    assert "\n" not in str(caught.value) and not (tmp_path / "out").exists()


def qas(data):
    return data["data"][0]["paragraphs"][0]["qas"]


def arguments(file, output, *more):
    parser = argparse.ArgumentParser()
    squad.add_arguments(parser)
    return parser.parse_args([str(file), "--output", str(output), "--model", "none", *more])


def test_questions_are_drawn_with_a_seed_and_keep_their_order(file):
    questions = [dataclasses.replace(load_questions(file)[0], id=str(number)) for number in range(50)]
    first, again, other = (drawn(questions, 10, seed) for seed in (1, 1, 2))
    assert first == again != other and len(first) == 10
    assert [int(q.id) for q in first] == sorted(int(q.id) for q in first)
    assert drawn(questions, None, 0) == drawn(questions, 99, 0) == questions


def test_paragraphs_are_files_of_their_text_alone_and_old_ones_go(tmp_path, file):
    folder = tmp_path / "paragraphs"
    questions = load_questions(file)
    assert write_paragraphs(questions, folder) == 2
    (folder / "notes.txt").write_text("mine")
    assert [path.read_text("utf-8") for path in sorted(folder.glob("para*"))] == [LIGHT, TREES]
    assert write_paragraphs(questions[2:], folder) == 1
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {
        "paragraph-00001.txt": TREES, "notes.txt": "mine"
    }


def test_measures_are_squads():
    golds = [(Span("Karl Osten", 0),), (), (Span("240", 0),), ()]
    questions = [Question(str(n), "d", "a", "c", "q", answers) for n, answers in enumerate(golds)]
    said = [squad.Said("Osten", 0.9), squad.Said("x", 0.6), squad.Said("240", 0.4), squad.Said("y", 0.1)]
    f1 = squad.split(questions, said, "f1", 0.5)
    assert f1["all"] == {"value": 41.67, "count": 4}  # (2/3 + 0 + 0 + 1) / 4
    assert f1["has_answer"] == {"value": 33.33, "count": 2}
    assert f1["no_answer"] == {"value": 50.0, "count": 2}
    assert f1["forced"] == {"value": 83.33, "count": 2}
    assert squad.split(questions, said, "exact_match", 0.5)["all"]["value"] == 25.0
    best = squad.at_best(questions, said, "exact_match")
    assert best["all"]["value"] == 50.0 and best["has_answer"]["value"] == 0.0  # to refuse all is best


def test_both_halves_are_measured(file, pipeline_over):
    questions = load_questions(file)
    report = squad.measured(questions, pipeline_over(questions), NoBar)
    assert report["reading"]["f1"]["no_answer"] == {"value": 100.0, "count": 1}
    assert report["reading"]["exact_match"]["all"]["count"] == 3
    assert 0 < report["reading"]["f1"]["has_answer"]["value"] < 100  # the toy reader says whole sentences
    ends = report["end_to_end"]
    assert ends["recall_at_10"] == {"value": 100.0, "count": 2} and ends["errors"] == {}
    assert ends["f1"]["no_answer"] == {"value": 100.0, "count": 1} and ends["refused"] == 1
    assert "noisy" in ends["note"]


def test_a_question_that_fails_is_wrong_and_named(file, pipeline_over, scripted):
    questions = load_questions(file)
    ends = squad.measured(questions, pipeline_over(questions, scripted(error=ModelError("gone"))), NoBar)["end_to_end"]
    assert set(ends["errors"]) == {"a", "c"} and ends["f1"]["has_answer"]["value"] == 0.0


def test_an_error_is_no_refusal_of_an_unanswerable_question(file, pipeline_over):
    questions = load_questions(file)[1:2]
    unasked = [dataclasses.replace(questions[0], text="why " * 9000)]
    ends = squad.measured(unasked, pipeline_over(questions), NoBar)["end_to_end"]
    assert set(ends["errors"]) == {"b"} and ends["f1"]["no_answer"] == {"value": 0.0, "count": 1}


@pytest.fixture
def run_squad(monkeypatch, pipeline_over, file, tmp_path):
    """The command with a toy pipeline."""

    def run(*more):
        monkeypatch.setattr(squad, "_pipeline", lambda arguments: pipeline_over(load_questions(file)))
        return squad.run(arguments(file, tmp_path / "out", *more))

    return run


def test_the_command_writes_the_same_figures_again_and_says_over_how_many(run_squad, tmp_path, capsys):
    assert run_squad() == 0
    shown = capsys.readouterr()
    first = (tmp_path / "out" / "squad.json").read_bytes()
    assert "velm.json: 3 of 3 questions, 2 of them answerable, 2 paragraphs" in shown.out
    assert "unanswerable (NoAns), noisy" in shown.out and "warning" not in shown.err
    assert [line.split()[-1] for line in shown.out.splitlines() if "(HasAns)" in line] == ["2", "2", "2"]
    assert run_squad() == 0
    assert (tmp_path / "out" / "squad.json").read_bytes() == first
    report = json.loads(first)
    assert report["questions"] == {"all": 3, "answerable": 2} and '"seconds"' not in first.decode()
    cases = load_cases(tmp_path / "out" / "cases.jsonl")
    assert [case.id for case in cases] == ["a", "b", "c"] and {case.kind for case in cases} == {"squad"}


def test_the_index_is_of_the_files_paragraphs(monkeypatch, file, tmp_path, toy_embedder):
    monkeypatch.setattr(squad, "MiniLM", lambda: toy_embedder)
    monkeypatch.setattr(squad, "pipeline_from", lambda arguments: arguments.index)
    write_paragraphs(load_questions(file), tmp_path / "out" / "paragraphs")
    directory = squad._pipeline(arguments(file, tmp_path / "out"))
    assert directory == tmp_path / "out" / "index"
    documents = open_searcher(directory, IndexConfig(), toy_embedder).documents()
    assert {document.text for document in documents} == {LIGHT, TREES}


def test_some_of_the_questions_over_all_paragraphs(run_squad, tmp_path, capsys):
    assert run_squad("--questions", "1") == 0
    assert "1 of 3 questions" in capsys.readouterr().out
    assert len(load_cases(tmp_path / "out" / "cases.jsonl")) == 1
    assert len(list((tmp_path / "out" / "paragraphs").iterdir())) == 2
    with pytest.raises(ConfigError, match="--questions 0: must be at least 1"):
        run_squad("--questions", "0")


def test_training_data_is_warned_of(tmp_path, file, run_squad, capsys):
    questions = load_questions(file)
    assert overlap(questions) is None
    trained = read_folders([WRITTEN]).train[0]
    copied = dataclasses.replace(questions[0], context=f" {trained.context} ".replace(" ", "\n"))
    assert overlap([copied, *questions]).startswith("the reader was trained on 1 of 3 paragraphs;")
    data = content()
    data["data"][0]["paragraphs"][0]["context"] += f" {trained.context}"
    file.write_text(json.dumps(data))
    run_squad()
    assert "warning" not in capsys.readouterr().err
    data["data"].append({"title": "x", "paragraphs": [{"context": trained.context, "qas": []}]})
    data["data"][-1]["paragraphs"][0]["qas"].append({"id": "t", "question": "Who?", "answers": [], "is_impossible": True})
    file.write_text(json.dumps(data))
    run_squad()
    assert capsys.readouterr().err.startswith("warning: the reader was trained on 1 of 3 paragraphs;")


def test_every_written_file_was_trained_on():
    trained = set((SHIPPED / PARAGRAPHS).read_text("utf-8").split())
    for path in squad_files(WRITTEN):
        assert trained & {fingerprint(question.context) for question in read_squad(path)}, path.name
