"""Looks at the training flowers: the usual size of each part by species, and a scatter plot of the petals."""

import argparse
import os
import random
import statistics

import drawing
from flowers import FEATURES, SPECIES, artifact, read_prepared, write_json


def typical(values, resamples, chance):
    """The mean, and the range that holds it in 95 % of random re-draws of the same flowers (bootstrap)."""
    means = sorted(statistics.fmean(chance.choices(values, k=len(values))) for _ in range(resamples))
    return {
        "mean": round(statistics.fmean(values), 3),
        "low": round(means[int(0.025 * resamples)], 3),
        "high": round(means[int(0.975 * resamples)], 3),
    }


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--prepared", required=True)
    arguments.add_argument("--resamples", type=int, required=True)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--exploration", required=True)
    options = arguments.parse_args()

    train, test = read_prepared(options.prepared, "train"), read_prepared(options.prepared, "test")
    chance = random.Random(options.seed)

    summary = {}
    for column, name in enumerate(FEATURES):
        print("%s in cm, mean and 95 %% range of the mean:" % name.replace("_", " "))
        summary[name] = {}
        for species in SPECIES:
            values = [flower.cm[column] for flower in train if flower.species == species]
            found = summary[name][species] = typical(values, options.resamples, chance)
            print("  %-11s %.2f   (%.2f to %.2f)" % (species, found["mean"], found["low"], found["high"]))

    plot = drawing.scatter(train, test, FEATURES.index("petal_length"), FEATURES.index("petal_width"))
    os.makedirs(options.exploration, exist_ok=True)
    for path in (os.path.join(options.exploration, "petals.svg"), artifact("petals.svg")):
        with open(path, "w") as file:
            file.write(plot)
    for path in (os.path.join(options.exploration, "summary.json"), artifact("summary.json")):
        write_json(path, summary)
    print("The plot is in outputs/petals.svg, the numbers are in outputs/summary.json.")


if __name__ == "__main__":
    main()
