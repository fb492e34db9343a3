"""Unpacks a Debian Python of another suite into $THAW_PYTHONS/VERSION. Run by eng/private-python, which says how.

The packages come from the archive that the machine's own apt sources name, checked by the keyring that is installed,
through a private apt state. They are unpacked beside their place and renamed into it, so that a reader never sees a
half-made interpreter. No package script runs; what they would have done and Python needs is done here.
"""

import fcntl
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import apt_sources
import private_root

LAYOUT = 3  # raised whenever what is unpacked changes, so that older folders are made again


class Failure(Exception):
    """A reason that a person can act on, in one line."""


def main(arguments: list[str]) -> int:
    if len(arguments) < 2 or any(a.startswith("-") for a in arguments):
        print("usage: eng/private-python SUITE VERSION [python3-PACKAGE...]", file=sys.stderr)
        return 2
    suite, version, packages = arguments[0], arguments[1], set(arguments[2:])
    home = Path(os.path.abspath(os.environ["THAW_PYTHONS"]))
    home.mkdir(parents=True, exist_ok=True)
    try:
        with open(home / f".lock-{version}", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            print(provide(home, suite, version, packages))
    except Failure as failure:
        print(f"eng/private-python: {failure}", file=sys.stderr)
        return 3
    return 0


def provide(home: Path, suite: str, version: str, packages: set[str]) -> Path:
    """Returns the wrapper's path; makes the interpreter first unless it is there with these packages."""
    target = home / version
    wrapper = target / "bin" / f"python{version}"
    stamp = read_stamp(target)
    same = all(stamp.get(k) == v for k, v in {"layout": LAYOUT, "suite": suite, "path": str(target)}.items())
    if same and packages <= set(stamp["packages"]) and wrapper.exists():
        return wrapper
    packages |= set(stamp["packages"]) if same else set()
    print(f"unpacking Python {version} of Debian {suite} into {target}", file=sys.stderr)
    building = Path(tempfile.mkdtemp(prefix=f".building-{version}-", dir=home))
    try:
        debs = download(building / "apt", suite, version, packages)
        root = building / "root"
        private_root.make(root, target, version, debs)
        stamp = {"layout": LAYOUT, "suite": suite, "path": str(target), "packages": sorted(packages)}
        (root / "stamp.json").write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        put_in_place(root, target, building)
    except subprocess.CalledProcessError as error:
        raise Failure(f"{error.cmd[0]} failed: {last_line(error.stderr)}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return wrapper


def read_stamp(target: Path) -> dict:
    try:
        return json.loads((target / "stamp.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def put_in_place(root: Path, target: Path, building: Path) -> None:
    if target.exists():
        target.rename(building / "old")
    root.rename(target)


def download(apt: Path, suite: str, version: str, packages: set[str]) -> list[Path]:
    """Fetches the interpreter, the packages and their hard dependencies; returns the .deb files."""
    configuration = apt_configuration(apt, suite, version)
    run_apt(configuration, "update", "-q")
    wanted = [f"python{version}", f"python{version}-minimal", *sorted(packages)]
    run_apt(configuration, "install", "-qy", "--no-install-recommends", "--download-only", *wanted)
    return sorted((apt / "cache/archives").glob("*.deb"))


def run_apt(configuration: Path, *arguments: str) -> None:
    command = ["apt-get", "-c", str(configuration), *arguments]
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    said = (done.stdout + done.stderr).splitlines()
    # `update` ends well even when an index could not be had; what it then says is a warning.
    bad = [line for line in said if line.startswith(("E:", "W: Failed", "W: GPG error", "Err:"))]
    if done.returncode != 0 or (arguments[0] == "update" and bad):
        raise Failure(f"apt-get {arguments[0]} failed: {(bad or said[-1:] or ['no output'])[0]}")


def apt_configuration(apt: Path, suite: str, version: str) -> Path:
    """Writes a private apt state: its own lists, archives and installed packages (only a stand-in for python3)."""
    codename = os_release().get("VERSION_CODENAME", "")
    source = apt_sources.debian_archive(apt_sources.machine_sources(), codename)
    if os_release().get("ID") != "debian" or source is None:
        raise Failure("this machine's apt sources name no Debian archive, so no other suite's Python can be had")
    for folder in ("lists/partial", "cache/archives/partial", "empty"):
        (apt / folder).mkdir(parents=True)
    # The suite's own python3 is another version than the one asked for; packages depend on it by name only.
    (apt / "status").write_text(private_root.stand_in(version), encoding="utf-8")
    signed = f"Signed-By: {source.signed_by}\n" if source.signed_by else ""
    (apt / "thaw.sources").write_text(
        f"Types: deb\nURIs: {source.uri}\nSuites: {suite}\nComponents: main\n{signed}", encoding="utf-8")
    configuration = apt / "apt.conf"
    configuration.write_text(APT_CONFIGURATION.format(apt=apt), encoding="utf-8")
    return configuration


# Hooks are cleared because they would work on the system's own state; DEP-11 and translations are not needed.
APT_CONFIGURATION = """\
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
#clear DPkg::Post-Invoke;
#clear Acquire::IndexTargets::deb::DEP-11;
#clear Acquire::IndexTargets::deb::CNF;
Dir::State "{apt}";
Dir::State::lists "{apt}/lists";
Dir::State::status "{apt}/status";
Dir::State::extended_states "{apt}/extended_states";
Dir::Cache "{apt}/cache";
Dir::Cache::archives "{apt}/cache/archives";
Dir::Etc::SourceList "{apt}/thaw.sources";
Dir::Etc::SourceParts "{apt}/empty";
Dir::Etc::Preferences "{apt}/none";
Dir::Etc::PreferencesParts "{apt}/empty";
Dir::Log "{apt}/cache";
APT::Sandbox::User "root";
Acquire::Languages "none";
Acquire::Retries "3";
"""


def os_release() -> dict[str, str]:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return dict(line.replace('"', "").split("=", 1) for line in lines if "=" in line)


def last_line(text: str | bytes | None) -> str:
    text = text.decode(errors="replace") if isinstance(text, bytes) else text or ""
    return (text.strip().splitlines() or ["no output"])[-1]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
