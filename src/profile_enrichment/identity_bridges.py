"""Links that alone hold two parts of an identity graph together."""

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components


def bridge_links(links: pd.DataFrame, people: np.ndarray) -> pd.DataFrame:
    """Find the links whose removal would part a graph, with somebody on either side.

    Every link outside a spanning tree closes a circle. Give each a random number, and every
    identity the exclusive or of the numbers of its links: over the subtree below a tree link these
    cancel out to 0 exactly where no circle leads around the link (the random XOR labelling of
    Pritchard and Thurimella, "Fast computation of small cuts via cycle space sampling", 2011; wrong
    with a chance of 2^-64 a link).

    Args:
        links: ``left_identity_id`` and ``right_identity_id``, one row per pair.
        people: numbers of the identities that stand for a person: not a cookie, not a device.

    Returns:
        The links that are bridges between two parts with at least one of ``people`` each:
        ``left_identity_id``, ``right_identity_id``, ``left_identity_count``,
        ``right_identity_count`` (identities on either side).
    """
    columns = ["left_identity_id", "right_identity_id"]
    ids, ends = np.unique(links[columns].to_numpy(np.int64), return_inverse=True)
    left, right = ends.reshape(-1, 2).T
    count = len(ids)
    parent, depth = _spanning_forest(left, right, count)

    is_tree = (parent[left] == right) | (parent[right] == left)
    number = np.random.default_rng(0).integers(1, 2**63, size=len(left))
    circle = np.zeros(count, dtype=np.int64)
    for end in (left, right):
        np.bitwise_xor.at(circle, end[~is_tree], number[~is_tree])
    size = np.ones(count, dtype=np.int64)
    persons = np.isin(ids, people).astype(np.int64)
    for level in _levels_from_below(depth):
        above = parent[level]
        np.bitwise_xor.at(circle, above, circle[level])
        np.add.at(size, above, size[level])
        np.add.at(persons, above, persons[level])

    below = np.where(parent[right] == left, right, left)
    top = _top(parent, depth)
    is_bridge = is_tree & (circle[below] == 0) & (persons[below] > 0) & (persons[top[below]] > persons[below])
    found = links.loc[is_bridge, columns].reset_index(drop=True)
    inside, outside = size[below], size[top[below]] - size[below]
    right_count = np.where(below == right, inside, outside)[is_bridge]
    found["left_identity_count"] = (inside + outside)[is_bridge] - right_count
    found["right_identity_count"] = right_count
    return found


def _spanning_forest(left: np.ndarray, right: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Parent (-1 at a root) and depth of every identity in a tree for each graph."""
    graph = coo_array((np.ones(len(left), bool), (left, right)), shape=(count, count))
    _, of_graph = connected_components(graph, directed=False)
    _, roots = np.unique(of_graph, return_index=True)
    # One search for all: an extra node leads to the root of every graph.
    rows = np.concatenate([left, np.full(len(roots), count)])
    columns = np.concatenate([right, roots])
    joined = coo_array((np.ones(len(rows), bool), (rows, columns)), shape=(count + 1, count + 1))
    order, parent = breadth_first_order(joined.tocsr(), count, directed=False)
    depth = np.zeros(count + 1, dtype=np.int64)
    for node in order[1:].tolist():
        depth[node] = depth[parent[node]] + 1
    return np.where(parent[:count] == count, -1, parent[:count]), depth[:count]


def _levels_from_below(depth: np.ndarray) -> list[np.ndarray]:
    """The identities below the roots by level, the deepest first."""
    order = np.argsort(-depth, kind="stable")
    order = order[depth[order] > 1]
    return np.split(order, np.flatnonzero(np.diff(depth[order])) + 1) if len(order) else []


def _top(parent: np.ndarray, depth: np.ndarray) -> np.ndarray:
    """The root of every identity's tree."""
    top = np.where(parent < 0, np.arange(len(parent)), parent)
    for _ in range(int(depth.max(initial=1)).bit_length()):
        top = top[top]
    return top
