"""The demo shop is what its generator says: the same bytes, small enough, and with a truth that stays outside."""

import csv
import hashlib
import re

import duckdb
import pytest
from conftest import ROOT
from sklearn.metrics import roc_auc_score

from profile_enrichment.demo_shop import COLUMNS, write

SEEDS = ROOT / "seeds" / "demo_shop"


def digests(directory):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in directory.glob("*.csv")}


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    directory = tmp_path_factory.mktemp("shop")
    write(directory, people=2000, seed=7, file_format="csv", truth_path=directory / "truth" / "truth.csv")
    return directory


def test_the_seeds_are_the_generators_output_byte_for_byte(written):
    assert digests(written) == digests(SEEDS)


def test_the_seeds_fit_in_ten_megabytes():
    assert sum(path.stat().st_size for path in SEEDS.glob("*.csv")) <= 10_000_000


def test_a_larger_shop_holds_the_smaller_ones_people_unchanged(tmp_path):
    for people in (20, 60):
        write(tmp_path / str(people), people=people, seed=3, file_format="csv", truth_path=None)
    for name in COLUMNS:
        with (
            (tmp_path / "20" / f"raw_{name}.csv").open() as small,
            (tmp_path / "60" / f"raw_{name}.csv").open() as large,
        ):
            assert set(map(tuple, csv.reader(small))) <= set(map(tuple, csv.reader(large)))


def test_parquet_holds_the_same_rows_as_csv(tmp_path):
    write(tmp_path, people=30, seed=3, file_format="csv", truth_path=None)
    write(tmp_path, people=30, seed=3, file_format="parquet", truth_path=None)
    for name in COLUMNS:
        left = duckdb.query(f"from read_csv('{tmp_path}/raw_{name}.csv', all_varchar=true, header=true)")
        right = duckdb.query(f"from read_parquet('{tmp_path}/{name}.parquet')")
        assert left.columns == list(COLUMNS[name])
        assert sorted(left.fetchall(), key=str) == sorted(right.fetchall(), key=str)


def test_another_seed_gives_another_shop(tmp_path):
    write(tmp_path / "a", people=20, seed=1, file_format="csv", truth_path=None)
    write(tmp_path / "b", people=20, seed=2, file_format="csv", truth_path=None)
    assert digests(tmp_path / "a")["raw_orders.csv"] != digests(tmp_path / "b")["raw_orders.csv"]


def test_no_file_of_the_project_holds_the_truth():
    assert not [path for path in ROOT.glob("seeds/**/*") if "truth" in path.name]
    assert not [column for columns in COLUMNS.values() for column in columns if column in ("person", "left_at")]


def test_the_demo_holds_bad_rows_of_every_kind_that_its_files_can_hold(demo):
    """Staging itself names the dataset, writes the JSON and knows no deletes; seeds are read by dbt."""
    cannot = {"missing_dataset", "unknown_operation", "unparseable_identities", "unparseable_properties"}
    cannot.add("unreadable_row")
    checks = (demo.directory / "target" / "compiled").rglob("int_*__checked.sql")
    codes = [
        code
        for check in checks
        for case in re.findall(r"case((?:(?!\bcase\b).)*?)end as rejection_code", check.read_text(), re.S)
        for code in re.findall(r"then '(\w+)'", case)
    ]
    found = {code for (code,) in demo.rows("select distinct code from input.rejected_rows")}
    assert found == set(codes) - cannot
    assert len(found) > 30


def test_identity_finds_who_is_who(demo, written):
    """Most people are one profile; only borrowed browsers bring two people together."""
    truth = f"read_csv('{written}/truth/truth.csv', all_varchar=true)"
    mixed, joined, people = demo.rows(
        f"""
        with held as (
            select truth.person, identity_map.profile_id
            from {truth} as truth
            inner join identity.identity_map using (namespace, identity_value)
        )
        select
            (select count(*) from (select profile_id from held group by 1 having count(distinct person) > 1)),
            (select count(*) from (select person from held group by 1 having count(distinct profile_id) = 1)),
            (select count(distinct person) from held)
        """
    )[0]
    assert mixed < 0.02 * people
    assert joined > 0.6 * people


@pytest.mark.parametrize(("insight", "sign"), [("churn", 1), ("alive", -1)])
def test_what_is_said_of_staying_is_right_for_a_reason(demo, written, insight, sign):
    """Those who had left for good by the end, unknown to any model, are told from those who had not."""
    truth = f"read_csv('{written}/truth/truth.csv', all_varchar=true)"
    gone, present = demo.rows(
        f"""
        select avg(probability) filter (where left_at is not null), avg(probability) filter (where left_at is null)
        from {truth} as truth
        inner join identity.identity_map using (namespace, identity_value)
        inner join insights.insight_scores using (profile_id)
        where truth.namespace = 'email' and probability is not null and insight = '{insight}'
        """
    )[0]
    assert sign * (gone - present) > 0.2


PROMISED = """
    profile_id identities first_seen_at last_seen_at consents general_consent email_consent
    churn_probability churn_score churn_percentile churn_band
    conversion_probability conversion_score conversion_percentile conversion_band
    lifetime_value_90d lifetime_value_90d_percentile expected_orders_90d
    lifetime_value_365d lifetime_value_365d_percentile expected_orders_365d alive_probability next_order_days
    engagement_score top_category top_category_list top_product top_product_list top_content top_content_list
    cluster_id cluster_name
"""


def test_a_profile_carries_every_promised_score_with_what_it_means(demo):
    described = dict(demo.rows("select column_name, description from marts.profile_dictionary"))
    for column in PROMISED.split():
        ((told,),) = demo.rows(f"select count({column}) from marts.customer_profiles")
        assert told > 500, column
        assert described.get(column) or column in ("profile_id", "identities", "consents"), column


def test_every_score_has_three_reasons_where_there_are_as_many(demo):
    """The wait and being a customer are told by two things."""
    reasons = "json_array_length(factors)"
    most = demo.rows(
        f"""
        select insight, max({reasons}), avg({reasons}) > 1.5
        from insights.insight_scores where score is not null or value is not null group by insight
        """
    )
    assert {insight for insight, *_ in most} >= {"churn", "conversion", "engagement", "alive", "lifetime_value_90d"}
    assert [row for row in most if row[1:] != (2 if row[0] in ("alive", "next_order_days") else 3, True)] == []
    for kind in ("category", "content", "product"):
        assert demo.rows(f"select max({reasons}) from insights.{kind}_affinities") == [(3,)]


def test_engagement_never_falls_where_a_component_rises(demo):
    ((pairs, turned),) = demo.rows(
        """
        with people as (
            select distinct recency, frequency, event_breadth, intensity, momentum, score
            from features.ftr_engagements where role = 'scoring'
        )

        select count(*), count_if(least.score >= most.score)
        from people as least
        inner join people as most on
            least.recency <= most.recency and least.frequency <= most.frequency
            and least.event_breadth <= most.event_breadth and least.intensity <= most.intensity
            and least.momentum <= most.momentum and least != most
        """
    )
    assert pairs > 1000
    assert turned == 0


def test_engagement_foretells_activity_and_its_figure_is_that_of_scikit_learn(demo):
    people = demo.rows(
        """
        with active as (
            select distinct profile_id
            from profile.profile_events cross join input.build_clock
            where event_type != 'email_sent' and event_at >= as_of - interval 30 day and event_at < as_of
        )

        select engagement.score, -engagement.days_since_active, active.profile_id is not null
        from features.ftr_engagements as engagement
        inner join features.int_persons on engagement.name_identity_id = int_persons.identity_id
        left join active on int_persons.person_id = active.profile_id
        where engagement.role = 'test' and engagement.days_since_active is not null
        """
    )
    score, recency, is_active = zip(*people, strict=True)
    judged = demo.rows(
        """
        select value, baseline_value
        from insights.model_evaluations where insight = 'engagement' and metric = 'auc' order by cut_at
        """
    )
    assert len(judged) == 4
    assert all(value > baseline > 0.6 for value, baseline in judged)
    expected = roc_auc_score(is_active, score), roc_auc_score(is_active, recency)
    assert judged[-1] == pytest.approx(expected, abs=1e-8)
