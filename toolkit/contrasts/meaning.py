"""Does a topic mean the same in two groups: the words it is made of in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from toolkit.contrasts.assigned import assigned_words, pooled_cells
from toolkit.contrasts.cells import make_cells
from toolkit.contrasts.dealt import arrange
from toolkit.contrasts.design import unit_words
from toolkit.contrasts.information import (
    group_information,
    judge,
    shuffled_information,
    word_information,
)
from toolkit.contrasts.result import plain_where, set_aside_lines
from toolkit.contrasts.rows import listed
from toolkit.contrasts.thin import thin_cells
from toolkit.errors import ToolkitError
from toolkit.records import Record, plural, read_only
from toolkit.stages import Filters, Values, stage

if TYPE_CHECKING:
    import pandas as pd

    from toolkit.topics import Topics

Floats = NDArray[np.float64]

_MOST_LISTED = 20


@dataclass(frozen=True, eq=False, repr=False)
class Meaning(Record):
    """The words of every topic in two groups, and whether they differ more than by chance.

    Attributes
    ----------
    settings
        Every setting of `meaning` as it was used.
    labels
        The topics' labels, (n_topics,).
    groups
        The two groups' names, sorted.
    design
        "between" or "within".
    clusters
        Clusters of each group, (2,); in a within design those that hold both.
    cell_tokens
        Median counted tokens of each group's cells, as thinned, (2,).
    words
        Of each topic the terms looked at, by falling weight, n_topics tuples.
    counts
        Expected tokens of these terms that belong to the topic, by group,
        (2, n_topics, n_terms); 0 beyond a topic's own terms.
    z
        Deviation of each term towards the first group over its spread among the shuffles,
        (n_topics, n_terms).
    information
        Mutual information of word and group within each topic, in bits, (n_topics,).
    null_information
        The same for every shuffle, (n_shuffles, n_topics).
    p, p_adjusted
        One-sided p of each topic alone, and by max-T over the topics, (n_topics,).
    exhaustive, n_arrangements
        Whether all arrangements were taken, and how many there are.
    n_missing, n_empty
        Segments set aside because a column used is missing; cells without a counted word.
    n_set_aside
        Clusters set aside since they hold one of the groups only, in a within design.
    """

    settings: Mapping[str, Any]
    labels: tuple[str, ...]
    groups: tuple[str, str]
    design: str
    clusters: tuple[int, int]
    cell_tokens: tuple[float, float]
    words: tuple[tuple[str, ...], ...]
    counts: Floats
    z: Floats
    information: Floats
    null_information: Floats
    p: Floats
    p_adjusted: Floats
    exhaustive: bool
    n_arrangements: int
    n_missing: int = 0
    n_empty: int = 0
    n_set_aside: int = 0

    def table(self) -> pd.DataFrame:
        """Return one row a topic: its tokens in each group, information beside its null, p."""
        import pandas as pd

        return pd.DataFrame(
            {
                "topic": np.arange(1, len(self.labels) + 1),
                "label": list(self.labels),
                "tokens_a": self.counts[0].sum(axis=1),
                "tokens_b": self.counts[1].sum(axis=1),
                "information_bits": self.information,
                "null_mean": self.null_information.mean(axis=0),
                "excess": self.information - self.null_information.mean(axis=0),
                "p": self.p,
                "p_adjusted": self.p_adjusted,
            }
        )

    def of_topic(self, topic: int) -> pd.DataFrame:
        """Return the words of one topic, those that deviate most first.

        Parameters
        ----------
        topic
            Its number, counted from 1.

        Returns
        -------
        DataFrame
            term; per_thousand_a and per_thousand_b of the topic's tokens in each group;
            information_bits, the word's instantaneous mutual information with the group; z, above
            zero where the first group uses the word more within the topic. z ranks; it has no p.
        """
        import pandas as pd

        if not 1 <= topic <= len(self.labels):
            raise ToolkitError(f"there is no topic {topic}; topics are 1 to {len(self.labels)}")
        k, n = topic - 1, len(self.words[topic - 1])
        counts = self.counts[:, k]
        shares = counts / np.maximum(counts.sum(axis=1, keepdims=True), np.finfo(float).tiny)
        frame = pd.DataFrame(
            {
                "term": list(self.words[k]),
                "per_thousand_a": 1000 * shares[0, :n],
                "per_thousand_b": 1000 * shares[1, :n],
                "information_bits": word_information(counts)[:n],
                "z": self.z[k, :n],
            }
        )
        order = np.argsort(-np.abs(self.z[k, :n]), kind="stable")
        return frame.iloc[order].reset_index(drop=True)

    def summary(self) -> str:
        """Say what was compared, how, and in how many topics the words differ."""
        unit, units = unit_words(self.settings["cluster"])
        a, b = self.groups
        differ = int((self.p_adjusted <= 0.05).sum())
        size = (
            f"inside {plural(self.clusters[0], unit, units)} that hold both, groups exchanged"
            if self.design == "within"
            else f"{self.clusters[0]:,} and {plural(self.clusters[1], unit, units)}, dealt anew"
        )
        how = (
            f"all {self.n_arrangements:,} arrangements"
            if self.exhaustive
            else f"{len(self.null_information):,} shuffles"
        )
        most = f"at most {self.settings['n_terms']:,} terms a topic"
        if self.settings.get("thin"):
            most += "; longer cells thinned to the length of the shorter"
        found = f"They differ in {differ} of {plural(len(self.labels), 'topic')}"
        lines = [
            f"Words within each topic, {a} against {b} ({size}; {how}); {most}.",
            f"{found} (adjusted p at most 0.05, max-T over topics).",
        ]
        if differ:
            lines[-1] += (
                " There one number stands for different words, and the topic's share in the two "
                "groups is no comparison of like with like."
            )
        times = max(self.cell_tokens) / max(min(self.cell_tokens), 1)
        if times >= 2:
            lines.append(
                f"Caution: the groups' cells are of unequal length (median {self.cell_tokens[0]:g} "
                f"and {self.cell_tokens[1]:g} counted tokens). Topics of short cells are less "
                "surely known: with eight times the text in one group some topic was found to "
                "differ in 11 to 22 % of simulations without a difference, with twice in 6 %; "
                "thin = true draws as many words from the longer."
            )
        if self.n_set_aside:
            aside = plural(self.n_set_aside, unit, units)
            lines.append(f"Set aside: {aside} with one of the two groups only.")
        return "\n".join([*lines, *set_aside_lines(self.n_missing, self.n_empty)])


@stage
def meaning(
    topics: Topics,
    *,
    between: str,
    groups: Values | None = None,
    cluster: str = "meeting",
    where: Filters | None = None,
    thin: bool = True,
    n_terms: Annotated[int, Field(ge=2, le=1000)] = 100,
    n_shuffles: Annotated[int, Field(ge=1, le=100_000)] = 9999,
    seed: Annotated[int, Field(ge=0)] = 1,
) -> Meaning:
    r"""Ask of every topic whether two groups fill it with the same words.

    A topic model takes the words of a topic to be the same whoever speaks. Each group's words in
    a cluster are pooled and their proportions :math:`\theta` found as in `contrast`; of term v's
    count n in a cell the expected part

    .. math:: n \frac{\theta_k \phi_{kv}}{\sum_j \theta_j \phi_{jv}}

    belongs to topic k. Summed by group over the topic's `n_terms` largest terms these counts N
    give the mutual information of word V and group G within the topic, in bits,

    .. math:: I(V; G \mid k) = \sum_v \frac{N_v}{N} \bigl[ H(G) - H(G \mid v) \bigr]

    whose bracket is a word's instantaneous mutual information. It would be 0 were the words
    independent of the group, and never is in a sample: it is set against what it comes to when
    whole clusters are dealt anew between the groups (or, where groups meet inside clusters,
    exchange them). Mimno and Blei draw their replicates from the model, in which words of one
    meeting are independent; shuffled clusters keep meetings as alike within as they are.

    Parameters
    ----------
    topics
        Fitted topics whose terms are distributions: not NMF.
    between, groups
        Column of the segments that names the groups, and the two to compare; None where the
        segments used hold two.
    cluster, where
        As in `contrast`. In a within design clusters with one of the groups are left out.
    thin
        Whether tokens are drawn by seed from the longer cells, until the cells of both groups are
        alike in length: inside a cluster the longer to the shorter, else those of one rank. What
        is left out costs power; what is kept in finds too much (see Notes).
    n_terms
        Terms looked at in each topic: those of which most tokens belong to it in all cells used.
    n_shuffles, seed
        As in `contrast`.

    Returns
    -------
    Meaning
        ``table()`` by topic, ``of_topic(k)`` by word.

    Raises
    ------
    ToolkitError
        If there are not two groups, a column is unknown, the topics are NMF's, or a group has
        fewer than two clusters.

    Notes
    -----
    The information is not studentised: it reacts to unequal spread of the groups' clusters too,
    and to cells of unequal length. In simulations with six topics and no difference some topic had
    an adjusted p of at most 0.05 in 4 to 5 % with equal cells (10 + 10 meetings, and 5 + 15 whose
    topics differed much), in 6 % with cells of 300 against 600 tokens, and in 11 to 22 % with an
    eighth of the text in one group; cells of 200 against 1,600 tokens gave 11 % (20 meetings of
    both groups) and 14 % (10 + 10) whole, 5 % thinned.
    Shuffles are free: for groups that are stretches of time they find too much (see `contrast`).
    That no difference was found does not show that there is none.

    References
    ----------
    Mimno and Blei (2011), Bayesian Checking for Topic Models, EMNLP.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> from toolkit.topics import fit_lda
    >>> topics = fit_lda(count_terms(split(read_corpus("package:sample"), by="turn")), n_topics=4)
    >>> found = meaning(topics, between="kind", groups=["answer", "question"], n_shuffles=99)
    >>> found.design, found.null_information.shape
    ('within', (99, 4))
    """
    if topics.model == "nmf":
        raise ToolkitError(
            "the weights of NMF topics are no probabilities, so that words cannot be assigned to "
            "them; fit_lda gives topics whose words can be compared"
        )
    if between == cluster:
        raise ToolkitError(
            f"between and cluster are both {between!r}, so that each group is one cluster and "
            "nothing can be shuffled"
        )
    cells = make_cells(
        topics, group=between, cluster=cluster, average="meetings", where=where, groups=groups
    )
    if len(cells.groups) != 2:
        more = ", among others" if len(cells.groups) > _MOST_LISTED else ""
        raise ToolkitError(
            f"the words of two groups can be compared, and {between} has {len(cells.groups):,} "
            f"among the segments used: {listed(cells.groups[:_MOST_LISTED])}{more}; "
            + (
                f"name two, such as groups = {list(cells.groups[:2])}"
                if len(cells.groups) > 1
                else "it takes another"
            )
        )
    used, in_a, design, dealt = arrange(cells, n_shuffles, seed, unit_words(cluster))
    pooled = pooled_cells(topics.counts, cells, (between, cluster), where)[used]
    shares = cells.proportions[used]
    if thin:
        pooled = thin_cells(pooled, in_a, paired=design == "within", seed=seed)
        # A cell may have been left without a word of any topic: then none is assigned.
        shares = np.nan_to_num(topics.fold_in(pooled), nan=0.0)
    numbers, weights = assigned_words(pooled, shares, topics.topic_term, n_terms=n_terms)
    tokens = np.asarray(pooled.sum(axis=1)).ravel()
    counts = np.stack([weights[:, side].sum(axis=1) for side in (in_a, ~in_a)])
    observed = group_information(counts[0], counts.sum(axis=0))
    null, z = shuffled_information(weights, counts, dealt.rows)
    p, p_adjusted = judge(observed, null, exhaustive=dealt.exhaustive)
    settings = {
        "between": between,
        "groups": None if groups is None else sorted(set(groups)),
        "cluster": cluster,
        "where": plain_where(where),
        "thin": thin,
        "n_terms": n_terms,
        "n_shuffles": n_shuffles,
        "seed": seed,
    }
    return Meaning(
        settings=MappingProxyType(settings),
        labels=tuple(topics.labels),
        groups=(cells.groups[0], cells.groups[1]),
        design=design,
        clusters=(int(in_a.sum()), int((~in_a).sum())),
        cell_tokens=(float(np.median(tokens[in_a])), float(np.median(tokens[~in_a]))),
        words=tuple(tuple(topics.terms[v] for v in row if v >= 0) for row in numbers),
        counts=read_only(counts),
        z=read_only(z),
        information=read_only(observed),
        null_information=read_only(null),
        p=read_only(p),
        p_adjusted=read_only(p_adjusted),
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
        n_missing=cells.n_missing,
        n_empty=cells.n_empty,
        n_set_aside=len(np.unique(cells.cluster)) - len(np.unique(cells.cluster[used])),
    )
