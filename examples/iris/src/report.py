"""Puts everything on one HTML page that needs nothing else: no script, no network."""

import argparse
import csv
import os
from html import escape

import drawing
from flowers import FEATURES, SPECIES, artifact, read_json, read_prepared

HEAD = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Iris report</title>
<style>
:root { color-scheme: light dark }
body { font: 16px/1.5 sans-serif; max-width: 44rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; margin: 1rem 0 }
th, td { padding: .25rem .75rem; text-align: right; border-bottom: 1px solid #8884 }
th:first-child, td:first-child { text-align: left }
</style>
"""


def table(head, rows):
    cells = "".join("<th>%s</th>" % escape(str(cell)) for cell in head)
    lines = ["<tr>%s</tr>" % "".join("<td>%s</td>" % escape(str(cell)) for cell in row) for row in rows]
    return "<table>\n<tr>%s</tr>\n%s\n</table>" % (cells, "\n".join(lines))


def result_rows(evaluation):
    for name, key in [("Softmax regression", "model"), ("%d nearest neighbours" % evaluation["k"], "baseline")]:
        result = evaluation[key]
        yield [name, "%d of %d" % (result["right"], evaluation["flowers"]), "%.3f" % result["accuracy"],
               "%.3f to %.3f" % tuple(result["likely_range"])]


def mistakes(prepared, evaluation):
    """The test flowers that at least one of the two got wrong, with their measurements."""
    flowers = {flower.row: flower for flower in read_prepared(prepared, "test")}
    with open(os.path.join(evaluation, "predictions.csv"), newline="") as file:
        for line in csv.DictReader(file):
            if line["model"] != line["species"] or line["baseline"] != line["species"]:
                yield [line["row"], line["species"], line["model"], line["baseline"]] + flowers[int(line["row"])].cm


def main():
    arguments = argparse.ArgumentParser()
    for name in ("--prepared", "--model", "--exploration", "--evaluation"):
        arguments.add_argument(name, required=True)
    options = arguments.parse_args()

    model = read_json(options.model)
    evaluation = read_json(os.path.join(options.evaluation, "evaluation.json"))
    summary = read_json(os.path.join(options.exploration, "summary.json"))
    with open(os.path.join(options.exploration, "petals.svg")) as file:
        petals = drawing.inline(file.read())
    loss = drawing.inline(drawing.curve([(h["epoch"], h["loss"]) for h in model["history"]], "epoch", "loss"))

    wrong = list(mistakes(options.prepared, options.evaluation))
    names = [name.replace("_", " ") for name in FEATURES]
    page = [
        "<h1>Iris: which species is this flower?</h1>",
        "<p>Measured on %d flowers that neither model saw in training.</p>" % evaluation["flowers"],
        table(["", "right", "accuracy", "95 % range"], result_rows(evaluation)),
        "<h2>Confusion matrix of the softmax regression</h2>",
        table(["true \\ predicted"] + SPECIES,
              [[s] + counts for s, counts in zip(SPECIES, evaluation["model"]["confusion"])]),
        "<h2>Flowers that were taken for another species</h2>",
        table(["row", "species", "softmax", "neighbours"] + names, wrong) if wrong else "<p>None.</p>",
        "<h2>Petals</h2>", petals,
        "<h2>Mean sizes in the training part (cm, with 95 % range)</h2>",
        table([""] + SPECIES,
              [[name.replace("_", " ")] + ["%(mean).2f (%(low).2f to %(high).2f)" % summary[name][s] for s in SPECIES]
               for name in FEATURES]),
        "<h2>Training</h2>", loss,
        table(["parameter", "value"], [["scale", model["scaling"]["method"]]] + list(model["parameters"].items())),
    ]
    with open(artifact("report.html"), "w") as file:
        file.write(HEAD + "\n".join(page) + "\n</html>\n")
    print("At least one model was wrong on %d of %d test flowers." % (len(wrong), evaluation["flowers"]))
    print("The report is in outputs/report.html.")


if __name__ == "__main__":
    main()
