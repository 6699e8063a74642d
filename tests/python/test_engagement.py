"""What the engagement score is worth as a forecast."""

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import average_precision_score, roc_auc_score

from profile_enrichment.engagement import EVALUATIONS, METRICS, evaluate


@pytest.fixture(scope="module")
def rows() -> pd.DataFrame:
    """People of two cuts who are active again the likelier the higher their score."""
    random = np.random.default_rng(0)
    recency, rest = random.random((2, 1200)).round(2)
    return pd.DataFrame(
        {
            "cut_at": np.repeat(pd.to_datetime(["2025-01-01", "2025-01-31"]), 600),
            "profile_id": [f"p{number % 600}" for number in range(1200)],
            "person_id": [f"p{number % 600}" for number in range(1200)],
            "score": 50 * recency + 50 * rest,
            "recency": recency,
            "is_active": random.random(1200) < (recency + rest) / 2,
        }
    )


def test_every_cut_is_judged_beside_recency_as_scikit_learn_would(rows):
    found = evaluate(rows)
    assert found.schema == EVALUATIONS
    found = found.to_pandas()
    assert len(found) == 2 * len(METRICS)
    assert not found.isna().any().any()
    for cut_at, of_cut in rows.groupby("cut_at"):
        judged = found[found["cut_at"] == cut_at].set_index("metric")
        for metric, reference in (("auc", roc_auc_score), ("average_precision", average_precision_score)):
            of = judged.loc[metric]
            assert of["value"] == pytest.approx(reference(of_cut["is_active"], of_cut["score"]), abs=1e-9)
            assert of["baseline_value"] == pytest.approx(reference(of_cut["is_active"], of_cut["recency"]), abs=1e-9)
            assert of["value_lower"] < of["value"] < of["value_upper"]
            assert 0 < of["difference_lower"] < of["value"] - of["baseline_value"] < of["difference_upper"]
    pd.testing.assert_frame_equal(evaluate(rows.sample(frac=1, random_state=1)).to_pandas(), found)


def test_intervals_draw_persons_whatever_they_were_known_as(rows):
    """Rows of one person tell as much as one: with nobody else, every draw is the same."""
    found = evaluate(rows.assign(person_id="one")).to_pandas()
    assert (found["value_lower"] == found["value"]).all()
    assert (found["value_upper"] == found["value"]).all()


def test_where_everybody_is_active_there_is_no_figure_and_without_people_no_row(rows):
    found = evaluate(rows.assign(is_active=True)).to_pandas().set_index("metric")
    assert found.loc["auc", ["value", "value_lower", "baseline_value"]].isna().all().all()
    assert evaluate(rows.head(0)).num_rows == 0
    assert evaluate(rows.head(0)).schema == EVALUATIONS
