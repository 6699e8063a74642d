"""From what a classifier said of later rows than it learned from to probabilities."""

from dataclasses import dataclass, replace

import numpy as np
from scipy.optimize import brentq
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from profile_enrichment.judging import SMALLEST_PROBABILITY

# With fewer rows of either class a classifier or a calibration teaches its noise.
FEWEST_OUTCOMES = 100


def tells_enough(outcome: np.ndarray) -> bool:
    """Return whether there are FEWEST_OUTCOMES of either class."""
    return bool(min(outcome.sum(), (~outcome).sum()) >= FEWEST_OUTCOMES)


@dataclass(frozen=True)
class Calibration:
    """The logistic curve that turns a classifier's log-odds into probabilities; by itself it changes nothing."""

    slope: float = 1.0
    intercept: float = 0.0

    @classmethod
    def fit(cls, raw: np.ndarray, outcome: np.ndarray) -> "Calibration":
        """Fit the curve on log-odds of rows that the classifier did not learn from."""
        curve = LogisticRegression(C=1e6).fit(raw[:, None], outcome)
        return cls(float(curve.coef_.item()), float(curve.intercept_.item()))

    def log_odds(self, raw: np.ndarray) -> np.ndarray:
        """Return the calibrated log-odds."""
        return self.intercept + self.slope * raw

    def shifted(self, raw: np.ndarray, outcome: np.ndarray) -> "Calibration":
        """Return the curve with the intercept under which the mean probability is the share that came true."""
        log_odds, share = self.log_odds(raw), outcome.mean()
        reach = 50 + np.abs(log_odds).max()
        shift = brentq(lambda by: expit(log_odds + by).mean() - share, -reach, reach)
        return replace(self, intercept=self.intercept + shift)

    def probability(self, raw: np.ndarray) -> np.ndarray:
        """Return probabilities (0–1, 9 digits)."""
        return expit(self.log_odds(raw)).clip(SMALLEST_PROBABILITY, 1 - SMALLEST_PROBABILITY).round(9)
