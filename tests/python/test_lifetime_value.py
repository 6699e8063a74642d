"""Lifetime value: forecasts on simulated shops, and awkward ones."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import skops.io
from scipy.stats import spearmanr
from sklearn.metrics import roc_auc_score

from profile_enrichment import lifetime_value
from profile_enrichment.buying import FitError
from profile_enrichment.factors import shared_difference
from profile_enrichment.lifetime_value import (
    HISTORY,
    REASONS,
    TARGETS,
    WINDOWS,
    Buying,
    Horizon,
    LifetimeValueModel,
    contest,
    has_drifted,
    score_champions,
    train,
    version_of,
)
from profile_enrichment.model_registry import Version

HORIZON = Horizon(60, 60)
DAYS = HORIZON.days
AHEAD = Horizon(180, DAYS)
REVENUES = [name for name in HISTORY if "revenue" in name]
AS_OF = pd.Timestamp("2025-01-01")


def shop(people=600, days=720, seed=0, season=0.0, price=None) -> list[tuple[np.ndarray, np.ndarray]]:
    """The order days (counted from the first day) and order values of each person.

    People join over the first two thirds, order at a rate of their own, and may stop after any order. With ``season``
    they order more often in the last quarter of every 365 days.
    """
    random = np.random.default_rng(seed)
    found = []
    for _ in range(people):
        rate, stop = random.gamma(1.5, 0.02), random.beta(1, 8)
        mean, day, orders = random.gamma(3, 20), random.uniform(0, days * 2 / 3), []
        while day < days:
            orders.append(int(day))
            if random.random() < stop:
                break
            step = random.exponential(1 / rate)
            day += step / (1 + season * (day % 365 > 273))
        orders = np.unique(orders)
        found.append((orders, random.gamma(4, mean / 4, len(orders)) if price is None else np.full(len(orders), price)))
    return found


def rows_of(people, days=720, cuts=(0, 60, 90, 120, 150, 180, 425)) -> pd.DataFrame:
    """Rows as ``ftr_labelled_lifetime_values`` has them, for cuts so many days before the last one."""
    rows = []
    for before in cuts:
        cut = days - before
        for number, (orders, values) in enumerate(people):
            past, future = orders < cut, (orders >= cut) & (orders < cut + DAYS)
            if not past.any():
                continue
            ago = cut - 1 - orders[past]
            row = {
                "profile_id": f"p{number}",
                "person_id": f"p{number}",
                "name_identity_id": number,
                "cut_at": AS_OF - pd.Timedelta(days=before),
                "role": "scoring" if before == 0 else "test" if before == DAYS else "training",
                "order_count": len(ago),
                "priced_order_count": len(ago),
                "first_order_days": ago.max(),
                "last_order_days": ago.min(),
                "revenue": values[past].sum(),
                "future_order_count": future.sum() if before else np.nan,
                "days_to_next_order": orders[future].min() - cut if before and future.any() else np.nan,
                "future_revenue": values[future].sum() if before else np.nan,
            }
            for name, window in (("short", DAYS / 2), ("medium", DAYS)):
                row[f"order_count_{name}"] = (ago < window).sum()
                row[f"revenue_{name}"] = values[past][ago < window].sum()
            weight = 0.5 ** (ago / 30) * DAYS / (0.5 ** (np.arange(cut) / 30)).sum()
            row |= {"order_count_recent": weight.sum(), "revenue_recent": weight @ values[past]}
            rows.append(row)
    return pd.DataFrame(rows)


def fitted(rows: pd.DataFrame, horizon: Horizon) -> tuple[LifetimeValueModel, pd.DataFrame]:
    found = train(rows, horizon)
    return found.model, found.evaluation


def metric_of(evaluation: pd.DataFrame, target: str, metric: str) -> pd.DataFrame:
    return evaluation[(evaluation["target"] == target) & (evaluation["metric"] == metric)].set_index("cut_at")


@pytest.fixture(scope="module")
def history() -> pd.DataFrame:
    return rows_of(shop())


@pytest.fixture(scope="module")
def trained(history):
    return fitted(history, HORIZON)


@pytest.fixture(scope="module")
def looking_ahead(history):
    return fitted(history, AHEAD)


@pytest.fixture(scope="module")
def blend(trained) -> LifetimeValueModel:
    """The model with every part in use, whichever variant was chosen."""
    assert set(trained[0].learners) == {"orders", "value"}
    return replace(trained[0], variants=dict.fromkeys(trained[0].variants, "blend"))


# ---- forecasts -------------------------------------------------------------------------------------


def test_forecasts_order_people_better_than_their_last_window(trained):
    _, evaluation = trained
    for target in ("orders", "value"):
        gini = metric_of(evaluation, target, "normalised_gini")
        error = metric_of(evaluation, target, "mae")
        assert (gini["value"] > gini["baseline_value"] + 0.05).all()
        assert error["value"].mean() < error["baseline_value"].mean()
        assert metric_of(evaluation, target, "bias")["value"].abs().mean() < 0.2


def test_four_cuts_are_judged_each_by_what_was_closed_by_then(history, monkeypatch):
    """Other labels of a cut change its own judgement, and no other one that was made before they were known."""
    offered = []

    def blend_if_possible(forecasts, closed, at_cut, _):
        offered.extend((cut.at, at_cut.at) for cut in closed)
        return next(iter(forecasts[at_cut.at]))

    monkeypatch.setattr(lifetime_value, "_chosen", blend_if_possible)
    horizon = HORIZON.judged

    def errors(rows: pd.DataFrame, target: str) -> pd.Series:
        return metric_of(fitted(rows, HORIZON)[1], target, "mae")["value"]

    before = {target: errors(history, target) for target in ("orders", "value")}
    judged = list(before["value"].index)
    assert len(judged) == 4
    for cut in judged:
        changed = history.copy()
        changed.loc[changed["cut_at"] == cut, ["future_order_count", "future_revenue"]] += 3.0
        for target, by_cut in before.items():
            is_equal = by_cut == errors(changed, target)
            assert {other: is_equal[other] for other in judged if other < cut + horizon} == {
                other: other != cut for other in judged if other < cut + horizon
            }
    assert offered
    assert all(cut + horizon <= at for cut, at in offered)


def test_who_is_still_a_customer_and_how_long_they_wait_is_judged_by_who_orders_and_when(history, trained):
    """Of the wait those who ordered tell; before anybody of them did, nothing."""
    _, evaluation = trained
    newest = history[history["cut_at"] == AS_OF - pd.Timedelta(days=DAYS)].sort_values("profile_id")
    described = Buying.fit(newest).describe(newest, DAYS)
    ordered = newest["future_order_count"] > 0
    alive = metric_of(evaluation, "alive", "auc").loc[newest["cut_at"].iloc[0]]
    assert alive["value"] == pytest.approx(roc_auc_score(ordered, described["alive"]), abs=1e-9)
    assert alive["baseline_value"] == pytest.approx(roc_auc_score(ordered, -newest["last_order_days"]), abs=1e-9)
    wait = metric_of(evaluation, "next_order_days", "rank_correlation").loc[newest["cut_at"].iloc[0]]
    expected = spearmanr(described.loc[ordered, "next_order_days"], newest.loc[ordered, "days_to_next_order"])
    assert wait["value"] == pytest.approx(expected.statistic, abs=1e-9)
    assert wait["row_count"] == ordered.sum() < alive["row_count"] == len(newest)
    assert not alive.isna().any()
    assert not wait.isna().any()
    nobody = history.assign(future_order_count=history["future_order_count"] * 0, days_to_next_order=np.nan)
    assert "next_order_days" not in set(fitted(nobody, HORIZON)[1]["target"])


def test_a_cut_that_tells_of_the_season_is_not_judged(history):
    third = sorted(history.loc[history["role"] != "scoring", "cut_at"].unique())[-3]
    is_third = history["cut_at"] == third
    whole, seasoned = (
        set(fitted(history.assign(role=history["role"].mask(is_third, role)), HORIZON)[1]["cut_at"])
        for role in ("training", "season")
    )
    assert third in whole
    assert third not in seasoned
    assert len(whole) == len(seasoned) == 4


def test_intervals_draw_persons_whatever_they_were_known_as(history, trained):
    """Rows of one person tell as much as one: with nobody else, every draw is the same."""
    of_many = trained[1]
    _, of_one = fitted(history.assign(person_id="one"), HORIZON)
    assert (of_many["value_lower"] < of_many["value_upper"]).all()
    np.testing.assert_allclose(of_one["value_lower"], of_one["value"], atol=1e-9)
    np.testing.assert_allclose(of_one["value_upper"], of_one["value"], atol=1e-9)


def test_season_of_the_year_before_takes_bias_away():
    """As of day 1095 a high season has ended; the purchase model, which knows no season, expects it to go on."""
    people = shop(people=1500, days=1185, seed=3, season=3.0)
    rows = rows_of(people, days=1095, cuts=(0, 60, 90, 120, 150, 365, 425, 455, 485))
    model, _ = fitted(rows, HORIZON)
    assert model.variants["orders"].endswith("in_season")
    present = rows[rows["role"] == "scoring"]
    known = [orders for orders, _ in people if (orders < 1095).any()]
    happened = sum(((orders >= 1095) & (orders < 1095 + DAYS)).sum() for orders in known)
    forecast = model.forecast(present)["orders"].sum()
    without = forecast / model.season["orders"]
    assert abs(forecast / happened - 1) < abs(without / happened - 1)


@pytest.mark.parametrize("later", [0, 90])
def test_a_forecast_has_the_season_of_its_moment_whenever_its_model_was_trained(later):
    people = shop(people=1500, days=1185, seed=3, season=3.0)
    version, _ = version_of(rows_of(people, days=1095, cuts=(0, 60, 90, 120, 150, 365, 425, 455, 485)), HORIZON)
    model = LifetimeValueModel.from_bytes(version["estimator"])
    rows = rows_of(people, days=1095 + later, cuts=(0, 365))
    present, before = (rows[rows["role"] == role] for role in ("scoring", "training"))
    expected = lifetime_value.Buying.fit(before).describe(before, DAYS)["expected_orders"].sum()
    season = before["future_order_count"].sum() / expected
    assert model.variants["orders"].endswith("in_season")
    assert (model.season["orders"] == pytest.approx(season)) == (later == 0)
    asked = []

    def labelled_between(insight, since, until):
        asked.append((since, until))
        return before

    champions = pd.DataFrame(
        [("lifetime_value_60d", DAYS, "EUR", "v", version["reference_quantiles"], version["estimator"])],
        columns=CHAMPIONS,
    )
    scores = scored(champions, [present], labelled_between)
    buying = lifetime_value.Buying.fit(present)
    plain = replace(model, season=dict.fromkeys(TARGETS, 1.0), buying=buying).forecast(present)["orders"].sum()
    orders = scores.loc[scores["insight"] == "expected_orders_60d", "value"].sum()
    assert orders / plain == pytest.approx(season)
    assert asked == [(AS_OF - pd.Timedelta(days=372.5), AS_OF - pd.Timedelta(days=357.5))]
    nothing = scored(champions, [present], lambda *_: before.head(0))
    assert nothing.loc[nothing["insight"] == "expected_orders_60d", "value"].sum() == pytest.approx(plain)


def test_a_model_is_stored_without_code_and_forecasts_the_same(history, blend):
    present = history[history["role"] == "scoring"]
    again = LifetimeValueModel.from_bytes(blend.to_bytes())
    pd.testing.assert_frame_equal(again.forecast(present), blend.forecast(present), check_exact=True)
    foreign = skops.io.dumps({"plain": "{}", "learners": {"x": {"trees": print}}})
    with pytest.raises(Exception, match=r"[Uu]ntrusted"):
        LifetimeValueModel.from_bytes(foreign)


def test_the_order_of_rows_does_not_matter(history, trained, blend):
    shuffled, evaluation = fitted(history.sample(frac=1, random_state=1), HORIZON)
    present = history[history["role"] == "scoring"]
    shuffled = replace(shuffled, variants=blend.variants)
    pd.testing.assert_frame_equal(shuffled.forecast(present), blend.forecast(present), check_exact=True)
    pd.testing.assert_frame_equal(evaluation, trained[1], check_exact=True)


def test_nobody_is_scored_by_who_else_is_scored(history, blend):
    present = history[history["role"] == "scoring"]
    alone = pd.concat([blend.forecast(present.iloc[[i]]) for i in range(5)])
    pd.testing.assert_frame_equal(alone, blend.forecast(present).head(5), check_exact=True)


def test_a_one_time_buyer_gets_a_value_and_somebody_long_silent_a_smaller_one(history, trained):
    row = history[history["role"] == "scoring"].iloc[0].copy()
    once = {"order_count": 1, "priced_order_count": 1, "revenue": 50.0, "order_count_short": 0, "revenue_short": 0.0}
    once |= {"order_count_medium": 0, "revenue_medium": 0.0}
    people = pd.DataFrame(
        [row.to_dict() | once | {"first_order_days": days, "last_order_days": days} for days in (61, 400)]
    )
    forecast = trained[0].forecast(people)
    assert (forecast["value"] > 0).all()
    assert forecast["alive"].between(0, 1).all()
    assert forecast["next_order_days"].gt(0).all()
    assert forecast["orders"].iloc[0] > forecast["orders"].iloc[1]


# ---- reasons ---------------------------------------------------------------------------------------


def assert_reasons_add_up(model: LifetimeValueModel, rows: pd.DataFrame) -> None:
    forecast = model.forecast(rows)
    found = model.contributions(rows, forecast)
    assert set(found) == {"value", "orders", "alive", "next_order_days"}
    odds = np.log(forecast["alive"] / (1 - forecast["alive"]))
    for measure, (contributions, start) in found.items():
        score = odds.clip(-25, 25) if measure == "alive" else forecast[measure]
        total = start + contributions.sum(axis=1)
        total = total.clip(-25, 25) if measure == "alive" else total
        np.testing.assert_allclose(total, score, rtol=1e-6, atol=1e-6 * max(1, score.abs().median()), err_msg=measure)


@pytest.mark.parametrize("variant", lifetime_value.VARIANTS)
def test_reasons_add_up_to_every_forecast(history, trained, variant):
    season = {"orders": 1.3, "value": 0.7} if variant.endswith("in_season") else {"orders": 1.0, "value": 1.0}
    model = replace(trained[0], variants={"orders": variant, "value": variant}, season=season)
    assert_reasons_add_up(model, history[history["role"] == "scoring"])


def test_reasons_add_up_to_a_forecast_that_is_judged_in_part(history, looking_ahead):
    assert_reasons_add_up(looking_ahead[0], history[history["role"] == "scoring"])


def test_reasons_add_up_where_a_limit_binds(history, blend):
    """Without the limit a learner would foretell more than it ever saw."""
    present = history[history["role"] == "scoring"]
    limited = replace(blend, most={target: most / 50 for target, most in blend.most.items()})
    assert (limited.forecast(present)["value"] < blend.forecast(present)["value"] - 1e-6).any()
    assert_reasons_add_up(limited, present)


def test_a_trees_and_a_regressions_reasons_are_what_they_compute(history, blend):
    rows = history[history["role"] == "scoring"]
    features = lifetime_value._features(rows, blend.buying.describe(rows, DAYS))
    learners = blend.learners["value"]
    for (contributions, start), forecast in zip(
        learners.log_contributions(features), learners.predict(features, np.inf), strict=True
    ):
        np.testing.assert_allclose(start * np.exp(contributions.sum(axis=1)), forecast, rtol=1e-9)


def test_reasons_point_where_the_person_differs(history, trained):
    """Somebody like the typical buyer but silent for longer, or who spends more, and nothing else."""
    model = replace(trained[0], variants=dict.fromkeys(trained[0].variants, "purchase_model"))
    row = history[history["role"] == "scoring"].iloc[0].to_dict()
    row |= {"order_count": 4, "priced_order_count": 4, "first_order_days": 300, "last_order_days": 40, "revenue": 200.0}
    people = pd.DataFrame([row, row | {"last_order_days": 250}, row | {"revenue": 800.0}])
    found = model.contributions(people, model.forecast(people))
    by_reason = {
        measure: dict(zip(REASONS, (rows[1:] - rows[0]).T, strict=True)) for measure, (rows, _) in found.items()
    }
    silent, lavish = range(2)
    assert by_reason["alive"]["recency"][silent] < 0
    assert by_reason["alive"]["frequency"][silent] == by_reason["alive"]["recency"][lavish] == 0
    assert by_reason["orders"]["alive"][silent] < 0
    assert by_reason["value"]["order_value"][lavish] > 0
    assert by_reason["orders"]["order_value"][lavish] == 0
    assert not by_reason["value"]["recent_spend"].any(), "a purchase model does not see windows"


def test_a_difference_between_products_is_split_as_the_logarithmic_mean_has_it():
    """With two factors, by hand: 2 x 3 to 4 x 9, whose logarithmic mean is 30 / ln 6."""
    ratios = np.log(np.array([[4 / 2, 9 / 3], [1.0, 1.0], [1e-12, 1.0]]))
    split = shared_difference(ratios, 6.0, np.array([36.0, 6.0, 6e-12]))
    mean = 30 / np.log(6)
    np.testing.assert_allclose(split, [[mean * np.log(2), mean * np.log(3)], [0, 0], [-6 + 6e-12, 0]], atol=1e-12)


# ---- horizons that history does not hold twice -------------------------------------------------------


def test_a_part_of_a_horizon_is_judged_and_the_whole_is_forecast_by_the_purchase_models(history, monkeypatch):
    # Whatever is offered last is taken: nothing else may be offered.
    monkeypatch.setattr(lifetime_value, "_chosen", lambda forecasts, _, at_cut, __: list(forecasts[at_cut.at])[-1])
    model, evaluation = fitted(history, AHEAD)
    assert not model.learners
    assert set(model.variants.values()) == {"purchase_model"}
    assert set(model.season.values()) == {1.0}
    present = history[history["role"] == "scoring"]
    forecast, expected = model.forecast(present), model.buying.describe(present, AHEAD.days)
    np.testing.assert_allclose(forecast["orders"], expected["expected_orders"], atol=1e-8)
    np.testing.assert_allclose(forecast["value"], expected["expected_value"], atol=1e-8)
    typical = model.buying.logarithms(present, expected).median()
    assert {name: model.typical[name] for name in typical.index} == pytest.approx(typical.to_dict())

    # Judged as if nothing but the judged days were asked for, where these too are foretold by the purchase models.
    monkeypatch.setattr(lifetime_value, "_available", lambda *_: ["purchase_model"])
    pd.testing.assert_frame_equal(evaluation, fitted(history, HORIZON)[1], check_exact=True)


def test_what_is_judged_in_part_reads_no_window(history, looking_ahead):
    """Windows of its judged days are of another length where history has grown since."""
    model, _ = looking_ahead
    rows = history[history["role"] == "scoring"].reset_index(drop=True)
    others = rows.assign(**dict.fromkeys(WINDOWS, 1e3))
    assert set(WINDOWS) & set(AHEAD.history) == set()
    forecasts = model.forecast(rows), model.forecast(others)
    pd.testing.assert_frame_equal(*forecasts)
    reasons, of_others = (model.contributions(each, forecasts[0]) for each in (rows, others))
    for measure, (contributions, start) in reasons.items():
        assert np.array_equal(contributions, of_others[measure][0]), measure
        assert start == of_others[measure][1]


def test_orders_far_ahead_are_those_that_come():
    people = shop(people=2000, days=720 + AHEAD.days, seed=6)
    rows = rows_of(people, days=720)
    model, _ = fitted(rows, AHEAD)
    present = rows[rows["role"] == "scoring"]
    forecast = model.forecast(present)["orders"].to_numpy()
    known = [people[number][0] for number in present["name_identity_id"]]
    happened = np.array([((orders >= 720) & (orders < 720 + AHEAD.days)).sum() for orders in known])
    past = present["order_count"] / (present["first_order_days"] + 1) * AHEAD.days
    assert forecast.sum() == pytest.approx(happened.sum(), rel=0.15)
    assert np.abs(forecast - happened).mean() < 0.7 * np.abs(past - happened).mean()


def test_a_model_that_looks_ahead_is_stored(history, looking_ahead):
    present = history[history["role"] == "scoring"]
    again = LifetimeValueModel.from_bytes(looking_ahead[0].to_bytes())
    pd.testing.assert_frame_equal(again.forecast(present), looking_ahead[0].forecast(present), check_exact=True)


# ---- awkward shops ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("share", "step"), [(0.01, 30), (0.1, 30), (0.2, 30), (1.0, 30), (1.0, 1)])
def test_people_who_hardly_differ_in_rate_are_forecast(share, step):
    """Few come back, all at one rhythm; or everybody buys every 30 days, or every day."""
    random = np.random.default_rng(0)
    people = []
    for _ in range(1500):
        first = random.integers(0, 400)
        orders = np.arange(first, 720, step) if random.random() < share else np.array([first])
        people.append((orders, random.gamma(4, 10, len(orders))))
    rows = rows_of(people)
    model, evaluation = fitted(rows, HORIZON)
    blend = replace(model, variants=dict.fromkeys(model.variants, "blend"))
    for each in (model, blend):
        forecast = each.forecast(rows[rows["role"] == "scoring"])
        assert np.isfinite(forecast.to_numpy()).all()
        assert forecast["next_order_days"].between(0, 3650).all()
        assert_reasons_add_up(each, rows[rows["role"] == "scoring"])
    assert metric_of(evaluation, "orders", "bias")["value"].iloc[-1] < 1


def test_a_shop_that_is_foretold_without_a_miss_is_trained(history, monkeypatch):
    """Where everybody buys every day, no loss is left to compare with another one."""
    monkeypatch.setattr(lifetime_value, "poisson_deviance", lambda *_: np.zeros(1))
    model, _ = fitted(history, HORIZON)
    assert set(model.variants.values()) == {"blend"}


@pytest.mark.parametrize("price", [0.0, 9.99])
def test_orders_of_one_price_or_none_are_forecast(price):
    rows = rows_of(shop(people=200, price=price))
    model, evaluation = fitted(rows, HORIZON)
    assert model.buying.values is None
    assert np.isfinite(metric_of(evaluation, "orders", "mae")["value"]).all()
    assert_reasons_add_up(model, rows[rows["role"] == "scoring"])


def test_a_wholesaler_refunds_and_unknown_amounts_are_forecast(history):
    rows = history.copy()
    rows.loc[rows["profile_id"] == "p1", [*REVENUES, "future_revenue"]] *= 1e5
    rows.loc[rows["profile_id"] == "p2", [*REVENUES, "future_revenue"]] = -80.0
    rows.loc[rows["profile_id"] == "p3", ["revenue", "priced_order_count", "future_revenue"]] = 0.0
    present = rows[rows["role"] == "scoring"]
    model, _ = fitted(rows, HORIZON)
    forecast = model.forecast(present)
    assert np.isfinite(forecast.to_numpy()).all()
    assert (forecast[["orders", "value"]] >= 0).all().all()
    for variant in ("blend", "purchase_model", "recent_blend"):
        assert_reasons_add_up(replace(model, variants={"orders": variant, "value": variant}), present)


def test_amounts_that_are_unknown_teach_nothing_of_value(history):
    """A half that pays in a currency without a rate leaves the values, and what is said of them, of the other half."""
    rows = history.copy()
    is_unknown = rows["profile_id"].str[1:].astype(int) % 2 == 1
    rows.loc[is_unknown, [*REVENUES, "priced_order_count", "future_revenue"]] = 0.0
    known = rows[~is_unknown]
    found, alone = fitted(rows, HORIZON), fitted(known, HORIZON)
    values = [evaluation[evaluation["target"] == "value"] for _, evaluation in (found, alone)]
    assert list(values[0]["row_count"]) == list(values[1]["row_count"])
    present = known[known["role"] == "scoring"]
    ratio = found[0].forecast(present)["value"].sum() / alone[0].forecast(present)["value"].sum()
    assert 0.9 < ratio < 1.1


def test_one_wholesaler_does_not_make_everybodys_value(history):
    """Where values vary so much that they have no mean, an order is worth what it is to a typical person."""
    rows = history[history["role"] == "scoring"].reset_index(drop=True)
    price = np.random.default_rng(4).lognormal(3, 2.5, len(rows))
    rows["revenue"] = price * rows["priced_order_count"]
    wholesale = rows["revenue"].where(rows.index != 1, 1e9)
    before, after = (lifetime_value.Buying.fit(each) for each in (rows, rows.assign(revenue=wholesale)))
    assert before.values is None
    assert after.values is None
    values = [each.describe(rows, DAYS)["expected_value"].drop(1) for each in (before, after)]
    assert values[0].sum() < values[1].sum() < 1.1 * values[0].sum()


def test_nobody_who_came_back_is_an_error_that_says_so(history):
    once = history.assign(order_count=1, priced_order_count=1, last_order_days=history["first_order_days"])
    with pytest.raises(FitError, match="bought more than once"):
        fitted(once, HORIZON)


def test_one_labelled_cut_is_enough(history):
    model, evaluation = fitted(history[history["role"].isin(["scoring", "test"])], HORIZON)
    assert evaluation["cut_at"].nunique() == 1
    assert set(model.variants.values()) == {"purchase_model"}


# ---- versions and scores ---------------------------------------------------------------------------


CHAMPIONS = ["insight", "horizon_days", "currency", "version", "reference_quantiles", "estimator"]


def nothing_before(insight, since, until):
    raise AssertionError("no variant has a season")


def scored(champions: pd.DataFrame, batches: list[pd.DataFrame], labelled_between=nothing_before) -> pd.DataFrame:
    """Scores of batches whose windows are the same for every horizon."""

    def rows_to_score(insights):
        for rows in batches:
            yield rows.drop(columns=WINDOWS).assign(
                **{f"{name}_{number}": rows[name] for number in range(len(insights)) for name in WINDOWS}
            )

    buyers = pd.concat(batches, ignore_index=True) if batches else pd.DataFrame(columns=HISTORY, dtype=float)
    found = score_champions(champions, AS_OF, lambda _: buyers, rows_to_score, labelled_between)
    return pa.Table.from_batches(found, schema=lifetime_value.SCORES).to_pandas()


def test_a_champion_scores_every_insight_and_the_shortest_horizon_speaks_of_the_person(history):
    version = version_of(history, HORIZON)[0]
    assert len(version["reference_quantiles"]) == 3 * 99
    champions = pd.DataFrame(
        [(f"lifetime_value_{days}d", days, "EUR", f"v{days}", version["reference_quantiles"], version["estimator"])
         for days in (120, 60)],
        columns=CHAMPIONS,
    )  # fmt: skip
    present = history[history["role"] == "scoring"][["profile_id", "name_identity_id", *HISTORY]]
    scores = scored(champions, [present])
    assert scores.groupby("insight")["version"].unique().map(list).to_dict() == {
        "alive": ["v60"],
        "next_order_days": ["v60"],
        "lifetime_value_60d": ["v60"],
        "expected_orders_60d": ["v60"],
        "lifetime_value_120d": ["v120"],
        "expected_orders_120d": ["v120"],
    }
    value = scores[scores["insight"] == "lifetime_value_60d"]
    assert value["percentile"].between(1, 100).all()
    assert 40 < value["percentile"].median() < 61
    assert scores.loc[scores["insight"] == "alive", "value"].isna().all()
    assert set(scores.loc[scores["insight"] == "alive", "factors"].map(json.loads).map(len)) <= {1, 2}
    person = present.iloc[0]
    reasons = scores[scores["profile_id"] == person["profile_id"]].set_index("insight")["factors"].map(json.loads)
    assert {reason["reason"] for reason in reasons["next_order_days"]} == {"first_order", "frequency"}
    assert f"first order {person['first_order_days']:.0f} days ago" in str(reasons["next_order_days"])
    for sentence in (reason["sentence"] for each in reasons for reason in each):
        assert "nan" not in sentence
    once = history[(history["role"] == "scoring") & (history["order_count"] == 1)].head(1)
    sentences = str(scored(champions.tail(1), [once.assign(revenue=-5.0)])["factors"].tolist())
    assert f"orders on one day, {once['first_order_days'].item()} days ago" in sentences
    assert "0.00 EUR" in sentences
    assert "-5" not in sentences
    assert scored(champions, []).empty
    halves = scored(champions, [present.head(100), present.iloc[100:]])
    key = ["insight", "profile_id"]
    pd.testing.assert_frame_equal(*(each.sort_values(key, ignore_index=True) for each in (halves, scores)))
    alone = scored(champions.head(1), [present])
    assert set(alone["insight"]) == {"lifetime_value_120d", "expected_orders_120d", "alive", "next_order_days"}
    assert scored(champions.head(0), [present]).empty


def test_a_version_has_the_purchase_models_of_the_day_that_it_scores_on(history, blend):
    """Whatever they were when it was trained; of too few who came back, and of amounts that nobody knows, they stay."""
    purchases = replace(blend.buying.purchases, alpha=10 * blend.buying.purchases.alpha)
    old = replace(blend, buying=replace(blend.buying, purchases=purchases), typical=dict.fromkeys(blend.typical, 0.5))
    present = history[history["role"] == "scoring"]

    def scores_of(model, rows):
        champions = pd.DataFrame(
            [("lifetime_value_60d", DAYS, "EUR", "v", [1.0] * 297, model.to_bytes())], columns=CHAMPIONS
        )
        return scored(champions, [rows])

    pd.testing.assert_frame_equal(scores_of(old, present), scores_of(blend, present))
    came_back = present["order_count"] > 1
    few = present[~came_back | (came_back.cumsum() < lifetime_value.FEWEST_TO_FIT)]
    orders = scores_of(old, few).query("insight == 'expected_orders_60d'")["value"]
    assert np.array_equal(orders, old.forecast(few)["orders"])
    is_priced = (present["revenue"] > 0).cumsum() < lifetime_value.FEWEST_TO_FIT
    unpriced = present.assign(**{name: present[name].where(is_priced, 0) for name in ("priced_order_count", "revenue")})
    fitted_anew = replace(lifetime_value.Buying.fit(unpriced), values=blend.buying.values)
    fitted_anew = replace(fitted_anew, typical_value=blend.buying.typical_value)
    orders = scores_of(old, unpriced).query("insight == 'expected_orders_60d'")["value"]
    assert np.array_equal(orders, replace(blend, buying=fitted_anew).forecast(unpriced)["orders"])


@pytest.mark.parametrize("column", ["future_order_count", "future_revenue"])
def test_a_forecast_of_more_than_twice_what_came_is_poor(history, column):
    """Of the orders as of the value."""
    assert not version_of(history, HORIZON)[0]["is_poor"]
    is_test = history["role"] == "test"
    few = history.assign(**{column: history[column].where(~is_test, history[column] // 5)})
    version = version_of(few, HORIZON)[0]
    insight = {"future_order_count": "expected_orders_60d", "future_revenue": "lifetime_value_60d"}[column]
    assert json.loads(version["metrics"])[f"{insight}_bias"] > 1
    assert version["is_poor"]


def test_a_forecast_worse_than_the_last_window_is_poor(history):
    """Everybody brings again what they brought in the window before."""
    again = history.assign(
        **{
            column: history[lifetime_value.PAST[target]].where(history["role"] != "scoring")
            for target, column in TARGETS.items()
        }
    )
    assert version_of(again, HORIZON)[0]["is_poor"]


def test_nobody_brings_less_within_a_longer_horizon(history, trained, looking_ahead):
    """Where models say otherwise, the longer horizon takes the amount and the reasons of the shorter one."""
    near, ahead = trained[0], looking_ahead[0]
    present = history[history["role"] == "scoring"].reset_index(drop=True)
    farther = ahead.forecast(present)
    generous = {target: replace(each, scale=3 * each.scale) for target, each in near.learners.items()}
    near = replace(near, learners=generous, most={}, variants=dict.fromkeys(TARGETS, "blend"))
    nearer = near.forecast(present)
    champions = pd.DataFrame(
        [(f"lifetime_value_{days}d", days, "EUR", f"v{days}", [1.0] * 297, model.to_bytes())
         for days, model in ((180, ahead), (60, near))],
        columns=CHAMPIONS,
    )  # fmt: skip
    scores = scored(champions, [present])
    of = {
        insight: rows.set_index("profile_id").loc[present["profile_id"]] for insight, rows in scores.groupby("insight")
    }
    for target, insight in (("orders", "expected_orders_{}d"), ("value", "lifetime_value_{}d")):
        is_raised = (farther[target] < nearer[target]).to_numpy()
        assert 20 < is_raised.sum() < len(present) - 20
        long, short = (of[insight.format(days)] for days in (180, 60))
        assert np.array_equal(long["value"], np.maximum(farther[target], nearer[target]))
        assert np.array_equal(short["value"], nearer[target])
        assert (long["factors"] == short["factors"])[is_raised].all()
        assert (long["factors"] != short["factors"])[~is_raised].all()


# ---- the champion and what is trained after it ---------------------------------------------------

NEWEST = AS_OF - pd.Timedelta(days=DAYS)
"""The newest judged cut."""


def champion_of(rows: pd.DataFrame, horizon: Horizon = HORIZON, trained_at: pd.Timestamp = NEWEST) -> Version:
    """The version that a build at the newest judged cut trains, which knows nothing of what came after it."""
    known = rows[rows["cut_at"] + horizon.judged <= NEWEST]
    then = pd.concat([known, rows[rows["cut_at"] == NEWEST].assign(role="scoring")])
    made, _ = version_of(then, horizon)
    return Version("before", trained_at, False, made["reference_quantiles"], made["estimator"])


@pytest.fixture(scope="module")
def challenger(history):
    return train(history, HORIZON)


@pytest.fixture(scope="module")
def stranger(history):
    """A champion whose learners take everybody for somebody who hardly ever orders."""
    champion = champion_of(history)
    model = LifetimeValueModel.from_bytes(champion.estimator)
    learners = {target: replace(each, scale=each.scale / 10) for target, each in model.learners.items()}
    model = replace(model, learners=learners, variants=dict.fromkeys(TARGETS, "blend"))
    return replace(champion, estimator=model.to_bytes())


def test_a_challenger_that_gains_for_sure_wins(history, challenger, stranger):
    found = contest(stranger, challenger, history)
    assert found.is_won, found.reason
    assert re.fullmatch(r"gains 0\.\d+ to 0\.\d+ of deviance over before", found.reason)
    assert version_of(history, HORIZON, stranger)[1] == found


def test_a_challenger_that_is_as_good_loses(history, challenger):
    found = contest(champion_of(history), challenger, history)
    assert not found.is_won
    assert found.reason.endswith("of deviance over before; that may be nothing")


def test_the_gain_is_the_share_of_the_champions_deviance_that_is_saved(history, challenger, stranger, monkeypatch):
    """Of orders and value alike, by people with replacement."""
    monkeypatch.setattr(lifetime_value, "resamples", lambda people: np.ones((21, len(people))))
    newest = history[history["cut_at"] == NEWEST].sort_values("profile_id")
    theirs = LifetimeValueModel.from_bytes(stranger.estimator).forecast(newest)
    saved = []
    for target, column in TARGETS.items():
        y, of_stranger = newest[column].to_numpy(), theirs[target].to_numpy()

        def loss(forecast, y=y):
            forecast = np.maximum(forecast, y.mean() / 1000)
            return sum(f - each + (each * np.log(each / f) if each else 0) for each, f in zip(y, forecast, strict=True))

        saved.append(1 - loss(challenger.foretold[target]) / loss(of_stranger))
    assert f"gains {np.mean(saved):.4f} to {np.mean(saved):.4f} of" in contest(stranger, challenger, history).reason


def test_nobody_is_compared_by_an_outcome_that_the_champion_could_know(history, challenger, stranger):
    knowing = replace(stranger, trained_at=NEWEST + pd.Timedelta(days=1))
    found = contest(knowing, challenger, history)
    assert not found.is_won
    assert found.reason == "no outcome is known yet that before could not know"


def test_a_challenger_with_more_bias_or_once_below_the_baseline_loses(history, challenger, stranger):
    evaluation = challenger.evaluation.copy()
    first = (evaluation["metric"] == "poisson_deviance") & (evaluation["cut_at"] == evaluation["cut_at"].min())
    evaluation.loc[first, "baseline_value"] = evaluation.loc[first, "value"] - 0.001
    below = contest(stranger, replace(challenger, evaluation=evaluation), history)
    assert not below.is_won
    assert below.reason.endswith(f"; below previous_window at the cut of {evaluation['cut_at'].min():%Y-%m-%d}")
    generous = {target: 3 * forecast for target, forecast in challenger.foretold.items()}
    worse = contest(stranger, replace(challenger, foretold=generous), history)
    assert not worse.is_won
    assert re.search(r"; the bias of orders is larger by \d\.\d+", worse.reason)


def test_neither_orders_nor_value_may_be_foretold_worse_for_sure(history, challenger, stranger):
    """However much is gained of the other one."""
    lots = np.random.default_rng(0).permutation(challenger.foretold["value"])
    worse = replace(challenger, foretold=challenger.foretold | {"value": lots})
    found = contest(champion_of(history), worse, history)
    assert not found.is_won
    assert "; worse for sure of value" in found.reason
    assert "worse for sure of orders" not in found.reason


def test_people_are_drawn_whatever_they_were_known_as(history, stranger):
    """Rows of one person tell as much as one: with nobody else, every draw is the same."""
    alone = history.assign(person_id="one")
    least, most = re.match(r"gains (\S+) to (\S+) of", contest(stranger, train(alone, HORIZON), alone).reason).groups()
    assert least == most


def test_what_is_judged_in_part_is_compared_over_that_part(history, looking_ahead):
    """A champion of the whole horizon cannot be: its windows are longer than those of the cuts."""
    in_part = train(history, AHEAD)
    over_before = contest(champion_of(history, AHEAD), in_part, history).reason
    assert over_before.endswith("over before; that may be nothing")
    longer = replace(AHEAD, judged_days=DAYS // 2)  # as many days as history held when it was trained
    assert contest(champion_of(history, longer), in_part, history).reason == over_before
    whole = contest(champion_of(history), in_part, history)
    assert not whole.is_won
    assert whole.reason == "the whole horizon, over which before was judged, is no longer in history"


def test_a_champion_is_compared_in_the_season_that_it_would_score_in(monkeypatch):
    """Whatever season its model was stored with."""
    rows = rows_of(shop(days=1095, season=3.0), days=1095, cuts=(0, 60, 90, 120, 150, 425, 485))
    champion, challenger = champion_of(rows), train(rows, HORIZON)
    seasonal = LifetimeValueModel.from_bytes(champion.estimator)
    seasonal = replace(seasonal, variants=dict.fromkeys(TARGETS, "purchase_model_in_season"))
    reasons = {
        contest(replace(champion, estimator=replace(seasonal, season=season).to_bytes()), challenger, rows).reason
        for season in ({"orders": 1.0, "value": 1.0}, {"orders": 9.0, "value": 9.0})
    }
    assert len(reasons) == 1
    other = replace(seasonal, variants=dict.fromkeys(TARGETS, "purchase_model"))
    assert contest(replace(champion, estimator=other.to_bytes()), challenger, rows).reason not in reasons


def test_a_champion_is_compared_with_the_purchase_models_that_it_would_score_with(history, challenger):
    """Those of the day, whatever its own were; its own where too few came back."""
    champion = champion_of(history)
    model = LifetimeValueModel.from_bytes(champion.estimator)
    purchases = replace(model.buying.purchases, alpha=10 * model.buying.purchases.alpha)
    old = replace(champion, estimator=replace(model, buying=replace(model.buying, purchases=purchases)).to_bytes())
    assert contest(old, challenger, history) == contest(champion, challenger, history)
    came_back = challenger.newest["order_count"] > 1
    few = (~came_back | (came_back.cumsum() < lifetime_value.FEWEST_TO_FIT)).to_numpy()
    foretold = {target: forecast[few] for target, forecast in challenger.foretold.items()}
    of_few = replace(challenger, newest=challenger.newest[few], foretold=foretold)
    assert contest(old, of_few, history) != contest(champion, of_few, history)


def test_learners_know_what_the_purchase_models_expect(blend, history):
    """Another expectation is another forecast of theirs."""
    rows = history[history["role"] == "scoring"]
    described = blend.buying.describe(rows, DAYS)
    for told in ("expected_orders", "expected_value", "order_value", "alive"):
        features = [
            lifetime_value._features(rows, described.assign(**{told: factor * described[told]})) for factor in (1, 0.5)
        ]
        at = lifetime_value.FEATURES.index(told)
        assert not np.allclose(features[0][:, at], features[1][:, at])
    learned = blend.learners["orders"].regression.coef_[lifetime_value.FEATURES.index("expected_orders")]
    assert learned > 0


def test_drift_is_seen_in_the_forecasts(history):
    champion = champion_of(history)
    newest = history[history["cut_at"] == NEWEST]
    assert not has_drifted(champion, newest)
    assert not has_drifted(champion, newest.head(0))
    assert has_drifted(champion, newest.assign(last_order_days=newest["first_order_days"]))
