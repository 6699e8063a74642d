"""Models are honest: judged against hand-made figures, calibrated, deterministic, stored without code."""

import io
import json
import re
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
import skops.io
from scipy.special import expit
from sklearn.base import BaseEstimator
from threadpoolctl import threadpool_limits

from profile_enrichment import propensity
from profile_enrichment.calibration import Calibration
from profile_enrichment.judging import judge
from profile_enrichment.model_registry import VERSIONS, Version, grow, read_estimator
from profile_enrichment.propensity import (
    FEATURES,
    CalibratedModel,
    contest,
    has_drifted,
    score_champions,
    train,
    version_of,
)

AS_OF = pd.Timestamp("2025-06-01")


def labelled(people=1500, seed=0, cut="2025-01-01"):
    """People whose chance to leave follows from two features, known exactly."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({name: random.gamma(2, 10, people) for name in FEATURES})
    rows["days_since_other"] = np.where(random.random(people) < 0.2, np.nan, rows["days_since_other"])
    rows["gap_count"], rows["gap_mean_days"], rows["revenue_medium"] = 3, 21.0, rows["revenue_recent"]
    rows["truth"] = 1 / (1 + np.exp(-(rows["days_since_last"] - 20) / 6 + (rows["active_days_short"] - 20) / 8))
    rows["has_outcome"] = random.random(people) < rows["truth"]
    rows["profile_id"] = rows["person_id"] = [f"p{n}" for n in range(people)]
    rows["name_identity_id"] = np.arange(people)
    rows["cut_at"] = pd.Timestamp(cut)
    return rows


CUTS = pd.date_range("2024-01-01", periods=8, freq="30D")


@pytest.fixture(scope="module")
def history():
    return pd.concat([labelled(seed=n, cut=cut) for n, cut in enumerate(CUTS)], ignore_index=True)


@pytest.fixture(scope="module")
def judged(history):
    return train(history)


@pytest.fixture(scope="module")
def model(judged):
    return judged.model


def judged_probabilities(outcome, probability):
    people = np.arange(len(outcome))
    judgement = judge(propensity.METRICS, outcome.to_numpy(bool), probability, probability, "same", people)
    return judgement.set_index("metric")["value"]


def test_probabilities_are_calibrated_and_near_the_truth(model):
    unseen = labelled(people=20_000, seed=30)
    found = judged_probabilities(unseen["has_outcome"], model.predict(unseen))
    best = judged_probabilities(unseen["has_outcome"], unseen["truth"].to_numpy())
    assert found["ece"] < 0.03
    assert found["auc"] > best["auc"] - 0.03


def test_row_order_changes_nothing(history, judged):
    again = train(history.sample(frac=1, random_state=5))
    np.testing.assert_array_equal(judged.model.predict(history), again.model.predict(history))
    assert judged.model.reference_quantiles == again.model.reference_quantiles
    pd.testing.assert_frame_equal(judged.evaluation, again.evaluation)


def test_the_newest_cuts_are_judged_each_by_what_came_before_it(history, judged):
    """A cut's figures know nothing of it or of later cuts, and the last cut learns from its own labels alone."""
    evaluation = judged.evaluation
    assert evaluation["cut_at"].unique().tolist() == CUTS[-4:].tolist()
    assert evaluation["row_count"].unique().tolist() == [1500]
    assert (evaluation.groupby("cut_at")["metric"].apply(list).str.len() == len(propensity.METRICS)).all()
    assert (evaluation[["value_lower", "value_upper", "difference_lower", "difference_upper"]].notna()).all().all()
    auc = evaluation[evaluation["metric"] == "auc"].set_index("cut_at")
    assert (auc["difference_lower"] > 0).all()
    turned = history.copy()
    turned.loc[turned["cut_at"] == CUTS[-2], "has_outcome"] ^= True
    turned_auc = train(turned).evaluation.query("metric == 'auc'").set_index("cut_at")
    same = ["value", "baseline_value", "value_lower", "difference_upper"]
    pd.testing.assert_frame_equal(turned_auc.loc[CUTS[-4:-2], same], auc.loc[CUTS[-4:-2], same])
    assert turned_auc.loc[CUTS[-2], "value"] == pytest.approx(1 - auc.loc[CUTS[-2], "value"])
    assert turned_auc.loc[CUTS[-1], "value"] < auc.loc[CUTS[-1], "value"]


def test_a_drift_that_lasts_is_calibrated_away(history):
    """From some cut on everybody is more likely to leave than their features tell."""
    random = np.random.default_rng(0)
    drifted = history.copy()
    late = drifted["cut_at"] >= CUTS[-3]
    drifted.loc[late, "has_outcome"] |= random.random(late.sum()) < 0.3
    model = train(drifted).model
    now = labelled(people=5000, seed=40)
    share = (now["truth"] + (1 - now["truth"]) * 0.3).mean()
    raw = expit(model.classifier.log_odds(now[FEATURES].to_numpy())).mean()
    assert abs(model.predict(now).mean() - share) < abs(raw - share) / 2


def test_a_classifier_that_foretold_better_for_sure_is_taken(history, monkeypatch):
    class Coin:
        """Knows nothing."""

        @classmethod
        def fit(cls, features, outcome):
            return cls()

        def log_odds(self, features):
            return np.zeros(len(features))

        def parts(self):
            return {}

    trees = propensity.CLASSIFIERS["trees"]
    monkeypatch.setattr(propensity, "CLASSIFIERS", {"coin": Coin, "trees": trees})
    trained = train(history)
    assert trained.model.name == "trees"
    assert (trained.evaluation.query("metric == 'auc'")["value"] > 0.6).all()
    # The first cut that is foretold is so by the first classifier: nothing tells them apart before it.
    trained = train(history[history["cut_at"] <= CUTS[1]])
    assert trained.model.name == "trees"
    assert trained.evaluation.query("metric == 'auc'")["value"].tolist() == [0.5]
    # Of two that are alike the first is taken.
    monkeypatch.setattr(propensity, "CLASSIFIERS", {"trees": trees, "again": trees})
    assert train(history).model.name == "trees"


def test_a_short_history_is_judged_once_and_calibrated_by_that(history):
    trained = train(history[history["cut_at"] <= CUTS[1]])
    assert trained.evaluation["cut_at"].unique().tolist() == [CUTS[1]]
    assert trained.model.calibration != Calibration()


def test_cuts_that_tell_little_are_neither_judged_nor_learned_from_alone(history):
    """Early cuts where hardly anybody left teach no classifier; the one after them is not judged by it."""
    rare = history.copy()
    early = rare["cut_at"] <= CUTS[-3]
    rare.loc[early, "has_outcome"] &= np.random.default_rng(0).random(early.sum()) < 0.001
    evaluation = train(rare).evaluation
    assert evaluation["cut_at"].unique().tolist() == [CUTS[-1]]


def test_a_feature_that_nobody_has_costs_nothing(history):
    """Where purchases are the only events, nobody has any other activity."""
    trained = train(history.assign(days_since_other=np.nan, other_active_days_short=0))
    assert (trained.evaluation.query("metric == 'auc'")["value"] > 0.6).all()
    assert np.isfinite(trained.model.predict(history)).all()


def test_a_stored_model_predicts_the_same_and_holds_no_code(history, model):
    archive = model.to_bytes()
    restored = CalibratedModel.from_bytes(archive, model.reference_quantiles)
    np.testing.assert_array_equal(model.predict(history), restored.predict(history))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(archive)).namelist() if name.endswith((".pkl", ".py"))]


def test_an_archive_with_another_type_is_refused():
    class Stranger(BaseEstimator):
        pass

    archive = skops.io.dumps({"name": "trees", "classifier": {"classifier": Stranger()}, "calibration": {}})
    with pytest.raises(Exception, match="Untrusted types"):
        CalibratedModel.from_bytes(archive, [])


def test_archives_are_read_one_at_a_time(monkeypatch):
    """NumPy cannot read the headers of two arrays at once under Python 3.11, and models are scored side by side."""
    reading, most = [], []

    def slow_read(archive, trusted):
        reading.append(archive)
        most.append(len(reading))
        time.sleep(0.005)
        reading.remove(archive)

    monkeypatch.setattr(skops.io, "loads", slow_read)
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(read_estimator, range(20)))
    assert len(most) == 20
    assert max(most) == 1


def test_percentiles_stand_on_the_stored_reference_alone(model):
    low, high = min(model.reference_quantiles), max(model.reference_quantiles)
    assert model.percentile(np.array([0.0, low - 1e-9, high + 1e-9, 1.0])).tolist() == [1, 1, 100, 100]


def test_nobody_to_score_and_no_champion_give_no_rows(model):
    champions = pd.DataFrame(
        [("churn", "v1", AS_OF, model.reference_quantiles, model.to_bytes(), "purchase", 90, 180, 360, 365, 360)],
        columns=[
            *("insight", "version", "trained_at", "reference_quantiles", "estimator"),
            *("outcome_in_words", "window_days", "lookback_days", "long_days", "reach_days", "other_days"),
        ],
    )

    some, nobody = labelled(people=10), labelled().head(0)
    assert len(scored(champions, [some], nobody)) == 10
    assert scored(champions, [], nobody).empty
    assert scored(champions.head(0), [some], nobody).empty
    halves = scored(champions, [some.head(3), some.tail(7)], nobody)
    pd.testing.assert_frame_equal(halves, scored(champions, [some], nobody))


def scored(champions, batches: list[pd.DataFrame], later) -> pd.DataFrame:
    since = later if callable(later) else lambda *_: later
    return pa.Table.from_batches(
        score_champions(champions, lambda _: iter(batches), since), schema=propensity.SCORES
    ).to_pandas()


def test_a_version_keeps_its_figures_and_the_classifier(history):
    made, against_nobody = version_of(history, None)
    assert set(json.loads(made["metrics"])) == {metric.__name__ for metric in propensity.METRICS} | {"classifier"}
    assert len(json.loads(made["evaluations"])) == 4 * len(propensity.METRICS)
    assert against_nobody is None


def test_intervals_draw_persons_whatever_they_were_known_as(history, judged, guesser):
    """Rows of one person tell as much as one: with nobody else, every draw is the same."""
    alone = history.assign(person_id="one")
    of_one, of_many = train(alone).evaluation, judged.evaluation
    assert (of_one["value_lower"] == of_one["value"]).all()
    assert (of_one["value_upper"] == of_one["value"]).all()
    assert (of_many["value_lower"] < of_many["value_upper"]).all()
    gain = re.match(r"gains (0\.\d+) to (0\.\d+) ", contest(champion_of(guesser, CUTS[-1]), judged, alone).reason)
    assert gain[1] == gain[2]


def test_the_number_of_threads_changes_nothing(history):
    """Linear algebra on two threads adds up in another order: the last digits would differ."""
    wanted = pd.DataFrame(
        [{"insight": "churn", "declaration": "", "retrain": "always", "after_days": 1, "champion": None}]
    )
    found = []
    for threads in (1, 2):
        threadpool_limits(threads)
        versions = grow(
            known=VERSIONS.empty_table(),
            as_of=AS_OF,
            input_name="shop",
            identity_rules="rules",
            wanted=wanted,
            rows_of=lambda _: history.assign(role="training"),
            columns=["has_outcome"],
            version_of=lambda rows, insight, champion: version_of(rows, champion),
        )
        ((archive, quantiles),) = versions.select(["estimator", "reference_quantiles"]).to_pandas().to_numpy()
        found.append(CalibratedModel.from_bytes(archive, list(quantiles)).predict(history))
    assert np.array_equal(*found)


def test_what_nothing_foretells_is_poor(history):
    assert not version_of(history, None)[0]["is_poor"]
    outcome = np.random.default_rng(0).permutation(history["has_outcome"])
    assert version_of(history.assign(has_outcome=outcome), None)[0]["is_poor"]


def test_what_has_no_figure_is_null_in_a_versions_metrics(history):
    """Of four people nobody is the tenth with the highest probabilities."""
    newest = history["cut_at"] == CUTS[-1]
    few = pd.concat(
        [history[~newest], *(history[newest & (history["has_outcome"] == is_so)].head(2) for is_so in (0, 1))]
    )
    metrics = json.loads(version_of(few, None)[0]["metrics"], parse_constant=pytest.fail)
    assert metrics["lift_10"] is None
    assert 0 <= metrics["auc"] <= 1


# ---- the champion and what is trained after it ---------------------------------------------------


def champion_of(model, trained_at) -> Version:
    return Version("churn-before", pd.Timestamp(trained_at), False, model.reference_quantiles, model.to_bytes())


@pytest.fixture(scope="module")
def guesser(history):
    """A model that learned from outcomes drawn by lot, and of other people: too low by half."""
    outcome = np.random.default_rng(9).random(len(history)) < history["has_outcome"].mean() / 2
    return train(history.assign(has_outcome=outcome)).model


def test_a_challenger_that_gains_for_sure_wins(history, judged, guesser):
    found = contest(champion_of(guesser, CUTS[-1]), judged, history)
    assert found.is_won, found.reason
    assert re.fullmatch(r"gains 0\.\d+ to 0\.\d+ of AUC over churn-before", found.reason)


def test_a_challenger_that_is_as_good_loses(history, judged):
    same = train(history[history["cut_at"] < CUTS[-1]]).model
    found = contest(champion_of(same, CUTS[-1]), judged, history)
    assert not found.is_won
    assert found.reason.endswith("of AUC over churn-before; that may be nothing")
    worse = replace(judged, foretold=1 - judged.foretold)
    assert "; a loss for sure" in contest(champion_of(same, CUTS[-1]), worse, history).reason


def test_nobody_is_compared_by_an_outcome_that_the_champion_could_know(history, judged, guesser):
    found = contest(champion_of(guesser, CUTS[-1] + pd.Timedelta(days=1)), judged, history)
    assert not found.is_won
    assert found.reason == "no outcome is known yet that churn-before could not know"


def test_a_challenger_that_is_worse_calibrated_or_once_below_the_baseline_loses(history, judged, guesser):
    evaluation = judged.evaluation.copy()
    first = (evaluation["metric"] == "auc") & (evaluation["cut_at"] == CUTS[-4])
    evaluation.loc[first, "baseline_value"] = evaluation.loc[first, "value"] + 0.001
    below = contest(champion_of(guesser, CUTS[-1]), replace(judged, evaluation=evaluation), history)
    assert not below.is_won
    assert below.reason.endswith(f"; below rfm_logistic at the cut of {CUTS[-4]:%Y-%m-%d}")
    overconfident = replace(judged, foretold=judged.foretold**0.3)
    worse = contest(champion_of(guesser, CUTS[-1]), overconfident, history)
    assert not worse.is_won
    assert re.search(r"; ECE is worse by 0\.\d+$", worse.reason)


def test_drift_is_seen_in_the_scores(history, model):
    champion = champion_of(model, CUTS[-1])
    assert not has_drifted(champion, history[history["cut_at"] == CUTS[-1]])
    assert has_drifted(champion, history.assign(days_since_last=history["days_since_last"] + 15))


def test_the_intercept_follows_the_outcomes_since(history, model):
    """Whoever scores later knows how many have left since; who comes before whom stays as it is."""
    random = np.random.default_rng(7)
    since = labelled(seed=50, cut="2025-01-01")
    since["has_outcome"] |= random.random(len(since)) < 0.3
    refreshed = model.refreshed(since)
    assert refreshed.predict(since).mean() == pytest.approx(since["has_outcome"].mean(), abs=1e-6)
    assert (np.argsort(refreshed.predict(history)) == np.argsort(model.predict(history))).all()
    contributions, start = refreshed.contributions(since)
    np.testing.assert_allclose(expit(start + contributions.sum(axis=1)), refreshed.predict(since), atol=1e-8)
    assert model.refreshed(since.head(120)) == model
    assert model.refreshed(since.head(0)) == model


def test_only_the_newest_cuts_move_the_intercept(history, model):
    late = history[history["cut_at"] >= CUTS[-4]]
    assert model.refreshed(history).calibration == model.refreshed(late).calibration


def test_people_who_are_all_alike_are_no_drift(history):
    """Whoever has no history has the same score as everybody else without one."""
    alike = history.copy()
    alike.loc[alike.index % 10 < 8, FEATURES] = 0.0
    trained = train(alike)
    now = alike[alike["cut_at"] == CUTS[-1]]
    assert not has_drifted(champion_of(trained.model, CUTS[-1]), now)
    assert has_drifted(champion_of(trained.model, CUTS[-1]), now.assign(**dict.fromkeys(FEATURES, 50.0)))


def test_few_people_are_no_drift(history, model):
    far_off = history.assign(days_since_last=history["days_since_last"] + 15)
    assert not has_drifted(champion_of(model, CUTS[-1]), far_off.head(100))
    assert not has_drifted(champion_of(model, CUTS[-1]), far_off.head(0))


def test_a_few_people_are_judged_once(history):
    """A setting may ask for fewer outcomes than a choice between classifiers needs."""
    few = history[history["profile_id"].isin([f"p{number}" for number in range(20)])]
    trained = train(few)
    assert trained.evaluation["cut_at"].unique().tolist() == [CUTS[-1]]
    assert trained.model.calibration == Calibration()
    found = contest(champion_of(trained.model, CUTS[-1]), trained, few)
    assert found.reason == "fewer than 100 with or without the outcome at the newest cut"


def test_a_champion_is_compared_as_it_scores(history, judged):
    """Its intercept has followed the outcomes since it was trained."""
    same = judged.model
    shifted = replace(same, calibration=Calibration(same.calibration.slope, same.calibration.intercept + 3))
    overconfident = replace(judged, foretold=judged.foretold**0.7)
    assert "ECE is worse by" in contest(champion_of(shifted, CUTS[-4]), overconfident, history).reason


def test_what_came_since_moves_the_probability_and_not_the_place(model):
    """The place is among what the version gave; the probability is that of today."""
    champions = pd.DataFrame([vars(champion_of(model, CUTS[-1])) | {"insight": "churn"}])
    champions = champions.assign(
        outcome_in_words="purchase", window_days=90, lookback_days=180, long_days=360, reach_days=365, other_days=360
    )
    since = labelled(seed=50, cut="2025-01-01")
    since["has_outcome"] |= np.random.default_rng(7).random(len(since)) < 0.3
    asked = []

    def labelled_since(insight, moment):
        asked.append((insight, moment))
        return since

    refreshed = scored(champions, [since], labelled_since)
    plain = scored(champions, [since], since.head(0))
    assert asked == [("churn", CUTS[-1])]
    assert refreshed["probability"].mean() == pytest.approx(since["has_outcome"].mean(), abs=1e-6)
    assert plain["probability"].mean() < refreshed["probability"].mean() - 0.1
    assert refreshed["percentile"].tolist() == plain["percentile"].tolist()
