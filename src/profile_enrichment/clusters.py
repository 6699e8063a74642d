"""Audience clusters: people who are alike, as many clusters as come out the same when people are drawn again."""

import itertools
import json

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score, silhouette_score

from profile_enrichment.threads import use_one_thread

WORDS = {
    "days_since_active": ("here lately", "long away"),
    "active_day_count": ("comes seldom", "comes often"),
    "order_day_count": ("buys seldom", "buys often"),
    "revenue_per_order_day": ("spends little at a time", "spends much at a time"),
    "kind_count": ("does few things", "does many things"),
}
"""The columns of ``ftr_clusters`` that clusters are made of, and what little and much of each is called."""
COUNTS = range(3, 9)
DRAWS = 12
SMALLEST_SHARE = 0.05
LEAST_INDEX = 0.85
"""What clusters have to come to in every draw, where any number of clusters does,"""
LEAST_MEAN_INDEX = 0.6
"""and on average in any case: below it people drawn again make other clusters, and there are none."""
AS_STABLE = 0.03
"""A number of clusters whose mean index is so near to the best one's is as stable."""
FEWEST_PEOPLE = 200
MOST_PEOPLE = 5_000
AVERAGE = 0.25
"""A centre so few standard deviations from the mean is nothing to name a cluster after."""

EVALUATIONS = pa.schema(
    [
        ("cluster_count", pa.int64()),
        ("mean_ari", pa.float64()),
        ("least_ari", pa.float64()),
        ("silhouette", pa.float64()),
        ("smallest_share", pa.float64()),
        ("row_count", pa.int64()),
        ("is_chosen", pa.bool_()),
        ("model", pa.string()),
    ]
)
MEMBERS = pa.schema(
    [
        ("profile_id", pa.string()),
        ("name_identity_id", pa.int64()),
        ("cluster_id", pa.int64()),
        ("cluster_name", pa.string()),
    ]
)


def train(people: pd.DataFrame) -> pd.DataFrame:
    """Return one row per number of clusters tried, as EVALUATIONS; the chosen one, if any, has ``model``, JSON.

    ``mean_ari`` and ``least_ari`` compare the clusters with those found among people drawn with replacement (adjusted
    Rand index, 1 the same, 0 chance), DRAWS times. Of those whose smallest cluster has SMALLEST_SHARE of the people,
    that never fell below LEAST_INDEX (where none does, those that fell least), whose mean is LEAST_MEAN_INDEX at least
    and as good as the best, it is the one with the highest silhouette.
    Source: Hennig (2007), Cluster-wise assessment of cluster stability.

    Args:
        people: one row each, with ``profile_id`` and the columns of WORDS; fewer than FEWEST_PEOPLE give no row.
    """
    use_one_thread()
    if len(people) < FEWEST_PEOPLE:
        return EVALUATIONS.empty_table().to_pandas()
    # Names are hashes: the first so many are a random part.
    people = people.sort_values("profile_id")[:MOST_PEOPLE]
    known = people[list(WORDS)].to_numpy(dtype=float)
    mean, deviation = np.log1p(known).mean(axis=0), np.log1p(known).std(axis=0)
    scale = {"mean": mean.tolist(), "deviation": np.where(deviation > 0, deviation, 1.0).tolist()}
    places = _places(known, scale)
    random = np.random.default_rng(0)
    draws = [random.integers(0, len(places), len(places)) for _ in range(DRAWS)]
    found, centres = [], {}
    for count in [each for each in COUNTS if len(np.unique(places, axis=0)) >= each]:
        fitted = KMeans(count, n_init=5, random_state=0).fit(places)
        centres[count] = fitted.cluster_centers_
        again = [KMeans(count, n_init=2, random_state=0).fit(places[draw]).predict(places) for draw in draws]
        alike = [adjusted_rand_score(fitted.labels_, labels) for labels in again]
        silhouette = silhouette_score(places, fitted.labels_, sample_size=min(len(places), 2000), random_state=0)
        smallest = np.bincount(fitted.labels_, minlength=count).min() / len(places)
        found.append((count, np.mean(alike), min(alike), silhouette, smallest, len(people)))
    tried = pd.DataFrame(found, columns=EVALUATIONS.names[:-2]).round(9)
    chosen = _best(tried)
    model = [
        json.dumps(scale | {"centres": centres[count].round(9).tolist()}) if count in chosen else None
        for count in tried["cluster_count"]
    ]
    return tried.assign(is_chosen=tried["cluster_count"].isin(chosen), model=model)


def _best(tried: pd.DataFrame) -> list[int]:
    fits = tried[(tried["smallest_share"] >= SMALLEST_SHARE) & (tried["mean_ari"] >= LEAST_MEAN_INDEX)]
    steady = fits[fits["least_ari"] >= min(LEAST_INDEX, fits["least_ari"].max())]
    stable = steady[steady["mean_ari"] >= steady["mean_ari"].max() - AS_STABLE]
    return stable.sort_values("silhouette", ascending=False)["cluster_count"][:1].tolist()


def assign(people: pd.DataFrame, model: str | None, before: pd.DataFrame) -> pd.DataFrame:
    """Return everybody's cluster, as MEMBERS.

    Args:
        people: as for :func:`train`, with ``name_identity_id``.
        model: of the chosen row of :func:`train`; None where there is none, and so no clusters.
        before: ``profile_id``, ``cluster_id`` and ``cluster_name`` of the build before. Clusters keep the numbers under
            which the most people keep theirs, and the names for as long as these hold; others get numbers above
            those of before, the most active first.
    """
    if model is None:
        return MEMBERS.empty_table().to_pandas()
    fitted = json.loads(model)
    centres = np.array(fitted["centres"])
    places = _places(people[list(WORDS)].to_numpy(dtype=float), fitted)
    nearest = cdist(places, centres).argmin(axis=1)
    number = _numbers(people["profile_id"], nearest, centres, before)
    name = np.array(_kept(names(centres), centres, number, before), dtype=object)
    members = people[["profile_id", "name_identity_id"]].assign(cluster_id=number[nearest], cluster_name=name[nearest])
    return members[MEMBERS.names]


def names(centres: np.ndarray) -> list[str]:
    """Name each cluster after what sets it apart most, in as many words as it takes to tell it from the others.

    Words stand in the order of WORDS, whichever tells most: that changes from day to day.
    """
    words = [_words(centre, AVERAGE) for centre in centres]
    strongest = [sorted(np.argsort(-np.abs(centre), kind="stable")[:2]) for centre in centres]
    given = [
        ", ".join(said[feature] for feature in first if feature in said) or "average"
        for said, first in zip(words, strongest, strict=True)
    ]
    given = [
        ", ".join(said.values()) if given.count(name) > 1 else name for name, said in zip(given, words, strict=True)
    ]
    return [
        f"{name or 'average'} ({given[: number + 1].count(name)})" if given.count(name) > 1 else name
        for number, name in enumerate(given)
    ]


def _words(centre: np.ndarray, least: float) -> dict[int, str]:
    """What sets a centre apart from the mean by so many standard deviations, by feature."""
    pairs = enumerate(WORDS.values())
    return {feature: pair[int(centre[feature] > 0)] for feature, pair in pairs if abs(centre[feature]) >= least}


def _kept(fresh: list[str], centres: np.ndarray, number: np.ndarray, before: pd.DataFrame) -> list[str]:
    """The names from before of clusters of which every word still holds, by half of what it took to say it."""
    known = dict(zip(before["cluster_id"], before["cluster_name"], strict=True))
    kept = []
    for name, centre, each in zip(fresh, centres, number, strict=True):
        holds = set(known.get(each, "").split(", ")) <= set(_words(centre, AVERAGE / 2).values())
        kept.append(known[each] if holds else name)
    return kept if len(set(kept)) == len(kept) else fresh


def _places(values: np.ndarray, scale: dict[str, list[float]]) -> np.ndarray:
    """Return logarithms, since amounts have long tails, in standard deviations from the mean."""
    return (np.log1p(values) - scale["mean"]) / scale["deviation"]


def _numbers(profile_id: pd.Series, nearest: np.ndarray, centres: np.ndarray, before: pd.DataFrame) -> np.ndarray:
    then = profile_id.map(before.set_index("profile_id")["cluster_id"]).to_numpy(dtype=float)
    shared = pd.crosstab(nearest, then).reindex(range(len(centres)), fill_value=0)
    matches = zip(*linear_sum_assignment(-shared.to_numpy()), strict=True)
    numbers = {new: int(shared.columns[old]) for new, old in matches if shared.iat[new, old]}
    unused = itertools.count(1 + max(before["cluster_id"], default=0))
    by_activity = np.argsort(-centres[:, list(WORDS).index("active_day_count")], kind="stable")
    numbers |= {new: next(unused) for new in by_activity if new not in numbers}
    return np.array([numbers[new] for new in range(len(centres))])
