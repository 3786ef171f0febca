#!/usr/bin/env python3
"""Measures the whole pipeline on LFW's pictures: verification, and open-set identification among ten people.

Use: facetop identify LFW/*.jpg --json --embeddings > faces.jsonl      (with an empty gallery)
     python3 open_set.py faces.jsonl lfw-pairs.csv                     (needs numpy)

faces.jsonl: one object a picture; the usable face nearest to the picture's middle is taken.
lfw-pairs.csv: first,second,same. People are told apart by the file names (Some_Body_0001.jpg).
Prints verification accuracy and TAR at FAR over the pairs, then for thresholds and margins FPIR (strangers who are
named), FNIR (enrolled people who are not) and wrong names, over 200 random galleries of ten people with one template.
"""
import collections
import csv
import json
import os
import sys

import numpy as np


def embeddings(path):
    result = {}
    with open(path) as lines:
        for picture in map(json.loads, lines):
            usable = [f for f in picture.get("faces", []) if f["usable"]]
            if not usable:
                continue

            def distance(face):
                box = face["box"]
                return (abs(box["x"] + box["w"] / 2 - picture["width"] / 2)
                        + abs(box["y"] + box["h"] / 2 - picture["height"] / 2))
            result[os.path.basename(picture["image"])] = np.array(min(usable, key=distance)["embedding"])
    return result


def verification(faces, pairs):
    genuine, impostor = [], []
    for row in csv.DictReader(open(pairs)):
        if row["first"] in faces and row["second"] in faces:
            d2 = ((faces[row["first"]] - faces[row["second"]]) ** 2).sum()
            (genuine if row["same"] == "1" else impostor).append(d2)
    genuine, impostor = np.array(genuine), np.array(impostor)
    cuts = np.arange(0, 4, 0.01)
    accuracy = [((genuine <= c).sum() + (impostor > c).sum()) / (len(genuine) + len(impostor)) for c in cuts]
    best = int(np.argmax(accuracy))
    print(f"{len(genuine)} genuine pairs, mean d2 {genuine.mean():.2f}; {len(impostor)} impostor pairs, "
          f"mean d2 {impostor.mean():.2f}")
    print(f"best accuracy {100 * accuracy[best]:.1f} % at d2 {cuts[best]:.2f}")


def identification(faces):
    names = sorted(faces)
    people = np.array([n.rsplit("_", 1)[0] for n in names])
    matrix = np.stack([faces[n] for n in names])
    d2 = 2 - 2 * matrix @ matrix.T
    by_person = collections.defaultdict(list)
    for index, person in enumerate(people):
        by_person[person].append(index)
    several = sorted(p for p in by_person if len(by_person[p]) > 1)
    same = people[:, None] == people[None, :]
    upper = np.triu_indices(len(people), 1)
    impostor, genuine = d2[upper][~same[upper]], d2[upper][same[upper]]
    for far in (1e-2, 1e-3):
        cut = np.quantile(impostor, far)
        print(f"all pairs: TAR {100 * (genuine <= cut).mean():.1f} % at FAR {far:g} (d2 {cut:.2f})")
    for threshold in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 1.0):
        for margin in (0.0, 0.1, 0.2):
            random = np.random.default_rng(0)
            named = strangers = missed = wrong = probes = 0
            for _ in range(200):
                enrolled = random.choice(several, 10, replace=False)
                templates = [by_person[p][0] for p in enrolled]

                def accepted(row):
                    order = np.sort(row)
                    return order[0] <= threshold and order[1] - order[0] >= margin
                for index, person in enumerate(enrolled):
                    for probe in by_person[person][1:]:
                        row = d2[probe, templates]
                        probes += 1
                        if not accepted(row):
                            missed += 1
                        elif row.argmin() != index:
                            wrong += 1
                others = [i for i in range(len(people)) if people[i] not in set(enrolled)]
                for probe in random.choice(others, 100):
                    strangers += 1
                    named += accepted(d2[probe, templates])
            print(f"threshold {threshold:.1f} margin {margin:.1f}: FPIR {100 * named / strangers:.1f} %  "
                  f"FNIR {100 * missed / probes:.1f} %  wrong name {100 * wrong / probes:.1f} %")


found = embeddings(sys.argv[1])
print(f"{len(found)} pictures with a usable face")
verification(found, sys.argv[2])
identification(found)
