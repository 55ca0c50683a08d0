#!/usr/bin/env python3
"""Makes data/water/map_japan.tsv from countries-10m.json of the npm package world-atlas 2.0.2
(Natural Earth 1:10m, public domain): the coast of Japan, simplified for a drawing of about 700 dots.

usage: make_map_japan.py countries-10m.json > data/water/map_japan.tsv"""
import json
import math
import sys

JAPAN, RUSSIA = "392", "643"  # ISO 3166-1 numeric
# The source draws 北方四島 with the country that holds them; they belong to the map of Japan.
NORTHERN_ISLANDS = (145.2, 148.95, 43.3, 45.56)  # west, east, south, north
TOLERANCE = 0.012  # degrees: half a dot of the drawing
SMALLEST = 0.0006  # square degrees: smaller islands are not seen


def arcs_of(topology):
    scale, move = topology["transform"]["scale"], topology["transform"]["translate"]
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + move[0], y * scale[1] + move[1]))
        yield points


def rings_of_country(topology, arcs, code):
    country = next(c for c in topology["objects"]["countries"]["geometries"] if c.get("id") == code)
    for polygon in country["arcs"]:
        points = []
        for index in polygon[0]:
            arc = arcs[index] if index >= 0 else arcs[~index][::-1]
            points += arc[1:] if points else arc
        yield points


def is_northern_island(ring):
    west, east, south, north = NORTHERN_ISLANDS
    return all(west <= x <= east and south <= y <= north for x, y in ring)


def rings_of(topology):
    arcs = list(arcs_of(topology))
    yield from rings_of_country(topology, arcs, JAPAN)
    yield from filter(is_northern_island, rings_of_country(topology, arcs, RUSSIA))


def distance(point, first, last):
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = math.hypot(dx, dy)
    if length == 0:
        return math.hypot(point[0] - first[0], point[1] - first[1])
    return abs(dy * (point[0] - first[0]) - dx * (point[1] - first[1])) / length


def simplified(points):
    """Douglas and Peucker 1973."""
    if len(points) < 3:
        return points
    far = max(range(1, len(points) - 1), key=lambda i: distance(points[i], points[0], points[-1]))
    if distance(points[far], points[0], points[-1]) <= TOLERANCE:
        return [points[0], points[-1]]
    return simplified(points[: far + 1])[:-1] + simplified(points[far:])


def area(points):
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, points[1:]))) / 2


def main():
    sys.setrecursionlimit(100000)
    topology = json.load(open(sys.argv[1], encoding="utf-8"))
    kept = sorted((r for r in rings_of(topology) if area(r) >= SMALLEST), key=area, reverse=True)
    print("# The coast of Japan, degrees east and north, islands from large to small.")
    print("# source: Natural Earth 1:10m (public domain) by the npm package world-atlas 2.0.2 (ISC); made by tools/make_map_japan.py")
    print("# 北方四島 are in it.")
    print("island\tpoints")
    for number, ring in enumerate(kept, 1):
        half = len(ring) // 2
        points = simplified(ring[: half + 1])[:-1] + simplified(ring[half:])
        if len(points) >= 4:
            print(f"{number}\t" + " ".join(f"{x:.2f},{y:.2f}" for x, y in points))


main()
