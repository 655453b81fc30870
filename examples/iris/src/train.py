"""Trains the softmax regression and writes it as one JSON file."""

import argparse
import math
import os
import shutil
import sys

import softmax
from flowers import FEATURES, SPECIES, artifact, read_json, read_prepared, write_json
from tracking import log_metric

REPORTS = 20  # how often, at most, the loss is reported over the whole training


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--prepared", required=True)
    arguments.add_argument("--lr", type=float, required=True)
    arguments.add_argument("--epochs", type=int, required=True)
    arguments.add_argument("--l2", type=float, required=True)
    arguments.add_argument("--seed", type=int, required=True)
    arguments.add_argument("--model", required=True)
    options = arguments.parse_args()

    flowers = read_prepared(options.prepared, "train")
    weights, chance = softmax.start(options.seed)
    print("Training on %d flowers: %d epochs, lr %g, l2 %g." % (len(flowers), options.epochs, options.lr, options.l2))

    history = []
    interval = math.ceil(options.epochs / REPORTS)
    for number in range(1, options.epochs + 1):
        softmax.epoch(weights, flowers, chance, options.lr, options.l2)
        if number % interval == 0 or number == options.epochs:
            history.append(report(number, options, weights, flowers))

    write_json(
        options.model,
        {
            "kind": "softmax regression",
            "features": FEATURES,
            "species": SPECIES,
            "scaling": read_json(os.path.join(options.prepared, "scaling.json")),
            "weights": [[round(weight, 6) for weight in row] for row in weights],
            "parameters": {"lr": options.lr, "epochs": options.epochs, "l2": options.l2, "seed": options.seed},
            "history": history,
        },
    )
    shutil.copyfile(options.model, artifact("model.json"))
    print("The model is in outputs/model.json.")


def report(number, options, weights, flowers):
    """Prints and logs how far the training has come; ends the step when the numbers ran away."""
    loss = softmax.loss(weights, flowers)
    if not math.isfinite(loss):
        sys.exit("Training diverged by epoch %d: the loss is %s. Try an lr below %g." % (number, loss, options.lr))
    accuracy = softmax.accuracy(weights, flowers)
    print("epoch %4d of %d   loss %.4f   training accuracy %.3f" % (number, options.epochs, loss, accuracy))
    log_metric("loss", loss, number)
    log_metric("train_accuracy", accuracy, number)
    return {"epoch": number, "loss": round(loss, 6), "accuracy": round(accuracy, 6)}


if __name__ == "__main__":
    main()
