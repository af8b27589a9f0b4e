"""Which files a corpus has, and which folders cannot be used."""

from __future__ import annotations

import codecs
import os
import unicodedata
from pathlib import Path

import pytest

from toolkit.corpus.files import folder as module
from toolkit.corpus.files.folder import (
    PAGES,
    SAMPLE,
    idle_patterns,
    input_files,
    one_file,
    own_files,
    passed_over,
)
from toolkit.corpus.sample import sample_pages
from toolkit.errors import ToolkitError


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """Pages of every kind, in folders, among files that are none."""
    for name in (
        *("b.txt", "a.md", "c.html", "d.htm", "E.TXT", "F.Html"),
        *("2019/a.txt", "2020/a.txt", "2020/drafts/a.txt"),
        *("notes.docx", "table.csv", "README", "x.layout.toml", "corrections.csv", "a.txt~"),
        *(".hidden.txt", "._b.txt", ".git/a.txt", "2020/.cache/a.txt"),
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
    return tmp_path


EVERY = [
    *("2019/a.txt", "2020/a.txt", "2020/drafts/a.txt", "E.TXT", "F.Html"),
    *("a.md", "b.txt", "c.html", "d.htm"),
]


def names(folder: Path | str, **patterns: object) -> list[str]:
    return [name for name, _ in input_files(folder, **patterns)]  # type: ignore[arg-type]


def refused(folder: Path | str, **patterns: object) -> str:
    """The one sentence with which a folder is refused."""
    with pytest.raises(ToolkitError) as caught:
        names(folder, **patterns)
    message = str(caught.value)
    assert "\n" not in message
    return message


# --- which files they are --------------------------------------------------------------------


def test_every_page_is_a_file_in_the_order_of_the_names(pages: Path) -> None:
    assert names(pages) == EVERY
    assert dict(input_files(pages))["2020/a.txt"] == b"2020/a.txt"
    assert names(str(pages)) == EVERY


def test_patterns_choose_files_and_folders(pages: Path) -> None:
    assert names(pages, include=["2020/*.txt"]) == ["2020/a.txt"]
    assert names(pages, include=["2020/**", "b.txt", "*.md"]) == [
        *("2020/a.txt", "2020/drafts/a.txt", "a.md", "b.txt")
    ]
    for pattern in ("2020/drafts", "2020/drafts/**", "**/drafts/*", "**/drafts"):
        assert names(pages, exclude=[pattern]) == [n for n in EVERY if "drafts" not in n]
    assert names(pages, include=["*"], exclude=["*.[a-z]*", "*.[A-Z]*"]) == ["README"]


def test_tables_are_read_where_they_are_asked_for(pages: Path) -> None:
    assert names(pages, include=["*.csv"]) == ["table.csv"]  # corrections.csv is no text


def test_hidden_files_are_read_by_no_pattern(pages: Path) -> None:
    found = names(pages, include=["**/*", ".hidden.txt", ".git/*", "**/.cache/*"])
    assert [name for name in found if "/." in f"/{name}"] == []
    assert len(found) > len(EVERY)
    assert "holds no file that fits" in refused(pages, include=[".git/*"])


def test_the_folder_itself_may_be_hidden(tmp_path: Path) -> None:
    (tmp_path / ".corpus").mkdir()
    (tmp_path / ".corpus" / "a.txt").touch()
    assert names(tmp_path / ".corpus") == ["a.txt"]


def test_one_file_is_a_folder_of_one(pages: Path) -> None:
    assert names(pages / "b.txt") == ["b.txt"]
    assert names(pages / "E.TXT") == ["E.TXT"]
    assert names(pages / "table.csv") == ["table.csv"]
    assert names(str(pages / "2020" / "a.txt")) == ["a.txt"]


def test_data_of_a_package_and_the_sample_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "tidetexts"
    (root / "data").mkdir(parents=True)
    (root / "__init__.py").touch()
    (root / "data" / "a.txt").write_bytes(b"A speech.")
    monkeypatch.syspath_prepend(tmp_path)
    assert list(input_files("package:tidetexts/data")) == [("a.txt", b"A speech.")]
    assert names("package:tidetexts/data/a.txt") == ["a.txt"]
    assert "holds no 'texts'" in refused("package:tidetexts/texts")
    assert dict(input_files(SAMPLE)) == {n: p.encode() for n, p in sample_pages().items()}
    assert names(SAMPLE) == sorted(sample_pages())


def test_one_file_is_found_again_by_its_name(pages: Path) -> None:
    assert one_file(pages, "2020/a.txt") == b"2020/a.txt"
    assert one_file(pages / "b.txt", "b.txt") == b"b.txt"
    name, raw = next(input_files(SAMPLE))
    assert one_file(SAMPLE, name) == raw


def test_the_order_of_the_directory_does_not_matter(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scandir = os.scandir

    class Reversed:
        def __init__(self, path: str) -> None:
            with scandir(path) as entries:
                self.entries = sorted(entries, key=lambda e: e.name, reverse=True)

        def __enter__(self) -> list[os.DirEntry[str]]:
            return self.entries

        def __exit__(self, *args: object) -> None:
            return None

        def __iter__(self) -> object:
            return iter(self.entries)

        def __next__(self) -> os.DirEntry[str]:
            if not self.entries:
                raise StopIteration
            return self.entries.pop(0)

        def close(self) -> None:
            return None

    monkeypatch.setattr(os, "scandir", Reversed)
    assert names(pages) == EVERY
    assert names(pages, include=["**/*.txt"]) == [n for n in EVERY if n.endswith(".txt")]


# --- what the user has put beside the pages --------------------------------------------------


def test_corrections_aliases_and_layouts_beside_the_pages(pages: Path) -> None:
    for name in ("aliases.csv", "b.layout.toml", "2020/deep.layout.toml"):
        (pages / name).write_bytes(name.encode())
    (pages / "folder.layout.toml").mkdir()
    own = own_files(pages)
    assert (own.corrections, own.aliases) == (b"corrections.csv", b"aliases.csv")
    assert own.layouts == (
        ("b.layout.toml", b"b.layout.toml"),
        ("x.layout.toml", b"x.layout.toml"),
    )
    assert [name for name, _ in own.named()] == [
        *("corrections.csv", "aliases.csv", "b.layout.toml", "x.layout.toml")
    ]
    assert own_files(pages / "b.txt") == own


def test_where_nothing_lies_beside_the_pages_nothing_is_read(pages: Path) -> None:
    for folder in (pages / "2020", SAMPLE):
        own = own_files(folder)
        assert (own.corrections, own.aliases, own.layouts) == (None, None, ())
        assert list(own.named()) == []


# --- what is passed over ---------------------------------------------------------------------


def over(folder: Path | str, **patterns: object) -> dict[str, str]:
    return {a.source: a.reason for a in passed_over(folder, **patterns)}  # type: ignore[arg-type]


def test_office_documents_are_named_and_not_opened(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("2020/z.PDF", "a.doc", "b.rtf", "c.odt", "d.pptx", ".e.pdf", "2020/.cache/f.pdf"):
        (pages / name).write_bytes(b"%PDF-")
    monkeypatch.setattr(module, "_read_bytes", None)
    assert over(pages) == {
        "2020/z.PDF": "is a PDF document: save it as text",
        "a.doc": "is a Word document: save it as text",
        "b.rtf": "is an RTF document: save it as text",
        "c.odt": "is an OpenDocument text: save it as text",
        "d.pptx": "is a PowerPoint presentation: save it as text",
        "notes.docx": "is a Word document: save it as text",
    }
    assert list(over(pages, exclude=["2020", "*.doc", "?.*"])) == ["notes.docx"]
    assert over(pages, include=["*.txt"]) == over(pages / "b.txt") == over(SAMPLE) == {}


def test_a_folder_of_documents_alone_says_what_they_are(tmp_path: Path) -> None:
    (tmp_path / "talks.pdf").touch()
    said = refused(tmp_path)
    assert said.endswith("; talks.pdf is a PDF document: save it as text")
    assert "talks" not in refused(tmp_path, exclude=["*.pdf"])


def test_linked_folders_are_named_and_not_followed(pages: Path) -> None:
    try:
        (pages / "linked").symlink_to(pages / "2019", target_is_directory=True)
    except OSError:
        pytest.skip("links cannot be made here")
    assert names(pages) == EVERY
    assert "is a link to a folder and was not followed" in over(pages)["linked"]
    assert "linked" not in over(pages, exclude=["linked"])
    assert names(pages, include=["linked/*.txt"]) == ["linked/a.txt"]


def test_a_folder_that_cannot_be_read_is_refused_unless_it_is_excluded(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scan = os.scandir

    def deny(place: str) -> object:
        if Path(place).name == "2020":
            raise PermissionError(13, "Permission denied", str(place))
        return scan(place)

    monkeypatch.setattr(os, "scandir", deny)
    assert "2020 cannot be read: Permission denied; exclude it" in refused(pages)
    assert names(pages, exclude=["2020"]) == [n for n in EVERY if not n.startswith("2020")]


def test_patterns_that_leave_nothing_out_are_found(pages: Path) -> None:
    assert idle_patterns(pages, ("*.md", "nothing/*", "2020/**", "*.xml")) == ["nothing/*", "*.xml"]
    assert idle_patterns(pages / "b.txt", ("*.md",)) == ["*.md"]
    assert idle_patterns(SAMPLE, ("*.md",)) == ["*.md"]


@pytest.mark.parametrize("of_file", ["NFC", "NFD"])
@pytest.mark.parametrize("of_pattern", ["NFC", "NFD"])
def test_both_spellings_of_an_accent_fit(tmp_path: Path, of_file: str, of_pattern: str) -> None:
    for name in ("Zürich.txt", "Ulm.txt"):
        (tmp_path / unicodedata.normalize(of_file, name)).touch()
    pattern = unicodedata.normalize(of_pattern, "Zür*.txt")
    assert len(names(tmp_path, include=[pattern])) == 1
    assert names(tmp_path, exclude=[pattern]) == ["Ulm.txt"]


# --- folders that cannot be used -------------------------------------------------------------


def test_a_missing_an_empty_and_an_unnamed_folder_are_refused(tmp_path: Path) -> None:
    assert "nowhere does not exist" in refused(tmp_path / "nowhere")
    assert f"holds no page (a file that ends in {', '.join(PAGES)})" in refused(tmp_path)
    assert "name is empty" in refused("")
    assert "name is empty" in refused("  ")
    assert "'nosuchpackage' is not installed" in refused("package:nosuchpackage")


def test_a_file_that_is_neither_page_nor_table_is_refused(pages: Path) -> None:
    assert "notes.docx is a file, and neither a page nor a table" in refused(pages / "notes.docx")
    assert "x.layout.toml is a file, and neither" in refused(pages / "x.layout.toml")


def test_a_folder_of_tables_alone_says_how_to_read_them(tmp_path: Path) -> None:
    (tmp_path / "texts.csv").touch()
    (tmp_path / "corrections.csv").touch()
    assert "write include = ['texts.csv']" in refused(tmp_path)
    (tmp_path / "texts.csv").unlink()
    assert "include" not in refused(tmp_path)


def test_a_folder_named_like_a_page_is_no_page(tmp_path: Path) -> None:
    (tmp_path / "x.txt").mkdir()
    assert "holds no page" in refused(tmp_path)
    assert "holds no file that fits one of *.txt" in refused(tmp_path, include=["*.txt"])
    (tmp_path / "x.txt" / "a.txt").touch()
    assert names(tmp_path) == ["x.txt/a.txt"]


def test_what_leaves_nothing_names_the_patterns(pages: Path) -> None:
    assert "fits one of *.rtf, x" in refused(pages, include=["*.rtf", "x"])
    assert "and none of **, x" in refused(pages, exclude=["**", "x"])


@pytest.mark.parametrize("setting", ["include", "exclude"])
@pytest.mark.parametrize(
    "pattern", ["../*.txt", "a/../../*.txt", "..", "/etc/*", "..\\*.txt", "C:\\*.txt", "\\x"]
)
def test_a_pattern_that_leads_out_of_the_folder_is_refused(
    pages: Path, setting: str, pattern: str
) -> None:
    said = refused(pages / "2020", **{setting: [pattern]})
    assert f"the pattern '{pattern}' leads out of" in said


@pytest.mark.parametrize("pattern", ["", "a**b/*.txt"])
def test_a_pattern_that_is_none_is_refused(pages: Path, pattern: str) -> None:
    assert "is no glob pattern" in refused(pages, include=[pattern])


def test_too_many_files_or_too_much_of_them_is_refused(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_MAX_FILES", len(EVERY))
    assert names(pages) == EVERY
    monkeypatch.setattr(module, "_MAX_FILES", len(EVERY) - 1)
    assert "holds 9 files that fit, more than 8; put the texts into one table" in refused(pages)
    monkeypatch.undo()
    monkeypatch.setattr(module, "_MAX_TOTAL", sum(map(len, EVERY)) - 1)
    assert "hold more than" in refused(pages)


def test_a_page_that_is_too_large_is_refused_by_name(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    assert "drafts/a.txt is larger than" in refused(pages).replace(os.sep, "/")
    assert names(pages, include=["table.csv"]) == ["table.csv"]


def test_a_file_that_cannot_be_opened_is_refused(
    pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", deny)
    assert "a.txt cannot be read: Permission denied" in refused(pages)


@pytest.mark.skipif(os.name == "nt", reason="Windows knows no such file names")
@pytest.mark.parametrize("name", [b"caf\xe9.txt", b"two\nlines.txt", b"\x1b[31m.txt"])
def test_a_file_name_that_cannot_be_printed_is_refused(tmp_path: Path, name: bytes) -> None:
    try:
        (tmp_path / os.fsdecode(name)).touch()
    except OSError:
        pytest.skip("this file system refuses the name itself")
    (tmp_path / "no-break\u00a0space.txt").touch()
    message = refused(tmp_path)
    assert "cannot be printed; rename it" in message
    assert message.isascii()


def test_blanks_accents_and_marks_in_names_are_kept(tmp_path: Path) -> None:
    kept = ["Ünïcode ferry.txt", "no-break\u00a0space.txt", "2020.03.09 talks.txt", "встреча.txt"]
    for name in kept:
        (tmp_path / name).write_bytes(codecs.BOM_UTF8)
    found = [unicodedata.normalize("NFC", name) for name in names(tmp_path)]
    assert found == sorted(kept)
    assert dict(input_files(tmp_path))[names(tmp_path)[0]] == codecs.BOM_UTF8
