"""How strongly a fit followed the seed words that were given to it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from toolkit.errors import ToolkitError
from toolkit.parts import Parts
from toolkit.records import Record, plural
from toolkit.topics.lda import fit_lda
from toolkit.topics.nmf import fit_nmf
from toolkit.topics.seed_words import find_seeds
from toolkit.topics.topics import Topics

if TYPE_CHECKING:
    import pandas as pd

Floats = NDArray[np.float64]
Longs = NDArray[np.int64]

_TIMES = 2.0  # a topic that holds less of a word than twice its share of all tokens is not its own


@dataclass(frozen=True, eq=False, repr=False)
class SeedsFollowed(Parts, Record):
    """Seed words, and where the fit put them.

    Attributes
    ----------
    origin
        What was fitted.
    names, topics
        Of the seeded topics, and their numbers, from 1.
    words
        Every seed word, topic by topic.
    of
        The place of each word's topic among `names`, (n_words,).
    tokens
        How often each word occurs, (n_words,).
    share
        Share of the word's tokens that the fit puts into its topic, 0 to 1, (n_words,).
    share_unseeded
        Share that one topic of the same fit without seed words holds of them, (n_words,): the topic
        that holds most of the tokens of all the words of this name.
    rank
        Place of the word in its topic, by share of the topic, from 1, (n_words,).
    leads
        Whether no other topic holds more of the word, (n_words,).
    size
        The topic's share of all tokens, (n_names,).
    within
        Share of the topic's tokens that are its seed words, (n_names,).
    """

    shown_columns = (
        "topic", "name", "words", "words_followed", "tokens", "share", "share_unseeded", "within",
        "followed",
    )  # fmt: skip

    origin: str
    names: tuple[str, ...]
    topics: tuple[int, ...]
    words: tuple[str, ...]
    of: Longs
    tokens: Floats
    share: Floats
    share_unseeded: Floats
    rank: Longs
    leads: NDArray[np.bool_]
    size: Floats
    within: Floats

    @property
    def words_followed(self) -> NDArray[np.bool_]:
        """Which words the data followed: the topic leads, with twice its size or more."""
        own: NDArray[np.bool_] = self.leads & (self.share >= _TIMES * self.size[self.of])
        return own

    def table(self) -> pd.DataFrame:
        """Return one row a seeded topic.

        topic, name, words and how many of them the data followed (words_followed), their tokens,
        share (of these tokens in the topic), share_unseeded (in the one topic that holds most of
        them where none is seeded), size (of the topic, in tokens), within (share of its tokens
        that are its seed words; a topic of little else is no theme), and followed: whether the
        data followed more than half of the words.
        """
        import pandas as pd

        rows = []
        for k, (name, topic) in enumerate(zip(self.names, self.topics, strict=True)):
            mine = self.of == k
            tokens = self.tokens[mine]
            followed = int(self.words_followed[mine].sum())
            rows.append(
                (
                    topic, name, int(mine.sum()), followed, int(tokens.sum()),
                    float(self.share[mine] @ tokens / tokens.sum()),
                    float(self.share_unseeded[mine] @ tokens / tokens.sum()),
                    self.size[k], self.within[k], 2 * followed > mine.sum(),
                )
            )  # fmt: skip
        columns = [
            "topic", "name", "words", "words_followed", "tokens", "share", "share_unseeded",
            "size", "within", "followed",
        ]  # fmt: skip
        return pd.DataFrame(rows, columns=columns)

    def words_table(self) -> pd.DataFrame:
        """Return one row a seed word.

        topic, name, word, tokens, share, share_unseeded, rank in its topic, and followed: whether
        no topic holds more of the word, and this one at least twice its own share of all tokens.
        """
        import pandas as pd

        return pd.DataFrame(
            {
                "topic": np.array(self.topics, dtype=np.int64)[self.of],
                "name": [self.names[k] for k in self.of],
                "word": list(self.words),
                "tokens": self.tokens.astype(np.int64),
                "share": self.share,
                "share_unseeded": self.share_unseeded,
                "rank": self.rank,
                "followed": self.words_followed,
            }
        )

    def summary(self) -> str:
        """Say of each seeded topic how far the data followed its words."""
        lines = [f"{self.origin}: {plural(len(self.names), 'topic')} with seed words."]
        for row in self.table().to_dict("records"):
            said = "followed" if row["followed"] else "NOT FOLLOWED"
            lines.append(
                f"{row['topic']} {row['name']}: {said}, {row['words_followed']} of "
                f"{plural(row['words'], 'word')}; {100 * row['share']:.0f} % of their "
                f"{plural(row['tokens'], 'token')} in the topic, {100 * row['share_unseeded']:.0f} "
                f"% in one topic without seeding; they are {100 * row['within']:.0f} % of it."
            )
        return "\n".join(lines)


def seeds_followed(topics: Topics) -> SeedsFollowed:
    """Measure how strongly a fit followed its seed words, beside the same fit without any.

    A seed word is a wish, and the texts decide. A token of a word goes to the topics by their
    shares in its segment and the word's shares in them. The data followed a word where no other
    topic holds more of its tokens and the topic holds at least twice its share of all tokens; they
    followed the topic where they followed more than half of its words. Words that do not belong
    together in these texts are each drawn to the topic of their own company, and the seeded topic
    keeps few. In simulated texts with a theme of 2 % of the words, ten topics and five seed words,
    57 of 60 were said to be followed where they were of that theme, and none where each was of
    another theme (LDA, and NMF by both losses, 20 each).

    Parameters
    ----------
    topics
        What `fit_lda` or `fit_nmf` returned, with `seed_words`. It is fitted once more, without.

    Returns
    -------
    SeedsFollowed
        A row a seeded topic in `table`, a row a word in `words_table`. Shares are 0 to 1, higher
        is more. Where share_unseeded is as high as share, the topic would have been there
        unseeded, too. They are no validation: read segments of the topic, as of every other.

    Raises
    ------
    ToolkitError
        If no words were seeded.

    References
    ----------
    Lu, Ott, Cardie and Tsou (2011), ICDM Workshops, for seed words as priors; Eshima, Imai and
    Sasaki (2024), American Journal of Political Science 68, for models that keywords guide.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), min_words=20), min_segments=5)
    >>> words = {"fish": ["fish*", "trawlers", "quotas"]}
    >>> seeds_followed(fit_lda(counts, n_topics=8, seed_words=words)).table()["followed"].tolist()
    [True]
    """
    given: Any = topics.settings.get("seed_words")
    if not given or not any(topics.seeded):
        raise ToolkitError(
            "these topics were fitted without seed words, so that there is nothing to follow; "
            "give seed_words to fit_lda or fit_nmf"
        )
    seeds = find_seeds(topics.counts, given, topics.n_topics)
    plain = _unseeded(topics)
    at = [topics.seeded.index(name) for name in seeds.names]
    size = _tokens(topics).sum(axis=0)
    parts = [
        _words(topics, plain, k, columns) for k, columns in zip(at, seeds.columns, strict=True)
    ]
    joined: dict[str, Any] = {}
    for name in parts[0]:
        joined[name] = np.concatenate([part[name] for part in parts])
    held = [float(part["share"] @ part["tokens"]) for part in parts]
    return SeedsFollowed(
        origin=topics.origin,
        names=seeds.names,
        topics=tuple(k + 1 for k in at),
        words=tuple(topics.terms[v] for columns in seeds.columns for v in columns),
        of=np.repeat(np.arange(len(at)), [len(columns) for columns in seeds.columns]),
        size=size[at] / size.sum(),
        within=np.array(held) / size[at],
        **joined,
    )


def _unseeded(topics: Topics) -> Topics:
    """Fit the same counts by the same settings, without seed words."""
    settings: dict[str, Any] = dict(topics.settings)
    del settings["seed_words"]
    settings.pop("seed_strength", None)
    fit = fit_lda if topics.model == "lda" else fit_nmf
    return fit(topics.counts, **settings, seed=topics.seed)


def _words(
    topics: Topics, plain: Topics, k: int, columns: tuple[int, ...]
) -> dict[str, NDArray[Any]]:
    """Measure the words of one topic."""
    tokens = np.asarray(topics.counts.matrix[:, list(columns)].sum(axis=0), dtype=float).ravel()
    shares = np.array([_where(topics, v) for v in columns])
    others = np.array([_where(plain, v) for v in columns])
    most = int(np.argmax(tokens @ others))
    order = np.argsort(np.argsort(-topics.topic_term[k], kind="stable"), kind="stable")
    return {
        "tokens": tokens,
        "share": shares[:, k],
        "share_unseeded": others[:, most],
        "rank": order[list(columns)].astype(np.int64) + 1,
        "leads": shares[:, k] >= shares.max(axis=1),
    }


def _where(topics: Topics, column: int) -> Floats:
    """Return the share of a term's tokens that each topic holds, (n_topics,)."""
    counts = topics.counts.matrix[:, [column]].tocoo()
    weights = topics.doc_topic[counts.row] * topics.topic_term[:, column]
    total = weights.sum(axis=1, keepdims=True)
    # A segment none of whose topics holds the term (NMF): its tokens are in no topic.
    weights = np.divide(weights, total, out=np.zeros_like(weights), where=total > 0)
    # Sorted first: the last bits of a sum depend on its order, here that of the files.
    held = np.sort(weights * counts.data[:, None], axis=0).sum(axis=0)
    found: Floats = held / max(float(counts.data.sum()), 1.0)
    return found


def _tokens(topics: Topics) -> Floats:
    tokens = np.asarray(topics.counts.matrix.sum(axis=1))
    return np.sort(topics.doc_topic * tokens, axis=0)
