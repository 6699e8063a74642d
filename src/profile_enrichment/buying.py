"""Models of how often people buy, whether they still do, and for how much.

A person buys at random times at a rate of their own, and may stop for good after any purchase with a chance of their
own; rates are gamma distributed over people, chances beta distributed. In the BG/NBD model nobody stops before the
first repeat purchase (Fader, Hardie and Lee, "Counting your customers the easy way", Marketing Science 24, 2005); in
the MBG/NBD model the first purchase may be the last one, too (Batislam, Denizel and Filiztekin, International Journal
of Research in Marketing 24, 2007). Order values follow the Gamma-Gamma model (Fader and Hardie, "The Gamma-Gamma model
of monetary value", 2013).

Likelihoods are sums over distinct rows of sufficient statistics, in logarithms, so that neither a million people nor
somebody with a thousand orders is a special case.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit, gammaln, hyp2f1

# Logarithms of parameters stay within this, where a sample says nothing about one of them.
LOG_BOUNDS = (-12.0, 16.0)


class FitError(ValueError):
    """The rows cannot tell the parameters."""


@dataclass(frozen=True)
class PurchaseModel:
    """A fitted BG/NBD or MBG/NBD model. Times are in the unit of the rows that it was fitted on.

    Attributes:
        r, alpha: shape and rate of the gamma distribution of purchase rates.
        a, b: of the beta distribution of the chance to stop after a purchase.
        may_stop_at_once: whether the first purchase may be the last one (MBG/NBD) or not (BG/NBD).
        log_likelihood: of the rows that it was fitted on.
    """

    r: float
    alpha: float
    a: float
    b: float
    may_stop_at_once: bool
    log_likelihood: float

    def alive_probability(self, frequency, recency, age) -> np.ndarray:
        """Return the chance, 0-1, that somebody has not stopped by ``age``."""
        alive, stopped, _ = _logs_by_fate(self, *_checked(frequency, recency, age))
        return expit(alive - stopped)

    def expected_purchases(self, frequency, recency, age, horizon: float) -> np.ndarray:
        """Return the expected number of purchases within ``horizon`` after ``age``.

        It is the chance to be alive times the expectation for somebody alive, whose rate and chance to
        stop are independent given the past. That one is the integral of
        (1 - (1 + p t / (alpha + T)) ** -(r + x)) / p over the beta distribution of p with a and
        b + x + s; an Euler transformation of its hypergeometric form leaves no term that underflows.
        """
        x, recency, age = _checked(frequency, recency, age)
        if not horizon > 0:
            raise ValueError(f"horizon is {horizon}; it should be above 0.")
        # The closed form has a removable gap at a = 1.
        a = self.a if abs(self.a - 1) > 1e-5 else 1 + 1e-5
        b = self.b + x + self.may_stop_at_once
        z = horizon / (self.alpha + age + horizon)
        # Next to a pole of the series, and where people hardly differ in p or in rate, the integral itself is better.
        is_hard = (a + b - 1 < 0.05) | (a > 20) | (self.r > 1e3)
        series = hyp2f1(a + self.b + self.may_stop_at_once - 1 - self.r, a - 1, a + b - 1, np.where(is_hard, 0.0, z))
        if_alive = (a + b - 1) / (a - 1) * (1 - (1 - z) ** (a - 1) * series)
        if is_hard.any():
            rate = horizon / (self.alpha + age[is_hard])
            if_alive[is_hard] = _expected_if_alive(self.r + x[is_hard], rate, self.a, b[is_hard])
        return self.alive_probability(x, recency, age) * if_alive


@dataclass(frozen=True)
class ValueModel:
    """A fitted Gamma-Gamma model: ``p``, ``q`` and ``v`` as published; ``log_likelihood`` of its rows."""

    p: float
    q: float
    v: float
    log_likelihood: float

    def expected_value(self, order_count, mean_value) -> np.ndarray:
        """Return the expected value of an order; somebody without orders gets that of everybody.

        Raises:
            FitError: the values spread so widely that no expectation exists (q is 1 or less).
        """
        if self.q <= 1:
            raise FitError(f"the order values have no expectation (q is {self.q:.3f}, it should be above 1)")
        count = np.asarray(order_count, dtype=float)
        total = count * np.where(count > 0, mean_value, 0.0)
        return self.p * (self.v + total) / (self.p * count + self.q - 1)


def fit_purchases(frequency, recency, age, may_stop_at_once: bool = False) -> PurchaseModel:
    """Fit a BG/NBD model by maximum likelihood, or with ``may_stop_at_once`` an MBG/NBD model.

    Args:
        frequency: repeat purchases of each person (all but the first).
        recency: time from the first to the last purchase, 0 where frequency is 0.
        age: time from the first purchase to the end of the observation, at least ``recency``.
        may_stop_at_once: whether the first purchase may be the last one.

    Raises:
        ValueError: a row that cannot be.
        FitError: nobody ever bought again.
    """
    x, recency, age = _checked(frequency, recency, age)
    if not x.any():
        raise FitError(f"none of {len(x):,} people bought more than once")
    rows, weight = _distinct(x, recency, age)

    def negative(log_parameters):
        model = PurchaseModel(*np.exp(log_parameters), may_stop_at_once, 0.0)
        value, slope = _log_likelihood(model, *rows, weight)
        return -value / len(x), -slope * np.exp(log_parameters) / len(x)

    start = [0.0, np.log(max(age.mean(), 1e-6) / max(x.mean(), 0.1)), 0.0, 1.0]
    found = _minimised(negative, start)
    return PurchaseModel(*np.exp(found.x).tolist(), may_stop_at_once, -found.fun * len(x))


def fit_values(order_count, mean_value) -> ValueModel:
    """Fit a Gamma-Gamma model by maximum likelihood.

    Args:
        order_count: orders of each person, at least 1.
        mean_value: mean value of these orders, above 0.

    Raises:
        ValueError: a row that cannot be.
        FitError: all values are equal.
    """
    count, mean = np.asarray(order_count, dtype=float), np.asarray(mean_value, dtype=float)
    if not (np.all(count >= 1) and np.all(mean > 0) and np.all(np.isfinite(mean)) and len(count)):
        raise ValueError("there should be rows, order_count from 1 and mean_value above 0 in each.")
    if np.ptp(mean) == 0:
        raise FitError(f"all of {len(mean):,} people spend {mean[0]:g} an order")
    (n, m), weight = _distinct(count, mean)
    # The value is measured in its mean, so that a currency makes no difference to the search.
    scale = float(np.average(m, weights=weight))
    m = m / scale

    def negative(log_parameters):
        p, q, v = np.exp(log_parameters)
        rows = (
            gammaln(p * n + q) - gammaln(p * n) - gammaln(q) + q * np.log(v)
            + (p * n - 1) * np.log(m) + p * n * np.log(n) - (p * n + q) * np.log(n * m + v)
        )  # fmt: skip
        psi_pn, psi_pnq, log_sum = digamma(p * n), digamma(p * n + q), np.log(n * m + v)
        slope = np.array([
            weight @ (n * (psi_pnq - psi_pn + np.log(n * m) - log_sum)),
            weight @ (psi_pnq - digamma(q) + np.log(v) - log_sum),
            weight @ (q / v - (p * n + q) / (n * m + v)),
        ])  # fmt: skip
        return -(weight @ rows) / weight.sum(), -slope * np.exp(log_parameters) / weight.sum()

    found = _minimised(negative, [1.0, 1.0, 0.5])
    p, q, v = np.exp(found.x).tolist()
    return ValueModel(p, q, v * scale, -found.fun * len(count) - len(count) * np.log(scale))


def _log_likelihood(model: PurchaseModel, x, recency, age, weight) -> tuple[float, np.ndarray]:
    """The log likelihood and its slope by r, alpha, a and b."""
    r, alpha, a, b, s = model.r, model.alpha, model.a, model.b, model.may_stop_at_once
    alive, stopped, (log_age, log_recency) = _logs_by_fate(model, x, recency, age)
    of_x = _by_distinct(
        x,
        lambda n: gammaln(r + n),
        lambda n: digamma(r + n),
        lambda n: digamma(a + b + n + s),
        lambda n: digamma(b + n + s),
        lambda n: digamma(np.maximum(b + n + s - 1, 1e-12)),
    )
    gamma_rx, psi_rx, psi_abx, psi_bx, psi_bx_less = of_x
    fate = np.logaddexp(alive, stopped)
    value = weight @ (gamma_rx + fate) + weight.sum() * (r * np.log(alpha) - gammaln(r) - betaln(a, b))
    lives = np.exp(alive - fate)
    stops = 1 - lives
    psi_ab = digamma(a + b)
    slope = [
        psi_rx - digamma(r) + np.log(alpha) - lives * log_age - stops * log_recency,
        r / alpha - (r + x) * (lives * np.exp(-log_age) + stops * np.exp(-log_recency)),
        psi_ab - digamma(a) + lives * digamma(a) + stops * digamma(a + 1) - psi_abx,
        psi_ab - digamma(b) + lives * psi_bx + stops * np.where(stops > 0, psi_bx_less, 0.0) - psi_abx,
    ]
    return value, np.array([weight @ by_row for by_row in slope])


def _logs_by_fate(model: PurchaseModel, x, recency, age):
    """Logarithms of the chance of the past and being alive, and of the past and having stopped after the last purchase.

    Both lack the factors that they have in common. Also returns log(alpha + age) and log(alpha + recency).
    """
    r, alpha, a, b, s = model.r, model.alpha, model.a, model.b, model.may_stop_at_once
    (log_age,) = _by_distinct(age, lambda time: np.log(alpha + time))
    (log_recency,) = _by_distinct(recency, lambda time: np.log(alpha + time))
    survived, stopped = _by_distinct(
        x,
        lambda n: betaln(a, b + n + s),
        # Without a repeat purchase nobody can have stopped, unless the first one counts.
        lambda n: np.where(n + s > 0, betaln(a + 1, np.maximum(b + n + s - 1, 1e-12)), -np.inf),
    )
    return survived - (r + x) * log_age, stopped - (r + x) * log_recency, (log_age, log_recency)


def _expected_if_alive(shape, rate, a: float, b) -> np.ndarray:
    """The mean of (1 - (1 + p rate) ** -shape) / p over the quantiles of the beta distribution of p."""
    nodes, weights = np.polynomial.legendre.leggauss(100)
    (quantiles,) = _by_distinct(b, lambda each: betaincinv(a, each[:, None], (nodes + 1) / 2))
    p = np.maximum(quantiles, 1e-300)
    return -np.expm1(-shape[:, None] * np.log1p(p * rate[:, None])) / p @ weights / 2


def _by_distinct(values: np.ndarray, *functions: Callable) -> list[np.ndarray]:
    """Apply slow functions to the distinct values only."""
    distinct, place = np.unique(values, return_inverse=True)
    return [function(distinct)[place] for function in functions]


def _distinct(*columns: np.ndarray) -> tuple[list[np.ndarray], np.ndarray]:
    """Return the distinct rows, and how often each stands there."""
    order = np.lexsort(columns)
    ordered = [column[order] for column in columns]
    is_first = np.ones(len(order), dtype=bool)
    is_first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in ordered])
    starts = np.flatnonzero(is_first)
    weight = np.diff(starts, append=len(order)).astype(float)
    return [column[starts] for column in ordered], weight


def _minimised(negative: Callable, start: list[float]):
    bounds = [LOG_BOUNDS] * len(start)
    found = minimize(negative, start, jac=True, method="L-BFGS-B", bounds=bounds, options={"ftol": 1e-14, "gtol": 1e-9})
    if not np.isfinite(found.fun):
        raise FitError(f"no parameters were found ({found.message})")
    return found


def _checked(frequency, recency, age) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    x, recency, age = (np.atleast_1d(np.asarray(column, dtype=float)) for column in (frequency, recency, age))
    sound = (x >= 0) & (x == np.floor(x)) & (recency >= 0) & (recency <= age) & np.isfinite(age)
    sound &= (x > 0) | (recency == 0)
    if not len(x) or not sound.all():
        wrong = int(np.argmin(sound)) if len(x) else None
        found = (
            f"row {wrong} has {x[wrong]:g}, {recency[wrong]:g} and {age[wrong]:g}" if len(x) else "there are no rows"
        )
        raise ValueError(
            f"{found}; frequency should be a whole number from 0, recency from 0 to age, and 0 where frequency is 0."
        )
    return x, recency, age
