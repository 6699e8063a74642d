"""Sequences and windows on random histories, beside a slow version that tries every chain of events."""

import json
from datetime import datetime, timedelta
from random import Random

import pytest
from conftest import MODELS, Project, copied_project, event, events_csv, write_input

AS_OF = datetime(2025, 3, 10)
MINUTES = {"minutes": 1, "hours": 60, "days": 1440}
STEPS = [
    {"event": "a"},
    {"event": ["a", "b"], "within_hours": 40},
    {"event": "b", "not_within_hours": 3},
    {"event": "c"},
]
GAPS = [{}, {"within": {"hours": 5}}, {"after": {"minutes": 60}}, {"after": {"hours": 1}, "within": {"days": 1}}]


def random_sequence(random: Random) -> list[dict]:
    steps = [dict(random.choice(STEPS)) for _ in range(random.choice((2, 2, 3, 4)))]
    for step in steps[1:]:
        step.update(random.choice(GAPS))
    if random.random() < 0.5:
        steps[-1]["absent"] = True
    return steps


def happened(events: list[tuple[datetime, str]], steps: list[dict], since: datetime | None = None) -> bool:
    """Try every event as the next step, one after the other."""
    if not steps:
        return True
    step = steps[0]
    gap = {}
    for side in ("after", "within"):
        for unit, count in step.get(side, {}).items():
            gap[side] = timedelta(minutes=MINUTES[unit] * count)
    found = [
        at
        for at, event_type in events
        if event_type in step["event"]
        and ("within_hours" not in step or at >= AS_OF - timedelta(hours=step["within_hours"]))
        and ("not_within_hours" not in step or at < AS_OF - timedelta(hours=step["not_within_hours"]))
        and (since is None or at > since + gap.get("after", timedelta()))
        and (since is None or "within" not in gap or at <= since + gap["within"])
    ]
    if step.get("absent"):
        return not found and ("within" not in gap or since + gap["within"] < AS_OF)
    return any(happened(events, steps[1:], at) for at in found)


@pytest.fixture(scope="module")
def evaluated(tmp_path_factory) -> tuple[Project, dict, dict]:
    random = Random(7)
    directory = tmp_path_factory.mktemp("sequences")
    people: dict[str, list] = {f"p{n}": [] for n in range(60)}
    rows = []
    for person, history in people.items():
        for n in range(random.randrange(1, 9)):
            # Few moments, whole hours, so that some events are simultaneous and some distances exact.
            at = AS_OF - timedelta(hours=random.randrange(1, 48))
            kind = random.choice("abc")
            history.append((at, kind))
            rows.append(event(f"{person}-{n}", f"{at:%Y-%m-%dT%H:%M:%SZ}", kind, person))
    sequences = {f"sequence_{n:02}": random_sequence(random) for n in range(40)}
    segments = {
        name: "{% call segment() %}\n" + json.dumps({"sequence": steps}) + "\n{% endcall %}"
        for name, steps in sequences.items()
    }
    variables = {
        "input_dir": write_input(directory / "input", {"experience_events/a.csv": events_csv(*rows)}),
        "as_of": f"{AS_OF:%Y-%m-%d}",
        "predictions": {},
        "affinities": {"of": []},
    }
    project = Project(directory, copied_project(directory, segments), variables)
    project.build(*MODELS, "--select", "+segment_evaluations")
    return project, people, sequences


def test_a_sequence_is_found_where_some_chain_of_events_makes_it(evaluated):
    project, people, sequences = evaluated
    found = dict(
        project.rows(
            "select identity_value, segments from membership.segment_evaluations"
            " inner join identity.identity_map using (profile_id)"
        )
    )
    assert found.keys() == people.keys()
    sizes = []
    for name, steps in sequences.items():
        members = {person for person, segments in found.items() if name in segments.split(",")}
        assert members == {person for person, events in people.items() if happened(events, steps)}, (name, steps)
        sizes.append(len(members))
    # Rules that hold for all or for nobody would tell little.
    assert sum(0 < size < len(people) for size in sizes) > 20
