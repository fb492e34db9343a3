"""Where the graphs come from."""

import csv
import os
import random

import igraph

ROADS = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                     "data", "roads.csv")


def roads():
    """Towns and roads; the weight of an edge is its length."""
    with open(ROADS, encoding="utf-8", newline="") as file:
        edges = [(row["from"], row["to"], float(row["km"]))
                 for row in csv.DictReader(file)]
    return igraph.Graph.TupleList(edges, weights=True)


def citations(size, seed):
    """A random graph in which few vertices are cited by many."""
    random.seed(seed)       # igraph draws from Python's generator
    graph = igraph.Graph.Barabasi(n=size, m=8, directed=True)
    graph.vs["name"] = [f"p{number}" for number in range(size)]
    return graph


def load(event):
    if event.get("graph", "citations") == "roads":
        return roads()
    return citations(event.get("size", 1000), event.get("seed", 42))
