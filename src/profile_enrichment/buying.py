"""Models of how often people buy, whether they still do, and for how much.

A person buys at random times at a rate of their own; rates are gamma distributed over people. In the BG/NBD and MBG/NBD
models somebody may stop for good after any purchase with a chance of their own, beta distributed over people. In the
first one nobody stops before the first repeat purchase (Fader, Hardie and Lee, "Counting your customers the easy way",
Marketing Science 24, 2005); in the second one the first purchase may be the last one, too (Batislam, Denizel and
Filiztekin, International Journal of Research in Marketing 24, 2007). In the Pareto/NBD model they stop at any time, at
rates of their own that are gamma distributed (Schmittlein, Morrison and Colombo, "Counting your customers: who are they
and what will they do next?", Management Science 33, 1987). Order values follow the Gamma-Gamma model (Fader and Hardie,
"The Gamma-Gamma model of monetary value", 2013). Lifetime value rests on Pareto/NBD and Gamma-Gamma; the other two are
what it is compared with (decision 0007).

Likelihoods are sums over distinct rows of sufficient statistics, in logarithms, so that neither a million people nor
somebody with a thousand orders is a special case.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import betaincinv, betaln, digamma, expit, exprel, gammaln, hyp2f1

# Logarithms of parameters stay within this, where a sample says nothing about one of them.
LOG_BOUNDS = (-12.0, 16.0)
# Somebody who bought at the last moment is alive with a chance of almost 1: odds have no infinite logarithm.
LEAST_SILENCE = 1e-6


def _nodes(count: int) -> tuple[np.ndarray, np.ndarray]:
    """Nodes and weights of the Gauss-Legendre quadrature from 0 to 1."""
    nodes, weights = np.polynomial.legendre.leggauss(count)
    return (nodes + 1) / 2, weights / 2


NODES = _nodes(24)


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
class ParetoModel:
    """A fitted Pareto/NBD model. Times are in the unit of the rows that it was fitted on.

    Attributes:
        r, alpha: shape and rate of the gamma distribution of purchase rates.
        s, beta: of the gamma distribution of the rates at which people stop.
        log_likelihood: of the rows that it was fitted on.
    """

    r: float
    alpha: float
    s: float
    beta: float
    log_likelihood: float

    def alive_odds(self, frequency, recency, age) -> tuple[np.ndarray, np.ndarray]:
        """Return two logarithms whose difference is that of the odds that somebody has not stopped by ``age``.

        The first one is of what every purchase adds to the odds, (r + s + x) / s, and the second one of what
        ``age - recency`` takes from them.
        """
        x, recency, age = _checked(frequency, recency, age)
        alive, stopped, _ = _pareto_logs_by_fate(self, x, recency, age)
        returned = np.log((self.r + self.s + x) / self.s)
        return returned, returned - (alive - stopped)

    def alive_probability(self, frequency, recency, age) -> np.ndarray:
        """Return the chance, 0-1, that somebody has not stopped by ``age``."""
        return expit(np.subtract(*self.alive_odds(frequency, recency, age)))

    def expected_purchases(self, frequency, recency, age, horizon: float) -> np.ndarray:
        """Return the expected number of purchases within ``horizon`` after ``age``.

        It is the chance to be alive times the expected rate times the integral, over the horizon, of the chance to be
        alive still, ((beta + T) / (beta + T + t)) ** s.
        """
        x, recency, age = _checked(frequency, recency, age)
        if not horizon > 0:
            raise ValueError(f"horizon is {horizon}; it should be above 0.")
        ahead = np.log1p(horizon / (self.beta + age))
        time_alive = (self.beta + age) * ahead * exprel((1 - self.s) * ahead)
        return self.alive_probability(x, recency, age) * (self.r + x) / (self.alpha + age) * time_alive


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
    rows = _checked(frequency, recency, age)
    return _fitted(
        lambda parameters, log_likelihood: PurchaseModel(*parameters, may_stop_at_once, log_likelihood),
        _log_likelihood,
        rows,
        start=[0.0, _log_interval(*rows), 0.0, 1.0],
    )


def fit_pareto(frequency, recency, age) -> ParetoModel:
    """Fit a Pareto/NBD model by maximum likelihood; arguments and errors are those of :func:`fit_purchases`."""
    rows = _checked(frequency, recency, age)
    return _fitted(
        lambda parameters, log_likelihood: ParetoModel(*parameters, log_likelihood),
        _pareto_log_likelihood,
        rows,
        start=[0.0, _log_interval(*rows), 0.0, _log_interval(*rows)],
    )


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


def _log_interval(x, recency, age) -> float:
    """The logarithm of the usual time between purchases, where a search may begin."""
    return np.log(max(age.mean(), 1e-6) / max(x.mean(), 0.1))


def _fitted(model_of: Callable, log_likelihood: Callable, people, start: list[float]):
    """Return ``model_of(parameters, log likelihood)`` where ``log_likelihood``, with its slope, is greatest."""
    count = len(people[0])
    if not people[0].any():
        raise FitError(f"none of {count:,} people bought more than once")
    rows, weight = _distinct(*people)

    def negative(log_parameters):
        value, slope = log_likelihood(model_of(np.exp(log_parameters), 0.0), *rows, weight)
        return -value / count, -slope * np.exp(log_parameters) / count

    found = _minimised(negative, start)
    return model_of(np.exp(found.x).tolist(), -found.fun * count)


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


def _pareto_log_likelihood(model: ParetoModel, x, recency, age, weight) -> tuple[float, np.ndarray]:
    """The log likelihood and its slope by r, alpha, s and beta."""
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    alive, stopped, stopped_at = _pareto_logs_by_fate(model, x, recency, age)
    gamma_rx, psi_rx = _by_distinct(x, lambda n: gammaln(r + n), lambda n: digamma(r + n))
    fate = np.logaddexp(alive, stopped)
    value = weight @ (gamma_rx + fate) + weight.sum() * (r * np.log(alpha) - gammaln(r) + s * np.log(beta))
    lives = np.exp(alive - fate)
    stops = 1 - lives
    time = stopped_at.time

    def mean(of_time: np.ndarray, of_age: np.ndarray) -> np.ndarray:
        """Over the two fates, and over the times at which somebody may have stopped."""
        return lives * of_age + stops * (stopped_at.chance * of_time).sum(axis=1)

    slope = [
        psi_rx - digamma(r) + np.log(alpha) - mean(np.log(alpha + time), np.log(alpha + age)),
        r / alpha - (r + x) * mean(1 / (alpha + time), 1 / (alpha + age)),
        np.log(beta) + stops / s - mean(np.log(beta + time), np.log(beta + age)),
        s / beta - s * lives / (beta + age) - (s + 1) * stops * (stopped_at.chance / (beta + time)).sum(axis=1),
    ]
    return value, np.array([weight @ by_row for by_row in slope])


@dataclass(frozen=True)
class _StoppedAt:
    """Times after the last purchase at which somebody may have stopped, rows × NODES, and the chance of each."""

    time: np.ndarray
    chance: np.ndarray


def _pareto_logs_by_fate(model: ParetoModel, x, recency, age):
    """Logarithms of the chance of the past and being alive, and of the past and having stopped since the last purchase.

    Both lack the factors that they have in common. The second one is s times the integral, from recency to age, of
    (alpha + t) ** -(r + x) * (beta + t) ** -(s + 1). Over the logarithm of (t + the lesser of alpha and beta) it falls
    ever faster; with the fall that it begins with taken out, the nodes are off by 0.03 %, or by 0.5 % where parameters
    are extreme.
    """
    r, alpha, s, beta = model.r, model.alpha, model.s, model.beta
    age = np.maximum(age, recency + LEAST_SILENCE)
    alive = -(r + x) * np.log(alpha + age) - s * np.log(beta + age)
    scale = min(alpha, beta)
    begin = scale + recency
    length = np.log1p((age - recency) / begin)
    fall = np.maximum((r + x) * begin / (alpha + recency) + (s + 1) * begin / (beta + recency) - 1, 1e-3)
    share = -np.expm1(-fall * length)
    nodes, weights = NODES
    since = -np.log1p(-share[:, None] * nodes) / fall[:, None]
    time = begin[:, None] * np.exp(since) - scale
    density = (1 + fall[:, None]) * since - (r + x)[:, None] * np.log(alpha + time) - (s + 1) * np.log(beta + time)
    greatest = density.max(axis=1)
    chance = np.exp(density - greatest[:, None]) * weights
    total = chance.sum(axis=1)
    stopped = np.log(s * begin * share / fall * total) + greatest
    return alive, stopped, _StoppedAt(time, chance / total[:, None])


def _expected_if_alive(shape, rate, a: float, b) -> np.ndarray:
    """The mean of (1 - (1 + p rate) ** -shape) / p over the quantiles of the beta distribution of p."""
    nodes, weights = _nodes(100)
    (quantiles,) = _by_distinct(b, lambda each: betaincinv(a, each[:, None], nodes))
    p = np.maximum(quantiles, 1e-300)
    return -np.expm1(-shape[:, None] * np.log1p(p * rate[:, None])) / p @ weights


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
