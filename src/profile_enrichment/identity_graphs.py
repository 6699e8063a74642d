"""Who is who: identity graphs under linking rules, and the identity that names each of them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components

NEVER = np.iinfo(np.int64).max
REFUSAL = [
    "exclusion",
    "left_identity_id",
    "right_identity_id",
    "left_exclusive_id",
    "right_exclusive_id",
    "claimed_identity_id",
    "winner_identity_id",
]


def names_by_snapshot(
    identities: pd.DataFrame,
    sightings: pd.DataFrame,
    links: pd.DataFrame,
    exclusions: pd.DataFrame,
    snapshot_count: int,
    max_identities: int,
) -> pd.DataFrame:
    """Say after which identity the profile of every identity is named, in every snapshot.

    A profile is a connected set of identities. Where such a set breaks an exclusion, its links are
    replayed, as the snapshot knows them: first those of its latest linking row; then by the sum of
    the two priorities, lowest first; then the newest first; then by the namespaces and values of
    both ends. A link that would break an exclusion is left out. Denials come second: the links of
    each graph that the other exclusions leave are replayed by themselves, so that a denial changes
    nobody outside the graph that it parts. Where a graph then holds more than ``max_identities``, it
    loses its oldest cookies, then its oldest devices, then the rest by age.

    A profile is named after its least identity by (not unique, priority if unique, first ingested,
    priority, namespace and value).

    Sets that break no rule only grow, so each snapshot joins the links that are new to it; sets
    that do break one by the last snapshot are split anew in each snapshot that changes them.

    Args:
        identities: one row per identity: ``identity_id`` (1 … n, in the order of priority,
            namespace and value), ``priority`` (1 is highest), ``namespace_number`` (in the order of
            names), ``is_unique``, ``trim_rank`` (what leaves an oversized graph first, least first).
        sightings: one row per identity and snapshot that newly sees it: ``identity_id``,
            ``snapshot_number`` (1 … snapshot_count), ``last_seen_at``, ``first_ingested_at``.
        links: one row or more per pair and snapshot that newly sees it: ``left_identity_id`` (the
            lesser), ``right_identity_id``, ``snapshot_number``, ``last_seen_at``, and ``last_row``
            which tells apart rows of the same moment.
        exclusions: ``identity_id``, ``exclusion``, ``is_denial``: no two identities of one exclusion
            share a graph.
        snapshot_count: how many snapshots there are; the last one is the present.
        max_identities: the most identities that a graph may hold, 1 or more.

    Returns:
        One row per identity and run of snapshots in which nothing changes: ``identity_id``,
        ``from_snapshot``, ``until_snapshot`` (both included), ``name_identity_id``, ``is_trimmed``.
        ``is_present`` tells the runs that reach the last snapshot; for these, ``undenied_graph_id``
        and ``untrimmed_graph_id`` are an identity of the graph that it stood in before denials parted
        any, and before any were trimmed, the same one for all of them. An identity has no row for
        snapshots before it was first seen.

    Raises:
        ValueError: identities are not numbered without a gap, or the limit is no whole number.
    """
    if not isinstance(max_identities, int) or max_identities < 1:
        raise ValueError(f"max_graph_identities is '{max_identities}'; it should be a whole number from 1.")
    count = len(identities)
    index = identities["identity_id"].to_numpy(np.int64) - 1
    if index.min(initial=0) < 0 or not np.array_equal(np.bincount(index), np.ones(count)):
        raise ValueError("identity_id must number the identities from 1 without a gap")
    is_unique = _by_index(identities, "is_unique").astype(bool)

    seen = _Sightings(sightings)
    linked = _Links(links)
    whole = _joined(np.arange(count), linked.left, linked.right)
    contested = _contested(whole, exclusions, max_identities)
    in_dispute = exclusions[contested[exclusions["identity_id"].to_numpy(np.int64) - 1]]
    rules = _Rules.of(identities, in_dispute)
    disputes = _Disputes(linked.only(contested[linked.left]), rules, max_identities)
    undisputed = linked.only(~contested[linked.left])

    first_ingested = np.full(count, NEVER)
    last_seen = np.full(count, -NEVER)
    graph = np.arange(count)
    undenied, untrimmed = np.arange(count), np.arange(count)
    trimmed = np.zeros(count, dtype=bool)
    name = np.full(count, -1)
    was_trimmed = np.zeros(count, dtype=bool)
    since = np.zeros(count, dtype=np.int64)
    runs: list[pd.DataFrame] = []

    for snapshot in range(1, snapshot_count + 1):
        new = seen.of(snapshot)
        first_ingested[new.index] = np.minimum(first_ingested[new.index], new.first_ingested)
        last_seen[new.index] = new.last_seen
        new_links = undisputed.of(snapshot)
        is_last = snapshot == snapshot_count
        graph = np.where(contested, graph, whole) if is_last else _joined(graph, new_links.left, new_links.right)
        settled = disputes.settle(snapshot, new.index[contested[new.index]], last_seen)
        changed = settled.index
        undenied[changed], untrimmed[changed] = settled.undenied, settled.untrimmed
        graph[changed], trimmed[changed] = settled.graph, settled.is_trimmed

        is_changed = np.zeros(count, dtype=bool)
        for index in (new.index, new_links.left, changed):
            is_changed[graph[index]] = True
        members = np.flatnonzero(is_changed[graph] & (first_ingested != NEVER))
        new_name = name.copy()
        new_name[members] = _least(
            graph, members, [~is_unique, np.where(is_unique, rules.priority, 0), first_ingested, np.arange(count)]
        )[graph[members]]

        moved = np.flatnonzero((new_name != name) | (trimmed != was_trimmed))
        ended = moved[name[moved] >= 0]
        runs.append(_runs(ended, since, snapshot - 1, name, was_trimmed))
        name[moved], was_trimmed[moved], since[moved] = new_name[moved], trimmed[moved], snapshot

    present = np.flatnonzero(name >= 0)
    undenied, untrimmed = (np.where(contested, stage, graph)[present] + 1 for stage in (undenied, untrimmed))
    runs.append(
        _runs(present, since, snapshot_count, name, was_trimmed).assign(
            undenied_graph_id=undenied, untrimmed_graph_id=untrimmed
        )
    )
    names = pd.concat(runs, ignore_index=True)
    graph_ids = ["undenied_graph_id", "untrimmed_graph_id"]
    names[graph_ids] = names[graph_ids].astype("Int64")
    return names.assign(is_present=names["until_snapshot"] == snapshot_count)


def _by_identity(exclusions: pd.DataFrame) -> dict[int, set[int]]:
    return exclusions.groupby(exclusions["identity_id"] - 1)["exclusion"].agg(set).to_dict()


def _runs(index, since, until: int, name, trimmed) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "identity_id": index + 1,
            "from_snapshot": since[index],
            "until_snapshot": np.full(len(index), until),
            "name_identity_id": name[index] + 1,
            "is_trimmed": trimmed[index],
        }
    )


def _by_index(identities: pd.DataFrame, column: str) -> np.ndarray:
    """A whole number of every identity, in the order of identity_id."""
    values = np.empty(len(identities), dtype=np.int64)
    values[identities["identity_id"].to_numpy(np.int64) - 1] = identities[column].to_numpy(np.int64)
    return values


class _BySnapshot:
    """Rows in the order of their snapshot; ``of`` gives those of one."""

    snapshot: np.ndarray

    def __init__(self, snapshot: pd.Series, **columns: np.ndarray):
        columns["snapshot"] = snapshot.to_numpy(np.int64)
        # Of numbers as small as these a stable sort takes one pass; those of a build without cuts are all equal.
        is_ordered = bool(np.all(np.diff(columns["snapshot"]) >= 0))
        small = columns["snapshot"].astype(np.min_scalar_type(columns["snapshot"].max(initial=0)))
        order = slice(None) if is_ordered else np.argsort(small, kind="stable")
        self.__dict__ = {name: values[order] for name, values in columns.items()}

    def only(self, rows):
        """The same kind of rows, but only those of the mask or the slice."""
        part = object.__new__(type(self))
        part.__dict__ = {name: values[rows] for name, values in self.__dict__.items()}
        return part

    def of(self, snapshot: int):
        return self.only(slice(*np.searchsorted(self.snapshot, [snapshot, snapshot + 1])))


class _Sightings(_BySnapshot):
    def __init__(self, frame: pd.DataFrame):
        super().__init__(
            frame["snapshot_number"],
            index=frame["identity_id"].to_numpy(np.int64) - 1,
            first_ingested=_microseconds(frame["first_ingested_at"]),
            last_seen=_microseconds(frame["last_seen_at"]),
        )


class _Links(_BySnapshot):
    def __init__(self, frame: pd.DataFrame):
        super().__init__(
            frame["snapshot_number"],
            left=frame["left_identity_id"].to_numpy(np.int64) - 1,
            right=frame["right_identity_id"].to_numpy(np.int64) - 1,
            last_seen=_microseconds(frame["last_seen_at"]),
            last_row=frame["last_row"].to_numpy(np.int64),
        )


@dataclass
class _Rules:
    exclusions: dict[int, set[int]]
    denials: dict[int, set[int]]
    priority: np.ndarray
    namespace: np.ndarray
    trim_rank: np.ndarray

    @classmethod
    def of(cls, identities: pd.DataFrame, exclusions: pd.DataFrame) -> "_Rules":
        is_denial = exclusions["is_denial"].to_numpy(bool)
        columns = (_by_index(identities, name) for name in ("priority", "namespace_number", "trim_rank"))
        return cls(_by_identity(exclusions[~is_denial]), _by_identity(exclusions[is_denial]), *columns)


@dataclass
class _Replay:
    """Links joined one by one: the labels in the end, and of each link what :func:`_joined_in_turn` says of it."""

    left: np.ndarray
    right: np.ndarray
    label: np.ndarray
    is_join: np.ndarray
    broken: dict[int, int]


@dataclass
class _Settled:
    """How the sets that a snapshot changed are split: per identity of them, its graph in each stage."""

    index: np.ndarray
    undenied: np.ndarray
    untrimmed: np.ndarray
    graph: np.ndarray
    is_trimmed: np.ndarray
    stages: tuple[_Replay, _Replay]


class _Disputes:
    """The connected sets that break a rule by the last snapshot, and how they are split."""

    def __init__(self, sightings: _Links, rules: _Rules, max_identities: int):
        self.rules = rules
        self.max_identities = max_identities
        # The newest of several rows comes last, and so is the one that is remembered.
        sightings = sightings.only(np.lexsort((sightings.last_row, sightings.last_seen, sightings.snapshot)))
        self.sightings = sightings
        size = 1 + sightings.right.max(initial=-1)
        pairs, self.number = np.unique(sightings.left * size + sightings.right, return_inverse=True)
        self.left, self.right = np.divmod(pairs, max(size, 1))
        self.last_seen = np.full(len(pairs), -NEVER)
        self.last_row = np.full(len(pairs), -1)
        self.whole = _joined(np.arange(size), self.left, self.right)

    def settle(self, snapshot: int, seen: np.ndarray, last_seen: np.ndarray) -> _Settled:
        """Split the sets that the snapshot changes."""
        rows = slice(*np.searchsorted(self.sightings.snapshot, [snapshot, snapshot + 1]))
        number = self.number[rows]
        self.last_seen[number] = self.sightings.last_seen[rows]
        self.last_row[number] = self.sightings.last_row[rows]

        is_changed = np.zeros(len(self.whole), dtype=bool)
        is_changed[self.whole[seen]] = True
        links = np.flatnonzero((self.last_row >= 0) & is_changed[self.whole[self.left]])
        index = np.unique(np.concatenate([self.left[links], self.right[links], seen]))
        # From here on an identity is its place in `index`, and a graph is labelled by one of its places.
        left, right = np.searchsorted(index, self.left[links]), np.searchsorted(index, self.right[links])
        whole = _joined(np.arange(len(index)), left, right)
        undenied = self._replayed(index, links, left, right, whole, self.rules.exclusions)
        untrimmed = self._replayed(index, links, left, right, undenied.label, self.rules.denials)
        is_trimmed = self._trimmed(index, untrimmed.label, last_seen)
        is_kept = (untrimmed.label[left] == untrimmed.label[right]) & ~is_trimmed[left] & ~is_trimmed[right]
        graph = _joined(np.arange(len(index)), left[is_kept], right[is_kept])
        stages = (undenied, untrimmed)
        return _Settled(index, *(index[stage.label] for stage in stages), index[graph], is_trimmed, stages)

    def _replayed(self, index, links, left, right, label: np.ndarray, exclusions: dict[int, set[int]]) -> _Replay:
        """Join the links of each labelled set that breaks an exclusion again, one by one."""
        held = [set(exclusions.get(one, ())) for one in index.tolist()]
        is_broken = _broken(label, held)
        to_replay = np.flatnonzero((label[left] == label[right]) & is_broken[left])
        order = to_replay[self._replay_order(label[left[to_replay]], links[to_replay])]
        alone = np.where(is_broken, np.arange(len(index)), label)
        return _Replay(left[order], right[order], *_joined_in_turn(alone, left[order], right[order], held))

    def _replay_order(self, label: np.ndarray, links: np.ndarray) -> np.ndarray:
        """The order in which the links of each labelled set are joined again."""
        left, right, moment, row = self.left[links], self.right[links], self.last_seen[links], self.last_row[links]
        latest = _least(label, np.arange(len(links)), [-moment, -row])[label]
        is_latest = (moment == moment[latest]) & (row == row[latest])
        rules = self.rules
        return np.lexsort(
            (
                right,
                rules.namespace[right],
                left,
                rules.namespace[left],
                -moment,
                rules.priority[left] + rules.priority[right],
                ~is_latest,
            )
        )

    def _trimmed(self, index: np.ndarray, label: np.ndarray, last_seen: np.ndarray) -> np.ndarray:
        size = np.bincount(label, minlength=len(index))[label]
        large = np.flatnonzero(size > self.max_identities)
        order = large[
            np.lexsort((index[large], last_seen[index[large]], self.rules.trim_rank[index[large]], label[large]))
        ]
        starts = np.flatnonzero(np.diff(label[order], prepend=-1))
        place = np.arange(len(order)) - np.repeat(starts, np.diff(starts, append=len(order)))
        is_trimmed = np.zeros(len(index), dtype=bool)
        is_trimmed[order] = place < size[order] - self.max_identities
        return is_trimmed


def refused_links(identities: pd.DataFrame, links: pd.DataFrame, exclusions: pd.DataFrame) -> pd.DataFrame:
    """Say of every link that a replay left out which exclusion it would have broken, and which link had won.

    The link that won is the first step from the end that both sides claim towards the identity of the exclusion, among
    the links that had joined two sets by then. The end that both claim is that of the greater number, unless it is
    an identity of the exclusion itself.

    Args:
        identities: as :func:`names_by_snapshot` takes them.
        links: as there, but for ``snapshot_number``, as known at present; with all of a connected set or none.
        exclusions: as there.

    Returns:
        One row per link left out: ``left_identity_id``, ``right_identity_id``, ``exclusion``,
        ``left_exclusive_id`` and ``right_exclusive_id`` (the identities of the exclusion on each side, which may be the
        ends themselves), ``claimed_identity_id`` and ``winner_identity_id`` (the link that won; null where the two
        ends are the exclusion).
    """
    ends = np.union1d(links["left_identity_id"], links["right_identity_id"]).astype(np.int64)
    rules = _Rules.of(identities, exclusions[exclusions["identity_id"].isin(ends)])
    disputes = _Disputes(_Links(links.assign(snapshot_number=1)), rules, max_identities=NEVER)
    settled = disputes.settle(1, ends - 1, last_seen=np.zeros(len(identities)))
    unique, denied = settled.stages
    return pd.concat(
        [
            _refusals(settled.index, unique, rules.exclusions),
            _refusals(settled.index, denied, rules.denials),
        ],
        ignore_index=True,
    )


def _refusals(index: np.ndarray, replay: _Replay, exclusions: dict[int, set[int]]) -> pd.DataFrame:
    graph_of = replay.label.tolist()
    holder = {
        (graph_of[place], exclusion): place
        for place, one in enumerate(index.tolist())
        for exclusion in exclusions.get(one, ())
    }
    # The joins make one tree of each graph; beneath them all stands one more place, so that all have one root.
    root, graphs = len(index), np.unique(replay.label)
    left = np.append(replay.left[replay.is_join], np.full(len(graphs), root))
    right = np.append(replay.right[replay.is_join], graphs)
    joins = coo_array((np.ones(len(left), dtype=bool), (left, right)), shape=(root + 1, root + 1)).tocsr()
    _, towards_root = breadth_first_order(joins, root, directed=False)

    def first_step(start: int, target: int) -> int:
        while towards_root[target] not in (start, root):
            target = towards_root[target]
        return target if towards_root[target] == start else towards_root[start]

    found = []
    for number, exclusion in replay.broken.items():
        ends = [int(replay.left[number]), int(replay.right[number])]
        holders = [holder[graph_of[end], exclusion] for end in ends]
        claims = [(end, target) for end, target in zip(ends, holders, strict=True) if end != target]
        claimed = [max(claims)[0], first_step(*max(claims))] if claims else [None, None]
        found.append([exclusion, *(None if place is None else index[place] + 1 for place in ends + holders + claimed)])
    return pd.DataFrame(found, columns=REFUSAL, dtype="Int64")


def _contested(whole: np.ndarray, exclusions: pd.DataFrame, max_identities: int) -> np.ndarray:
    """Tell the identities whose connected set, over all snapshots, breaks an exclusion or the limit.

    A set only grows, so that one that keeps the rules in the end kept them all along.
    """
    breaks = np.bincount(whole, minlength=len(whole)) > max_identities
    held = pd.DataFrame({"exclusion": exclusions["exclusion"], "whole": whole[exclusions["identity_id"] - 1]})
    breaks[held.loc[held.duplicated(), "whole"]] = True
    return breaks[whole]


def _broken(label: np.ndarray, held: list[set[int]]) -> np.ndarray:
    """Tell whose set holds an exclusion twice."""
    is_broken, met = np.zeros(len(label), dtype=bool), set()
    for one, exclusions in zip(label.tolist(), held, strict=True):
        for exclusion in exclusions:
            is_broken[one] |= (one, exclusion) in met
            met.add((one, exclusion))
    return is_broken[label]


def _joined_in_turn(label: np.ndarray, left: np.ndarray, right: np.ndarray, held: list[set[int]]):
    """Join the labels link by link, leaving out the links that would bring an exclusion together with itself.

    Returns the new labels, of each link whether it joined two sets, and of those left out the exclusion, by number.
    """
    parent = label.tolist()
    is_join, broken = np.zeros(len(left), dtype=bool), {}

    def root(one: int) -> int:
        while parent[one] != one:
            parent[one] = one = parent[parent[one]]
        return one

    for number, ends in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        less, more = sorted(map(root, ends), key=lambda one: len(held[one]))
        if less == more:
            continue
        if held[less].isdisjoint(held[more]):
            parent[less] = more
            held[more] |= held[less]
            is_join[number] = True
        else:
            broken[number] = min(held[less] & held[more], key=abs)
    return np.array([root(one) for one in range(len(parent))], dtype=np.int64), is_join, broken


def _joined(label: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Join the labels that the links connect; a set is labelled by its least label."""
    if not len(left):
        return label
    is_end = np.zeros(len(label), dtype=bool)
    is_end[label[left]] = is_end[label[right]] = True
    ends = np.flatnonzero(is_end)
    number = np.zeros(len(label), dtype=np.int64)
    number[ends] = np.arange(len(ends))
    joins = coo_array(
        (np.ones(len(left), dtype=bool), (number[label[left]], number[label[right]])), shape=(len(ends), len(ends))
    )
    set_count, of_end = connected_components(joins, directed=False)
    least = np.full(set_count, NEVER)
    np.minimum.at(least, of_end, ends)
    new_label = np.arange(len(label))
    new_label[ends] = least[of_end]
    return new_label[label]


def _least(label: np.ndarray, rows: np.ndarray, keys: list[np.ndarray]) -> np.ndarray:
    """For every label, the row among ``rows`` that is least by the keys in turn; -1 where there is none."""
    for key in keys:
        values = key[rows].astype(np.int64)
        best = np.full(label.max(initial=-1) + 1, NEVER)
        np.minimum.at(best, label[rows], values)
        rows = rows[values == best[label[rows]]]
    least = np.full(label.max(initial=-1) + 1, -1)
    least[label[rows]] = rows
    return least


def _microseconds(moments: pd.Series) -> np.ndarray:
    return moments.to_numpy("datetime64[us]").astype(np.int64)
