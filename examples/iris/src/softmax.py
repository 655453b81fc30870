"""Softmax (multinomial logistic) regression, trained by mini-batch gradient descent.

The weights are one list per species: four factors, one for each scaled measurement, and a constant.
"""

import math
import random

from flowers import FEATURES, SPECIES

BATCH = 16  # rows per update


def start(seed):
    """Small random weights and the source of chance that also orders the rows of every epoch."""
    chance = random.Random(seed)
    weights = [[chance.gauss(0, 0.01) for _ in range(len(FEATURES) + 1)] for _ in SPECIES]
    return weights, chance


def probabilities(weights, scaled):
    """How likely each species is, in the order of SPECIES."""
    scores = [sum(w * x for w, x in zip(row, scaled)) + row[-1] for row in weights]
    highest = max(scores)
    powers = [math.exp(score - highest) for score in scores]
    total = sum(powers)
    return [power / total for power in powers]


def predict(weights, scaled):
    """The most likely species."""
    chances = probabilities(weights, scaled)
    return SPECIES[chances.index(max(chances))]


def epoch(weights, flowers, chance, lr, l2):
    """One pass over the rows in a new order. Changes the weights in place; `l2` pulls the factors towards zero."""
    order = list(flowers)
    chance.shuffle(order)
    for first in range(0, len(order), BATCH):
        batch = order[first:first + BATCH]
        gradient = [[0.0] * (len(FEATURES) + 1) for _ in SPECIES]
        for flower in batch:
            inputs = flower.scaled + [1.0]
            for c, likely in enumerate(probabilities(weights, flower.scaled)):
                error = likely - (SPECIES[c] == flower.species)
                for i, x in enumerate(inputs):
                    gradient[c][i] += error * x
        for row, slope in zip(weights, gradient):
            for i, total in enumerate(slope):
                shrink = l2 * row[i] if i < len(FEATURES) else 0.0
                row[i] -= lr * (total / len(batch) + shrink)


def loss(weights, flowers):
    """Mean cross-entropy: the average surprise at the true species. 0 is perfect, ln 3 = 1.099 is a blind guess."""
    surprise = 0.0
    for flower in flowers:
        likely = probabilities(weights, flower.scaled)[SPECIES.index(flower.species)]
        surprise -= math.log(likely) if likely > 0 else -math.inf
    return surprise / len(flowers)


def accuracy(weights, flowers):
    """Share of the flowers whose species is predicted right."""
    return sum(predict(weights, flower.scaled) == flower.species for flower in flowers) / len(flowers)
