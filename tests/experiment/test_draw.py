"""Figures of a run: every noun is drawn, whatever its groups are called, and none sinks the run."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from common.specifications import make_specification

from toolkit.contrasts import Contrast, Proportions, robustness
from toolkit.errors import ToolkitError
from toolkit.experiment import draw as drawing
from toolkit.experiment import load_run
from toolkit.experiment.draw import draw_each, draw_figures
from toolkit.figures import plot_specification


def pair(a: str, b: str, *p: float) -> Any:
    return SimpleNamespace(a=a, b=b, p_adjusted=np.array(p))


def fake(n_topics: int = 3, groups: int = 2, pairs: Any = (), names: Any = ("m",)) -> Any:
    topics = SimpleNamespace(n_topics=n_topics, numbers=tuple(range(1, n_topics + 1)))
    shares = SimpleNamespace(groups=("g",) * groups)
    return SimpleNamespace(
        topics=dict.fromkeys(names, topics),
        proportions={name: {"kind": shares} for name in names},
        contrasts={"c": SimpleNamespace(pairs=pairs)} if pairs else {},
        robustness={},
    )


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was drawn, and into which file, without drawing it."""
    made: list[tuple[str, Any]] = []

    def record(name: str) -> Any:
        return lambda record, **kwargs: (name, kwargs)

    for name in ("plot_terms", "plot_proportions", "plot_heatmap", "plot_contrast", "plot_null"):
        monkeypatch.setattr(drawing, name, record(name))
    # What is made by hand here is drawn as a contrast is.
    monkeypatch.setitem(drawing.FIGURES, SimpleNamespace, drawing.FIGURES[Contrast])
    monkeypatch.setattr(drawing, "save_figure", lambda axes, path: made.append((path.name, axes)))
    return made


def test_a_run_is_drawn(small_run: Path, tmp_path: Path) -> None:
    made = load_run(small_run)
    nouns = SimpleNamespace(
        topics={"second": made.topics["second"]},
        proportions={"second": made.proportions["second"]},
        contrasts={name: made.contrasts[name] for name in ("kinds", "words", "near")},
        robustness=made.robustness,
    )
    assert draw_figures(nouns, tmp_path / "figures") == []
    names = {path.stem for path in (tmp_path / "figures").glob("*.png")}
    assert names == {
        "terms-second", "proportions-second-by-kind", "proportions-second-by-speaker",
        "proportions-second-by-meeting", "contrast-kinds", "null-kinds", "keywords-words",
        "distances-near", "map-near",
    }  # fmt: skip
    assert names == {path.stem for path in (tmp_path / "figures").glob("*.pdf")}
    for path in (tmp_path / "figures").glob("*.png"):
        assert path.read_bytes().startswith(b"\x89PNG")
        assert path.stat().st_size > 10_000


def test_what_was_followed_is_drawn_with_a_curve_for_each_of_the_surest_findings(
    tmp_path: Path,
) -> None:
    words = [f"w{i}" for i in range(9)]
    p = [0.5, 0.04, 0.03, 0.02, 0.01, 0.009, 0.008, 0.007, 0.006]
    fits = [make_specification(str(s), {"seed": s}, words, [0.1] * 9, p, words=words)
            for s in range(2)]  # fmt: skip
    nouns = fake(names=())
    nouns.robustness = {"kinds": robustness(fits[0], fits[1:])}
    said = draw_figures(nouns, tmp_path)
    assert {path.stem for path in tmp_path.glob("*.png")} == {
        "robustness-kinds", *(f"specification-kinds-{k}" for k in (4, 5, 6, 7, 8, 9)),
    }  # fmt: skip
    (sentence,) = said
    assert sentence == (
        "robustness.kinds: of 8 findings the 6 of the smallest adjusted p are drawn as curves; "
        "plot_specification draws any other"
    )


def test_many_groups_are_drawn_as_shades(calls: list[tuple[str, Any]], tmp_path: Path) -> None:
    for groups, function in ((8, "plot_proportions"), (9, "plot_heatmap")):
        calls.clear()
        draw_figures(fake(groups=groups), tmp_path)
        assert ("proportions-m-by-kind", (function, {})) in calls


def test_many_topics_fill_several_pages(calls: list[tuple[str, Any]], tmp_path: Path) -> None:
    draw_figures(fake(n_topics=12), tmp_path)
    assert calls[0] == ("terms-m", ("plot_terms", {"topics_shown": list(range(1, 13))}))
    calls.clear()
    draw_figures(fake(n_topics=25), tmp_path)
    pages = [(name, axes[1]["topics_shown"]) for name, axes in calls if name.startswith("terms")]
    assert [name for name, _ in pages] == ["terms-m-1", "terms-m-2", "terms-m-3"]
    assert [topic for _, shown in pages for topic in shown] == list(range(1, 26))


def test_pairs_are_named_and_of_many_the_most_different_are_drawn(
    calls: list[tuple[str, Any]], tmp_path: Path
) -> None:
    two = (pair("a", "b", 0.5), pair("a", "c", 0.1))
    assert draw_figures(fake(pairs=two), tmp_path) == []
    assert [name for name, _ in calls[2:]] == ["contrast-c", "null-c-a-c", "null-c-a-b"]
    calls.clear()
    many = tuple(pair("a", f"b{i}", 1.0, 1 - i / 10) for i in range(8))
    (said,) = draw_figures(fake(pairs=many), tmp_path)
    assert said.startswith("contrasts.c: of 8 pairs the 6 of the smallest adjusted p are drawn")
    names = [name for name, _ in calls[2:]]
    assert names[:2] == ["contrast-c-a-b7", "null-c-a-b7"]
    assert len(names) == 12
    assert not any("b0" in name or "b1" in name for name in names)


def test_names_of_groups_make_files_that_every_system_takes(
    calls: list[tuple[str, Any]], tmp_path: Path
) -> None:
    pairs = (
        pair("../../x", "a/b\\c:d", 1),
        pair("", "\n", 1),
        pair("A b", "c", 1),
        pair("a_B", "c", 1),
        pair("漢" * 90, "é" * 90, 1),
    )
    draw_figures(fake(pairs=pairs), tmp_path)
    names = [name for name, _ in calls if name.startswith("null")]
    assert len({name.casefold() for name in names}) == 5
    assert names[:2] == ["null-c-______x-a_b_c_d", "null-c-_-_"]
    assert names[2:4] == ["null-c-A_b-c", "null-c-a_B-c-2"]
    assert all(len(f"{name}.png".encode()) < 255 for name in names)
    assert not any(set(name) & set('/\\:*?"<>|\n') for name in names)


def test_a_figure_that_cannot_be_drawn_is_said_and_the_others_are_drawn(
    calls: list[tuple[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        raise ToolkitError("300 topics are too many")

    monkeypatch.setattr(drawing, "plot_terms", refuse)
    said = draw_figures(fake(names=("m", "n")), tmp_path)
    assert said[0] == "figure terms-m was not drawn: 300 topics are too many"
    assert [name for name, _ in calls] == ["proportions-m-by-kind", "proportions-n-by-kind"]


def test_a_figure_that_cannot_be_written_is_an_error(
    tmp_path: Path, calls: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object) -> None:
        raise ToolkitError("the figure cannot be written")

    # What is made by hand here is drawn as a contrast is.
    monkeypatch.setitem(drawing.FIGURES, SimpleNamespace, drawing.FIGURES[Contrast])
    monkeypatch.setattr(drawing, "save_figure", refuse)
    with pytest.raises(ToolkitError, match="cannot be written"):
        draw_figures(fake(), tmp_path)


def test_every_figure_of_a_method_has_the_name_of_its_comparison(
    calls: list[tuple[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Shares(SimpleNamespace):
        pass

    monkeypatch.setitem(drawing.FIGURES, Shares, drawing.FIGURES[Proportions])
    nouns = fake(names=())
    nouns.contrasts |= {"few": Shares(groups=("g",) * 8), "many": Shares(groups=("g",) * 9)}
    assert draw_figures(nouns, tmp_path) == []
    assert calls == [
        ("proportions-few", ("plot_proportions", {})), ("proportions-many", ("plot_heatmap", {}))
    ]  # fmt: skip


def test_figures_are_the_same_whoever_draws_them(small_run: Path, tmp_path: Path) -> None:
    made = load_run(small_run)
    nouns = SimpleNamespace(
        topics={"second": made.topics["second"]},
        proportions={"second": made.proportions["second"]},
        contrasts={"near": made.contrasts["near"]},
        robustness={},
    )
    told: list[str] = []
    for workers in (1, 2):
        assert draw_figures(nouns, tmp_path / str(workers), workers, told.append) == []
    one, two = ({p.name: p.read_bytes() for p in (tmp_path / w).iterdir()} for w in "12")
    assert one == two
    assert len(one) == 2 * 6
    assert told[0] == "figures: 6 to be drawn"


def test_one_that_cannot_be_drawn_is_named_in_its_place_by_a_worker_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fits = [make_specification(str(s), {"seed": s}, ["war"], [0.1], [0.01]) for s in range(2)]
    one, other = robustness(fits[0], fits[1:]), robustness(fits[1], fits[:1])
    drawings = [
        ("a", partial(plot_specification, one, topic=1)),
        ("a", partial(plot_specification, one, topic=99)),
        "a sentence",
        ("b", partial(plot_specification, other, topic=1)),
    ]
    monkeypatch.setattr(drawing, "_drawings", lambda _nouns: iter(drawings))
    for workers in (1, 2):
        folder = tmp_path / str(workers)
        first, second, third, fourth = draw_each(fake(), folder, workers)
        assert (first, fourth) == (folder / "a.png", folder / "b.png")
        assert str(second).startswith("figure a-2 was not drawn: there is no topic 99")
        assert third == "a sentence"
        assert sorted(path.name for path in folder.iterdir()) == [
            "a.pdf", "a.png", "b.pdf", "b.png",
        ]  # fmt: skip
