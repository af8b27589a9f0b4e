import numpy as np
import pytest

from toolkit.contrasts.answers.null import Shuffled, adjust_speakers, shuffle_uptake
from toolkit.contrasts.answers.shuffle import make_orders


def shuffled(t: float, null: list[float]) -> Shuffled:
    row = np.array([null])
    return Shuffled(np.zeros(1), np.zeros(1), row, row, np.array([t]), row)


def test_overall_and_by_speaker_against_loops():
    random = np.random.default_rng(1)
    sizes, meeting, speaker = (3, 2, 4, 3), np.array([0, 0, 1, 2]), np.array([0, 1, 0, 0])
    alike = [random.random((2, n, n)) for n in sizes]
    orders = make_orders(sizes, shuffle="answers", n_shuffles=50, seed=2)
    for by_exchange in (False, True):
        whole, own = shuffle_uptake(alike, orders, meeting, speaker, by_exchange=by_exchange)
        for shuffle in range(50):
            excess: dict[int, list[float]] = {}
            for block, matrix in enumerate(alike):
                one, dealt = matrix[1], orders.of(block)[shuffle]
                for i, j in enumerate(dealt):
                    others = np.delete(one[i], j).mean()
                    excess.setdefault(int(meeting[block]), []).append(one[i, j] - others)
            every = [x for values in excess.values() for x in values]
            expected = (
                np.mean(every) if by_exchange else np.mean([np.mean(v) for v in excess.values()])
            )
            assert whole.null_excess[1, shuffle] == pytest.approx(expected)
        observed = np.mean([alike[1][0, i, i] - alike[1][0, i, 1 - i] for i in range(2)])
        assert own[1].excess[0] == pytest.approx(observed)


def test_min_p_is_that_of_one_speaker_alone():
    null = [0.1, 0.4, 0.9, 0.3, 0.2, 0.6, 0.5, 0.8, 0.7]
    one = shuffled(0.85, null)
    assert adjust_speakers({0: one}, [0], exhaustive=False)[0].tolist() == [0.2]
    assert one.p(exhaustive=False).tolist() == [0.2]
    assert adjust_speakers({0: one}, [], exhaustive=False) == {}


def test_min_p_over_two_speakers_by_hand():
    # Null p of the first: 1 for t of 1, 1/4 for 4; of the second, scaled by ten, the other way.
    first, second = shuffled(4.5, [1, 2, 3, 4]), shuffled(25, [40, 30, 20, 10])
    # Smallest p of the four shuffles: 1/4, 2/4, 2/4, 1/4.
    found = adjust_speakers({0: first, 1: second}, [0, 1], exhaustive=False)
    assert found[0].tolist() == [pytest.approx(1 / 5)]  # none is as small as 0 of 4
    assert found[1].tolist() == [pytest.approx(5 / 5)]  # 2 of 4 are as large as 25: all count


def test_heavy_tails_of_one_speaker_leave_the_other_its_p():
    random = np.random.default_rng(3)
    wild = shuffled(0.0, (1000 * random.standard_cauchy(999)).tolist())
    quiet = shuffled(9.0, random.normal(size=999).tolist())
    assert adjust_speakers({0: wild, 1: quiet}, [0, 1], exhaustive=False)[1][0] <= 0.003
