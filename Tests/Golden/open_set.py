#!/usr/bin/env python3
"""Measures the whole pipeline on LFW's pictures: verification, and open-set identification.

Use: facetop identify LFW/*.jpg --json --embeddings > faces.jsonl      (with an empty gallery)
     python3 open_set.py faces.jsonl lfw-pairs.csv                     (needs numpy)

faces.jsonl: one object a picture; the usable face nearest to the picture's middle is taken.
lfw-pairs.csv: first,second,same. People are told apart by the file names (Some_Body_0001.jpg).
Prints verification accuracy and TAR at FAR over the pairs, then for thresholds and margins FPIR (strangers who are
named), FNIR (enrolled people who are not) and wrong names, over 200 random galleries of 10 and of 100 people with one
template each.
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
    for count in (10, 100):
        gallery_results(d2, people, by_person, several, count)


def gallery_results(d2, people, by_person, several, count):
    """Prints what thresholds and margins give in 200 random galleries of so many people with one template each."""
    random = np.random.default_rng(0)
    genuine, strangers = [], []
    for _ in range(200):
        enrolled = random.choice(several, count, replace=False)
        templates = [by_person[p][0] for p in enrolled]

        def answer(probe):
            row = d2[probe, templates]
            order = np.sort(row)
            return order[0], order[1] - order[0], int(row.argmin())
        for index, person in enumerate(enrolled):
            genuine += [answer(probe) + (index,) for probe in by_person[person][1:]]
        others = [i for i in range(len(people)) if people[i] not in set(enrolled)]
        strangers += [answer(probe) for probe in random.choice(others, 100)]
    genuine, strangers = np.array(genuine), np.array(strangers)
    for far in (1e-2, 1e-3):
        cut = np.quantile(strangers[:, 0], far)
        missed = (genuine[:, 0] > cut).mean()
        print(f"{count} people: FNIR {100 * missed:.1f} % at FPIR {100 * far:g} % (d2 {cut:.2f}, no margin)")
    for threshold in (0.8, 0.9, 1.0, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3):
        for margin in (0.0, 0.05, 0.1, 0.2):
            named = (strangers[:, 0] <= threshold) & (strangers[:, 1] >= margin)
            accepted = (genuine[:, 0] <= threshold) & (genuine[:, 1] >= margin)
            wrong = accepted & (genuine[:, 2] != genuine[:, 3])
            print(f"{count} people: threshold {threshold:.2f} margin {margin:.2f}: FPIR {100 * named.mean():.1f} %  "
                  f"FNIR {100 * (~accepted).mean():.1f} %  wrong name {100 * wrong.mean():.1f} %")


found = embeddings(sys.argv[1])
print(f"{len(found)} pictures with a usable face")
verification(found, sys.argv[2])
identification(found)
