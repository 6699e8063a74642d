"""Propensity models: fit, calibrate, judge and score whether a person will or will not do something."""

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io
from scipy.special import expit
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from profile_enrichment.calibration import FEWEST_OUTCOMES, Calibration, tells_enough
from profile_enrichment.classifiers import CLASSIFIERS, Splines, Trees
from profile_enrichment.factors import in_days, strongest_reasons
from profile_enrichment.judging import (
    auc,
    average_precision,
    brier,
    ece,
    judge,
    lift_10,
    log_loss,
)
from profile_enrichment.model_registry import Contest, Version, below_baseline, read_estimator, some, worse_calibrated
from profile_enrichment.monitoring import is_elsewhere
from profile_enrichment.threads import use_one_thread

FEATURES = [
    "days_since_last",
    "active_days_short",
    "active_days_medium",
    "active_days_long",
    "active_windows_short",
    "active_windows_long",
    "active_days_recent",
    "revenue_recent",
    "gap_deviation_days",
    "overdue_ratio",
    "days_since_other",
    "other_active_days_short",
]
"""The columns of ``ftr_propensities`` that models may read; nothing else names them."""

REASONS = {
    "recency": ["days_since_last", "overdue_ratio"],
    "frequency": [
        "active_days_short",
        "active_days_medium",
        "active_days_long",
        "active_windows_short",
        "active_windows_long",
        "active_days_recent",
    ],
    "spend": ["revenue_recent"],
    "regularity": ["gap_deviation_days"],
    "other_activity": ["days_since_other", "other_active_days_short"],
}
"""What FEATURES tell of a person, each once: features of a kind stand for each other, so they count together."""

TOLD = ["gap_count", "gap_mean_days", "revenue_medium"]
"""Columns of ``ftr_propensities`` that sentences say and models do not read."""
FEWEST_GAPS = 2

BASELINE = "rfm_logistic"
"""Recency, frequency and monetary value through a logistic regression: what every model has to beat."""
BASELINE_FEATURES = ["days_since_last", "active_days_medium", "revenue_medium"]

POOR_AUC = 0.65
METRICS = (auc, average_precision, lift_10, brier, log_loss, ece)
MOST_CUTS_JUDGED = 4
# What is judged at a cut was chosen and calibrated at cuts before it: so many more are foretold than are judged.
MOST_CUTS_FORETOLD = MOST_CUTS_JUDGED + 2
# Beyond so many rows a fit changes less than the third digit of its figures; a part of them is taken.
MOST_ROWS = 500_000


@dataclass(frozen=True)
class Foretold:
    """What classifiers that were fitted on the cuts before said at a cut, as log-odds, and what came true."""

    at: pd.Timestamp
    people: np.ndarray
    outcome: np.ndarray
    log_odds: dict[str, np.ndarray]
    baseline: np.ndarray


@dataclass(frozen=True)
class CalibratedModel:
    """One of CLASSIFIERS and its calibration.

    Attributes:
        name: of the classifier.
        classifier: fitted on every labelled cut.
        calibration: fitted on what the classifier said of later cuts than it had learned from.
        reference_quantiles: the 1st … 99th percentile of what it gives to the people of the newest labelled cuts.
    """

    name: str
    classifier: Trees | Splines
    calibration: Calibration
    reference_quantiles: list[float]

    def predict(self, rows: pd.DataFrame) -> np.ndarray:
        """Return the probability of the outcome (0–1, 9 digits) for each row with FEATURES."""
        return self.calibration.probability(self.classifier.log_odds(_matrix(rows)))

    def contributions(self, rows: pd.DataFrame) -> tuple[np.ndarray, float]:
        """Return what each of REASONS adds to the calibrated log-odds of each row with FEATURES, and their start.

        Exact: the log-odds of :meth:`predict` are the start plus the row's contributions, unless they are clipped
        there as too extreme.
        """
        by_feature, start = self.classifier.contributions(_matrix(rows))
        by_reason = np.column_stack(
            [by_feature[:, [FEATURES.index(name) for name in members]].sum(axis=1) for members in REASONS.values()]
        )
        return self.calibration.slope * by_reason, float(self.calibration.log_odds(start))

    def refreshed(self, rows: pd.DataFrame) -> "CalibratedModel":
        """Return the model with its intercept refitted to labelled rows later than its training, if they tell enough.

        Args:
            rows: with FEATURES, ``cut_at`` and ``has_outcome``; of the newest MOST_CUTS_JUDGED cuts.
        """
        rows = _newest_cuts(rows)
        outcome = rows["has_outcome"].to_numpy(bool)
        if not tells_enough(outcome):
            return self
        return replace(self, calibration=self.calibration.shifted(self.classifier.log_odds(_matrix(rows)), outcome))

    def percentile(self, probability: np.ndarray) -> np.ndarray:
        """Return where each probability stands (1–100) among predictions of the same model before."""
        return np.searchsorted(self.reference_quantiles, probability, side="left") + 1

    def to_bytes(self) -> bytes:
        """Return the model as a skops archive, which holds no code."""
        return skops.io.dumps(
            {"name": self.name, "classifier": self.classifier.parts(), "calibration": asdict(self.calibration)}
        )

    @classmethod
    def from_bytes(cls, archive: bytes, reference_quantiles: list[float]) -> "CalibratedModel":
        """Read :meth:`to_bytes`; an archive with any type beyond scikit-learn's own raises."""
        parts = read_estimator(archive)
        classifier = CLASSIFIERS[parts["name"]](**parts["classifier"])
        return cls(parts["name"], classifier, Calibration(**parts["calibration"]), reference_quantiles)


@dataclass(frozen=True)
class Trained:
    """What training gives.

    Attributes:
        model: for the present.
        evaluation: one row per judged cut and metric: ``cut_at``, ``row_count``, and what
            :func:`profile_enrichment.judging.beside` gives.
        newest_at: the newest judged cut.
        foretold: probabilities of that cut's rows, as the procedure gave them without any label of it, in the order of
            ``profile_id``.
    """

    model: CalibratedModel
    evaluation: pd.DataFrame
    newest_at: pd.Timestamp
    foretold: np.ndarray


def train(rows: pd.DataFrame) -> Trained:
    """Judge the procedure forward in time, then fit it on every labelled cut.

    At each judged cut the classifier was chosen and calibrated by what had been foretold of the cuts before it, and
    fitted on those cuts; so is the model for the present.

    Args:
        rows: of one insight: ``profile_id``, ``person_id`` (who the profile turned out to be), ``cut_at``, FEATURES and
            ``has_outcome``, in any order. Cuts lie one outcome window apart, so that at each of them the labels of
            those before it are known.
    """
    rows = rows.sort_values(["cut_at", "profile_id"], ignore_index=True)
    foretold = foretell(rows)
    evaluations = []
    for number, cut in list(enumerate(foretold))[-MOST_CUTS_JUDGED:]:
        name, calibration = learned_from(foretold[:number])
        probability = calibration.probability(cut.log_odds[name])
        judgement = judge(METRICS, cut.outcome, probability, cut.baseline, BASELINE, cut.people)
        evaluations.append(judgement.assign(cut_at=cut.at, row_count=len(cut.outcome)))
    name, calibration = learned_from(foretold)
    classifier = CLASSIFIERS[name].fit(*_learnable(rows))
    said = calibration.probability(classifier.log_odds(_matrix(_newest_cuts(rows))))
    model = CalibratedModel(name, classifier, calibration, np.quantile(said, np.arange(1, 100) / 100).round(9).tolist())
    return Trained(model, pd.concat(evaluations, ignore_index=True), cut.at, probability)


def contest(champion: Version, trained: Trained, rows: pd.DataFrame) -> Contest:
    """Compare what was just trained with the champion, at the newest cut, if neither knew anything of its outcome.

    It wins where its gain in AUC is above 0 for sure, its ECE is no worse (:func:`worse_calibrated`), and no cut that
    it was judged at falls below the baseline.

    Args:
        champion: the version that scores now.
        trained: from these rows.
        rows: as :func:`train` takes them.
    """
    if trained.newest_at < champion.trained_at:
        return Contest.undecided(champion)
    cut = rows[rows["cut_at"] == trained.newest_at].sort_values("profile_id")
    if not tells_enough(cut["has_outcome"]):
        return Contest(False, f"fewer than {FEWEST_OUTCOMES} with or without the outcome at the newest cut")
    since = rows[(rows["cut_at"] >= champion.trained_at) & (rows["cut_at"] < trained.newest_at)]
    theirs = CalibratedModel.from_bytes(champion.estimator, champion.reference_quantiles).refreshed(since).predict(cut)
    outcome, people = cut["has_outcome"].to_numpy(bool), cut["person_id"].to_numpy()
    judgement = judge((auc, ece), outcome, trained.foretold, theirs, champion.version, people)
    gain, calibration = judgement.to_dict("records")
    lost = worse_calibrated(calibration) + below_baseline(trained.evaluation, "auc")
    return Contest.at_newest_cut(champion, "AUC", gain, lost)


def has_drifted(version: Version, rows: pd.DataFrame) -> bool:
    """Return whether a version's scores of the rows to score lie elsewhere than its reference; few rows do not tell."""
    if rows.empty:
        return False
    scores = CalibratedModel.from_bytes(version.estimator, version.reference_quantiles).predict(rows)
    return is_elsewhere(np.array(version.reference_quantiles), scores)


def foretell(rows: pd.DataFrame) -> list[Foretold]:
    """Foretell the newest cuts, each from those before it that tell enough."""
    foretold = []
    for at in rows["cut_at"].unique()[1:][-MOST_CUTS_FORETOLD:]:
        known, cut = rows[rows["cut_at"] < at], rows[rows["cut_at"] == at]
        is_needed = at == rows["cut_at"].max()  # or nothing would be judged
        if not (is_needed or (tells_enough(known["has_outcome"]) and cut["has_outcome"].nunique() == 2)):
            continue
        learnable, features = _learnable(known), _matrix(cut)
        foretold.append(
            Foretold(
                at=at,
                people=cut["person_id"].to_numpy(),
                outcome=cut["has_outcome"].to_numpy(bool),
                log_odds={name: each.fit(*learnable).log_odds(features) for name, each in CLASSIFIERS.items()},
                baseline=fit_baseline(known).predict_proba(_baseline_matrix(cut))[:, 1],
            )
        )
    return foretold


def learned_from(foretold: list[Foretold]) -> tuple[str, Calibration]:
    """Return the first of CLASSIFIERS, or one that foretold better for sure, and its calibration."""
    newest = foretold[-MOST_CUTS_JUDGED:]
    outcome = np.concatenate([np.empty(0, bool), *(cut.outcome for cut in newest)])
    name, *others = CLASSIFIERS
    if not tells_enough(outcome):
        return name, Calibration()
    raw = {each: np.concatenate([cut.log_odds[each] for cut in newest]) for each in CLASSIFIERS}
    for other in others:
        people = np.concatenate([cut.people for cut in newest])
        comparison = judge([log_loss], outcome, expit(raw[other]), expit(raw[name]), name, people)
        if comparison["difference_upper"].item() < 0:
            name = other
    return name, Calibration.fit(raw[name], outcome)


def _newest_cuts(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["cut_at"].isin(np.sort(rows["cut_at"].unique())[-MOST_CUTS_JUDGED:])]


def _learnable(rows: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    rows = some(rows, MOST_ROWS)
    return _matrix(rows), rows["has_outcome"].to_numpy(bool)


def fit_baseline(rows: pd.DataFrame):
    """Fit the RFM baseline on rows with BASELINE_FEATURES and ``has_outcome``, sorted."""
    baseline = make_pipeline(FunctionTransformer(np.log1p), StandardScaler(), LogisticRegression())
    return baseline.fit(_baseline_matrix(rows), rows["has_outcome"].to_numpy(bool))


def _matrix(rows: pd.DataFrame) -> np.ndarray:
    return rows[FEATURES].to_numpy(dtype=float, na_value=np.nan)


def _baseline_matrix(rows: pd.DataFrame) -> np.ndarray:
    # A person who never did it has no recency: put them behind everybody else.
    return rows[BASELINE_FEATURES].fillna({"days_since_last": 1e4}).to_numpy(dtype=float)


def version_of(rows: pd.DataFrame, champion: Version | None) -> tuple[dict[str, object], Contest | None]:
    """Train on the labelled rows of an insight; return what the registry keeps of it, and how it did."""
    trained = train(rows)
    model, evaluation = trained.model, trained.evaluation
    newest = evaluation[evaluation["cut_at"] == evaluation["cut_at"].max()]
    figures = zip(newest["metric"], newest["value"], strict=True)
    metrics = {metric: value if np.isfinite(value) else None for metric, value in figures}
    version = {
        "is_poor": (metrics["auc"] or 0) < POOR_AUC,
        "first_cut_at": rows["cut_at"].min(),
        "last_cut_at": rows["cut_at"].max(),
        "training_row_count": len(rows),
        "outcome_count": int(rows["has_outcome"].sum()),
        "metrics": json.dumps(metrics | {"classifier": model.name}),
        "evaluations": evaluation.to_json(orient="records", date_format="iso", date_unit="us", double_precision=9),
        "features": json.dumps(FEATURES),
        "reference_quantiles": model.reference_quantiles,
        "estimator": model.to_bytes(),
    }
    return version, champion and contest(champion, trained, rows)


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


def score_champions(
    champions: pd.DataFrame,
    rows_to_score: Callable[[str], Iterable[pd.DataFrame]],
    labelled_since: Callable[[str, datetime], pd.DataFrame],
) -> Iterator[pa.RecordBatch]:
    """Score the eligible profiles of every insight that has a champion.

    Args:
        champions: ``insight``, ``version``, ``trained_at``, ``reference_quantiles``, ``estimator``, and of the
            declaration ``outcome_in_words``, ``window_days``, ``lookback_days``, ``long_days``, ``reach_days`` and
            ``other_days``.
        rows_to_score: gives the scoring rows of an insight in batches: ``profile_id``, ``name_identity_id``, FEATURES
            and TOLD.
        labelled_since: gives the labelled rows of an insight at cuts from a moment on, which the intercept is
            refreshed with.

    Yields:
        One row per insight and row, as SCORES: ``probability`` 0–1, ``percentile`` 1–100 among what the version gave to
        the people of the newest cuts that it learned from, ``factors`` the three strongest of REASONS as a JSON array.
    """
    use_one_thread()
    for champion in champions.itertuples(index=False):
        stored = CalibratedModel.from_bytes(bytes(champion.estimator), list(champion.reference_quantiles))
        refreshed = stored.refreshed(labelled_since(champion.insight, champion.trained_at))
        for rows in rows_to_score(champion.insight):
            log_odds = stored.classifier.log_odds(_matrix(rows))
            scored = pd.DataFrame(
                {
                    "insight": champion.insight,
                    "version": champion.version,
                    "profile_id": rows["profile_id"],
                    "name_identity_id": rows["name_identity_id"],
                    "probability": refreshed.calibration.probability(log_odds),
                    "percentile": stored.percentile(stored.calibration.probability(log_odds)),
                    "factors": reasons(refreshed, rows, champion),
                }
            )
            yield pa.RecordBatch.from_pandas(scored, schema=SCORES, preserve_index=False)


def reasons(model: CalibratedModel, rows: pd.DataFrame, declared, count: int = 3) -> list[str]:
    """Return the strongest reasons of each row with FEATURES, JSON, in the words of its declaration."""
    contributions, _ = model.contributions(rows)
    values = rows[[*FEATURES, *TOLD]].astype(float).to_dict("records")

    def sentence(reason: str, row: int) -> str:
        return _sentence(reason, values[row], declared)

    return strongest_reasons(contributions, list(REASONS), sentence, count)


def _sentence(reason: str, value: dict[str, float], declared) -> str:
    event, lookback = declared.outcome_in_words, declared.lookback_days
    window = min(declared.window_days, declared.reach_days)  # nothing older is looked at
    if reason == "recency":
        days = value["days_since_last"]
        if np.isnan(days):
            return f"no {event} known in the last {declared.reach_days} days"
        usual = f", usually every {value['gap_mean_days']:.0f}" if value["gap_count"] >= FEWEST_GAPS else ""
        return f"last {event} {in_days(np.floor(days))} ago{usual}"
    if reason == "frequency":
        whole, medium, short = (value[f"active_days_{reach}"] for reach in ("long", "medium", "short"))
        lately = "" if window == lookback else f", {short:.0f} of the last {window}"
        # The longest count is scaled up where less was observed.
        return f"{event} on {in_days(medium)} of the last {lookback}{lately}, about {whole:.0f} in {declared.long_days}"
    if reason == "spend":
        rate = f"at the rate of late {value['revenue_recent']:,.2f} in {declared.window_days}"
        return f"{event} worth {value['revenue_medium']:,.2f} in the last {lookback} days, {rate}"
    if reason == "regularity":
        spread = value["gap_deviation_days"]
        if value["gap_count"] < FEWEST_GAPS:
            return f"no rhythm of {event} is known"
        varies = f"varies by {in_days(np.ceil(spread))}" if spread >= 0.5 else "is always the same"
        return f"time from {event} to {event} {varies}"
    days = value["days_since_other"]
    if np.isnan(days):
        return f"no other activity known in the last {declared.other_days} days"
    lately = f"on {value['other_active_days_short']:.0f} of the last {window} days"
    return f"other activity {in_days(np.floor(days))} ago, {lately}"
