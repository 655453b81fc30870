"""Sets up k nearest neighbours: something simple that the trained model has to beat."""

import argparse

import neighbours
from flowers import read_prepared, write_json
from tracking import log_metric


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--prepared", required=True)
    arguments.add_argument("--k", type=int, required=True)
    arguments.add_argument("--model", required=True)
    options = arguments.parse_args()

    flowers = read_prepared(options.prepared, "train")
    print("Accuracy on %d training flowers, each predicted from the others:" % len(flowers))
    for k in sorted({1, 3, 5, 7, 9, 11, 15, 21, options.k}):
        accuracy = neighbours.leave_one_out(flowers, k)
        print("  k = %2d   %.3f%s" % (k, accuracy, "   <- used" if k == options.k else ""))
        if k == options.k:
            log_metric("leave_one_out_accuracy", accuracy)

    write_json(
        options.model,
        {
            "kind": "k nearest neighbours",
            "k": options.k,
            "flowers": [{"row": f.row, "species": f.species, "scaled": f.scaled} for f in flowers],
        },
    )


if __name__ == "__main__":
    main()
