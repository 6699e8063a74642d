"""Models are honest: judged against hand-made figures, calibrated, deterministic, stored without code."""

import io
import json
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor
from types import SimpleNamespace

import duckdb
import numpy as np
import pandas as pd
import pytest
import skops.io
from sklearn.base import BaseEstimator

from profile_enrichment import propensity
from profile_enrichment.model_registry import VERSIONS, fingerprint, grow, read_estimator, version_name
from profile_enrichment.propensity import FEATURES, CalibratedModel, evaluate, judge, score_champions, version_of
from profile_enrichment.state import StateError, previous_rows

AS_OF = pd.Timestamp("2025-06-01")


def labelled(people=1500, seed=0, role="training", cut="2025-01-01"):
    """People whose chance to leave follows from two features, known exactly."""
    random = np.random.default_rng(seed)
    rows = pd.DataFrame({name: random.gamma(2, 10, people) for name in FEATURES})
    rows["days_since_other"] = np.where(random.random(people) < 0.2, np.nan, rows["days_since_other"])
    rows["gap_count"], rows["gap_mean_days"] = 3, 21.0
    rows["truth"] = 1 / (1 + np.exp(-(rows["days_since_last"] - 20) / 6 + (rows["active_days_short"] - 20) / 8))
    rows["has_outcome"] = random.random(people) < rows["truth"]
    rows["profile_id"] = [f"p{n}" for n in range(people)]
    rows["person_id"] = rows["profile_id"]
    rows["name_identity_id"] = np.arange(people)
    rows["cut_at"] = pd.Timestamp(cut)
    rows["role"] = role
    return rows


@pytest.fixture(scope="module")
def history():
    return pd.concat([labelled(seed=1), labelled(seed=2, role="test", cut="2025-03-01")], ignore_index=True)


@pytest.fixture(scope="module")
def model(history):
    return CalibratedModel.fit(history)


def test_probabilities_are_calibrated_and_near_the_truth(model):
    unseen = labelled(people=20_000, seed=3)
    found = judge(unseen["has_outcome"], model.predict(unseen))
    best = judge(unseen["has_outcome"], unseen["truth"].to_numpy())
    assert found["ece"] < 0.03
    assert found["auc"] > best["auc"] - 0.03


def test_row_order_and_repetition_change_nothing(history, model):
    again = CalibratedModel.fit(history.sample(frac=1, random_state=5))
    np.testing.assert_array_equal(model.predict(history), again.predict(history))
    assert model.reference_quantiles == again.reference_quantiles


def test_a_stored_model_predicts_the_same_and_holds_no_code(history, model):
    archive = model.to_bytes()
    restored = CalibratedModel.from_bytes(archive, model.reference_quantiles)
    np.testing.assert_array_equal(model.predict(history), restored.predict(history))
    assert not [name for name in zipfile.ZipFile(io.BytesIO(archive)).namelist() if name.endswith((".pkl", ".py"))]


def test_an_archive_with_another_type_is_refused():
    class Stranger(BaseEstimator):
        pass

    archive = skops.io.dumps({"classifier": Stranger(), "calibrator": Stranger()})
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


def test_judge_agrees_with_figures_made_by_hand():
    outcome = np.array([True, False, True, False])
    found = judge(outcome, np.array([0.9, 0.1, 0.4, 0.6]))
    assert found["auc"] == 0.75
    assert found["brier"] == pytest.approx((0.01 + 0.01 + 0.36 + 0.36) / 4)
    assert found["ece"] == pytest.approx((0.1 + 0.1 + 0.6 + 0.6) / 4)
    assert found["log_loss"] == pytest.approx(-(2 * np.log(0.9) + 2 * np.log(0.4)) / 4)


def test_calibration_error_counts_the_edges_into_a_bin():
    assert propensity.expected_calibration_error(np.array([1, 0]), np.array([1.0, 0.0])) == 0


def test_percentiles_stand_on_the_stored_reference_alone(model):
    low, high = min(model.reference_quantiles), max(model.reference_quantiles)
    assert model.percentile(np.array([0.0, low - 1e-9, high + 1e-9, 1.0])).tolist() == [1, 1, 100, 100]


def test_nobody_to_score_and_no_champion_give_no_rows(model):
    champions = pd.DataFrame(
        [("churn", "v1", model.reference_quantiles, model.to_bytes(), "purchase", 90, 180)],
        columns=[
            *("insight", "version", "reference_quantiles", "estimator", "event_type", "window_days", "lookback_days")
        ],
    )
    assert score_champions(champions, lambda _: labelled(people=10)).num_rows == 10
    assert score_champions(champions, lambda _: labelled(people=10).head(0)).num_rows == 0
    assert score_champions(champions.head(0), lambda _: labelled()).num_rows == 0


def test_the_forward_test_trains_on_training_cuts_only(history):
    """Labels of the test cut are what is judged; turned around, they turn the figure around."""
    found = evaluate(history).set_index("metric")
    turned = history.copy()
    turned.loc[turned["role"] == "test", "has_outcome"] ^= True
    assert evaluate(turned).set_index("metric").loc["auc", "value"] == pytest.approx(1 - found.loc["auc", "value"])
    assert found["row_count"].unique().tolist() == [1500]
    assert found.loc["auc", "value"] > found.loc["auc", "baseline_value"]


LEARNED_FROM = [*FEATURES, "has_outcome"]


def grown(known, rows, as_of=AS_OF, declaration="{}"):
    wanted = pd.DataFrame({"insight": ["churn"], "declaration": [declaration]})
    return grow(known, as_of, "shop", wanted, lambda _: rows, LEARNED_FROM, lambda rows, _: version_of(rows))


@pytest.fixture(scope="module")
def trained(history):
    return grown(VERSIONS.empty_table(), history)


def test_training_again_changes_nothing(history, trained):
    assert trained.num_rows == 1
    assert grown(trained, history.sample(frac=1, random_state=1)).equals(trained)
    later = grown(trained, history, as_of=AS_OF + pd.Timedelta(days=7))
    assert later.slice(0, 1).equals(trained)
    assert later.num_rows == 2
    assert set(json.loads(trained["metrics"][0].as_py())) == set(propensity.METRICS)


def test_an_older_moment_refuses_to_write_whether_or_not_anything_could_be_trained(history, trained):
    before = AS_OF - pd.Timedelta(days=1)
    with pytest.raises(StateError, match=r"already holds a model that was trained for 2025-06-01 .* set DUCKDB_PATH"):
        grown(trained, history, as_of=before)
    nothing = pd.DataFrame({"insight": [], "declaration": []})
    with pytest.raises(StateError, match="set DUCKDB_PATH"):
        grow(trained, before, "shop", nothing, lambda _: history, LEARNED_FROM, lambda rows, _: version_of(rows))


def test_other_input_refuses_to_write(history, trained):
    changed = history.copy()
    changed.loc[0, "active_days_short"] += 1
    with pytest.raises(StateError, match=r"trained for the same moment on other input.* set DUCKDB_PATH"):
        grown(trained, changed)


def test_another_declaration_is_another_version(history, trained):
    assert grown(trained, history, declaration='{"window_days": 30}').num_rows == 2
    assert version_name("churn", AS_OF, "{}") != version_name("churn", AS_OF, "{ }")


def test_state_of_another_version_of_the_project_is_refused():
    relation = SimpleNamespace(schema="insights", identifier="state")
    with duckdb.connect() as connection:
        assert previous_rows(connection, relation, VERSIONS).num_rows == 0
        connection.execute("create schema insights; create table insights.state as select 'v' as version")
        with pytest.raises(StateError, match=r"insights.state lacks declaration, .* set DUCKDB_PATH"):
            previous_rows(connection, relation, VERSIONS)


def test_the_fingerprint_tells_texts_apart_and_takes_those_that_are_missing(history):
    rows = history.head(2).reset_index(drop=True)
    seen = {
        fingerprint(rows.assign(item=pd.Series(items, dtype=dtype)), ["item"])
        for dtype in (object, "str")
        for items in (["x\ny", "z"], ["x", "y\nz"], ["x", None], [None, "x"], ["x", "None"], ["", "x"])
    }
    assert len(seen) == 6


def test_the_fingerprint_sees_every_value_and_no_order(history):
    assert fingerprint(history, LEARNED_FROM) == fingerprint(history.iloc[::-1], LEARNED_FROM)
    for column in LEARNED_FROM:
        changed = history.copy()
        changed.loc[7, column] = not changed.loc[7, column] if column == "has_outcome" else 0.125
        assert fingerprint(changed, LEARNED_FROM) != fingerprint(history, LEARNED_FROM), column
