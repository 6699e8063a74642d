"""Why a score is what it is: exact contributions to a tree ensemble's log-odds, and the strongest reasons in words."""

import json
from collections.abc import Callable, Mapping, Sequence
from math import factorial

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier


def tree_contributions(classifier: HistGradientBoostingClassifier, features: np.ndarray) -> tuple[np.ndarray, float]:
    """Return what each feature of each row adds to the classifier's log-odds, and what they start from.

    Shapley values of the game in which a feature that is not known lets a row go down both branches, in proportion to
    the training rows that went there: Lundberg et al. (2020), From local explanations to global understanding with
    explainable AI for trees. A leaf is reached by a product over the features of its path, so its game is solved once
    for each combination of conditions that a row can meet, and looked up for the rows.

    Args:
        classifier: fitted, for two classes, without categorical features.
        features: rows × features, NaN where missing.

    Returns:
        Contributions, rows × features, and the start: ``start + contributions.sum(axis=1)`` are the log-odds.
    """
    contributions = np.zeros(features.shape)
    start = float(classifier._baseline_prediction.item())
    for (tree,) in classifier._predictors:
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
    order = np.argsort(-np.abs(rounded), axis=1, kind="stable")[:, :count]
    return [
        json.dumps(
            [
                {
                    "reason": names[reason],
                    "direction": "raises" if rounded[row, reason] > 0 else "lowers",
                    "strength": abs(float(rounded[row, reason])),
                    "sentence": sentence(names[reason], row),
                }
                for reason in reasons
                if rounded[row, reason]
            ],
            ensure_ascii=False,
        )
        for row, reasons in enumerate(order)
    ]
