"""Unpacks a Debian CRIU of another suite into $THAW_CRIU. Run by eng/private-criu, which says how.

It comes the way private interpreters come: from the archive of the machine's own apt sources, checked by the installed
keyring, through a private apt state; it starts through its own dynamic loader with its own libraries.
"""

import fcntl
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import private_python
import private_root

LAYOUT = 1  # raised whenever what is unpacked changes, so that older folders are made again
DEFAULT_SUITE = "trixie"
# CRIU needs no Python; the private apt state wants some version for its stand-in.
STAND_IN = "3.99"


def main(arguments: list[str]) -> int:
    if len(arguments) > 1 or any(a.startswith("-") for a in arguments):
        print("usage: eng/private-criu [SUITE]", file=sys.stderr)
        return 2
    target = Path(os.path.abspath(os.environ["THAW_CRIU"]))
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        with open(target.parent / f".lock-{target.name}", "w", encoding="utf-8") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            print(provide(target, *(arguments or [DEFAULT_SUITE])))
    except private_python.Failure as failure:
        print(f"eng/private-criu: {failure}", file=sys.stderr)
        return 3
    return 0


def provide(target: Path, suite: str) -> Path:
    """Returns the wrapper's path; unpacks CRIU first unless it is there from this suite."""
    wrapper = target / "bin/criu"
    stamp = {"layout": LAYOUT, "suite": suite, "path": str(target)}
    if private_python.read_stamp(target) == stamp and wrapper.exists():
        return wrapper
    print(f"unpacking CRIU of Debian {suite} into {target}", file=sys.stderr)
    building = Path(tempfile.mkdtemp(prefix=f".building-{target.name}-", dir=target.parent))
    try:
        make(building / "root", target, download(building / "apt", suite))
        (building / "root/stamp.json").write_text(json.dumps(stamp, indent=1) + "\n", encoding="utf-8")
        private_python.put_in_place(building / "root", target, building)
    except subprocess.CalledProcessError as error:
        raise private_python.Failure(f"{error.cmd[0]} failed: {private_python.last_line(error.stderr)}") from error
    finally:
        shutil.rmtree(building, ignore_errors=True)
    return wrapper


def download(apt: Path, suite: str) -> list[Path]:
    configuration = private_python.apt_configuration(apt, suite, STAND_IN)
    private_python.run_apt(configuration, "update", "-q")
    private_python.run_apt(configuration, "install", "-qy", "--no-install-recommends", "--download-only", "criu")
    return sorted((apt / "cache/archives").glob("*.deb"))


def make(root: Path, target: Path, debs: list[Path]) -> None:
    """Unpacks into `root`, which is going to be renamed to `target`."""
    for folder in ("usr/lib", "usr/lib64", "bin", "var/lib/dpkg/info"):
        (root / folder).mkdir(parents=True)
    for name in ("lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    for deb in debs:
        private_root.unpack(deb, root)
    private_root.redirect_absolute_links(root)
    wrapper = root / "bin/criu"
    wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(private_root.loader(target))} '
                       f'{shlex.quote(str(target))}/usr/sbin/criu "$@"\n', encoding="utf-8")
    wrapper.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
