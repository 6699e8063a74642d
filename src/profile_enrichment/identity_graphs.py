"""Who is who: connected components over identity links, and the identity that names each of them."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

NEVER = np.iinfo(np.int64).max


def names_by_snapshot(
    identities: pd.DataFrame, sightings: pd.DataFrame, links: pd.DataFrame, snapshot_count: int
) -> pd.DataFrame:
    """Say after which identity the profile of every identity is named, in every snapshot.

    A profile is a connected set of identities; it is named after its least member by (not unique,
    priority if unique, first ingested, priority, namespace and value), all as the snapshot knows
    them. Linking is cumulative, so each snapshot only joins the links that are new to it.

    Args:
        identities: one row per identity: ``identity_id`` (1 … n, in the order of namespace and
            value), ``priority`` (1 is highest), ``is_unique``.
        sightings: one row per identity and snapshot that newly sees it: ``identity_id``,
            ``snapshot_number`` (1 … snapshot_count), ``first_ingested_at``.
        links: one row per pair: ``left_identity_id``, ``right_identity_id``, ``first_snapshot``.
        snapshot_count: how many snapshots there are; the last one is the present.

    Returns:
        One row per identity and run of snapshots with the same name: ``identity_id``,
        ``name_identity_id``, ``from_snapshot``, ``until_snapshot`` (both included). An identity has
        no row for snapshots before it was first seen.
    """
    identities = identities.sort_values("identity_id")
    count = len(identities)
    if not np.array_equal(identities["identity_id"].to_numpy(), np.arange(1, count + 1)):
        raise ValueError("identity_id must number the identities from 1 without a gap")
    priority = identities["priority"].to_numpy(np.int64)
    is_unique = identities["is_unique"].to_numpy(bool)
    unique_priority = np.where(is_unique, priority, 0)

    seen = sightings.assign(
        index=sightings["identity_id"].to_numpy(np.int64) - 1,
        ingested=sightings["first_ingested_at"].to_numpy("datetime64[us]").astype(np.int64),
    )
    first_ingested = np.full(count, NEVER)
    component = np.arange(count)
    name = np.full(count, -1)
    since = np.zeros(count, dtype=np.int64)
    runs: list[tuple[np.ndarray, np.ndarray, np.ndarray, int]] = []

    for snapshot in range(1, snapshot_count + 1):
        new = seen[seen["snapshot_number"] == snapshot]
        at = new["index"].to_numpy()
        first_ingested[at] = np.minimum(first_ingested[at], new["ingested"].to_numpy())
        component = _join(component, links[links["first_snapshot"] == snapshot])

        known = np.flatnonzero(first_ingested != NEVER)
        order = known[
            np.lexsort(
                (
                    known,
                    priority[known],
                    first_ingested[known],
                    unique_priority[known],
                    ~is_unique[known],
                    component[known],
                )
            )
        ]
        is_first = np.diff(component[order], prepend=-1) != 0
        name_of = np.full(count, -1)
        name_of[component[order[is_first]]] = order[is_first]
        new_name = np.full(count, -1)
        new_name[known] = name_of[component[known]]

        changed = np.flatnonzero(new_name != name)
        ended = changed[name[changed] >= 0]
        runs.append((ended, name[ended], since[ended], snapshot - 1))
        name[changed] = new_name[changed]
        since[changed] = snapshot

    current = np.flatnonzero(name >= 0)
    runs.append((current, name[current], since[current], snapshot_count))
    return pd.DataFrame(
        {
            "identity_id": np.concatenate([index for index, *_ in runs]) + 1,
            "name_identity_id": np.concatenate([names for _, names, *_ in runs]) + 1,
            "from_snapshot": np.concatenate([start for _, _, start, _ in runs]),
            "until_snapshot": np.concatenate([np.full(len(index), until) for index, _, _, until in runs]),
        }
    ).astype("int64")


def _join(component: np.ndarray, links: pd.DataFrame) -> np.ndarray:
    """Join the components that the links connect; labels stay within 0 … n - 1."""
    if links.empty:
        return component
    left = component[links["left_identity_id"].to_numpy(np.int64) - 1]
    right = component[links["right_identity_id"].to_numpy(np.int64) - 1]
    size = len(component)
    graph = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(size, size))
    _, joined = connected_components(graph, directed=False)
    return joined[component]
