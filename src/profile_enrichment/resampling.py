"""How sure a figure is: rows drawn again and again, with replacement."""

import numpy as np

MOST_DRAWS = 200
LEAST_DRAWS = 20
MOST_DRAWN_ROWS = 5_000_000


def resamples(count: int) -> np.ndarray:
    """Return how often each of ``count`` rows counts: once in the first line, then in draws with replacement.

    As many draws as MOST_DRAWN_ROWS allow, LEAST_DRAWS at least; the same every time.
    """
    random = np.random.default_rng(0)
    draws = max(LEAST_DRAWS, min(MOST_DRAWS, MOST_DRAWN_ROWS // max(count, 1)))
    drawn = [np.bincount(random.integers(0, count, count), minlength=count) for _ in range(draws)]
    return np.vstack([np.ones(count), *drawn])


def interval(values: np.ndarray) -> tuple[float, float, float]:
    """Return a figure over ``resamples``: as measured, and the ends of its 95 % interval; NaN where there is none."""
    finite = values[1:][np.isfinite(values[1:])]
    lower, upper = np.quantile(finite, [0.025, 0.975]) if len(finite) else (np.nan, np.nan)
    return float(values[0]), float(lower), float(upper)
