"""Models of buying: published parameters, slow and obvious versions, people made by the models themselves."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.integrate import dblquad, quad
from scipy.optimize import approx_fprime
from scipy.special import betaln, gammaln
from scipy.stats import beta, gamma, lomax

from profile_enrichment import buying
from profile_enrichment.buying import (
    FitError,
    ParetoModel,
    PurchaseModel,
    ValueModel,
    fit_pareto,
    fit_purchases,
    fit_values,
)

CDNOW = Path(__file__).parents[3] / "shared" / "data" / "cdnow" / "orders_sample.csv.gz"
MODELS = [
    PurchaseModel(0.25, 4.4, 0.8, 2.4, False, 0.0),
    PurchaseModel(0.52, 6.2, 0.9, 1.6, True, 0.0),
    PurchaseModel(1.7, 30.0, 1.0, 3.0, False, 0.0),
    PurchaseModel(3.0, 20.0, 2.5, 0.4, True, 0.0),
    PurchaseModel(0.8, 20.0, 0.1, 0.9, False, 0.0),
    PurchaseModel(0.8, 20.0, 21.0, 5.0, False, 0.0),
]
PARETOS = [
    ParetoModel(0.55, 10.6, 0.6, 11.7, 0.0),
    ParetoModel(1.7, 30.0, 1.0, 0.5, 0.0),
    ParetoModel(0.4, 5.0, 60.0, 7000.0, 0.0),
    ParetoModel(3.0, 2.0, 0.1, 2.0, 0.0),
]


@pytest.fixture(scope="module")
def cdnow():
    """Frequency, recency and age in weeks up to 1997-09-30, and the repeat orders of each person."""
    if not CDNOW.exists():
        pytest.skip("the CDNOW sample is not beside the project")
    orders = pd.read_csv(CDNOW, parse_dates=["order_date"])
    orders = orders.groupby(["sample_customer_id", "order_date"], as_index=False)["amount"].sum()
    orders = orders[orders["order_date"] <= "1997-09-30"]
    people = orders.groupby("sample_customer_id")["order_date"].agg(["min", "max", "count"])
    repeats = orders[orders["order_date"] > orders["sample_customer_id"].map(people["min"])]
    values = repeats.groupby("sample_customer_id")["amount"].agg(["count", "mean"])
    weeks = pd.Timedelta(weeks=1)
    end = pd.Timestamp("1997-09-30")
    return (
        (people["count"] - 1, (people["max"] - people["min"]) / weeks, (end - people["min"]) / weeks),
        values[values["mean"] > 0],
    )


@pytest.mark.parametrize(
    ("may_stop_at_once", "parameters", "log_likelihood"),
    [(False, (0.2426, 4.4136, 0.7929, 2.4259), -9582.43), (True, (0.5248, 6.1831, 0.8914, 1.6140), -9582.14)],
)
def test_the_published_purchase_models_of_cdnow(cdnow, may_stop_at_once, parameters, log_likelihood):
    model = fit_purchases(*cdnow[0], may_stop_at_once)
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx(parameters, abs=0.001)
    assert model.log_likelihood == pytest.approx(log_likelihood, abs=0.05)


def test_the_published_pareto_model_of_cdnow(cdnow):
    model = fit_pareto(*cdnow[0])
    published = (0.5533, 10.5777, 0.6062, 11.6687)
    assert (model.r, model.alpha, model.s, model.beta) == pytest.approx(published, abs=0.001)
    assert model.log_likelihood == pytest.approx(-9594.98, abs=0.05)


def test_the_published_value_model_of_cdnow(cdnow):
    model = fit_values(cdnow[1]["count"], cdnow[1]["mean"])
    assert (model.p, model.q, model.v) == pytest.approx((6.2496, 3.7442, 15.4435), abs=0.001)


def some_people(seed: int, count: int = 30):
    random = np.random.default_rng(seed)
    x = random.integers(0, 6, count)
    age = random.uniform(5, 60, count)
    return x, np.where(x > 0, age * random.uniform(0, 1, count), 0.0), age


def slow_chance(model, x, recency, age, is_alive):
    """The chance of a past and of being alive, or of having stopped: the integral over all rates and chances."""
    rate_density, chance_density = gamma(model.r, scale=1 / model.alpha).pdf, beta(model.a, model.b).pdf
    survived = x + model.may_stop_at_once

    def density(p, rate):
        weight = rate_density(rate) * chance_density(p) * rate**x
        if is_alive:
            return weight * np.exp(-rate * age) * (1 - p) ** survived
        return weight * np.exp(-rate * recency) * p * (1 - p) ** (survived - 1) if survived else 0.0

    return dblquad(density, 0, 60 / model.alpha, 0, 1, epsabs=1e-13, epsrel=1e-7)[0]


@pytest.mark.parametrize("model", [MODELS[2], PurchaseModel(2.0, 9.0, 1.5, 2.0, True, 0.0)])
@pytest.mark.parametrize("row", [(0, 0.0, 20.0), (1, 7.5, 20.0), (4, 18.0, 20.0)])
def test_the_chance_of_a_past_is_the_integral_over_all_people(model, row):
    alive, stopped = (slow_chance(model, *row, is_alive) for is_alive in (True, False))
    columns = [np.array([value], dtype=float) for value in row]
    found, _ = buying._log_likelihood(model, *columns, np.ones(1))
    assert found == pytest.approx(np.log(alive + stopped), abs=1e-5)
    assert model.alive_probability(*row) == pytest.approx(alive / (alive + stopped), abs=1e-6)


@pytest.mark.parametrize("model", MODELS)
def test_the_slope_is_that_of_the_log_likelihood(model):
    x, recency, age = (column.astype(float) for column in some_people(1))
    weight = np.arange(1.0, 31.0)

    def value(parameters):
        other = PurchaseModel(*parameters, model.may_stop_at_once, 0.0)
        return buying._log_likelihood(other, x, recency, age, weight)[0]

    parameters = np.array([model.r, model.alpha, model.a, model.b])
    _, slope = buying._log_likelihood(model, x, recency, age, weight)
    np.testing.assert_allclose(slope, approx_fprime(parameters, value, 1e-7), rtol=1e-4, atol=1e-3)


@pytest.mark.parametrize("model", MODELS)
@pytest.mark.parametrize("horizon", [0.5, 13.0, 300.0])
def test_the_closed_form_is_the_integral(model, horizon):
    x, recency, age = some_people(2)

    def slow(x, age):
        b, rate = model.b + x + model.may_stop_at_once, horizon / (model.alpha + age)

        def purchases(p):
            return -np.expm1(-(model.r + x) * np.log1p(p * rate)) / p if p > 0 else (model.r + x) * rate

        total, _ = quad(purchases, 0, 1, weight="alg", wvar=(model.a - 1, b - 1), epsabs=0, epsrel=1e-6)
        return total / np.exp(betaln(model.a, b))

    expected = model.expected_purchases(x, recency, age, horizon)
    by_integral = [slow(*row) for row in zip(x, age, strict=True)]
    np.testing.assert_allclose(expected, model.alive_probability(x, recency, age) * by_integral, rtol=2e-4)


def lives(model: PurchaseModel, count: int, until: float, seed: int) -> list[np.ndarray]:
    """Times of all purchases of people that the model itself would make, the first one at 0."""
    random = np.random.default_rng(seed)
    rates = random.gamma(model.r, 1 / model.alpha, count)
    chances = random.beta(model.a, model.b, count)
    people = []
    for rate, chance in zip(rates, chances, strict=True):
        times = [0.0]
        stops = model.may_stop_at_once and random.random() < chance
        while not stops:
            following = times[-1] + random.exponential(1 / rate)
            if following > until:
                break
            times.append(following)
            stops = random.random() < chance
        people.append(np.array(times))
    return people


@pytest.mark.parametrize("truth", [MODELS[2], PurchaseModel(1.2, 8.0, 1.5, 3.0, True, 0.0)])
def test_a_fit_finds_the_model_that_made_the_people_and_foretells_them(truth):
    now, horizon = 52.0, 26.0
    people = lives(truth, 20_000, now + horizon, seed=3)
    x = np.array([np.sum(times <= now) - 1 for times in people])
    recency = np.array([times[times <= now][-1] for times in people])
    age = np.full(len(people), now)
    after = np.array([np.sum(times > now) for times in people])

    model = fit_purchases(x, recency, age, truth.may_stop_at_once)
    assert model.log_likelihood >= buying._log_likelihood(truth, *_floats(x, recency, age), np.ones(len(x)))[0]
    assert model.r / model.alpha == pytest.approx(truth.r / truth.alpha, rel=0.05)
    assert model.a / (model.a + model.b) == pytest.approx(truth.a / (truth.a + truth.b), rel=0.1)
    expected = model.expected_purchases(x, recency, age, horizon)
    assert expected.sum() == pytest.approx(after.sum(), rel=0.05)
    for group in np.array_split(np.argsort(expected), 4):
        deviation = after[group].std() / np.sqrt(len(group))
        assert abs(expected[group].mean() - after[group].mean()) < 4 * deviation + 0.01


def _floats(*columns):
    return [np.asarray(column, dtype=float) for column in columns]


def test_the_unit_of_time_and_the_order_of_rows_make_no_difference():
    x, recency, age = some_people(5, 400)
    weeks = fit_purchases(x, recency, age)
    days = fit_purchases(x[::-1], 7 * recency[::-1], 7 * age[::-1])
    assert days.log_likelihood == pytest.approx(weeks.log_likelihood - x.sum() * np.log(7), abs=1e-3)
    expected = weeks.expected_purchases(x, recency, age, 10)
    assert np.isfinite(expected).all()
    np.testing.assert_allclose(days.expected_purchases(x, 7 * recency, 7 * age, 70), expected, rtol=1e-2)


@pytest.mark.parametrize("model", MODELS)
def test_very_heavy_buyers_and_very_long_horizons_stay_finite_and_in_order(model):
    x = np.array([0, 1, 1_000, 1_000_000])
    recency, age = np.array([0.0, 364.0, 364.9, 365.0]), np.full(4, 365.0)
    alive = model.alive_probability(x, recency, age)
    assert np.all((alive >= 0) & (alive <= 1))
    by_horizon = np.array([model.expected_purchases(x, recency, age, horizon) for horizon in (1.0, 90.0, 3650.0)])
    assert np.isfinite(by_horizon).all()
    assert np.all(np.diff(by_horizon, axis=0) > 0)
    assert np.all(by_horizon[1] <= (model.r + x) / (model.alpha + age) * 90 + 1e-9)


def test_values_are_shrunk_towards_everybody_and_a_currency_makes_no_difference():
    random = np.random.default_rng(7)
    count = random.integers(1, 8, 5_000)
    scale = 15 / random.gamma(3.7, 1, 5_000)
    mean = random.gamma(6.2 * count, 1 / count) * scale
    model, cents = fit_values(count, mean), fit_values(count, 100 * mean)
    assert (model.p, model.q, model.v) == pytest.approx((6.2, 3.7, 15), rel=0.1)
    assert (cents.p, cents.q, cents.v / 100) == pytest.approx((model.p, model.q, model.v), rel=1e-3)
    everybody = model.p * model.v / (model.q - 1)
    low, one, many, none = model.expected_value([5, 1, 50, 0], [1.0, 100.0, 100.0, np.nan])
    assert none == pytest.approx(everybody)
    assert 1 < low < none < one < many < 100


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        (([], [], []), "there are no rows; frequency should be a whole number"),
        (([1.5], [1], [2]), "row 0 has 1.5, 1 and 2; frequency should be a whole number from 0"),
        (([1, 1], [1, 3], [2, 2]), "row 1 has 1, 3 and 2"),
        (([0], [1], [2]), "and 0 where frequency is 0"),
        (([1], [1], [np.nan]), "row 0 has 1, 1 and nan"),
    ],
)
def test_rows_that_cannot_be_are_refused(rows, sentence):
    with pytest.raises(ValueError, match=sentence):
        fit_purchases(*rows)


def test_what_cannot_be_fitted_says_why():
    with pytest.raises(FitError, match="none of 3 people bought more than once"):
        fit_purchases([0, 0, 0], [0, 0, 0], [5, 6, 7])
    with pytest.raises(FitError, match="all of 2 people spend 5 an order"):
        fit_values([1, 3], [5, 5])
    with pytest.raises(ValueError, match="order_count from 1 and mean_value above 0"):
        fit_values([1], [0])
    with pytest.raises(FitError, match=r"no expectation \(q is 0.900"):
        ValueModel(1.0, 0.9, 1.0, 0.0).expected_value([1], [1.0])
    with pytest.raises(ValueError, match="horizon is 0; it should be above 0"):
        MODELS[0].expected_purchases([1], [1], [2], 0)


# ---- people who stop at any time -----------------------------------------------------------------------


def slow_fate(model: ParetoModel, x, recency, age) -> tuple[float, float]:
    """Chances of a past and being alive, and of a past and having stopped: the integral over all times to stop."""

    def bought(until):
        """Chance of x purchases, the last one at recency, in a life until then: the rate is integrated by its law."""
        constant = gammaln(model.r + x) - gammaln(model.r) + model.r * np.log(model.alpha)
        return np.exp(constant - (model.r + x) * np.log(model.alpha + until))

    time_to_stop = lomax(model.s, scale=model.beta)
    stopped, _ = quad(lambda time: bought(time) * time_to_stop.pdf(time), recency, age, epsabs=0, epsrel=1e-10)
    return bought(age) * time_to_stop.sf(age), stopped


PASTS = [(0, 0.0, 20.0), (1, 7.5, 20.0), (4, 18.0, 20.0), (60, 20.0, 400.0)]


@pytest.mark.parametrize("model", PARETOS)
@pytest.mark.parametrize("row", PASTS)
def test_the_chance_of_a_past_is_the_integral_over_all_times_to_stop(model, row):
    alive, stopped = slow_fate(model, *row)
    found, _ = buying._pareto_log_likelihood(model, *(np.array([value], dtype=float) for value in row), np.ones(1))
    assert found == pytest.approx(np.log(alive + stopped), abs=1e-4)
    assert model.alive_probability(*row) == pytest.approx(alive / (alive + stopped), abs=1e-4)


@pytest.mark.parametrize("model", PARETOS)
def test_the_slope_is_that_of_the_pareto_log_likelihood(model):
    x, recency, age = (column.astype(float) for column in some_people(1))
    weight = np.arange(1.0, 31.0)

    def value(parameters):
        return buying._pareto_log_likelihood(ParetoModel(*parameters, 0.0), x, recency, age, weight)[0]

    parameters = np.array([model.r, model.alpha, model.s, model.beta])
    _, slope = buying._pareto_log_likelihood(model, x, recency, age, weight)
    step = 1e-6 * np.diag(parameters)
    numeric = [(value(parameters + each) - value(parameters - each)) / (2 * each.max()) for each in step]
    np.testing.assert_allclose(slope, numeric, rtol=2e-3, atol=2e-2)


@pytest.mark.parametrize("model", PARETOS)
@pytest.mark.parametrize("horizon", [0.5, 13.0, 300.0])
def test_purchases_ahead_are_the_rate_times_the_time_that_somebody_lives(model, horizon):
    x, recency, age = some_people(2)
    expected = []
    for purchases, each in zip(x, age, strict=True):

        def share_alive(time, begin=model.beta + each):
            return (begin / (begin + time)) ** model.s

        still_alive, _ = quad(share_alive, 0, horizon)
        expected.append((model.r + purchases) / (model.alpha + each) * still_alive)
    found = model.expected_purchases(x, recency, age, horizon)
    np.testing.assert_allclose(found, model.alive_probability(x, recency, age) * expected, rtol=1e-6)


@pytest.mark.parametrize("truth", [PARETOS[0], ParetoModel(1.5, 20.0, 1.5, 60.0, 0.0)])
def test_a_fit_finds_who_stops_at_any_time_and_foretells_them(truth):
    now, horizon, count = 52.0, 26.0, 20_000
    random = np.random.default_rng(5)
    rates = random.gamma(truth.r, 1 / truth.alpha, count)
    lives = random.exponential(1 / random.gamma(truth.s, 1 / truth.beta, count))
    x = random.poisson(rates * np.minimum(lives, now))
    # Of x times that are uniform over a life, the last one.
    recency = np.where(x > 0, np.minimum(lives, now) * random.random(count) ** (1 / np.maximum(x, 1)), 0.0)
    future = random.poisson(rates * np.clip(lives - now, 0, horizon))
    model = fit_pareto(x, recency, np.full(count, now))
    people = buying._checked(x, recency, np.full(count, now))
    of_truth, _ = buying._pareto_log_likelihood(truth, *people, np.ones(count))
    assert 0 <= model.log_likelihood - of_truth < 10
    expected = model.expected_purchases(x, recency, np.full(count, now), horizon)
    assert expected.sum() == pytest.approx(future.sum(), rel=0.05)
    for part in (x == 0, x > np.quantile(x, 0.8)):
        assert expected[part].mean() == pytest.approx(future[part].mean(), rel=0.1)
    is_alive = lives > now
    probability = model.alive_probability(x, recency, np.full(count, now))
    for part in (probability < 0.5, probability >= 0.5):
        assert probability[part].mean() == pytest.approx(is_alive[part].mean(), abs=0.03)


def test_odds_of_being_alive_are_finite_and_fall_with_silence():
    age = np.array([50.0, 51.0, 80.0, 5000.0])
    returned, silence = PARETOS[0].alive_odds(np.full(4, 3), np.full(4, 50.0), age)
    assert np.isfinite(returned - silence).all()
    assert (np.diff(returned - silence) < 0).all()
    alive = PARETOS[0].alive_probability(np.full(4, 3), np.full(4, 50.0), age)
    assert alive[0] > 1 - 1e-6
    assert alive[-1] < 0.01


def test_somebody_with_a_thousand_purchases_is_forecast_by_the_pareto_model():
    model = PARETOS[0]
    found = model.expected_purchases([1000, 1000, 0], [300.0, 10.0, 0.0], [301.0, 301.0, 1e6], 26.0)
    assert found[0] == pytest.approx(1000 / 301 * 26, rel=0.2)
    assert (found[1:] < 1e-3).all()
