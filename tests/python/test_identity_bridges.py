"""Bridge links against networkx on random graphs."""

from random import Random

import networkx
import numpy as np
import pandas as pd

from profile_enrichment.identity_bridges import bridge_links


def found(pairs, people):
    links = pd.DataFrame(pairs, columns=["left_identity_id", "right_identity_id"], dtype="int64")
    return {tuple(row) for row in bridge_links(links, np.array(people, dtype=np.int64)).itertuples(index=False)}


def expected(pairs, people):
    """Take every link out in turn and look at the two sides."""
    graph = networkx.Graph(pairs)
    bridges = set()
    for left, right in pairs:
        graph.remove_edge(left, right)
        sides = [networkx.node_connected_component(graph, end) for end in (left, right)]
        if sides[0] != sides[1] and all(side & set(people) for side in sides):
            bridges.add((left, right, *map(len, sides)))
        graph.add_edge(left, right)
    return bridges


def test_equal_to_taking_out_every_link_on_random_graphs():
    for seed in range(300):
        random = Random(seed)
        size = random.randint(2, 30)
        pairs = {tuple(sorted(random.sample(range(1, size + 1), 2))) for _ in range(random.randint(1, 40))}
        people = random.sample(range(1, size + 1), random.randint(0, size))
        assert found(sorted(pairs), people) == expected(sorted(pairs), people), seed


def test_no_links_have_no_bridges():
    assert found([], []) == set()
