"""A fitted model as files beside its counts, and back."""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType

from scipy.sparse import csr_matrix

from toolkit.counts import Counts
from toolkit.counts.files import places
from toolkit.formats import read_arrays, read_json, write_arrays, write_json, write_table
from toolkit.topics.combined import CombinedTopics, combine_topics
from toolkit.topics.convergence import Convergence
from toolkit.topics.topics import Topics


def save_topics(topics: Topics, counts: Counts, folder: Path, *, for_people: bool = True) -> None:
    """Write the two matrices; for people also first terms and the shares of each segment.

    Of combined topics those that were fitted are written, and which of them are one; the tables
    for people are of the combined ones.
    """
    shown, combined = topics, {}
    if isinstance(topics, CombinedTopics) and topics.fitted is not None:
        combined, topics = topics.groups(), topics.fitted
    arrays = {
        "doc_topic": topics.doc_topic,
        "topic_term": topics.topic_term,
        "rows": places(topics.counts.segments, counts.segments),
    }
    for name in ("term_weights", "alpha"):
        if (values := getattr(topics, name)) is not None:
            arrays[name] = values
    write_arrays(arrays, folder / "topics.npz")
    rest = {
        "model": topics.model,
        "labels": topics.labels,
        "settings": dict(topics.settings),
        "seed": topics.seed,
        "convergence": asdict(topics.convergence),
        "mean_length": topics.mean_length,
        "left_out": dict(topics.counts.segments.dropped),
        "seeded": topics.seeded,
        "estimated": topics.estimated,
        **({"combined": combined} if combined else {}),
    }
    write_json(rest, folder / "topics.json")
    if for_people:
        import pandas as pd

        write_table(shown.top_terms(20), folder / "top_terms")
        shares = pd.DataFrame(shown.doc_topic, columns=list(shown.labels))
        shares.insert(0, "segment", topics.counts.segments.ids)
        write_table(shares, folder / "doc_topic")


def load_topics(folder: Path, counts: Counts) -> Topics:
    """Read back what `save_topics` wrote, beside the counts it was fitted to."""
    arrays, rest = read_arrays(folder / "topics.npz"), read_json(folder / "topics.json")
    rows = arrays["rows"].tolist()
    if len(rows) < len(counts.segments):
        left_out = MappingProxyType(dict(rest["left_out"]))
        segments = replace(counts.segments.keep(rows, ""), dropped=left_out)
        counts = replace(counts, segments=segments, matrix=csr_matrix(counts.matrix[rows]))
    fitted = Topics(
        model=rest["model"],
        counts=counts,
        doc_topic=arrays["doc_topic"],
        topic_term=arrays["topic_term"],
        labels=tuple(rest["labels"]),
        settings=MappingProxyType(rest["settings"]),
        seed=rest["seed"],
        convergence=Convergence(**rest["convergence"]),
        term_weights=arrays.get("term_weights"),
        alpha=arrays.get("alpha"),
        mean_length=rest.get("mean_length"),
        seeded=tuple(rest.get("seeded", ())),
        estimated=rest.get("estimated", False),
    )
    return combine_topics(fitted, rest["combined"]) if rest.get("combined") else fitted
