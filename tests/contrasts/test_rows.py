"""Which segments are used: lists hold their members, and missing columns are named."""

from types import MappingProxyType

import numpy as np
import pytest

from toolkit.contrasts.rows import explain_missing, matching
from toolkit.errors import ToolkitError
from toolkit.segments import Segments

COLUMNS: dict[str, tuple[str | None, ...]] = {
    "segment": ("s1", "s2", "s3", "s4"),
    "countries": ("Luxembourg; Germany", "Germany", None, "Luxembourg"),
    "kind": (None, None, None, None),
    "speaker": (None, None, None, None),
    "period": (None, None, None, None),
    "year": ("2020", None, "2021", "2021"),
    "host": (None, "Ada", None, None),
}


def _cut(by: str) -> Segments:
    return Segments(by, ("text",) * 4, MappingProxyType(COLUMNS), MappingProxyType({}))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (("Luxembourg",), [True, False, False, True]),
        (("Germany",), [True, True, False, False]),
        (("Luxembourg; Germany",), [True, False, False, False]),
        (("Germany", "Luxembourg"), [True, True, False, True]),
    ],
)
def test_a_list_holds_its_members(wanted: tuple[str, ...], found: list[bool]) -> None:
    assert matching(_cut("turn"), {"countries": wanted}).tolist() == found


def test_no_part_of_a_name_is_a_member() -> None:
    with pytest.raises(ToolkitError, match="countries = 'Lux': no segment has that value"):
        matching(_cut("turn"), {"countries": ("Lux",)})


@pytest.mark.parametrize(
    ("by", "columns", "said"),
    [
        (
            "meeting",
            ["kind", "year"],
            """turns of one segment disagree on 'kind'; cut by "turn", "paragraph" or "speaker\"""",
        ),
        ("exchange", ["speaker"], 'disagree on \'speaker\', or have none; cut by "turn", "para'),
        ("speaker", ["period"], "join the column 'period' to the corpus, or, if turns of one seg"),
        ("turn", ["period", "year"], "value in 'period': join the column 'period' to the corpus"),
        ("turn", ["period", "kind"], "value in 'period' and 'kind': join the column 'period'"),
        ("turn", ["year", "host"], "has a value in all of 'year' and 'host'; leave one of them"),
    ],
)
def test_what_is_missing_is_named(by: str, columns: list[str], said: str) -> None:
    assert said in explain_missing(_cut(by), np.arange(4), columns)
