"""How often a topic is said to mean something else in two groups that use the same words.

One group has eight times the words of the other. The suite draws forty data sets for each design;
``TOOLKIT_VALIDITY=4000`` draws as many as that says. Rates are printed (``pytest -s``).
"""

import os
from types import MappingProxyType

import numpy as np
import pytest
from scipy import stats
from scipy.sparse import csr_matrix

from toolkit.contrasts import meaning
from toolkit.counts import Counts
from toolkit.segments import Segments
from toolkit.topics import Convergence, Topics

N_SETS = int(os.environ.get("TOOLKIT_VALIDITY", "40"))
N_TERMS, N_TOPICS, N_MEETINGS = 150, 6, 20
PHI = np.random.default_rng(0).dirichlet(np.full(N_TERMS, 0.1), size=N_TOPICS)
LENGTHS = {"a": 200, "b": 1600}


def _drawn(number: int, *, within: bool) -> Topics:
    """Draw meetings around one mean; inside each the groups share its topics, but for chance."""
    random = np.random.default_rng([number, 41])
    base = 0.9 * random.dirichlet(np.ones(N_TOPICS)) + 0.1 / N_TOPICS
    rows, meetings, kinds = [], [], []
    for meeting in range(N_MEETINGS):
        theta = random.dirichlet(8 * base)
        for kind in "ab" if within else "ab"[meeting % 2]:
            shares = random.dirichlet(15 * theta + 0.01)
            rows.append(random.multinomial(LENGTHS[kind], shares @ PHI))
            meetings.append(f"m{meeting:02d}")
            kinds.append(kind)
    columns = {"segment": tuple(map(str, range(len(rows)))), "meeting": tuple(meetings)}
    segments = Segments(
        by="turn",
        texts=("",) * len(rows),
        columns=MappingProxyType({**columns, "kind": tuple(kinds)}),
        dropped=MappingProxyType({}),
    )
    terms = tuple(f"t{v:03d}" for v in range(N_TERMS))
    counts = Counts(segments, csr_matrix(np.array(rows)), terms, (), MappingProxyType({}))
    return Topics(
        model="lda",
        counts=counts,
        doc_topic=np.full((len(rows), N_TOPICS), 1 / N_TOPICS),
        topic_term=PHI,
        labels=tuple(map(str, range(N_TOPICS))),
        settings=MappingProxyType({}),
        seed=1,
        convergence=Convergence(True, 1, 0.0, "nothing"),
    )


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("within", [False, True], ids=["between", "within"])
def test_unequal_lengths_are_not_taken_for_another_meaning(within: bool) -> None:
    found = {True: 0, False: 0}
    for number in range(N_SETS):
        topics = _drawn(number, within=within)
        for thin in (True, False):
            result = meaning(topics, between="kind", thin=thin, n_shuffles=199, seed=number)
            found[thin] += bool(result.p_adjusted.min() <= 0.05 + 1e-12)
    high = stats.binom.ppf(0.9995, N_SETS, 0.06)
    print(
        f"\nwithin = {within}: thinned {found[True] / N_SETS:.4f}, whole "
        f"{found[False] / N_SETS:.4f}, bound {high / N_SETS:.4f}"
    )
    assert found[True] <= high
