"""How often seed words find a rare theme, and are said to be followed where they are no theme.

Texts of ten themes that share words, one theme of them 2 % of all words; five words of it are
seeded, or a word each of five other themes. None of these texts was used to choose a setting. The
suite draws a few; ``TOOLKIT_VALIDITY=4000`` draws a hundredth of that for each design. Rates are
printed (``pytest -s``).
"""

import os
from collections import Counter

import pytest
from common.themes import themes

from toolkit.topics import fit_lda, fit_nmf, seeds_followed

N_SETS = max(int(os.environ.get("TOOLKIT_VALIDITY", "300")) // 100, 2)
FOUND = 0.5  # Hellinger distance; of the themes to each other it is 0.8 and more

MODELS = {
    "lda": (fit_lda, {}),
    "nmf": (fit_nmf, {}),
    "divergence": (fit_nmf, {"loss": "kullback-leibler", "weight": "counts"}),
}
LEAST = {"lda": (0.9, 0.8), "nmf": (0.0, 0.9), "divergence": (0.2, 0.9)}  # found, by n_topics


@pytest.mark.filterwarnings("ignore::toolkit.errors.ToolkitWarning")
@pytest.mark.parametrize("model", MODELS)
def test_seed_words_find_a_rare_theme(model):
    fit, own = MODELS[model]
    seen: Counter[str] = Counter()
    for n_topics in (8, 10):
        for place in range(2 * N_SETS):
            drawn = themes(5_000 + place, together=(0.6, 2.0)[place % 2])
            plain = fit(drawn.counts, n_topics=n_topics, **own)
            near = min(drawn.distance(plain, k) for k in range(n_topics))
            seen[f"{n_topics} unseeded"] += near < FOUND
            for name, words in (("theme", drawn.words), ("apart", drawn.apart)):
                topics = fit(drawn.counts, n_topics=n_topics, **own, seed_words={name: words})
                said = seeds_followed(topics).table()["followed"].item()
                seen[f"{n_topics} {name} followed"] += bool(said)
                k = topics.seeded.index(name)
                seen[f"{n_topics} {name} found"] += drawn.distance(topics, k) < FOUND
    print(f"\n{model}, of {2 * N_SETS} texts each: {dict(sorted(seen.items()))}")
    for n_topics, least in zip((8, 10), LEAST[model], strict=True):
        assert seen[f"{n_topics} theme found"] >= least * 2 * N_SETS - 1
        assert seen[f"{n_topics} apart followed"] <= 0.1 * 2 * N_SETS
        assert seen[f"{n_topics} theme found"] >= seen[f"{n_topics} unseeded"] - 1
