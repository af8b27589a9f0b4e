"""What was talked about, by whom, at which meeting, and is that difference real?

corpus    = tk.read_corpus("transcripts")                       a folder becomes meetings and turns
segments  = tk.split(corpus, by="paragraph", min_words=20)      turns are cut into segments
counts    = tk.count_terms(segments)                            segments become counts
topics    = tk.fit_lda(counts, n_topics=12)                     counts become topics
contrast  = tk.contrast(topics, between="speaker")              groups are set against each other
tk.plot_contrast(contrast)                                      and drawn

`tk.run("experiment.toml")` goes the whole way and leaves one run behind; `tk.load_run` reads it
back.
"""  # noqa: D400
# ruff: noqa: F401  (the type checker sees the imports, `__getattr__` makes them)

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from toolkit.contrasts import (
        Contrast,
        Divergences,
        FailedSpecification,
        Follows,
        GlobalTest,
        Keywords,
        Meaning,
        Profile,
        Proportions,
        Robustness,
        Slopes,
        Specification,
        Trend,
        Uptake,
        contrast,
        divergences,
        follows,
        global_test,
        jsd,
        keywords,
        meaning,
        profile,
        proportions,
        robustness,
        slopes,
        trend,
        uptake,
    )
    from toolkit.corpus import Corpus, Meeting, Person, Turn, parse, read_corpus, write_sample
    from toolkit.counts import (
        Counts,
        Kwic,
        Tokens,
        Variants,
        count_categories,
        count_terms,
        count_variants,
        kwic,
        number_tokens,
        read_counts,
        read_dictionary,
        read_terms,
        recount,
        standard_variants,
        tokenize,
        write_counts,
    )
    from toolkit.errors import SettingsError, ToolkitError, ToolkitWarning
    from toolkit.experiment import (
        Comparison,
        Diagnosis,
        Run,
        Verification,
        compare,
        doctor,
        export_run,
        find_runs,
        load_run,
        read_experiment,
        run,
        verify,
    )
    from toolkit.figures import (
        plot_choice,
        plot_comparison,
        plot_contrast,
        plot_correlations,
        plot_distances,
        plot_global,
        plot_heatmap,
        plot_keywords,
        plot_map,
        plot_meaning,
        plot_null,
        plot_profile,
        plot_proportions,
        plot_robustness,
        plot_specification,
        plot_terms,
        plot_trend,
        plot_uptake,
        save_figure,
    )
    from toolkit.segments import Segments, divide, split
    from toolkit.topics import (
        Alignment,
        Choice,
        ConsensusTopics,
        Correlations,
        HeldOut,
        HeldOutCells,
        Quality,
        SeedsFollowed,
        TopicLabels,
        Topics,
        align,
        choose_topics,
        consensus,
        correlations,
        fit_lda,
        fit_nmf,
        held_out,
        held_out_cells,
        quality,
        read_labels,
        relabel,
        seeds_followed,
        topics_from,
        write_labels,
    )

# In the order of the pipeline; a name is imported when it is first used, so that
# `toolkit --help` does not wait for NumPy.
_PLACES = {
    "read_corpus": "corpus", "parse": "corpus", "write_sample": "corpus", "Corpus": "corpus",
    "Meeting": "corpus", "Turn": "corpus", "Person": "corpus",
    "split": "segments", "divide": "segments", "Segments": "segments",
    "count_terms": "counts", "number_tokens": "counts", "tokenize": "counts",
    "read_terms": "counts", "recount": "counts", "write_counts": "counts",
    "read_counts": "counts", "count_categories": "counts", "read_dictionary": "counts",
    "kwic": "counts", "count_variants": "counts", "standard_variants": "counts",
    "Counts": "counts", "Tokens": "counts", "Kwic": "counts", "Variants": "counts",
    "fit_lda": "topics", "fit_nmf": "topics", "topics_from": "topics", "seeds_followed": "topics",
    "quality": "topics", "held_out": "topics", "held_out_cells": "topics",
    "choose_topics": "topics", "consensus": "topics", "align": "topics", "write_labels": "topics",
    "read_labels": "topics", "relabel": "topics", "correlations": "topics", "Topics": "topics",
    "SeedsFollowed": "topics", "Quality": "topics", "HeldOut": "topics", "HeldOutCells": "topics",
    "Choice": "topics", "ConsensusTopics": "topics", "Alignment": "topics", "TopicLabels": "topics",
    "Correlations": "topics",
    "contrast": "contrasts", "proportions": "contrasts", "global_test": "contrasts",
    "divergences": "contrasts", "keywords": "contrasts", "profile": "contrasts",
    "meaning": "contrasts", "trend": "contrasts", "slopes": "contrasts", "uptake": "contrasts",
    "follows": "contrasts", "robustness": "contrasts", "jsd": "contrasts",
    "Contrast": "contrasts", "Proportions": "contrasts", "GlobalTest": "contrasts",
    "Divergences": "contrasts", "Keywords": "contrasts", "Profile": "contrasts",
    "Meaning": "contrasts", "Trend": "contrasts", "Slopes": "contrasts", "Uptake": "contrasts",
    "Follows": "contrasts", "Robustness": "contrasts", "Specification": "contrasts",
    "FailedSpecification": "contrasts",
    "plot_terms": "figures", "plot_correlations": "figures", "plot_choice": "figures",
    "plot_proportions": "figures", "plot_contrast": "figures", "plot_heatmap": "figures",
    "plot_null": "figures", "plot_trend": "figures", "plot_uptake": "figures",
    "plot_distances": "figures", "plot_map": "figures", "plot_global": "figures",
    "plot_keywords": "figures",
    "plot_profile": "figures", "plot_meaning": "figures", "plot_robustness": "figures",
    "plot_specification": "figures", "plot_comparison": "figures", "save_figure": "figures",
    "read_experiment": "experiment", "run": "experiment", "load_run": "experiment",
    "find_runs": "experiment", "Run": "experiment", "verify": "experiment",
    "Verification": "experiment", "export_run": "experiment", "doctor": "experiment",
    "Diagnosis": "experiment", "compare": "experiment", "Comparison": "experiment",
    "ToolkitError": "errors", "SettingsError": "errors", "ToolkitWarning": "errors",
}  # fmt: skip

__all__ = list(_PLACES)


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"module 'toolkit' has no attribute '{name}'")
    value = getattr(importlib.import_module(f"toolkit.{_PLACES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
