"""Who is who, from rows to `identity.*`: the published cases, and what a person reads when a link is cut."""

import json
import shutil
from collections import defaultdict
from pathlib import Path

import pytest
import yaml
from conftest import MODELS, Project, write_input

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "identity_graphs.yml").read_text())
BY_NAME = {case["name"]: case for case in CASES["cases"]}
KINDS = {"Email": "email", "Phone": "phone", "IDFA": "device", "GAID": "device", "ECID": "cookie", "cookie": "cookie"}
HEADER = "event_id,dataset,event_type,event_at,ingested_at,identities"


def identity_array(identities) -> str:
    text = json.dumps([{"namespace": namespace, "id": value} for namespace, value in identities])
    return '"' + text.replace('"', '""') + '"'


def event_rows(prefix: str, events) -> list[str]:
    """Events a minute apart; each is a list of (namespace, value)."""
    return [
        f"{prefix}-{n},web,page_view,2025-01-01T10:{n:02}:00Z,2025-01-02T00:00:00Z,{identity_array(identities)}"
        for n, identities in enumerate(events)
    ]


def settings_csv(namespaces) -> str:
    """Namespaces as (name, type, is_unique), from highest to lowest priority."""
    rows = [
        f"{name},{kind},{number},{str(is_unique).lower()},,,none"
        for number, (name, kind, is_unique) in enumerate(namespaces, start=1)
    ]
    return "\n".join(["namespace,type,priority,is_unique,pattern,max_length,normalisation", *rows]) + "\n"


def identity_build(directory: Path, namespaces, events: list[str], settings=None, **variables) -> Project:
    files = {
        "experience_events/events.csv": "\n".join([HEADER, *events]) + "\n",
        "settings/identity_namespaces.csv": settings_csv(namespaces),
        "settings/datasets.csv": "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,"
        "usage_labels\n",
    }
    project = Project(directory)
    variables["input_dir"] = write_input(directory / "input", files | (settings or {}))
    outcome = project.dbt(
        "build",
        "--select",
        "+path:models/identity",
        "+identity_health",
        "+proposed_blocked_identities",
        "--indirect-selection",
        "cautious",
        **variables,
    )
    assert outcome.success, outcome.text
    return project


def graphs_and_removed(project: Project):
    members = defaultdict(set)
    for profile_id, *identity in project.rows(
        "select profile_id, namespace, identity_value from identity.identity_map"
    ):
        members[profile_id].add(tuple(identity))
    removed = project.rows("""
        select left_namespace, left_identity_value, right_namespace, right_identity_value
        from identity.identity_links where status = 'removed'
    """)
    return [graph for graph in members.values() if len(graph) > 1], [{row[:2], row[2:]} for row in removed]


def config_of(case) -> dict:
    config = case["config"]
    return CASES["configs"][config] if isinstance(config, str) else config


@pytest.fixture(scope="module")
def published(tmp_path_factory) -> Project:
    """All cases in one build: every case has namespaces of its own, named after it."""
    namespaces, events = [], []
    for name, case in BY_NAME.items():
        config = config_of(case)
        namespaces += [(f"{name}.{n}", KINDS.get(n, "cross_device"), n in config["unique"]) for n in config["priority"]]
        told = CASES["bases"].get(case.get("base"), []) + case["events"]
        events += event_rows(name, [[(f"{name}.{n}", str(v)) for n, v in event.items()] for event in told])
    return identity_build(tmp_path_factory.mktemp("published"), namespaces, events)


@pytest.mark.parametrize("name", BY_NAME)
def test_published_case(published, name):
    def of_case(identities):
        return {value for namespace, value in identities if namespace.split(".")[0] == name}

    graphs, removed = graphs_and_removed(published)
    expected = [{str(value) for value in graph} for graph in BY_NAME[name]["graphs"]]
    assert sorted(map(sorted, filter(None, map(of_case, graphs)))) == sorted(map(sorted, expected))
    expected = [{str(value) for value in pair} for pair in BY_NAME[name]["removed"]]
    assert sorted(map(sorted, filter(None, map(of_case, removed)))) == sorted(map(sorted, expected))


def test_a_cut_link_says_which_rule_and_which_row_won(published):
    ((explanation,),) = published.rows("""
        select removed_explanation from identity.identity_links
        where status = 'removed' and left_namespace = 'shared_device_latest_login_wins.CRMID'
    """)
    assert explanation == (
        "shared_device_latest_login_wins.CRMID is unique, and this link would join"
        " shared_device_latest_login_wins.CRMID 'Tom' and shared_device_latest_login_wins.CRMID 'Summer';"
        " shared_device_latest_login_wins.ECID '111' was won by shared_device_latest_login_wins.CRMID 'Summer',"
        " seen together in web row 'shared_device_latest_login_wins-1' at 2025-01-01 10:01:00."
    )


def test_a_login_that_merges_silently_is_a_finding(published):
    """No rule can tell ID_C from Tom's own logins; so a person is told to look at it."""
    assert published.rows("""
        select finding, measured from quality.identity_health
        where starts_with(subject, 'dangling_login_merges_silently.loginID') and contains(subject, 'ID_C')
    """) == [("dangling_id", 1)]


PEOPLE = [("crm", "cross_device", True), ("email", "email", False), ("device", "device", False)]
PEOPLE += [("cookie", "cookie", False), ("ad", "partner", False)]


@pytest.fixture(scope="module")
def ruled(tmp_path_factory) -> Project:
    """A row of two people, a denied pair, graphs over the limit, a partner's id, and links that go elsewhere."""
    events = [
        [("crm", "Tom"), ("crm", "Summer"), ("cookie", "both")],
        [("crm", "Tom"), ("cookie", "t")],
        [("email", "a@b.c"), ("cookie", "1")],
        [("email", "d@e.f"), ("cookie", "1")],
        [("crm", "Kim"), ("cookie", "old")],
        [("crm", "Kim"), ("cookie", "new")],
        [("crm", "Kim"), ("device", "phone")],
        [("crm", "Kim"), ("email", "k@k.k")],
        [("crm", "Kim"), ("cookie", "new"), ("ad", "x")],
        [("ad", "alone")],
        # The cookie goes to Ann, whose graph then grows beyond the limit and loses it.
        [("crm", "Ben"), ("cookie", "lost")],
        [("crm", "Ann"), ("cookie", "lost")],
        *([("crm", "Ann"), ("device", f"d{n}")] for n in range(4)),
        # The cookie goes to Eve by way of a device, and also knows an address that says nothing of her.
        [("crm", "Dan"), ("cookie", "via")],
        [("email", "leaf@b.c"), ("cookie", "via")],
        [("crm", "Eve"), ("device", "tablet")],
        [("device", "tablet"), ("cookie", "via")],
        # A delete of what once linked Bo says nothing new.
        [("crm", "Ida"), ("cookie", "kept")],
        # The cookie goes to Vic, from whom a denied link then takes it.
        [("crm", "Uma"), ("cookie", "taken")],
        [("crm", "Vic"), ("cookie", "taken")],
    ]
    bo = identity_array([("crm", "Bo"), ("cookie", "kept")])
    records = [
        "dataset,record_id,operation,identities,updated_at,ingested_at",
        f"people,r1,upsert,{bo},2025-01-01T09:00:00Z,2025-01-01T09:00:00Z",
        f"people,r1,delete,{bo},2025-01-01T11:00:00Z,2025-01-01T11:00:00Z",
        f"people,r2,upsert,{bo},2025-01-01T09:00:00Z,2025-01-01T09:00:00Z",
        "people,r2,delete,,2025-01-01T11:00:00Z,2025-01-01T11:00:00Z",
        f"people,r3,upsert,{bo},2025-01-01T09:00:00Z,2025-01-01T09:00:00Z",
        "people,r3,delete,no JSON,2025-01-01T11:00:00Z,2025-01-01T11:00:00Z",
    ]
    crowd = identity_array([("cookie", f"c{n}") for n in range(900)])
    apart = [f"crowd,web,page_view,2025-01-01T09:00:00Z,2025-01-02T00:00:00Z,{crowd}"]
    # The newest row of a pair counts, whichever dataset it is in.
    apart += [
        f"{name}-{minute},{dataset},page_view,2025-01-01T12:{minute}:00Z,2025-01-02T00:00:00Z,"
        + identity_array([("crm", person), ("cookie", name)])
        for name, datasets in (("two datasets", ("web", "app")), ("two more", ("app", "web")))
        for person, dataset, minute in (
            (f"{name} 1", datasets[0], "01"),
            (f"{name} 2", "web", "05"),
            (f"{name} 1", datasets[1], "09"),
        )
    ]
    denied = "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"
    return identity_build(
        tmp_path_factory.mktemp("ruled"),
        PEOPLE,
        event_rows("e", events) + apart,
        {
            "settings/denied_links.csv": denied
            + "email,d@e.f,email,a@b.c,they wrote to us\ncrm,Vic,cookie,taken,not his\n",
            "profile_records/people.csv": "\n".join(records) + "\n",
        },
        max_graph_identities=4,
    )


def removed_links(project: Project) -> dict:
    return {
        (left, right): (reason, explanation)
        for left, right, reason, explanation in project.rows("""
            select left_identity_value, right_identity_value, removed_reason, removed_explanation
            from identity.identity_links where status = 'removed'
        """)
    }


def test_a_row_with_two_people_links_nobody_and_is_listed(ruled):
    removed = removed_links(ruled)
    for pair in (("Summer", "Tom"), ("Summer", "both"), ("Tom", "both")):
        assert removed[pair] == (
            "two_people_in_one_row",
            "every row that holds both holds two values of a unique namespace, too: it speaks of two people.",
        )
    assert ruled.rows("select count(distinct profile_id) from identity.identity_map where identity_value = 'both'") == [
        (1,)
    ]


def test_what_a_denied_link_frees_joins_nobody_else_and_both_links_say_why(ruled):
    removed = removed_links(ruled)
    assert removed["Vic", "taken"] == ("denied_link", "denied_links parts crm 'Vic' and cookie 'taken' (not his).")
    reason, explanation = removed["Uma", "taken"]
    assert reason == "unique_namespace"
    assert explanation == (
        "crm is unique, and this link would join crm 'Uma' and crm 'Vic'; cookie 'taken' was won by crm 'Vic',"
        " seen together in web row 'e-22' at 2025-01-01 10:22:00, until denied_links parted them."
    )
    graphs, _ = graphs_and_removed(ruled)
    assert not any(("cookie", "taken") in graph for graph in graphs)


def test_a_denied_pair_is_parted_and_the_newer_row_keeps_the_cookie(ruled):
    reason, explanation = removed_links(ruled)["a@b.c", "1"]
    assert reason == "denied_link"
    assert explanation == (
        "denied_links parts email 'a@b.c' and email 'd@e.f' (they wrote to us);"
        " cookie '1' was won by email 'd@e.f', seen together in web row 'e-3' at 2025-01-01 10:03:00."
    )
    graphs, _ = graphs_and_removed(ruled)
    assert {("email", "d@e.f"), ("cookie", "1")} in graphs


def test_a_graph_over_the_limit_loses_its_oldest_cookie_and_is_flagged(ruled):
    assert removed_links(ruled)["Kim", "old"] == (
        "graph_limit",
        "the graph held more than 4 identities (max_graph_identities), of which the oldest leave.",
    )
    assert ruled.rows("""
        select identity_map.identity_value, identity_graphs.identity_count
        from identity.identity_graphs
        inner join identity.identity_map on identity_graphs.profile_id = identity_map.profile_id
        where identity_graphs.is_truncated and identity_map.namespace = 'crm'
        order by identity_map.identity_value
    """) == [("Ann", 4), ("Kim", 4)]
    assert ruled.rows("select identity_value from identity.identity_map where is_trimmed order by 1") == [
        ("d0",),
        ("lost",),
        ("old",),
    ]


def test_a_link_that_lost_before_the_limit_took_its_end_still_says_to_whom(ruled):
    reason, explanation = removed_links(ruled)["Ben", "lost"]
    assert reason == "unique_namespace"
    assert "'lost' was won by crm 'Ann', seen together in web row 'e-11'" in explanation


def test_the_row_that_won_lies_on_the_way_to_the_other_person(ruled):
    _, explanation = removed_links(ruled)["Dan", "via"]
    assert explanation == (
        "crm is unique, and this link would join crm 'Dan' and crm 'Eve'; cookie 'via' was won by device 'tablet',"
        " seen together in web row 'e-19' at 2025-01-01 10:19:00."
    )


def test_a_delete_needs_no_identities(ruled):
    assert ruled.rows(
        "select record_id, row_status, count(*) from input.int_profile_records__checked group by all order by 1"
    ) == [
        ("r1", "accepted", 2),
        ("r2", "accepted", 2),
        ("r3", "accepted", 2),
    ]


def test_a_delete_links_nobody_anew(ruled):
    assert "Bo" in dict(removed_links(ruled))["Bo", "kept"][1]
    assert ("Ida", "kept") not in removed_links(ruled)


@pytest.mark.parametrize("name", ["two datasets", "two more"])
def test_the_newest_row_of_a_pair_counts_whichever_dataset_it_is_in(ruled, name):
    assert (f"{name} 2", name) in removed_links(ruled)
    assert dict(
        ruled.rows(f"""
            select left_identity_value, datasets from identity.identity_links
            where left_identity_value in ('{name} 1', '{name} 2')
        """)
    ) == {f"{name} 1": '["app","web"]', f"{name} 2": '["web"]'}


def test_a_row_of_two_people_is_accounted_for(ruled):
    assert ruled.rows("select dataset, row_id, code, explanation from identity.unlinked_rows order by row_id") == [
        (
            "web",
            "crowd",
            "too_many_identities",
            "the row holds 900 identities, more than a graph may (max_graph_identities is 4): it is stored, but links"
            " nobody",
        ),
        (
            "web",
            "e-0",
            "two_people_in_one_row",
            "the row holds 2 values of crm, which is unique: it is stored, but links nobody",
        ),
    ]


def test_a_cookie_that_many_people_share_is_a_finding_with_what_blocking_it_takes(tmp_path):
    people = [[("crm", str(n)), ("cookie", "kiosk")] for n in range(4)]
    events = [*people, [("email", "a@b.c"), ("cookie", "x")], [("email", "d@e.f"), ("cookie", "x")]]
    project = identity_build(tmp_path, PEOPLE, event_rows("e", events))
    findings = project.rows("""
        select finding, subject, measured, explanation from quality.identity_health where finding != 'graph_size'
    """)
    assert sorted(findings)[1] == (
        "shared_identity",
        "cookie 'kiosk'",
        4,
        "seen with so many people. If it says nothing about a person, add it to blocked_identities: that takes away"
        " its 4 links; cut already: 3",
    )
    assert sorted(findings)[0][::2] == ("several_personal_ids", 2)
    assert len(findings) == 2


def test_what_fuses_people_without_a_unique_identity_is_found_too(tmp_path):
    """A kiosk where guests leave their addresses, and a junk customer number that strangers share."""
    guests = [[("email", f"guest{n}@b.c"), ("cookie", "kiosk")] for n in range(4)]
    strangers = [[("crm", "guest"), ("email", f"stranger{n}@b.c")] for n in range(4)]
    two_addresses = [[("crm", "Ann"), ("email", f"ann{n}@b.c")] for n in range(2)]
    by_tablet = [[("crm", "Tom"), ("cookie", "tablet")], [("loyalty", "L9"), ("cookie", "tablet")]]
    by_address = [[("crm", "Eve"), ("email", "eve@b.c")], [("loyalty", "L8"), ("email", "eve@b.c")]]
    by_browser = [[("email", "solo@b.c"), ("cookie", "k9")], [("phone", "123"), ("cookie", "k9")]]
    at_once = [[("email", "duo@b.c"), ("phone", "124"), ("cookie", "k8")]]
    # One person with three unique ids: whoever shares her address shares it with one person.
    card = [[("crm", "Uma"), ("loyalty", "L7"), ("account", "A7"), ("email", "uma@b.c")]]
    events = [*guests, *strangers, *two_addresses, *by_tablet, *by_address, *by_browser, *at_once, *card]
    namespaces = [("loyalty", "cross_device", True), ("account", "cross_device", True), ("phone", "phone", False)]
    project = identity_build(tmp_path, [*PEOPLE, *namespaces], event_rows("e", events))
    dangling = "select subject, explanation from quality.identity_health where finding = 'dangling_id' order by all"
    assert [(subject, told[:30]) for subject, told in project.rows(dangling)] == [
        ("crm 'Tom'", "seen with devices and browsers"),
        ("email 'solo@b.c'", "seen with devices and browsers"),
        ("loyalty 'L9'", "seen with devices and browsers"),
        ("phone '123'", "seen with devices and browsers"),
    ]
    findings = project.rows("""
        select finding, split_part(subject, ' of ', 1), measured, contains(explanation, 'with a unique identity')
        from quality.identity_health
        where finding not in ('graph_size', 'bridge_link', 'dangling_id') order by all
    """)
    assert findings == [
        ("several_personal_ids", "email", 4, False),
        ("several_personal_ids", "email", 4, True),
        ("shared_identity", "cookie 'kiosk'", 4, False),
    ]
    proposed = project.rows("select identity_value, people_count from quality.proposed_blocked_identities")
    assert proposed == [("kiosk", 4)]


def names_given(project: Project) -> set[str]:
    """Every name that leads to a profile, or to the reason why it leads to none."""
    rows = project.rows("""
        select profile_id from identity.identity_graphs
        union select former_profile_id from identity.profile_aliases
        union select former_profile_id from identity.dropped_identities
    """)
    return {name for (name,) in rows}


def test_a_proposed_block_list_can_be_copied_as_it_is(tmp_path):
    """Its patterns are the values, whatever they hold. One in lower case stands for any case."""
    people = [[("crm", str(n)), ("cookie", 'Kiosk.+"(1'), ("cookie", "x")] for n in range(4)]
    events = event_rows("e", [*people, [("crm", "0"), ("cookie", 'kiosk.+"(1')], [("cookie", "X"), ("email", "a@b.c")]])
    project = before = identity_build(tmp_path / "before", PEOPLE, events)
    columns = "namespace, pattern, reason, people_count, link_count, removed_link_count"
    proposed = project.rows(f"select {columns} from quality.proposed_blocked_identities order by pattern desc")
    assert proposed == [
        ("cookie", "^x$", "seen with 4 people", 4, 5, 3),
        ("cookie", r"^Kiosk\.\+\"\(1$", "seen with 4 people", 4, 5, 3),
    ]

    quoted = ['"' + pattern.replace('"', '""') + '"' for _, pattern, *_ in proposed]
    blocked = "\n".join(["namespace,pattern,reason", *(f"cookie,{pattern},seen with 4 people" for pattern in quoted)])
    settings = {"settings/blocked_identities.csv": blocked + "\n"}
    project = identity_build(tmp_path / "after", PEOPLE, events, settings)
    dropped = project.rows("select identity_value, code from identity.dropped_identities order by all desc")
    assert dropped == [("x", "blocked"), ("X", "blocked"), ('Kiosk.+"(1', "blocked")]
    assert names_given(before) - names_given(project) == set(), "a name that was given leads nowhere"
    assert project.rows("select count(*) from quality.proposed_blocked_identities") == [(0,)]


def test_an_identity_of_a_partner_is_dropped_with_its_reason(ruled):
    assert ruled.rows("""
        select namespace, identity_value, code, row_count, rejected_row_count
        from identity.dropped_identities order by identity_value
    """) == [("ad", "alone", "type_never_links", 1, 1), ("ad", "x", "type_never_links", 1, 0)]


def test_every_identity_that_came_in_is_in_use_or_has_the_reason_why_not(tmp_path):
    """Also one that only a copy, a delete, a rejected row or a dataset that is left out holds."""

    def row(event_id, dataset, event_at, ingested_at, cookie):
        return f"{event_id},{dataset},page_view,{event_at},{ingested_at},{identity_array([('cookie', cookie)])}"

    before = [row("x", "web", "2025-01-01", "2025-01-02T10:00:00Z", "once")]
    late = [
        row("x", "web", "2025-01-01", "2025-01-02T09:00:00Z", "used"),
        row("y", "web", "someday", "2025-01-02", "of a bad row"),
        row("z", "off", "2025-01-01", "2025-01-02", "elsewhere"),
    ]
    records = [
        "dataset,record_id,operation,identities,updated_at,ingested_at",
        f"people,r,delete,{identity_array([('cookie', 'gone')])},2025-01-01T11:00:00Z,2025-01-01T11:00:00Z",
    ]
    columns = "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    project = identity_build(
        tmp_path / "after",
        PEOPLE,
        before + late,
        {
            "profile_records/records.csv": "\n".join(records) + "\n",
            "settings/datasets.csv": columns + "off,time_series,,false,,,\n",
        },
        max_reject_share=1,
    )
    assert project.rows("select identity_value from identity.identity_map") == [("used",)]
    assert project.rows("select identity_value, code from identity.dropped_identities order by all") == [
        ("elsewhere", "dataset_disabled"),
        ("gone", "deleted"),
        ("of a bad row", "rejected"),
        ("once", "duplicate"),
    ]
    assert names_given(identity_build(tmp_path / "before", PEOPLE, before)) <= names_given(project)


def test_identity_as_known_in_the_past_is_that_of_the_rows_that_had_come_in(tmp_path):
    """A login of the morning that came in on the next day joins nobody before."""
    known = event_rows("known", [[("crm", "Tom"), ("cookie", "1")], [("cookie", "1"), ("cookie", "2")]])
    late = [
        "late,web,page_view,2025-01-01T08:00:00Z,2025-01-03T00:00:00Z,"
        + identity_array([("crm", "Ann"), ("cookie", "2")])
    ]
    whole = identity_build(tmp_path / "whole", PEOPLE, known + late, as_known="2025-01-02T12:00:00Z")
    without = identity_build(tmp_path / "without", PEOPLE, known)
    for relation in ("identity_map", "identity_links", "identity_graphs", "profile_aliases"):
        columns = "* exclude (identity_id, name_identity_id)" if relation == "identity_map" else "*"
        query = f"select {columns} from identity.{relation} order by all"
        assert whole.rows(query) == without.rows(query), relation
    assert whole.rows("select not_yet_known_count from input.row_counts where dataset = 'web'") == [(1,)]


def test_an_expired_event_still_says_who_is_who(tmp_path):
    """Or a name that was given once would be forgotten."""
    both = identity_array([("cookie", "a"), ("cookie", "b")])
    old = f"old,old,page_view,2024-01-01T10:00:00Z,2024-01-01T10:00:00Z,{both}"
    datasets = "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    project = identity_build(
        tmp_path,
        PEOPLE,
        [old, *event_rows("e", [[("cookie", "b")]])],
        {"settings/datasets.csv": datasets + "old,time_series,cookie,true,30,,\n"},
    )
    assert project.rows("select count(*), count(distinct profile_id) from identity.identity_map") == [(2, 1)]
    assert project.rows("select expired_count from input.row_counts where dataset = 'old'") == [(1,)]


def test_without_stitching_every_identity_is_a_profile_of_its_own(tmp_path):
    events = event_rows("e", [[("crm", "Tom"), ("cookie", "t")], [("email", "a@b.c"), ("cookie", "t")]])
    project = identity_build(tmp_path, PEOPLE, events, identity_stitching="none")
    assert project.rows("select count(*), count(distinct profile_id) from identity.identity_map") == [(3, 3)]
    assert {reason for reason, _ in removed_links(project).values()} == {"stitching_off"}


def test_another_word_for_stitching_is_refused_with_what_is_allowed(run_macro):
    text = run_macro("identity_stitching", variables={"identity_stitching": "off"})
    assert "identity_stitching: found 'off'; allowed are graph (" in text


@pytest.mark.parametrize("limit", ["many", 0, -1, 2.5, True])
def test_a_threshold_that_is_no_whole_number_is_refused_with_what_is_allowed(run_macro, limit):
    for name in ("max_graph_identities", "max_labelled_cuts", "min_training_outcomes"):
        text = run_macro("threshold", {"name": name}, {name: limit})
        assert f"{name}: found '{limit}'; give a whole number from 1." in text


def test_an_undo_builds_in_place(demo, tmp_path):
    """Two people of the demo are parted where models were trained for the moment before: they go on scoring."""
    project = Project(tmp_path)
    shutil.copy(demo.database, project.database)
    (tmp_path / "settings").mkdir()
    (tmp_path / "settings" / "denied_links.csv").write_text(
        "left_namespace,left_identity_value,right_namespace,right_identity_value,reason\n"
        "customer_id,c101012,loyalty_id,L501012,two people\n"
    )
    settings = {"settings_dir": str(tmp_path / "settings")}
    project.build(*MODELS, "--select", "int_denied_links+,+ml_propensity__scored", **settings)
    versions = "select version, training_fingerprint from insights.ml_propensity__trained order by version"
    assert project.rows(versions) == demo.rows(versions)
    features = "select count(*) from features.ftr_propensities where insight = 'conversion' and role = 'scoring'"
    assert project.rows(features)[0][0] == demo.rows(features)[0][0] + 1
    scored = "select count(*) from insights.ml_propensity__scored where insight = 'conversion'"
    assert project.rows(scored)[0][0] == demo.rows(scored)[0][0] + 1
