"""Sizes of audiences before they are built: the interval holds the truth as often as it says."""

import math
import re

import pytest
from conftest import MODELS, Project, copied_project, event, events_csv, write_input

PEOPLE = 3000
# Parts from 1 % to 99 %, each drawn by a hash of its own.
PARTS = {f"part_{n:03}": 1 + 98 * n / 159 for n in range(160)}


def file(rule: str) -> str:
    return "{% call segment() %}\n" + rule + "\n{% endcall %}"


@pytest.fixture(scope="module")
def estimated(tmp_path_factory) -> Project:
    """A build in which audiences are estimated from a twelfth of all people."""
    directory = tmp_path_factory.mktemp("estimates")
    rows = [f'crm,r{n},2025-01-01,"[{{""namespace"": ""customer_id"", ""id"": ""c{n}""}}]",{n}' for n in range(PEOPLE)]
    records = "dataset,record_id,ingested_at,identities,points\n" + "\n".join(rows) + "\n"
    segments = {name: file(f"split: {{below: {share}}}") for name, share in PARTS.items()}
    segments["nested"] = file("all:\n  - segment: part_080\n  - segment: part_120")
    segments["first_ten"] = file("top: {by: points, count: 10}")
    segments["nobody"] = file("field: points\nlt: 0")
    variables = {
        "input_dir": write_input(
            directory / "input",
            {
                "profile_records/a.csv": records,
                "experience_events/a.csv": events_csv(event("1", "2025-01-01T00:00:00Z", "page_view", "c1")),
            },
        ),
        "profile_attributes": {"points": "integer"},
        "predictions": {},
        "affinities": {"of": []},
        "estimate_profiles": PEOPLE // 12,
    }
    project = Project(directory, copied_project(directory, segments), variables)
    project.build(*MODELS, "--select", "+segment_estimates")
    return project


def test_the_interval_holds_the_truth_as_often_as_it_says(estimated):
    rows = estimated.rows(
        "select segment, estimated_size, lower, upper, profiles_read, total_profiles, exact_size"
        " from membership.segment_estimates where segment like 'part_%'"
    )
    assert len(rows) == len(PARTS)
    held, narrow_held = 0, 0
    for _, size, lower, upper, read, total, exact in rows:
        assert 200 < read < 300
        assert total == PEOPLE
        seen = round(size * read / total)
        assert (lower, upper) == wilson(seen, read, total)
        held += lower <= exact <= upper
        narrow_held += abs(size - exact) <= (upper - lower) / 4
    # 95 % of 160 are 152, give or take 2.8; half as wide an interval would hold 67 %.
    assert held >= 144
    assert narrow_held < 130


def wilson(seen: int, read: int, total: int) -> tuple[int, int]:
    """The interval as written in books, with as many people as a sample without replacement is worth."""
    worth = read * (total - 1) / (total - read)
    z, share = 1.959963985, seen / read
    centre = (share + z**2 / (2 * worth)) / (1 + z**2 / worth)
    half = z * math.sqrt(share * (1 - share) / worth + z**2 / (4 * worth**2)) / (1 + z**2 / worth)
    lower = math.floor(round((centre - half) * total, 6))
    return max(lower, seen), min(math.ceil(round((centre + half) * total, 6)), total)


def test_nobody_seen_is_not_nobody(estimated):
    ((size, lower, upper, exact),) = estimated.rows(
        "select estimated_size, lower, upper, exact_size from membership.segment_estimates where segment = 'nobody'"
    )
    assert (size, lower, exact) == (0, 0, 0)
    assert 20 < upper < 60


def test_all_read_is_no_estimate(estimated):
    outcome = estimated.dbt("run", "--select", "segment_estimates", estimate_profiles=PEOPLE)
    assert outcome.success, outcome.text
    rows = estimated.rows(
        "select distinct estimated_size - exact_size, lower - exact_size, upper - exact_size, profiles_read"
        " from membership.segment_estimates"
    )
    assert rows == [(0, 0, 0, PEOPLE)]


def test_an_estimate_before_a_build_is_that_of_the_build(estimated, capfd):
    nested = "select estimated_size, lower, upper, profiles_read from membership.segment_estimates"
    nested += " where segment = 'nested'"
    assert estimated.dbt("run", "--select", "segment_estimates").success
    ((size, lower, upper, read),) = estimated.rows(nested)
    (estimated.root / "models" / "segments" / "idea.sql").write_text(
        file("all:\n  - segment: nested\n  - field: points\n    gte: 0")
    )
    capfd.readouterr()
    outcome = estimated.dbt("run-operation", "estimate", "--args", "{segment: idea}")
    assert outcome.success, outcome.text
    said = capfd.readouterr().out
    assert f"idea: {size:,} of 3,000 profiles, 95 % between {lower:,} and {upper:,}, from {read:,} read" in said
    assert "100% are in nested as last evaluated" in said
    assert "of its members" not in said
    outcome = estimated.dbt("run-operation", "estimate", "--args", "{segment: idea}", estimate_compared=20)
    assert outcome.success, outcome.text
    of_part = capfd.readouterr().out
    assert f"idea: {size:,} of 3,000 profiles" in of_part
    assert len(re.findall("100% are in .* as last evaluated", of_part)) == 10
    assert 5 < int(re.search(r"(\d+) of its members tell", of_part)[1]) < 40
    outcome = estimated.dbt("run-operation", "estimate", "--args", "{segment: first_ten}")
    assert outcome.success, outcome.text
    assert "first_ten: 10 of 3,000 profiles, all read" in capfd.readouterr().out
    (estimated.root / "models" / "segments" / "idea.sql").write_text(
        file("any:\n  - event: page_veiw\n  - event: page_view\n  - segment: nested")
    )
    outcome = estimated.dbt("run-operation", "estimate", "--args", "{segment: idea}")
    assert outcome.success, outcome.text
    assert re.findall("no event .*", capfd.readouterr().out) == [
        "no event is called 'page_veiw'; the nearest is page_view"
    ]


@pytest.mark.parametrize(
    ("segment", "sentence"),
    [("neste", "'neste' is not a segment; allowed are"), ("neste", "the nearest is nested")],
)
def test_an_unknown_audience_is_named_with_the_nearest(estimated, segment, sentence):
    outcome = estimated.dbt("run-operation", "estimate", "--args", f"{{segment: {segment}}}")
    assert not outcome.success
    assert sentence in outcome.text


def test_nothing_is_estimated_before_the_first_build(project):
    outcome = project.dbt("run-operation", "estimate", "--args", "{segment: win_back}")
    assert not outcome.success
    assert "is not built yet: an audience is estimated from the profiles of the last build" in outcome.text
