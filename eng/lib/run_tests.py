"""Runs the built test projects, two at a time, and prints what happened. Started by ./test, which builds first.

A line per project as it ends, below it the failed tests with their messages and the skipped ones with their reasons;
the last line is `N passed, N failed, N skipped`. A project whose process dies counts as one failure more.
"""

import argparse
import concurrent.futures
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import absent
import trx

AT_A_TIME = 2
LIMIT_SECONDS = 1500  # of one project: a test that hangs must end the run with its name, not the run's own limit


def main() -> int:
    # A shell that starts this in the background leaves signals ignored, and what ignores them can't be interrupted.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    root, options = parse()
    projects = chosen(root, options.projects)
    results = root / "artifacts/test-results"
    shutil.rmtree(results, ignore_errors=True)
    allowed = absent.read(root / "tests/absent.txt") if os.environ.get("THAW_REQUIRE_ALL") == "1" else None
    total = trx.Counts()
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        runs = [pool.submit(run, root, results, project, options.filter) for project in projects]
        for done in concurrent.futures.as_completed(runs):
            name, seconds, tests = done.result()
            counts = judge(tests, allowed)
            total += counts
            print(f"{name}: {counts} ({seconds:.1f} s)", flush=True)
            for line in trx.explain(tests):
                print(line, flush=True)
    print(total)
    return 0 if total.failed == 0 and total.passed > 0 else 1


def parse() -> tuple[Path, argparse.Namespace]:
    parser = argparse.ArgumentParser(prog="./test")
    parser.add_argument("root", help=argparse.SUPPRESS)
    parser.add_argument("--filter", help="only tests whose full name contains this")
    parser.add_argument("projects", nargs="*", metavar="PROJECT")
    options = parser.parse_args()
    return Path(options.root), options


def chosen(root: Path, names: list[str]) -> list[Path]:
    """The test projects, all or the named ones; the longest first would need a memory, so it is the alphabet."""
    projects = sorted(p.parent for p in root.glob("tests/*.Tests/*.Tests.csproj"))
    wanted = [name.strip("/").split("/")[-1] for name in names]
    for name in wanted:
        if not any(name in spellings(p) for p in projects):
            known = ", ".join(p.name for p in projects)
            sys.exit(f"./test: there is no test project {name}; there are {known}")
    return [p for p in projects if not wanted or spellings(p) & set(wanted)]


def spellings(project: Path) -> set[str]:
    short = project.name.removeprefix("Thaw.").removesuffix(".Tests")
    return {project.name, short, short.lower()}


def run(root: Path, results: Path, project: Path, only: str | None) -> tuple[str, float, list[trx.Test]]:
    """Runs one project; its output goes to a log, its outcome is read from the result file alone."""
    folder = results / project.name
    folder.mkdir(parents=True)
    assembly = root / f"artifacts/bin/{project.name}/release/{project.name}.dll"
    command = ["dotnet", "test", str(assembly), "--logger", "trx;LogFileName=results.trx",
               "--results-directory", str(folder)]
    command += ["--filter", only if any(c in only for c in "=~!") else f"FullyQualifiedName~{only}"] if only else []
    began = time.monotonic()
    with open(folder / "output.log", "wb") as log:
        died = start(command, root, log)
    tests = trx.read(folder / "results.trx")
    # A test process that crashes takes the tests with it that had not run; what it left looks like a good run.
    if not died and not tests and not only:
        died = "ran no test"
    if died and trx.count(tests).failed == 0:
        tests.append(trx.Test(f"{project.name} (the test process)", "failed", f"{died}:\n{tail(folder)}"))
    return project.name, time.monotonic() - began, tests


def start(command: list[str], root: Path, log) -> str | None:
    """Runs to the end; returns why it did not get there."""
    # Pipes and terminals of the caller are kept out: a test must see the same everywhere.
    with subprocess.Popen(command, cwd=root, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                          start_new_session=True) as process:
        try:
            process.wait(LIMIT_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            return f"did not end within {LIMIT_SECONDS} s"
    return f"ended with exit code {process.returncode}" if process.returncode else None


def tail(folder: Path) -> str:
    lines = (folder / "output.log").read_text(encoding="utf-8", errors="replace").strip().splitlines()
    crash = next((i for i, line in enumerate(lines) if "Reason: " in line), max(0, len(lines) - 15))
    return "\n".join(lines[crash:crash + 15])


def judge(tests: list[trx.Test], allowed: absent.Absent | None) -> trx.Counts:
    """Counts, turning skips that nothing allows into failures when `allowed` is given."""
    for test in tests:
        if allowed is not None and test.outcome == "skipped":
            why = allowed.objection(test.message)
            if why:
                test.outcome, test.message = "failed", f"{why} (skipped: {test.message})"
    return trx.count(tests)


if __name__ == "__main__":
    sys.exit(main())
