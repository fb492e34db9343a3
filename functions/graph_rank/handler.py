"""Ranks the vertices of a graph, and finds trees and routes in it."""

import random

import igraph
import numpy as np
from rich.console import Console
from rich.table import Table

import graphs

console = Console(stderr=True)


def log_ranking(ranking):
    table = Table(title="Ranking")
    table.add_column("vertex")
    table.add_column("score", justify="right")
    for name, score in ranking:
        table.add_row(name, f"{score:.6f}")
    console.print(table)


def pagerank(graph, event):
    scores = graph.pagerank(damping=event.get("damping", 0.85))
    order = sorted(range(len(scores)), key=lambda i: (-scores[i], i))
    ranking = [(graph.vs[i]["name"], round(scores[i], 6))
               for i in order[:event.get("top", 10)]]
    log_ranking(ranking)
    return {"ranking": [list(entry) for entry in ranking]}


def spanning_tree(graph, event):
    weights = "weight" if graph.is_weighted() else None
    tree = graph.spanning_tree(weights=weights)
    result = {"edges": tree.ecount()}
    if weights:
        result["length"] = round(sum(tree.es["weight"]), 1)
    return result


def breadth_first(graph, event):
    root = event.get("root", 0)
    vertices, layers, _ = graph.bfs(root, mode="all")
    return {"reached": len(vertices), "depth": len(layers) - 2}


def neighbourhoods(graph, event):
    random.seed(event.get("seed", 42))
    groups = graph.as_undirected().community_multilevel()
    return {"groups": sorted(groups.sizes(), reverse=True),
            "modularity": round(groups.modularity, 4)}


TASKS = {
    "pagerank": pagerank,
    "spanning_tree": spanning_tree,
    "bfs": breadth_first,
    "communities": neighbourhoods,
}


def handler(event, context):
    task = event.get("task", "pagerank")
    if task not in TASKS:
        return {"error": f"unknown task {task}", "tasks": sorted(TASKS)}
    graph = graphs.load(event)
    result = {"igraph": igraph.__version__, "vertices": graph.vcount()}
    result.update(TASKS[task](graph, event))
    return result
