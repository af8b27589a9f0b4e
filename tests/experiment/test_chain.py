"""Steps by content: a changed setting makes anew what depends on it, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from common.corpora import assert_same

from toolkit.contrasts import contrast, proportions
from toolkit.corpus import read_corpus
from toolkit.counts import count_terms
from toolkit.errors import ToolkitError, ToolkitWarning
from toolkit.experiment import Run, load_run, read_experiment
from toolkit.experiment.chain import Chain, make_steps, refuse_changes
from toolkit.experiment.record import input_digests
from toolkit.experiment.steps import groups_of, steps_of
from toolkit.kept import Kept
from toolkit.seeds import derive_seed
from toolkit.segments import split
from toolkit.topics import fit_lda

ALL = {
    "corpus", "segments", "counts", "topics.main", "quality.main", "topics.second",
    "quality.second", "contrasts.words", "contrasts.near", "contrasts.kinds", "contrasts.speakers",
}  # fmt: skip


def chain_of(file: Path, root: Path) -> Chain:
    experiment = read_experiment(file)
    return Chain(experiment, input_digests(experiment), Kept(root))


def make_all(file: Path, root: Path) -> set[str]:
    """Make every step and return those that were made now."""
    chain = chain_of(file, root)
    return {step for step in steps_of(chain.experiment) if chain.make(step).is_new}


@pytest.fixture(scope="module")
def root(small_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("kept")
    assert make_all(small_file, root) == ALL
    return root


def test_a_second_time_nothing_is_made(small_file: Path, root: Path) -> None:
    assert make_all(small_file, root) == set()


@pytest.mark.parametrize(
    "old, new, remade",
    [
        ("n_shuffles = 199\n\n", "n_shuffles = 299\n\n", {"contrasts.kinds"}),
        ("max_iter = 10", "max_iter = 11",
         {"topics.main", "quality.main", "contrasts.kinds"}),
        ('model = "nmf"\nn_topics = 4', 'model = "nmf"\nn_topics = 5',
         {"topics.second", "quality.second", "contrasts.near", "contrasts.speakers"}),
        ("min_segments = 3", "min_segments = 4", ALL - {"corpus", "segments"}),
        ("min_words = 20", "min_words = 21", ALL - {"corpus"}),
        ("seed = 3", "seed = 4",
         ALL - {"corpus", "segments", "counts", "contrasts.words", "contrasts.near"}),
        ('name = "small"', 'name = "other"', set()),
    ],
)  # fmt: skip
def test_a_changed_setting_makes_anew_what_depends_on_it(
    home: Path, root: Path, old: str, new: str, remade: set[str]
) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8")
    assert old in text
    (home / "small.toml").write_text(text.replace(old, new), encoding="utf-8")
    found = make_all(home / "small.toml", root)
    # The seed of the second model changes its bits only where they depend on a seed.
    assert found - {"quality.second", "contrasts.near"} == remade - {
        "quality.second", "contrasts.near",
    }  # fmt: skip
    assert found <= remade | {"contrasts.near"}


def test_equal_content_stops_what_would_follow(home: Path, root: Path) -> None:
    (home / "transcripts" / "empty.txt").write_text("\n", encoding="utf-8")  # still set aside
    made = make_all(home / "small.toml", root)
    assert "corpus" in made
    assert "topics.main" not in made


def test_another_date_or_column_refits_nothing_and_is_compared_anew(home: Path, root: Path) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8")
    file, table = home / "small.toml", home / "climate.csv"
    rows = [line.split(",") for line in table.read_text(encoding="utf-8").splitlines()]
    file.write_text(
        text + '\n[contrasts.half]\nmethod = "proportions"\ntopics = "main"\nby = "half"\n',
        encoding="utf-8",
    )
    found = []
    for border in (5, 9):
        halves = ["half", *("first" if i < border else "second" for i in range(len(rows) - 1))]
        lines = [",".join([*row, half]) for row, half in zip(rows, halves, strict=True)]
        table.write_text("\n".join(lines), encoding="utf-8")
        made = make_all(file, root)
        found.append(chain_of(file, root).record("contrasts.half"))
        assert not {"topics.main", "topics.second"} & made
        assert {"contrasts.half", "contrasts.kinds", "contrasts.words"} <= made
    topics = chain_of(file, root).record("topics.main")
    assert_same(found[1], proportions(topics, by="half"), "half")
    assert (found[0].table().to_numpy() != found[1].table().to_numpy()).any()


def test_other_texts_with_the_same_counts_are_fitted_anew(
    small_file: Path, home: Path, root: Path
) -> None:
    # A fit goes through segments in an order that follows from their texts.
    page = sorted((home / "transcripts").glob("2*"))[0]
    text = page.read_text(encoding="utf-8")
    assert " the " in text
    page.write_text(text.replace(" the ", " a "), encoding="utf-8")
    was = chain_of(small_file, root).counts
    assert {"counts", "topics.main", "contrasts.kinds"} <= make_all(home / "small.toml", root)
    now = chain_of(home / "small.toml", root).counts
    assert (was.matrix != now.matrix).nnz == 0
    assert was.terms == now.terms


def test_a_step_is_what_the_stages_give_one_by_one(small_file: Path, root: Path) -> None:
    chain = chain_of(small_file, root)
    e, home = chain.experiment, small_file.parent
    corpus = read_corpus(
        home / "transcripts", metadata=home / "climate.csv", speakers=home / "people.csv"
    )
    counts = count_terms(split(corpus, **e.segments), **e.counts)
    own = {k: v for k, v in e.topics["main"].items() if k != "model"}
    with pytest.warns(ToolkitWarning, match="did not meet"):
        topics = fit_lda(counts, seed=derive_seed(3, "topics.main"), **own)
    settings = {k: v for k, v in e.contrasts["kinds"].items() if k not in {"method", "topics"}} | {
        "seed": derive_seed(3, "contrasts.kinds")
    }
    assert_same(chain.record("topics.main"), topics)
    assert_same(chain.record("contrasts.kinds"), contrast(topics, **settings))


def test_what_is_read_back_is_what_was_made(small_file: Path, root: Path, tmp_path: Path) -> None:
    made, kept = chain_of(small_file, tmp_path), chain_of(small_file, root)
    for step in steps_of(made.experiment):
        assert_same(made.record(step), kept.record(step), step)
        assert made.make(step).content == kept.make(step).content


def test_steps_in_groups_that_follow_from_one_fit(small_file: Path) -> None:
    assert groups_of(read_experiment(small_file)) == [
        ["topics.main", "quality.main", "contrasts.kinds"],
        ["topics.second", "quality.second", "contrasts.near", "contrasts.speakers"],
        ["contrasts.words"],
    ]


def test_a_worker_makes_steps_of_what_is_kept(small_file: Path, root: Path) -> None:
    chain = chain_of(small_file, root)
    texts = {step: chain.make(step) for step in ("corpus", "segments", "counts")}
    made = make_steps(root, chain.experiment, chain.inputs, texts, ["topics.main"])
    assert made["topics.main"].content == chain.make("topics.main").content


def test_topics_can_be_found_in_some_meetings_and_compared_in_others(
    home: Path, tmp_path: Path
) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8")
    (home / "small.toml").write_text(text + "[discovery]\nshare = 0.4\n", encoding="utf-8")
    chain = chain_of(home / "small.toml", tmp_path)
    assert set(steps_of(chain.experiment)) == ALL | {"discovery", "fits.main", "fits.second"}
    found, counts = chain.record("discovery"), chain.counts
    meetings = [set(of.segments.column("meeting")) for of in (found, counts)]
    assert not meetings[0] & meetings[1]
    fitted, measured = chain.record("fits.main"), chain.record("topics.main")
    assert fitted.counts.segments.ids == found.segments.ids
    assert_same(fitted.topic_term, measured.topic_term)
    assert_same(measured.doc_topic, fitted.transform(counts).doc_topic)
    again = chain_of(home / "small.toml", tmp_path)
    for step in steps_of(chain.experiment):
        assert_same(again.record(step), chain.record(step), step)


def test_another_division_fits_anew_and_another_seed_keeps_it(home: Path, root: Path) -> None:
    text = (home / "small.toml").read_text(encoding="utf-8")
    made = []
    for discovery, seed in (("", 3), ("draw = 2", 3), ("draw = 2", 4)):
        changed = text.replace("seed = 3", f"seed = {seed}") + f"[discovery]\n{discovery}\n"
        (home / "small.toml").write_text(changed, encoding="utf-8")
        made.append(make_all(home / "small.toml", root))
    assert not {"corpus", "segments"} & (made[1] | made[2])
    assert {"discovery", "counts", "fits.main"} <= made[1]
    assert "fits.main" in made[2]
    assert "discovery" not in made[2]


def test_finding_makes_nothing(small_file: Path, tmp_path: Path) -> None:
    chain = chain_of(small_file, tmp_path / "none")
    assert chain.find("topics.main") is None
    assert not (tmp_path / "none").exists()


def test_an_error_names_its_step(small_file: Path, root: Path) -> None:
    chain = chain_of(small_file, root)
    chain.experiment.topics["main"]["n_topics"] = 999
    with pytest.raises(ToolkitError, match=r"^topics\.main: n_topics = 999"):
        chain.make("topics.main")


def test_changed_files_are_named() -> None:
    refuse_changes({"a": "1"}, {"a": "1"})
    with pytest.raises(ToolkitError, match="b changed while it was read"):
        refuse_changes({"a": "1"}, {"a": "1", "b": "2"})


def test_a_run_names_its_steps(small_run: Path) -> None:
    made: Run = load_run(small_run)
    assert set(made.record["steps"]) == ALL
    assert set(made.quality) == {"main", "second"}


def test_how_far_seed_words_were_followed_is_a_step_of_its_fit(
    small_file: Path, tmp_path: Path
) -> None:
    text = small_file.read_text(encoding="utf-8")
    text = text.replace('model = "nmf"\n', 'model = "nmf"\nseed_words.sea = ["fish"]\n')
    changed = small_file.with_name("seeded.toml")
    changed.write_text(text, encoding="utf-8")
    group = groups_of(read_experiment(changed))[1]
    assert group[:3] == ["topics.second", "quality.second", "seeds.second"]
    assert "seeds.main" not in steps_of(read_experiment(changed))
    followed = chain_of(changed, tmp_path).record("seeds.second")
    assert followed.words == ("fish",)
