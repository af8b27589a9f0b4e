"""Does a topic mean the same in two groups: the words it is made of in each."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
from pydantic import Field

from toolkit.contrasts.assigned import assigned_words, pooled_cells
from toolkit.contrasts.cautions import shuffled_through_time
from toolkit.contrasts.cells import Cells, make_cells
from toolkit.contrasts.dealt import arrange
from toolkit.contrasts.design import pair_designs, unit_words
from toolkit.contrasts.information import (
    group_information,
    judge,
    shuffled_information,
)
from toolkit.contrasts.meaning_result import Meaning
from toolkit.contrasts.result import plain_where
from toolkit.contrasts.rows import listed
from toolkit.contrasts.thin import thin_cells
from toolkit.contrasts.unfitted import Unfitted
from toolkit.errors import ToolkitError
from toolkit.stages import Filters, Values, check_settings, stage

if TYPE_CHECKING:
    from toolkit.counts import Counts
    from toolkit.topics import Topics


_MOST_LISTED = 20


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
    Shuffles are free: for groups that are stretches of time they find too much. With one topic of
    12 words, 20 + 20 clusters and an autocorrelation of each word's use of 0, 0.5 and 0.7 they
    found a difference in 6, 73 and 96 %; a caution says so.
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
    _refuse_weights(topics.model)
    cells = _two_groups(topics, between, cluster=cluster, where=where, groups=groups)
    used, in_a, design, dealt = arrange(cells, n_shuffles, seed, unit_words(cluster))
    pooled = pooled_cells(topics.counts, cells, (between, cluster), where)[used]
    shares = cells.proportions[used]
    if thin:
        pooled = thin_cells(pooled, in_a, paired=design == "within", seed=seed)
        # A cell may have been left without a word of any topic: then none is assigned.
        shares = np.nan_to_num(topics.fold_in(pooled, pooled=True), nan=0.0)
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
        counts=counts,
        z=z,
        information=observed,
        null_information=null,
        p=p,
        p_adjusted=p_adjusted,
        exhaustive=dealt.exhaustive,
        n_arrangements=dealt.n_arrangements,
        n_missing=cells.n_missing,
        n_empty=cells.n_empty,
        n_set_aside=len(np.unique(cells.cluster)) - len(np.unique(cells.cluster[used])),
        in_time="" if design == "within" else _in_time(cells, cluster),
    )


def check_meaning(counts: Counts, *, model: str = "lda", **settings: Any) -> None:
    """Refuse a comparison of meanings that could not be made, before any topics are fitted.

    Parameters
    ----------
    counts
        What the topics will be fitted to.
    model
        By what.
    **settings
        The settings of `meaning`.

    Raises
    ------
    ToolkitError
        As `meaning` would.

    Examples
    --------
    >>> from toolkit.corpus import read_corpus
    >>> from toolkit.counts import count_terms
    >>> from toolkit.segments import split
    >>> counts = count_terms(split(read_corpus("package:sample"), by="turn"))
    >>> check_meaning(counts, between="kind", groups=["answer", "question"])
    """
    checked = check_settings(meaning, settings)
    _refuse_weights(model)
    own = {name: checked[name] for name in ("cluster", "where", "groups")}
    cells = _two_groups(Unfitted.of(counts), checked["between"], **own)
    arrange(cells, 1, checked["seed"], unit_words(checked["cluster"]))


def _in_time(cells: Cells, cluster: str) -> str:
    """Say what is wrong with free shuffles of groups that are stretches of time."""
    pairs = pair_designs(cells)
    timed = [(d.a, d.b, d.autocorrelation) for d in pairs if d.autocorrelation is not None]
    if not timed:
        return ""
    return (
        f"{shuffled_through_time(timed, unit_words(cluster))}, in words most of all: with one "
        "topic of 12 words in 20 + 20 clusters, each word's use having an autocorrelation of 0.5 "
        "and 0.7, a nominal 5 % became 73 and 96 % in simulations."
    )


def _refuse_weights(model: str) -> None:
    if model == "nmf":
        raise ToolkitError(
            "the weights of NMF topics are no probabilities, so that words cannot be assigned to "
            "them; fit_lda gives topics whose words can be compared"
        )


def _two_groups(topics: Topics, between: str, *, cluster: str, **settings: Any) -> Cells:
    if between == cluster:
        raise ToolkitError(
            f"between and cluster are both {between!r}, so that each group is one cluster and "
            "nothing can be shuffled"
        )
    cells = make_cells(topics, group=between, cluster=cluster, average="meetings", **settings)
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
    return cells
