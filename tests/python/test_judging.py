"""Metrics against slow, obvious versions and scikit-learn, with intervals that cover what they should."""

import numpy as np
import pytest
from scipy.stats import spearmanr
from sklearn import metrics as sklearn_metrics

from profile_enrichment import lifetime_value, propensity
from profile_enrichment.judging import beside, ece, judge, resamples

AMOUNTS, PROBABILITIES = lifetime_value.METRICS, propensity.METRICS


def by_metric(metrics, outcome, forecast, baseline=None):
    return judge(
        metrics, outcome, forecast, forecast if baseline is None else baseline, "b", np.arange(len(outcome))
    ).set_index("metric")


def amounts(seed=0, rows=200):
    random = np.random.default_rng(seed)
    outcome = random.gamma(0.3, 100, rows) * (random.random(rows) < 0.6)
    return outcome, outcome * random.random(rows) + random.gamma(1, 20, rows)


def probabilities(seed=0, rows=200, digits=2):
    """Outcomes with probabilities that are often equal."""
    random = np.random.default_rng(seed)
    probability = random.beta(1, 2, rows).round(digits)
    return random.random(rows) < probability, probability


def slow_amounts(outcome, forecast) -> dict[str, float]:
    """The metrics as their descriptions have them, row by row."""
    count = len(outcome)
    by_forecast = sorted(range(count), key=lambda i: -forecast[i])
    by_outcome = sorted(range(count), key=lambda i: -outcome[i])

    def area(order) -> float:
        shares = np.cumsum([0.0, *(outcome[i] for i in order)]) / sum(outcome)
        return sum((shares[i] + shares[i + 1]) / 2 / count for i in range(count)) - 0.5

    upward = by_forecast[::-1]
    deciles = [upward[i * count // 10 : (i + 1) * count // 10] for i in range(10)]
    return {
        "poisson_deviance": sklearn_metrics.mean_poisson_deviance(
            outcome, np.maximum(forecast, np.mean(outcome) / 1000)
        ),
        "mae": sum(abs(outcome[i] - forecast[i]) for i in range(count)) / count,
        "bias": sum(forecast) / sum(outcome) - 1,
        "rank_correlation": spearmanr(outcome, forecast)[0],
        "normalised_gini": area(by_forecast) / area(by_outcome),
        "decile_error": sum(abs(sum(forecast[i] - outcome[i] for i in decile)) for decile in deciles) / sum(outcome),
        "top_decile_share": sum(outcome[i] for i in by_forecast[: count // 10]) / sum(outcome),
    }


def slow_probabilities(outcome, probability) -> dict[str, float]:
    """The metrics by scikit-learn where it has them, else row by row."""
    top = np.argsort(-probability, kind="stable")[: len(outcome) // 10]
    gaps = dict.fromkeys(range(10), 0.0)
    for happened, said in zip(outcome, probability, strict=True):
        gaps[min(int(said * 10), 9)] += said - happened
    return {
        "auc": sklearn_metrics.roc_auc_score(outcome, probability),
        "average_precision": sklearn_metrics.average_precision_score(outcome, probability),
        "lift_10": outcome[top].mean() / outcome.mean(),
        "brier": sklearn_metrics.brier_score_loss(outcome, probability),
        "log_loss": sklearn_metrics.log_loss(outcome, probability.clip(1e-6, 1 - 1e-6)),
        "ece": sum(abs(gap) for gap in gaps.values()) / len(outcome),
    }


@pytest.mark.parametrize("seed", range(20))
def test_metrics_equal_slow_and_obvious_versions(seed):
    outcome, forecast = amounts(seed)
    found = by_metric(AMOUNTS, outcome, forecast, outcome * 0.5)
    assert found["value"].to_dict() == pytest.approx(slow_amounts(outcome, forecast), abs=1e-8)
    assert found.loc["bias", "baseline_value"] == pytest.approx(-0.5)
    outcome, probability = probabilities(seed, digits=1 + seed % 4)
    found = by_metric(PROBABILITIES, outcome, probability)["value"].to_dict()
    # scikit-learn clips certainty that turned out right, too.
    assert found.pop("log_loss") == pytest.approx(slow_probabilities(outcome, probability)["log_loss"], abs=1e-6)
    assert found == pytest.approx(
        {metric: slow_probabilities(outcome, probability)[metric] for metric in found}, abs=1e-8
    )


def test_probabilities_agree_with_figures_made_by_hand():
    found = by_metric(PROBABILITIES, np.array([1, 0, 1, 0]) == 1, np.array([0.9, 0.1, 0.4, 0.6]))["value"]
    assert found["auc"] == 0.75
    assert found["average_precision"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["brier"] == pytest.approx((0.01 + 0.01 + 0.36 + 0.36) / 4)
    assert found["ece"] == pytest.approx((0.1 + 0.1 + 0.6 + 0.6) / 4)
    assert found["log_loss"] == pytest.approx(-(2 * np.log(0.9) + 2 * np.log(0.4)) / 4)


def test_calibration_error_counts_the_edges_into_a_bin():
    assert ece(np.array([1, 0]), np.array([1.0, 0.0]), np.ones((1, 2))) == 0


@pytest.mark.parametrize(("metrics", "drawn"), [(AMOUNTS[:5], amounts), (PROBABILITIES, probabilities)])
def test_a_metric_of_resampled_people_is_that_of_rows_repeated(metrics, drawn):
    outcome, forecast = drawn(1, 300)
    weights = resamples(np.arange(300))[:6]
    for metric in metrics:
        if metric.__name__ in ("rank_correlation", "lift_10", "poisson_deviance"):
            continue  # ranks, ties at the edge of the tenth and the least forecast are those of the whole sample
        found = metric(outcome, forecast, weights)
        for line, value in zip(weights.astype(int), found, strict=True):
            repeated = np.repeat(outcome, line), np.repeat(forecast, line)
            assert value == pytest.approx(metric(*repeated, np.ones((1, 300)))[0], rel=1e-6), metric.__name__


def test_the_interval_covers_what_another_sample_gives():
    random = np.random.default_rng(2)
    rate = random.gamma(1, 5, 20_000)
    bought, share = random.poisson(rate).astype(float), rate / (5 + rate)
    happened = random.random(20_000) < share
    for metrics, outcome, forecast in ((AMOUNTS, bought, rate), (PROBABILITIES, happened, share)):
        truth = by_metric(metrics, outcome, forecast)["value"]
        samples = [by_metric(metrics, outcome[sample], forecast[sample]) for sample in np.split(np.arange(20_000), 40)]
        for metric in ("mae", "bias", "normalised_gini", "rank_correlation", "auc", "average_precision", "brier"):
            if metric in truth:
                lower = np.array([of.loc[metric, "value_lower"] for of in samples])
                upper = np.array([of.loc[metric, "value_upper"] for of in samples])
                assert ((lower <= truth[metric]) & (truth[metric] <= upper)).sum() >= 34, metric


def test_two_forecasts_of_the_same_people_are_told_apart_where_their_intervals_overlap():
    outcome, probability = probabilities(3, 2000, digits=9)
    blurred = (probability + np.random.default_rng(4).uniform(0, 0.4, 2000)).clip(0, 1)
    found = by_metric(PROBABILITIES, outcome, probability, blurred).loc["auc"]
    alone = by_metric(PROBABILITIES, outcome, blurred).loc["auc"]
    assert found["baseline_value"] == alone["value"]
    assert found["value_lower"] < alone["value_upper"]
    assert 0 < found["difference_lower"] < found["value"] - found["baseline_value"] < found["difference_upper"]


def test_lift_is_over_the_share_that_was_taken():
    for count in (10, 15, 25, 100):
        everybody = by_metric(PROBABILITIES, np.ones(count, bool), np.linspace(0, 1, count))
        assert everybody.loc["lift_10", "value"] == 1


def test_rows_of_one_person_are_drawn_together():
    """Ten rows alike tell no more than one."""
    outcome, probability = probabilities(5, 200, digits=9)
    repeated = np.repeat(outcome, 10), np.repeat(probability, 10), np.repeat(probability, 10)
    once = judge(PROBABILITIES, outcome, probability, probability, "b", np.arange(200))
    together = judge(PROBABILITIES, *repeated, "b", np.repeat(np.arange(200), 10))
    columns = ["value", "value_lower", "value_upper"]
    auc_and_brier = once["metric"].isin(["auc", "brier"])
    np.testing.assert_allclose(together.loc[auc_and_brier, columns], once.loc[auc_and_brier, columns], atol=1e-8)


def test_what_has_no_figure_says_so():
    nobody = by_metric(PROBABILITIES, np.zeros(20, bool), np.linspace(0, 1, 20))
    assert nobody["value"][["auc", "average_precision", "lift_10"]].isna().all()
    assert nobody["value"][["brier", "log_loss", "ece"]].notna().all()
    spent_nothing = by_metric(AMOUNTS, np.zeros(20), np.ones(20))
    assert spent_nothing["value"]["mae"] == 1
    assert not np.isfinite(spent_nothing["value"]["normalised_gini"])


def test_a_difference_without_draws_has_no_interval():
    found = beside("auc", np.array([0.7, np.nan]), "b", np.array([0.6, 0.6]))
    assert (found["value"], found["baseline_value"]) == (0.7, 0.6)
    assert np.isnan([found["value_lower"], found["difference_upper"]]).all()
