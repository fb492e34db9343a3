"""Measures the imports in substitutes.json and writes the figures into it.

Usage: measure_substitutes.py PYTHON [REPETITIONS]

Every figure is the median elapsed time of cold processes that execute one statement, less that of processes that
execute nothing; the repetitions of all statements are interleaved, byte code and page cache are warm. Statements
that fail (a package that is not installed) leave their entry without a figure.
"""

import json
import os
import pathlib
import statistics
import subprocess
import sys
import time

TABLE = pathlib.Path(__file__).with_name("substitutes.json")


def once(python, statement):
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    ended = subprocess.run([python, "-c", statement], capture_output=True, env=environment, check=False)
    return (time.perf_counter() - start) * 1e3 if ended.returncode == 0 else None


def main(python, repetitions):
    table = json.loads(TABLE.read_text())
    statements = {"pass"} | {s for e in table["entries"] for s in e["measure"].values()}
    works = sorted(s for s in statements if once(python, s) is not None)
    times = {s: [] for s in works}
    for _ in range(repetitions):
        for statement in works:
            times[statement].append(once(python, statement))
    median = {s: statistics.median(t) for s, t in times.items()}
    version = subprocess.check_output([python, "-c", "import platform; print(platform.python_version())"], text=True).strip()
    for entry in table["entries"]:
        heavy, light = entry["measure"]["heavy"], entry["measure"]["light"]
        entry.pop("measured", None)
        if heavy in median and light in median:
            entry["measured"] = {
                "heavyMs": round(median[heavy] - median["pass"], 1),
                "lightMs": round(max(0.0, median[light] - median["pass"]), 1),
                "python": version,
                "version": version_of(python, entry["heavy"]),
            }
        print(entry["heavy"], entry.get("measured", "not measured"))
    TABLE.write_text(render(table))


def version_of(python, module):
    code = (
        "import importlib.metadata as m, sys; t = sys.argv[1].split('.')[0];"
        "n = m.packages_distributions().get(t, [t])[0] if hasattr(m, 'packages_distributions') else t;"
        "print(m.version(n))"
    )
    ended = subprocess.run([python, "-c", code, module], capture_output=True, text=True, check=False)
    return ended.stdout.strip() if ended.returncode == 0 else ""


def render(table):
    entries = []
    for entry in table["entries"]:
        fields = [f'      "{k}": {json.dumps(v, ensure_ascii=False)}' for k, v in entry.items()]
        entries.append("    {\n" + ",\n".join(fields) + "\n    }")
    head = f'{{\n  "schema": {json.dumps(table["schema"])},\n  "version": {table["version"]},\n  "entries": [\n'
    return head + ",\n".join(entries) + "\n  ]\n}\n"


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 7)
