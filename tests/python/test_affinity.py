"""Affinities: features against a slow version, figures against hand-made ones, forward tests that see no future."""

import json
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from conftest import Project, copied_project

from profile_enrichment import affinity
from profile_enrichment.affinity import FEATURES, HISTORY, OUTCOME, PairModel, Shelf, score_champions, version_of
from profile_enrichment.calibration import Calibration
from profile_enrichment.judging import resamples
from profile_enrichment.model_registry import Version

ITEMS = 30
CUTS = pd.to_datetime(["2025-01-01", "2025-01-29", "2025-02-26", "2025-03-26"])


def engagement(people=400, seed=0):
    """Days on which people of two tastes engaged with items, over 500 days; each item is for one taste or for both."""
    random = np.random.default_rng(seed)
    taste = random.integers(0, 2, people)
    liking = np.where((np.arange(ITEMS) % 3 == taste[:, None]) | (np.arange(ITEMS) % 3 == 2), 0.006, 0.0003)
    liking = liking * random.gamma(1.5, 0.7, (people, ITEMS)) * random.gamma(2, 0.5, (people, 1))
    person, item, day = np.nonzero(random.random((people, ITEMS, 500)) < liking[..., None])
    return pd.DataFrame(
        {
            "profile_id": [f"p{number:04d}" for number in person],
            "item": [f"i{number:02d}" for number in item],
            "at": pd.Timestamp("2023-12-13") + pd.to_timedelta(day, unit="D"),
        }
    )


def described(days: pd.DataFrame, cut: pd.Timestamp, role: str, window: int = 28) -> pd.DataFrame:
    """What ``ftr_labelled_affinities`` has for a cut, the slow and obvious way."""
    age = (cut - days["at"] - pd.Timedelta(microseconds=1)).dt.days
    past = days[(age >= 0) & (age < 365)].assign(age=age)

    def counts(rows, name):
        of = rows["age"].drop_duplicates()
        return {
            f"{name}_days_short": (of < window).sum(),
            f"{name}_days_medium": (of < 3 * window).sum(),
            f"{name}_days_long": len(of),
            f"{name}_recent_days": round(sum(round(0.5 ** (each / 60), 9) for each in of), 9),
        }

    future = days[(days["at"] >= cut) & (days["at"] < cut + pd.Timedelta(days=window))]
    came = set(zip(future["profile_id"], future["item"], strict=True))
    rows = []
    for profile_id, of_person in past.groupby("profile_id"):
        everything = counts(of_person, "all")
        for item, of_pair in of_person.groupby("item"):
            rows.append(
                {"profile_id": profile_id, "item": item, "days_since_last": of_pair["age"].min()}
                | counts(of_pair, "item")
                | everything
            )
    rows = pd.DataFrame(rows)
    known = set(rows["profile_id"])
    held = set(zip(rows["profile_id"], rows["item"], strict=True))
    rows[OUTCOME] = [pair in came for pair in zip(rows["profile_id"], rows["item"], strict=True)]
    fresh = [{"profile_id": p, "item": i, OUTCOME: True} for p, i in sorted(came - held) if p in known]
    rows = pd.concat([rows, pd.DataFrame(fresh)], ignore_index=True)
    return rows.assign(cut_at=cut, role=role, person_id=rows["profile_id"])


@pytest.fixture(scope="module")
def days():
    return engagement()


@pytest.fixture(scope="module")
def labelled(days):
    roles = ["training"] * (len(CUTS) - 1) + ["test"]
    rows = pd.concat([described(days, cut, role) for cut, role in zip(CUTS, roles, strict=True)], ignore_index=True)
    return rows.assign(name_identity_id=rows["profile_id"].str[1:].astype(int))


@pytest.fixture(scope="module")
def version(labelled):
    return version_of(labelled, max_items=1000)[0]


def evaluations(version) -> pd.DataFrame:
    return pd.DataFrame(json.loads(version["evaluations"]))


def test_every_cut_with_a_closed_one_before_it_is_judged_and_tastes_are_found(version):
    found = evaluations(version)
    assert found.groupby("metric").size().eq(3).all()
    of = dict(list(found.groupby("metric")))
    # Everybody's rates are constant here, so that counting is as good as it gets; only tastes tell what comes anew.
    assert (of["ndcg_10_new"]["value"] > of["ndcg_10_new"]["baseline_value"] + 0.03).all()
    assert (of["ndcg_10"]["value"] > of["ndcg_10"]["baseline_value"] - 0.05).all()
    for metric in ("ndcg_10", "recall_10", "ndcg_10_new", "recall_10_new"):
        assert (of[metric]["value_lower"] < of[metric]["value"]).all()
        assert (of[metric]["value"] < of[metric]["value_upper"]).all()
    assert (found.loc[found["metric"] == "ece", "value"] < 0.02).all()
    newest = of["ndcg_10"].iloc[0]
    assert version["is_poor"] == (newest["value"] < newest["baseline_value"])


def test_intervals_draw_persons_whatever_they_were_known_as(labelled):
    """Rows of one person tell as much as one: with nobody else, every draw is the same."""
    of_one = evaluations(version_of(labelled.assign(person_id="one"), max_items=1000)[0])
    assert (of_one["value_lower"] == of_one["value"]).all()
    assert (of_one["value_upper"] == of_one["value"]).all()


def test_every_row_of_a_shelf_knows_who_the_person_turned_out_to_be(labelled):
    rows = labelled[labelled["cut_at"] == CUTS[0]].sample(frac=1, random_state=5)
    cut = affinity._Cut.of(CUTS[0], rows.assign(person_id="person " + rows["profile_id"]), max_items=1000)
    assert cut.persons.tolist() == ("person " + cut.shelf.people["profile_id"]).tolist()


def test_no_cut_is_judged_with_what_came_after_it(labelled, version):
    """Labels of the newest cut, and everything else at it, may change without changing what is said of older ones."""
    changed = labelled.copy()
    newest = changed["cut_at"] == CUTS[-1]
    changed.loc[newest, OUTCOME] = (
        ~changed.loc[newest, OUTCOME].astype(bool) & changed.loc[newest, "item_days_long"].notna()
    )
    before, after = (
        found[found["cut_at"] < "2025-03-26"] for found in map(evaluations, (version, version_of(changed, 1000)[0]))
    )
    pd.testing.assert_frame_equal(before, after)
    at_newest = evaluations(version_of(changed, 1000)[0]).query("cut_at >= '2025-03-26'").set_index("metric")
    assert at_newest.loc["ndcg_10", "value"] != evaluations(version).set_index(["cut_at", "metric"]).iloc[0]["value"]


def test_the_order_of_rows_changes_nothing(labelled, version):
    shuffled = labelled.sample(frac=1, random_state=3, ignore_index=True)
    again, _ = version_of(shuffled, max_items=1000)
    assert again["evaluations"] == version["evaluations"]


def test_features_are_what_they_say(labelled):
    shelf = Shelf.stock(labelled[labelled["cut_at"] == CUTS[0]], max_items=1000)
    rows = labelled[(labelled["cut_at"] == CUTS[0]) & labelled["item_days_long"].notna()]
    people = rows["profile_id"].nunique()
    pairs = shelf.features(np.arange(people))
    assert pairs.shape == (people, ITEMS, len(FEATURES))
    row = rows.iloc[17]
    at = (shelf.people["profile_id"].tolist().index(row["profile_id"]), shelf.items.tolist().index(row["item"]))
    found = dict(zip(FEATURES, pairs[at], strict=True))
    of_item = rows[rows["item"] == row["item"]]
    everybody = rows.drop_duplicates("profile_id")
    expected_days = (row["all_days_short"] + row["all_days_medium"] / 3) / 2
    rate = (row["item_days_long"] + 6 * of_item["item_days_long"].sum() / everybody["all_days_long"].sum()) / (
        row["all_days_long"] + 6
    )
    assert found["days_since_last"] == row["days_since_last"]
    assert found["expected_days"] == pytest.approx(expected_days)
    assert found["chance_by_rate"] == pytest.approx(1 - np.exp(-rate * expected_days))
    assert found["popularity"] == pytest.approx((of_item["item_days_short"] > 0).sum() / people)
    assert found["return_share"] == pytest.approx((of_item["item_days_short"] > 0).sum() / len(of_item))
    assert found["overdue_ratio"] == pytest.approx(row["days_since_last"] * (row["item_days_long"] + 1) / 365)


def test_ease_is_the_ridge_regression_of_each_item_on_the_others(labelled):
    shelf = Shelf.stock(labelled[labelled["cut_at"] == CUTS[0]], max_items=1000)
    held = (shelf.counts["item_days_long"].toarray() > 0).astype(float)
    for item in (0, 11, ITEMS - 1):
        others = np.delete(held, item, axis=1)
        gram = others.T @ others + affinity.EASE_PENALTY * np.eye(ITEMS - 1)
        weights = np.linalg.solve(gram, others.T @ held[:, item])
        np.testing.assert_allclose(np.delete(shelf.alike[:, item], item), weights, atol=1e-9)
        assert shelf.alike[item, item] == 0


def test_of_many_items_the_neighbours_that_most_resemble_an_item_speak_for_it(labelled, monkeypatch):
    rows = labelled[labelled["cut_at"] == CUTS[0]]
    for name, value in {"MOST_EASE_ITEMS": 999, "NEIGHBOURS": 3, "CELLS_AT_ONCE": 5 * ITEMS}.items():
        monkeypatch.setattr(affinity, name, value)
    shelf = Shelf.stock(rows, max_items=1000)
    held = shelf.counts["item_days_long"].toarray() > 0
    said = shelf.features(np.arange(len(held)))[..., FEATURES.index("alike")]
    for item in range(ITEMS):
        resemblance = {
            other: (held[:, item] & held[:, other]).sum()
            / (np.sqrt(held[:, item].sum() * held[:, other].sum()) + affinity.NEIGHBOUR_PENALTY)
            for other in range(ITEMS)
            if other != item
        }
        nearest = sorted(resemblance, key=lambda other: (-resemblance[other], other))[:3]
        weights = np.array([resemblance[other] for other in nearest])
        np.testing.assert_allclose(said[:, item], held[:, nearest] @ weights, atol=1e-8)
    # It is the setting that decides, or a shelf that grows would mean something else to a model trained before.
    assert isinstance(Shelf.stock(rows, max_items=999).alike, np.ndarray)


def test_metrics_agree_with_figures_made_by_hand():
    came = np.array([[True, False, True], [False, False, False], [False, True, False]])
    forecast = np.array([[0.9, 0.5, 0.1], [0.2, 0.1, 0.0], [0.8, 0.7, 0.1]])
    is_new = np.array([[False, True, True], [True, True, True], [True, False, True]])
    truth = affinity.Truth(came, is_new, np.zeros((3, 2)), np.ones((1, 3)))
    first = (1 + 1 / 2) / (1 + 1 / np.log2(3))
    assert affinity._ndcg(truth, forecast)[0] == pytest.approx((first + 1 / np.log2(3)) / 2)
    assert affinity._METRIC["ndcg_10_new"](truth, forecast)[0] == pytest.approx(1 / np.log2(3))
    assert affinity._recall(truth, forecast)[0] == 1
    # Bins of a tenth: three pairs lie in that of 0.1, and one each in those of 0, 0.2, 0.5, 0.7, 0.8 and 0.9.
    assert affinity._ece(truth, forecast)[0] == pytest.approx((0.7 + 0.2 + 0.5 + 0.3 + 0.8 + 0.1) / 9)
    missed = replace(truth, beyond=np.array([[2, 0], [0, 0], [0, 0]]))
    assert affinity._recall(missed, forecast)[0] == pytest.approx((2 / 4 + 1) / 2)
    assert affinity._ndcg(missed, forecast)[0] < affinity._ndcg(truth, forecast)[0]
    weights = resamples(np.arange(3))
    assert affinity._ndcg(replace(truth, weights=weights), forecast).shape == (len(weights),)


def test_everybody_gets_their_best_items(labelled, version):
    champions = pd.DataFrame(
        [("product_affinity", "v", CUTS[-1], version["estimator"], 1000, 28)],
        columns=["insight", "version", "trained_at", "estimator", "max_items", "window_days"],
    )
    rows = labelled[labelled["cut_at"] == CUTS[-1]]
    rows = rows[rows["item_days_long"].notna()]
    found = pd.concat(
        batch.to_pandas() for batch in score_champions(champions, lambda _: rows, lambda *_: rows.head(0), top_n=5)
    )
    assert len(found) == 5 * rows["profile_id"].nunique()
    assert found.groupby("profile_id")["rank"].apply(list).map(tuple).unique().tolist() == [(1, 2, 3, 4, 5)]
    assert found.groupby("profile_id")["affinity"].apply(lambda of: of.is_monotonic_decreasing).all()
    held = set(zip(rows["profile_id"], rows["item"], strict=True))
    assert found["is_new"].tolist() == [
        pair not in held for pair in zip(found["profile_id"], found["item"], strict=True)
    ]
    assert list(score_champions(champions, lambda _: rows.head(0), lambda *_: rows.head(0), top_n=5)) == []
    held_days = rows.set_index(["profile_id", "item"])["days_since_last"]
    for person, item, is_new, factors in found[["profile_id", "item", "is_new", "factors"]].itertuples(index=False):
        for factor in json.loads(factors):
            assert "nan" not in factor["sentence"]
            if factor["reason"] == "history":
                days = 0 if is_new else held_days[person, item]
                said = "not in the last year" if is_new else f"last {days:.0f} day{'' if days == 1 else 's'} ago, on "
                assert factor["sentence"].startswith(said)


def test_reasons_add_up_to_every_affinity(labelled, version):
    shelf = affinity._Cut.of(CUTS[-1], labelled[labelled["cut_at"] == CUTS[-1]], 1000).shelf
    model = affinity.PairModel.from_bytes(version["estimator"])
    assert model.calibration != Calibration()
    pairs = shelf.features(np.arange(50))
    contributions, start = model.contributions(pairs.reshape(-1, len(FEATURES)))
    foretold = model.predict(pairs).ravel()
    np.testing.assert_allclose(start + contributions.sum(axis=1), np.log(foretold / (1 - foretold)), atol=1e-6)


def test_reasons_point_to_where_more_came_true(labelled, monkeypatch):
    """Also where nearly all pairs that a person never had, and that came to nothing, were left out of training."""
    monkeypatch.setattr(affinity, "IDLE_PAIRS", 0.2)
    *before, last = [affinity._Cut.of(at, labelled[labelled["cut_at"] == at], 1000) for at in CUTS]
    model = affinity.PairModel.fit(before, 10**6)
    pairs = last.shelf.features(np.arange(len(last.shelf.people))).reshape(-1, len(FEATURES))
    came = last.outcomes.toarray().ravel() > 0
    assert abs(model.predict(pairs).mean() - came.mean()) < 0.02
    contributions, _ = model.contributions(pairs)
    had = ~np.isnan(pairs[:, FEATURES.index("days_since_last")])
    assert came[had].mean() > 2 * came[~had].mean()
    by_reason = dict(zip(affinity.REASONS, contributions.T, strict=True))
    assert by_reason["history"][had].mean() > 0 > by_reason["history"][~had].mean()
    for reason in ("history", "share", "alike"):
        assert came[by_reason[reason] > 0].mean() > came[by_reason[reason] < 0].mean(), reason


@pytest.mark.parametrize("came", [True, False])
def test_a_cut_of_one_kind_of_pairs_teaches_nothing(labelled, came):
    """The oldest cut is such a one; without it there are two, the newer of which is judged."""
    is_oldest = labelled["cut_at"] == CUTS[0]
    rows = labelled[~is_oldest | labelled["item_days_long"].notna()].copy()
    rows.loc[rows["cut_at"] == CUTS[0], OUTCOME] = came
    if came:
        rows = rows[(rows["cut_at"] != CUTS[0]) | (rows["item"] == rows["item"].iloc[0])]
    made, _ = version_of(rows, 1000)
    evaluations = pd.DataFrame(json.loads(made["evaluations"]))
    assert pd.to_datetime(evaluations["cut_at"]).nunique() == len(CUTS) - 2
    assert (evaluations.loc[evaluations["metric"] == "ece", "value"] < 0.2).all()
    two_cuts = rows[rows["cut_at"].isin([CUTS[0], CUTS[-1]])]
    with pytest.raises(ValueError, match=r"there is no cut before the newest after which some pairs .* Raise"):
        version_of(two_cuts, 1000)


def test_what_people_wanted_beyond_the_shelf_counts_as_not_found(labelled):
    """A shorter shelf ranks fewer items, and may not look better for it."""
    judged = {items: evaluations(version_of(labelled, items)[0]) for items in (3, 10, 1000)}
    found = {items: of.set_index(["metric", "cut_at"]) for items, of in judged.items()}
    for metric in ("recall_10", "recall_10_new"):
        small, half, whole = (found[items].loc[metric, "value"] for items in (3, 10, 1000))
        assert (small < half).all()
        assert (half < whole).all()


def test_thinning_out_idle_pairs_leaves_probabilities_as_high_as_what_comes_true(labelled, monkeypatch):
    monkeypatch.setattr(affinity, "IDLE_PAIRS", 0.2)
    cut = affinity._Cut.of(CUTS[0], labelled[labelled["cut_at"] == CUTS[0]], 1000)
    model = affinity.PairModel.fit([cut], most_pairs=10**6)
    pairs = cut.shelf.features(np.arange(len(cut.shelf.people)))
    is_new = cut.shelf.counts["gap_days"].toarray() == 0
    came = cut.outcomes.toarray()[is_new].mean()
    assert model.predict(pairs)[is_new].mean() == pytest.approx(came, rel=0.15)


def fading(labelled: pd.DataFrame) -> pd.DataFrame:
    """From cut to cut, only three of five pairs that would come true still do."""
    age = labelled["cut_at"].map({cut: number for number, cut in enumerate(CUTS)})
    still = np.random.default_rng(0).random(len(labelled)) < 0.6**age
    return labelled.assign(**{OUTCOME: labelled[OUTCOME].astype(bool) & still})


def test_forecasts_are_calibrated_by_what_was_foretold_of_older_cuts(labelled, monkeypatch):
    """What every earlier model overrated is not overrated again."""
    rows = fading(labelled)

    def eces() -> pd.Series:
        found = evaluations(version_of(rows, 1000)[0])
        return found[found["metric"] == "ece"].set_index("cut_at")["value"].sort_index()

    calibrated = eces()
    monkeypatch.setattr(affinity, "_calibrated", lambda _: Calibration())
    raw = eces()
    assert calibrated.iloc[0] == raw.iloc[0], "nothing was foretold before the first"
    assert (calibrated.iloc[1:] < 0.5 * raw.iloc[1:]).all()


def test_scores_follow_what_came_true_since_training(labelled):
    """A version of the third cut, asked at the last one, when the outcomes of the third are known."""
    rows = fading(labelled)
    early, _ = version_of(rows[rows["cut_at"] < CUTS[-2]], 1000)
    champions = pd.DataFrame(
        [("product_affinity", "v", CUTS[-2], early["estimator"], 1000, 28)],
        columns=["insight", "version", "trained_at", "estimator", "max_items", "window_days"],
    )
    present = rows[(rows["cut_at"] == CUTS[-1]) & rows["item_days_long"].notna()]

    def mean(later: pd.DataFrame) -> float:
        batches = score_champions(champions, lambda _: present, lambda *_: later, top_n=1000)
        return pd.concat(batch.to_pandas() for batch in batches)["affinity"].mean()

    later = rows[rows["cut_at"] == CUTS[-2]]
    assert mean(later) < 0.9 * mean(later.head(0))
    came = later[OUTCOME].sum() / (later["profile_id"].nunique() * ITEMS)
    assert mean(later) == pytest.approx(came, rel=0.15)


def champion_of(rows: pd.DataFrame, trained_at: pd.Timestamp = CUTS[-1]) -> Version:
    """The version that a build at the newest labelled cut trains, which knows nothing of what came after it."""
    made, against_nobody = version_of(rows[rows["cut_at"] < CUTS[-1]], 1000)
    assert against_nobody is None
    return Version("before", trained_at, False, [], made["estimator"])


@pytest.fixture(scope="module")
def guesser(labelled):
    """A champion that learned from outcomes drawn by lot."""
    lots = np.random.default_rng(0).permutation(labelled[OUTCOME].to_numpy())
    return champion_of(labelled.assign(**{OUTCOME: lots}))


def test_a_challenger_that_gains_for_sure_and_never_falls_below_the_baseline_wins(labelled, guesser, monkeypatch):
    below = version_of(labelled, 1000, guesser)[1]
    assert not below.is_won
    # Everybody's rates are constant here, so that nothing beats counting.
    cuts = "; ".join(f"below own_counts at the cut of {cut:%Y-%m-%d}" for cut in CUTS[:0:-1])
    assert re.fullmatch(rf"gains 0\.\d+ to 0\.\d+ of NDCG over before; {cuts}", below.reason)
    monkeypatch.setitem(affinity.BASELINES, "ndcg_10", "popularity")
    found = version_of(labelled, 1000, guesser)[1]
    assert found.is_won, found.reason
    assert re.fullmatch(r"gains 0\.\d+ to 0\.\d+ of NDCG over before", found.reason)


def test_a_challenger_that_is_as_good_loses(labelled, monkeypatch):
    """What was foretold of the newest cut came from the same cuts as the champion: both say the same."""
    monkeypatch.setitem(affinity.BASELINES, "ndcg_10", "popularity")
    found = version_of(labelled, 1000, champion_of(labelled))[1]
    assert not found.is_won
    assert found.reason == "gains 0.0000 to 0.0000 of NDCG over before; that may be nothing"


def test_nobody_is_compared_by_an_outcome_that_the_champion_could_know(labelled, guesser):
    knowing = replace(guesser, trained_at=CUTS[-1] + pd.Timedelta(days=1))
    found = version_of(labelled, 1000, knowing)[1]
    assert not found.is_won
    assert found.reason == "no outcome is known yet that before could not know"


def test_a_challenger_that_is_worse_calibrated_loses(labelled, guesser, monkeypatch):
    monkeypatch.setitem(affinity.BASELINES, "ndcg_10", "popularity")
    monkeypatch.setattr(affinity, "_calibrated", lambda foretold: Calibration(intercept=2.0))
    found = version_of(labelled, 1000, guesser)[1]
    assert not found.is_won
    assert re.search(r"of NDCG over before; ECE is worse by 0\.\d+$", found.reason)


def test_a_challenger_is_compared_as_it_foretold_and_was_judged(labelled, guesser, monkeypatch):
    """Not as the outcome that it is compared by would have it."""
    compared = []
    monkeypatch.setattr(affinity, "worse_calibrated", lambda ece: compared.append(ece) or [])
    judged = evaluations(version_of(labelled, 1000, guesser)[0]).query("metric == 'ece'")
    assert [ece["value"] for ece in compared] == [judged.loc[judged["cut_at"].idxmax(), "value"]]


def test_a_champion_is_compared_as_it_scores(labelled, monkeypatch):
    """Its intercept has followed the outcomes since it was trained, or one that is worse still would win."""
    monkeypatch.setattr(affinity, "_calibrated", lambda foretold: Calibration(intercept=2.0))
    rows = fading(labelled)
    made = version_of(rows[rows["cut_at"] < CUTS[-2]], 1000)[0]
    early = Version("before", CUTS[-2], False, [], made["estimator"])
    raised = PairModel.from_bytes(early.estimator)
    calibration = replace(raised.calibration, intercept=raised.calibration.intercept + 3)
    shifted = replace(early, estimator=replace(raised, calibration=calibration).to_bytes())
    assert "ECE is worse by" in version_of(rows, 1000, shifted)[1].reason
    nothing_since = rows[rows["cut_at"] != CUTS[-2]]
    assert "ECE is worse by" not in version_of(nothing_since, 1000, shifted)[1].reason


def test_few_items_people_and_pairs_are_enough(labelled):
    for rows in (
        labelled[labelled["item"].isin(["i01", "i02"])],
        labelled[labelled["profile_id"] < "p0005"],
        labelled.assign(**{OUTCOME: labelled[OUTCOME] & (labelled["cut_at"] != CUTS[-1])}),
    ):
        version_of(rows.reset_index(drop=True), max_items=1000)


def test_only_the_items_of_most_people_are_taken(labelled):
    rows = labelled[labelled["cut_at"] == CUTS[0]]
    shelf = Shelf.stock(rows, max_items=7)
    most = rows[rows["item_days_long"].notna()].groupby("item").size().sort_values(ascending=False).head(7)
    assert set(shelf.items) == set(most.index)
    assert shelf.people["profile_id"].nunique() == rows.loc[rows["item_days_long"].notna(), "profile_id"].nunique()


def test_the_features_of_a_build_are_those_of_the_slow_version(demo):
    """Every row of the demo's content affinities, from its events, at every cut."""
    ((as_of,),) = demo.rows("select as_of from input.build_clock")
    cuts = demo.rows("select cut_at, role from input.cuts where insight = 'content_affinity'")
    for cut, role in cuts:
        owners = dict(
            demo.rows(
                "select identity_id, profile_id from features.int_cut_profiles"
                f" where insight = 'content_affinity' and cut_at = '{cut}'"
            )
        )
        names = dict(
            demo.rows(
                "select identity_id, name_identity_id from features.int_cut_profiles"
                f" where insight = 'content_affinity' and cut_at = '{cut}'"
            )
        )
        events = demo.rows(
            "select identity_id, content_id, event_at from profile.profile_events"
            " where content_id is not null and event_type != 'email_sent'"
        )
        persons = dict(demo.rows("select identity_id, person_id from features.int_persons"))
        past = pd.DataFrame(
            [(owners[i], item, at) for i, item, at in events if at < cut and i in owners],
            columns=["profile_id", "item", "at"],
        )
        shown = described(past, pd.Timestamp(cut), role)
        came = {
            (persons[i], item) for i, item, at in events if cut <= at < cut + pd.Timedelta(days=28) and i in persons
        }
        person_of = {owners[i]: persons[names[i]] for i in owners}
        columns = ["profile_id", "item", *HISTORY[1:]]
        found = pd.DataFrame(
            demo.rows(
                f"select {', '.join(columns)} from features.ftr_affinities"
                f" where insight = 'content_affinity' and cut_at = '{cut}'"
            ),
            columns=columns,
        )
        expected = shown[columns].sort_values(["profile_id", "item"], ignore_index=True)
        found = found.sort_values(["profile_id", "item"], ignore_index=True).astype(expected.dtypes.to_dict())
        pd.testing.assert_frame_equal(found, expected)
        happened = set(
            demo.rows(
                "select profile_id, item from features.ftr_affinity_outcomes"
                f" where insight = 'content_affinity' and cut_at = '{cut}'"
            )
        )
        known = set(shown["profile_id"])
        wanted = {(p, item) for p in known for person, item in came if person_of[p] == person}
        assert happened == (wanted if role != "scoring" else set())
    assert len(cuts) == 7
    assert cuts[0][0] <= as_of


@pytest.mark.parametrize(
    ("declared", "sentence"),
    [
        (["category"], "affinities: found '['category']'; write a mapping such as {window_days: 28,"),
        ({"windows": 3}, "affinities: 'windows' is not known here; allowed are of, window_days, top_n,"),
        ({"of": ["brand"]}, "affinities, at of: found '['brand']'; write a list of any of category, product, content."),
        ({"window_days": 0}, "affinities, at window_days: found '0'; give a whole number from 1 to 365."),
        ({"max_items": 10**6}, "affinities, at max_items: found '1000000'; give a whole number from 2 to 50000."),
        ({"top_n": True}, "affinities, at top_n: found 'True'"),
    ],
)
def test_a_wrong_declaration_says_where_and_what_is_allowed(run_macro, declared, sentence):
    assert sentence in run_macro("affinities", variables={"affinities": declared})


def test_the_demo_finds_tastes_and_a_build_without_affinities_has_none(demo, tmp_path):
    for plural in ("category_affinities", "product_affinities", "content_affinities"):
        ((count, people, best, worst),) = demo.rows(
            f"select count(*), count(distinct profile_id), min(rank), max(rank) from insights.{plural}"
        )
        assert people > 1000
        assert count > people
        assert (best, worst) == (1, 18 if plural == "category_affinities" else 20)
    worse = demo.rows(
        "select insight, metric from insights.model_evaluations where metric like 'ndcg_10%'"
        " group by all having count(*) < 4 or avg(value) <= avg(baseline_value)"
    )
    assert worse == []
    ((count,),) = demo.rows(
        "select count(*) from marts.customer_profiles as profiles inner join insights.category_affinities as best"
        " on profiles.profile_id = best.profile_id and best.rank = 1 and profiles.top_category = best.item"
    )
    assert count > 1000

    project = Project(tmp_path, copied_project(tmp_path, {}), {"affinities": {}, "example_segments": False})
    outcome = project.dbt("compile", "--select", "customer_profiles")
    assert outcome.success, outcome.text
    assert "top_category" not in outcome.text
