"""Linear algebra on matrices of a given size."""

import numpy as np


def multiply(n, source):
    product = source.random((n, n)) @ source.random((n, n))
    return {"trace": round(float(np.trace(product)), 4),
            "mean": round(float(product.mean()), 4)}


def solve(n, source):
    """Solves a dense system whose solution is known to be all ones."""
    a = source.random((n, n)) + n * np.eye(n)
    x = np.linalg.solve(a, a @ np.ones(n))
    return {"error": round(float(np.abs(x - 1).max()), 8)}


def spectrum(n, source):
    a = source.random((n, n))
    values = np.linalg.svd(a, compute_uv=False)
    return {"largest": [round(float(value), 4) for value in values[:5]]}


OPERATIONS = {"multiply": multiply, "solve": solve, "spectrum": spectrum}


def handler(event, context):
    operation = event.get("operation", "multiply")
    n = event["n"]
    if not 1 <= n <= 2000:
        raise ValueError("n must be from 1 to 2000")
    source = np.random.default_rng(event.get("seed", 0))
    result = {"operation": operation, "n": n}
    result.update(OPERATIONS[operation](n, source))
    return result
