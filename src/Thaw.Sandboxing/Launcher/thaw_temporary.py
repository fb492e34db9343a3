"""The files that a process had in /tmp when it was captured, written again into the /tmp of a sandbox in which nobody is yet.

They come as one file. For each a line in JSON, in the order in which folders come before what is in them, then its content.
"""

import json
import os

PLACE = "/tmp"
LONGEST_LINE = 64 * 1024
PIECE = 1 << 20


def unpack(path, user):
    """What is wrong with the file, or more than /tmp holds, is an OSError. `user`: whose the files are."""
    with open(path, "rb") as archive:
        while True:
            line = archive.readline(LONGEST_LINE)
            if not line:
                return
            try:
                entry = json.loads(line)
                add(archive, entry, place_of(entry["name"]), user)
            except (ValueError, KeyError, TypeError) as error:
                raise OSError(f"the files for {PLACE} are damaged: {error}") from error


def place_of(name):
    """Below /tmp, through real folders alone: all of them were made here, one by one."""
    parts = name.split("/")
    if not parts or any(part in ("", ".", "..") for part in parts):
        raise ValueError(f"no name: {name!r}")
    place = PLACE
    for part in parts[:-1]:
        place += "/" + part
        if os.path.islink(place):
            raise ValueError(f"{name!r} leads through a link")
    return PLACE + "/" + name


def add(archive, entry, place, user):
    kind = entry["kind"]
    if kind == "folder":
        os.mkdir(place)
    elif kind == "link":
        os.symlink(entry["target"], place)
    elif kind == "file":
        copy(archive, entry["size"], place)
    else:
        raise ValueError(f"no kind: {kind!r}")
    os.chown(place, user, user, follow_symlinks=False)
    if kind != "link":
        os.chmod(place, entry["mode"] & 0o1777)
        os.utime(place, ns=(entry["modifiedNs"], entry["modifiedNs"]))


def copy(archive, size, place):
    with open(place, "xb") as file:
        while size > 0:
            piece = archive.read(min(PIECE, size))
            if not piece:
                raise ValueError("it ends too early")
            file.write(piece)
            size -= len(piece)
