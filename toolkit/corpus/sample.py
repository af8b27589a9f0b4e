"""An invented corpus with known differences, for the tour, the examples and the tests.

Sixty short news conferences of an unnamed ministry. Countries, people and places are invented;
the sentences are kept by theme in ``sample_text/``. `PLANTED` says which groups talk more often
about a theme and which groups do not differ. It is the very record the generator reads its
probabilities from, so whatever an analysis reports can be held against it.
"""

from __future__ import annotations

from pathlib import Path

from toolkit.corpus.sample_author import MONTHS, Dice, Meeting, Turn, plan_meetings, write_turns
from toolkit.corpus.sample_design import OFFICES, PLANTED
from toolkit.errors import ToolkitError

__all__ = ["PLANTED", "sample_pages", "write_sample"]


def sample_pages(seed: int = 1) -> dict[str, str]:
    """Write the sample corpus: sixty pages with the planted differences of `PLANTED`.

    Thirty meetings in each of two years: ten with the counterpart whose meetings turn on
    fisheries, four with each of five others. A statement is
    followed by one to four questions, answered by two or three of the ministry's speakers.
    Every paragraph keeps to one theme, drawn with the probability that `PLANTED` declares for
    its cell; each meeting has its own tilt towards some themes (Dirichlet, concentration 20),
    so paragraphs of one meeting resemble each other and the meeting is the unit to resample.

    Parameters
    ----------
    seed
        Another number gives another corpus from the same design.

    Returns
    -------
    dict of str to str
        File name, such as ``"2021-02-09_harbourland.txt"``, to page, by date. The same seed
        gives the same text on every platform and every version of Python from 3.11.

    Notes
    -----
    Compare speakers within answers: the spokesman never makes a statement, and statements
    differ from answers, so across all kinds of turns the speakers differ for that reason too.

    Examples
    --------
    >>> pages = sample_pages()
    >>> len(pages)
    60
    >>> min(pages)[:4], max(pages)[:4]
    ('2021', '2022')
    """
    pages = {}
    for meeting in plan_meetings(seed):
        dice = Dice(f"sample {seed} meeting {meeting.date}")
        name = f"{meeting.date}_{meeting.guest.country.lower()}.txt"
        pages[name] = _page(meeting, write_turns(meeting, dice), dice)
    return pages


def write_sample(folder: Path, seed: int = 1) -> int:
    """Write the pages of `sample_pages` into a folder, as UTF-8 with plain line feeds.

    Parameters
    ----------
    folder
        Where to write; made where it does not exist, refused where it holds anything.
    seed
        As for `sample_pages`.

    Returns
    -------
    int
        Number of files written.

    Raises
    ------
    ToolkitError
        When the folder is not empty or is not a folder.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_sample(Path(folder))
    60
    """
    folder = Path(folder)
    if folder.exists() and not folder.is_dir():
        raise ToolkitError(f"'{folder}' is a file; name a folder for the sample corpus.")
    if folder.exists() and any(folder.iterdir()):
        raise ToolkitError(f"'{folder}' is not empty; name a new folder for the sample corpus.")
    folder.mkdir(parents=True, exist_ok=True)
    pages = sample_pages(seed)
    for name, page in pages.items():
        (folder / name).write_bytes(page.encode("utf-8"))
    return len(pages)


def _page(meeting: Meeting, turns: list[Turn], dice: Dice) -> str:
    """The meeting as its publisher prints it, with the untidiness of real pages."""
    head = ["Asset Publisher", ""] if dice.chance(0.5) else []
    date = meeting.date
    month = MONTHS[date.month - 1]  # not %B, which follows the reader's locale
    stamp = f"{date.day} {month} {date.year}{dice.between(11, 19)}:{dice.between(10, 59)}"
    head += [stamp, "", _title(meeting, turns), "", "", _languages(dice), ""]
    body = [line for turn in turns for line in _lines(turn, dice)]
    foot = [""] * dice.between(2, 5) + ["Additional materials", "", "", "Advanced settings", ""]
    return "\n".join(head + [""] * dice.between(0, 1) + body + foot)


def _title(meeting: Meeting, turns: list[Turn]) -> str:
    several = sum(turn.kind == "question" for turn in turns) > 1
    answers = "answers to media questions" if several else "answer to a media question"
    date = f"{MONTHS[meeting.date.month - 1]} {meeting.date.day}, {meeting.date.year}"
    return (
        f"{OFFICES[meeting.lead]} {meeting.lead}’s statement and {answers} at a joint news "
        f"conference following talks with {meeting.guest.office} {meeting.guest.name}, "
        f"{meeting.place}, {date}"
    )


def _languages(dice: Dice) -> str:
    """The bar of translations, with the number of versions glued to the code on most pages."""
    count = "1" if dice.chance(0.8) else ""
    others = [code for code in ("es-ES", "ru-RU", "fr-FR") if dice.chance(0.7)]
    return "  • " + " ".join(code + count for code in ["de-DE", "en-GB", *others])


def _lines(turn: Turn, dice: Dice) -> list[str]:
    """The paragraphs of a turn, a line each, the first under the turn's label."""
    lines = []
    for number, (_, text) in enumerate(turn.paragraphs):
        if dice.chance(0.3):
            text = text.replace("Mr ", "Mr\u00a0").replace("Ms ", "Ms\u00a0")
        label = f"{turn.label}: " if turn.label and not number else ""
        stray = "\u00a0" if dice.chance(0.06) else ""
        lines += [f"{label}{text}{stray}", ""]
    return lines
