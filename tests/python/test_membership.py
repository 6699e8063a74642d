"""Who was in which audience, from when until when: several builds into one database, one after the other."""

import json
from pathlib import Path

import pytest
from conftest import MODELS, Project, copied_project, event, events_csv, write_input


def file(rule: str) -> str:
    return "{% call segment() %}\n" + rule + "\n{% endcall %}"


SEGMENTS = {
    "came_lately": "event: page_view\nwithin_days: 2",
    "buyers": "event: purchase",
    "not_buyers": "none:\n  - segment: buyers",
    "new_buyers": "segment: buyers\nentered: {within_days: 2}",
    "lost_visitors": "segment: came_lately\nleft: {within_days: 2}",
}


def identities(*pairs: tuple[str, str]) -> str:
    return '"' + json.dumps([{"namespace": n, "id": i} for n, i in pairs]).replace('"', '""') + '"'


def of(event_id: str, at: str, event_type: str, *pairs: tuple[str, str]) -> str:
    return f"{event_id},web,{event_type},{at}T10:00:00Z,{at}T10:00:00Z,{identities(*pairs)}"


EVENTS = events_csv(
    event("1", "2025-03-01T10:00:00Z", "page_view", "ann"),
    # Two visitors that turn out to be one person on the third day.
    of("2", "2025-03-01", "page_view", ("cookie_id", "k1")),
    of("3", "2025-03-01", "purchase", ("cookie_id", "k2")),
    of("4", "2025-03-03", "login", ("cookie_id", "k1"), ("cookie_id", "k2"), ("customer_id", "bob")),
    # One who leaves and comes back, and one who says no.
    event("5", "2025-03-01T10:00:00Z", "page_view", "cid"),
    event("6", "2025-03-05T10:00:00Z", "page_view", "cid"),
    event("7", "2025-03-01T10:00:00Z", "page_view", "dan"),
    event("8", "2025-03-04T10:00:00Z", "purchase", "ann"),
)
CONSENTS = "namespace,id,purpose,value,recorded_at\ncustomer_id,dan,general,out,2025-03-02T12:00:00Z\n"
DAYS = [f"2025-03-0{day}" for day in range(2, 7)]
# Nobody is scored here, so that what scores come from is built on the first day only.
SCORES = [f"models/{name}" for name in ("features", "insights", "quality")]
SCORES += [f"python_models/{name}" for name in ("propensity", "lifetime_value", "affinity", "clusters", "monitoring")]
UNSCORED = (*MODELS, "--exclude", *(f"path:{path}" for path in SCORES))
HISTORY = (
    "profile_id, segment, cast(entered_at as date)::text, cast(last_qualified_at as date)::text,"
    " cast(exited_at as date)::text, exited_reason"
)


@pytest.fixture(scope="module")
def daily(tmp_path_factory) -> tuple[Project, dict]:
    """A build a day; with what the views of the audiences held after each."""
    directory: Path = tmp_path_factory.mktemp("membership")
    files = {"experience_events/a.csv": EVENTS, "consents/a.csv": CONSENTS}
    variables = {"input_dir": write_input(directory / "input", files), "predictions": {}, "affinities": {"of": []}}
    root = copied_project(directory, {name: file(rule) for name, rule in SEGMENTS.items()})
    project = Project(directory, root, variables)
    found = {}
    for day in DAYS:
        project.build(*(UNSCORED if found else MODELS), as_of=day)
        found[day] = {name: profiles(project, f"select profile_id from segments.{name}") for name in SEGMENTS}
    return project, found


def profiles(project: Project, query: str) -> set[str]:
    return {profile_id for (profile_id,) in project.rows(query)}


def person(project: Project, namespace: str, value: str) -> str:
    query = (
        f"select profile_id from identity.identity_map where namespace = '{namespace}' and identity_value = '{value}'"
    )
    ((profile_id,),) = project.rows(query)
    return profile_id


def history(project: Project, profile_id: str) -> dict[str, list[tuple]]:
    rows = project.rows(
        f"select {HISTORY} from membership.segment_membership where profile_id = '{profile_id}' order by entered_at"
    )
    by_segment: dict[str, list[tuple]] = {}
    for _, segment, *stretch in rows:
        by_segment.setdefault(segment, []).append(tuple(stretch))
    return by_segment


def test_one_who_no_longer_qualifies_leaves_and_may_come_back(daily):
    project, _ = daily
    assert history(project, person(project, "customer_id", "ann")) == {
        "came_lately": [("2025-03-02", "2025-03-03", "2025-03-04", "no_longer_qualifies")],
        "not_buyers": [("2025-03-02", "2025-03-04", "2025-03-05", "no_longer_qualifies")],
        "buyers": [("2025-03-05", "2025-03-06", None, None)],
        "new_buyers": [("2025-03-06", "2025-03-06", None, None)],  # the build before found the entry
        "lost_visitors": [("2025-03-05", "2025-03-06", None, None)],
    }
    assert history(project, person(project, "customer_id", "cid"))["came_lately"] == [
        ("2025-03-02", "2025-03-03", "2025-03-04", "no_longer_qualifies"),
        ("2025-03-06", "2025-03-06", None, None),
    ]


def test_profiles_that_merge_keep_both_pasts_and_enter_nothing_anew(daily):
    project, _ = daily
    assert history(project, person(project, "customer_id", "bob")) == {
        "came_lately": [("2025-03-02", "2025-03-03", "2025-03-04", "no_longer_qualifies")],
        "buyers": [("2025-03-02", "2025-03-06", None, None)],
        "not_buyers": [("2025-03-02", "2025-03-03", "2025-03-04", "no_longer_qualifies")],
        "lost_visitors": [("2025-03-05", "2025-03-06", None, None)],
    }


def test_who_is_in_an_audience_when_it_begins_has_not_entered_it(daily):
    """Bob was a buyer when buyers were looked at first; only Ann came after."""
    project, _ = daily
    entered = project.rows("select distinct profile_id from membership.segment_membership where segment = 'new_buyers'")
    assert entered == [(person(project, "customer_id", "ann"),)]


def test_one_who_says_no_leaves_with_that_reason(daily):
    project, _ = daily
    assert {
        reason
        for stretches in history(project, person(project, "customer_id", "dan")).values()
        for *_, reason in stretches
    } == {"consent_withdrawn"}


def test_who_was_in_on_a_day_is_one_query(daily):
    project, found = daily
    for day in DAYS:
        for name in SEGMENTS:
            then = profiles(
                project,
                f"select coalesce(a.profile_id, m.profile_id) from membership.segment_membership as m"
                f" left join identity.profile_aliases as a on m.profile_id = a.former_profile_id"
                f" where segment = '{name}' and entered_at <= '{day}' and (exited_at > '{day}' or exited_at is null)",
            )
            now_called = dict(project.rows("select former_profile_id, profile_id from identity.profile_aliases"))
            assert then == {now_called.get(profile_id, profile_id) for profile_id in found[day][name]}, (day, name)


def test_every_entry_and_exit_is_a_change(daily):
    project, _ = daily
    ((entries, exits, members),) = project.rows(
        "select count(*) filter (change = 'entered'), count(*) filter (change = 'exited'),"
        " (select count(*) from membership.segment_membership where status = 'realized')"
        " from membership.segment_changes"
    )
    assert entries - exits == members > 0
    reasons = project.rows("select distinct change, reason from membership.segment_changes order by all")
    assert reasons == [
        ("entered", "qualifies"),
        ("entered", "segment_added"),
        ("exited", "consent_withdrawn"),
        ("exited", "no_longer_qualifies"),
    ]
    ann = person(project, "customer_id", "ann")
    ((segments,),) = project.rows(f"select segments from membership.profile_segments where profile_id = '{ann}'")
    assert json.loads(segments)["came_lately"] == {
        "status": "exited",
        "entered_at": "2025-03-02 00:00:00",
        "last_qualified_at": "2025-03-03 00:00:00",
        "exited_at": "2025-03-04 00:00:00",
    }


def test_what_holds_of_every_build_holds_of_one_with_a_past(daily):
    project, _ = daily
    outcome = project.dbt("test", "--select", "segment_membership", "segment_changes", "segment_sizes", as_of=DAYS[-1])
    assert outcome.success, outcome.text
    outs = "select count(*) from membership.segment_membership where exited_reason = 'consent_withdrawn'"
    assert project.rows(outs)[0][0] > 0, "one who said no has a past"


def everything(project: Project) -> list[tuple]:
    return project.rows(f"select {HISTORY}, definition_hash from membership.segment_membership order by all")


def test_the_same_moment_again_and_rules_edited_and_undone(daily):
    """The last build is made again: as it was, with an edited rule, without an audience, and as it was once more."""
    project, _ = daily
    before = everything(project)
    evaluate = ["run", "--select", "segment_evaluations+"]

    def again(*arguments: str, **variables: object) -> None:
        outcome = project.dbt(*evaluate, *arguments, as_of=DAYS[-1], **variables)
        assert outcome.success, outcome.text

    rows = "select profile_id, rowid from membership.segment_history order by all"
    stored = project.rows(rows)
    again("--full-refresh")
    assert everything(project) == before
    assert project.rows(rows) == stored, "nothing is written where nothing changed"

    rule = project.root / "models" / "segments" / "came_lately.sql"
    text = rule.read_text()
    rule.write_text(file("event: page_view\nwithin_days: 6"))
    again()
    ann = person(project, "customer_id", "ann")
    assert history(project, ann)["came_lately"][-1] == ("2025-03-06", "2025-03-06", None, None)
    edited = "select reason from membership.segment_changes where segment = 'came_lately' and changed_at = '2025-03-06'"
    assert project.rows(f"{edited} and profile_id = '{ann}'") == [("rule_changed",)]

    rule.unlink()
    (project.root / "models" / "segments" / "lost_visitors.sql").rename(project.directory / "lost_visitors.sql")
    again()
    cid = person(project, "customer_id", "cid")
    assert history(project, cid)["came_lately"][-1] == ("2025-03-02", "2025-03-03", "2025-03-04", "no_longer_qualifies")
    assert history(project, ann)["lost_visitors"] == [("2025-03-05", "2025-03-05", "2025-03-06", "segment_removed")]

    rule.write_text(text)
    (project.directory / "lost_visitors.sql").rename(project.root / "models" / "segments" / "lost_visitors.sql")
    again()
    assert everything(project) == before


def test_an_earlier_moment_is_refused(daily):
    project, _ = daily
    evaluated = "from membership.segment_evaluations order by all"
    before, were = everything(project), project.rows(evaluated)
    outcome = project.dbt("run", "--select", "build_clock", "segment_evaluations+", as_of=DAYS[0])
    assert not outcome.success
    assert "remembers who was in which audience at 2025-03-06" in outcome.text
    assert (everything(project), project.rows(evaluated)) == (before, were)
    project.build("--select", "build_clock", as_of=DAYS[-1])


def test_a_part_that_becomes_a_profile_of_its_own_shares_the_past(daily):
    project, _ = daily
    settings = project.directory / "settings"
    settings.mkdir()
    (settings / "denied_links.csv").write_text(
        "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"
        "cookie_id,k1,customer_id,bob,not his\ncookie_id,k1,cookie_id,k2,not his\n"
    )
    project.build(*UNSCORED, as_of="2025-03-07", settings_dir=str(settings))
    bob, other = person(project, "customer_id", "bob"), person(project, "cookie_id", "k1")
    assert bob != other
    assert history(project, other)["buyers"] == [("2025-03-02", "2025-03-06", "2025-03-07", "no_longer_qualifies")]
    assert history(project, other)["not_buyers"][-1] == ("2025-03-07", "2025-03-07", None, None)
    assert history(project, bob)["buyers"] == [("2025-03-02", "2025-03-07", None, None)]


def test_who_comes_in_as_a_rule_is_edited_has_not_entered_it(daily):
    """Cid bought nothing: the wider rule lets him in, and welcomes nobody."""
    project, _ = daily
    (project.root / "models" / "segments" / "buyers.sql").write_text(
        file("any:\n  - event: purchase\n  - event: page_view")
    )
    for day in ("2025-03-08", "2025-03-09"):
        project.build(*UNSCORED, as_of=day, settings_dir=str(project.directory / "settings"))
    cid = person(project, "customer_id", "cid")
    assert history(project, cid)["buyers"] == [("2025-03-08", "2025-03-09", None, None)]
    reason = f"select reason from membership.segment_changes where segment = 'buyers' and profile_id = '{cid}'"
    assert project.rows(reason) == [("rule_changed",)]
    assert project.rows("select * from segments.new_buyers") == []
