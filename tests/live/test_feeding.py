"""Feeding a watch from lines, and the command line around it."""

import json
import os
import pty
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from clientfit.cli import app
from clientfit.errors import EventError
from clientfit.evaluator import Rules
from clientfit.live import Watch
from clientfit.live.feeding import Feeder, dead_letters
from clientfit.live.lines import read_line

RUNNER = CliRunner()
STREAM = Path(__file__).parents[2] / "docs" / "examples" / "stream.jsonl"
CLIENT = {"id": "c-1", "time_zone": "America/Chicago", "assigned_at": "2026-03-02"}
RENTAL = {"id": "e-1", "kind": "rental", "at": "2026-03-19", "wants": True}


def lines(*documents: object) -> str:
    return "".join(json.dumps(document) + "\n" for document in documents)


def run(*words: object, **options: Any) -> Any:
    return RUNNER.invoke(app, [str(word) for word in words], **options)


def changes(output: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in output.splitlines()]


def posted(**event: object) -> str:
    return json.dumps({"client": "c-1", "event": {"kind": "rental", "at": "2026-03-19", **event}})


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{not json", "this is not JSON: Expecting property name .* at column 2"),
        ("[1]", "a line is a JSON object"),
        ("{}", r"the keys \(none\) make no message; write register, client with event"),
        ('{"clent": "c-1", "event": {}}', "a line has no key 'clent'; did you mean 'client'"),
        ('{"client": "c-1"}', "the keys client make no message"),
        (posted(wants=True).replace('"c-1"', "7"), "^client: an id belongs here"),
        ('{"client": "c-1", "event": 7}', "^event: an object belongs here"),
        (posted(kind="rentl"), "^event: no event kind 'rentl'; did you mean 'rental'"),
        (posted(), r"^event\.wants: `wants` is missing"),
        (posted(wants=True, religion="any"), "facts about protected classes are refused"),
        (posted(wants=float("nan")), "NaN is not a number"),
        ('{"tick": "soon"}', "^tick: 'soon' is not a time or date"),
        ('{"retract": ""}', "^retract: an id belongs here"),
        ("[" * 100_000, "this is not JSON"),
        ('{"retract": "e-1", "retract": "e-2"}', "the key 'retract' stands twice in one object"),
        (posted(wants=True).replace('"at"', '"wants": false, "at"'), "the key 'wants' stands twice"),
        ('{"tick": 5}', "^tick: 5 is not a time or date"),
        ('{"retract": "e-\\u0000"}', "^retract: 'e-.x00' is no id"),
        (posted(id="e-\ud800", wants=True), "this record holds half of a character"),
        ('{"retract": "e-\udcff"}', "this line is not UTF-8"),
        ('{"register": {"id": "c-1", "time_zone": NaN}}', "NaN is not a number"),
    ],
)
def test_a_line_that_does_not_read_says_why(text: str, message: str) -> None:
    with pytest.raises(EventError, match=message):
        read_line(text)


def test_the_worked_stream_tells_its_story(tmp_path: Path) -> None:
    store = tmp_path / "watch.sqlite"
    result = run("watch", STREAM, "--store", store, "--as-of", "2026-04-20")
    assert (result.exit_code, result.stderr) == (0, "")
    told = [
        (c["client"], c["to"]["action"], c["to"]["reason"], c["why"]["cause"], c["why"]["on"])
        for c in changes(result.stdout)
    ]
    assert told[5:8] == [
        ("c-2001", "remove", "rental", "event", "2026-03-06"),
        ("c-2001", "hold", None, "correction", "2026-03-06"),
        ("c-2003", "hold", None, "event", "2026-03-10"),
    ]
    assert told[-1] == ("c-2001", "remove", "rental", "time", "2026-04-15")


def test_the_same_stream_again_changes_nothing(tmp_path: Path) -> None:
    store, copy = tmp_path / "watch.sqlite", tmp_path / "copy.jsonl"
    copy.write_text(STREAM.read_text("utf-8"), "utf-8")
    again = ("--store", store, "--as-of", "2026-04-20")
    assert run("watch", STREAM, *again).stdout
    for events in (STREAM, copy, "-"):
        result = run("watch", events, *again, input=STREAM.read_text("utf-8"))
        assert (result.exit_code, result.stdout, result.stderr) == (0, "", "")


def test_a_restart_goes_on_where_it_stopped(tmp_path: Path) -> None:
    store, events = tmp_path / "watch.sqlite", tmp_path / "events.jsonl"
    whole = STREAM.read_bytes().splitlines(keepends=True)
    found: list[dict[str, Any]] = []
    for end in (3, 9, len(whole)):
        events.write_bytes(b"".join(whole[:end]))
        result = run("watch", events, "--store", store, "--as-of", "2026-03-25")
        assert (result.exit_code, result.stderr) == (0, "")
        found += changes(result.stdout)
        # Whoever reads again what was read before stumbles over it.
        whole[1:end] = [b"x" * (len(line) - 1) + b"\n" for line in whole[1:end]]
    assert [change["number"] for change in found] == list(range(1, len(found) + 1))


def test_bad_lines_are_kept_with_their_reason_and_can_be_replayed(tmp_path: Path) -> None:
    store, events = tmp_path / "watch.sqlite", tmp_path / "events.jsonl"
    early = {"correct": "e-1", "event": {**RENTAL, "wants": "unknown"}}
    events.write_text(
        lines({"register": CLIENT}, early)
        + "{half a line\n"
        + lines({"client": "c-9", "event": {**RENTAL, "id": "e-9"}}, {"client": "c-1", "event": RENTAL})
        + lines({"client": "c-1", "event": {**RENTAL, "id": "e-3", "at": "2027-01-01"}}),
        "utf-8",
    )
    result = run("watch", events, "--store", store, "--as-of", "2026-03-20")
    assert result.exit_code == 2
    assert [change["to"]["reason"] for change in changes(result.stdout)][-1] == "rental"
    assert f"{events}:2: event.id: there is no event 'e-1'; post it first" in result.stderr
    assert f"{events}:3: this is not JSON" in result.stderr
    assert f"{events}:4: client: no client 'c-9' is registered; register it first" in result.stderr
    assert f"{events}:6: event.at: 2027-01-01 lies after now" in result.stderr
    assert "4 lines were not taken" in result.stderr
    listed = changes(run("dead-letters", "--store", store).stdout)
    assert [letter["line"] for letter in listed] == [2, 3, 4, 6]
    assert listed[1]["text"] == "{half a line"
    replayed = run("dead-letters", "--replay", "--store", store, "--as-of", "2026-03-20")
    assert replayed.exit_code == 2
    assert [letter["line"] for letter in changes(replayed.stdout)] == [3, 4, 6]
    later = run("dead-letters", "--replay", "--store", store, "--as-of", "2027-01-02")
    assert [letter["line"] for letter in changes(later.stdout)] == [3, 4]
    again = run("watch", events, "--store", store, "--as-of", "2027-01-02")
    assert again.exit_code == 0
    assert len(changes(run("dead-letters", "--store", store).stdout)) == 2


def test_a_password_is_not_shown() -> None:
    for store in ("postgresql://me:secret@127.0.0.1:1/x", "mysql://me:secret@h/x", "a b://me:secret@h"):
        result = run("watch", STREAM, "--store", store)
        assert result.exit_code == 2
        assert result.stderr
        assert "secret" not in result.stderr


def test_a_tick_line_past_now_is_refused(tmp_path: Path) -> None:
    result = run(
        "watch", "-", "--store", tmp_path / "w", "--as-of", "2026-03-20", input='{"tick": "2206-03-20"}'
    )
    assert result.exit_code == 2
    assert "-:1: tick: 2206-03-20 lies after now" in result.stderr


@pytest.mark.parametrize(
    "words", [["nowhere.jsonl"], [str(STREAM), "--as-of", "soon"], [str(STREAM), "--store", "x://y"]]
)
def test_bad_words_are_told_without_a_traceback(words: list[str], tmp_path: Path) -> None:
    result = run("watch", "--store", tmp_path / "w", *words)
    assert result.exit_code == 2
    assert result.stderr
    assert "Traceback" not in result.stderr


def test_following_shows_what_is_appended_and_survives_kill(tmp_path: Path) -> None:
    store, events = tmp_path / "watch.sqlite", tmp_path / "events.jsonl"
    whole = STREAM.read_bytes().splitlines(keepends=True)
    events.write_bytes(b"".join(whole[:4]))
    command = [sys.executable, "-m", "clientfit", "watch", str(events), "--store", str(store)]
    command += ["--as-of", "2026-04-20", "--follow"]
    found: list[dict[str, Any]] = []
    for upto, expected in ((4, 3), (8, 3)):
        # The last line comes in two pieces: half a line is never taken.
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert process.stdout is not None
        with process, events.open("ab") as stream:
            if upto == 8:
                stream.write(b"".join(whole[4:7]) + whole[7][:40])
                stream.flush()
                time.sleep(0.7)
                stream.write(whole[7][40:])
                stream.flush()
            found += [json.loads(process.stdout.readline()) for _ in range(expected)]
            process.send_signal(signal.SIGKILL)
    numbers = [change["number"] for change in found]
    assert sorted(set(numbers)) == list(range(1, max(numbers) + 1))
    rest = run("watch", STREAM, "--store", store, "--as-of", "2026-04-20")
    assert rest.exit_code == 0


def test_an_event_after_now_says_what_time_it_is_and_lets_no_time_pass(tmp_path: Path) -> None:
    stream = lines({"register": CLIENT}, {"client": "c-1", "event": {**RENTAL, "at": "2026-04-01"}})
    stream += lines({"client": "c-1", "event": {**RENTAL, "at": "2026-03-03"}})
    result = run("watch", "-", "--store", tmp_path / "w", "--as-of", "2026-03-20", input=stream)
    assert result.exit_code == 2
    assert "-:2: event.at: 2026-04-01 lies after now, which is 2026-03-20T23:59:59" in result.stderr
    told = [change["why"] for change in changes(result.stdout) if change["to"]["reason"] == "rental"]
    assert [(why["cause"], why["on"]) for why in told] == [("event", "2026-03-03")]


def test_dead_letters_of_no_store_are_an_error_and_make_none(tmp_path: Path) -> None:
    nope = tmp_path / "nope.sqlite"
    for words in (["--store", nope], ["--store", nope, "--replay"], ["--store", f"sqlite:///{nope}"]):
        result = run("dead-letters", *words)
        assert result.exit_code == 2
        assert "there is no such store; `clientfit watch` makes one" in " ".join(result.stderr.split())
        assert result.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_one_line_that_was_not_taken_is_one(tmp_path: Path) -> None:
    events = tmp_path / "events.jsonl"
    events.write_text("{half\n", "utf-8")
    result = run("watch", events, "--store", tmp_path / "w", "--as-of", "2026-03-20")
    assert "1 line was not taken; see" in result.stderr


def test_nothing_in_a_stream_steers_a_terminal(tmp_path: Path) -> None:
    escape, events = "\x1b[31m\u202e", tmp_path / "events.jsonl"
    named = {"register": {**CLIENT, "id": f"c-{escape}"}}
    unknown = {"client": f"d-{escape}", "event": RENTAL}
    events.write_text(lines(named, unknown) + f"{{{escape}\n", "utf-8")
    for words in (["watch", str(events), "--as-of", "2026-03-20"], ["dead-letters"]):
        seen, status = on_a_terminal(*words, "--store", str(tmp_path / "w"))
        assert status == (2 if words[0] == "watch" else 0)
        assert "[31m" in seen
        assert "\x1b[31m" not in seen
        assert "\u202e" not in seen


def on_a_terminal(*words: str) -> tuple[str, int]:
    """What a command shows on a terminal, standard error included, and its exit code."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "clientfit", *words],
        stdout=theirs,
        stderr=theirs,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "160", "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    return seen.decode(), process.wait()


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device here that is always full")
def test_an_output_that_is_full_is_told_and_no_change_is_lost(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "clientfit", "watch", str(STREAM), "--as-of", "2026-04-20"]
    command += ["--store", str(tmp_path / "w")]
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert "the changes cannot be written: No space left on device; start again" in done.stderr
    assert "Traceback" not in done.stderr
    again = subprocess.run(command, capture_output=True, text=True, check=True)
    assert [change["number"] for change in changes(again.stdout)] == list(range(1, 14))


def test_a_terminal_shows_a_table(tmp_path: Path) -> None:
    text, status = on_a_terminal(
        "watch", str(STREAM), "--as-of", "2026-04-20", "--store", str(tmp_path / "w")
    )
    assert status == 0
    assert "request removal: rental" in text.casefold()
    assert "the passing time" in text
    assert '"client"' not in text


def test_a_low_terminal_shows_the_newest_changes_while_it_follows(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "clientfit", "watch", str(STREAM), "--as-of", "2026-04-20"]
    process = subprocess.Popen(
        [*command, "--store", str(tmp_path / "w"), "--follow"],
        stdout=theirs,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "COLUMNS": "100", "LINES": "10", "TERM": "xterm"},
    )
    os.close(theirs)
    with process:
        seen = b""
        while b"13 changes so far; Ctrl-C ends" not in seen:
            seen += os.read(ours, 65536)
        newest = seen[seen.rindex(b"cause") :].decode()
        process.send_signal(signal.SIGINT)
        try:
            while rest := os.read(ours, 65536):
                seen += rest
        except OSError:
            pass  # so a terminal ends
        assert process.wait() == 0
    os.close(ours)
    assert "2026-04-15  c-2001  Hold" in newest
    assert "2026-03-02" not in newest
    assert b"2026-03-02" in seen[seen.rindex(b"Ctrl-C ends") :]  # all of it stays at the end


def test_a_client_that_cannot_be_decided_is_told_and_the_stream_goes_on(
    rules: Rules, store: str
) -> None:
    with Watch(rules, store) as watch:
        feeder = Feeder(watch, lambda: datetime(2026, 3, 20, tzinfo=UTC))
        letter = feeder.feed(lines({"register": {**CLIENT, "facts": {"wants_rentals": True}}}), "s", 1)
        assert letter is not None
        assert "did you mean 'wants_rental'" in letter.reason
        assert feeder.feed(lines({"register": CLIENT}), "s", 2) is None
        feeder.pass_time()
        assert feeder.undecided == {}
        assert [kept.line for kept in dead_letters(watch)] == [1]
        assert watch.decision("c-1").as_of == "2026-03-19"
