"""What a sweep tries: which combinations, called how, and what is wrong with others."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.experiments import LEAST, Write, mistakes

from toolkit.experiment import read_experiment
from toolkit.experiment.settings import Cell
from toolkit.seeds import derive_seed

MANY = """[vary]
n_refits = 1000
counts.max_share = [0.1, 0.2]
segments.words = [10, 20, 30, 40]
segments.min_words = [1, 2]
"""
CONTRAST = '[contrasts.kinds]\nbetween = "kind"\n'


def cells(write: Write, text: str) -> tuple[Cell, ...]:
    return read_experiment(write(LEAST + CONTRAST + text)).cells


def test_without_a_sweep_there_are_no_cells(write: Write) -> None:
    assert cells(write, "") == ()
    assert "vary" not in read_experiment(write(LEAST)).resolved()


def test_every_value_goes_with_every_other(write: Write) -> None:
    found = cells(write, "[vary]\ntopics.main.n_topics = [10, 20]\ncounts.max_share = [0.4, 0.3]\n")
    assert [cell.name for cell in found] == [
        "as in the file",
        "n_topics=10, max_share=0.4", "n_topics=10, max_share=0.3",
        "n_topics=20, max_share=0.4", "n_topics=20, max_share=0.3",
    ]  # fmt: skip
    assert found[0].choices == {"n_topics": 12, "max_share": 0.5}
    last = found[-1].experiment
    assert (last.topics["main"]["n_topics"], last.counts["max_share"]) == (20, 0.3)
    assert last.topics["main"] | {"n_topics": 12} == found[0].experiment.topics["main"]


def test_the_choices_of_the_file_itself_are_tried_once(write: Write) -> None:
    found = cells(write, "[vary]\ntopics.main.n_topics = [10, 12]\n")
    assert [cell.name for cell in found] == ["as in the file", "n_topics=10"]


def test_one_at_a_time_changes_one_thing(write: Write) -> None:
    text = '[vary]\ndesign = "one at a time"\ntopics.main.n_topics = [10]\n'
    found = cells(write, text + "counts.max_share = [0.4, 0.3]\nn_refits = 2\n")
    changed = [
        {k for k, value in cell.choices.items() if value != found[0].choices[k]} for cell in found
    ]
    assert changed == [set(), {"n_topics"}, {"max_share"}, {"max_share"}, {"seed"}]


def test_side_by_side_goes_along_the_lists(write: Write) -> None:
    text = '[vary]\ndesign = "side by side"\ntopics.main.n_topics = [10, 20]\n'
    found = cells(write, text + "counts.max_share = [0.4, 0.3]\n")
    assert [cell.name for cell in found[1:]] == [
        "n_topics=10, max_share=0.4", "n_topics=20, max_share=0.3",
    ]  # fmt: skip


def test_what_is_true_false_or_not_set_is_named_as_in_a_file(write: Write) -> None:
    found = cells(write, "[vary]\ncounts.numbers = [true, false]\n")
    assert [cell.name for cell in found] == ["as in the file", "numbers=true"]
    text = '[vary]\ndesign = "one at a time"\ncounts.numbers = [true]\ncorpus.layout = ["speech"]\n'
    found = cells(write, text)
    assert [cell.name for cell in found[1:]] == [
        "numbers=true, layout=not set", "numbers=false, layout=speech",
    ]  # fmt: skip


def test_refits_have_seeds_of_their_own(write: Write) -> None:
    found = cells(write, "[vary]\nn_refits = 3\n")
    assert [cell.experiment.seed for cell in found] == [
        1, derive_seed(1, "refit 2"), derive_seed(1, "refit 3"),
    ]  # fmt: skip
    assert found[0].experiment.topics == found[1].experiment.topics
    more = cells(write, "[vary]\nn_refits = 5\n")
    assert [cell.experiment.seed for cell in more][:3] == [cell.experiment.seed for cell in found]


def test_settings_that_change_together_have_a_name(write: Write) -> None:
    text = "[vary]\nsegments.min_words = [5]\n[vary.variants.bare]\ncounts.min_segments = 1\n"
    found = cells(
        write, text + "counts.numbers = true\n[vary.variants.long]\nsegments.words = 99\n"
    )
    assert [cell.choices for cell in found] == [
        {"min_words": 1, "variants": "as in the file"},
        *({"min_words": 5, "variants": variant} for variant in ("as in the file", "bare", "long")),
    ]
    bare = found[2].experiment
    assert (bare.counts["min_segments"], bare.counts["numbers"]) == (1, True)
    assert found[3].experiment.segments["words"] == 99


def test_lists_of_terms_are_read_and_written_out(write: Write, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("talks\nvisit\n", encoding="utf-8")
    (tmp_path / "b.txt").write_text("talks\n", encoding="utf-8")
    base = LEAST + '[counts]\nstop = ["mr"]\n'
    text = '[vary]\ncounts.stop_file = ["a.txt", "b.txt"]\n[vary.variants.c]\n'
    file = write(base + text + 'counts.stop_file = "a.txt"\n')
    experiment = read_experiment(file)
    stops = [cell.experiment.counts["stop"] for cell in experiment.cells]
    assert stops == [["mr"], ["mr", "talks", "visit"], ["mr", "talks", "visit"], ["mr", "talks"],
                     ["mr", "talks", "visit"]]  # fmt: skip
    assert [cell.choices["stop"] for cell in experiment.cells] == [
        "as in the file", "mr, talks, visit", "mr, talks, visit", "mr, talks", "mr, talks",
    ]  # fmt: skip
    for path in (tmp_path / "a.txt", tmp_path / "b.txt"):
        path.unlink()
    again = read_experiment(write(experiment.as_toml()))
    assert again.resolved() == experiment.resolved()
    assert again.cells == experiment.cells


def test_a_sweep_is_part_of_what_names_a_run(write: Write) -> None:
    text = LEAST + CONTRAST + "[vary]\nn_refits = 2\n[robustness]\nlevel = 0.1\n"
    experiment = read_experiment(write(text))
    assert experiment.resolved()["vary"] == {"n_refits": 2}
    assert experiment.resolved()["robustness"] == {"contrasts": ["kinds"], "level": 0.1}
    again = read_experiment(write(experiment.as_toml()))
    assert again.resolved() == experiment.resolved()


@pytest.mark.parametrize(
    "text, expected",
    [
        ("[vary]\ntopics.main.n_topics = 10", "vary.topics.main.n_topics = 10 must be a list"),
        ("[vary]\ncounts.numbers = true", "vary.counts.numbers = true must be a list"),
        ("[vary]\ntopics.main.n_topics = []", "vary.topics.main.n_topics = [] must be a list"),
        ("[vary]\ntopics.main.n_topics = [10, 10]", "names a value twice"),
        ("[vary]\ntopics.main.n_topicz = [10]", "vary: topics.main.n_topicz = 10 is no setting"),
        ("[vary]\ntopics.main.n_topics = [1]", "vary: topics.main.n_topics = 1 cannot be used"),
        ("[vary]\nname = ['a']", "vary.name: only seed, corpus"),
        ("[vary]\nn_refit = 3", "vary.n_refit is no setting of vary; did you mean 'n_refits'?"),
        ("[vary]\nn_topics = [5, 6]", "by its place in the file, such as topics.main.n_topics"),
        ("[vary]\ntopics.mian.n_topics = [5]", "has no topics.mian; did you mean 'main'?"),
        ("[vary]\ncorpus.folder = ['a', 'b']", "vary.corpus.folder: other files are another"),
        ("[vary.variants.b]\ncorpus.metadata = 'b.csv'", "corpus.metadata: other files are"),
        ("[vary]\ncorpus.speakers = ['b.csv']", "(`toolkit compare`)"),
        ("[vary]\nseed = [1, -2]", "vary: seed = -2 cannot be used"),
        ("[vary]\nseed = [1, 2]\nn_refits = 3", "vary.seed and vary.n_refits both"),
        ("[vary]\nn_refits = 0", "vary.n_refits = 0 cannot be used"),
        ("[vary]\ndesign = 'crosed'", "did you mean 'crossed'?"),
        ("[vary]\nvariants = 3", "vary.variants holds one table each"),
        ("[vary]\ncounts.stop_file = 'a.txt'", "vary.counts.stop_file = 'a.txt' must be a list"),
        (MANY, "vary crosses 16,000 combinations"),
        ("[vary]\ndesign = 'side by side'\ncounts.max_share = [0.1]\nseed = [1, 2]",
         "side by side takes as many values"),
        ("[robustness]", "nothing is varied"),
        ("[vary]\nn_refits = 2\n[robustness]\ncontrasts = ['kind']", "did you mean 'kinds'?"),
        ("[vary]\nn_refits = 2\n[robustness]\ncontrasts = 3", "must be the names of contrasts"),
        ("[vary]\ncontrasts.kinds.between = ['kind', 'speaker']\n[robustness]",
         "'speaker' makes another comparison of 'kinds'"),
        ("[vary]\nn_refits = 2\n[robustness]\ncontrast = []", "did you mean 'contrasts'"),
        ("[vary]\nn_refits = 2\n[robustness]\nlevel = 2", "robustness.level = 2 cannot be used"),
    ],
)  # fmt: skip
def test_mistakes_are_sentences(write: Write, text: str, expected: str) -> None:
    (found,) = mistakes(write(LEAST + CONTRAST + text))
    assert expected in found


def test_all_mistakes_of_a_sweep_come_together(write: Write) -> None:
    text = "[vary]\ntopics.main.n_topics = [1, 0]\ncounts.max_share = [7.0]\n"
    assert len(mistakes(write(LEAST + CONTRAST + text))) == 3


def test_robustness_wants_a_contrast(write: Write) -> None:
    (found,) = mistakes(write(LEAST + "[vary]\nn_refits = 2\n[robustness]\n"))
    assert "there is none" in found
