"""Reasons are exact: they add up to the score, and equal the slow definition of what each feature is worth."""

import json
from itertools import combinations
from math import factorial
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from sklearn.ensemble import HistGradientBoostingClassifier

from profile_enrichment.calibration import Calibration
from profile_enrichment.classifiers import Trees
from profile_enrichment.factors import strongest_reasons, tree_contributions
from profile_enrichment.propensity import FEATURES, REASONS, CalibratedModel, reasons

CHURN = SimpleNamespace(
    outcome_in_words="purchase", window_days=90, lookback_days=180, long_days=360, reach_days=365, other_days=360
)


def people(count, seed, features=4):
    """Rows with ties and gaps, and an outcome that two of the features and their interplay decide."""
    random = np.random.default_rng(seed)
    rows = random.integers(0, 12, (count, features)).astype(float)
    rows[random.random(rows.shape) < 0.15] = np.nan
    known = np.nan_to_num(rows, nan=6)
    odds = known[:, 0] - 6 + (known[:, 0] - 6) * (known[:, 1] - 6) / 5
    return rows, random.random(count) < 1 / (1 + np.exp(-odds))


def expected(nodes, row, known, number=0):
    """What a tree is expected to say of a row of which only some features are known."""
    node = nodes[number]
    if node["is_leaf"]:
        return node["value"]
    left, right = nodes[node["left"]], nodes[node["right"]]
    if node["feature_idx"] in known:
        value = row[node["feature_idx"]]
        goes_left = node["missing_go_to_left"] if np.isnan(value) else value <= node["num_threshold"]
        return expected(nodes, row, known, node["left"] if goes_left else node["right"])
    return (
        left["count"] * expected(nodes, row, known, node["left"])
        + right["count"] * expected(nodes, row, known, node["right"])
    ) / node["count"]


def slow_contributions(classifier, row):
    """Shapley's definition, coalition by coalition."""
    count, found = len(row), np.zeros(len(row))

    def worth(known):
        return sum(expected(tree.nodes, row, known) for (tree,) in classifier._predictors)

    for feature in range(count):
        others = [other for other in range(count) if other != feature]
        for size in range(count):
            weight = factorial(size) * factorial(count - size - 1) / factorial(count)
            for known in combinations(others, size):
                found[feature] += weight * (worth({*known, feature}) - worth({*known}))
    return found, worth(set())


def test_contributions_equal_the_slow_definition_and_add_up():
    rows, outcome = people(600, seed=1)
    classifier = HistGradientBoostingClassifier(max_iter=12, max_leaf_nodes=7, random_state=0).fit(rows, outcome)
    unseen, _ = people(25, seed=2)
    unseen[0] = np.nan
    found, start = tree_contributions(classifier, unseen)
    for row, contributions in zip(unseen, found, strict=True):
        slow, nothing_known = slow_contributions(classifier, row)
        np.testing.assert_allclose(contributions, slow, atol=1e-9)
        assert start == pytest.approx(nothing_known + classifier._baseline_prediction.item(), abs=1e-9)
    np.testing.assert_allclose(start + found.sum(axis=1), classifier.decision_function(unseen), atol=1e-9)


@pytest.fixture(scope="module")
def scored():
    rows, outcome = people(3000, seed=3, features=len(FEATURES))
    rows = pd.DataFrame(rows, columns=FEATURES)
    counts = [name for name in FEATURES if not name.startswith("days_since")]
    rows[counts] = rows[counts].fillna(0)
    rows["overdue_ratio"] = (rows["days_since_last"] + 0.5) * (rows["active_days_medium"] + 1) / CHURN.lookback_days
    rows["gap_count"], rows["gap_mean_days"] = rows["active_days_medium"], 20.0
    rows["has_outcome"] = outcome
    model = CalibratedModel("trees", Trees.fit(rows[FEATURES].to_numpy(), outcome), Calibration(1.1, -0.2), [])
    return model, rows


def test_the_reasons_of_a_score_add_up_to_its_calibrated_log_odds(scored):
    model, rows = scored
    contributions, start = model.contributions(rows)
    assert contributions.shape == (len(rows), len(REASONS))
    probability = model.predict(rows)
    np.testing.assert_allclose(start + contributions.sum(axis=1), np.log(probability / (1 - probability)), atol=1e-6)
    np.testing.assert_array_equal(contributions[:9], model.contributions(rows[:9])[0])


def test_every_feature_belongs_to_one_reason():
    assert sorted(name for members in REASONS.values() for name in members) == sorted(FEATURES)


def test_the_strongest_reasons_come_first_and_nothing_is_none():
    found = strongest_reasons(
        np.array([[0.5, -2.0, 0.1, 1.0], [0.0, 0.0, 0.0, 1e-9]]),
        ["a", "b", "c", "d"],
        lambda reason, row: f"{reason} of {row}",
    )
    assert json.loads(found[0]) == [
        {"reason": "b", "direction": "lowers", "strength": 2.0, "sentence": "b of 0"},
        {"reason": "d", "direction": "raises", "strength": 1.0, "sentence": "d of 0"},
        {"reason": "a", "direction": "raises", "strength": 0.5, "sentence": "a of 0"},
    ]
    assert found[1] == "[]"


def test_a_reason_is_said_with_the_persons_own_values(scored):
    model, rows = scored
    person = rows.head(1).assign(
        days_since_last=94.0,
        overdue_ratio=94.5 / 21,
        active_days_short=0,
        active_days_medium=1,
        active_days_long=7,
        gap_count=2,
        gap_mean_days=21.3,
        revenue_medium=1234.5,
        revenue_recent=310.25,
        gap_deviation_days=0.0,
        days_since_other=np.nan,
        other_active_days_short=0,
    )
    once = person.assign(gap_count=0, gap_mean_days=np.nan)
    stranger = person.assign(
        days_since_last=np.nan,
        overdue_ratio=np.nan,
        gap_deviation_days=1.2,
        days_since_other=3,
        other_active_days_short=2,
    )
    for asked, sentences in [
        (
            person,
            {
                "recency": "last purchase 94 days ago, usually every 21",
                "frequency": "purchase on 1 day of the last 180, 0 of the last 90, about 7 in 360",
                "spend": "purchase worth 1,234.50 in the last 180 days, at the rate of late 310.25 in 90",
                "regularity": "time from purchase to purchase is always the same",
                "other_activity": "no other activity known in the last 360 days",
            },
        ),
        (once, {"recency": "last purchase 94 days ago", "regularity": "no rhythm of purchase is known"}),
        (
            stranger,
            {
                "recency": "no purchase known in the last 365 days",
                "regularity": "time from purchase to purchase varies by 2 days",
                "other_activity": "other activity 3 days ago, on 2 of the last 90 days",
            },
        ),
    ]:
        said = json.loads(reasons(model, asked, CHURN, count=len(REASONS))[0])
        assert sentences.items() <= {reason["reason"]: reason["sentence"] for reason in said}.items()
