"""What each feature tells of the outcome, and how far today's features lie from those that models learned from."""

from collections.abc import Callable, Iterable

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score

SIGNAL_BINS = 20
DRIFT_BINS = 10
LARGE_DRIFT = 0.25
"""From this index on people count as others, as usual."""
LEAST_SHARE = 1e-4
"""An empty bin counts as this share of the rows; its logarithm would be infinite."""

MEASURES = pa.schema(
    [
        ("insight", pa.string()),
        ("feature", pa.string()),
        ("labelled_row_count", pa.int64()),
        ("outcome_count", pa.int64()),
        ("scoring_row_count", pa.int64()),
        ("missing_share", pa.float64()),
        ("signal", pa.float64()),
        ("population_stability_index", pa.float64()),
    ]
)


def measure(
    insights: Iterable[str], rows_of: Callable[[str], pd.DataFrame], features: list[str], outcome: str
) -> pa.Table:
    """Return one row per insight and feature, as MEASURES.

    Args:
        insights: names of what is predicted from these features.
        rows_of: gives the rows of an insight: ``role``, ``features`` and ``outcome`` (known where ``role`` is not
            ``scoring``).
        features: what models may read of the rows, numbers.
        outcome: name of the column that says what came true.
    """
    found = []
    for insight in insights:
        rows = rows_of(insight)
        is_scoring = (rows["role"] == "scoring").to_numpy()
        came = rows.loc[~is_scoring, outcome].to_numpy(dtype=bool)
        counts = len(came), int(came.sum()), int(is_scoring.sum())
        for feature in features:
            values = rows[feature].to_numpy(dtype=float, na_value=np.nan)
            learned, present = values[~is_scoring], values[is_scoring]
            missing = np.isnan(learned).mean() if len(learned) else np.nan
            index = population_stability_index(learned, present)
            found.append((insight, feature, *counts, missing, signal(learned, came), index))
    measures = pd.DataFrame(found, columns=MEASURES.names).round(9)
    return pa.Table.from_pandas(measures, schema=MEASURES, preserve_index=False)


def signal(values: np.ndarray, outcome: np.ndarray) -> float:
    """Return how well a feature alone tells who has the outcome: 0.5 not at all, 1 perfectly, NaN with one class.

    It is the area under the ROC curve, the better one of two rankings: by the value itself, either way round; and by
    how often the outcome came among values alike (SIGNAL_BINS of equal size, and those that are missing), which sees
    what no order tells.
    """
    if not outcome.any() or outcome.all():
        return np.nan
    bin_of = _bins(values, values, SIGNAL_BINS)
    rate = np.bincount(bin_of, weights=outcome) / np.maximum(np.bincount(bin_of), 1)
    by_value = roc_auc_score(outcome, rankdata(np.where(np.isnan(values), -np.inf, values)))
    return float(max(by_value, 1 - by_value, roc_auc_score(outcome, rate[bin_of])))


def population_stability_index(learned: np.ndarray, present: np.ndarray) -> float:
    """Return how far the distribution of ``present`` lies from that of ``learned``; NaN where either has no rows.

    The sum over bins of (p - q) ln(p / q), with DRIFT_BINS of equal size among the learned values and one for those
    that are missing. Source: Siddiqi (2006), Credit Risk Scorecards.
    """
    if not len(learned) or not len(present):
        return np.nan
    shares = [
        np.maximum(np.bincount(_bins(values, learned, DRIFT_BINS), minlength=DRIFT_BINS + 1) / len(values), LEAST_SHARE)
        for values in (learned, present)
    ]
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def _bins(values: np.ndarray, reference: np.ndarray, count: int) -> np.ndarray:
    """Return the bin of each value: ``count`` of equal size among the reference's, and one for what is missing."""
    known = reference[~np.isnan(reference)]
    edges = np.unique(np.quantile(known, np.arange(1, count) / count)) if len(known) else np.empty(0)
    return np.where(np.isnan(values), count, np.searchsorted(edges, values, side="left"))
