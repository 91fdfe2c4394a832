"""YAML read strictly: text stays text, lines are kept, and copies are refused."""

from pathlib import Path

import pytest

from clientfit.errors import Problem
from clientfit.ruleset.documents import (
    MAX_BYTES,
    MAX_DEPTH,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Unreadable,
    parse_document,
    read_document,
)


def read(text: str) -> Node:
    node, problems = parse_document(text, "x.yaml")
    assert problems == []
    return node


def refusal(text: str) -> str:
    with pytest.raises(Unreadable) as caught:
        parse_document(text, "x.yaml")
    return str(caught.value.problem)


@pytest.mark.parametrize(
    "word",
    ["on", "off", "yes", "no", "3:30", "1e3", "0x1F", "010", "2026-03-01", "null", "~", ".inf", "="],
)
def test_a_bare_word_stays_as_written(word: str) -> None:
    node = read(f"key: {word}")
    assert isinstance(node, Mapping)
    assert node.get("key") == Scalar(word, 1)


def test_keys_stay_as_written_too() -> None:
    node = read("on: 1\n3:30: 2\n")
    assert isinstance(node, Mapping)
    assert [key.text for key, _ in node.entries] == ["on", "3:30"]
    assert node.get("off") is None


def test_every_node_knows_its_line_and_its_quotes() -> None:
    node = read("a:\n  - 3\n  - '3'\nb:\n  c: |\n    x\n")
    assert isinstance(node, Mapping)
    assert node.get("a") == Sequence((Scalar("3", 2), Scalar("3", 3, quoted=True)), 2)
    assert node.get("b") == Mapping(((Scalar("c", 5), Scalar("x\n", 5, quoted=True)),), 5)


def test_a_key_that_stands_twice_is_a_problem_with_both_lines() -> None:
    node, problems = parse_document("a: 1\nb:\n  c: 1\n  c: 2\na: 3\n", "x.yaml")
    assert problems == [
        Problem("x.yaml", 4, "", "the key 'c' stands here twice, first in line 3", "keep one"),
        Problem("x.yaml", 5, "", "the key 'a' stands here twice, first in line 1", "keep one"),
    ]
    assert isinstance(node, Mapping)
    assert node.get("a") == Scalar("1", 1)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("a: &x 1\n", 1, "anchors (&) and aliases (*) are not allowed"),
        ("a: 1\nb: *x\n", 2, "anchors (&) and aliases (*) are not allowed"),
        ("a: 1\n<<: *x\n", 2, "anchors (&) and aliases (*) are not allowed"),
        ("a: &x [1, 2]\n", 1, "anchors (&) and aliases (*) are not allowed"),
        ("a: &x {b: 1}\n", 1, "anchors (&) and aliases (*) are not allowed"),
        ("a: !!int 3\n", 1, "tags (!) are not allowed"),
        ("a: !!python/object/apply:os.system [ls]\n", 1, "tags (!) are not allowed"),
        ("a: !thing {b: 1}\n", 1, "tags (!) are not allowed"),
        ("[a, b]: 1\n", 1, "a key must be one word"),
        ("? {a: 1}\n: 2\n", 1, "a key must be one word"),
        ("", 1, "this file is empty"),
        ("# only a remark\n", 1, "this file is empty"),
        ("a: 1\n---\nb: 2\n", 1, "a file holds one document; drop the `---`"),
        ("a: 1\n b: 2\n", 2, "this is not YAML"),
        ("a: b: c\n", 1, "this is not YAML"),
        ("a: [1, 2\n", 2, "this is not YAML"),
        ("a: 'x\n", 2, "this is not YAML"),
        ("a:\n\t- 1\n", 2, "a tab stands here"),
    ],
)
def test_what_is_refused_is_refused_with_its_line(text: str, line: int, message: str) -> None:
    said = refusal(text)
    assert said.startswith(f"x.yaml:{line}: ")
    assert message in said


def test_a_control_character_is_refused() -> None:
    assert "this is not YAML" in refusal("a: \x07\n")


def test_a_document_may_be_deep_but_not_too_deep() -> None:
    deepest = "[" * MAX_DEPTH + "1" + "]" * MAX_DEPTH
    assert isinstance(read(deepest), Sequence)
    assert f"nested more than {MAX_DEPTH} levels deep" in refusal(f"[{deepest}]")
    assert "levels deep" in refusal("[" * 50_000)


def test_a_file_may_be_large_but_not_too_large(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    file.write_text("a: " + "x" * (MAX_BYTES - 3), "utf-8")
    assert isinstance(read_document(file, "x.yaml")[0], Mapping)
    file.write_text("a: " + "x" * (MAX_BYTES - 2), "utf-8")
    with pytest.raises(Unreadable, match=f"the limit is {MAX_BYTES}"):
        read_document(file, "x.yaml")


def test_a_file_that_is_no_text_or_not_there_is_unreadable(tmp_path: Path) -> None:
    file = tmp_path / "x.yaml"
    with pytest.raises(Unreadable, match="cannot read this file"):
        read_document(file, "x.yaml")
    file.write_bytes(b"a: \xff\xfe")
    with pytest.raises(Unreadable, match="it is not UTF-8 text"):
        read_document(file, "x.yaml")
    with pytest.raises(Unreadable, match="cannot read this file"):
        read_document(tmp_path, "x.yaml")


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    lines = ["a0: &a0 [lol, lol]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    assert refusal("\n".join(lines)).startswith("x.yaml:1: anchors")
