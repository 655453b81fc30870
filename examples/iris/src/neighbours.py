"""k nearest neighbours: a flower is what most of the k training flowers closest to it are."""

from collections import Counter


def predict(flowers, scaled, k):
    """The vote of the `k` nearest flowers; in a draw, the side with the nearest one wins."""
    nearest = sorted(flowers, key=lambda flower: squared_distance(flower.scaled, scaled))[:k]
    return Counter(flower.species for flower in nearest).most_common(1)[0][0]


def leave_one_out(flowers, k):
    """Accuracy when each flower is predicted from all the others: an estimate that needs no second table."""
    right = 0
    for place, flower in enumerate(flowers):
        others = flowers[:place] + flowers[place + 1:]
        right += predict(others, flower.scaled, k) == flower.species
    return right / len(flowers)


def squared_distance(a, b):
    return sum((x - y) ** 2 for x, y in zip(a, b))
