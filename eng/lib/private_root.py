"""Turns Debian packages into a folder that holds a runnable interpreter.

usr/, etc/      the packages' files; lib and lib64 lead into usr/ as on Debian
bin/            wrapper scripts: the interpreter starts through the folder's own dynamic loader and C library
var/lib/dpkg/   status and file lists, so that `dpkg-query --admindir` tells what is there
"""

import os
import shlex
import subprocess
from pathlib import Path


def make(root: Path, target: Path, version: str, debs: list[Path]) -> None:
    """Unpacks `debs` into `root`, which is going to be renamed to `target`."""
    for folder in ("usr/lib", "usr/lib64", "bin", "var/lib/dpkg/info"):
        (root / folder).mkdir(parents=True)
    # Packages that still ship files in /lib must end up in the same folder as those that ship /usr/lib.
    for name in ("lib", "lib64"):
        (root / name).symlink_to(f"usr/{name}")
    status = [stand_in(version)]
    for deb in debs:
        status.append(unpack(deb, root))
    (root / "var/lib/dpkg/status").write_text("\n".join(status), encoding="utf-8")
    redirect_absolute_links(root)
    link_alternatives(root)
    write_wrappers(root, target, version)
    compile_byte_code(root, target, version)


def stand_in(version: str) -> str:
    """A status entry for `python3` itself: the packages' version checks see the interpreter that was asked for."""
    return (f"Package: python3\nStatus: install ok installed\nArchitecture: {architecture()}\nMulti-Arch: allowed\n"
            f"Version: {version}.99-0\nMaintainer: Thaw\nDescription: stands for python{version}\n")


def architecture() -> str:
    return output("dpkg", "--print-architecture")


def unpack(deb: Path, root: Path) -> str:
    """Unpacks one package; returns its status entry."""
    subprocess.run(["dpkg-deb", "-x", str(deb), str(root)], check=True, capture_output=True)
    control = output("dpkg-deb", "-f", str(deb))
    name = output("dpkg-deb", "-f", str(deb), "Package")
    files = subprocess.run(["dpkg-deb", "--fsys-tarfile", str(deb)], check=True, capture_output=True).stdout
    names = subprocess.run(["tar", "-tf", "-"], input=files, check=True, capture_output=True).stdout.decode()
    paths = [line.removeprefix(".").rstrip("/") or "/." for line in names.splitlines()]
    (root / f"var/lib/dpkg/info/{name}.list").write_text("\n".join(paths) + "\n", encoding="utf-8")
    first, rest = control.split("\n", 1)
    return f"{first}\nStatus: install ok installed\n{rest}\n"


def redirect_absolute_links(root: Path) -> None:
    """Links to /usr or /etc would lead out of the folder, into what the system happens to have."""
    for folder, folders, files in os.walk(root):
        for name in folders + files:
            path = Path(folder, name)
            if path.is_symlink() and os.readlink(path).startswith("/"):
                inside = root / os.readlink(path).lstrip("/")
                path.unlink()
                path.symlink_to(os.path.relpath(inside, folder))


def link_alternatives(root: Path) -> None:
    """BLAS and LAPACK lie in folders of their own; the link to them is a package script's work on a system."""
    libraries = root / "usr/lib" / multiarch()
    for name in ("blas", "lapack"):
        for library in (libraries / name).glob("lib*.so.3"):
            (libraries / library.name).symlink_to(f"{name}/{library.name}")


def write_wrappers(root: Path, target: Path, version: str) -> None:
    """The wrapper's own name is argv[0], so a link to it in a virtual environment finds that environment."""
    for name in (f"python{version}", "python3", "python"):
        wrapper = root / "bin" / name
        wrapper.write_text(f'#!/bin/sh\nexec {shlex.join(loader(target))} --argv0 "$0" '
                           f'{shlex.quote(str(target))}/usr/bin/python{version} "$@"\n', encoding="utf-8")
        wrapper.chmod(0o755)


def loader(root: Path) -> list[str]:
    """The command that starts a program with the folder's libraries; the programs that it starts do not inherit it."""
    libraries = root / "usr/lib" / multiarch()
    name = "ld-linux-aarch64.so.1" if multiarch().startswith("aarch64") else "ld-linux-x86-64.so.2"
    return [str(libraries / name), "--inhibit-cache", "--library-path", str(libraries)]


def compile_byte_code(root: Path, target: Path, version: str) -> None:
    """Compiles with the paths that the files are going to have. A package's broken file is no reason to fail."""
    folders = [str(root / f"usr/lib/python{version}"), str(root / "usr/lib/python3/dist-packages")]
    command = [*loader(root), "--argv0", str(root / f"bin/python{version}"), str(root / f"usr/bin/python{version}"),
               "-I", "-m", "compileall", "-q", "-s", str(root / "usr"), "-p", str(target), *folders]
    subprocess.run(command, check=False, capture_output=True)


def multiarch() -> str:
    return {"amd64": "x86_64-linux-gnu", "arm64": "aarch64-linux-gnu"}.get(architecture(), "x86_64-linux-gnu")


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
