"""What the control group shows, on relations made by hand."""

import hashlib
import itertools

import duckdb
import pytest
from conftest import Project

PERCENT = 20
RELATIONS = [
    "create table activation.control_group_draws (profile_id varchar, drawn_by varchar)",
    "create table input.build_clock as select timestamp '2025-06-01' as as_of, 'x' as input_name",
    "create table membership.segment_definitions (segment varchar)",
    "create table membership.segment_membership (segment varchar, profile_id varchar, entered_at timestamp)",
    "create table profile.profile_events"
    " (profile_id varchar, event_id varchar, event_type varchar, event_at timestamp)",
]
# Outside the control group and in it: how many, and how many with the outcome; then the interval of the difference by
# method 10 as Newcombe (1998) prints it in table II, or why there is none.
SEGMENTS = {
    "a": ((70, 56), (80, 48), (0.2, 0.0524, 0.3339)),
    "b": ((10, 9), (10, 3), (0.6, 0.1705, 0.8090)),
    "d": ((56, 5), (29, 0), (0.0893, -0.0381, 0.1926)),
    "nobody_held_back": ((5, 1), (0, 0), "nobody of the control group was in it"),
    "all_held_back": ((0, 0), (5, 1), "only the control group was in it"),
    "entered_lately": ((0, 0), (0, 0), "nobody entered 30 days ago or earlier"),
}


def people(is_control: bool, count: int, segment: str) -> list[str]:
    """Return names that lie on one side of the hash."""
    names = (f"{segment} {number}" for number in itertools.count())
    hashed = ((name, int(hashlib.md5(f"control_group:{name}".encode()).hexdigest()[:8], 16)) for name in names)
    return list(
        itertools.islice((name for name, value in hashed if (value < PERCENT / 100 * 2**32) == is_control), count)
    )


@pytest.fixture(scope="module")
def lift(tmp_path_factory) -> dict[str, tuple]:
    project = Project(tmp_path_factory.mktemp("holdout"))
    members, events = [("entered_lately", "somebody", "2025-05-03")], []
    for segment, (*sides, _) in SEGMENTS.items():
        for is_control, (count, with_outcome) in zip((False, True), sides, strict=True):
            for number, name in enumerate(people(is_control, count, segment)):
                # The first entry counts; another one, with a purchase after it, does not.
                members += [(segment, name, "2025-02-01"), (segment, name, "2025-04-20")]
                moments = [("purchase", "2025-01-31 23:59"), ("purchase", "2025-03-03"), ("refund", "2025-02-02")]
                moments += [("purchase", "2025-04-21")]
                if number < with_outcome:
                    moments += [("purchase", "2025-02-01"), ("purchase", "2025-03-02 23:59")]
                events += [(name, event_type, at) for event_type, at in moments]
    with duckdb.connect(str(project.database)) as connection:
        for schema in ("input", "membership", "profile", "activation"):
            connection.execute(f"create schema {schema}")
        for statement in RELATIONS:
            connection.execute(statement)
        connection.executemany("insert into membership.segment_membership values (?, 'now ' || ?, ?)", members)
        # Each has another name since, of no matter what hash.
        draws = {name for _, name, _ in members}
        connection.executemany(
            "insert into activation.control_group_draws values ('now ' || ?, ?)", [[n, n] for n in draws]
        )
        connection.executemany("insert into membership.segment_definitions values (?)", [[name] for name in SEGMENTS])
        rows = [(name, str(number), event_type, at) for number, (name, event_type, at) in enumerate(events)]
        connection.executemany("insert into profile.profile_events values ('now ' || ?, ?, ?, ?)", rows)
    project.build("--select", "holdout_lift", control_group_percent=PERCENT)
    return {
        row[0]: row[1:]
        for row in project.rows("select * exclude (outcome_event, window_days) from quality.holdout_lift")
    }


@pytest.mark.parametrize("segment", SEGMENTS)
def test_the_difference_has_the_published_interval_or_a_reason(lift, segment):
    (count, with_outcome), (control, control_with_outcome), expected = SEGMENTS[segment]
    *counts, difference, lower, upper, reason = lift[segment]
    assert counts == [count, with_outcome, control, control_with_outcome]
    if isinstance(expected, str):
        assert (difference, lower, upper, reason) == (None, None, None, expected)
    else:
        assert (difference, lower, upper) == pytest.approx(expected, abs=5e-5)
        assert reason is None


@pytest.mark.parametrize(
    ("variables", "sentence"),
    [
        (
            {"control_group_percent": 60},
            "control_group_percent is '60'. Give a number from 0 (no control group) to 50.",
        ),
        ({"holdout_outcome": {"event": "purchase"}}, "Write a mapping such as {event: purchase, window_days: 30}"),
        ({"lake": ["customer_profiles"]}, "lake: found 'customer_profiles'. Write a list of insight_scores,"),
        ({"lake": "insight_scores"}, "lake: found 'insight_scores'. Write a list of insight_scores,"),
    ],
)
def test_a_wrong_setting_stops_with_a_sentence(run_macro, variables, sentence):
    macro = {"lake": "lake_relations"}.get(next(iter(variables)), next(iter(variables)))
    assert sentence in run_macro(macro, variables=variables)
