"""What is said of a run and its repetition."""

from __future__ import annotations

from toolkit.experiment.proof.topics_apart import TopicsApart
from toolkit.experiment.proof.verification import File, Verification

FILES = (
    File("corpus/corpus.json", "corpus", "equal", 0.0, ""),
    File("topics/main/topics.npz", "topics.main", "close", 3e-9, "doc_topic[0, 1]"),
    File("contrasts/a/contrast.npz", "contrasts.a", "different", 0.25, "p[3]"),
    File("contrasts/a/table.csv", "contrasts.a", "different", 0.5, "low[0]"),
)


def test_an_equal_run_is_said_to_be_so_with_the_count() -> None:
    found = Verification("a-01234567", "equal", FILES[:1], steps=3, equal_steps=3)
    assert found.holds
    assert found.first is None
    assert found.summary() == (
        "a-01234567 is equal: 1 file was made again, and every value is the same\n"
        "3 of 3 steps gave the same bytes"
    )


def test_a_close_run_holds_and_names_what_was_otherwise() -> None:
    topics = TopicsApart("main", 8, (), (), 3e-9)
    found = Verification(
        "a-01234567", "close", FILES[:2], topics=(topics,), conditions=("another CPU",)
    )
    assert found.holds
    assert found.summary().splitlines() == [
        (
            "a-01234567 is equal within 1e-06, same top words: 1 of 2 files differ in last digits, "
            "by 3e-09 at most"
        ),
        "First to differ: topics.main (topics/main/topics.npz: doc_topic[0, 1], by 3e-09)",
        "topics.main: every topic is the same within 1e-06, with the same top words",
        "Likely cause: another CPU",
    ]


def test_of_a_different_run_the_first_step_that_differs_is_named_by_its_worst_file() -> None:
    topics = TopicsApart("main", 8, (2, 5), (5,), 0.3)
    found = Verification("a-01234567", "different", FILES, topics=(topics,))
    assert not found.holds
    said = found.summary().splitlines()
    assert said[0] == "a-01234567 is different: 2 of 4 files could not be made again"
    assert said[1] == "First to differ: contrasts.a (contrasts/a/table.csv: low[0], by 0.5)"
    assert said[2] == (
        "topics.main: 2 of 8 topics differ (2, 5), by 0.3 at most; other top words in 5"
    )
    assert said[3].startswith("Likely cause: none that the records name")


def test_a_damaged_run_is_said_to_be_so_and_nothing_else() -> None:
    damage = tuple(f"file {i} has changed since it was made" for i in range(12))
    found = Verification("a-01234567", "damaged", (), damage=damage)
    assert not found.holds
    said = found.summary().splitlines()
    assert said[0] == "a-01234567 is damaged, and nothing was repeated:"
    assert said[1] == "  file 0 has changed since it was made"
    assert said[-1] == "  and 4 more"
    assert found.table().empty


def test_the_table_has_one_row_a_step() -> None:
    table = Verification("a-01234567", "different", FILES).table().set_index("step")
    assert list(table.index) == ["corpus", "topics.main", "contrasts.a"]
    assert table.loc["contrasts.a"].tolist() == [
        2, 0, 0, 2, 0.5, "contrasts/a/table.csv: low[0]",
    ]  # fmt: skip
    assert table[["equal", "close", "different"]].to_numpy().sum() == len(FILES)
    assert "contrasts.a" in repr(Verification("a-01234567", "different", FILES))
