"""Clusters are those that are there, keep their numbers, and are absent rather than made up."""

import numpy as np
import pandas as pd
import pytest

from profile_enrichment import clusters
from profile_enrichment.clusters import FEWEST_PEOPLE, WORDS, assign, names, train

NOBODY = pd.DataFrame({"profile_id": [], "cluster_id": [], "cluster_name": []})


def crowd(sizes, spread=0.1, seed=0):
    """People around as many centres as there are sizes, in logarithms."""
    random = np.random.default_rng(seed)
    centres = np.random.default_rng(7).uniform(0.5, 5, (len(sizes), len(WORDS)))
    group = np.repeat(np.arange(len(sizes)), sizes)
    people = pd.DataFrame(
        np.expm1(centres[group] + random.normal(0, spread, (len(group), len(WORDS)))), columns=list(WORDS)
    )
    order = random.permutation(len(people))
    return people.assign(group=group, profile_id=[f"p{n:05}" for n in order], name_identity_id=order)


def chosen(tried):
    return tried.loc[tried["is_chosen"], "model"].item()


@pytest.mark.parametrize("sizes", [(200, 300, 100), (150, 150, 150, 150), (100, 200, 300, 80, 90)])
def test_clusters_that_are_there_are_found(sizes):
    people = crowd(sizes)
    tried = train(people)
    assert tried.loc[tried["is_chosen"], "cluster_count"].tolist() == [len(sizes)]
    assert tried.loc[tried["is_chosen"], ["mean_ari", "least_ari"]].min(axis=None) > 0.99
    members = people.merge(assign(people, chosen(tried), NOBODY), on="profile_id")
    assert members.groupby("group")["cluster_id"].nunique().max() == 1
    assert members["cluster_id"].nunique() == members["cluster_name"].nunique() == len(sizes)
    assert sorted(members["cluster_id"].unique()) == list(range(1, len(sizes) + 1))


def test_the_order_of_people_changes_nothing():
    people = crowd((200, 200, 200), spread=1.0)
    again = people.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(train(people), train(again))
    by_name = [assign(each, chosen(train(each)), NOBODY).sort_values("profile_id") for each in (people, again)]
    assert by_name[0].reset_index(drop=True).equals(by_name[1].reset_index(drop=True))


def test_a_cluster_keeps_its_number_and_a_new_one_gets_an_unused_number():
    people = crowd((200, 300, 100))
    first = assign(people, chosen(train(people)), NOBODY)
    renumbered = first.assign(cluster_id=first["cluster_id"].map({1: 3, 2: 7, 3: 1}))
    later = crowd((200, 300, 100, 150), seed=3)
    # The same people, some gone, and a new crowd.
    before = renumbered.merge(people[["profile_id", "group"]], on="profile_id")
    later["profile_id"] = [
        f"{group}-{number}" for group, number in zip(later["group"], later.groupby("group").cumcount(), strict=True)
    ]
    before["profile_id"] = [
        f"{group}-{number}" for group, number in zip(before["group"], before.groupby("group").cumcount(), strict=True)
    ]
    now = assign(later, chosen(train(later)), before).merge(later[["profile_id", "group"]], on="profile_id")
    then = before.groupby("group")["cluster_id"].first().to_dict()
    found = now.groupby("group")["cluster_id"].first().to_dict()
    assert {group: found[group] for group in then} == then
    assert found[3] == 8  # a number that others had would call new people by an old name
    assert now.groupby("group")["cluster_id"].nunique().max() == 1


def test_too_few_people_make_no_cluster():
    few = train(crowd((60, 60, 60)))
    assert len(crowd((60, 60, 60))) < FEWEST_PEOPLE
    assert few.empty
    assert "model" in few
    assert assign(crowd((60, 60, 60)), None, NOBODY).empty


def test_a_cluster_of_too_few_is_none_however_far_apart(monkeypatch):
    people = crowd((300, 300, 300, 20), spread=0.01)
    assert train(people).loc[lambda tried: tried["is_chosen"], "cluster_count"].tolist() == [3]
    monkeypatch.setattr(clusters, "SMALLEST_SHARE", 0.01)
    assert train(people).loc[lambda tried: tried["is_chosen"], "cluster_count"].tolist() == [4]


@pytest.mark.parametrize(
    ("fours", "expected"),
    [
        ({}, 4),  # as stable, and further apart
        ({"mean_ari": 0.92}, 4),
        ({"mean_ari": 0.90}, 3),  # less stable on average
        ({"least_ari": 0.84}, 3),  # less stable once
        ({"smallest_share": 0.04}, 3),
        ({"silhouette": 0.2}, 3),
    ],
)
def test_clusters_are_stable_first_and_then_far_apart(fours, expected):
    threes = {"cluster_count": 3, "mean_ari": 0.94, "least_ari": 0.9, "silhouette": 0.3, "smallest_share": 0.1}
    tried = pd.DataFrame([threes, threes | {"cluster_count": 4, "silhouette": 0.5} | fours])
    assert clusters._best(tried) == [expected]


def test_where_no_number_is_stable_in_every_draw_it_is_the_one_that_fell_least():
    rows = [(3, 0.9, 0.7, 0.3, 0.1), (4, 0.9, 0.6, 0.5, 0.1), (5, 0.55, 0.5, 0.9, 0.1)]
    columns = ["cluster_count", "mean_ari", "least_ari", "silhouette", "smallest_share"]
    assert clusters._best(pd.DataFrame(rows, columns=columns)) == [3]
    assert clusters._best(pd.DataFrame(rows[2:], columns=columns)) == []


def test_people_who_are_all_alike_make_no_cluster():
    alike = pd.DataFrame({name: np.ones(300) for name in WORDS})
    tried = train(alike.assign(profile_id=[f"p{n}" for n in range(300)], name_identity_id=range(300)))
    assert tried.empty


def test_a_crowd_without_groups_makes_no_cluster():
    """Cut anywhere, and elsewhere when people are drawn again."""
    tried = train(crowd((1000,), spread=0.5))
    assert len(tried) == 6
    assert tried["mean_ari"].max() < 0.6
    assert not tried["is_chosen"].any()
    assert tried["model"].isna().all()


def test_a_feature_that_says_nothing_does_no_harm():
    people = crowd((200, 300, 100)).assign(revenue_per_order_day=0.0)
    tried = train(people)
    assert tried.loc[tried["is_chosen"], "cluster_count"].tolist() == [3]
    assert not assign(people, chosen(tried), NOBODY)["cluster_name"].str.contains("spends").any()


def test_a_cluster_keeps_its_name_for_as_long_as_it_holds():
    def kept(*centres: list[float]) -> list[str]:
        centres = np.array(centres)
        return clusters._kept(names(centres), centres, np.array([3, 7]), before)

    before = pd.DataFrame({"cluster_id": [3, 7], "cluster_name": ["here lately, comes often", "comes seldom"]})
    assert kept([-0.2, 0.9, 0.8, 0, 0], [0, -0.3, 0, -0.9, 0]) == ["here lately, comes often", "comes seldom"]
    assert kept([-0.1, 0.9, 0.8, 0, 0], [0, 0.3, 0, -0.9, 0]) == [
        "comes often, buys often",
        "comes often, spends little at a time",
    ]
    # Two that would have one name get new ones.
    before.loc[1, "cluster_name"] = "here lately, buys often"
    assert kept([-0.1, 0.9, 0.8, 0, 0], [-0.9, 0, 0.9, 0, 0]) == ["comes often, buys often", "here lately, buys often"]
    before.loc[1, "cluster_name"] = "comes often, buys often"
    assert kept([-0.1, 0.9, 0.8, 0, 0], [-0.9, 0.2, 0.3, 0, 0.5]) == [
        "comes often, buys often",
        "here lately, does many things",
    ]


def test_names_say_what_sets_a_cluster_apart_and_no_two_are_the_same():
    centres = np.array(
        [[-1.0, 0.5, 0, 0, 0], [1.2, 0, 0, -0.9, 0], [0, 0, 0, 0.1, 0], [0, 0.2, 0, 0, 0], [-1, 0.4, 0.3, 0, 0]]
    )
    assert names(centres) == [
        "here lately, comes often",
        "long away, spends little at a time",
        "average (1)",
        "average (2)",
        "here lately, comes often, buys often",
    ]
