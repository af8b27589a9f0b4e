"""What is in a run, from its record alone."""

from __future__ import annotations

from toolkit.experiment import load_run
from toolkit.experiment.outline import contrast_words, outline, outline_html, seconds_of

RECORD = {
    "name": "x", "finished": "2026-03-01T09:30:00+00:00", "digest": "ab" * 32,
    "seconds": {"corpus": 1.25, "counts": 2, "odd": "3"},
    "code": {"toolkit": "0.1.0"}, "versions": {"python": "3.11"}, "warnings": ["<b>mind</b>"],
    "sizes": {"meetings": 1, "set_aside": 0, "segments": 1200, "terms": 80, "tokens": 9000},
    "settings": {
        "segments": {"by": "turn"}, "counts": {},
        "topics": {"main": {"model": "lda", "n_topics": 12}},
        "contrasts": {"words": {"method": "keywords", "between": "kind"}},
        "vary": {"topics": {"main": {"n_topics": [10, 12]}}, "counts": {"max_share": [0.4]}},
        "robustness": {"contrasts": ["words"]},
    },
}  # fmt: skip


def test_the_nouns_stand_in_their_order_with_what_each_holds() -> None:
    parts = outline(RECORD, ["figures/a.png"])
    told = dict(parts)
    assert [heading for heading, _ in parts] == [
        "run", "corpus", "segments", "counts", "topics", "contrasts", "sweep", "robustness",
        "figures", "warnings",
    ]  # fmt: skip
    assert told["corpus"] == ["1 meeting, 0 set aside"]
    assert told["segments"] == ["1,200 segments by turn"]
    assert told["counts"] == ["80 terms, 9,000 tokens"]
    assert told["topics"] == ["main (lda, 12 topics)"]
    assert told["contrasts"] == ["words (keywords between kind)"]
    assert told["sweep"] == ["over counts.max_share, topics.main.n_topics"]
    assert told["robustness"] == ["words"]
    assert told["figures"] == ["figures/a.png"]
    assert "after 3.2 s" in told["run"][0]


def test_what_is_no_number_is_not_added() -> None:
    assert seconds_of(RECORD) == 3.25


def test_comparisons_are_told_by_what_they_are_over() -> None:
    assert contrast_words("line", {"method": "trend", "per": "year", "topics": "main"}) == (
        "line (trend per year, of main)"
    )
    assert contrast_words("next", {"method": "follows", "topics": "main"}) == (
        "next (follows, of main)"
    )


def test_html_is_escaped_and_headings_without_lines_are_left_out() -> None:
    html = outline_html("<i>x</i>", outline(RECORD, []))
    assert "<b>" not in html
    assert "&lt;b&gt;mind&lt;/b&gt;" in html
    assert "<h4>&lt;i&gt;x&lt;/i&gt;</h4>" in html
    assert "figures" not in html


def test_a_run_without_a_sweep_has_no_such_heading(small_run: object) -> None:
    html = load_run(str(small_run))._repr_html_()
    assert "sweep" not in html
    assert "main (lda, 4 topics)" in html
