"""Two runs against each other: points, bars, what is named and what is counted."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from toolkit.errors import ToolkitError
from toolkit.figures.comparison import plot_comparison

OUTCOMES = ["held", "turned", "lost", "new", "neither", "no partner"]


def made(rows: list[dict[str, Any]] | None = None) -> Any:
    """Two runs side by side, one topic of each outcome."""
    base = {
        "contrast": "kinds", "group_a": "answer", "group_b": "question",
        "clusters_first": "the same 60 meetings", "clusters_second": "30 and 31 meetings",
    }  # fmt: skip
    if rows is None:
        rows = [base | {"outcome": outcome, "topic_first": k + 1, "topic_second": k + 1,
                        "label_first": f"{k + 1} port, $fleet$", "difference_first_pp": 4.0 * k - 8,
                        "difference_second_pp": 9.0 - 5 * k}
                for k, outcome in enumerate(OUTCOMES)]  # fmt: skip
        rows[-1] |= {"topic_second": None, "difference_second_pp": np.nan}
        rows.append(base | {"outcome": "new", "topic_first": None, "topic_second": 9,
                            "label_first": "", "difference_first_pp": np.nan,
                            "difference_second_pp": 5.0})  # fmt: skip
    table = pd.DataFrame(rows)
    for which in ("first", "second"):
        table[f"low_{which}_pp"] = table[f"difference_{which}_pp"] - 2
        table[f"high_{which}_pp"] = table[f"difference_{which}_pp"] + 3
    return SimpleNamespace(
        names=("a-1", "b-2"), designs={"kinds": "average = meetings"}, table=lambda: table
    )


def caption(axes: Any) -> str:
    return str(axes.figure.get_supxlabel()).replace("\n", " ")


def test_each_matched_topic_is_a_point_with_two_bars() -> None:
    axes = plot_comparison(made())
    labels = [text.get_text() for text in axes.get_legend().get_texts()]
    assert [label.split(":")[0].split(" (")[0] for label in labels] == [
        "held", "turned", "lost", "new", "found in neither",
    ]  # fmt: skip
    drawn = {container.get_label().split(":")[0]: container for container in axes.containers}
    assert drawn["held"].lines[0].get_xydata().tolist() == [[-8, 9]]
    across, upwards = (bars.get_segments()[0] for bars in drawn["held"].lines[2])
    assert across.tolist() == [[-10, 9], [-5, 9]]
    assert upwards.tolist() == [[-8, 7], [-8, 12]]


def test_what_was_found_is_named_and_what_has_no_partner_is_counted() -> None:
    axes = plot_comparison(made())
    assert sorted(text.get_text() for text in axes.texts) == [
        f"{k} port, $fleet$" for k in range(1, 5)
    ]
    said = caption(axes)
    for words in (
        "Differences of kinds in two runs, across: a-1; upwards: b-2.", "of 5 topics matched",
        "n = the same 60 meetings in the first, 30 and 31 meetings in the second",
        "average = meetings", "not drawn: 1 topic of the first and 1 topic of the second",
    ):  # fmt: skip
        assert words in said
    assert axes.get_xlabel() == "a-1: answer minus question, percentage points"


def test_one_of_several_must_be_named() -> None:
    both = made().table()
    other = both.assign(contrast="years")
    several = made()
    several.designs["years"] = "average = tokens"
    several.table = lambda: pd.concat([both, other], ignore_index=True)
    with pytest.raises(ToolkitError, match="name one of the comparisons: contrast = 'kinds'"):
        plot_comparison(several)
    assert "average = tokens" in caption(plot_comparison(several, "years"))
    with pytest.raises(ToolkitError, match="no comparison 'x' of both runs"):
        plot_comparison(several, "x")
    several.table = lambda: pd.concat([both, both.assign(group_a="statement")], ignore_index=True)
    with pytest.raises(ToolkitError, match="name one of the pairs of groups"):
        plot_comparison(several)
    axes = plot_comparison(several, pair=("question", "statement"))
    assert axes.get_ylabel().startswith("b-2: statement minus question")
    with pytest.raises(ToolkitError, match="there is no pair"):
        plot_comparison(several, pair=("a", "b"))


def test_nothing_to_draw_is_said() -> None:
    empty = made()
    table = empty.table()
    empty.table = lambda: table.head(0)
    with pytest.raises(ToolkitError, match="no comparison that could be set side by side"):
        plot_comparison(empty)
    empty.table = lambda: table.tail(1)
    with pytest.raises(ToolkitError, match="nothing to draw"):
        plot_comparison(empty)


def test_runs_without_intervals_have_no_bars() -> None:
    bare = made()
    table = bare.table().assign(low_first_pp=np.nan, high_first_pp=np.nan)
    bare.table = lambda: table
    assert plot_comparison(bare).containers
