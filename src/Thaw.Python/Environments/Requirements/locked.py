"""Writes what a lock file wants on this interpreter as requirements with hashes, for pip: pylock.toml (PEP 751) or uv.lock.

Files come from the index that pip's own settings name: addresses in a lock are those of whoever wrote it. What cannot be had from an
index is refused, in one line on standard error and with exit code 1.
"""
import os
import pathlib
import re
import sys

from pip._vendor.packaging.markers import Marker, default_environment
from pip._vendor.packaging.specifiers import SpecifierSet
from pip._vendor.packaging.tags import sys_tags
from pip._vendor.packaging.utils import parse_wheel_filename

try:
    import tomllib
except ImportError:
    from pip._vendor import tomli as tomllib

# Those that pip takes.
STRONG = ("sha256", "sha384", "sha512")


class Refused(Exception):
    pass


def holds(marker, groups=(), extra=""):
    """Whether a marker does; those of PEP 751 ask for extras, of which none are wanted, and for dependency groups as well."""
    if not marker:
        return True

    def known(match):
        within = match[3] == "dependency_groups" and match[1] in groups
        return "python_version >= '0'" if within != bool(match[2]) else "python_version < '0'"

    text = re.sub(r"""['"]([^'"]*)['"]\s+(not\s+)?in\s+(extras|dependency_groups)\b""", known, marker)
    return Marker(text).evaluate({"extra": extra})


def check_python(wanted, what):
    version = default_environment()["python_full_version"]
    if wanted and not SpecifierSet(wanted).contains(version, prereleases=True):
        raise Refused(f"{what} is for Python {wanted}, and the function runs on {version}")


def line(package, hashes, address=None, options=""):
    """One requirement of pip."""
    name, version = package["name"], package.get("version")
    if not address and not version:
        raise Refused(f"{name} has no version")
    return f"{name} @ {address}" + options if address else f"{name}=={version}" + options + "".join(f" --hash={each}" for each in sorted(set(hashes)))


def pylock(lock, folder):
    if str(lock.get("lock-version", "")).split(".")[0] != "1":
        raise Refused(f"lock-version {lock.get('lock-version')} is not known; 1.0 is")
    check_python(lock.get("requires-python"), "it")
    groups = lock.get("default-groups", [])
    environments = lock.get("environments", [])
    if environments and not any(holds(each, groups) for each in environments):
        raise Refused("it is for other environments than this machine: " + "; ".join(environments))
    chosen = {}
    for package in lock.get("packages", []):
        if not holds(package.get("marker"), groups):
            continue
        name = package["name"]
        if name in chosen:
            raise Refused(f"{name} is there twice for this interpreter")
        check_python(package.get("requires-python"), name)
        chosen[name] = pylock_line(package, folder)
    return chosen.values()


def pylock_line(package, folder):
    for kind in ("vcs", "directory"):
        if kind in package:
            raise Refused(f"{package['name']} comes from a {kind}; only what an index has can be installed")
    files = package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])
    # Files that travel with the lock need no index.
    direct = package.get("archive") or best([each for each in files if "path" in each])
    if not direct:
        return line(package, [strong for each in files for strong in strong_hashes(package, each["hashes"])])
    address = (folder / direct["path"]).as_uri() if "path" in direct else direct["url"]
    return line(package, [], address, "".join(f" --hash={each}" for each in strong_hashes(package, direct["hashes"])))


def best(files):
    """The wheel that suits this interpreter best, or else the source."""
    order = {tag: place for place, tag in enumerate(sys_tags())}
    ranked = []
    for file in files:
        name = file.get("name") or os.path.basename(file["path"])
        places = [order[tag] for tag in parse_wheel_filename(name)[3] if tag in order] if name.endswith(".whl") else [len(order)]
        ranked += [(place, file) for place in places]
    return min(ranked, key=lambda each: each[0])[1] if ranked else None


def strong_hashes(package, hashes):
    found = [f"{kind}:{value}" for kind, value in hashes.items() if kind in STRONG]
    if not found:
        raise Refused(f"{package['name']} has no hash that pip takes ({', '.join(STRONG)})")
    return found


def uv(lock, folder):
    if lock.get("version") != 1:
        raise Refused(f"version {lock.get('version')} of uv's locks is not known; 1 is")
    check_python(lock.get("requires-python"), "it")
    by_name = {}
    for package in lock.get("package", []):
        by_name.setdefault(package["name"], []).append(package)
    roots = [package for package in lock.get("package", []) if own(package)]
    if not roots:
        raise Refused("it has no project of its own")
    chosen, wanted = {}, [(package, "") for package in roots]
    while wanted:
        package, extra = wanted.pop()
        key = (package["name"], package.get("version"), extra)
        if key in chosen:
            continue
        chosen[key] = package
        for dependency in package.get("optional-dependencies", {}).get(extra, []) if extra else package.get("dependencies", []):
            if holds(dependency.get("marker"), extra=extra):
                found = uv_package(by_name, dependency)
                wanted += [(found, "")] + [(found, each) for each in dependency.get("extra", [])]
    return [uv_line(package) for (_, _, extra), package in sorted(chosen.items(), key=lambda each: each[0][0]) if not extra and not own(package)]


def own(package):
    source = package.get("source", {})
    return source.get("virtual") == "." or source.get("editable") == "."


def uv_package(by_name, dependency):
    found = [each for each in by_name.get(dependency["name"], []) if dependency.get("version") in (None, each.get("version"))]
    if len(found) != 1:
        raise Refused(f"{dependency['name']} is there {len(found)} times; uv writes it once for each place that needs it")
    return found[0]


def uv_line(package):
    source = package["source"]
    files = package.get("wheels", []) + ([package["sdist"]] if "sdist" in package else [])
    hashes = [each["hash"] for each in files if "hash" in each]
    if "url" in source:
        return line(package, [], source["url"], "".join(f" --hash={each}" for each in hashes))
    if "registry" not in source:
        raise Refused(f"{package['name']} comes from {', '.join(source)}; only what an index has can be installed")
    return line(package, hashes)


def main(path):
    try:
        with open(path, "rb") as file:
            lock = tomllib.load(file)
        read = uv if os.path.basename(path) == "uv.lock" else pylock
        print("\n".join(read(lock, pathlib.Path(path).parent)))
    except Refused as refused:
        sys.exit(str(refused))
    except tomllib.TOMLDecodeError as error:
        sys.exit(f"it is no TOML: {error}")
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        sys.exit(f"it is no lock that is known: {type(error).__name__}: {error}")


main(sys.argv[1])
