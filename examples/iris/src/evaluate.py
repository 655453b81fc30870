"""Lets both models predict the test flowers, which neither has seen, and counts how often each is right."""

import argparse
import csv
import os
import shutil

import neighbours
import softmax
from flowers import SPECIES, Flower, artifact, read_json, read_prepared, write_json
from tracking import log_metric


def likely_range(right, total):
    """Where the true accuracy lies with 95 % confidence, given `right` of `total` (Wilson's score interval)."""
    z = 1.96
    share, widen = right / total, z * z / total
    centre = (share + widen / 2) / (1 + widen)
    half = z * (share * (1 - share) / total + widen / (4 * total)) ** 0.5 / (1 + widen)
    return [round(max(0.0, centre - half), 4), round(min(1.0, centre + half), 4)]


def score(flowers, predictions):
    """Accuracy and confusion matrix (a row for each true species, a column for each predicted one)."""
    confusion = [[0] * len(SPECIES) for _ in SPECIES]
    for flower, predicted in zip(flowers, predictions):
        confusion[SPECIES.index(flower.species)][SPECIES.index(predicted)] += 1
    right = sum(confusion[i][i] for i in range(len(SPECIES)))
    return {
        "right": right,
        "accuracy": right / len(flowers),
        "likely_range": likely_range(right, len(flowers)),
        "confusion": confusion,
    }


def show(title, result, total):
    print("%s: %d of %d right, accuracy %.3f (95 %% range %.3f to %.3f)"
          % (title, result["right"], total, result["accuracy"], *result["likely_range"]))
    print("  true \\ predicted " + "".join("%12s" % species for species in SPECIES))
    for species, counts in zip(SPECIES, result["confusion"]):
        print("  %-17s" % species + "".join("%12d" % count for count in counts))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--prepared", required=True)
    arguments.add_argument("--model", required=True)
    arguments.add_argument("--baseline", required=True)
    arguments.add_argument("--evaluation", required=True)
    options = arguments.parse_args()

    test = read_prepared(options.prepared, "test")
    weights = read_json(options.model)["weights"]
    baseline = read_json(options.baseline)
    known = [Flower(f["row"], f["species"], None, f["scaled"]) for f in baseline["flowers"]]

    by_model = [softmax.predict(weights, flower.scaled) for flower in test]
    by_baseline = [neighbours.predict(known, flower.scaled, baseline["k"]) for flower in test]
    model, simple = score(test, by_model), score(test, by_baseline)
    show("Softmax regression", model, len(test))
    show("Nearest neighbours (k = %d)" % baseline["k"], simple, len(test))
    log_metric("accuracy", model["accuracy"])
    log_metric("baseline_accuracy", simple["accuracy"])

    os.makedirs(options.evaluation, exist_ok=True)
    predictions = os.path.join(options.evaluation, "predictions.csv")
    with open(predictions, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["row", "species", "model", "baseline"])
        table.writerows([f.row, f.species, m, b] for f, m, b in zip(test, by_model, by_baseline))
    evaluation = os.path.join(options.evaluation, "evaluation.json")
    write_json(evaluation, {"flowers": len(test), "k": baseline["k"], "model": model, "baseline": simple})
    shutil.copyfile(predictions, artifact("predictions.csv"))
    shutil.copyfile(evaluation, artifact("evaluation.json"))


if __name__ == "__main__":
    main()
