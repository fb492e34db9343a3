"""Reads the result files of .NET's test runner (.trx, XML)."""

import xml.etree.ElementTree as xml
from dataclasses import dataclass
from pathlib import Path

NAMESPACE = {"t": "http://microsoft.com/schemas/VisualStudio/TeamTest/2010"}


@dataclass
class Test:
    """One test's outcome: passed, failed or skipped; the message of a failure or the reason of a skip."""

    name: str
    outcome: str
    message: str = ""


@dataclass
class Counts:
    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(self.passed + other.passed, self.failed + other.failed, self.skipped + other.skipped)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"


def read(file: Path) -> list[Test]:
    """The tests of a result file; none when it is missing or was cut off."""
    try:
        root = xml.parse(file).getroot()
    except (OSError, xml.ParseError):
        return []
    return [_test(result) for result in root.iterfind("t:Results/t:UnitTestResult", NAMESPACE)]


def _test(result: xml.Element) -> Test:
    outcome = result.get("outcome", "")
    if outcome == "Passed":
        return Test(result.get("testName", "?"), "passed")
    message = _text(result, "t:Output/t:ErrorInfo/t:Message") or _text(result, "t:Output/t:StdOut")
    # Whatever is neither a pass nor a skip (Failed, Error, Timeout, Aborted) is a failure.
    if outcome == "NotExecuted":
        return Test(result.get("testName", "?"), "skipped", message)
    where = _text(result, "t:Output/t:ErrorInfo/t:StackTrace")
    return Test(result.get("testName", "?"), "failed", "\n".join(filter(None, [message or outcome, _first(where)])))


def _text(result: xml.Element, path: str) -> str:
    return (result.findtext(path, "", NAMESPACE) or "").strip()


def _first(trace: str) -> str:
    """The innermost line of the trace that names a source file: where the assertion stands."""
    return next((line.strip() for line in trace.splitlines() if ".cs:line" in line), "")


def count(tests: list[Test]) -> Counts:
    return Counts(*(sum(test.outcome == outcome for test in tests) for outcome in ("passed", "failed", "skipped")))


def explain(tests: list[Test]) -> list[str]:
    """Lines about the failed tests with their messages, and about skipped ones grouped by their reason."""
    lines = []
    for test in tests:
        if test.outcome == "failed":
            lines.append(f"  FAILED {test.name}")
            lines += [f"      {line}" for line in test.message.splitlines()[:40]]
    reasons: dict[str, list[str]] = {}
    for test in tests:
        if test.outcome == "skipped":
            reasons.setdefault(test.message or "no reason given", []).append(test.name)
    for reason, names in reasons.items():
        more = f" and {len(names) - 1} more" if len(names) > 1 else ""
        lines.append(f"  skipped {names[0]}{more}: {reason}")
    return lines
