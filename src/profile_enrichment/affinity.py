"""Affinities: how likely it is that a person engages with an item, for every item of a kind.

What people did with items is a matrix of people by items for each way to count it. From it come a person's own rates,
what people alike did (EASE), and how an item fares with everybody. A model over pairs of person and item turns all of
these into the probability of engaging within the window.
"""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import datetime

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io
from scipy.sparse import csr_matrix, issparse, vstack
from sklearn.ensemble import HistGradientBoostingClassifier

from profile_enrichment.calibration import Calibration, tells_enough
from profile_enrichment.factors import in_days, in_percent, strongest_reasons, tree_contributions
from profile_enrichment.judging import beside, resamples
from profile_enrichment.model_registry import Contest, Version, below_baseline, read_estimator, worse_calibrated
from profile_enrichment.threads import use_one_thread

ITEM_COUNTS = ["item_days_short", "item_days_medium", "item_days_long", "item_recent_days"]
PERSON_COUNTS = ["all_days_short", "all_days_medium", "all_days_long", "all_recent_days"]
HISTORY = ["item", "days_since_last", *ITEM_COUNTS, *PERSON_COUNTS]
"""The columns of ``ftr_labelled_affinities`` that models may read; nothing else names them."""
OUTCOME = "has_outcome"

FEATURES = [
    "item_days_short",
    "item_days_medium",
    "item_days_long",
    "days_since_last",
    "overdue_ratio",
    "expected_days",
    "chance_by_recent_rate",
    "chance_by_rate",
    "popularity",
    "return_share",
    "alike",
]
"""What the model knows of a pair; see :meth:`Shelf.features`."""

REASONS = {
    "history": ["days_since_last", "overdue_ratio", "item_days_short", "item_days_medium", "item_days_long"],
    "share": ["chance_by_recent_rate", "chance_by_rate"],
    "activity": ["expected_days"],
    "popularity": ["popularity", "return_share"],
    "alike": ["alike"],
}
"""What FEATURES tell of a pair, each once. Each of those of ``history`` says whether the person ever had the item."""
_TOLD = np.array([[name in names for names in REASONS.values()] for name in FEATURES], dtype=float)

MOST_CUTS_JUDGED = 4
MOST_CUTS_LEARNED = 3
MOST_PAIRS = 600_000
MOST_PAIRS_JUDGED = 300_000
IDLE_PAIRS = 2
MOST_JUDGED_PEOPLE = 2_000
MOST_JUDGED_CELLS = 10_000_000
CELLS_AT_ONCE = 2_000_000
MOST_EASE_ITEMS = 5_000
EASE_PENALTY = 500.0
NEIGHBOURS = 200
NEIGHBOUR_PENALTY = 10.0
PRIOR_DAYS = 6.0
TOP = 10
BASELINES = {"ece": "popularity", "ndcg_10_new": "popularity_year", "recall_10_new": "popularity_year"}
"""The simple forecast beside each metric: the share of people with the item in the last window, or the last year; for
the others it is ``own_counts``, how often the person did it before."""


def classifier() -> HistGradientBoostingClassifier:
    """Small trees; early stopping is off, or it would switch itself on at 10,000 rows."""
    return HistGradientBoostingClassifier(
        max_iter=60,
        learning_rate=0.12,
        max_leaf_nodes=8,
        max_bins=127,
        min_samples_leaf=200,
        l2_regularization=5,
        early_stopping=False,
        random_state=0,
    )


@dataclass(frozen=True)
class Shelf:
    """What people had done with items when a cut came.

    Attributes:
        people: one row each, by ``profile_id``: ``profile_id``, ``name_identity_id`` and PERSON_COUNTS.
        items: their names; those most people engaged with, most first.
        counts: ITEM_COUNTS and ``gap_days`` (``days_since_last`` plus one, 0 where never), people × items.
        alike: what having an item (row) says for another one (column): EASE weights or, where more than MOST_EASE_ITEMS
            items may stand on it, those of the neighbours.
    """

    people: pd.DataFrame
    items: np.ndarray
    counts: dict[str, csr_matrix]
    alike: np.ndarray | csr_matrix

    @classmethod
    def stock(cls, rows: pd.DataFrame, max_items: int) -> "Shelf":
        """Read rows of one cut with HISTORY, ``profile_id``, ``name_identity_id``; pairs without a past are none."""
        rows = rows[rows["item_days_long"].notna()]
        by_item = rows.groupby("item", sort=True).size().sort_values(ascending=False, kind="stable")
        items = by_item.index.to_numpy()[:max_items]
        people = rows.drop_duplicates("profile_id").sort_values("profile_id", ignore_index=True)
        place = rows["item"].map({item: number for number, item in enumerate(items)})
        kept = rows[place.notna()]
        at = (people["profile_id"].searchsorted(kept["profile_id"]), place[place.notna()].astype(np.intp))
        shape = (len(people), len(items))
        columns = {name: kept[name] for name in ITEM_COUNTS} | {"gap_days": kept["days_since_last"] + 1}
        counts = {
            name: csr_matrix((values.to_numpy(dtype=np.float64), at), shape=shape) for name, values in columns.items()
        }
        people = people[["profile_id", "name_identity_id", *PERSON_COUNTS]]
        alike = (_ease if max_items <= MOST_EASE_ITEMS else _neighbours)(counts["item_days_long"] > 0)
        return cls(people, items, counts, alike)

    def chunks(self, people: np.ndarray) -> list[np.ndarray]:
        """Return these numbers of people, so many at a time that their pairs fit into memory."""
        return np.array_split(people, max(1, len(people) * len(self.items) // CELLS_AT_ONCE))

    def features(self, people: np.ndarray) -> np.ndarray:
        """Return FEATURES of every pair of some people and all items, people × items × features.

        ``expected_days`` is on how many days of the window the person does anything: the mean of the last window and of
        a third of the last three. A rate is days with the item among days with anything, drawn towards everybody's
        rate by PRIOR_DAYS; a chance is that of at least one such day among the expected. Recent days lose half their
        weight every 60 days. ``overdue_ratio`` is the time since the item over the mean time between, ``popularity``
        the share of people with the item in the last window, ``return_share`` the share of those that ever had it.
        ``alike`` is what the person's other items say for it.
        """
        dense = {name: counts[people].toarray() for name, counts in self.counts.items()}
        person = {name: self.people[name].to_numpy(dtype=float)[people, None] for name in PERSON_COUNTS}
        since = np.where(dense["gap_days"] > 0, dense["gap_days"] - 1, np.nan)
        expected = (person["all_days_short"] + person["all_days_medium"] / 3) / 2

        def chance(item: str, everything: str) -> np.ndarray:
            prior = self.counts[item].sum(axis=0).A1 / max(self.people[everything].sum(), 1e-9)
            rate = (dense[item] + PRIOR_DAYS * prior) / (person[everything] + PRIOR_DAYS)
            return 1 - np.exp(-np.minimum(rate, 1) * expected)

        known = {
            "item_days_short": dense["item_days_short"],
            "item_days_medium": dense["item_days_medium"],
            "item_days_long": dense["item_days_long"],
            "days_since_last": since,
            "overdue_ratio": since * (dense["item_days_long"] + 1) / 365,
            "expected_days": np.broadcast_to(expected, since.shape),
            "chance_by_recent_rate": chance("item_recent_days", "all_recent_days"),
            "chance_by_rate": chance("item_days_long", "all_days_long"),
            "popularity": np.broadcast_to(self.popularity(), since.shape),
            "return_share": np.broadcast_to(self._return_share(), since.shape),
            "alike": _dense((self.counts["item_days_long"][people] > 0) @ self.alike),
        }
        return np.stack([known[name] for name in FEATURES], axis=-1).round(9)

    def popularity(self, counts: str = "item_days_short") -> np.ndarray:
        """Return the share of people with each item in the last window, or in that of other counts."""
        return _columns_held(self.counts[counts]) / max(len(self.people), 1)

    def _return_share(self) -> np.ndarray:
        return _columns_held(self.counts["item_days_short"]) / np.maximum(_columns_held(self.counts["gap_days"]), 1)


def _columns_held(counts: csr_matrix) -> np.ndarray:
    return np.bincount(counts.tocoo().col[counts.tocoo().data > 0], minlength=counts.shape[1]).astype(float)


def _dense(values: np.ndarray | csr_matrix) -> np.ndarray:
    return values.toarray() if issparse(values) else values


def _ease(held: csr_matrix) -> np.ndarray:
    """Return the weights that best tell each item from the others people have: a ridge regression in closed form.

    Steck (2019), Embarrassingly Shallow Autoencoders for Sparse Data.
    """
    held = held.astype(np.float64)
    inverse = np.linalg.inv((held.T @ held).toarray() + EASE_PENALTY * np.eye(held.shape[1]))
    weights = -inverse / np.diag(inverse)
    np.fill_diagonal(weights, 0.0)
    return weights


def _neighbours(held: csr_matrix) -> csr_matrix:
    """Return how much each item resembles those of which it is one of the NEIGHBOURS that most do.

    Two items resemble each other by the cosine of the people that hold them, with NEIGHBOUR_PENALTY people who hold
    one only, so that a few people prove little. After Deshpande and Karypis (2004), Item-Based Top-N Recommendation.
    """
    held = held.astype(np.float64).tocsc()
    people = np.asarray(held.sum(axis=0)).ravel()
    found = []
    for items in np.array_split(np.arange(held.shape[1]), max(1, held.shape[1] ** 2 // CELLS_AT_ONCE)):
        both = (held[:, items].T @ held).toarray()
        both[np.arange(len(items)), items] = 0
        resemblance = both / (np.sqrt(np.outer(people[items], people)) + NEIGHBOUR_PENALTY)
        further = np.argsort(-resemblance, axis=1, kind="stable")[:, NEIGHBOURS:]
        np.put_along_axis(resemblance, further, 0.0, axis=1)
        found.append(csr_matrix(resemblance))
    return vstack(found).T.tocsr()


# ---- learning ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Cut:
    """What was known at a cut, and what came true: pairs on the shelf, and how many beyond it, all and new ones.

    ``persons`` are who the people of the shelf turned out to be.
    """

    at: pd.Timestamp
    shelf: Shelf
    persons: np.ndarray
    outcomes: csr_matrix
    beyond: np.ndarray

    @classmethod
    def of(cls, at: pd.Timestamp, rows: pd.DataFrame, max_items: int) -> "_Cut":
        shelf = Shelf.stock(rows, max_items)
        happened = rows[rows[OUTCOME]]
        place = happened["item"].map({item: number for number, item in enumerate(shelf.items)})
        person = shelf.people["profile_id"].searchsorted(happened["profile_id"])
        is_on_shelf = place.notna().to_numpy()
        shape = (len(shelf.people), len(shelf.items))
        at_shelf = (person[is_on_shelf], place[is_on_shelf].astype(np.intp))
        beyond = [
            np.bincount(person[~is_on_shelf & is_counted], minlength=shape[0])
            for is_counted in (np.ones(len(happened), dtype=bool), happened["item_days_long"].isna().to_numpy())
        ]
        outcomes = csr_matrix((np.ones(is_on_shelf.sum()), at_shelf), shape=shape)
        with_past = rows[rows["item_days_long"].notna()].drop_duplicates("profile_id").sort_values("profile_id")
        return cls(at, shelf, with_past["person_id"].to_numpy(), outcomes, np.column_stack(beyond))


def _never_had(pairs: np.ndarray) -> np.ndarray:
    return np.isnan(pairs[..., FEATURES.index("days_since_last")])


@dataclass(frozen=True)
class PairModel:
    """What turns pairs into probabilities.

    Attributes:
        classifier: over pairs with FEATURES, of which idle ones were thinned out.
        idle_odds: by how much that raised the log-odds of pairs that a person never had, and of no other.
        never_share: the share of pairs that a person never had, of those learned from.
        calibration: fitted on what such classifiers said of later cuts than they had learned from.
    """

    classifier: HistGradientBoostingClassifier
    idle_odds: float
    never_share: float
    calibration: Calibration

    @classmethod
    def fit(cls, cuts: list[_Cut], most_pairs: int) -> "PairModel":
        """Fit on some ``most_pairs`` pairs of the cuts at most; it is not calibrated.

        Of idle pairs (never had, and came to nothing) there are IDLE_PAIRS for each other one at most. With the
        weight of all those that they stand for, the first trees would overshoot where next to no pair comes true.
        """
        random = np.random.default_rng(0)
        telling = sum(cut.shelf.counts["gap_days"].nnz + cut.outcomes.nnz for cut in cuts)
        idle = sum(len(cut.shelf.people) * len(cut.shelf.items) for cut in cuts) - telling
        idle_share = min(1.0, IDLE_PAIRS * telling / max(idle, 1))
        people_share = min(1.0, most_pairs / (telling + idle_share * idle))
        features, outcome = [], []
        for cut in cuts:
            taken = random.random(len(cut.shelf.people)) < people_share
            for people in cut.shelf.chunks(np.flatnonzero(taken)):
                pairs, came = cut.shelf.features(people), cut.outcomes[people].toarray() > 0
                is_idle = ~came & _never_had(pairs)
                is_taken = ~is_idle | (random.random(came.shape) < idle_share)
                features.append(pairs[is_taken])
                outcome.append(came[is_taken])
        learned, came = np.concatenate(features), np.concatenate(outcome)
        never_share = float(_never_had(learned).mean())
        return cls(classifier().fit(learned, came), -math.log(idle_share), never_share, Calibration())

    def raw_log_odds(self, pairs: np.ndarray) -> np.ndarray:
        """Return the log-odds of engaging within the window before calibration; pairs are … × FEATURES."""
        if not pairs.size:
            return np.zeros(pairs.shape[:-1])
        learned = self.classifier.decision_function(pairs.reshape(-1, len(FEATURES))).reshape(pairs.shape[:-1])
        return learned - self.idle_odds * _never_had(pairs)

    def predict(self, pairs: np.ndarray) -> np.ndarray:
        """Return the probability of engaging within the window (0–1, 9 digits); pairs are … × FEATURES."""
        return self.calibration.probability(self.raw_log_odds(pairs))

    def contributions(self, pairs: np.ndarray) -> tuple[np.ndarray, float]:
        """Return what each of REASONS adds to the log-odds of some pairs × FEATURES, and what they start from."""
        by_feature, start = tree_contributions(self.classifier, pairs)
        by_reason = by_feature @ _TOLD
        by_reason[:, list(REASONS).index("history")] += self.idle_odds * (self.never_share - _never_had(pairs))
        return self.calibration.slope * by_reason, self.calibration.log_odds(start - self.idle_odds * self.never_share)

    def to_bytes(self) -> bytes:
        """Return the model as a skops archive, which holds no code."""
        parts = {name: getattr(self, name) for name in ("classifier", "idle_odds", "never_share")}
        return skops.io.dumps(parts | {"calibration": asdict(self.calibration)})

    @classmethod
    def from_bytes(cls, archive: bytes) -> "PairModel":
        """Read :meth:`to_bytes`; an archive with any type beyond scikit-learn's own raises."""
        parts = read_estimator(archive)
        return cls(**parts | {"calibration": Calibration(**parts["calibration"])})


# ---- judging ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Truth:
    """What came true of pairs that were forecast.

    Attributes:
        came: which pairs did, people × items. Ranking is judged over people with any, or any that is new to them.
        is_new: which items each person had never had, people × items.
        beyond: how many pairs came true with items that were not forecast, all and new ones, people × 2: no ranking
            finds them.
        weights: draws × people, as :func:`resamples` gives them.
    """

    came: np.ndarray
    is_new: np.ndarray
    beyond: np.ndarray
    weights: np.ndarray

    def mean(self, found: np.ndarray, possible: np.ndarray) -> np.ndarray:
        """Return the mean share of what was possible, over people with anything possible, for each draw."""
        share = np.divide(found, possible, out=np.zeros(len(found)), where=possible > 0)
        with np.errstate(invalid="ignore"):
            return self.weights @ share / (self.weights @ (possible > 0))


def judge(truth: Truth, forecasts: dict[str, np.ndarray]) -> pd.DataFrame:
    """Return each metric of the forecast ``model`` beside that of its baseline on the same pairs.

    Baselines are ``own_counts`` and those of BASELINES, people × items; what is judged as a probability is one.
    """
    baselines = {metric: BASELINES.get(metric, "own_counts") for metric in _METRIC}
    return pd.DataFrame(
        beside(metric, of(truth, forecasts["model"]), baselines[metric], of(truth, forecasts[baselines[metric]]))
        for metric, of in _METRIC.items()
    )


@dataclass(frozen=True)
class _Foretold:
    """What a model that knew only older cuts said of a cut, and what came true."""

    at: pd.Timestamp
    truth: Truth
    raw: np.ndarray
    baselines: dict[str, np.ndarray]

    @classmethod
    def of(cls, model: PairModel, cut: _Cut) -> "_Foretold":
        """Foretell a cut for MOST_JUDGED_PEOPLE of its people at most, and fewer of more than 5,000 items."""
        most_people = min(MOST_JUDGED_PEOPLE, MOST_JUDGED_CELLS // max(len(cut.shelf.items), 1))
        people = np.sort(np.random.default_rng(0).permutation(len(cut.shelf.people))[:most_people])
        came = cut.outcomes[people].toarray() > 0
        is_new = cut.shelf.counts["gap_days"][people].toarray() == 0
        popularity = np.broadcast_to(cut.shelf.popularity(), came.shape)
        baselines = {
            "own_counts": cut.shelf.counts["item_days_long"][people].toarray() + popularity / 10,
            "popularity": popularity,
            "popularity_year": np.broadcast_to(cut.shelf.popularity("item_days_long"), came.shape),
        }
        truth = Truth(came, is_new, cut.beyond[people], resamples(cut.persons[people]))
        raw = np.concatenate([model.raw_log_odds(cut.shelf.features(chunk)) for chunk in cut.shelf.chunks(people)])
        return cls(cut.at, truth, raw, baselines)

    def judged(self, calibration: Calibration) -> pd.DataFrame:
        """Judge what was foretold, as the calibration has it."""
        forecasts = self.baselines | {"model": calibration.probability(self.raw)}
        return judge(self.truth, forecasts).assign(cut_at=self.at, row_count=self.raw.size)


def _calibrated(foretold: list[_Foretold]) -> Calibration:
    """Fit the calibration on what was foretold."""
    raw, came = _pairs(foretold)
    return Calibration.fit(raw, came) if tells_enough(came) else Calibration()


def _refreshed(model: PairModel, cuts: list[_Cut]) -> PairModel:
    """Refit the intercept to cuts that the model knew nothing of, if they tell enough."""
    raw, came = _pairs([_Foretold.of(model, cut) for cut in cuts])
    return replace(model, calibration=model.calibration.shifted(raw, came)) if tells_enough(came) else model


def _pairs(foretold: list[_Foretold]) -> tuple[np.ndarray, np.ndarray]:
    """Some MOST_PAIRS_JUDGED pairs of what was foretold at most, and which of them came true."""
    raw = np.concatenate([np.empty(0), *(cut.raw.ravel() for cut in foretold)])
    came = np.concatenate([np.empty(0, dtype=bool), *(cut.truth.came.ravel() for cut in foretold)])
    taken = np.random.default_rng(0).random(len(raw)) < MOST_PAIRS_JUDGED / max(len(raw), 1)
    return raw[taken], came[taken]


def _ndcg(truth: Truth, forecast: np.ndarray) -> np.ndarray:
    gains = 1 / np.log2(np.arange(TOP) + 2)
    found = _top_came(truth, forecast)
    wanted = np.minimum(truth.came.sum(axis=1) + truth.beyond[:, 0], TOP).astype(int)
    return truth.mean(found @ gains[: found.shape[1]], np.append(0, np.cumsum(gains))[wanted])


def _recall(truth: Truth, forecast: np.ndarray) -> np.ndarray:
    return truth.mean(_top_came(truth, forecast).sum(axis=1), truth.came.sum(axis=1) + truth.beyond[:, 0])


def _top_came(truth: Truth, forecast: np.ndarray) -> np.ndarray:
    return np.take_along_axis(truth.came, _top(forecast, TOP), axis=1).astype(float)


def _top(forecast: np.ndarray, count: int) -> np.ndarray:
    return np.argsort(-forecast, axis=1, kind="stable")[:, :count]


def _of_new(metric: Callable) -> Callable:
    def of(truth: Truth, forecast: np.ndarray) -> np.ndarray:
        of_new = replace(truth, came=truth.came & truth.is_new, beyond=truth.beyond[:, 1:])
        return metric(of_new, np.where(truth.is_new, forecast, -1.0))

    return of


def _coverage(truth: Truth, forecast: np.ndarray) -> np.ndarray:
    """Share of the items that stand in anybody's top 10."""
    top = _top(forecast, TOP)
    shown = np.zeros((len(truth.weights), truth.came.shape[1]), dtype=bool)
    for draw, weight in enumerate(truth.weights):
        shown[draw, top[weight > 0]] = True
    return shown.mean(axis=1)


def _ece(truth: Truth, forecast: np.ndarray, bins: int = 10) -> np.ndarray:
    """Mean gap between forecast and observed share over equal-width bins, weighted by pairs."""
    people, items = truth.came.shape
    bin_of = np.minimum((forecast * bins).astype(int), bins - 1) + bins * np.arange(people)[:, None]
    gap = np.bincount(bin_of.ravel(), weights=(forecast - truth.came).ravel(), minlength=bins * people)
    return np.abs(truth.weights @ gap.reshape(people, bins)).sum(axis=1) / (truth.weights.sum(axis=1) * items)


_METRIC: dict[str, Callable] = {
    "ndcg_10": _ndcg,
    "recall_10": _recall,
    "ndcg_10_new": _of_new(_ndcg),
    "recall_10_new": _of_new(_recall),
    "coverage": _coverage,
    "ece": _ece,
}


# ---- versions and scores ----------------------------------------------------------------------------


def _newest_cuts(rows: pd.DataFrame, max_items: int, count: int) -> list[_Cut]:
    return [_Cut.of(at, of_cut, max_items) for at, of_cut in sorted(rows.groupby("cut_at"), reverse=True)[:count]]


def _can_teach(cut: _Cut) -> bool:
    """Whether some pairs came true and some did not: of one kind alone nothing is learned."""
    people, items = cut.outcomes.shape
    return 0 < cut.outcomes.nnz < people * items


def version_of(
    rows: pd.DataFrame, max_items: int, champion: Version | None = None
) -> tuple[dict[str, object], Contest | None]:
    """Judge the procedure forward in time, each cut with what was closed by then, then fit it on the newest cuts.

    What is said of a cut is calibrated by what was said of older ones, each by a model that knew only cuts before it.

    Returns what the registry keeps, and how it did against the champion.

    Args:
        rows: of one kind of item at the labelled cuts, as :meth:`Shelf.stock` wants them, with ``cut_at`` and OUTCOME.
        max_items: items that most people engaged with are taken, so many at most.
        champion: the version that scores now.
    """
    cuts = _newest_cuts(rows, max_items, MOST_CUTS_JUDGED + MOST_CUTS_LEARNED)
    teaching = [cut for cut in cuts if _can_teach(cut)]
    foretold = [
        _Foretold.of(PairModel.fit(before[:MOST_CUTS_LEARNED], MOST_PAIRS_JUDGED), cut)
        for cut in cuts[:MOST_CUTS_JUDGED]
        if (before := [older for older in teaching if older.at < cut.at])
    ]
    if not foretold:
        raise ValueError(
            f"among the {max_items} items that most people engaged with there is no cut before the newest after which"
            " some pairs of a person and an item came true and some did not. Raise affinities.max_items, or leave this"
            " kind out of affinities.of."
        )
    evaluation = pd.concat(cut.judged(_calibrated(foretold[number + 1 :])) for number, cut in enumerate(foretold))
    learned = teaching[:MOST_CUTS_LEARNED]
    model = replace(PairModel.fit(learned, MOST_PAIRS), calibration=_calibrated(foretold))
    newest = evaluation[evaluation["cut_at"] == evaluation["cut_at"].max()].set_index("metric")
    metrics = {metric: value if np.isfinite(value) else None for metric, value in newest["value"].items()}
    version = {
        "is_poor": not newest.loc["ndcg_10", "value"] >= newest.loc["ndcg_10", "baseline_value"],
        "first_cut_at": learned[-1].at,
        "last_cut_at": learned[0].at,
        "training_row_count": sum(len(cut.shelf.people) * len(cut.shelf.items) for cut in learned),
        "outcome_count": sum(cut.outcomes.nnz for cut in learned),
        "metrics": json.dumps(metrics),
        "evaluations": evaluation.to_json(orient="records", date_format="iso", date_unit="us", double_precision=9),
        "features": json.dumps(FEATURES),
        "reference_quantiles": [],
        "estimator": model.to_bytes(),
    }
    return version, champion and contest(champion, foretold, evaluation, cuts)


def contest(champion: Version, foretold: list[_Foretold], evaluation: pd.DataFrame, cuts: list[_Cut]) -> Contest:
    """Compare what was just trained with the champion, at the newest cut, if neither knew anything of its outcome.

    It wins where its gain in NDCG is above 0 for sure, its ECE is no worse (:func:`worse_calibrated`), and no cut that
    it was judged at falls below the baseline.

    Args:
        champion: the version that scores now.
        foretold: what models that knew only older cuts said of each judged cut, the newest first.
        evaluation: what became of that.
        cuts: all labelled ones, the newest first.
    """
    newest, *older = foretold
    if newest.at < champion.trained_at:
        return Contest.undecided(champion)
    since = [cut for cut in cuts if champion.trained_at <= cut.at < newest.at][:MOST_CUTS_JUDGED]
    theirs = _refreshed(PairModel.from_bytes(champion.estimator), since)
    said = _Foretold.of(theirs, next(cut for cut in cuts if cut.at == newest.at)).raw
    forecast = _calibrated(older).probability(newest.raw)
    forecast_of_champion = theirs.calibration.probability(said)

    def compared(metric: str) -> dict[str, object]:
        of = _METRIC[metric]
        return beside(metric, of(newest.truth, forecast), champion.version, of(newest.truth, forecast_of_champion))

    lost = worse_calibrated(compared("ece")) + below_baseline(evaluation, "ndcg_10")
    return Contest.at_newest_cut(champion, "NDCG", compared("ndcg_10"), lost)


SCORES = pa.schema(
    [
        ("insight", pa.string()),
        ("version", pa.string()),
        ("profile_id", pa.string()),
        ("name_identity_id", pa.int64()),
        ("item", pa.string()),
        ("affinity", pa.float64()),
        ("rank", pa.int64()),
        ("is_new", pa.bool_()),
        ("factors", pa.string()),
    ]
)


def score_champions(
    champions: pd.DataFrame,
    rows_to_score: Callable[[str], pd.DataFrame],
    labelled_since: Callable[[str, datetime], pd.DataFrame],
    top_n: int,
) -> Iterator[pa.RecordBatch]:
    """Yield the items of highest affinity of everybody who engaged with any, ``top_n`` at most, ties by popularity.

    Args:
        champions: ``insight``, ``version``, ``trained_at``, ``estimator``, ``max_items``, ``window_days``.
        rows_to_score: gives the rows of an insight at the scoring cut, as :meth:`Shelf.stock` wants them.
        labelled_since: gives the labelled rows of an insight at cuts from a moment on, as :func:`version_of` takes
            them, which the intercept is refreshed with.
        top_n: how many items of a kind a person gets.

    Yields:
        Rows as SCORES; ``factors`` are the three strongest of REASONS as a JSON array.
    """
    use_one_thread()
    for champion in champions.itertuples():
        rows = rows_to_score(champion.insight)
        if rows.empty:
            continue
        later = labelled_since(champion.insight, champion.trained_at)
        cuts = _newest_cuts(later, int(champion.max_items), MOST_CUTS_JUDGED)
        model = _refreshed(PairModel.from_bytes(bytes(champion.estimator)), cuts)
        shelf = Shelf.stock(rows, int(champion.max_items))
        for people in shelf.chunks(np.arange(len(shelf.people))):
            pairs = shelf.features(people)
            forecast = model.predict(pairs)
            top = _top(forecast, top_n)
            told = np.take_along_axis(pairs, top[..., None], axis=1).reshape(-1, len(FEATURES))
            contributions, _ = model.contributions(told)
            is_new = shelf.counts["gap_days"][people].toarray() == 0
            person = np.repeat(people, top.shape[1])
            scored = pd.DataFrame(
                {
                    "insight": champion.insight,
                    "version": champion.version,
                    "profile_id": shelf.people["profile_id"].to_numpy()[person],
                    "name_identity_id": shelf.people["name_identity_id"].to_numpy()[person],
                    "item": shelf.items[top.ravel()],
                    "affinity": np.take_along_axis(forecast, top, axis=1).ravel(),
                    "rank": np.tile(np.arange(1, top.shape[1] + 1), len(people)),
                    "is_new": np.take_along_axis(is_new, top, axis=1).ravel(),
                    "factors": strongest_reasons(contributions, list(REASONS), _words(told, champion.window_days)),
                }
            )
            yield pa.RecordBatch.from_pandas(scored, schema=SCORES, preserve_index=False)


def _words(pairs: np.ndarray, window_days: int) -> Callable[[str, int], str]:
    """Return the sentence of a reason for a pair, with the person's own values."""
    values = dict(zip(FEATURES, pairs.T.tolist(), strict=True))

    def sentence(reason: str, row: int) -> str:
        def of(name: str) -> float:
            return values[name][row]

        if reason == "history":
            since, lately = of("days_since_last"), f"on {of('item_days_short'):.0f} of the last {window_days}"
            if math.isnan(since):
                return "not in the last year"
            return f"last {in_days(since)} ago, on {in_days(of('item_days_long'))} of the last year, {lately}"
        if reason == "share":
            rate = "everybody's rate" if math.isnan(of("days_since_last")) else "the person's own rate"
            return f"at {rate} a chance of {in_percent(of('chance_by_rate'))}"
        if reason == "activity":
            return f"an item on {of('expected_days'):.1f} of the next {in_days(window_days)}, as it was lately"
        if reason == "popularity":
            return f"{in_percent(of('popularity'))} of people had it in the last {in_days(window_days)}"
        return f"link to the person's other items {max(of('alike'), 0):.2f}, where 0 is none"

    return sentence
