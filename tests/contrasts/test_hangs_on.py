"""The choice that a finding hangs on, counted by hand."""

import itertools

import numpy as np
import pytest

from toolkit.contrasts.hangs_on import Hangs, hangs_on, in_words, is_seed, values_of


def crossed(**values):
    return [dict(zip(values, each, strict=True)) for each in itertools.product(*values.values())]


def named(held, choices):
    return [str(one) for one in hangs_on(np.array(held, dtype=bool), choices)]


def test_what_holds_everywhere_hangs_on_nothing():
    choices = crossed(k=["8", "12"], seed=["1", "2", "3"])
    assert named([1] * 6, choices) == []


def test_a_value_that_loses_it_is_named_with_its_counts():
    choices = crossed(k=["8", "12"], stop=["yes", "no"], seed=["1", "2"])
    held = [of["stop"] == "yes" or (of["k"] == "8" and of["seed"] == "1") for of in choices]
    assert named(held, choices) == ["stop = no (1 of 4; 4 of 4 with yes)"]


def test_a_choice_that_loses_less_than_half_is_not_named():
    choices = crossed(k=["8", "12"], seed=[str(s) for s in range(10)])
    assert named([1] * 10 + [1] * 6 + [0] * 4, choices) == []
    assert named([1] * 10 + [1] * 5 + [0] * 5, choices) == ["k = 12 (5 of 10; 10 of 10 with 8)"]


def test_scattered_failures_are_no_ones_fault():
    choices = crossed(k=["8", "12"], seed=[str(s) for s in range(25)])
    held = np.ones(50, dtype=bool)
    held[[7, 11, 30, 33, 44]] = False
    assert hangs_on(held, choices) == ()


def test_all_values_by_which_it_is_lost_are_named():
    choices = crossed(k=["12", "8", "20"], seed=["1", "2"])
    held = [of["k"] == "12" for of in choices]
    assert named(held, choices) == [
        "k = 8 (0 of 2; 2 of 2 with 12)", "k = 20 (0 of 2; 2 of 2 with 12)",
    ]  # fmt: skip


def test_one_at_a_time_each_change_is_set_against_the_base():
    base = {"k": "12", "stop": "yes", "by": "turn"}
    others = [base | change for change in ({"k": "20"}, {"stop": "no"}, {"by": "paragraph"})]
    choices = [dict(of, seed=s) for of in (base, *others) for s in "12"]
    held = [1, 1, 0, 0, 0, 0, 0, 0]
    assert named(held, choices) == [
        "k = 20 (0 of 2; 2 of 2 with 12)", "stop = no (0 of 2; 2 of 2 with yes)",
        "by = paragraph (0 of 2; 2 of 2 with turn)",
    ]  # fmt: skip


def test_choices_that_change_together_cannot_be_told_apart_and_both_are_named():
    choices = [{"k": "8", "stop": "yes"}, {"k": "12", "stop": "no"}, {"k": "20", "stop": "some"}]
    assert named([1, 0, 1], choices) == ["k = 12 (0 of 1; 2 of 2 others)",
                                         "stop = no (0 of 1; 2 of 2 others)"]  # fmt: skip


def test_the_worst_comes_first_whatever_the_order_of_the_fits():
    choices = crossed(k=["8", "12"], stop=["yes", "no"], seed=list("1234"))
    held = np.array([(of["stop"] == "yes" and (of["k"], of["seed"]) < ("8", "2")) or
                     (of["k"] == "8" and of["stop"] == "yes") for of in choices])  # fmt: skip
    held[0] = True
    order = np.r_[0, np.random.default_rng(1).permutation(np.arange(1, 16))]
    one = hangs_on(held, choices)
    two = hangs_on(held[order], [choices[i] for i in order])
    assert one == two
    assert one
    assert [round(x.lost, 6) for x in one] == sorted((round(x.lost, 6) for x in one), reverse=True)


@pytest.mark.parametrize(("held", "said"), [
    ([1, 0, 0, 1, 0], ["seed (1 of 4 other seeds)"]),
    ([1, 0, 1, 1, 0], []),
    ([1, 0, 0, 0, 0], ["seed (0 of 4 other seeds)"]),
])  # fmt: skip
def test_a_finding_of_the_bases_own_seed_is_called_so(held, said):
    assert named(held, crossed(k=["8"], seed=list("12345"))) == said


def test_the_base_is_no_witness_of_its_own_seed():
    """It was chosen for what it found, so that 1 of 2 seeds is 0 of 1 other."""
    assert named([1, 0], crossed(seed=["1", "2"])) == ["seed (0 of 1 other seeds)"]


def test_seeds_of_other_choices_do_not_count_as_the_bases():
    choices = crossed(k=["8", "12"], seed=["1", "2", "3"])
    assert named([1, 1, 1, 0, 0, 0], choices) == ["k = 12 (0 of 3; 3 of 3 with 8)"]


def test_a_choice_that_finds_more_is_nothing_to_hang_on():
    choices = crossed(k=["8", "12"], seed=list("1234"))
    assert named([1, 0, 0, 0, 1, 1, 1, 1], choices) == ["seed (0 of 3 other seeds)"]


def test_few_are_named_in_words_and_the_rest_counted():
    many = [Hangs("k", str(k), 0, 1, 1, 1, "8") for k in range(5)]
    assert in_words(many).endswith("k = 2 (0 of 1; 1 of 1 with 8), and 2 more")
    assert in_words([]) == ""


def test_seeds_are_told_by_the_end_of_their_place():
    assert [is_seed(name) for name in ("seed", "topics.main.seed", "reseed", "seed.x")] == [
        True, True, False, False,
    ]  # fmt: skip


def test_values_stand_by_size():
    choices = [{"k": k} for k in ("100", "not set", "20", "0.5", "20", "all")]
    assert values_of("k", choices) == ["0.5", "20", "100", "all", "not set"]
