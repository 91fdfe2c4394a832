"""Every mistake in `moves.yaml` is found, with file and line; no move speaks for somebody else."""

import shutil
from pathlib import Path

import pytest

from clientfit.errors import RuleSetError
from clientfit.evaluator import load_rules

ATTEMPT = "adds: {kind: contact, direction: outbound, delivered: true, answered: false}"
PROOF = "adds: {kind: written_proof, sent: true}"


@pytest.fixture
def house(tmp_path: Path, root: Path) -> Path:
    return Path(shutil.copytree(root / "rules", tmp_path / "rules"))


def refusal(house: Path) -> str:
    with pytest.raises(RuleSetError) as caught:
        load_rules(house)
    return str(caught.value)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("moves:\n", "movs:\n", "has no key 'movs'; did you mean 'moves'?"),
        ("  cost: 1\n", "  cost: 0\n", "a cost is a whole number from 1 to 1000000, not '0'"),
        ("  cost: 1\n", "  cost: one\n", "not 'one'"),
        ("  step: Wait until {day}.", "  step: Wait until {dy}.", "it may hold {day}"),
        ("  step: Wait until {day}.", "  step: Wait until {day.", "a { or } stands alone"),
        ("cost: 60", "cots: 60", "move 'repair_complaint' has no key 'cots'; did you mean 'cost'?"),
        ("cost: 60", "cost: [60]", "`cost:` must be one text"),
        ("by: {text: 5", "by: {txt: 5", "no channel is called 'txt'; did you mean 'text'?"),
        ("by: {text: 5", "by: {text: [5]", "a way has one cost, such as `phone: 8`"),
        ("by: {text: 5", "cost: 5\n    by: {text: 5", "write the cost of each way under `by:`"),
        (ATTEMPT, f"{ATTEMPT}\n    hears: decision_maker", "exactly one of adds, changes, hears"),
        (ATTEMPT, "adds: {kind: contct}", "`kind:` cannot be 'contct'; did you mean 'contact'?"),
        (ATTEMPT, "adds: {kind: contact, directon: outbound}", "did you mean 'direction'?"),
        (ATTEMPT, "adds: {kind: contact, method: preferred}", "it follows from the rest of the record"),
        (ATTEMPT, "adds: {kind: contact, channel: text}", "the way is chosen under `by:`"),
        (ATTEMPT, "adds: {kind: contact, direction: outbound}", "an agent's contact says `answered`"),
        (
            ATTEMPT,
            "adds: {kind: contact, direction: inbound, answered: false}",
            "`direction: inbound` is not the agent's to say; put it under `others:`",
        ),
        (
            ATTEMPT,
            "adds: {kind: contact, direction: outbound, answered: true}",
            "`answered: true` is not the agent's to say",
        ),
        (
            PROOF,
            "adds: {kind: coordinator, about: bad_fit, status: agreed}",
            "`status: agreed` is not the agent's to say",
        ),
        (PROOF, "adds: {kind: search_status, status: over}", "not the agent's alone to bring about"),
        (PROOF, "adds: {kind: goal, open_to_education: false}", "is not the agent's to say"),
        (PROOF, "adds: {kind: coordinator, about: bad_fit}", "an event 'coordinator' needs `status`"),
        (PROOF, "adds: {kind: final_notice}", "choose it under `by:`"),
        (
            "kind: complaint, where: {finding: legitimate}",
            "kind: obligation",
            "has no field 'repaired'",
        ),
        ("to: {repaired: true}", "to: {finding: contradicted}", "is not the agent's to say"),
        ("to: {repaired: true}", "to: {}", "`to:` says what the event says then"),
        ("hears: decision_maker", "hears: everybody", "`hears:` cannot be 'everybody'"),
        ("{as: out_of_scope_request,", "{as: out_of_scop,", "did you mean 'out_of_scope_request'?"),
        ("fields: [topic]", "fields: [topc]", "an event 'referral' has no field 'topc'"),
        ("Hear what {who} has to say.", "Hear {channel}.", "'{channel}' cannot stand in this text"),
        ("when: complaints_unrepaired >= 1", "when: complaint >= 1", "unknown word 'complaint'"),
        ("who: a lender", "wo: a lender", "has no key 'wo'; did you mean 'who'?"),
        ("waits_for: a lender's approval", "note: a lender's approval", "needs `waits_for:`"),
        ("kind: rental, wants: true", "kind: rental, wants: maybe", "'maybe' does not fit `wants`"),
        ("  send_proof:\n", "  send proof:\n", "send proof"),
    ],
)
def test_a_mistake_is_told_with_its_line(house: Path, old: str, new: str, message: str) -> None:
    file = house / "moves.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    told = refusal(house)
    assert message in told
    place, line = told.splitlines()[0].split(":")[:2]
    assert place.endswith("moves.yaml")
    written = file.read_text("utf-8").splitlines()
    near = " ".join(written[max(int(line) - 12, 0) : int(line) + 8])
    assert " ".join(new.split()) in " ".join(near.split())


def test_a_file_that_is_no_mapping_is_refused(house: Path) -> None:
    (house / "moves.yaml").write_text("- a\n- b\n", "utf-8")
    assert "moves.yaml:1: moves.yaml must be keys with values" in refusal(house)


def test_an_overlay_changes_drops_and_adds_moves(tmp_path: Path, root: Path) -> None:
    (tmp_path / "ruleset.yaml").write_text(
        "ruleset: house\nversion: '1'\nmeans: A house.\nextends: clientfit/default\n"
        "drop: [moves/final_notice, others/lender_approves]\n",
        "utf-8",
    )
    (tmp_path / "moves.yaml").write_text(
        "moves:\n  send_proof:\n    means: Ours.\n    when: prior_relationship\n    cost: 1\n"
        "    adds: {kind: written_proof, sent: true}\n    step: Send it.\n",
        "utf-8",
    )
    mine, base = load_rules(tmp_path).rule_set.moves, load_rules(root / "rules").rule_set.moves
    assert [move.id for move in mine.moves] == [m.id for m in base.moves if m.id != "final_notice"]
    assert {move.id: move.says for move in mine.moves}["send_proof"] == "Send it."
    assert len(mine.others) == len(base.others) - 1
    assert (mine.wait_cost, mine.unit) == (base.wait_cost, base.unit)


def test_an_overlay_cannot_drop_a_move_that_is_not_there(tmp_path: Path) -> None:
    (tmp_path / "ruleset.yaml").write_text(
        "ruleset: house\nversion: '1'\nmeans: A house.\nextends: clientfit/default\n"
        "drop: [moves/final_notise]\n",
        "utf-8",
    )
    assert "did you mean 'moves/final_notice'?" in refusal(tmp_path)
