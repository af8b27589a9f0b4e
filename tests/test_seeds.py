"""Seeds derive from names: known values, a known range, no two steps alike."""

import hashlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from toolkit.seeds import derive_seed

whole = st.integers(0, 2**64)


def test_known_values_stay():
    # printf '1/topics.main' | sha256sum | cut -c 1-8, and so on: a change would change every run.
    assert derive_seed(1, "topics.main") == 764220651
    assert derive_seed(0, "") == 536284872
    assert derive_seed(2**32, "contrasts.ä") == 2178849336


@given(whole, st.text(st.characters(exclude_categories=["Cs"])))
def test_a_seed_fits_every_generator(seed, step):
    derived = derive_seed(seed, step)
    assert 0 <= derived < 2**32
    np.random.RandomState(derived)  # what scikit-learn makes of it


@given(whole, st.text("ab./"))
def test_a_numpy_number_gives_the_same_seed(seed, step):
    assert derive_seed(np.uint64(seed % 2**64), step) == derive_seed(seed % 2**64, step)


def test_steps_and_seeds_do_not_share_draws():
    derived = {derive_seed(seed, f"step {i}") for seed in range(20) for i in range(100)}
    assert len(derived) == 2000


def test_bits_are_spread_evenly():
    derived = np.array([derive_seed(1, str(i)) for i in range(4000)], dtype=np.uint64)
    ones = [(derived >> np.uint64(bit) & np.uint64(1)).mean() for bit in range(32)]
    assert np.abs(np.array(ones) - 0.5).max() < 5 * 0.5 / np.sqrt(4000)


def test_it_is_the_start_of_a_sha256():
    digest = hashlib.sha256(b"7/grid").hexdigest()
    assert f"{derive_seed(7, 'grid'):08x}" == digest[:8]
