"""What a customer will order and spend within a horizon: forecast, judge, store and score.

A forecast is the mean of four that fail in different ways: the person's rate of late; the purchase models (Pareto/NBD
and Gamma-Gamma) of :mod:`profile_enrichment.buying`, fitted on everybody's history up to the cut; and two learners
trained on earlier cuts, a Poisson regression and boosted trees, that see the outputs of the purchase models beside the
recent windows. It may also be the mean of the first two, or the purchase models' alone. Where a cut a year before is
there, the forecast as a whole may be scaled by what the purchase models missed in that season. Which of these variants
is used is decided by forecasts at earlier cuts. A version that scores later has the purchase models and the season of
that day.

A horizon that history does not hold three times is forecast by the purchase models alone, and judged over a part of it:
the ``judged_days``.
"""

import json
import math
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
import pyarrow as pa
import skops.io
from sklearn.ensemble import HistGradientBoostingRegressor
from sklearn.linear_model import PoissonRegressor
from sklearn.preprocessing import StandardScaler

from profile_enrichment.buying import FitError, ParetoModel, ValueModel, fit_pareto, fit_values
from profile_enrichment.factors import in_days, in_percent, shared_difference, strongest_reasons, tree_contributions
from profile_enrichment.judging import (
    auc,
    beside,
    bias,
    decile_error,
    judge,
    mae,
    normalised_gini,
    poisson_deviance,
    rank_correlation,
    resamples,
    top_decile_share,
)
from profile_enrichment.model_registry import Contest, Version, below_baseline, read_estimator, some
from profile_enrichment.monitoring import is_elsewhere
from profile_enrichment.threads import use_one_thread

# What is less than this counts as it: logarithms need more than 0.
LEAST = 1e-12

RATES = {"orders": "order_count_recent", "value": "revenue_recent"}
"""What a horizon brings at the rate of late."""
PAST = {"orders": "order_count_medium", "value": "revenue_medium"}
PURCHASES = ["order_count", "priced_order_count", "first_order_days", "last_order_days", "revenue"]
"""What the purchase models read, all of it since the first order."""
WINDOWS = ["order_count_short", "revenue_short", *PAST.values(), *RATES.values()]
RECENT = ["last_order_days", *WINDOWS]
HISTORY = [*PURCHASES, *WINDOWS]
"""The columns of ``ftr_lifetime_values`` that models may read; nothing else names them."""

FEATURES = [*RECENT, "order_rate", "revenue_rate", "expected_orders", "alive", "order_value", "expected_value"]
"""What the learners know of a person; see :func:`_features`."""

REASONS = {
    "recency": ["last_order_days"],
    "alive": ["alive", "expected_orders", "expected_value"],
    "frequency": ["order_rate"],
    "order_value": ["order_value"],
    "spend": ["revenue_rate"],
    "recent_orders": ["order_count_short", "order_count_medium", "order_count_recent"],
    "recent_spend": ["revenue_short", "revenue_medium", "revenue_recent"],
    "first_order": [],
}
"""What speaks for or against an amount, and the FEATURES that tell of it, each once. What the purchase models expect
differs most by whether somebody is a customer still. Their own reasons are ``recency``, ``alive``, ``frequency``,
``order_value`` and ``first_order``."""

TARGETS = {"orders": "future_order_count", "value": "future_revenue"}
EXPECTED = {"orders": "expected_orders", "value": "expected_value"}
"""What the purchase models tell of a target, as :meth:`Buying.describe` calls it."""
PRODUCTS = {
    "next_order_days": {"first_order": "observed", "frequency": "turns"},
    "orders": {"alive": "alive", "frequency": "orders_if_alive"},
    "value": {"alive": "alive", "frequency": "orders_if_alive", "order_value": "order_value"},
}
"""The factors of what they tell, as :meth:`Buying.logarithms` calls them, and the reason that each one is."""
BASELINE = "previous_window"
"""What the person ordered, or spent, in the window of the same length before the cut."""
VARIANTS = tuple(
    f"{mean}{season}" for mean in ("blend", "purchase_model", "recent_blend") for season in ("", "_in_season")
)
"""The mean of all four forecasts, one of them, and the mean of the two that need no earlier cut."""
METRICS = (mae, bias, poisson_deviance, rank_correlation, normalised_gini, decile_error, top_decile_share)
MOST_CUTS_JUDGED = 4
# Older cuts teach little more, and cost as much.
MOST_CUTS_LEARNED = 4
# Beyond so many people or rows a fit changes less than the third digit of its parameters; a part of them is taken.
MOST_ROWS = 200_000
# Of people who hardly ever come back, half of those who still buy may wait for centuries.
LONGEST_WAIT_DAYS = 3650.0
# The mean of a newcomer's value is p v / (q - 1): next to q = 1 nobody can tell it.
LEAST_VALUE_SHAPE = 1.1
# From fewer order days no usual time between them is told.
FEWEST_ORDERS = 3
# What fewer people tell, who came back or whose amounts are known, is worse than what many told on another day.
FEWEST_TO_FIT = 30
# A forecast of more than twice what came rests on amounts that nobody paid.
MOST_BIAS = 1.0
MOST_BIAS_LOST = 0.05
# A cut so near to a year before another one has the same season.
YEAR = pd.Timedelta(days=365)


@dataclass(frozen=True)
class Horizon:
    """How many days ahead are forecast, and over how many of them forecasts are judged: all, or a part."""

    days: int
    judged_days: int

    @property
    def is_judged_whole(self) -> bool:
        """Whether forecasts are judged over the whole of it."""
        return self.days == self.judged_days

    @property
    def history(self) -> list[str]:
        """Those of HISTORY that its forecasts rest on."""
        return HISTORY if self.is_judged_whole else PURCHASES

    @property
    def judged(self) -> pd.Timedelta:
        """How long after a cut its outcome is known."""
        return pd.Timedelta(days=self.judged_days)


@dataclass(frozen=True)
class Buying:
    """The purchase models at one cut.

    Attributes:
        purchases: how often people buy, and whether they still do.
        values: what an order is worth; None where values do not vary enough to tell.
        typical_value: what an order is worth to a typical person; serves where ``values`` is None.
    """

    purchases: ParetoModel
    values: ValueModel | None
    typical_value: float

    @classmethod
    def fit(cls, rows: pd.DataFrame) -> "Buying":
        """Fit on those who ever bought before the cut, MOST_ROWS at most.

        Rows lie in the order of profile_id, a hash: the first ones are any. Raises FitError where nobody came back, or
        no parameters were found.
        """
        rows = rows.head(MOST_ROWS)
        history = _history(rows)
        # People also leave between two orders: MBG/NBD, where they may only leave with one, keeps those who came once
        # for too long (decision 0007).
        purchases = fit_pareto(*history)
        count, revenue = _spending(rows)
        has_value = (revenue > 0) & (count > 0)
        mean = revenue[has_value] / count[has_value]
        values = None
        if has_value.any() and np.ptp(mean) > 1e-9 * mean.max():
            found = fit_values(count[has_value], mean)
            values = found if found.q > LEAST_VALUE_SHAPE else None
        # Where values vary so much that they have no mean, one wholesaler would make everybody's.
        typical = np.minimum(mean, np.quantile(mean, 0.99)).mean() if has_value.any() else 0.0
        return cls(purchases, values, float(typical))

    def logarithms(self, rows: pd.DataFrame, described: pd.DataFrame) -> pd.DataFrame:
        """Return the logarithms of what the outputs of :meth:`describe` are products of.

        ``expected_orders`` is the chance to be ``alive`` times ``orders_if_alive``, ``expected_value`` that times
        ``order_value``, and ``next_order_days`` is ``observed`` times ``turns``. The odds of being alive are
        ``returned`` over ``silence``, as :meth:`ParetoModel.alive_odds` has it.
        """
        x, recency, age = _history(rows)
        model = self.purchases
        alive, orders, value = (
            np.maximum(described[name].to_numpy(float), LEAST) for name in ("alive", "expected_orders", "order_value")
        )
        returned, silence = model.alive_odds(x, recency, age)
        return pd.DataFrame(
            {
                "alive": np.log(alive),
                "orders_if_alive": np.log(orders / alive),
                "order_value": np.log(value),
                "observed": np.log(model.alpha + age),
                "turns": np.log(_turns(model.r + x)),
                "returned": returned,
                "silence": silence,
            }
        )

    def describe(self, rows: pd.DataFrame, days: int) -> pd.DataFrame:
        """Return expected_orders, alive, order_value, expected_value and next_order_days of every row.

        ``expected_orders`` and ``expected_value`` are those of so many days ahead. ``next_order_days`` is the median
        waiting time of somebody alive: with a rate that is gamma distributed with shape r + x and rate alpha + T, the
        time t at which (1 + t / (alpha + T)) ** -(r + x) is a half; ten years at most.
        """
        x, recency, age = _history(rows)
        count, revenue = _spending(rows)
        orders = self.purchases.expected_purchases(x, recency, age, days)
        if self.values is None:
            # It weighs as much as one of the person's own orders.
            value = (revenue + self.typical_value) / (count + 1)
        else:
            value = self.values.expected_value(count, revenue / np.maximum(count, 1.0))
        waiting = (self.purchases.alpha + age) * _turns(self.purchases.r + x)
        return pd.DataFrame(
            {
                "expected_orders": orders,
                "alive": self.purchases.alive_probability(x, recency, age),
                "order_value": value,
                "expected_value": orders * value,
                "next_order_days": np.minimum(waiting, LONGEST_WAIT_DAYS),
            },
            index=rows.index,
        )


@dataclass(frozen=True)
class Learners:
    """A Poisson regression and boosted trees for one target, their scale, and the range of features that they saw."""

    scaler: StandardScaler
    regression: PoissonRegressor
    trees: HistGradientBoostingRegressor
    scale: float
    least: np.ndarray
    greatest: np.ndarray

    @classmethod
    def fit(cls, features: np.ndarray, target: np.ndarray) -> "Learners":
        """Fit on features and a target of 0 or more; below 0 (refunds beyond orders) counts as 0."""
        target = np.maximum(target, 0.0)
        scale = float(target.mean()) or 1.0
        scaler = StandardScaler().fit(features)
        regression = PoissonRegressor(alpha=1e-3, max_iter=1000).fit(scaler.transform(features), target / scale)
        trees = HistGradientBoostingRegressor(
            loss="poisson",
            max_iter=50,
            learning_rate=0.12,
            max_leaf_nodes=6,
            max_bins=63,
            min_samples_leaf=80,
            l2_regularization=20,
            early_stopping=False,
            random_state=0,
        ).fit(features, target / scale)
        return cls(scaler, regression, trees, scale, features.min(axis=0), features.max(axis=0))

    def predict(self, features: np.ndarray, most: float) -> list[np.ndarray]:
        """Return both forecasts, none above ``most``: an exponential sees no end beyond what it learned from."""
        features = np.clip(features, self.least, self.greatest)
        raw = self.regression.predict(self.scaler.transform(features)), self.trees.predict(features)
        return [np.minimum(each * self.scale, most) for each in raw]

    def log_contributions(self, features: np.ndarray) -> list[tuple[np.ndarray, float]]:
        """Return, for both, what each feature adds to the logarithm of the forecast, and which forecast it starts from.

        The regression starts from the mean of every feature, the trees as :func:`tree_contributions` has it.
        """
        features = np.clip(features, self.least, self.greatest)
        by_trees, start = tree_contributions(self.trees, features)
        by_regression = self.scaler.transform(features) * self.regression.coef_
        return [
            (by_regression, self.scale * float(np.exp(self.regression.intercept_))),
            (by_trees, self.scale * float(np.exp(start))),
        ]


@dataclass(frozen=True)
class LifetimeValueModel:
    """All that scores a horizon: plain numbers, and the learners where there were closed cuts to learn from.

    Attributes:
        horizon: what is forecast, and judged.
        buying: the purchase models.
        learners: by target, where there was something to learn from.
        variants: which of VARIANTS is used, by target.
        season: what the season makes of a forecast as a whole, a ratio by target.
        most: the most that a learner may forecast, by target.
        typical: medians over the buyers that ``buying`` was fitted on, of :meth:`Buying.logarithms` and of RATES: where
            contributions start from.
    """

    horizon: Horizon
    buying: Buying
    learners: dict[str, Learners]
    variants: dict[str, str]
    season: dict[str, float]
    most: dict[str, float]
    typical: dict[str, float]

    def forecast(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return for every row what :meth:`Buying.describe` tells, and the forecasts ``orders`` and ``value``."""
        described = self.buying.describe(rows, self.horizon.days)
        forecasts = {}
        for target in TARGETS:
            raw = _members(rows, described, target, self.learners.get(target), self.most.get(target, np.inf))
            forecasts[target] = (_variant(raw, self.variants[target]) * self.season[target]).round(9)
        return described.assign(**forecasts)

    def as_of(
        self,
        at: pd.Timestamp,
        buying: Buying | None,
        present: pd.DataFrame,
        labelled_between: Callable[[pd.Timestamp, pd.Timestamp], pd.DataFrame],
    ) -> "LifetimeValueModel":
        """Return the model for a moment, which may be another than that of its training.

        Learners and variants stay; the purchase models, which need no outcome and give the learners half of what they
        know, are those of the moment, and so is the season (decision 0007).

        Args:
            at: the moment that is forecast from.
            buying: those of :func:`refitted`; its own stay where there are none, and its own values of orders where
                fewer than FEWEST_TO_FIT people have a known amount.
            present: with HISTORY, buyers of the moment.
            labelled_between: gives the labelled rows at cuts between two moments, both included; asked for where a
                variant has a season.
        """
        cuts = []
        if any(variant.endswith("in_season") for variant in self.variants.values()):
            year_before = labelled_between(*_season_before(at, self.horizon)).sort_values(["cut_at", "profile_id"])
            for cut_at, of_cut in year_before.groupby("cut_at"):
                with suppress(FitError):  # nobody had come back yet
                    cuts.append(_cut(cut_at, some(of_cut, MOST_ROWS), [], self.horizon.judged_days))
        season = {target: _season(at, cuts, target, self.variants[target], self.horizon) for target in TARGETS}
        if not buying:
            return replace(self, season=season)
        if ((present["priced_order_count"] > 0) & (present["revenue"] > 0)).sum() < FEWEST_TO_FIT:
            buying = replace(buying, values=self.buying.values, typical_value=self.buying.typical_value)
        described = buying.describe(present, self.horizon.days)
        return replace(self, buying=buying, season=season, typical=_typical(buying, present, described))

    def contributions(self, rows: pd.DataFrame, described: pd.DataFrame) -> dict[str, tuple[np.ndarray, float]]:
        """Say what each of REASONS adds to each measure of each row, rows × reasons, and what it starts from.

        A forecast starts from that of a typical buyer, and ``alive`` from the log-odds of one: start and contributions
        add up to the forecast, or to the log-odds. A mean of several forecasts is the mean of their contributions. A
        product is split by :func:`shared_difference`.

        Args:
            rows: with HISTORY.
            described: :meth:`forecast` of the rows.
        """
        logs = self.buying.logarithms(rows, described)
        beyond = logs - pd.Series(self.typical)[logs.columns]
        odds = {"frequency": beyond["returned"], "recency": -beyond["silence"]}
        found = {"alive": (_by_reason(odds), self.typical["returned"] - self.typical["silence"])}
        for measure, parts in PRODUCTS.items():
            start = float(np.exp(sum(self.typical[part] for part in parts.values())))
            start = min(start, LONGEST_WAIT_DAYS) if measure == "next_order_days" else start
            ratios = _by_reason({reason: beyond[part] for reason, part in parts.items()})
            amount = described[EXPECTED.get(measure, measure)].to_numpy(float)
            found[measure] = shared_difference(ratios, start, amount), start
        for target in TARGETS:
            members = [found[target]]
            if "blend" in self.variants[target]:
                members += self._blended(rows, described, target)
            mean = np.mean([each for each, _ in members], axis=0), np.mean([start for _, start in members])
            found[target] = tuple(self.season[target] * each for each in mean)
        return found

    def _blended(self, rows: pd.DataFrame, described: pd.DataFrame, target: str) -> list[tuple[np.ndarray, float]]:
        """The contributions to those members of a blend that are no purchase model."""
        learners, most = self.learners.get(target), self.most.get(target, np.inf)
        members = _members(rows, described, target, learners, most)
        rate, typical_rate = members["recent_rate"], max(self.typical[RATES[target]], 0.0)
        reason = next(reason for reason, names in REASONS.items() if RATES[target] in names)
        found = [(_by_reason({reason: rate - typical_rate}), typical_rate)]
        if self.variants[target].startswith("blend"):
            told = np.array([[name in names for names in REASONS.values()] for name in FEATURES], dtype=float)
            logs = learners.log_contributions(_features(rows, described))
            for (ratios, unlimited), member in zip(logs, ("regression", "trees"), strict=True):
                start = min(unlimited, most)
                found.append((shared_difference(ratios @ told, start, members[member]), start))
        return found

    def to_bytes(self) -> bytes:
        """Return the model as a skops archive, which holds no code."""
        plain = {"horizon": asdict(self.horizon), "variants": self.variants, "season": self.season}
        plain |= {"buying": asdict(self.buying), "most": self.most, "typical": self.typical}
        learners = {target: vars(each) for target, each in self.learners.items()}
        return skops.io.dumps({"plain": json.dumps(plain), "learners": learners})

    @classmethod
    def from_bytes(cls, archive: bytes) -> "LifetimeValueModel":
        """Read :meth:`to_bytes`; an archive with any type beyond scikit-learn's own raises."""
        parts = read_estimator(archive)
        plain = json.loads(parts["plain"])
        buying = plain.pop("buying")
        horizon = Horizon(**plain.pop("horizon"))
        values = buying["values"] and ValueModel(**buying["values"])
        learners = {target: Learners(**each) for target, each in parts["learners"].items()}
        return cls(
            horizon=horizon,
            buying=Buying(ParetoModel(**buying["purchases"]), values, buying["typical_value"]),
            learners=learners,
            **plain,
        )


@dataclass(frozen=True)
class _Cut:
    """What is known and foreseen at one cut; ``members`` are the forecasts that each target's blend is made of."""

    at: pd.Timestamp
    rows: pd.DataFrame
    buying: Buying
    described: pd.DataFrame
    learners: dict[str, Learners]
    most: dict[str, float]
    members: dict[str, dict[str, np.ndarray]]


@dataclass(frozen=True)
class Trained:
    """What training gives.

    Attributes:
        model: for the present.
        evaluation: one row per judged cut, target and metric: ``cut_at``, ``target``, ``row_count``, and what
            :func:`profile_enrichment.judging.beside` gives.
        newest: the rows of the newest judged cut, those that it was judged on.
        foretold: by target, what the procedure foretold of them without any outcome of that cut.
    """

    model: LifetimeValueModel
    evaluation: pd.DataFrame
    newest: pd.DataFrame
    foretold: dict[str, np.ndarray]


def train(rows: pd.DataFrame, horizon: Horizon) -> Trained:
    """Judge the procedure at earlier cuts, then fit it at the scoring cut.

    Args:
        rows: of one horizon: ``cut_at``, ``role``, ``profile_id``, HISTORY, and for labelled cuts ``person_id`` (who
            the profile turned out to be) and the TARGETS' columns and ``days_to_next_order``.
        horizon: outcomes, and the windows of HISTORY at labelled cuts, are those of its judged days; at the scoring
            cut the windows are as long as the horizon.

    Raises:
        FitError: nobody had come back by the scoring cut.
    """
    rows = rows.sort_values(["cut_at", "profile_id"], ignore_index=True)
    cuts: list[_Cut] = []
    regular = rows.loc[rows["role"] != "season", "cut_at"].unique()
    told = regular[-MOST_CUTS_JUDGED - 1 :]
    needs_learners = told if horizon.is_judged_whole else []
    for at, all_of_cut in rows.groupby("cut_at"):
        is_present = all_of_cut["role"].iloc[0] == "scoring"
        of_cut = all_of_cut if is_present else some(all_of_cut, MOST_ROWS)
        closed = [cut for cut in cuts if cut.at + horizon.judged <= at][-MOST_CUTS_LEARNED:]
        try:
            days = horizon.days if is_present else horizon.judged_days
            cuts.append(_cut(at, of_cut, closed if at in needs_learners else [], days))
        except FitError:  # nobody had come back yet
            if is_present:
                raise
    *labelled, present = cuts
    judged = [cut for cut in labelled if cut.at in told]
    if not judged:
        raise FitError("nobody had come back at any earlier cut, so that no forecast can be judged")
    newest = judged[-1]
    variants, season, evaluations, foretold = {}, {}, [], {}
    for target, column in TARGETS.items():
        forecasts = {
            cut.at: {name: _variant(cut.members[target], name) * _season(cut.at, labelled, target, name, horizon)
                     for name in _available(cut, labelled, target, horizon)}
            for cut in [*judged, present]
        }  # fmt: skip
        for cut in [*judged, present]:
            closed = [other for other in judged if other.at + horizon.judged <= cut.at]
            variants[target] = _chosen(forecasts, closed, cut, target)
            if cut is newest:
                foretold[target] = forecasts[cut.at][variants[target]]
            is_known = _is_known(cut.rows, target)
            if cut is not present and is_known.any():
                forecast, rows_known = forecasts[cut.at][variants[target]][is_known], cut.rows[is_known]
                outcome, baseline = (rows_known[name].to_numpy(float) for name in (column, PAST[target]))
                judgement = judge(METRICS, outcome, forecast, baseline, BASELINE, rows_known["person_id"].to_numpy())
                evaluations.append(judgement.assign(cut_at=cut.at, target=target, row_count=len(rows_known)))
        season[target] = _season(present.at, labelled, target, variants[target], horizon)
    evaluations += [of_measure for cut in judged for of_measure in _judged_persons(cut)]
    typical = _typical(present.buying, present.rows.head(MOST_ROWS), present.described.head(MOST_ROWS))
    model = LifetimeValueModel(horizon, present.buying, present.learners, variants, season, present.most, typical)
    return Trained(model, pd.concat(evaluations, ignore_index=True), newest.rows, foretold)


def refitted(buyers: pd.DataFrame) -> Buying | None:
    """Fit the purchase models on buyers of a moment, with HISTORY, if FEWEST_TO_FIT of them at least came back."""
    if (buyers["order_count"] > 1).sum() < FEWEST_TO_FIT:
        return None
    try:
        return Buying.fit(buyers)
    except FitError:
        return None


def contest(champion: Version, trained: Trained, rows: pd.DataFrame) -> Contest:
    """Compare what was just trained with the champion, at the newest judged cut, if neither knew its outcome.

    It wins where its gain is above 0 for sure, neither orders nor value are foretold worse for sure, no bias is larger
    by MOST_BIAS_LOST, and no cut that it was judged at falls below the baseline. The gain is the share of the
    champion's Poisson deviance that is saved, the mean of orders and value.

    Args:
        champion: the version that scores now.
        trained: from these rows.
        rows: as :func:`train` takes them.
    """
    newest, horizon = trained.newest, trained.model.horizon
    at = newest["cut_at"].iloc[0]
    if at < champion.trained_at:
        return Contest.undecided(champion)
    stored = LifetimeValueModel.from_bytes(champion.estimator)
    if stored.horizon.is_judged_whole and not horizon.is_judged_whole:
        return Contest(False, f"the whole horizon, over which {champion.version} was judged, is no longer in history")
    # What was judged in part reads no windows, and foretells any number of days.
    stored = replace(stored, horizon=replace(stored.horizon, days=horizon.judged_days))
    theirs = stored.as_of(
        at, refitted(newest), newest, lambda since, until: rows[rows["cut_at"].between(since, until)]
    ).forecast(newest)
    weights = resamples(newest["person_id"].to_numpy())
    gains, lost = [], below_baseline(trained.evaluation, "poisson_deviance", less_is_better=True)
    for target, column in TARGETS.items():
        is_known = _is_known(newest, target)
        if not is_known.any():
            continue
        outcome, weight = newest.loc[is_known, column].to_numpy(float), weights[:, is_known]
        forecasts = trained.foretold[target][is_known], theirs.loc[is_known, target].to_numpy()
        loss, loss_of_champion = (poisson_deviance(outcome, forecast, weight) for forecast in forecasts)
        gains.append((loss_of_champion - loss) / np.maximum(loss_of_champion, LEAST))
        if beside("gain", gains[-1], champion.version, 0 * gains[-1])["value_upper"] < 0:
            lost.append(f"worse for sure of {target}")
        level, level_of_champion = (abs(bias(outcome, forecast, weight)[0]) for forecast in forecasts)
        if level - level_of_champion > MOST_BIAS_LOST:
            lost.append(f"the bias of {target} is larger by {level - level_of_champion:.4f}")
    gain = np.mean(gains, axis=0)
    return Contest.at_newest_cut(champion, "deviance", beside("gain", gain, champion.version, 0 * gain), lost)


def has_drifted(version: Version, rows: pd.DataFrame) -> bool:
    """Return whether a version forecasts other things of the rows to score than of its reference; few do not tell.

    People are compared, by one measure: the version's purchase models and season are those of its training.
    """
    if rows.empty:
        return False
    forecast = LifetimeValueModel.from_bytes(version.estimator).forecast(rows)
    reference = _reference(version.reference_quantiles)
    return any(is_elsewhere(reference[of], forecast.loc[_is_known(rows, of), of].to_numpy()) for of in TARGETS)


def _judged_persons(cut: _Cut) -> Iterator[pd.DataFrame]:
    """Judge what the purchase models say of persons: who is still a customer, and who of those orders sooner."""
    rows = cut.rows.assign(alive=cut.described["alive"], wait=cut.described["next_order_days"])
    rows["recency"] = 1 / (1 + rows["last_order_days"])
    rows["days_per_order"] = (rows["first_order_days"] + 1) / rows["order_count"]
    rows["has_order"] = rows[TARGETS["orders"]] > 0
    for target, metric, outcome, forecast, baseline, of in (
        ("alive", auc, "has_order", "alive", "recency", rows),
        ("next_order_days", rank_correlation, "days_to_next_order", "wait", "days_per_order", rows[rows["has_order"]]),
    ):
        if not of.empty:
            figures = (of[name].to_numpy(float) for name in (outcome, forecast, baseline))
            judgement = judge([metric], *figures, baseline, of["person_id"].to_numpy())
            yield judgement.assign(cut_at=cut.at, target=target, row_count=len(of))


def _cut(at, rows: pd.DataFrame, closed: list[_Cut], days: int) -> _Cut:
    buying = Buying.fit(rows)
    described = buying.describe(rows, days)
    learners, most = {}, {}
    if closed:
        most_rows = MOST_ROWS // len(closed)
        features = [_features(cut.rows, cut.described) for cut in closed]
        for target, column in TARGETS.items():
            known = [_is_known(cut.rows, target) for cut in closed]
            learned = np.vstack([some(each[of], most_rows) for each, of in zip(features, known, strict=True)])
            outcomes = [cut.rows[column].to_numpy(float) for cut in closed]
            outcome = np.concatenate([some(each[of], most_rows) for each, of in zip(outcomes, known, strict=True)])
            if outcome.max(initial=0) > 0:
                learners[target] = Learners.fit(learned, outcome)
                most[target] = float(outcome.max())
    members = {
        target: _members(rows, described, target, learners.get(target), most.get(target, np.inf)) for target in TARGETS
    }
    return _Cut(at, rows, buying, described, learners, most, members)


def _typical(buying: Buying, rows: pd.DataFrame, described: pd.DataFrame) -> dict[str, float]:
    logs = buying.logarithms(rows, described).set_index(rows.index)
    return pd.concat([logs, rows[[*RATES.values()]].astype(float)], axis=1).median().to_dict()


def _members(rows, described, target: str, learners: Learners | None, most: float) -> dict[str, np.ndarray]:
    """The forecasts of a target that a blend is made of."""
    expected = described[EXPECTED[target]].to_numpy(float)
    members = {"recent_rate": np.maximum(rows[RATES[target]].to_numpy(float), 0.0), "purchase_model": expected}
    if learners is not None:
        features = _features(rows, described)
        members["regression"], members["trees"] = learners.predict(features, most)
    return members


def _is_known(rows: pd.DataFrame, target: str) -> np.ndarray:
    """Tell whose target can be known. Where no order of a person has an amount, that of later ones is unknown, too."""
    return rows["priced_order_count"].to_numpy() > 0 if target == "value" else np.ones(len(rows), dtype=bool)


def _turns(shape: np.ndarray) -> np.ndarray:
    return np.expm1(np.log(2) / np.maximum(shape, 1e-2))


def _by_reason(values: dict[str, np.ndarray]) -> np.ndarray:
    """Rows × REASONS of the reasons' values, 0 for those that are left out."""
    count = len(next(iter(values.values())))
    return np.column_stack([values.get(reason, np.zeros(count)) for reason in REASONS])


def _variant(members: dict[str, np.ndarray], variant: str) -> np.ndarray:
    if variant.startswith("purchase_model"):
        return members["purchase_model"]
    names = members if variant.startswith("blend") else ("recent_rate", "purchase_model")
    return np.mean([members[name] for name in names], axis=0)


def _available(cut: _Cut, labelled: list[_Cut], target: str, horizon: Horizon) -> list[str]:
    if not horizon.is_judged_whole:
        return ["purchase_model"]  # how people thin out; the others are told by what came of the days that are judged
    has_learners = "trees" in cut.members[target]
    has_year = _year_before(cut.at, labelled, horizon) is not None
    return [
        name
        for name in VARIANTS
        if (has_learners or not name.startswith("blend")) and (has_year or not name.endswith("in_season"))
    ]


def _season(at: pd.Timestamp, labelled: list[_Cut], target: str, variant: str, horizon: Horizon) -> float:
    """What the purchase model, which knows no season, missed as a whole a year before, as a ratio."""
    before = _year_before(at, labelled, horizon)
    if not variant.endswith("in_season") or before is None:
        return 1.0
    is_known = _is_known(before.rows, target)
    forecast = before.members[target]["purchase_model"][is_known].sum()
    happened = max(before.rows[TARGETS[target]].to_numpy(float)[is_known].sum(), 0.0)
    return float(happened / forecast) if forecast > 0 and happened > 0 else 1.0


def _season_before(at: pd.Timestamp, horizon: Horizon) -> tuple[pd.Timestamp, pd.Timestamp]:
    """Between which moments a cut has the season of ``at`` a year before, both included."""
    near = horizon.judged / 8
    return at - YEAR - near, at - YEAR + near


def _year_before(at: pd.Timestamp, labelled: list[_Cut], horizon: Horizon) -> _Cut | None:
    since, until = _season_before(at, horizon)
    found = [each for each in labelled if since <= each.at <= until and each.at + horizon.judged <= at]
    return min(found, key=lambda each: abs(at - YEAR - each.at), default=None)


def _chosen(forecasts: dict, closed: list[_Cut], at_cut: _Cut, target: str) -> str:
    """The variant, of those that a cut can have, with the least loss against the purchase model at cuts closed by then.

    The loss is the Poisson deviance, which expectations minimise: absolute error would reward forecasts that are too
    low. Without a closed cut it is the first of VARIANTS that the cut can have.
    """

    def loss(cut: _Cut, name: str) -> float:
        is_known = _is_known(cut.rows, target)
        outcome = cut.rows[TARGETS[target]].to_numpy(float)[is_known]
        deviance = poisson_deviance(outcome, forecasts[cut.at][name][is_known], np.ones((1, len(outcome))))[0]
        return max(float(deviance), LEAST)  # who buys every day is foretold without a miss

    def relative_loss(name: str) -> float:
        told = [cut for cut in closed if name in forecasts[cut.at] and _is_known(cut.rows, target).any()]
        of_cuts = [loss(cut, name) / loss(cut, "purchase_model") for cut in told]
        return np.mean(of_cuts) if of_cuts else np.inf

    return min(forecasts[at_cut.at], key=relative_loss)


def _features(rows: pd.DataFrame, described: pd.DataFrame) -> np.ndarray:
    """Return FEATURES as logarithms, so that a regression sees ratios; trees do not mind.

    Totals since the first order enter as rates: an early cut has seen less of everybody than a late one.
    """
    age = rows["first_order_days"].to_numpy(float) + 1
    rates = [rows[total].to_numpy(float) / age for total in ("order_count", "revenue")]
    expected = described[FEATURES[-4:]].to_numpy(float)
    columns = [rows[RECENT].to_numpy(float), np.column_stack(rates), expected]
    return np.log1p(np.maximum(np.column_stack(columns), 0.0))


def _spending(rows: pd.DataFrame):
    """Orders whose revenue is known, and that revenue; refunds beyond orders count as nothing."""
    return rows["priced_order_count"].to_numpy(float), np.maximum(rows["revenue"].to_numpy(float), 0.0)


def _history(rows: pd.DataFrame):
    age = rows["first_order_days"].to_numpy(float)
    return rows["order_count"].to_numpy(float) - 1, age - rows["last_order_days"].to_numpy(float), age


# ---- versions and scores ---------------------------------------------------------------------------


def version_of(
    rows: pd.DataFrame, horizon: Horizon, champion: Version | None = None
) -> tuple[dict[str, object], Contest | None]:
    """Train on the rows of one horizon; return what the registry keeps, and how it did against the champion."""
    trained = train(rows, horizon)
    model, evaluation = trained.model, trained.evaluation
    insight = {"value": f"lifetime_value_{horizon.days}d", "orders": f"expected_orders_{horizon.days}d"}
    insight |= {"alive": "alive", "next_order_days": "next_order_days"}
    evaluation = evaluation.assign(insight=evaluation["target"].map(insight), judged_days=horizon.judged_days)
    evaluation = evaluation.drop(columns="target")
    newest = evaluation[evaluation["cut_at"] == evaluation["cut_at"].max()]
    losses = newest[newest["metric"] == "poisson_deviance"]
    is_told = (losses["value"] <= losses["baseline_value"]).all()
    is_level = (newest.loc[newest["metric"] == "bias", "value"].abs() <= MOST_BIAS).all()
    labelled = rows[rows["role"] != "scoring"]
    present = rows[rows["role"] == "scoring"]
    forecast = model.forecast(present)
    reference = [forecast.loc[_is_known(present, each), each] for each in RANKED]
    metrics = {
        f"{row.insight}_{row.metric}": row.value if np.isfinite(row.value) else None for row in newest.itertuples()
    }
    version = {
        "is_poor": not (is_told and is_level),
        "first_cut_at": labelled["cut_at"].min(),
        "last_cut_at": labelled["cut_at"].max(),
        "training_row_count": len(labelled),
        "outcome_count": int((labelled["future_order_count"] > 0).sum()),
        "metrics": json.dumps(metrics | {f"{target}_variant": name for target, name in model.variants.items()}),
        "evaluations": evaluation.to_json(orient="records", date_format="iso", date_unit="us", double_precision=9),
        "features": json.dumps(horizon.history),
        "reference_quantiles": np.concatenate([_quantiles(each) for each in reference]).tolist(),
        "estimator": model.to_bytes(),
    }
    return version, champion and contest(champion, trained, rows)


RANKED = ("value", "orders", "alive")
"""What is given a percentile; a version keeps the 1st … 99th percentile of each, one after the other."""
SCORES = pa.schema(
    [
        ("insight", pa.string()),
        ("version", pa.string()),
        ("profile_id", pa.string()),
        ("name_identity_id", pa.int64()),
        ("value", pa.float64()),
        ("probability", pa.float64()),
        ("percentile", pa.int64()),
        ("factors", pa.string()),
    ]
)


def score_champions(
    champions: pd.DataFrame,
    as_of: pd.Timestamp,
    buyers: Callable[[str], pd.DataFrame],
    rows_to_score: Callable[[list[str]], Iterable[pd.DataFrame]],
    labelled_between: Callable[[str, pd.Timestamp, pd.Timestamp], pd.DataFrame],
) -> Iterator[pa.RecordBatch]:
    """Score everybody who ever bought, for every horizon that has a champion.

    Models of two horizons know different things, such as the season of the nearer one. Nobody brings less within a
    longer horizon: where it is forecast so, the amount is that of the shorter one, for its reasons.

    Args:
        champions: ``insight``, ``horizon_days``, ``currency``, ``version``, ``reference_quantiles``, ``estimator``.
        as_of: the moment that the scores speak for.
        buyers: gives scoring rows of an insight, with HISTORY, that the purchase models are fitted on: enough of them.
        rows_to_score: gives the scoring rows of insights in batches: ``profile_id``, ``name_identity_id``, PURCHASES,
            and each of WINDOWS with the number of the insight, such as ``revenue_short_0``.
        labelled_between: gives the labelled rows of an insight at cuts between two moments, both included, as
            :func:`train` takes them: a forecast is one of ``as_of``, whenever its model was trained.

    Yields:
        One row per insight and profile, as SCORES; the shortest horizon also tells ``alive`` and ``next_order_days``.
        ``factors`` are the three strongest of REASONS as a JSON array. Who has ordered for unknown amounts alone has no
        value.
    """
    use_one_thread()
    champions = champions.sort_values("horizon_days", ignore_index=True)
    models = [LifetimeValueModel.from_bytes(bytes(archive)) for archive in champions["estimator"]]
    buying = None
    for number, (model, insight) in enumerate(zip(models, champions["insight"], strict=True)):
        present = buyers(insight)
        if present.empty:
            continue
        if number == 0:
            buying = refitted(present)
        models[number] = model.as_of(as_of, buying, present, partial(labelled_between, insight))
    for people in rows_to_score(champions["insight"].tolist()) if models else []:
        shorter: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for number, (model, champion) in enumerate(zip(models, champions.itertuples(), strict=True)):
            days = champion.horizon_days
            measures = {f"lifetime_value_{days}d": ("value", "value"), f"expected_orders_{days}d": ("value", "orders")}
            if number == 0:
                measures |= {"alive": ("probability", "alive"), "next_order_days": ("value", "next_order_days")}
            rows = people.assign(**{name: people[f"{name}_{number}"] for name in WINDOWS})
            forecast = model.forecast(rows)
            contributions = model.contributions(rows, forecast)
            words = _words(rows, forecast, model, champion.currency)
            reference = _reference(champion.reference_quantiles)
            names = rows[["profile_id", "name_identity_id"]].assign(version=champion.version)
            for insight, (measure, of) in measures.items():
                amount = forecast[of].to_numpy().round(9)
                factors = np.array(strongest_reasons(contributions[of][0], list(REASONS), words), dtype=object)
                if of in shorter:
                    nearer, its_factors = shorter[of]
                    factors = np.where(amount < nearer, its_factors, factors)
                    amount = np.maximum(amount, nearer)
                shorter[of] = amount, factors
                percentile = np.searchsorted(reference[of], amount, side="left") + 1 if of in reference else None
                scored = names.assign(insight=insight, value=None, probability=None, percentile=percentile)
                scored = scored.assign(factors=factors, **{measure: amount})
                scored = scored.loc[_is_known(rows, of), SCORES.names]
                yield pa.RecordBatch.from_pandas(scored, schema=SCORES, preserve_index=False)


def _words(
    rows: pd.DataFrame, described: pd.DataFrame, model: LifetimeValueModel, currency: str
) -> Callable[[str, int], str]:
    """Return the sentence of a reason for a row, with the person's own values; of amounts, what models make of them."""
    floored = {name: rows[name].clip(lower=0) for name in HISTORY if "revenue" in name}
    values = rows[HISTORY].assign(alive=described["alive"], **floored).astype(float).to_dict("list")
    typical, half = in_percent(np.exp(model.typical["alive"])), math.ceil(model.horizon.judged_days / 2)
    window = in_days(model.horizon.judged_days)

    def sentence(reason: str, row: int) -> str:
        def of(name: str) -> float:
            return values[name][row]

        count, first, last = of("order_count"), of("first_order_days"), of("last_order_days")
        if reason == "recency":
            mean = f", on average every {(first - last) / (count - 1):.0f}" if count >= FEWEST_ORDERS else ""
            return f"last order {in_days(last)} ago{mean}"
        if reason == "alive":
            return f"still a customer with a chance of {in_percent(of('alive'))}, where {typical} is typical"
        if reason == "frequency":
            return (
                f"orders on one day, {in_days(first)} ago"
                if count == 1
                else f"orders on {count:.0f} days of {first + 1:.0f}"
            )
        if reason == "order_value":
            priced = of("priced_order_count")
            mean = f"{of('revenue') / priced:,.2f} {currency}" if priced else "an unknown amount"
            return f"{mean} on a day with orders so far"
        if reason == "spend":
            return f"{of('revenue'):,.2f} {currency} spent since the first order {in_days(first)} ago"
        if reason == "recent_orders":
            lately = f"{of('order_count_short'):.0f} of the last {half}"
            rate = f"at the rate of late {of('order_count_recent'):.1f}"
            days = f"{in_days(of('order_count_medium'))} of the last {model.horizon.judged_days}"
            return f"orders on {days}, {lately}, {rate}"
        if reason == "recent_spend":
            rate = f"at the rate of late {of('revenue_recent'):,.2f}"
            return f"{of('revenue_medium'):,.2f} {currency} spent in the last {window}, {rate}"
        return f"first order {in_days(first)} ago"

    return sentence


def _reference(quantiles: Iterable[float]) -> dict[str, np.ndarray]:
    """The quantiles that a version keeps, by what they are of."""
    return dict(zip(RANKED, np.array_split(np.asarray(quantiles), len(RANKED)), strict=True))


def _quantiles(values: pd.Series) -> np.ndarray:
    return np.quantile(values, np.arange(1, 100) / 100).round(9)
