"""What a machine may lack: tests/absent.txt, a line each of name, TAB, probe command, TAB, reason."""

import re
import subprocess
import sys
from pathlib import Path

PROBE_SECONDS = 60


class Absent:
    """Capabilities that are listed as possibly absent; each probe runs once, when a skip first asks."""

    def __init__(self, probes: dict[str, str]):
        self._probes = probes
        self._present: dict[str, bool] = {}

    def objection(self, skip_reason: str) -> str | None:
        """Why a skip with this reason is not allowed; None when it is."""
        found = re.search(r"absent: ([\w.-]+):", skip_reason)
        if not found:
            return "a skip must say `absent: NAME: why`"
        name = found[1]
        if name not in self._probes:
            return f"{name} is not listed in tests/absent.txt"
        if name not in self._present:
            self._present[name] = succeeds(self._probes[name])
        return f"{name} is there: its probe in tests/absent.txt succeeded" if self._present[name] else None


def succeeds(probe: str) -> bool:
    try:
        done = subprocess.run(["/bin/sh", "-c", probe], stdin=subprocess.DEVNULL, capture_output=True,
                              timeout=PROBE_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def read(file: Path) -> Absent:
    """Reads the list; a line of another shape ends the run, because it could hide a skip."""
    probes = {}
    for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        parts = line.split("\t")
        if len(parts) != 3 or not all(part.strip() for part in parts):
            sys.exit(f"{file}:{number}: expected name, TAB, probe command, TAB, reason")
        probes[parts[0]] = parts[1]
    return Absent(probes)
