"""The comparison that shows whether a change of the code changed an output."""

import json
from pathlib import Path

import pytest

from benchmarks.differences import Difference, compare_lines, find_differences, print_differences


def folder(place: Path, **files: str) -> Path:
    place.mkdir()
    for name, text in files.items():
        (place / name).write_bytes(text.encode())
    return place


def test_two_folders_with_the_same_files_do_not_differ(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = folder(tmp_path / "a", digest="rain\n"), folder(tmp_path / "b", digest="rain\n")
    assert print_differences(one, other) == 0
    assert "0 of 1 files differ" in capsys.readouterr().out


def test_a_changed_line_is_shown_as_it_was_and_as_it_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = (
        folder(tmp_path / "a", digest="rain\nsun\n", same="x"),
        folder(tmp_path / "b", digest="rain\nfog\n", same="x"),
    )
    assert print_differences(one, other) == 1
    assert capsys.readouterr().out.splitlines() == [
        "digest: 1 different",
        "  2- sun␊",
        "  2+ fog␊",
        "1 of 2 files differ; different lines: 1.",
    ]


def test_a_file_that_one_folder_lacks_differs_in_all_its_lines(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "a", kept="x\n"), folder(tmp_path / "b", kept="x\n", new="1\n2\n")
    assert list(find_differences(one, other)) == [Difference("new", 2, (f"only in {other}",))]


def test_an_empty_file_that_one_folder_lacks_differs(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "a", kept="x\n", gone=""), folder(tmp_path / "b", kept="x\n")
    assert list(find_differences(one, other)) == [Difference("gone", 0, (f"only in {one}",))]


def test_a_line_put_in_front_counts_once() -> None:
    assert compare_lines("f", ["b\n", "c\n"], ["a\n", "b\n", "c\n"]) == Difference("f", 1, ("1+ a␊",))


def test_of_a_line_of_json_the_value_that_differs_is_shown() -> None:
    before, after = (json.dumps({"id": 7, "text": "x" * 500, "status": status}) for status in ("answered", "no_answer"))
    assert compare_lines("f", [before], [after]).shown == ('1-  "status": "answered"', '1+  "status": "no_answer"')


def test_json_written_with_other_spaces_differs() -> None:
    assert compare_lines("f", ['{"a": 1}'], ['{"a":1}']).shown == ('1- {"a": 1}', '1+ {"a":1}')


def test_line_ends_that_differ_are_seen_and_shown() -> None:
    assert compare_lines("f", ["a\r\n"], ["a\n"]).shown == ("1- a␍␊", "1+ a␊")


def test_a_long_line_is_shown_around_what_differs() -> None:
    (old, new) = compare_lines("f", ["x" * 900 + "old" + "y" * 900], ["x" * 900 + "new" + "y" * 900]).shown
    assert "xold" in old
    assert "xnew" in new
    assert max(len(old), len(new)) < 200


def test_a_line_separator_within_a_value_ends_no_line(tmp_path: Path) -> None:
    one, other = folder(tmp_path / "a", f="a\u2028b\n"), folder(tmp_path / "b", f="a\u2028c\n")
    assert [each.count for each in find_differences(one, other)] == [1]
    assert [each.shown[0] for each in find_differences(one, other)] == ["1- a\u2028b␊"]


def test_a_folder_without_files_is_no_proof(tmp_path: Path) -> None:
    assert print_differences(folder(tmp_path / "a"), folder(tmp_path / "b")) == 2
