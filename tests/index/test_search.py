import pytest

from index.search import fuse


def test_the_right_passage_comes_first(searcher):
    assert "Karl Osten" in searcher.search("Who built the lighthouse?", 3)[0].passage.text
    assert "240 apple trees" in searcher.search("How many trees are there?", 3)[0].passage.text


@pytest.mark.parametrize("query", ["", "   ", "?!", '" OR * NEAR(', "the of and", "日本語の質問", "🙂", "x " * 5000, "a-b'c AND NOT"])
def test_an_odd_query_is_no_error(searcher, query):
    hits = searcher.search(query, 3)
    assert len(hits) <= 3
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_scores_fall_and_ids_are_unique(searcher):
    hits = searcher.search("lighthouse harbour orchard", 10)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len({hit.passage.id for hit in hits}) == len(hits)


def test_min_max_fusion_worked_by_hand():
    fused = fuse({1: 0.9, 2: 0.5, 3: 0.1}, {2: 8.0, 4: 4.0}, dense_weight=0.5)
    assert fused == pytest.approx({1: 0.5, 2: 0.25 + 0.5, 3: 0.0, 4: 0.0})
    assert fuse({1: 0.3}, {}, 0.5) == {1: 0.5}
    assert fuse({}, {}, 0.5) == {}
