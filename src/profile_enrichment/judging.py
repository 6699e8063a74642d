"""What a forecast is worth: figures beside those of a baseline on the same rows, and how sure they are.

A metric takes the outcome, the forecast (one number a row each) and weights, draws × rows, and returns one figure a
draw; where a draw has no figure, such as a ranking of rows that are all alike, NaN.
"""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
from scipy.special import xlogy
from scipy.stats import rankdata

Metric = Callable[[np.ndarray, np.ndarray, np.ndarray], np.ndarray]

MOST_DRAWS = 200
LEAST_DRAWS = 20
MOST_DRAWN_ROWS = 5_000_000
SMALLEST_PROBABILITY = 1e-6


def resamples(people: np.ndarray) -> np.ndarray:
    """Return how often each row counts: once in the first line, then in draws of people with replacement.

    As many draws as MOST_DRAWN_ROWS allow, LEAST_DRAWS at least; the same every time.

    Args:
        people: whose row each is. All rows of a person are drawn together: they share what came true.
    """
    person, names = pd.factorize(people, sort=True, use_na_sentinel=False)
    count = len(names)
    random = np.random.default_rng(0)
    draws = max(LEAST_DRAWS, min(MOST_DRAWS, MOST_DRAWN_ROWS // max(len(people), 1)))
    drawn = [np.bincount(random.integers(0, count, count), minlength=count)[person] for _ in range(draws)]
    return np.vstack([np.ones(len(people)), *drawn])


def judge(
    metrics: Iterable[Metric],
    outcome: np.ndarray,
    forecast: np.ndarray,
    baseline: np.ndarray,
    baseline_name: str,
    people: np.ndarray,
) -> pd.DataFrame:
    """Return one row per metric, as :func:`beside` gives it; ``people`` says whose row each is."""
    weights = resamples(people)
    return pd.DataFrame(
        beside(metric.__name__, metric(outcome, forecast, weights), baseline_name, metric(outcome, baseline, weights))
        for metric in metrics
    )


def beside(metric: str, figures: np.ndarray, baseline_name: str, of_baseline: np.ndarray) -> dict[str, object]:
    """Return a figure beside its baseline's, rounded to 9 digits.

    Args:
        metric: its name.
        figures: of the forecast over :func:`resamples`, as measured first.
        baseline_name: what it has to beat.
        of_baseline: the baseline's figures over the same resamples.

    Returns:
        ``metric``, ``value`` and its 95 % interval ``value_lower`` to ``value_upper``, ``baseline_name``,
        ``baseline_value``, and the 95 % interval of the difference ``value - baseline_value``,
        ``difference_lower`` to ``difference_upper``, which is narrower than the two apart would let one think.
    """
    value_lower, value_upper = _interval(figures)
    with np.errstate(invalid="ignore"):
        difference_lower, difference_upper = _interval(figures - of_baseline)
    numbers = {
        "value": figures[0],
        "value_lower": value_lower,
        "value_upper": value_upper,
        "baseline_value": of_baseline[0],
        "difference_lower": difference_lower,
        "difference_upper": difference_upper,
    }
    rounded = {name: round(float(number), 9) for name, number in numbers.items()}
    return {"metric": metric, "baseline_name": baseline_name, **rounded}


def _interval(figures: np.ndarray) -> tuple[float, float]:
    drawn = figures[1:][np.isfinite(figures[1:])]
    return tuple(np.quantile(drawn, [0.025, 0.975])) if len(drawn) else (np.nan, np.nan)


def _ratio(numerator: np.ndarray, denominator: np.ndarray) -> np.ndarray:
    """Shares; of nothing, or of a total below 0 (refunds beyond orders), there is none."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(denominator > 0, numerator / denominator, np.nan)


# ---- probabilities of an outcome that came true or did not ------------------------------------------


def auc(outcome, forecast, weights):
    """How often a row with the outcome has the higher probability of a pair with and without; ties count half."""
    with_outcome, without = _by_probability(outcome, forecast, weights)
    below = np.cumsum(without, axis=1) - without / 2
    return _ratio((with_outcome * below).sum(axis=1), with_outcome.sum(axis=1) * without.sum(axis=1))


def average_precision(outcome, forecast, weights):
    """Mean share of outcomes among the rows down to each row with one, the highest probability first."""
    with_outcome, without = (of[:, ::-1] for of in _by_probability(outcome, forecast, weights))
    found = np.cumsum(with_outcome, axis=1)
    seen = found + np.cumsum(without, axis=1)
    precision = np.divide(found, seen, out=np.zeros_like(found), where=seen > 0)
    return _ratio((precision * with_outcome).sum(axis=1), found[:, -1])


def _by_probability(outcome, forecast, weights):
    """Weights of rows with and without the outcome, draws × distinct probabilities in ascending order."""
    order = np.argsort(forecast, kind="stable")
    starts = np.flatnonzero(np.diff(forecast[order], prepend=-1.0))
    weight = weights[:, order]
    with_outcome = np.add.reduceat(weight * outcome[order], starts, axis=1)
    return with_outcome, np.add.reduceat(weight, starts, axis=1) - with_outcome


def lift_10(outcome, forecast, weights):
    """Share of outcomes among the tenth with the highest probabilities, over the share among all."""
    taken, weight, came = _top_tenth(outcome, forecast, weights)
    share, overall = (_ratio((of * came).sum(axis=1), of.sum(axis=1)) for of in (taken, weight))
    return _ratio(share, overall)


def brier(outcome, forecast, weights):
    """Mean squared error of the probability."""
    return weights @ (forecast - outcome) ** 2 / weights.sum(axis=1)


def log_loss(outcome, forecast, weights):
    """Mean of -log of the probability that was given to what happened, SMALLEST_PROBABILITY at least."""
    happened = np.where(outcome, forecast, 1 - forecast)
    return weights @ -np.log(np.maximum(happened, SMALLEST_PROBABILITY)) / weights.sum(axis=1)


def ece(outcome, forecast, weights, bins: int = 10):
    """Mean gap between predicted and observed share over equal-width bins, weighted by rows.

    Source: Naeini, Cooper and Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    """
    bin_of = np.minimum((forecast * bins).astype(int), bins - 1)
    gaps = [np.abs(weights[:, bin_of == each] @ (forecast - outcome)[bin_of == each]) for each in np.unique(bin_of)]
    return sum(gaps) / weights.sum(axis=1)


# ---- amounts ------------------------------------------------------------------------------------------


def mae(outcome, forecast, weights):
    """Mean absolute error."""
    return weights @ np.abs(outcome - forecast) / weights.sum(axis=1)


def bias(outcome, forecast, weights):
    """Sum of forecasts over sum of outcomes, less 1."""
    return _ratio(weights @ forecast, weights @ outcome) - 1


def poisson_deviance(outcome, forecast, weights):
    """Mean of 2 (y log(y / f) - y + f), with forecasts of a thousandth of the mean outcome at least."""
    outcome = np.maximum(outcome, 0.0)
    forecast = np.maximum(forecast, max(outcome.mean() / 1000, 1e-9))
    return weights @ (2 * (xlogy(outcome, outcome / forecast) - outcome + forecast)) / weights.sum(axis=1)


def correlation(outcome, forecast, weights):
    """Pearson's r."""
    total = weights.sum(axis=1)
    mean_x, mean_y = weights @ outcome / total, weights @ forecast / total
    covariance = weights @ (outcome * forecast) / total - mean_x * mean_y
    spread = (weights @ outcome**2 / total - mean_x**2) * (weights @ forecast**2 / total - mean_y**2)
    with np.errstate(invalid="ignore"):
        return _ratio(covariance, np.sqrt(spread))


def rank_correlation(outcome, forecast, weights):
    """Spearman's rho."""
    return correlation(rankdata(outcome), rankdata(forecast), weights)


def normalised_gini(outcome, forecast, weights):
    """Area between the curve of outcomes, ordered by forecast, and the diagonal, over that of a perfect order."""
    return _ratio(_gini(outcome, forecast, weights), _gini(outcome, outcome, weights))


def _gini(outcome, order_by, weights):
    order = np.argsort(-order_by, kind="stable")
    weight, taken = weights[:, order], weights[:, order] * outcome[order]
    share = _ratio(np.cumsum(taken, axis=1) - taken / 2, taken.sum(axis=1, keepdims=True))
    return (share * weight).sum(axis=1) / weight.sum(axis=1) - 0.5


def decile_error(outcome, forecast, weights):
    """Mean absolute error of the ten means over rows ordered by forecast, over the mean outcome."""
    order = np.argsort(forecast, kind="stable")
    weight, gap = weights[:, order], weights[:, order] * (forecast - outcome)[order]
    decile = np.minimum(10 * (np.cumsum(weight, axis=1) - weight / 2) // weight.sum(axis=1, keepdims=True), 9)
    errors = sum(np.abs(np.where(decile == each, gap, 0.0).sum(axis=1)) for each in range(10))
    return _ratio(errors, weights @ outcome)


def top_decile_share(outcome, forecast, weights):
    """Share of all outcomes that the tenth with the highest forecasts has."""
    taken, _, came = _top_tenth(outcome, forecast, weights)
    return _ratio((taken * came).sum(axis=1), weights @ outcome)


def _top_tenth(outcome, forecast, weights):
    """Weights of the rows in the tenth with the highest forecasts, of all, and outcomes; in the order of forecasts."""
    order = np.argsort(-forecast, kind="stable")
    weight = weights[:, order]
    is_top = np.cumsum(weight, axis=1) - weight / 2 <= weight.sum(axis=1, keepdims=True) / 10
    return np.where(is_top, weight, 0.0), weight, outcome[order]
