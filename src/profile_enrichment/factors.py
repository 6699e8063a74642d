"""Why a score is what it is: exact contributions to a tree ensemble's log-odds, and the strongest reasons in words."""

import json
from collections.abc import Callable, Mapping, Sequence
from math import factorial

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier, HistGradientBoostingRegressor


def tree_contributions(
    ensemble: HistGradientBoostingClassifier | HistGradientBoostingRegressor, features: np.ndarray
) -> tuple[np.ndarray, float]:
    """Return what each feature of each row adds to the sum over the ensemble's trees, and what the sum starts from.

    The sum is in log-odds for a classifier, and the logarithm of the forecast for a regressor with Poisson loss.

    Shapley values of the game in which a feature that is not known lets a row go down both branches, in proportion to
    the training rows that went there: Lundberg et al. (2020), From local explanations to global understanding with
    explainable AI for trees. A leaf is reached by a product over the features of its path, so its game is solved once
    for each combination of conditions that a row can meet, and looked up for the rows.

    Args:
        ensemble: fitted, for two classes or one target, without categorical features.
        features: rows × features, NaN where missing.

    Returns:
        Contributions, rows × features, and the start: ``start + contributions.sum(axis=1)`` is the sum.
    """
    contributions = np.zeros(features.shape)
    start = float(np.asarray(ensemble._baseline_prediction).item())
    for (tree,) in ensemble._predictors:
        nodes = tree.nodes
        goes_left = {}
        for number in np.flatnonzero(nodes["is_leaf"] == 0):
            column = features[:, nodes["feature_idx"][number]]
            missing = np.isnan(column)
            left = column <= nodes["num_threshold"][number]
            goes_left[number] = np.where(missing, bool(nodes["missing_go_to_left"][number]), left)
        for value, met, shares in _leaves(nodes, goes_left):
            path_features = list(met)
            start += value * float(np.prod(list(shares.values())))
            table = value * _solved(np.array([shares[feature] for feature in path_features]))
            code = sum(met[feature].astype(np.intp) << place for place, feature in enumerate(path_features))
            for place, feature in enumerate(path_features):
                contributions[:, feature] += table[code, place]
    return contributions, start


def _leaves(nodes: np.ndarray, goes_left: Mapping[int, np.ndarray]):
    """Yield each leaf's value and, by feature on its path, which rows meet its conditions and which share did."""
    waiting = [(0, {}, {})]
    while waiting:
        number, met, shares = waiting.pop()
        node = nodes[number]
        if node["is_leaf"]:
            yield float(node["value"]), met, shares
            continue
        feature = int(node["feature_idx"])
        for child, rows in ((node["left"], goes_left[number]), (node["right"], ~goes_left[number])):
            share = float(nodes["count"][child]) / float(node["count"])
            waiting.append(
                (
                    int(child),
                    met | {feature: met[feature] & rows if feature in met else rows},
                    shares | {feature: shares.get(feature, 1.0) * share},
                )
            )


def _solved(shares: np.ndarray) -> np.ndarray:
    """Return the Shapley values of a product of features, for every combination of those that are met.

    The game: the product, over features, of 1 or 0 (met or not) for a known one and of its share for an unknown one.

    Returns:
        Combinations × features; bit n of a combination's number says whether feature n is met.
    """
    count = len(shares)
    met = (np.arange(2**count)[:, None] >> np.arange(count)) & 1
    values = np.empty((2**count, count))
    for feature in range(count):
        # Coefficient n of the polynomial: the sum over coalitions of n other features.
        coalitions = np.zeros((2**count, count))
        coalitions[:, 0] = 1
        for other in (n for n in range(count) if n != feature):
            grown = coalitions * shares[other]
            grown[:, 1:] += coalitions[:, :-1] * met[:, [other]]
            coalitions = grown
        weights = np.array([factorial(n) * factorial(count - n - 1) / factorial(count) for n in range(count)])
        values[:, feature] = (met[:, feature] - shares[feature]) * (coalitions @ weights)
    return values


def shared_difference(log_ratios: np.ndarray, start: float, value: np.ndarray) -> np.ndarray:
    """Split the difference between a product and its start over the factors that lead from one to the other.

    Each factor gets its share of the logarithm, times the logarithmic mean of start and value: nothing is left over,
    and the order of factors does not matter. Source: Ang (2004), Decomposition analysis for policymaking in energy,
    the logarithmic mean Divisia index.

    Args:
        log_ratios: rows × factors, logarithms of each factor over what it starts from.
        start: what the product starts from, above 0.
        value: the product of each row, or what a limit leaves of it, 0 or more.

    Returns:
        Rows × factors, in the unit of ``value``; each row sums to ``value - start``.
    """
    whole = log_ratios.sum(axis=1)
    is_moved = np.abs(whole) > 1e-9
    mean = np.divide(value - start, whole, out=np.asarray(value, dtype=float).copy(), where=is_moved)
    return log_ratios * mean[:, None]


def in_days(number: float) -> str:
    """Return so many days in words."""
    return f"{number:.0f} day{'' if round(number) == 1 else 's'}"


def in_percent(share: float) -> str:
    """Return a share, 0-1, in words; a small one is not nothing, and a large one not everything."""
    if share < 0.01:
        return "less than 1%"
    return f"{share:.0%}" if share == 1 or share < 0.99 else "more than 99%"


def strongest_reasons(
    contributions: np.ndarray, names: Sequence[str], sentence: Callable[[str, int], str], count: int = 3
) -> list[str]:
    """Return the strongest reasons of each row, strongest first, as a JSON array.

    Args:
        contributions: rows × reasons, signed.
        names: names of the reasons.
        sentence: gives a reason's sentence for a row, by name and number.
        count: how many.

    Returns:
        For each row an array of objects: ``reason``, ``direction`` (raises, lowers), ``strength`` (size of the
        contribution, 6 digits), ``sentence``. A reason that contributes nothing is none.
    """
    rounded = contributions.round(6)
    order = np.argsort(-np.abs(rounded), axis=1, kind="stable")[:, :count].tolist()
    return [
        json.dumps(
            [
                {
                    "reason": names[reason],
                    "direction": "raises" if of_row[reason] > 0 else "lowers",
                    "strength": abs(of_row[reason]),
                    "sentence": sentence(names[reason], row),
                }
                for reason in reasons
                if of_row[reason]
            ],
            ensure_ascii=False,
        )
        for row, (of_row, reasons) in enumerate(zip(rounded.tolist(), order, strict=True))
    ]
