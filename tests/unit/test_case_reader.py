"""Cases from files: what is wrong is said once, in plain words, and the good ones still come."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from clientfit.case import Case
from clientfit.case_reader import load_case, parse_case, read_cases
from clientfit.errors import CaseError
from clientfit.facade import decide

GOOD: dict[str, Any] = {"id": "c-1", "time_zone": "America/Chicago", "as_of": "2026-03-31"}
CALL = {"kind": "contact", "at": "2026-03-01", "channel": "phone", "direction": "outbound"}

AWAY = {"kind": "away", "at": "2026-03-01"}
GOAL = {"kind": "goal", "at": "2026-03-01"}
VISIT = {"kind": "appointment", "at": "2026-03-01", "status": "pending"}


def refusal(document: object) -> CaseError:
    with pytest.raises(CaseError) as caught:
        parse_case(document)
    return caught.value


def write(path: Path, name: str, text: str) -> Path:
    file = path / name
    file.write_text(text, "utf-8")
    return file


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ([], "a case is an object with id, time_zone, as_of and events"),
        (None, "a case is an object"),
        ({"time_zone": "UTC"}, "id: `id` is missing; add it"),
        ({**GOOD, "id": ""}, "id: "),
        ({**GOOD, "time_zone": "Mars"}, "time_zone: no time zone 'Mars'; write an IANA name"),
        ({**GOOD, "as_of": "soon"}, "as_of: 'soon' is not a time or date"),
        ({**GOOD, "as_off": "2026-03-01"}, "there is no `as_off` here; did you mean 'as_of'?"),
        ({**GOOD, "race": "x"}, "`race` speaks of 'race'; facts about protected classes are refused"),
        ({**GOOD, "events": [{**CALL, "race": "x"}]}, "events[0].race: `race` speaks of 'race'"),
        ({**GOOD, "events": [{**CALL, "language": "x"}]}, "`language` speaks of 'language'"),
        ({**GOOD, "events": [{"at": "2026-03-01"}]}, "events[0]: this event has no `kind`"),
        (
            {**GOOD, "events": [{**CALL, "kind": "contct"}]},
            "events[0]: no event kind 'contct'; did you mean 'contact'?",
        ),
        (
            {**GOOD, "events": [{**CALL, "channel": "fone"}]},
            "events[0].channel: 'fone' is not known here; did you mean 'phone'?",
        ),
        (
            {**GOOD, "events": [{**CALL, "direction": "out"}]},
            "events[0].direction: 'out' is not known here",
        ),
        (
            {**GOOD, "events": [{**CALL, "chanel": "x"}]},
            "events[0].chanel: there is no `chanel` here; did you mean 'channel'?",
        ),
        (
            {**GOOD, "events": [{**CALL, "at": "2026-03-01T10:00:00"}]},
            "events[0].at: '2026-03-01T10:00:00' has no offset from UTC; write it as",
        ),
        ({**GOOD, "events": [{**CALL, "at": "1 March"}]}, "events[0].at: '1 March' is not a time"),
        (
            {**GOOD, "events": [{**CALL, "id": "e"}, {**CALL, "id": "e"}]},
            "events[1].id: event id 'e' is used twice, first by events[0]; give each its own",
        ),
        ({**GOOD, "facts": {"responses": float("nan")}}, "facts.responses: NaN is not a number; leave"),
        ({**GOOD, "events": [{**CALL, "x": float("inf")}]}, "events[0].x: Infinity is not a number"),
        ({**GOOD, "facts": {"responses": 10**5000}}, "facts.responses: this number has more than 24"),
        ({**GOOD, "facts": {"responses": None}}, "null does not fit; write true, false, a number,"),
        ({**GOOD, "facts": {"responses": None}}, "or unknown"),
        ({**GOOD, "facts": {"responses": {}}}, "bounds need at_least or at_most"),
        (
            {**GOOD, "as_of": 20260320},
            "as_of: 20260320 is not a time or date; write it as 2026-03-01T10",
        ),
        (
            {**GOOD, "as_of": "20260320"},
            "as_of: '20260320' is not a time or date; write it as 2026-03-01",
        ),
        ({**GOOD, "assigned_at": 1.5}, "assigned_at: 1.5 is not a time or date; write it as"),
        ({**GOOD, "events": [{**CALL, "at": 0}]}, "events[0].at: 0 is not a time or date; write it as"),
        (
            {**GOOD, "events": [{**CALL, "logged_at": 5}]},
            "events[0].logged_at: 5 is not a time or date",
        ),
        ({**GOOD, "events": [{**AWAY, "until": 20260320}]}, "events[0].until: 20260320 is not a time"),
        (
            {**GOOD, "events": [{**VISIT, "scheduled_for": "-5.5"}]},
            "'-5.5' is not a time or date; write",
        ),
        (
            {**GOOD, "assigned_at": "2026-04-01"},
            "as_of (2026-03-31) lies before assigned_at (2026-04-01)",
        ),
        (
            {**GOOD, "decision_makers": ["buyer"], "heard_decision_makers": ["byer"]},
            "heard_decision_makers[0]: 'byer' is not among decision_makers; did you mean 'buyer'?",
        ),
        (
            {**GOOD, "complete_channels": "phone"},
            "complete_channels: a list belongs here, not 'phone'; write `all`, or a list such as",
        ),
        ({**GOOD, "complete_channels": ["phone", "txt"]}, "[1]: 'txt' is not known here; did you mean"),
        (
            {**GOOD, "complete_channels": ["phone", "fax"]},
            "[1]: 'fax' is not known here; write one of phone",
        ),
        (
            {**GOOD, "events": None},
            "events: a list belongs here, not null; write a list, or leave it out",
        ),
        ({**GOOD, "events": [{**CALL, "answered": "may"}]}, "write one of true, false, unknown"),
        (
            {**GOOD, "events": [{**GOAL, "budget": "$400k"}]},
            "'$400k' is no number; write it as 400000, or",
        ),
        ({**GOOD, "events": [{**GOAL, "budget": "400,000"}]}, "without a thousands separator"),
        ({**GOOD, "events": [{**GOAL, "budget": 400, "000": None}]}, "without a thousands separator"),
        ({**GOOD, "name": "x"}, "`name` is refused: it says who the client is, and can stand for a"),
        ({**GOOD, "facts": {"responses": [1]}}, "facts.responses: "),
        (
            {**GOOD, "facts": {"responses": {"at_least": 3, "at_most": 1}}},
            "at_least is above at_most; swap them",
        ),
        (
            {**GOOD, "events": [{"kind": "goal", "at": "2026-03-01", "asked_price": -1}]},
            "events[0].asked_price: ",
        ),
    ],
)
def test_one_mistake_gives_one_problem_that_says_what_to_do(document: object, message: str) -> None:
    error = refusal(document)
    assert message in str(error)
    assert len(error.problems) == 1


def test_all_mistakes_of_a_record_are_told_at_once() -> None:
    events = [{**CALL, "channel": "fone"}, CALL, {**CALL, "at": "soon"}]
    error = refusal({"id": "c-1", "time_zone": "Mars", "events": events})
    assert [problem.path for problem in error.problems] == [
        *("events[0].channel", "events[2].at", "time_zone"),
    ]


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ({**CALL, "at": "2026-01-01"}, "events[0].at: 2026-01-01 lies before assigned_at"),
        ({**CALL, "at": "2026-04-01"}, "events[0].at: 2026-04-01 lies after as_of"),
    ],
)
def test_an_event_outside_of_the_record_is_refused(event: dict[str, Any], message: str) -> None:
    with pytest.raises(CaseError) as caught:
        decide({**GOOD, "assigned_at": "2026-02-01", "events": [event]})
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("c.json", "{", "c.json:1: this is not JSON"),
        ("c.json", '{\n"id":\n}', "c.json:3: this is not JSON"),
        ("c.json", '{"id": NaN}', "NaN is not a number"),
        ("c.json", '{"id": -Infinity}', "-Infinity is not a number"),
        ("c.json", "[" * 100_000, "this is not JSON"),
        ("c.json", "", "this is not JSON"),
        ("c.json", "[]", "a case is an object"),
        ("c.json", f'{{"id": {"9" * 5000}}}', "a number here has more than 24 digits"),
        (
            "c.yaml",
            "id: a\ntime_zone: UTC\nevents:\n- kind: rental\n  at: 2026-03-01\n  wants: may be\n",
            "c.yaml:6: events[0].wants: 'may be' is not known here; write one of true, false, unknown",
        ),
        (
            "c.yaml",
            "story: x\ncase:\n  id: a\n  time_zone: Mars\n",
            "c.yaml:4: time_zone: no time zone",
        ),
        ("c.yaml", "\nid: a\n", "c.yaml:2: time_zone: `time_zone` is missing"),
        ("c.yaml", "id: a\n b: 2\n", "c.yaml:2: this is not YAML"),
        ("c.yaml", "id: a\nid: b\n", "c.yaml:2: the key 'id' stands here twice"),
        ("c.yaml", "id: &a 1\n", "anchors (&)"),
        ("c.yaml", "", "this file is empty"),
        ("c.yaml", "case: {id: a}\nstori: x\n", "a story has no key 'stori'; did you mean 'story'?"),
        ("c.jsonl", '{"id": }', "c.jsonl:1: this is not JSON"),
    ],
)
def test_a_broken_file_says_where_it_is_broken(
    tmp_path: Path, name: str, text: str, message: str
) -> None:
    with pytest.raises(CaseError) as caught:
        load_case(write(tmp_path, name, text))
    assert message in str(caught.value)


@pytest.mark.parametrize(
    ("as_of", "assigned_at"),
    [
        ("2026-03-31", "2026-03-31T23:59:00-05:00"),
        ("2026-03-31T00:01:00-05:00", "2026-03-31"),
        ("2026-03-31T00:30:00-04:00", "2026-03-30"),
    ],
)
def test_a_date_is_its_whole_day_also_where_the_clock_and_the_assignment_meet(
    as_of: str, assigned_at: str
) -> None:
    assert decide({**GOOD, "as_of": as_of, "assigned_at": assigned_at}).as_of == as_of


def test_a_clock_before_the_assignment_is_refused_by_the_hour_in_the_zone_of_the_client() -> None:
    error = refusal({**GOOD, "as_of": "2026-03-31T00:30:00-04:00", "assigned_at": "2026-03-31"})
    assert "lies before assigned_at" in str(error)


def test_a_problem_found_while_deciding_has_its_line_too(tmp_path: Path) -> None:
    head = "id: a\ntime_zone: UTC\nas_of: 2026-03-31\nevents:\n"
    text = f"{head}- {{kind: away, until: 2026-05-01,\n   at: 2026-04-02}}\n"
    (read,) = read_cases(write(tmp_path, "c.yaml", text))
    assert read.case is not None
    with pytest.raises(CaseError) as caught:
        decide(read.case)
    assert [read.placed(problem).line for problem in caught.value.problems] == [6]


def test_a_file_that_is_not_there_or_no_text_is_our_own_error(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match="cannot read this file"):
        load_case(tmp_path / "no.yaml")
    (tmp_path / "b.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(CaseError, match="not UTF-8"):
        load_case(tmp_path / "b.yaml")
    (tmp_path / "b.yaml").unlink()
    with pytest.raises(CaseError, match="no case file in this directory"):
        load_case(tmp_path)


def test_the_good_lines_of_a_book_still_come(tmp_path: Path) -> None:
    lines = [
        *(json.dumps(GOOD), "", "{not json", json.dumps({**GOOD, "time_zone": "Mars"})),
        json.dumps({**GOOD, "id": "c-2"}),
    ]
    found = list(read_cases(write(tmp_path, "book.jsonl", "\n".join(lines))))
    assert [read.case.id for read in found if read.case] == ["c-1", "c-2"]
    assert [read.error.problems[0].line for read in found if read.error] == [3, 4]
    assert [read.name.rpartition(":")[2] for read in found if read.case] == ["1", "5"]


def test_a_directory_gives_its_files_by_their_names(tmp_path: Path) -> None:
    write(tmp_path, "b.json", json.dumps({**GOOD, "id": "b"}))
    write(tmp_path, "a.yaml", "id: a\ntime_zone: UTC\n")
    write(tmp_path, "c.txt", "no case")
    (tmp_path / "sub").mkdir()
    write(tmp_path, "sub/d.jsonl", json.dumps({**GOOD, "id": "d"}))
    assert [read.case.id for read in read_cases(tmp_path) if read.case] == ["a", "b", "d"]


YAML = """\
id: 0017
time_zone: America/Chicago
as_of: 2026-03-31
complete_channels: all
service_areas: [on, 3:30]
preferred_channel:
alternate_channels: []
events:
  - kind: contact
    id: 12
    at: 2026-03-01T10:00:00-06:00
    channel: phone
    direction: outbound
    answered: false
    delivered: unknown
  - kind: goal
    at: 2026-03-02
    asked_price: 250_000
    reconfirmed: true
facts:
  responses: 3
  wants_rental: false
  asked_over_market: 15%
"""


def test_yaml_is_typed_by_the_place_where_a_value_stands(tmp_path: Path) -> None:
    case = load_case(write(tmp_path, "c.yaml", YAML))
    assert case.id == "0017"
    assert case.service_areas == {"on", "3:30"}
    assert case.preferred_channel is None
    contact, goal = case.events
    assert contact.id == "12"
    assert contact.model_dump()["answered"] is False
    assert contact.model_dump()["delivered"] == "unknown"
    assert str(goal.model_dump()["asked_price"]) == "250000"
    decision = decide(case)
    assert case.facts["wants_rental"] is False
    assert decision.case_id == "0017"


def test_a_number_in_yaml_keeps_all_its_digits(tmp_path: Path) -> None:
    text = "id: a\ntime_zone: UTC\nas_of: 2026-03-31\nfacts:\n  asked_price: 12345678901.25\n"
    case = load_case(write(tmp_path, "c.yaml", text))
    assert str(case.facts["asked_price"]) == "12345678901.25"


def test_a_story_around_a_case_is_read(tmp_path: Path) -> None:
    text = "story: one sentence\nsource: somewhere\ncase:\n  id: a\n  time_zone: UTC\n"
    assert load_case(write(tmp_path, "c.yaml", text)).id == "a"


def test_numbers_in_json_are_exact() -> None:
    case = parse_case({**GOOD, "facts": {"asked_over_market": 0.15}})
    assert decide(case) == decide({**GOOD, "facts": {"asked_over_market": "15%"}})


def test_a_case_with_very_many_events_is_decided() -> None:
    events = [
        {**CALL, "id": f"e-{index}", "at": f"2026-03-{index % 28 + 1:02}"} for index in range(100_000)
    ]
    case = parse_case({**GOOD, "complete_channels": "all", "events": events})
    assert len(case.events) == 100_000
    assert decide(case).action == "ask"


@pytest.mark.parametrize("where", ["fact", "price"])
def test_a_number_with_a_huge_exponent_takes_no_time_and_no_memory(where: str) -> None:
    goal = '{"kind": "goal", "at": "2026-03-01", "asked_price": "1e999999999"}'
    inner = f'"events": [{goal}]' if where == "price" else '"facts": {"asked_price": "1e999999999"}'
    text = f'{{"id": "a", "time_zone": "UTC", "as_of": "2026-03-31", {inner}}}'
    code = (
        "import json, clientfit\n"
        "try: print(clientfit.decide(json.loads(input())).action)\n"
        "except clientfit.ClientfitError: print('refused')\n"
    )
    command = [sys.executable, "-c", code]
    try:
        done = subprocess.run(
            command, input=text, capture_output=True, text=True, timeout=10, check=False
        )
    except subprocess.TimeoutExpired:
        pytest.fail("this number takes for ever")
    assert done.returncode == 0
    assert done.stdout.strip() in ("refused", "ask")


@pytest.mark.parametrize("exponent", ["400", "4000", "40000"])
def test_a_large_number_can_be_written_down_or_is_refused(exponent: str) -> None:
    try:
        decision = decide({**GOOD, "facts": {"asked_price": f"1e{exponent}", "market_price": 1}})
    except CaseError as error:
        assert error.problems  # noqa: PT017  refusing it is right too
        return
    assert decision.to_text()
    assert decision.model_dump_json()


@pytest.mark.parametrize(
    ("complete", "words"),
    [
        ([], "its logs hold everything, so"),
        (["phone", "text", "email", "mail"], "its logs of video, in_person, chat hold everything, so"),
        ("all", None),
    ],
)
def test_a_step_names_the_channels_that_are_not_said_to_be_complete(
    complete: object, words: str | None
) -> None:
    steps = decide({**GOOD, "complete_channels": complete}).steps
    found = [step for step in steps if "complete_channels" in step]
    assert len(found) == (words is not None)
    assert words is None or words in found[0]


def test_a_case_is_frozen() -> None:
    case = Case.model_validate(GOOD)
    with pytest.raises(ValueError, match="frozen"):
        case.id = "other"  # type: ignore[misc]
