"""Two ways to learn whether something will happen, alike in what they offer.

Each is fitted on features (rows × features, NaN where missing) and an outcome with both classes, gives log-odds, says
exactly what each feature adds to them, and can be taken apart into what a skops archive holds.
"""

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import BSpline
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression

from profile_enrichment.factors import tree_contributions


@dataclass(frozen=True)
class Trees:
    """Boosted trees, small and strongly regularised."""

    classifier: HistGradientBoostingClassifier

    @classmethod
    def fit(cls, features: np.ndarray, outcome: np.ndarray) -> "Trees":
        """Fit as many trees as there are, whatever they gain."""
        classifier = HistGradientBoostingClassifier(
            max_iter=120,
            learning_rate=0.06,
            max_leaf_nodes=12,
            max_features=0.5,  # trees that differ err less together
            l2_regularization=20,
            early_stopping=False,  # or it would switch itself on at 10,000 rows
            random_state=0,
        )
        # A column without any value cannot be binned; without two it is in no tree.
        tells = ~np.isnan(features).all(axis=0)
        return cls(classifier.fit(np.where(tells, features, 0.0), outcome))

    def log_odds(self, features: np.ndarray) -> np.ndarray:
        """Return one number per row."""
        return self.classifier.decision_function(features) if len(features) else np.empty(0)

    def contributions(self, features: np.ndarray) -> tuple[np.ndarray, float]:
        """Return what each feature adds, rows × features, and the start: together the log-odds."""
        return tree_contributions(self.classifier, features)

    def parts(self) -> dict[str, object]:
        """Return what an archive holds of it, by attribute."""
        return {"classifier": self.classifier}


@dataclass(frozen=True)
class Splines:
    """A logistic regression over smooth curves, one per feature, that bend at its quartiles.

    Attributes:
        knots: for each feature those of its B-splines over its logarithm; none where it has fewer than two values.
        weights: for each feature those of its B-splines and, last, of being missing.
        means: for each feature the mean of its curve over training rows, which contributions are counted from.
        start: log-odds of a row whose curves are all at their means.
    """

    knots: list[np.ndarray]
    weights: list[np.ndarray]
    means: np.ndarray
    start: float

    @classmethod
    def fit(cls, features: np.ndarray, outcome: np.ndarray) -> "Splines":
        """Fit with a light penalty on the weights."""
        columns = _logarithm(features).T
        knots = [_knots(column[~np.isnan(column)]) for column in columns]
        widths = [max(len(each) - DEGREE, 1) for each in knots]
        blocks = [_curve(*each) for each in zip(columns, knots, map(np.eye, widths), strict=True)]
        regression = LogisticRegression(C=1.0, max_iter=1000).fit(np.hstack(blocks), outcome)
        weights = np.split(regression.coef_.ravel(), np.cumsum(widths)[:-1])
        means = np.array([block.mean(axis=0) @ each for block, each in zip(blocks, weights, strict=True)])
        return cls(knots, weights, means, float(regression.intercept_.item() + means.sum()))

    def log_odds(self, features: np.ndarray) -> np.ndarray:
        """Return one number per row."""
        contributions, start = self.contributions(features)
        return start + contributions.sum(axis=1)

    def contributions(self, features: np.ndarray) -> tuple[np.ndarray, float]:
        """Return what each feature adds, rows × features, and the start: together the log-odds."""
        curves = [_curve(*each) for each in zip(_logarithm(features).T, self.knots, self.weights, strict=True)]
        return np.column_stack(curves) - self.means, self.start

    def parts(self) -> dict[str, object]:
        """Return what an archive holds of it, by attribute."""
        return {"knots": self.knots, "weights": self.weights, "means": self.means, "start": self.start}


DEGREE = 3


def _knots(values: np.ndarray) -> np.ndarray:
    """Quartiles, each once, with the outer ones repeated so that curves reach them."""
    quartiles = np.unique(np.quantile(values, np.arange(5) / 4)) if len(values) else values
    return np.pad(quartiles, DEGREE, mode="edge") if len(quartiles) > 1 else quartiles[:0]


def _curve(column: np.ndarray, knots: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the weighted sum of B-splines at each value, level beyond the knots, or the weight of being missing.

    With a matrix of weights there is one such sum for each of its columns.
    """
    missing = np.isnan(column)
    values = np.zeros((len(column), *weights.shape[1:]))
    values[missing] = weights[-1]
    if len(knots):
        values[~missing] = BSpline(knots, weights[:-1], DEGREE)(np.clip(column[~missing], knots[0], knots[-1]))
    return values


def _logarithm(features: np.ndarray) -> np.ndarray:
    return np.sign(features) * np.log1p(np.abs(features))


CLASSIFIERS = {"trees": Trees, "splines": Splines}
