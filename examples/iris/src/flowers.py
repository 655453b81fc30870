"""The table of flowers: its columns, and how the steps read and write it."""

import csv
import json
import os

FEATURES = ["sepal_length", "sepal_width", "petal_length", "petal_width"]  # all in cm
SPECIES = ["setosa", "versicolor", "virginica"]


class Flower:
    """One flower. `row` is its place in the original table from 1; `scaled` is what the models see."""

    def __init__(self, row, species, cm, scaled=None):
        self.row = row
        self.species = species
        self.cm = cm
        self.scaled = scaled


def read_measurements(path):
    """The original table: four measurements and the species."""
    with open(path, newline="") as file:
        return [
            Flower(number, line["species"], [float(line[name]) for name in FEATURES])
            for number, line in enumerate(csv.DictReader(file), start=1)
        ]


def write_prepared(path, flowers):
    """One CSV with the measurements as they were taken and the same four after scaling."""
    with open(path, "w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(["row", "species"] + FEATURES + ["scaled_" + name for name in FEATURES])
        for flower in flowers:
            table.writerow([flower.row, flower.species] + flower.cm + ["%.6f" % value for value in flower.scaled])


def read_prepared(folder, part):
    """The `train` or the `test` part of a prepared folder."""
    with open(os.path.join(folder, part + ".csv"), newline="") as file:
        return [
            Flower(
                int(line["row"]),
                line["species"],
                [float(line[name]) for name in FEATURES],
                [float(line["scaled_" + name]) for name in FEATURES],
            )
            for line in csv.DictReader(file)
        ]


def read_json(path):
    with open(path) as file:
        return json.load(file)


def write_json(path, value):
    with open(path, "w") as file:
        json.dump(value, file, indent=2)
        file.write("\n")


def artifact(name):
    """Where a file for people goes: `./outputs` is kept with the run and can be opened from the card."""
    os.makedirs("outputs", exist_ok=True)
    return os.path.join("outputs", name)
