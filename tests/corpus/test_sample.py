"""The embedded sample: the same everywhere, laid out like real pages, true to its design."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from collections import Counter
from importlib import resources
from itertools import combinations
from pathlib import Path

import pytest

from toolkit.corpus.sample import PLANTED, sample_pages, write_sample
from toolkit.corpus.sample_design import (
    MINISTER,
    OFFICES,
    PLACES,
    SPEAKERS,
    THEMES,
    Cell,
    theme_at,
)
from toolkit.errors import ToolkitError

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
NAME = r"[A-Z][a-z]+ [A-Z][a-z]+"
TITLE = re.compile(
    rf"(?P<office>First Deputy Foreign Minister|Foreign Minister) (?P<lead>{NAME})’s statement and "
    r"(?P<answers>answers to media questions|answer to a media question) at a joint news "
    r"conference following talks with (?:Minister|Secretary) (?:of|for) [A-Za-z ]+ of the "
    rf"(?:Grand )?[A-Z][a-z]+ of (?P<country>[A-Z][a-z]+) (?P<guest>{NAME}), "
    rf"(?P<place>[A-Z][a-z]+), (?P<date>{MONTH} \d{{1,2}}, \d{{4}})"
)
STAMP = re.compile(rf"(?P<day>\d{{1,2}}) (?P<month>{MONTH}) (?P<year>\d{{4}})\d\d:\d\d")
LANGUAGES = re.compile(r"  •(?: [a-z]{2}-[A-Z]{2}1?)+")
QUESTION = re.compile(rf"Question(?: \(for {NAME}(?:, re-translated from [A-Z][a-z]+)?\))?: (.+)")
ANSWER = re.compile(rf"({NAME})(?: \(adding after {NAME}\))?: (.+)")
FOOT = re.compile(r"\n{3,}Additional materials\n\n\nAdvanced settings\n")


def read(page: str) -> tuple[re.Match[str], list[tuple[str, str, str]]]:
    """The title and, for each paragraph, kind, speaker and text; any other line fails."""
    body, foot = page[: page.index("\n\n\nAdditional")], page[page.index("Additional") :]
    assert FOOT.fullmatch("\n\n\n" + foot)
    lines = body.rstrip("\n").removeprefix("Asset Publisher\n\n").split("\n")
    title = TITLE.fullmatch(lines[2])
    assert STAMP.fullmatch(lines[0])
    assert title
    assert LANGUAGES.fullmatch(lines[5])
    assert [lines[i] for i in (1, 3, 4, 6)] == [""] * 4
    kind, speaker, paragraphs = "statement", title["lead"], []
    for line in filter(None, lines[7:]):
        if question := QUESTION.fullmatch(line):
            kind, speaker, text = "question", "", question[1]
        elif answer := ANSWER.fullmatch(line):
            kind, speaker, text = "answer", answer[1], answer[2]
        else:
            assert ": " not in line
            text = line
        paragraphs.append((kind, speaker, text.replace("\u00a0", " ").strip()))
    return title, paragraphs


def templates() -> dict[str, dict[str, list[str]]]:
    """Every bank of sentences by its name."""
    folder = resources.files("toolkit.corpus") / "sample_text"
    names = [*THEMES, "neutral"]
    texts = {name: (folder / f"{name}.toml").read_text(encoding="utf-8") for name in names}
    return {name: tomllib.loads(text)["sentences"] for name, text in texts.items()}


def openings() -> dict[str, re.Pattern[str]]:
    """A pattern for each theme that finds the sentence its paragraphs begin with."""
    patterns = {}
    for theme in THEMES:
        sentences = [s for part in ("open", "ask") for s in templates()[theme][part]]
        slots = [re.sub(r"\\\{\w+\\\}", ".{1,40}?", re.escape(s)) for s in sentences]
        patterns[theme] = re.compile("|".join(slots))
    return patterns


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return sample_pages(1)


def digest(seed: int) -> str:
    text = "".join(name + page for name, page in sample_pages(seed).items())
    return hashlib.sha256(text.encode()).hexdigest()


def test_one_seed_gives_the_same_bytes_in_every_process() -> None:
    code = (
        "import hashlib; from toolkit.corpus.sample import sample_pages;"
        "text = ''.join(name + page for name, page in sample_pages(1).items());"
        "print(hashlib.sha256(text.encode()).hexdigest())"
    )
    for hash_seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": hash_seed}
        done = subprocess.run(
            [sys.executable, "-c", code],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert done.stdout.strip() == digest(1)
    assert digest(1) == digest(1)
    assert digest(2) != digest(1)


def test_how_many_meetings_of_which_sort(pages: dict[str, str]) -> None:
    titles = {name: read(page)[0] for name, page in pages.items()}
    assert len(pages) == 60
    assert list(pages) == sorted(pages)
    assert len({name[:10] for name in pages}) == 60
    assert Counter(name[:4] for name in pages) == {"2021": 30, "2022": 30}
    assert Counter(title["place"] for title in titles.values()) == dict.fromkeys(PLACES, 30)
    by_country = Counter((name[:4], title["country"]) for name, title in titles.items())
    for (_, country), count in by_country.items():
        assert count >= 4
        assert by_country["2021", country] == by_country["2022", country]
    for name, title in titles.items():
        assert name[11:] == f"{title['country'].lower()}.txt"


def test_the_file_name_the_stamp_and_the_title_agree_on_the_date(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        stamp = STAMP.search(page)
        assert stamp
        assert f"{stamp['month']} {stamp['day']}, {stamp['year']}" == read(page)[0]["date"]
        assert name.startswith(stamp["year"])
        assert name[8:10] == f"{int(stamp['day']):02}"


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_speakers_meet_often_enough(seed: int) -> None:
    answering = []
    for page in sample_pages(seed).values():
        title, paragraphs = read(page)
        assert OFFICES[title["lead"]] == title["office"]
        answering.append({speaker for kind, speaker, _ in paragraphs if kind == "answer"})
    assert all(len(speakers) >= 2 for speakers in answering)
    for speaker in SPEAKERS:
        assert sum(speaker in speakers for speakers in answering) >= 35
    for pair in combinations(SPEAKERS, 2):
        assert sum(speakers.issuperset(pair) for speakers in answering) >= 12


def test_the_title_counts_the_questions(pages: dict[str, str]) -> None:
    counts = set()
    for page in pages.values():
        title, paragraphs = read(page)
        questions = [text for kind, _, text in paragraphs if kind == "question"]
        assert (len(questions) > 1) == (title["answers"] == "answers to media questions")
        assert all(20 <= len(text.split()) <= 60 for text in questions)
        counts.add(len(questions))
    assert counts == {1, 2, 3, 4}


def test_paragraphs_are_of_one_length_and_courtesies_are_short(pages: dict[str, str]) -> None:
    for page in pages.values():
        assert 600 <= len(page.split()) <= 1300
        for kind, _, text in read(page)[1]:
            words = len(text.split())
            assert kind == "question" or words < 20 or 45 <= words <= 90, text


def test_no_slot_stays_open_and_no_sentence_is_said_twice(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        assert not re.search(r"[{}]", page), name
        text = " ".join(text for _, _, text in read(page)[1])
        said = Counter(re.split(r"(?<=[.?]) ", text))
        assert max(said.values()) == 1, (name, said.most_common(1))


def test_the_text_names_neither_the_place_nor_the_speakers(pages: dict[str, str]) -> None:
    names = {*PLACES, *(part for speaker in SPEAKERS for part in speaker.split())}
    for page in pages.values():
        for _, _, text in read(page)[1]:
            assert not names & set(re.findall(r"\w+", text))


def test_every_page_reads_back(pages: dict[str, str]) -> None:
    from toolkit.corpus.layouts import choose_layout
    from toolkit.corpus.parsing.parse import parse

    for name, page in pages.items():
        layout = choose_layout(page)
        assert layout, name
        meeting = parse(page, layout)
        title, paragraphs = read(page)
        found = [
            (turn.kind, turn.speaker, text.replace("\u00a0", " ").strip())
            for turn in meeting.turns
            for text in turn.text.split("\n\n")
        ]
        assert found == paragraphs
        assert str(meeting.date) == name[:10]
        assert meeting.place == title["place"]


def test_the_pages_hold_the_planted_shares() -> None:
    """Recounted from the printed text: a paragraph's theme is that of the sentence it opens with.

    Over 12 corpora the smallest group holds some 1500 paragraphs and the smallest rest some
    5000, so their shares have standard errors below 0.02 and 0.004, meetings being uneven.
    """
    patterns = openings()
    seen: Counter[tuple[str, bool]] = Counter()
    about: Counter[tuple[str, bool]] = Counter()
    for seed in range(1, 13):
        for name, page in sample_pages(seed).items():
            title, paragraphs = read(page)
            for kind, speaker, text in paragraphs:
                themes = [theme for theme, pattern in patterns.items() if pattern.search(text)]
                assert len(themes) == (len(text.split()) >= 20), (themes, text)
                cell = Cell(kind, speaker, name[:4], title["country"])
                for planted in PLANTED.differences if themes else ():
                    key = planted.name, planted.holds(cell)
                    seen[key] += 1
                    about[key] += themes == [planted.theme]
    for planted in PLANTED.differences:
        cells = ((True, planted.share, 0.04), (False, planted.elsewhere, 0.01))
        for inside, share, near in cells:
            found = about[planted.name, inside] / seen[planted.name, inside]
            assert found == pytest.approx(share, abs=near)


@pytest.mark.parametrize("kind", ["statement", "question", "answer"])
@pytest.mark.parametrize("speaker", SPEAKERS)
def test_a_uniform_point_gives_the_declared_share(kind: str, speaker: str) -> None:
    cell = Cell(kind, speaker, "2022", "Harbourland")
    steps = 20_000
    counts = Counter(theme_at((step + 0.5) / steps, cell) for step in range(steps))
    for planted in PLANTED.differences:
        share = planted.share if planted.holds(cell) else planted.elsewhere
        assert counts[planted.theme] / steps == pytest.approx(share, abs=1e-3)


def test_the_design_can_be_met() -> None:
    for planted in PLANTED.differences:
        assert planted.elsewhere < planted.share
    for kind in ("statement", "question", "answer"):
        cell = Cell(kind, MINISTER, "2022", "Harbourland")
        shares = [d.share if d.holds(cell) else d.elsewhere for d in PLANTED.differences]
        assert sum(shares) < 1


def test_the_terms_of_a_theme_are_its_own() -> None:
    words = {
        theme: Counter(re.findall(r"\w+", re.sub(r"\{\w+\}", "", str(bank.values()).lower())))
        for theme, bank in templates().items()
    }
    for theme, terms in THEMES.items():
        for term in terms:
            others = max(words[other][term] for other in THEMES if other != theme)
            assert words[theme][term] >= 10
            assert words[theme][term] >= 5 * others, (theme, term)
    for planted in PLANTED.differences:
        assert planted.terms == THEMES[planted.theme]


def test_write_sample(tmp_path: Path, pages: dict[str, str]) -> None:
    assert write_sample(tmp_path / "deep" / "sample") == 60
    written = {path.name: path.read_bytes() for path in (tmp_path / "deep" / "sample").iterdir()}
    assert written == {name: page.encode("utf-8") for name, page in pages.items()}
    assert not any(b"\r" in page for page in written.values())


def test_write_sample_spares_what_is_there(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    with pytest.raises(ToolkitError, match="is not empty"):
        write_sample(tmp_path)
    with pytest.raises(ToolkitError, match=r"mine\.txt' is a file"):
        write_sample(tmp_path / "mine.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
