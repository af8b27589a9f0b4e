"""Of distances, words and profiles: what was described and how, in a paper's words."""

from __future__ import annotations

from toolkit.contrasts import (
    Divergences,
    Keywords,
    Meaning,
    Profile,
    Proportions,
    divergences,
    keywords,
    meaning,
    profile,
    proportions,
)
from toolkit.contrasts.design import unit_words
from toolkit.records import Record, plural
from toolkit.report.comparisons import Words, averaged, compared, drawn_words, only, pooled
from toolkit.report.told import Told, in_order, listed, number, plain, span


def proportions_words(record: Proportions) -> Words:
    """Say how the means of groups were taken."""
    told = Told(record.settings, proportions)
    said = in_order(
        f"{compared(told, list(record.groups))}.",
        *averaged(told),
        "Standard errors were taken over clusters. It describes and does not test.",
    )
    lost = _lost(record.n_missing, record.n_empty)
    return Words([*said, told.rest(), lost], [])


def divergences_words(record: Divergences) -> Words:
    """Say how the distances of groups were measured and corrected."""
    told = Told(record.settings, divergences)
    unit, units = unit_words(told["cluster"])
    sizes = record.clusters.tolist()
    said = in_order(
        f"{compared(told, list(record.groups))}, {plural(len(record.groups), 'group')} of "
        f"{span(min(sizes), max(sizes))} {units}.",
        *averaged(told),
        "Between the mean proportions of every two groups the Jensen-Shannon divergence (bits), "
        "the Hellinger, the total variation and the Aitchison distance were measured, shares "
        f"below {number(told['floor'])} being replaced by it for the last. A distance of samples "
        f"is too large by chance: each was corrected by leaving out one {unit} at a time "
        "(jackknife), and may be below zero. It describes and does not test.",
    )
    single = sum(size == 1 for size in sizes)
    if single:
        said.append(f"{plural(single, 'group')} of one {unit} could not be corrected.")
    lost = _lost(record.n_missing, record.n_empty)
    works = ["lin1991", "efron1982", "gentzkow2019", "aitchison1986"]
    return Words([*said, told.rest(), lost], works)


def keywords_words(record: Keywords) -> Words:
    """Say how the words of groups were ranked."""
    told = Told(record.settings, keywords)
    unit, _ = unit_words(told["cluster"])
    said = in_order(
        f"{compared(told, list(record.groups))}, over {plural(len(record.terms), 'term')} and "
        f"{plural(int(record.tokens.sum()), 'token')}.",
        "Words were ranked by the log-odds ratio of each group against the others, over its "
        "standard error (z), with an informative Dirichlet prior: the whole corpus, with the "
        f"weight of {told['prior_mass']:,.1f} tokens. A word is listed where at least "
        f"{told['min_clusters']:,} of the group's clusters hold it (the {_column(told, unit)} "
        "being the cluster). z is a ranking and no test, since words of one meeting are not "
        "independent.",
    )
    return Words([*said, told.rest(), _lost(record.n_missing)], ["monroe2008"])


def profile_words(record: Profile) -> Words:
    """Say how one group was described beside the rest."""
    told = Told(record.settings, profile)
    unit, units = unit_words(told["cluster"])
    group, rest = record.clusters
    over = (
        f"inside the {plural(group, unit, units)} that hold both"
        if record.design == "within"
        else f"over {plural(group, unit, units)} and over {rest:,} of the rest"
    )
    said = in_order(
        f"The group {plain(told['group'])} of the column {plain(told['between'])} was described "
        f"beside all others{only(told['where'])}: mean topic proportions {over}.",
        pooled(told["cluster"], "every such cell counted once"),
        f"Its {plural(told['n_segments'], 'most typical segment')} of at least "
        f"{plural(told['min_tokens'], 'counted token')} have the largest Hellinger affinity to "
        f"its mean, its {told['n_meetings']:,} nearest {units} without it the smallest Hellinger "
        "distance. It describes and does not test.",
        _fewer(
            len(record.typical),
            told["n_segments"],
            "such segment of the group",
            "such segments of the group",
        ),
        _fewer(
            len(record.nearest), told["n_meetings"], f"{unit} without it", f"{units} without it"
        ),
    )
    return Words([*said, told.rest(), _lost(record.n_missing)], [])


def _fewer(there: int, asked: int, noun: str, nouns: str) -> str:
    """Say that there are not as many as were asked for, where that is so."""
    if there >= asked:
        return ""
    return f"There {'is' if there == 1 else 'are'} {plural(there, noun, nouns)}, and no more."


def meaning_words(record: Meaning) -> Words:
    """Say how the words of a topic were compared between groups."""
    told = Told(record.settings, meaning)
    unit, units = unit_words(told["cluster"])
    n = len(record.null_information)
    shuffles = drawn_words(n, exhaustive=record.exhaustive)
    a, b = record.clusters
    size = (
        f"{plural(a, unit, units)} that hold both"
        if record.design == "within"
        else f"{a:,} and {plural(b, unit, units)}"
    )
    said = in_order(
        f"{compared(told, list(record.groups))}: within each of "
        f"{plural(len(record.labels), 'topic')}, the words of the one group with those of the "
        f"other ({size}).",
        f"Of at most {told['n_terms']:,} terms a topic the mutual information of word and group "
        f"(bits) was set beside its values when whole {units} were dealt anew ({shuffles}; seed "
        f"{told['seed']}); p is one-sided and adjusted by max-T over the topics.",
        "Tokens were drawn at random from the longer cells until those of the two groups were "
        "alike in length."
        if told["thin"]
        else "",
        _lost(record.n_missing, record.n_empty, record.n_set_aside, (unit, units)),
    )
    told["n_shuffles"]
    return Words([*said, told.rest()], ["mimno2011", "westfall1993"], record.cautions)


def any_words(record: Record) -> Words:
    """Say of a record of another kind what it says of itself."""
    return Words([plain(line) for line in record.summary().splitlines()], [])


def _column(told: Told, unit: str) -> str:
    return unit if told["cluster"] == "meeting" else plain(told["cluster"])


def _lost(
    n_missing: int,
    n_empty: int = 0,
    n_set_aside: int = 0,
    unit: tuple[str, str] = ("cluster", "clusters"),
) -> str:
    parts = [f"{plural(n_missing, 'segment')} without a value"] if n_missing else []
    parts += [f"{plural(n_empty, 'cell')} without a counted word"] if n_empty else []
    aside = f"{plural(n_set_aside, *unit)} with one of the two groups only"
    parts += [aside] if n_set_aside else []
    return f"Set aside were {listed(parts)}." if parts else ""
