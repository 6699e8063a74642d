"""Propensity models: fit, calibrate, judge and score whether a person will or will not do something."""

import json
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from profile_enrichment.factors import strongest_reasons, tree_contributions
from profile_enrichment.model_registry import read_estimator

FEATURES = [
    "days_since_last",
    "active_days_short",
    "active_days_medium",
    "active_days_long",
    "revenue_medium",
    "gap_deviation_days",
    "overdue_ratio",
    "days_since_other",
    "other_active_days_short",
]
"""The columns of ``ftr_propensities`` that models may read; nothing else names them."""

REASONS = {
    "recency": ["days_since_last", "overdue_ratio"],
    "frequency": ["active_days_short", "active_days_medium", "active_days_long"],
    "spend": ["revenue_medium"],
    "regularity": ["gap_deviation_days"],
    "other_activity": ["days_since_other", "other_active_days_short"],
}
"""What FEATURES tell of a person, each once: features of a kind stand for each other, so they count together."""

RHYTHM = ["gap_count", "gap_mean_days"]
"""Columns of ``ftr_propensities`` that sentences say and models do not read."""
FEWEST_GAPS = 2

BASELINE = "rfm_logistic"
"""Recency, frequency and monetary value through a logistic regression: what every model has to beat."""
BASELINE_FEATURES = ["days_since_last", "active_days_medium", "revenue_medium"]

POOR_AUC = 0.65
METRICS = ("auc", "average_precision", "brier", "log_loss", "ece")
_SMALLEST_PROBABILITY = 1e-6


def classifier() -> HistGradientBoostingClassifier:
    """Small, strongly regularised trees; early stopping is off, or it would switch itself on at 10,000 rows."""
    return HistGradientBoostingClassifier(
        max_iter=75,
        learning_rate=0.08,
        max_leaf_nodes=6,
        max_bins=63,
        min_samples_leaf=80,
        l2_regularization=20,
        early_stopping=False,
        random_state=0,
    )


@dataclass(frozen=True)
class CalibratedModel:
    """A classifier and the logistic curve that turns its log-odds into calibrated probabilities.

    Attributes:
        classifier: fitted on every training row.
        calibrator: one-variable logistic regression over log-odds, fitted on predictions for people that the
            predicting model had not seen.
        reference_quantiles: the 1st … 99th percentile of those held-out probabilities.
    """

    classifier: HistGradientBoostingClassifier
    calibrator: LogisticRegression
    reference_quantiles: list[float]

    @classmethod
    def fit(cls, rows: pd.DataFrame) -> "CalibratedModel":
        """Fit on rows with FEATURES, ``profile_id``, ``person_id``, ``cut_at`` and ``has_outcome``, in any order."""
        rows = rows.sort_values(["cut_at", "profile_id"], ignore_index=True)
        features, outcome = _matrix(rows), rows["has_outcome"].to_numpy(bool)
        held_out = cross_val_predict(
            classifier(), features, outcome, groups=rows["person_id"], cv=GroupKFold(3), method="predict_proba"
        )[:, 1]
        calibrator = LogisticRegression(C=1e6).fit(_log_odds(held_out), outcome)
        calibrated = calibrator.predict_proba(_log_odds(held_out))[:, 1]
        quantiles = np.quantile(calibrated, np.arange(1, 100) / 100).round(9).tolist()
        return cls(classifier().fit(features, outcome), calibrator, quantiles)

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the probability of the outcome (0–1, 9 digits) for each row with FEATURES."""
        if rows.empty:
            return np.empty(0)
        raw = self.classifier.predict_proba(_matrix(rows))[:, 1]
        return self.calibrator.predict_proba(_log_odds(raw))[:, 1].round(9)

    def contributions(self, rows: pd.DataFrame) -> tuple[np.ndarray, float]:
        """Return what each of REASONS adds to the calibrated log-odds of each row with FEATURES, and their start.

        Exact: the log-odds of :meth:`predict` are the start plus the row's contributions, unless they are clipped
        there as too extreme.
        """
        by_feature, start = tree_contributions(self.classifier, _matrix(rows))
        slope, intercept = self.calibrator.coef_.item(), self.calibrator.intercept_.item()
        by_reason = np.column_stack(
            [by_feature[:, [FEATURES.index(name) for name in members]].sum(axis=1) for members in REASONS.values()]
        )
        return slope * by_reason, slope * start + intercept

    def percentile(self, probability: np.ndarray) -> np.ndarray:
        """Return where each probability stands (1–100) among the held-out training predictions."""
        return np.searchsorted(self.reference_quantiles, probability, side="left") + 1

    def to_bytes(self) -> bytes:
        """Return the model as a skops archive, which holds no code."""
        return skops.io.dumps({"classifier": self.classifier, "calibrator": self.calibrator})

    @classmethod
    def from_bytes(cls, archive: bytes, reference_quantiles: list[float]) -> "CalibratedModel":
        """Read :meth:`to_bytes`; an archive with any type beyond scikit-learn's own raises."""
        parts = read_estimator(archive)
        return cls(parts["classifier"], parts["calibrator"], reference_quantiles)


def fit_baseline(rows: pd.DataFrame):
    """Fit the RFM baseline on rows with BASELINE_FEATURES and ``has_outcome``."""
    rows = rows.sort_values(["cut_at", "profile_id"], ignore_index=True)
    baseline = make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression())
    return baseline.fit(_baseline_matrix(rows), rows["has_outcome"].to_numpy(bool))


def judge(outcome: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """Return METRICS of probabilities against what came true (both classes present), rounded to 9 digits."""
    probability = np.clip(probability, _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    found = {
        "auc": roc_auc_score(outcome, probability),
        "average_precision": average_precision_score(outcome, probability),
        "brier": brier_score_loss(outcome, probability),
        "log_loss": log_loss(outcome, probability),
        "ece": expected_calibration_error(outcome, probability),
    }
    return {metric: round(float(value), 9) for metric, value in found.items()}


def expected_calibration_error(outcome: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """Return the mean gap between predicted and observed share over equal-width bins, weighted by rows.

    Source: Naeini, Cooper and Hauskrecht (2015), Obtaining Well Calibrated Probabilities Using Bayesian Binning.
    """
    bin_of = np.minimum((probability * bins).astype(int), bins - 1)
    gaps = np.abs(
        np.bincount(bin_of, weights=probability, minlength=bins) - np.bincount(bin_of, weights=outcome, minlength=bins)
    )
    return float(gaps.sum() / len(outcome))


def evaluate(rows: pd.DataFrame) -> pd.DataFrame:
    """Train on the training cuts, predict the test cut, and judge model and baseline on the same rows.

    Args:
        rows: labelled rows of one insight with ``role`` training or test; every training label was known before
            the test cut.

    Returns:
        One row per metric: ``cut_at``, ``metric``, ``value``, ``baseline_name``, ``baseline_value``, ``row_count``.
    """
    training, test = rows[rows["role"] == "training"], rows[rows["role"] == "test"]
    outcome = test["has_outcome"].to_numpy(bool)
    model = judge(outcome, CalibratedModel.fit(training).predict(test))
    baseline = judge(outcome, fit_baseline(training).predict_proba(_baseline_matrix(test))[:, 1])
    return pd.DataFrame(
        {
            "cut_at": test["cut_at"].iloc[0],
            "metric": list(METRICS),
            "value": [model[metric] for metric in METRICS],
            "baseline_name": BASELINE,
            "baseline_value": [baseline[metric] for metric in METRICS],
            "row_count": len(test),
        }
    )


def _matrix(rows: pd.DataFrame) -> np.ndarray:
    return rows[FEATURES].to_numpy(dtype=float, na_value=np.nan)


def _baseline_matrix(rows: pd.DataFrame) -> np.ndarray:
    # A person who never did it has no recency: put them behind everybody else.
    return rows[BASELINE_FEATURES].fillna({"days_since_last": 1e4}).to_numpy(dtype=float)


def _log_odds(probability: np.ndarray) -> np.ndarray:
    probability = np.clip(probability, _SMALLEST_PROBABILITY, 1 - _SMALLEST_PROBABILITY)
    return np.log(probability / (1 - probability)).reshape(-1, 1)


def version_of(rows: pd.DataFrame) -> dict[str, object]:
    """Judge the procedure forward in time, then fit it on every labelled row."""
    evaluation = evaluate(rows)
    model = CalibratedModel.fit(rows)
    metrics = dict(zip(evaluation["metric"], evaluation["value"], strict=True))
    return {
        "is_poor": metrics["auc"] < POOR_AUC,
        "first_cut_at": rows["cut_at"].min(),
        "last_cut_at": rows["cut_at"].max(),
        "training_row_count": len(rows),
        "outcome_count": int(rows["has_outcome"].sum()),
        "metrics": json.dumps(metrics),
        "evaluations": evaluation.to_json(orient="records", date_format="iso", date_unit="us", double_precision=9),
        "features": json.dumps(FEATURES),
        "reference_quantiles": model.reference_quantiles,
        "estimator": model.to_bytes(),
    }


SCORES = pa.schema(
    [
        ("insight", pa.string()),
        ("version", pa.string()),
        ("profile_id", pa.string()),
        ("name_identity_id", pa.int64()),
        ("probability", pa.float64()),
        ("percentile", pa.int64()),
        ("factors", pa.string()),
    ]
)


def score_champions(champions: pd.DataFrame, rows_to_score: Callable[[str], pd.DataFrame]) -> pa.Table:
    """Score the eligible profiles of every insight that has a champion.

    Args:
        champions: ``insight``, ``version``, ``reference_quantiles``, ``estimator``, and of the declaration
            ``event_type``, ``window_days``, ``lookback_days``.
        rows_to_score: gives the scoring rows of an insight: ``profile_id``, ``name_identity_id``, FEATURES
            and RHYTHM.

    Returns:
        One row per insight and row, as SCORES: ``probability`` 0–1, ``percentile`` 1–100 among the held-out training
        predictions, ``factors`` the three strongest of REASONS as a JSON array.
    """
    tables = [SCORES.empty_table()]
    for champion in champions.itertuples(index=False):
        model = CalibratedModel.from_bytes(bytes(champion.estimator), list(champion.reference_quantiles))
        rows = rows_to_score(champion.insight)
        probability = model.predict(rows)
        scored = pd.DataFrame(
            {
                "insight": champion.insight,
                "version": champion.version,
                "profile_id": rows["profile_id"],
                "name_identity_id": rows["name_identity_id"],
                "probability": probability,
                "percentile": model.percentile(probability),
                "factors": reasons(model, rows, champion),
            }
        )
        tables.append(pa.Table.from_pandas(scored, schema=SCORES, preserve_index=False))
    return pa.concat_tables(tables)


def reasons(model: CalibratedModel, rows: pd.DataFrame, declared, count: int = 3) -> list[str]:
    """Return the strongest reasons of each row with FEATURES, JSON, in the words of its declaration."""
    contributions, _ = model.contributions(rows)
    values = rows[[*FEATURES, *RHYTHM]].astype(float).to_dict("list")

    def sentence(reason: str, row: int) -> str:
        return _sentence(reason, {name: of[row] for name, of in values.items()}, declared)

    return strongest_reasons(contributions, list(REASONS), sentence, count)


def _sentence(reason: str, value: dict[str, float], declared) -> str:
    event, lookback = declared.event_type, declared.lookback_days
    window = min(declared.window_days, 2 * lookback)  # nothing older is looked at
    if reason == "recency":
        days = value["days_since_last"]
        if np.isnan(days):
            return f"no {event} known in the last {2 * lookback} days"
        usual = f", usually every {value['gap_mean_days']:.0f}" if value["gap_count"] >= FEWEST_GAPS else ""
        return f"last {event} {_days(days)} ago{usual}"
    if reason == "frequency":
        medium, short = value["active_days_medium"], value["active_days_short"]
        lately = "" if window == lookback else f", on {short:.0f} of the last {window}"
        return f"{event} on {_days(medium)} of the last {lookback}{lately}"
    if reason == "spend":
        return f"{event} worth {value['revenue_medium']:,.2f} in the last {lookback} days"
    if reason == "regularity":
        spread = value["gap_deviation_days"]
        if value["gap_count"] < FEWEST_GAPS:
            return f"no rhythm of {event} is known"
        varies = f"varies by {_days(spread)}" if spread >= 0.5 else "is always the same"
        return f"time from {event} to {event} {varies}"
    days = value["days_since_other"]
    if np.isnan(days):
        return f"no other activity known in the last {2 * lookback} days"
    return f"other activity {_days(days)} ago, on {value['other_active_days_short']:.0f} of the last {window} days"


def _days(number: float) -> str:
    return f"{number:.0f} day{'' if round(number) == 1 else 's'}"
