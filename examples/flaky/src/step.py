"""One step of the flaky pipeline: predicts from hours of study whether an exam is passed.

The step named by `--fail-at` finds a column renamed and ends with a traceback that has two parts: the first cause
(a KeyError in `field`) and what it led to.
"""

import argparse
import csv
import io
import json
import os
import time

TABLE = """hours,label
0.5,fail
1.0,fail
1.5,fail
2.0,pass
2.5,fail
3.0,pass
3.5,pass
4.0,pass
"""


def field(record, name):
    return record[name]


def load(records):
    return [{"hours": float(field(r, "hours")), "label": field(r, "label")} for r in records]


def features(records):
    longest = max(field(r, "hours") for r in records)
    return [{"effort": field(r, "hours") / longest, "label": field(r, "label")} for r in records]


def statistics(records):
    labels = [field(r, "label") for r in records]
    return [{"passed": labels.count("pass"), "failed": labels.count("fail")}]


def train(records):
    """The threshold on effort that tells most of the records right."""
    def right(threshold):
        return sum((field(r, "effort") >= threshold) == (field(r, "label") == "pass") for r in records)

    best = max((field(r, "effort") for r in records), key=right)
    return [{"threshold": best, "right": right(best), "of": len(records)}]


def publish(records):
    model, counts = records
    sentence = "Effort of %.3f or more means a pass: right for %d of %d. %d passed, %d failed." % (
        field(model, "threshold"), model["right"], model["of"], counts["passed"], counts["failed"])
    os.makedirs("outputs", exist_ok=True)
    with open("outputs/summary.txt", "w") as file:
        file.write(sentence + "\n")
    print(sentence)
    return [{"summary": sentence}]


# Step -> what it does, in words; its function; the column that goes missing when it is to fail.
STEPS = {
    "load": ("load the records", load, "label"),
    "features": ("build features", features, "label"),
    "statistics": ("count the labels", statistics, "label"),
    "train": ("train the model", train, "label"),
    "publish": ("publish the model", publish, "threshold"),
}


def rename(records, column):
    """What a careless change upstream does: `label` becomes `label_v2`."""
    return [{key + "_v2" if key == column else key: value for key, value in r.items()} for r in records]


def read(paths):
    if not paths:
        return list(csv.DictReader(io.StringIO(TABLE)))
    records = []
    for path in paths:
        with open(path) as file:
            records += json.load(file)
    return records


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--step", choices=list(STEPS), required=True)
    arguments.add_argument("--fail-at", choices=["none"] + list(STEPS), required=True)
    arguments.add_argument("--seconds", type=float, required=True)
    arguments.add_argument("--records", action="append")
    arguments.add_argument("--result", required=True)
    options = arguments.parse_args()

    aim, work, column = STEPS[options.step]
    records = read(options.records)
    print("Going to %s: %d records, %g seconds." % (aim, len(records), options.seconds))
    for quarter in range(1, 5):
        time.sleep(options.seconds / 4)
        print("%3d %%" % (25 * quarter))

    if options.step == options.fail_at:
        records = rename(records, column)
    try:
        result = work(records)
    except KeyError as error:
        raise RuntimeError("could not " + aim) from error
    with open(options.result, "w") as file:
        json.dump(result, file, indent=2)
    print("Done: %d records written." % len(result))


if __name__ == "__main__":
    main()
