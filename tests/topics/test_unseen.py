"""Meetings parted: each held out once, by what they say, on the terms that are fitted."""

import numpy as np
import pytest

from toolkit.errors import ToolkitError
from toolkit.topics.unseen import deal_folds, draw_meetings, meeting_names, ratio_error, set_aside


@pytest.mark.parametrize("n_folds", [2, 7, 30, 99])
def test_every_meeting_is_held_out_once_in_folds_of_like_size(counts, n_folds):
    folds = deal_folds(counts, n_folds, seed=3)
    held = [name for fold in folds for name in fold]
    assert sorted(held) == sorted(set(counts.segments.column("meeting")))
    sizes = [len(fold) for fold in folds]
    assert len(folds) == min(n_folds, 30)
    assert max(sizes) - min(sizes) <= 1
    assert deal_folds(counts, n_folds, seed=4) != folds or n_folds > 29


def test_folds_do_not_know_names_or_order(make_counts, counts):
    order = np.random.default_rng(1).permutation(150)
    again = make_counts(
        counts.matrix.toarray()[order],
        texts=[counts.segments.texts[i] for i in order],
        meeting=tuple(f"z{99 - i // 5}" for i in order),
    )
    renamed = [
        {f"z{99 - int(name.split()[1])}" for name in fold} for fold in deal_folds(counts, 4, 1)
    ]
    assert [set(fold) for fold in deal_folds(again, 4, 1)] == renamed


def test_counts_are_parted_and_nothing_is_lost(make_counts, counts):
    matrix = np.hstack([counts.matrix.toarray(), np.zeros((150, 1), int)])
    matrix[:5, -1] = 2  # a term of the first meeting alone
    wider = make_counts(matrix, meeting=counts.segments.column("meeting"))
    unseen = set_aside(wider, ("meeting 00", "meeting 07"))
    assert set(unseen.meetings) == {"meeting 00", "meeting 07"}
    assert unseen.train.matrix.sum() + unseen.rows.sum() + unseen.n_unknown == matrix.sum()
    assert unseen.n_unknown == 10
    assert "meeting 07" not in unseen.train.segments.column("meeting")
    of = unseen.meetings.index("meeting 07")
    tokens = unseen.by_meeting(np.asarray(unseen.rows.sum(axis=1)).ravel())
    assert tokens[of] == matrix[35:40].sum()


def test_what_cannot_be_parted_is_said(make_counts):
    one = make_counts(np.ones((4, 4)), meeting=("m",) * 4)
    with pytest.raises(ToolkitError, match="there is 1 meeting"):
        deal_folds(one, 3, 1)
    with pytest.raises(ToolkitError, match="there is 1 meeting"):
        draw_meetings(one, 0.5, 1)
    with pytest.raises(ToolkitError, match="1 segment without a meeting"):
        meeting_names(make_counts(np.ones((3, 3)), meeting=("m", "", "n")))


def test_the_error_of_a_ratio_is_that_of_its_repetition():
    random = np.random.default_rng(5)
    size = random.gamma(4, 1, (4000, 40))
    loss = size * 2 + random.normal(0, 1, size.shape)
    ratios = loss.sum(axis=1) / size.sum(axis=1)
    errors = [ratio_error(*pair) for pair in zip(loss, size, strict=True)]
    assert np.mean(errors) == pytest.approx(ratios.std(), rel=0.03)
    assert np.isnan(ratio_error(loss[0, :1], size[0, :1]))
