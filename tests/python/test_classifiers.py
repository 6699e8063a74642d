"""Both classifiers learn, add up, take what is missing, and are what they were after a trip through an archive."""

import numpy as np
import pytest
import skops.io
from sklearn.metrics import roc_auc_score
from sklearn.preprocessing import SplineTransformer

from profile_enrichment.classifiers import CLASSIFIERS, _curve, _knots
from profile_enrichment.model_registry import read_estimator


def people(count=3000, seed=0):
    """Features with zeros, negative values and gaps, and an outcome that bends with the first two."""
    random = np.random.default_rng(seed)
    features = np.column_stack(
        [random.gamma(2, 10, count), random.poisson(2, count), random.normal(0, 50, count), np.full(count, 3.0)]
    )
    truth = 1 / (1 + np.exp(-2 + np.abs(features[:, 0] - 20) / 5 + features[:, 1] / 4))
    outcome = random.random(count) < truth
    features[random.random(count) < 0.2, 1] = np.nan
    return features, outcome, truth


@pytest.mark.parametrize("name", CLASSIFIERS)
class TestEveryClassifier:
    """What holds of each of them."""

    def test_learns_what_can_be_learned(self, name):
        features, outcome, _ = people(20_000)
        unseen, happened, truth = people(5000, seed=1)
        found = roc_auc_score(happened, CLASSIFIERS[name].fit(features, outcome).log_odds(unseen))
        assert found > roc_auc_score(happened, truth) - 0.02

    def test_contributions_add_up_to_the_log_odds(self, name):
        features, outcome, _ = people()
        fitted = CLASSIFIERS[name].fit(features, outcome)
        contributions, start = fitted.contributions(features)
        assert contributions.shape == features.shape
        np.testing.assert_allclose(start + contributions.sum(axis=1), fitted.log_odds(features), atol=1e-9)
        np.testing.assert_allclose(contributions[:, 3], 0, atol=1e-9)
        np.testing.assert_allclose(contributions.mean(axis=0), 0, atol=0.05)

    def test_takes_what_it_never_saw(self, name):
        features, outcome, _ = people()
        features[:, 2] = np.nan
        fitted = CLASSIFIERS[name].fit(features, outcome)
        strange = np.array([[np.nan, np.nan, 5.0, np.nan], [1e12, -5.0, np.nan, -1e12], [-1e9, 1e9, 0.0, 4.0]])
        assert np.isfinite(fitted.log_odds(strange)).all()

    def test_no_feature_tells_anything(self, name):
        _, outcome, _ = people()
        for features in (np.full((3000, 2), 7.0), np.full((3000, 2), np.nan)):
            log_odds = CLASSIFIERS[name].fit(features, outcome).log_odds(features)
            np.testing.assert_allclose(1 / (1 + np.exp(-log_odds)), outcome.mean(), atol=1e-3)

    def test_nobody_is_given_nothing(self, name):
        fitted = CLASSIFIERS[name].fit(*people()[:2])
        assert fitted.log_odds(np.empty((0, 4))).shape == (0,)
        assert fitted.contributions(np.empty((0, 4)))[0].shape == (0, 4)

    def test_is_the_same_after_a_trip_through_an_archive(self, name):
        features, outcome, _ = people()
        fitted = CLASSIFIERS[name].fit(features, outcome)
        again = CLASSIFIERS[name](**read_estimator(skops.io.dumps(fitted.parts())))
        np.testing.assert_array_equal(again.log_odds(features), fitted.log_odds(features))


def test_curves_are_made_of_the_same_splines_as_scikit_learns():
    """Both span the cubic splines with the same knots, so that each gives the other by a linear map."""
    column = np.random.default_rng(2).normal(size=500)
    ours = _curve(column, _knots(column), np.eye(8))[:, :-1]
    theirs = SplineTransformer(5, knots="quantile", extrapolation="constant").fit_transform(column[:, None])
    mapped = theirs @ np.linalg.lstsq(theirs, ours, rcond=None)[0]
    np.testing.assert_allclose(mapped, ours, atol=1e-9)
    np.testing.assert_allclose(ours.sum(axis=1), 1)
