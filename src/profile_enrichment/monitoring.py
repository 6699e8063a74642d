"""What each feature tells of the outcome, how far today's features lie from the past, and which scores are followed."""

from collections.abc import Callable, Iterable
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.stats import rankdata
from sklearn.metrics import roc_auc_score

from profile_enrichment.state import ADVICE, StateError

SIGNAL_BINS = 20
DRIFT_BINS = 10
LARGE_DRIFT = 0.25
"""From this index on people count as others, as usual."""
FEWEST_TO_DRIFT = 200
"""Of so few people the index is large by chance."""
MOST_TO_DRIFT = 50_000
"""So many people are looked at: what differs among more is not worth their memory."""
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

FOLLOWED = pa.schema(
    [
        ("insight", pa.string()),
        ("version", pa.string()),
        ("profile_id", pa.string()),
        ("scored_at", pa.timestamp("us")),
        ("closes_at", pa.timestamp("us")),
        ("measure", pa.string()),
        ("event_type", pa.string()),
        ("forecast", pa.float64()),
        ("percentile", pa.int64()),
    ]
)
FOLLOWED_AFFINITIES = pa.schema(
    [
        ("insight", pa.string()),
        ("version", pa.string()),
        ("profile_id", pa.string()),
        ("item", pa.string()),
        ("scored_at", pa.timestamp("us")),
        ("closes_at", pa.timestamp("us")),
        ("forecast", pa.float64()),
        ("percentile", pa.int64()),
    ]
)
MOST_FOLLOWED = 20_000
"""Scores of an insight that are kept; the mean of a tenth of them is known to a hundredth."""
FOLLOWED_A_WINDOW = 4
"""How often in a window scores are kept; the outcomes of scores nearer to each other are mostly the same."""


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
    bin_of = np.where(np.isnan(values), SIGNAL_BINS, np.searchsorted(_edges(values, SIGNAL_BINS), values, side="left"))
    rate = np.bincount(bin_of, weights=outcome) / np.maximum(np.bincount(bin_of), 1)
    by_value = roc_auc_score(outcome, rankdata(np.where(np.isnan(values), -np.inf, values)))
    return float(max(by_value, 1 - by_value, roc_auc_score(outcome, rate[bin_of])))


def population_stability_index(learned: np.ndarray, present: np.ndarray) -> float:
    """Return how far the distribution of ``present`` lies from that of ``learned``; NaN where either has no rows.

    The sum over bins of (p - q) ln(p / q), with DRIFT_BINS of equal size among the learned values, one for each value
    that they meet at and that many have (half a bin's share), and one for those that are missing. Source: Siddiqi
    (2006), Credit Risk Scorecards.
    """
    if not len(learned) or not len(present):
        return np.nan
    edges = _edges(learned, DRIFT_BINS)
    common = edges[[np.mean(learned == edge) >= 0.5 / DRIFT_BINS for edge in edges]]
    shares = []
    for values in (learned, present):
        place = np.searchsorted(edges, values, side="left") + np.searchsorted(common, values, side="right")
        counts = np.bincount(np.where(np.isnan(values), 2 * DRIFT_BINS, place), minlength=2 * DRIFT_BINS + 1)
        shares.append(np.maximum(counts / len(values), LEAST_SHARE))
    return float(np.sum((shares[1] - shares[0]) * np.log(shares[1] / shares[0])))


def is_elsewhere(learned: np.ndarray, present: np.ndarray) -> bool:
    """Return whether scores lie elsewhere than those of before; fewer than FEWEST_TO_DRIFT do not tell."""
    return len(present) >= FEWEST_TO_DRIFT and population_stability_index(learned, present) >= LARGE_DRIFT


def _edges(reference: np.ndarray, count: int) -> np.ndarray:
    known = reference[~np.isnan(reference)]
    return np.unique(np.quantile(known, np.arange(1, count) / count)) if len(known) else np.empty(0)


def follow(known: pa.Table, scores: pd.DataFrame, as_of: datetime) -> pa.Table:
    """Return the scores to follow until it is known what came true: those so far, and some of today.

    Args:
        known: as FOLLOWED or FOLLOWED_AFFINITIES; they are unchanged.
        scores: of today, as ``known`` but for its moments, with ``window_days``; profile ids are hashes.
        as_of: the moment that they speak for. Of an insight that was followed less than a quarter of its window before,
            none are added.

    Raises:
        StateError: scores of a later moment are followed.
    """
    before = known.select(["insight", "scored_at"]).group_by(["insight", "scored_at"]).aggregate([]).to_pandas()
    if not before.empty and before["scored_at"].max() > as_of:
        raise StateError(
            f"this build speaks for {as_of}, but the database already follows scores of {before['scored_at'].max()}."
            f" {ADVICE}"
        )
    tables = [known]
    for insight, of_insight in scores.groupby("insight"):
        window = pd.Timedelta(days=int(of_insight["window_days"].iloc[0]))
        apart = as_of - before.loc[before["insight"] == insight, "scored_at"]
        if (apart < window / FOLLOWED_A_WINDOW).any():
            continue
        some = of_insight.sort_values("profile_id", kind="stable").head(MOST_FOLLOWED)
        some = some.assign(scored_at=as_of, closes_at=as_of + window)
        tables.append(pa.Table.from_pandas(some, schema=known.schema, preserve_index=False))
    return pa.concat_tables(tables)
