"""Identity graphs, against a slow and obvious version on random histories and against the published cases."""

from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from random import Random

import networkx
import numpy as np
import pandas as pd
import pytest

from profile_enrichment.identity_graphs import names_by_snapshot, refused_links

NO_LIMIT = 10**6


@dataclass(frozen=True)
class Kind:
    """What the settings say of a namespace."""

    priority: int
    name: str
    is_unique: bool = False
    trim_rank: int = 3


@dataclass(frozen=True)
class Row:
    """One linking row: the identities that it holds, when it was, when it came in."""

    identities: frozenset
    snapshot: int
    moment: int
    ingested: int


@dataclass
class History:
    """Identities by number, in the order of priority, namespace and value; the rows that hold them."""

    kinds: dict[int, Kind]
    rows: list[Row]
    denied: list[tuple[int, int]]
    limit: int = NO_LIMIT
    snapshots: int = 5

    def until(self, snapshot: int) -> "History":
        rows = [row for row in self.rows if row.snapshot <= snapshot]
        return History(self.kinds, rows, self.denied, self.limit, snapshot)


def holds_two_of_a_unique_namespace(identities, kinds) -> bool:
    unique = [kinds[i].name for i in identities if kinds[i].is_unique]
    return len(unique) != len(set(unique))


def resolved(history: History) -> dict[tuple[int, int], tuple[int, bool]]:
    """(identity, snapshot) → (name, is trimmed), as the library finds them."""
    return {
        (run.identity_id, snapshot): (run.name_identity_id, run.is_trimmed)
        for run in runs_found(history).itertuples()
        for snapshot in range(run.from_snapshot, run.until_snapshot + 1)
    }


def graph_ids(history: History, stage: str) -> dict[int, int]:
    runs = runs_found(history)
    present = runs[runs["is_present"]]
    return dict(zip(present["identity_id"], present[stage], strict=True))


def runs_found(history: History) -> pd.DataFrame:
    sightings = defaultdict(list)
    for row in history.rows:
        for one in row.identities:
            sightings[one, row.snapshot].append((row.moment, row.ingested))
    sightings = pd.DataFrame(
        [
            (i, s, pd.Timestamp(max(m for m, _ in of), unit="s"), pd.Timestamp(min(g for _, g in of), unit="s"))
            for (i, s), of in sightings.items()
        ],
        columns=["identity_id", "snapshot_number", "last_seen_at", "first_ingested_at"],
    )
    links, exclusions = links_of(history), exclusions_of(history)
    return names_by_snapshot(identities_of(history), sightings, links, exclusions, history.snapshots, history.limit)


def identities_of(history: History) -> pd.DataFrame:
    names = namespaces_of(history)
    return pd.DataFrame(
        [(i, k.priority, names.index(k.name), k.is_unique, k.trim_rank) for i, k in history.kinds.items()],
        columns=["identity_id", "priority", "namespace_number", "is_unique", "trim_rank"],
    )


def links_of(history: History) -> pd.DataFrame:
    links = []
    for number, row in enumerate(history.rows):
        if not holds_two_of_a_unique_namespace(row.identities, history.kinds):
            moment = pd.Timestamp(row.moment, unit="s")
            links += [(*pair, row.snapshot, moment, number) for pair in combinations(sorted(row.identities), 2)]
    Random(len(links)).shuffle(links)
    return pd.DataFrame(
        links, columns=["left_identity_id", "right_identity_id", "snapshot_number", "last_seen_at", "last_row"]
    )


def exclusions_of(history: History) -> pd.DataFrame:
    names = namespaces_of(history)
    unique = [(i, names.index(kind.name), False) for i, kind in history.kinds.items() if kind.is_unique]
    denied = [(i, len(names) + number, True) for number, pair in enumerate(history.denied) for i in pair]
    return pd.DataFrame(unique + denied, columns=["identity_id", "exclusion", "is_denial"])


def namespaces_of(history: History) -> list[str]:
    return sorted({kind.name for kind in history.kinds.values()})


# ---- the slow and obvious version ----------------------------------------------------------------


def connected(identities, links) -> list[set]:
    """Walk from every identity."""
    near = defaultdict(set)
    for left, right in links:
        near[left].add(right)
        near[right].add(left)
    graphs, met = [], set()
    for start in identities:
        if start in met:
            continue
        graph, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - graph:
                graph.add(other)
                waiting.append(other)
        met |= graph
        graphs.append(graph)
    return graphs


def parted(graphs: list[set], last_row: dict, breaks, kinds) -> list[set]:
    """Replay each of the graphs that breaks a rule."""
    return [
        part
        for graph in graphs
        for part in (connected(graph, replayed(graph, last_row, breaks, kinds)) if breaks(graph) else [graph])
    ]


def replayed(graph, last_row: dict, breaks, kinds) -> list[tuple]:
    """The links of the graph that may stay."""
    kept = []
    for pair in ordered(graph, last_row, kinds):
        if not any(breaks(one) for one in connected(graph, [*kept, pair])):
            kept.append(pair)
    return kept


def ordered(graph, last_row: dict, kinds) -> list[tuple]:
    """The links of the graph in the order in which they are joined again."""
    links = [pair for pair in last_row if set(pair) <= graph]
    latest = max((last_row[pair] for pair in links), default=None)

    def order(pair):
        (left, right), (moment, _) = pair, last_row[pair]
        weight = kinds[left].priority + kinds[right].priority
        return (last_row[pair] != latest, weight, -moment, kinds[left].name, left, kinds[right].name, right)

    return sorted(links, key=order)


def trimmed_of(graph, last_seen, history: History) -> set:
    age = sorted(graph, key=lambda i: (history.kinds[i].trim_rank, last_seen[i], i))
    return set(age[: max(0, len(graph) - history.limit)])


def known_at(snapshot: int, history: History):
    """What the snapshot knows: per linked pair its last row, per identity when it was last seen and first ingested."""
    last_row, last_seen, first = {}, {}, {}
    for number, row in enumerate(history.rows):
        if row.snapshot > snapshot:
            continue
        for i in row.identities:
            last_seen[i] = max(row.moment, last_seen.get(i, row.moment))
            first[i] = min(row.ingested, first.get(i, row.ingested))
        if not holds_two_of_a_unique_namespace(row.identities, history.kinds):
            for pair in combinations(sorted(row.identities), 2):
                last_row[pair] = max((row.moment, number), last_row.get(pair, (0, 0)))
    return last_row, last_seen, first


def expected(history: History) -> dict[tuple[int, int], tuple[int, bool]]:
    """The same as `resolved`, from scratch in every snapshot."""
    names = {}
    for snapshot in range(1, history.snapshots + 1):
        last_row, last_seen, first = known_at(snapshot, history)
        graphs = parted(
            connected(first, last_row),
            last_row,
            lambda one: holds_two_of_a_unique_namespace(one, history.kinds),
            history.kinds,
        )
        graphs = parted(graphs, last_row, lambda one: any(set(pair) <= one for pair in history.denied), history.kinds)
        trimmed = set().union(*(trimmed_of(graph, last_seen, history) for graph in graphs))
        kept = [pair for pair in last_row if not trimmed & set(pair) and any(set(pair) <= one for one in graphs)]

        def rank(i, first=first):
            kind = history.kinds[i]
            return (not kind.is_unique, kind.priority if kind.is_unique else 0, first[i], i)

        for graph in connected(first, kept):
            for one in graph:
                names[one, snapshot] = (min(graph, key=rank), one in trimmed)
    return names


def random_history(seed: int, with_rules: bool = True, snapshots: int = 5) -> History:
    """A few people who share devices, with records that come late."""
    random = Random(seed)
    kinds = [
        Kind(1, "person", is_unique=with_rules),
        Kind(2, "email", is_unique=with_rules and random.random() < 0.4),
        Kind(3, "device", trim_rank=2),
        Kind(4, "cookie", trim_rank=1),
        Kind(4, "another cookie", trim_rank=1),
    ]
    chosen = [random.choice(kinds) for _ in range(random.randint(2, 25))]
    chosen.sort(key=lambda kind: (kind.priority, kind.name))
    of = dict(enumerate(chosen, start=1))
    rows = []
    for _ in range(random.randint(1, 40)):
        some = frozenset(random.sample(list(of), min(len(of), random.choice((1, 2, 2, 2, 3)))))
        snapshot = random.randint(1, snapshots)
        # Later snapshots know later moments; within one, moments repeat.
        rows.append(Row(some, snapshot, 10 * snapshot + random.randint(0, 5), random.randint(1, 20)))
    pairs = (
        [tuple(sorted(random.sample(list(of), 2))) for _ in range(random.choice((0, 0, 1, 2)))] if with_rules else []
    )
    limit = random.choice((NO_LIMIT, NO_LIMIT, 2, 4)) if with_rules else NO_LIMIT
    return History(of, rows, [pair for pair in pairs if pair[0] != pair[1]], limit, snapshots)


def test_equal_to_an_ordered_replay_from_scratch_on_random_histories():
    for seed in range(1000):
        history = random_history(seed)
        assert resolved(history) == expected(history), seed


def test_without_rules_equal_to_networkx():
    for seed in range(1000):
        history = random_history(seed, with_rules=False, snapshots=1)
        graph = networkx.Graph()
        for row in history.rows:
            graph.add_nodes_from(row.identities)
            graph.add_edges_from(combinations(row.identities, 2))
        found = defaultdict(set)
        for (identity, _), (name, _) in resolved(history).items():
            found[name].add(identity)
        assert sorted(map(sorted, found.values())) == sorted(map(sorted, networkx.connected_components(graph)))


def test_the_order_of_loading_does_not_matter():
    for seed in range(100):
        history = random_history(seed)
        distinct = list({(row.snapshot, row.moment): row for row in history.rows}.values())
        shuffled = Random(seed).sample(distinct, len(distinct))
        assert resolved(History(history.kinds, distinct, history.denied, history.limit)) == resolved(
            History(history.kinds, shuffled, history.denied, history.limit)
        )


def test_what_comes_later_changes_no_earlier_name():
    for seed in range(100):
        history = random_history(seed)
        whole = resolved(history)
        assert resolved(history.until(3)) == {key: found for key, found in whole.items() if key[1] <= 3}


def test_a_name_never_passes_from_one_unique_identity_to_another():
    """Whoever is named after a unique identity shares a graph with it; a name is never left to somebody else."""
    for seed in range(100):
        history = random_history(seed)
        names = resolved(history)
        for (identity, snapshot), (name, _) in names.items():
            if history.kinds[name].is_unique:
                assert names[name, snapshot][0] == name, (identity, snapshot)


def test_a_person_with_the_top_unique_identity_keeps_its_name_whatever_joins_or_leaves():
    for seed in range(100):
        history = random_history(seed)
        for (identity, _), (name, _) in resolved(history).items():
            if history.kinds[identity].priority == 1:
                assert name == identity


def test_a_denied_pair_is_parted_and_no_other_graph_changes():
    parted_pairs = 0
    for seed in range(200):
        history = random_history(seed, snapshots=1)
        history.denied, history.limit = [], NO_LIMIT
        before = present_graphs(history)
        joined = sorted({graph for graph in before.values() if len(graph) > 1}, key=sorted)
        if not joined:
            continue
        graph = Random(seed).choice(joined)
        one, other = Random(seed).sample(sorted(graph), 2)
        history.denied = [(one, other)]
        after = present_graphs(history)
        assert other not in after[one]
        assert {i: after[i] for i in after if i not in graph} == {i: before[i] for i in before if i not in graph}, seed
        assert undenied_graphs(history) == before
        parted_pairs += 1
    assert parted_pairs > 100


def present_graphs(history: History) -> dict[int, frozenset]:
    names = {i: name for (i, s), (name, _) in resolved(history).items() if s == history.snapshots}
    return {i: frozenset(j for j in names if names[j] == names[i]) for i in names}


def undenied_graphs(history: History) -> dict[int, frozenset]:
    found = graph_ids(history, "undenied_graph_id")
    return {i: frozenset(j for j in found if found[j] == found[i]) for i in found}


def test_no_rows_give_no_names():
    assert resolved(History({}, [], [])) == {}


def test_a_long_chain_is_one_profile():
    kinds = dict.fromkeys(range(1, 20_001), Kind(1, "cookie"))
    rows = [Row(frozenset((i, i + 1)), 1, i, i) for i in range(1, 20_000)]
    assert {name for name, _ in resolved(History(kinds, rows, [], snapshots=1)).values()} == {1}


def test_a_large_graph_loses_its_oldest_cookies_then_devices_then_the_rest():
    kinds = {1: Kind(1, "person"), 2: Kind(2, "email"), 3: Kind(3, "device", trim_rank=2)}
    kinds |= {i: Kind(4, "cookie", trim_rank=1) for i in (4, 5, 6)}
    rows = [Row(frozenset((1, i)), 1, moment, 1) for i, moment in {2: 1, 3: 2, 4: 9, 5: 3, 6: 4}.items()]
    trimmed = {
        limit: {i for (i, _), (_, is_trimmed) in resolved(History(kinds, rows, [], limit, 1)).items() if is_trimmed}
        for limit in (6, 5, 4, 3, 2)
    }
    assert trimmed == {6: set(), 5: {5}, 4: {5, 6}, 3: {4, 5, 6}, 2: {3, 4, 5, 6}}


def test_the_graph_before_trimming_is_the_same_for_all_that_stood_in_it():
    for seed in range(200):
        history = random_history(seed)
        untrimmed = History(history.kinds, history.rows, history.denied, NO_LIMIT, history.snapshots)
        graphs = {i: name for (i, s), (name, _) in resolved(untrimmed).items() if s == history.snapshots}
        found = graph_ids(history, "untrimmed_graph_id")
        assert {i: {j for j in graphs if graphs[i] == graphs[j]} for i in graphs} == {
            i: {j for j in found if found[i] == found[j]} for i in found
        }, seed


def refusals_expected(history: History) -> dict[tuple[int, int], tuple]:
    """Of every link that the ordered replay leaves out: rule, whom it parts, whose the claimed end was by then."""
    kinds, (last_row, _, first) = history.kinds, known_at(history.snapshots, history)
    found = {}
    graphs = connected(first, last_row)
    numbers = exclusions_of(history)
    for is_denial in (False, True):
        excluded = defaultdict(set)
        for row in numbers[numbers["is_denial"] == is_denial].itertuples():
            excluded[row.identity_id].add(row.exclusion)

        def breaks(graph, excluded=excluded):
            held = [exclusion for one in graph for exclusion in excluded[one]]
            return len(held) != len(set(held))

        parts = []
        for graph in graphs:
            if not breaks(graph):
                parts.append(graph)
                continue
            joins = networkx.Graph()
            joins.add_nodes_from(graph)
            for pair in ordered(graph, last_row, kinds):
                left, right = (networkx.node_connected_component(joins, end) for end in pair)
                if pair[1] in left:
                    continue
                if not breaks(left | right):
                    joins.add_edge(*pair)
                    continue
                exclusion, *holders = min(
                    (exclusion, one, other)
                    for one in left
                    for other in right
                    for exclusion in excluded[one] & excluded[other]
                )
                claims = [(end, its) for end, its in zip(pair, holders, strict=True) if end != its]
                won = [max(claims)[0], networkx.shortest_path(joins, *max(claims))[1]] if claims else [None, None]
                found[pair] = (exclusion, *holders, *won, is_denial)
            parts += map(set, networkx.connected_components(joins))
        graphs = parts
    return found


def test_a_link_left_out_lost_to_one_that_had_been_joined_before():
    counts = defaultdict(int)
    for seed in range(300):
        history = random_history(seed)
        links = links_of(history).drop(columns="snapshot_number")
        found = refused_links(identities_of(history), links, exclusions_of(history)).astype(object)
        found = found.where(found.notna(), None)
        found = {
            (row.left_identity_id, row.right_identity_id): (
                row.exclusion,
                row.left_exclusive_id,
                row.right_exclusive_id,
                row.claimed_identity_id,
                row.winner_identity_id,
                row.exclusion >= len(namespaces_of(history)),
            )
            for row in found.itertuples()
        }
        assert found == refusals_expected(history), seed
        for *_, winner, is_denial in found.values():
            counts[is_denial, winner is not None] += 1
    # Two values of a unique namespace are never linked, so that only a denied link has no other that won.
    assert set(counts) == {(False, True), (True, True), (True, False)}


@pytest.mark.parametrize("limit", [0, -1, 2.5, "many", None])
def test_a_limit_that_is_no_whole_number_is_refused(limit):
    with pytest.raises(ValueError, match=f"max_graph_identities is '{limit}'; it should be a whole number from 1"):
        resolved(History({1: Kind(1, "cookie")}, [Row(frozenset({1}), 1, 1, 1)], [], limit))


def test_numbers_with_a_gap_are_refused():
    with pytest.raises(ValueError, match="without a gap"):
        names_by_snapshot(
            pd.DataFrame([(2, 1, 0, False, 1)], columns=["identity_id", "priority", "n", "is_unique", "trim_rank"]),
            *[pd.DataFrame()] * 3,
            1,
            50,
        )


def test_a_crowd_on_one_device_is_parted_and_the_last_login_keeps_it():
    """One set of 100,001 identities, all but one of which may not share a graph."""
    count = 100_000
    kinds = np.arange(1, count + 2)
    links = pd.DataFrame(
        {
            "left_identity_id": kinds[:-1],
            "right_identity_id": count + 1,
            "snapshot_number": 1,
            "last_seen_at": pd.to_datetime(kinds[:-1], unit="s"),
            "last_row": kinds[:-1],
        }
    )
    names = names_by_snapshot(
        pd.DataFrame(
            {
                "identity_id": kinds,
                "priority": np.where(kinds <= count, 1, 2),
                "namespace_number": 0,
                "is_unique": kinds <= count,
                "trim_rank": 1,
            }
        ),
        pd.DataFrame(
            {
                "identity_id": kinds,
                "snapshot_number": 1,
                "last_seen_at": pd.Timestamp(1, unit="s"),
                "first_ingested_at": pd.Timestamp(1, unit="s"),
            }
        ),
        links,
        pd.DataFrame({"identity_id": kinds[:-1], "exclusion": 0, "is_denial": False}),
        1,
        50,
    ).set_index("identity_id")
    assert names.loc[count + 1, "name_identity_id"] == count  # the last login keeps the cookie
    assert (names.loc[:count, "name_identity_id"] == names.index[:count]).all()
