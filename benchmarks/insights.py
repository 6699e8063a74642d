"""What the parts of the insights reach beside what they are to reach: `make bench-insights`.

Models of buying on the CDNOW sample and on a million simulated customers, orders of that sample as a build foretells
them, the classifiers of propensities on sessions of online shoppers, and scores with their reasons. Data sets are
looked for in ``--data``; a part whose data are not there says so. What builds reach on the real retailer is said by
`make evaluate-example`, which runs first.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from itertools import combinations
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import yaml
from scipy.special import expit
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import StratifiedKFold

from profile_enrichment import propensity
from profile_enrichment.buying import fit_pareto, fit_purchases, fit_values
from profile_enrichment.classifiers import CLASSIFIERS
from profile_enrichment.factors import strongest_reasons
from profile_enrichment.judging import auc, bias, correlation, ece, judge, log_loss, mae, poisson_deviance
from profile_enrichment.lifetime_value import TARGETS, Horizon, refitted, train
from profile_enrichment.monitoring import signal

ROUNDS = 5
ROOT = Path(__file__).parents[1]
DATA = ROOT.parent / "shared" / "data"
SCORED_AT_ONCE = 100_000

CDNOW = "cdnow/orders_sample.csv.gz"
CDNOW_AS_OF = pd.Timestamp("1997-10-01")
CDNOW_DAYS = 273
SHOP_SETTINGS = {
    "datasets": "dataset,class,primary_namespace,is_profile_enabled,expire_after_days,merge_rank,usage_labels\n"
    "orders,time_series,customer_id,true,,,\n",
    "identity_namespaces": "namespace,type,priority,is_unique,pattern,max_length,normalisation\n"
    "customer_id,cross_device,1,true,,64,trim\n",
}
CDNOW_EVENTS = """
    copy (
        select
            row_number() over (order by sample_customer_id, order_date) as event_id,
            'orders' as dataset,
            'purchase' as event_type,
            order_date as event_at,
            order_date as ingested_at,
            '[{{"namespace": "customer_id", "id": "' || sample_customer_id || '"}}]' as identities,
            event_id as order_id,
            amount as revenue,
            'USD' as currency
        from read_csv('{orders}')
    ) to '{events}'
"""

CROWD_AS_OF = pd.Timestamp("2025-07-01")
CROWD_EVENTS = """
    copy (
        select
            row_number() over () as event_id,
            'orders' as dataset,
            case when is_order then 'purchase' else 'page_view' end as event_type,
            event_at,
            event_at as ingested_at,
            '[{{"namespace": "customer_id", "id": "' || person || '"}}]' as identities,
            case when is_order then row_number() over () end as order_id,
            case when is_order then round(amount, 2) end as revenue,
            case when is_order then 'USD' end as currency
        from events
    ) to '{events}'
"""


def report(what: str, measured: str, goal: str) -> None:
    """Print a line of the table."""
    print(f"{what:<62} {measured:<46} {goal}", flush=True)


def seconds(of) -> float:
    """Return the median time of some rounds."""
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        of()
        taken.append(time.perf_counter() - start)
    return float(np.median(taken))


def buying(data: Path) -> None:
    """Fit the published models again, and one to many customers."""
    path = data / CDNOW
    if not path.exists():
        print(f"{path} is not there: no models of buying on CDNOW")
    else:
        orders = pd.read_csv(path, parse_dates=["order_date"])
        orders = orders[orders["order_date"] <= "1997-09-30"]
        days = orders.groupby(["sample_customer_id", "order_date"], as_index=False)["amount"].sum()
        first = days.groupby("sample_customer_id")["order_date"].transform("min")
        people = days.groupby("sample_customer_id")["order_date"].agg(["min", "max", "count"])
        week = pd.Timedelta(weeks=1)
        age = (pd.Timestamp("1997-09-30") - people["min"]) / week
        history = people["count"] - 1, (people["max"] - people["min"]) / week, age
        model = fit_purchases(*history)
        parameters = f"r {model.r:.3f} α {model.alpha:.3f} a {model.a:.3f} b {model.b:.3f}"
        report("BG/NBD, CDNOW sample", parameters, "r .243 α 4.414 a .793 b 2.426 ± .001")
        report("  log likelihood", f"{model.log_likelihood:.2f}", "-9582.43 ± .05")
        report("  fit, median of 5", f"{seconds(lambda: fit_purchases(*history)):.2f} s", "under 0.3 s")
        repeats = days[days["order_date"] > first].groupby("sample_customer_id")["amount"].agg(["count", "mean"])
        repeats = repeats[repeats["mean"] > 0]
        values = fit_values(repeats["count"], repeats["mean"])
        report("Gamma-Gamma, the same", f"{values.p:.2f} / {values.q:.2f} / {values.v:.2f}", "6.25 / 3.74 / 15.44")
    history = simulated_customers(1_000_000)
    report("BG/NBD, 1 M customers, ages in days", f"{seconds(lambda: fit_purchases(*history)):.2f} s", "under 4 s")


class Shop:
    """Input of a shop with one dataset of events, and what builds make of it."""

    def __init__(self, directory: Path, variables: dict) -> None:
        """Make the directories and settings of the input."""
        self.directory, self.variables = directory, variables | {"input_dir": str(directory)}
        self.database, self.events = directory / "built.duckdb", directory / "experience_events" / "orders.parquet"
        for folder in ("settings", "experience_events", "profile_records"):
            (directory / folder).mkdir()
        for name, text in SHOP_SETTINGS.items():
            (directory / "settings" / f"{name}.csv").write_text(text)

    def build(self, **variables: str) -> tuple[float, float, dict[str, float]]:
        """Build with other variables; return seconds, peak memory in GB, and seconds of each model."""
        target = self.directory / "target"
        command = [Path(sys.executable).parent / "dbt", "--quiet", "build", "--exclude-resource-type", "unit_test"]
        command += ["--target-path", target, "--vars", yaml.safe_dump(self.variables | variables)]
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"DUCKDB_PATH": str(self.database)})
        _, status, usage = os.wait4(process.pid, 0)
        if status:
            sys.exit("dbt build failed")
        results = json.loads((target / "run_results.json").read_text())["results"]
        models = {result["unique_id"].rsplit(".", 1)[1]: result["execution_time"] for result in results}
        return time.perf_counter() - start, usage.ru_maxrss / 2**20, models


def orders_ahead(data: Path) -> None:
    """Judge what a build foretells, from as long a history as the horizon, by the orders that the file has after it."""
    path = data / CDNOW
    if not path.exists():
        print(f"{path} is not there: no orders ahead")
        return
    variables = {
        "as_of": str(CDNOW_AS_OF.date()),
        "reporting_currency": "USD",
        "predictions": {},
        "profile_attributes": {},
        "affinities": {"of": []},
        "lifetime_value": {"horizons_days": [CDNOW_DAYS]},
    }
    with tempfile.TemporaryDirectory() as directory:
        shop = Shop(Path(directory), variables)
        duckdb.execute(CDNOW_EVENTS.format(orders=path, events=shop.events))
        shop.build()
        with duckdb.connect(str(shop.database), read_only=True) as connection:
            forecast = connection.execute(
                """
                select cast(identity_value as bigint) as customer, value
                from insights.insight_scores
                inner join identity.identity_map using (profile_id)
                where insight = $insight
                """,
                {"insight": f"expected_orders_{CDNOW_DAYS}d"},
            ).df().set_index("customer")["value"]  # fmt: skip
    orders = pd.read_csv(path, parse_dates=["order_date"]).drop_duplicates(["sample_customer_id", "order_date"])
    ahead = orders["order_date"].between(CDNOW_AS_OF, CDNOW_AS_OF + pd.Timedelta(days=CDNOW_DAYS - 1))
    people = orders[orders["order_date"] < CDNOW_AS_OF].groupby("sample_customer_id")["order_date"]
    people = people.agg(["min", "max", "count"])
    outcome = orders[ahead].groupby("sample_customer_id").size().reindex(people.index, fill_value=0).to_numpy(float)
    last_day = CDNOW_AS_OF - pd.Timedelta(days=1)
    day = pd.Timedelta(days=1)
    history = people["count"] - 1, (people["max"] - people["min"]) / day, (last_day - people["min"]) / day
    baselines = {
        "past rate": history[0] / history[2] * CDNOW_DAYS,
        "BG/NBD": fit_purchases(*history).expected_purchases(*history, CDNOW_DAYS),
    }
    goals = {"mae": "≤ .755", "correlation": "≥ .63", "bias": "within .12"}
    forecast = forecast.loc[people.index].to_numpy(float)
    for name, baseline in baselines.items():
        rows = judge((mae, correlation, bias), outcome, forecast, np.asarray(baseline), name, people.index.to_numpy())
        for row in rows.itertuples():
            measured = (
                f"{row.value:.4f} ({row.value_lower:.4f} to {row.value_upper:.4f}), {name} {row.baseline_value:.4f},"
                f" difference {row.difference_lower:.4f} to {row.difference_upper:.4f}"
            )
            report(f"CDNOW, orders of {CDNOW_DAYS} days ahead, {row.metric}", measured, goals[row.metric])


def simulated_customers(count: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return frequency, recency and age in days of customers who live as the model has it."""
    random = np.random.default_rng(0)
    age = random.integers(30, 730, count)
    rate, chance = random.gamma(0.25, 1 / 30, count), random.beta(0.8, 2.5, count)
    now, frequency, recency = np.zeros(count), np.zeros(count, int), np.zeros(count)
    alive = random.random(count) >= 0
    while alive.any():
        now[alive] += np.ceil(random.exponential(1 / rate[alive]))
        alive &= now <= age
        frequency[alive] += 1
        recency[alive] = now[alive]
        alive &= random.random(count) >= chance
    return frequency, recency, age


def learners(data: Path) -> None:
    """Judge the classifiers on five folds of sessions, with and without the column that leaks."""
    path = data / "online_shoppers" / "sessions.csv.gz"
    if not path.exists():
        print(f"{path} is not there: no classifiers on online shoppers")
        return
    sessions = pd.read_csv(path)
    outcome = sessions.pop("Revenue").to_numpy(bool)
    sessions["SpecialDay"] = sessions["SpecialDay"].astype(float)
    coded = sessions.apply(lambda column: column if column.dtype.kind in "if" else column.astype("category").cat.codes)
    signals = {name: signal(coded[name].to_numpy(float), outcome) for name in coded}
    best, next_best = sorted(signals, key=signals.get)[:-3:-1]
    found = f"{best} {signals[best]:.3f}, next {next_best} {signals[next_best]:.3f}"
    report("online shoppers, strongest feature", found, "PageValues is suspected: 0.1 ahead")
    for columns, goal in (
        (list(coded), "AUC ≥ .934, ECE ≤ .008"),
        ([name for name in coded if name != best], "≥ .783"),
    ):
        features = coded[columns].to_numpy(float)
        for name, classifier in CLASSIFIERS.items():
            # Which sessions share a fold is chance, and makes as much of a difference as most ideas do.
            areas, errors = zip(*(in_folds(classifier, features, outcome, seed) for seed in range(ROUNDS)), strict=True)
            area, error = (
                f"{each[0]:.4f} (of {ROUNDS} shuffles {np.mean(each):.4f}, {min(each):.4f} to {max(each):.4f})"
                for each in (areas, errors)
            )
            report(f"  {name}, five folds, {len(columns)} features", f"AUC {area}, ECE {error}", goal)


def in_folds(classifier: type, features: np.ndarray, outcome: np.ndarray, seed: int) -> tuple[float, float]:
    """Return the mean AUC of five folds, and the ECE of all rows, each forecast by what never saw it."""
    probability, areas = np.empty(len(outcome)), []
    for learned, held_out in StratifiedKFold(5, shuffle=True, random_state=seed).split(features, outcome):
        fitted = classifier.fit(features[learned], outcome[learned])
        probability[held_out] = expit(fitted.log_odds(features[held_out]))
        areas.append(roc_auc_score(outcome[held_out], probability[held_out]))
    return float(np.mean(areas)), float(ece(outcome, probability, np.ones((1, len(outcome))))[0])


def scoring(people: int) -> None:
    """Score with reasons in batches, by each classifier over 40 features."""
    random = np.random.default_rng(0)
    features = random.gamma(2, 10, (20_000, 40)).round(1)
    outcome = random.random(20_000) < expit((features[:, 0] - features[:, 1]) / 10)
    names = [f"feature {number}" for number in range(40)]
    for name, goal in (("splines", "40,000"), ("trees", "8,000")):
        fitted = CLASSIFIERS[name].fit(features, outcome)
        start = time.perf_counter()
        for first in range(0, people, SCORED_AT_ONCE):
            rows = random.gamma(2, 10, (min(SCORED_AT_ONCE, people - first), 40)).round(1)
            contributions, base = fitted.contributions(rows)
            expit(base + contributions.sum(axis=1))
            strongest_reasons(contributions, names, lambda reason, row, rows=rows: f"{reason} is {rows[row, 0]:.0f}")
        rate = people / (time.perf_counter() - start)
        report(f"{people:,} profiles scored by {name}, 40 features, with reasons", f"{rate:,.0f} a second", goal)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    report(f"  in batches of {SCORED_AT_ONCE:,}", f"peak memory {peak:.1f} GB", "the same for any number")


def scoring_of_builds(people: int) -> None:
    """Build a shop with so many people, and once more a day later, when nothing is trained."""
    variables = {
        "reporting_currency": "USD",
        "profile_attributes": {},
        "affinities": {"of": []},
        "lifetime_value": {"horizons_days": [90]},
    }
    with tempfile.TemporaryDirectory() as directory:
        shop = Shop(Path(directory), variables)
        events = crowd(people)
        duckdb.execute(CROWD_EVENTS.format(events=shop.events))
        for name, as_of in (("trains", CROWD_AS_OF), ("scores", CROWD_AS_OF + pd.Timedelta(days=1))):
            taken, peak, models = shop.build(as_of=str(as_of.date()))
            what = f"{people:,} people, {len(events):,} events: a build that {name}"
            report(what, f"{taken:.0f} s, peak memory {peak:.1f} GB", "")
            with duckdb.connect(str(shop.database), read_only=True) as connection:
                for model, of_what, goal in (
                    ("ml_propensity__scored", "propensities", "splines 40,000, trees 8,000"),
                    ("ml_lifetime_value__scored", "value and orders", ""),
                ):
                    count, classifiers = connection.execute(
                        f"""
                        select count(*), list(distinct metrics ->> 'classifier')
                        from insights.{model} inner join insights.model_versions using (version)
                        """
                    ).fetchone()
                    by = ", ".join(name for name in classifiers or [] if name)
                    measured = f"{count / models[model]:,.0f} a second, {count:,} in {models[model]:.1f} s"
                    report(f"  {of_what} with reasons{by and ', by '}{by}", measured, goal)


def crowd(people: int) -> pd.DataFrame:
    """Return what people do who come and leave, each at a pace, a share of orders and amounts of their own."""
    random = np.random.default_rng(0)
    came = random.uniform(0, 730, people)
    stayed = np.minimum(random.exponential(400, people), 730 - came)
    count = 1 + random.poisson(random.gamma(0.8, 1 / 25, people) * stayed)
    person = np.repeat(np.arange(people), count)
    day = came[person] + stayed[person] * random.random(len(person))
    return pd.DataFrame(
        {
            "person": person,
            "event_at": CROWD_AS_OF - pd.to_timedelta(730 - day, unit="D").round("s"),
            "is_order": random.random(len(person)) < random.beta(2, 3, people)[person],
            "amount": np.exp(random.normal(3, 0.5, people)[person] + random.normal(0, 0.5, len(person))),
        }
    )


def alternatives(database: Path) -> None:
    """Compare what was not taken with what was, over the cuts of a built database: decisions 0002 and 0007."""
    with duckdb.connect(str(database), read_only=True) as connection:
        labelled = connection.execute("from features.ftr_labelled_propensities order by cut_at, profile_id").df()
        buyers = connection.execute(
            """
            from features.ftr_labelled_lifetime_values inner join input.judged_horizons using (insight)
            where role != 'scoring'
            order by cut_at, profile_id
            """
        ).df()
    purchase_models_compared(buyers)
    versions_compared(buyers[buyers["judged_days"] == buyers["horizon_days"]])
    for insight, rows in labelled.groupby("insight"):
        foretold = propensity.foretell(rows)
        variants = {name: [expit(cut.log_odds[name]) for cut in foretold] for name in CLASSIFIERS}
        variants["mean of both"] = [expit(np.mean(list(cut.log_odds.values()), axis=0)) for cut in foretold]
        variants["chosen and calibrated"] = []
        for number, cut in enumerate(foretold):
            name, calibration = propensity.learned_from(foretold[:number])
            variants["chosen and calibrated"].append(calibration.probability(cut.log_odds[name]))
        for variant, probabilities in variants.items():
            judged = list(zip(foretold, probabilities, strict=True))[-propensity.MOST_CUTS_JUDGED :]
            area, loss, error = (
                np.mean(
                    [metric(cut.outcome, probability, np.ones((1, len(probability)))) for cut, probability in judged]
                )
                for metric in (auc, log_loss, ece)
            )
            measured = f"AUC {area:.4f}, log loss {loss:.4f}, ECE {error:.4f}"
            report(f"{insight}, {variant}, mean of {len(judged)} cuts", measured, "")


def purchase_models_compared(buyers: pd.DataFrame) -> None:
    """Judge the purchase models alone at every labelled cut."""
    models = {
        "BG/NBD": fit_purchases,
        "MBG/NBD": lambda *history: fit_purchases(*history, may_stop_at_once=True),
        "Pareto/NBD": fit_pareto,
    }
    metrics = (poisson_deviance, mae, bias)
    for insight, of_insight in buyers.groupby("insight"):
        figures: dict[str, list[list[float]]] = {name: [] for name in models}
        for _, rows in of_insight.groupby("cut_at"):
            age = rows["first_order_days"].to_numpy(float)
            history = rows["order_count"].to_numpy(float) - 1, age - rows["last_order_days"].to_numpy(float), age
            outcome = rows["future_order_count"].to_numpy(float)
            for name, fit in models.items():
                expected = fit(*history).expected_purchases(*history, float(rows["judged_days"].iloc[0]))
                figures[name].append([metric(outcome, expected, np.ones((1, len(rows))))[0] for metric in metrics])
        least = np.argmin([[deviance for deviance, *_ in of_model] for of_model in figures.values()], axis=0)
        for place, (name, of_model) in enumerate(figures.items()):
            deviance, error, share = np.mean(np.abs(of_model), axis=0)
            measured = f"deviance {deviance:.4f}, MAE {error:.4f}, absolute bias {share:.3f}"
            cuts = f"mean of {len(of_model)} cuts"
            report(f"{insight}, {name} alone, {cuts}", measured, f"best at {(least == place).sum()}")


def versions_compared(buyers: pd.DataFrame) -> None:
    """Judge versions of value that are at least a horizon old beside one trained at the cut.

    As they were; as they score, with the purchase models and the season of the cut; and so, but with the level put
    right by all that came since they were trained.
    """
    for insight, rows in buyers.groupby("insight"):
        horizon = Horizon(*rows[["horizon_days", "judged_days"]].iloc[0])
        versions = {}

        def labelled_between(since: pd.Timestamp, until: pd.Timestamp, rows: pd.DataFrame = rows) -> pd.DataFrame:
            return rows[rows["cut_at"].between(since, until)]

        for at in rows.loc[rows["role"] != "season", "cut_at"].unique():
            known = rows[rows["cut_at"] + horizon.judged <= at]
            if not known.empty:
                then = pd.concat([known, rows[rows["cut_at"] == at].assign(role="scoring")])
                versions[at] = train(then, horizon).model
        for target, column in TARGETS.items():
            ratios: dict[str, list[float]] = {"as it was": [], "as it scores": [], "its level put right": []}
            for (trained_at, version), (at, fresh) in combinations(versions.items(), 2):
                since = rows[(rows["cut_at"] >= trained_at) & (rows["cut_at"] + horizon.judged <= at)]
                if since.empty:
                    continue
                cut = rows[rows["cut_at"] == at]
                present = version.as_of(at, refitted(cut), cut, labelled_between)
                level = since[column].clip(lower=0).sum() / present.forecast(since)[target].sum()
                fresh_one, old, scored = (model.forecast(cut)[target] for model in (fresh, version, present))
                deviances = [
                    poisson_deviance(cut[column].to_numpy(float), forecast.to_numpy(), np.ones((1, len(cut))))[0]
                    for forecast in (fresh_one, old, scored, level * scored)
                ]
                for of_what, deviance in zip(ratios.values(), deviances[1:], strict=True):
                    of_what.append(deviance / deviances[0])
            for what, found in ratios.items():
                name = f"{insight}, {target}, an old version, {what}"
                report(name, f"deviance {np.mean(found):.3f} times that of a new one", f"mean of {len(found)} pairs")


def main() -> None:
    """Print what is measured beside what it is to reach."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=DATA, help="directory of the data sets")
    parser.add_argument("--database", type=Path, help="a built one, to compare variants of its propensities")
    parser.add_argument("--people", type=int, default=200_000, help="how many profiles are scored")
    arguments = parser.parse_args()
    report("what", "measured", "to reach")
    buying(arguments.data)
    orders_ahead(arguments.data)
    learners(arguments.data)
    scoring(arguments.people)
    scoring_of_builds(arguments.people)
    if arguments.database:
        alternatives(arguments.database)


if __name__ == "__main__":
    main()
