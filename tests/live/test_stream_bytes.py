"""Streams as programs really write them: marks, line ends, bytes that are no text, half lines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from live.test_feeding import CLIENT, RENTAL, changes, lines, run


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    text = lines({"register": CLIENT}, {"client": "c-1", "event": RENTAL})
    events.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n\r\n").encode())
    result = run("watch", events, "--store", tmp_path / "w", "--as-of", "2026-03-20")
    assert (result.exit_code, result.stderr) == (0, "")
    assert changes(result.stdout)[-1]["to"]["reason"] == "rental"


def test_no_byte_that_a_store_cannot_hold_stops_a_stream(store: str, tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    rental = b'"kind": "rental", "at": "2026-03-19", "wants": true'
    bad = [
        b'{"client": "c-1", "event": {"id": "e-\xff", %s}}' % rental,
        b"\0\0\0",
        b'{"nothing\\u0000": 1}',
        b'{"client": "c-1", "event": {"id": "e-\\u0000", %s}}' % rental,
        b'{"client": "c-\\u0000", "event": {"id": "e", %s}}' % rental,
        b'{"retract": "\\ud800"}',
    ]
    good = lines({"register": CLIENT}, {"client": "c-1", "event": RENTAL}).encode()
    events.write_bytes(b"\n".join([*bad, good]))
    result = run("watch", events, "--store", store, "--as-of", "2026-03-20")
    assert (result.exit_code, len(changes(result.stdout))) == (2, 2)
    assert f"{len(bad)} lines were not taken" in result.stderr
    left = run("dead-letters", "--replay", "--store", store, "--as-of", "2026-03-20")
    assert [letter["line"] for letter in changes(left.stdout)] == list(range(1, len(bad) + 1))


def test_a_line_that_is_too_long_is_one_bad_line(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    long = lines({"register": {**CLIENT, "id": "x" * 3_000_000}})
    events.write_text(long + lines({"register": CLIENT}) + "{oops\n", "utf-8")
    result = run("watch", events, "--store", tmp_path / "w", "--as-of", "2026-03-20")
    assert f"{events}:1: this line is longer than 1,048,576 bytes" in result.stderr
    assert f"{events}:3: this is not JSON" in result.stderr
    assert changes(result.stdout)[0]["client"] == "c-1"
    (letter, _) = changes(run("dead-letters", "--store", tmp_path / "w").stdout)
    assert len(letter["text"]) == 1_048_576


@pytest.mark.parametrize("follow", [(), ("--follow",)])
def test_a_pipe_with_a_name_is_read_from_its_first_line(
    tmp_path: Path, follow: tuple[str, ...]
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "clientfit", "watch", str(pipe), "--store", str(tmp_path / "w")]
    process = subprocess.Popen([*command, "--as-of", "2026-03-20", *follow], stdout=subprocess.PIPE)
    with process, pipe.open("w", encoding="utf-8") as stream:
        stream.write(lines({"register": CLIENT}))
        stream.flush()
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["why"]["cause"] == "registered"
        stream.write(lines({"client": "c-1", "event": RENTAL}))
        stream.close()
        assert json.loads(process.stdout.read().splitlines()[-1])["to"]["reason"] == "rental"
        assert process.wait() == 0


def test_the_rest_of_a_last_line_may_come_later(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    again = ("watch", events, "--store", tmp_path / "w", "--as-of", "2026-03-20")
    whole = lines({"register": CLIENT}, {"client": "c-1", "event": RENTAL})
    events.write_text(whole[:-20], "utf-8")
    assert run(*again).exit_code == 2
    events.write_text(whole, "utf-8")
    result = run(*again)
    assert result.exit_code == 0
    assert changes(result.stdout)[-1]["to"]["reason"] == "rental"


def test_time_passes_while_standard_input_is_silent_and_its_last_line_needs_no_end(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "clientfit", "watch", "-", "--store", str(tmp_path / "w")]
    process = subprocess.Popen(
        [*command, "--as-of", "2026-03-20", "--follow"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        process.stdin.write(lines({"register": {**CLIENT, "complete_channels": "all"}}))
        process.stdin.flush()
        heard = [json.loads(process.stdout.readline()) for _ in range(2)]
        assert [change["why"]["cause"] for change in heard] == ["registered", "time"]
        process.stdin.write(lines({"client": "c-1", "event": RENTAL}).rstrip("\n"))
        process.stdin.close()
        assert json.loads(process.stdout.readline())["to"]["reason"] == "rental"
        assert process.wait() == 0


def test_bytes_that_are_no_text_are_one_bad_line(tmp_path: Path) -> None:
    store, events = tmp_path / "watch.sqlite", tmp_path / "events.jsonl"
    good = lines({"register": CLIENT}).encode()
    events.write_bytes(
        b"\xff\xfe\x00\n" + good + b"x" * 3_000_000 + b"\n" + lines({"tick": "2026-03-03"}).encode()
    )
    result = run("watch", events, "--store", store, "--as-of", "2026-03-20")
    assert result.exit_code == 2
    assert f"{events}:1: this line is not UTF-8" in result.stderr
    assert changes(result.stdout)[0]["client"] == "c-1"
