#!/usr/bin/env python3
"""Compares ways to measure how far a face is from a person of several photos, by open-set identification.

Use: facetop identify LFW --json --embeddings --precision fp32 > faces.jsonl   (with an empty gallery)
     facetop identify PORTRAITS --json --embeddings --precision fp32 > cohort.jsonl
     python3 Tests/Golden/scoring.py faces.jsonl cohort.jsonl                  (needs numpy)

Of each picture the usable face nearest to its middle is taken; people are told apart by the file names
(Some_Body_0001.jpg). Prints, over 150 random galleries of ten people with three photos each and of forty, the share
that is missed (FNIR) where 1 % and 0.1 % of the strangers, who have one or two pictures, are named (FPIR):
  nearest   to the nearest template
  middle    to the normalized mean of the templates
  half      the mean of both, which facetop uses
  weighted  the same with the middle weighted by the photos' quality
  s-norm    adaptive symmetric normalization of `half` by the 50 nearest of the cohort
"""
import collections
import json
import os
import sys

import numpy as np

PHOTOS, GALLERIES, NEAREST = 3, 150, 50


def faces(path):
    found = {}
    with open(path) as lines:
        for picture in map(json.loads, lines):
            usable = [f for f in picture.get("faces", []) if f["usable"]]
            if usable:
                face = min(usable, key=lambda f: abs(f["box"]["x"] + f["box"]["w"] / 2 - picture["width"] / 2)
                           + abs(f["box"]["y"] + f["box"]["h"] / 2 - picture["height"] / 2))
                found[os.path.basename(picture["image"])] = (np.array(face["embedding"]), face["quality"]["overall"])
    return found


def unit(v):
    return v / np.linalg.norm(v, axis=-1, keepdims=True)


def d2(a, b):
    return 2 - 2 * a @ b.T


def distances(probes, templates, weights, cohort):
    nearest = np.stack([d2(probes, t).min(1) for t in templates], 1)
    middles = unit(np.array([t.mean(0) for t in templates]))
    weighted = unit(np.array([(t * w[:, None]).sum(0) for t, w in zip(templates, weights)]))
    middle = d2(probes, middles)
    half = (nearest + middle) / 2
    of_probe, of_person = (np.sort(d2(x, cohort), 1)[:, :NEAREST] for x in (probes, middles))
    normalized = ((half - of_probe.mean(1)[:, None]) / of_probe.std(1)[:, None]
                  + (half - of_person.mean(1)[None]) / of_person.std(1)[None]) / 2
    return {"nearest": nearest, "middle": middle, "half": half,
            "weighted": (nearest + d2(probes, weighted)) / 2, "s-norm": normalized}


def compare(found, cohort, people):
    by_person = collections.defaultdict(list)
    for name in sorted(found):
        by_person[name.rsplit("_", 1)[0]].append(found[name])
    random = np.random.default_rng(0)
    candidates = [p for p in by_person if len(by_person[p]) > PHOTOS]
    strangers = [(p, e) for p in by_person if len(by_person[p]) <= 2 for e, _ in by_person[p]]
    genuine, impostor = collections.defaultdict(list), collections.defaultdict(list)
    for _ in range(GALLERIES):
        enrolled = random.choice(candidates, people, replace=False)
        templates, weights, probes, who = [], [], [], []
        for number, person in enumerate(enrolled):
            order = random.permutation(len(by_person[person]))
            own = [by_person[person][i] for i in order]
            templates.append(np.array([e for e, _ in own[:PHOTOS]]))
            weights.append(np.array([q for _, q in own[:PHOTOS]]))
            probes += [e for e, _ in own[PHOTOS:]]
            who += [number] * (len(own) - PHOTOS)
        others = [e for p, e in strangers if p not in enrolled]
        for name, x in distances(np.array(probes + others), templates, weights, cohort).items():
            best, nearest = x.argmin(1), x.min(1)
            right = best[:len(who)] == np.array(who)
            genuine[name].append(np.where(right, nearest[:len(who)], np.inf))
            impostor[name].append(nearest[len(who):])
    for name in genuine:
        g, i = np.concatenate(genuine[name]), np.concatenate(impostor[name])
        rates = "  ".join(f"{100 * (g > np.quantile(i, f)).mean():5.1f} % at FPIR {100 * f:g} %" for f in (0.01, 0.001))
        print(f"{people} people  {name:9} missed {rates}")


def main():
    found = faces(sys.argv[1])
    cohort = np.array([e for e, _ in faces(sys.argv[2]).values()])
    for people in (10, 40):
        compare(found, cohort, people)


main()
