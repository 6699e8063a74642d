"""Profiles that nothing but pseudonyms identify leave when idle: who, what goes with them, and wrong settings."""

import shutil
from collections import defaultdict
from datetime import timedelta

import pytest
from conftest import MODELS, Project, event, events_csv, write_input

RETURNS = {"event": "purchase", "outcome": "present", "window_days": 30}
EXPIRY = {"namespaces": ["cookie_id", "device_id"], "idle_days": 60}


def test_idle_pseudonymous_profiles_leave_and_are_counted(demo, tmp_path):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    project.build("--select", "expired_profiles+", "listed_namespaces_are_declared", pseudonymous_expiry=EXPIRY)

    ((as_of,),) = project.rows("select as_of from input.build_clock")
    namespaces, last_seen = defaultdict(set), {}
    for profile_id, namespace, seen_at in project.rows(
        "select profile_id, namespace, last_seen_at from identity.identity_map order by last_seen_at"
    ):
        namespaces[profile_id].add(namespace)
        last_seen[profile_id] = seen_at
    expected = {
        profile_id
        for profile_id, held in namespaces.items()
        if held <= {"cookie_id", "device_id"} and last_seen[profile_id] <= as_of - timedelta(days=60)
    }
    assert 50 < len(expected) < len(namespaces) - 1000
    assert {profile_id for (profile_id,) in project.rows("select profile_id from profile.expired_profiles")} == expected

    for relation in ("marts.customer_profiles", "profile.profile_consents", "profile.profile_computed_attributes"):
        left = {profile_id for (profile_id,) in project.rows(f"select profile_id from {relation}")}
        assert left == set(namespaces) - expected, relation
    for relation in (
        "insights.insight_scores",
        "insights.content_affinities",
        "membership.segment_membership",
        "profile.profile_attribute_sources",
    ):
        assert not expected & {profile_id for (profile_id,) in project.rows(f"select profile_id from {relation}")}
    unreconciled = "select count(*) from quality.dataset_reconciliation where not is_reconciled"
    assert project.rows(unreconciled) == [(0,)]


def test_an_expired_visitor_takes_its_attributes_along(tmp_path):
    """A record that a cookie alone identifies, too, and the build is green."""
    project = Project(tmp_path, variables={"profile_attributes": {"city": "text"}, "pseudonymous_expiry": EXPIRY})
    record = "record_id,dataset,ingested_at,identities,city\n"
    record += 'r1,crm_customers,2025-01-01,"[{""namespace"":""cookie_id"",""id"":""k1"",""primary"":true}]",Rome\n'
    record += 'r2,crm_customers,2025-01-01,"[{""namespace"":""customer_id"",""id"":""c1""}]",Oslo\n'
    later = events_csv(event("e1", "2025-06-01T10:00:00Z"))
    folder = write_input(tmp_path / "input", {"profile_records/a.csv": record, "experience_events/a.csv": later})
    project.build(*MODELS, "--select", "+profile_attributes", input_dir=folder)
    outcome = project.dbt("test", "--select", "every_value_that_a_policy_asks_for_is_merged", input_dir=folder)
    assert outcome.success, outcome.text
    assert project.rows("select city from profile.profile_attributes where city is not null") == [("Oslo",)]


def test_a_dataset_that_is_kept_for_less_than_models_look_at_is_named_in_a_warning(tmp_path):
    columns = "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    days = [f"2024-{month:02}-01T10:00:00Z" for month in range(1, 13)]
    rows = [
        event(f"{dataset}{n}", day, "purchase").replace("web", dataset)
        for dataset in ("short", "private", "long", "web")
        for n, day in enumerate(days)
    ]
    kept = {"short": "50,,", "private": "50,,no_data_science", "long": "3000,,"}
    settings = [f"{dataset},time_series,customer_id,true,{rest}\n" for dataset, rest in kept.items()]
    files = {"experience_events/a.csv": events_csv(*rows), "settings/datasets.csv": columns + "".join(settings)}
    folder = write_input(tmp_path / "input", files)
    project = Project(tmp_path, variables={"predictions": {"returns": RETURNS}, "example_segments": False})
    project.build(*MODELS, "--select", "+cuts", "+int_expired_events", input_dir=folder)
    claim = "every_cut_sees_what_is_kept_for_scoring"
    outcome = project.dbt("test", "--select", claim, input_dir=folder)
    assert outcome.success, outcome.text
    ((oldest,),) = project.rows("select max(days_before_as_of) from input.cuts where insight = 'returns'")
    assert oldest > 50
    ((dataset, explanation),) = project.rows(f"from quality.{claim}")
    assert dataset == "short"
    assert explanation.startswith("events of short are kept for 50 days, and the cuts that models learn from look at")
    assert int(explanation.split("look at ")[1].split()[0]) >= oldest + 365


def test_models_learn_from_expired_profiles_as_from_all(demo):
    """What is trained does not hang on who has expired, or only those who stayed would be in it."""
    outcome = demo.dbt("ls", "--select", "expired_profiles+", "--output", "name")
    assert "ml_propensity__trained" not in outcome.text
    assert "insight_scores" in outcome.text


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        (None, None),
        ([], None),
        ("cookie_id", "pseudonymous_expiry: found 'cookie_id'; write a mapping such as"),
        (
            {"idle_days": 3},
            "pseudonymous_expiry, at namespaces: found ''; list namespaces such as [cookie_id, device_id]",
        ),
        ({"namespaces": "cookie_id", "idle_days": 3}, "at namespaces: found 'cookie_id'; list namespaces"),
        ({"namespaces": [3], "idle_days": 3}, "at namespaces: found '[3]'; list namespaces"),
        ({"namespaces": ["a"]}, "at idle_days: found ''; give a whole number of days from 1 to 36500"),
        ({"namespaces": ["a"], "idle_days": 0}, "at idle_days: found '0'; give a whole number of days"),
        ({"namespaces": ["a"], "idle_days": True}, "at idle_days: found 'True'; give a whole number of days"),
        (
            {"namespaces": ["a"], "days": 3},
            "pseudonymous_expiry: 'days' is not known here; allowed are namespaces, idle_days",
        ),
    ],
)
def test_a_wrong_setting_says_what_is_allowed(run_macro, declared, sentence):
    text = run_macro("pseudonymous_expiry", variables={"pseudonymous_expiry": declared})
    assert (sentence in " ".join(text.split())) if sentence else text == ""


def test_a_namespace_that_nobody_declared_is_named(demo, tmp_path):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    lists = {"pseudonymous_expiry": {"namespaces": ["cookie"], "idle_days": 1}, "unscored_namespaces": ["sesion_id"]}
    outcome = project.dbt("test", "--select", "listed_namespaces_are_declared", **lists)
    assert not outcome.success
    assert "pseudonymous_expiry lists cookie, which identity_namespaces does not" in outcome.text
    assert "unscored_namespaces lists sesion_id, which" in outcome.text
    wrong = project.dbt("test", "--select", "listed_namespaces_are_declared", unscored_namespaces="cookie_id")
    assert "unscored_namespaces: found 'cookie_id'; list namespaces such as" in wrong.text


def test_who_is_known_by_unscored_namespaces_alone_is_neither_learned_from_nor_scored(demo, tmp_path):
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    namespaces = ["cookie_id", "device_id"]
    project.build(
        *MODELS,
        "--select",
        "int_identity_rules",
        "int_unscored_profiles+,+insight_scores",
        "ftr_clusters",
        "audience_clusters",
        unscored_namespaces=namespaces,
    )
    known_by: dict[str, set[str]] = defaultdict(set)
    for profile_id, namespace in project.rows("select profile_id, namespace from identity.identity_map"):
        known_by[profile_id].add(namespace)
    left_out = {profile_id for profile_id, held in known_by.items() if held <= set(namespaces)}
    assert 100 < len(left_out) < len(known_by) - 1000

    def people(query: str) -> set[str]:
        return {profile_id for (profile_id,) in project.rows(query)}

    for relation in ("ftr_propensities", "ftr_engagements"):
        query = f"select distinct profile_id from features.{relation} where role = 'scoring'"
        assert people(query) == {row[0] for row in demo.rows(query)} - left_out, relation
    # At an earlier cut also those who were known by nothing else then.
    earlier = "select count(*) from features.ftr_propensities where insight = 'conversion' and role != 'scoring'"
    assert project.rows(earlier) < demo.rows(earlier)
    scores = "select profile_id from insights.insight_scores where"
    assert people(f"{scores} starts_with(not_scored_reason, 'excluded: known by nothing but ')") == left_out
    assert people(f"{scores} score is not null").isdisjoint(left_out)
    clusters = (
        "select profile_id from insights.audience_clusters"
        " where starts_with(not_clustered_reason, 'not eligible: known by nothing but ')"
    )
    assert people(clusters) == left_out
    labels = "select count(*) from features.ftr_lifetime_outcomes"
    assert 0 < project.rows(labels)[0][0] <= demo.rows(labels)[0][0]
