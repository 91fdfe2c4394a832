"""The decision log: nothing is lost or torn by several writers, nor by a kill at any byte."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from clientfit.decision import Decision
from clientfit.decision_log import append_decisions, read_log
from clientfit.errors import LogError
from clientfit.evaluator import Rules

WRITER = """
import sys
from pathlib import Path
import clientfit
from clientfit.decision_log import append_decisions
rules = clientfit.load_rules()
print("ready", flush=True)
sys.stdin.readline()
for number in range(int(sys.argv[3])):
    made = [rules.decide_facts({"attempts": number, "responses": 1}) for _ in range(2)]
    named = [one.model_copy(update={"case_id": f"{sys.argv[2]}-{number}"}) for one in made]
    append_decisions(Path(sys.argv[1]), [d.with_source(m._from()) for d, m in zip(named, made)])
"""


def writer(log: Path, name: str, count: int) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(log), name, str(count)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("go\n")
    process.stdin.flush()


@pytest.fixture
def decision(rules: Rules) -> Decision:
    return rules.decide_facts({"wants_rental": True})


def test_what_is_appended_is_read_back_in_order(tmp_path: Path, rules: Rules) -> None:
    log = tmp_path / "log.jsonl"
    made = [rules.decide_facts({"attempts": number}) for number in range(3)]
    append_decisions(log, made[:1])
    append_decisions(log, made[1:])
    content = read_log(log)
    assert [Decision.model_validate(record) for _, record in content.records] == made
    assert content.remarks == ()


def test_several_processes_write_at_once_and_nothing_is_lost_or_mixed(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    count = 40
    processes = [writer(log, name, count) for name in ("a", "b", "c")]
    for process in processes:
        go(process)
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    content = read_log(log)
    assert content.remarks == ()
    ids = [record["case_id"] for _, record in content.records]
    assert sorted(ids) == sorted(f"{n}-{i}" for n in "abc" for i in range(count) for _ in range(2))
    assert all(ids[place] == ids[place + 1] for place in range(0, len(ids), 2))
    assert ids != sorted(ids), "the writers took turns, so they did run at once"


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_a_writer_that_is_killed_leaves_whole_records_and_no_lock(
    tmp_path: Path, decision: Decision
) -> None:
    log = tmp_path / "log.jsonl"
    process = writer(log, "a", 1_000_000)
    go(process)
    while not log.exists() or log.stat().st_size < 100_000:
        time.sleep(0.01)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    before = len(read_log(log).records)
    append_decisions(log, [decision])
    content = read_log(log)
    assert content.remarks == ()
    assert len(content.records) == before + 1


def test_a_log_cut_at_any_byte_loses_only_what_was_cut(tmp_path: Path, decision: Decision) -> None:
    log = tmp_path / "log.jsonl"
    append_decisions(log, [decision])
    first = log.stat().st_size
    append_decisions(log, [decision])
    data = log.read_bytes()
    assert len(data) == 2 * first
    for cut in range(first - 1, len(data) + 1):
        log.write_bytes(data[:cut])
        content = read_log(log)
        whole = data[:cut].count(b"\n")
        assert len(content.records) == whole
        torn = cut not in (0, first, len(data))
        assert [problem.line for problem in content.remarks] == ([whole + 1] if torn else [])
        assert append_decisions(log, [decision]) is torn
        # Where only the line end was missing, the record is kept.
        kept = whole + (cut in (first - 1, len(data) - 1))
        assert log.read_bytes() == data[:first] * (kept + 1)


def test_a_long_torn_line_is_found_too(tmp_path: Path, decision: Decision) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(b'{"a": 1}\n' + b'{"b": "' + b"x" * 200_000)
    assert append_decisions(log, [decision]) is True
    assert [line for line, _ in read_log(log).records] == [1, 2]


def test_a_line_that_is_no_record_is_left_out_with_a_remark(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    log.write_bytes(b'{"a": 1}\nnonsense\n\n[1]\n{"b": 2}\n')
    content = read_log(log)
    assert [line for line, _ in content.records] == [1, 5]
    assert [problem.line for problem in content.remarks] == [2, 4]


@pytest.mark.parametrize("text", ["id: c-1\ntime_zone: UTC", "no line end", "\n"])
def test_a_file_that_is_no_log_is_never_appended_to(
    tmp_path: Path, decision: Decision, text: str
) -> None:
    record = tmp_path / "case.yaml"
    record.write_text(text, "utf-8")
    with pytest.raises(LogError, match="this file is no log of decisions; name a new file"):
        append_decisions(record, [decision])
    assert record.read_text("utf-8") == text


def test_appending_nothing_leaves_the_log_as_it_is(tmp_path: Path) -> None:
    log = tmp_path / "log.jsonl"
    assert append_decisions(log, []) is False
    assert log.read_bytes() == b""


def test_a_log_that_cannot_be_written_or_read_is_our_error(tmp_path: Path, decision: Decision) -> None:
    with pytest.raises(LogError, match="cannot write this log"):
        append_decisions(tmp_path, [decision])
    with pytest.raises(LogError, match="cannot read this file"):
        read_log(tmp_path / "nowhere.jsonl")


def test_a_record_holds_facts_rules_hash_and_decision(tmp_path: Path, decision: Decision) -> None:
    log = tmp_path / "log.jsonl"
    append_decisions(log, [decision])
    record = json.loads(log.read_text("utf-8"))
    assert record["facts"] == {"wants_rental": True}
    assert record["rules_hash"] == decision.rules_hash
    assert (record["action"], record["reason"]) == ("remove", "rental")
