"""Splits the flowers into a training and a test part and brings the four measurements to one scale."""

import argparse
import os
import random
import statistics

from flowers import FEATURES, SPECIES, read_measurements, write_json, write_prepared


def split(flowers, test_share, seed):
    """The same share of every species goes to the test part, chosen by chance."""
    chance = random.Random(seed)
    train, test = [], []
    for species in SPECIES:
        group = [flower for flower in flowers if flower.species == species]
        chance.shuffle(group)
        cut = round(len(group) * test_share)
        test += group[:cut]
        train += group[cut:]
    return sorted(train, key=lambda f: f.row), sorted(test, key=lambda f: f.row)


def scaling(method, train):
    """Offset and divisor per measurement, learned from the training part alone: scaled = (cm - offset) / divisor."""
    columns = list(zip(*(flower.cm for flower in train)))
    if method == "standard":
        offset, divisor = [statistics.mean(c) for c in columns], [statistics.pstdev(c) for c in columns]
    elif method == "minmax":
        offset, divisor = [min(c) for c in columns], [max(c) - min(c) for c in columns]
    else:
        offset, divisor = [0.0] * len(columns), [1.0] * len(columns)
    return {
        "method": method,
        "offset": [round(value, 6) for value in offset],
        "divisor": [round(value, 6) for value in divisor],
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--iris", required=True)
    arguments.add_argument("--test-share", type=float, required=True)
    arguments.add_argument("--scale", choices=["standard", "minmax", "none"], required=True)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--prepared", required=True)
    options = arguments.parse_args()

    flowers = read_measurements(options.iris)
    print("Read %d flowers of %d species." % (len(flowers), len({flower.species for flower in flowers})))

    train, test = split(flowers, options.test_share, options.seed)
    print("Training part: %d flowers. Test part: %d flowers, kept aside until the end." % (len(train), len(test)))

    scale = scaling(options.scale, train)
    for flower in train + test:
        flower.scaled = [(x - o) / d for x, o, d in zip(flower.cm, scale["offset"], scale["divisor"])]
    print("Scaling: %s." % options.scale)
    for name, offset, divisor in zip(FEATURES, scale["offset"], scale["divisor"]):
        print("  %-12s  (cm - %.3f) / %.3f" % (name, offset, divisor))

    os.makedirs(options.prepared, exist_ok=True)
    write_prepared(os.path.join(options.prepared, "train.csv"), train)
    write_prepared(os.path.join(options.prepared, "test.csv"), test)
    write_json(os.path.join(options.prepared, "scaling.json"), scale)


if __name__ == "__main__":
    main()
