"""Finds the Debian archive that the machine's own apt sources name.

The project names no mirror: whatever archive the machine installs its packages from also serves the other suites.
Both source formats of apt are read: deb822 (*.sources) and one line (*.list).
"""

import re
from dataclasses import dataclass
from pathlib import Path

ETC_APT = Path("/etc/apt")


@dataclass(frozen=True)
class Source:
    """One archive: where it is, the suites taken from it, and what signs it (None: apt's trusted keys)."""

    uri: str
    suites: tuple[str, ...]
    signed_by: str | None


def parse_deb822(text: str) -> list[Source]:
    """Stanzas of `Key: value`; a line that starts with white space continues the value above it."""
    sources = []
    for stanza in re.split(r"\n\s*\n", text):
        fields = _fields(stanza)
        if fields.get("enabled", "yes").lower() in ("no", "false") or "deb" not in fields.get("types", "").split():
            continue
        suites = tuple(fields.get("suites", "").split())
        sources += [Source(uri, suites, fields.get("signed-by")) for uri in fields.get("uris", "").split()]
    return sources


def _fields(stanza: str) -> dict[str, str]:
    fields: dict[str, str] = {}
    key = None
    for line in stanza.splitlines():
        if line.startswith("#"):
            continue
        if line[:1].isspace() and key:
            fields[key] += "\n" + line
        elif ":" in line:
            key, value = line.split(":", 1)
            key = key.strip().lower()
            fields[key] = value.strip()
    return fields


def parse_one_line(text: str) -> list[Source]:
    """Lines of `deb [option=value ...] uri suite component...`."""
    sources = []
    for line in text.splitlines():
        found = re.match(r"\s*deb\s+(?:\[([^]]*)\]\s+)?(\S+)\s+(\S+)", line)
        if found:
            options = dict(part.split("=", 1) for part in (found[1] or "").split() if "=" in part)
            sources.append(Source(found[2], (found[3],), options.get("signed-by")))
    return sources


def machine_sources(etc: Path = ETC_APT) -> list[Source]:
    """All enabled binary sources of the machine, in apt's order."""
    files = [etc / "sources.list", *sorted((etc / "sources.list.d").glob("*"))]
    sources = []
    for file in files:
        if file.suffix == ".list" and file.is_file():
            sources += parse_one_line(file.read_text(encoding="utf-8"))
        elif file.suffix == ".sources" and file.is_file():
            sources += parse_deb822(file.read_text(encoding="utf-8"))
    return sources


def debian_archive(sources: list[Source], codename: str) -> Source | None:
    """The source that serves the installed release itself (not its updates, security or backports)."""
    for source in sources:
        if codename in source.suites or "stable" in source.suites:
            return source
    return None
