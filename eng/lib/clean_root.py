"""Makes a folder with a root file system of a few Debian packages, copied from those that are installed.

Usage: clean_root.py FOLDER PACKAGE...

Nothing is in it but the packages and what they depend on: that is how a machine without the rest is had for a test
without downloading one.
"""
import os
import re
import shutil
import stat
import subprocess
import sys


def main(folder, wanted):
    installed, providers = read_packages()
    packages = closure(wanted, installed, providers)
    # The folders that Debian merged into /usr; packages still name files below them.
    for name in ("bin", "sbin", "lib", "lib32", "lib64"):
        if os.path.islink("/" + name):
            os.makedirs(os.path.join(folder, "usr", name), exist_ok=True)
            os.symlink("usr/" + name, os.path.join(folder, name))
    for path in listed(packages):
        place(path, folder + path)
    for name in ("dev", "proc", "tmp", "root"):
        os.makedirs(os.path.join(folder, name), exist_ok=True)
    with open(os.path.join(folder, "etc/passwd"), "w", encoding="utf-8") as file:
        file.write("root:x:0:0:root:/root:/bin/sh\n")
    print("%d packages" % len(packages))


def read_packages():
    """{name: [[alternative, ...], ...]} of installed packages, and {virtual name: package}."""
    form = "${db:Status-Status}\t${Package}\t${Depends}, ${Pre-Depends}\t${Provides}\n"
    text = subprocess.run(["dpkg-query", "-W", "-f", form], check=True, capture_output=True, text=True).stdout
    installed, providers = {}, {}
    for line in text.splitlines():
        status, name, depends, provides = line.split("\t")
        if status == "installed":
            installed[name] = [[plain(one) for one in group.split("|")] for group in depends.split(",") if group.strip()]
            for virtual in filter(None, provides.split(",")):
                providers.setdefault(plain(virtual), name)
    return installed, providers


def plain(relation):
    """The package's name, without version and architecture."""
    return re.sub(r"\(.*|:.*", "", relation.strip()).strip()


def closure(wanted, installed, providers):
    found, todo = set(), list(wanted)
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in installed:
            sys.exit("%s is not installed; install it with: apt-get install %s" % (name, name))
        found.add(name)
        for alternatives in installed[name]:
            known = [one if one in installed else providers.get(one) for one in alternatives]
            todo += [one for one in known if one][:1]
    return sorted(found)


def listed(packages):
    text = subprocess.run(["dpkg-query", "--listfiles", *packages], check=True, capture_output=True, text=True).stdout
    skipped = ("/usr/share/doc/", "/usr/share/man/", "/usr/share/locale/", "/var/cache/")
    return sorted({line for line in text.splitlines() if line.startswith("/") and not line.startswith(skipped)})


def place(source, target):
    """A link, a folder or a file; what a package lists and the machine has removed is left out."""
    if not os.path.lexists(source) or source == "/.":
        return
    mode = os.lstat(source).st_mode
    if stat.S_ISDIR(mode) or (os.path.islink(source) and os.path.isdir(source) and os.path.islink(target)):
        os.makedirs(target, exist_ok=True)
    elif not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        if stat.S_ISLNK(mode):
            os.symlink(os.readlink(source), target)
        else:
            shutil.copy2(source, target)


if __name__ == "__main__":
    main(os.path.abspath(sys.argv[1]), sys.argv[2:])
