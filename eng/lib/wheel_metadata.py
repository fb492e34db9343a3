"""The files that make a zip a wheel (packaging.python.org, "Binary distribution format")."""
import base64
import hashlib


def metadata(version, readme):
    head = [
        "Metadata-Version: 2.1",
        "Name: thaw",
        "Version: " + version,
        "Summary: Measures, removes and outruns cold starts of serverless Python functions",
        "License: MIT",
        "Requires-Python: >=3.9",
        "Description-Content-Type: text/markdown",
    ]
    return ("\n".join(head) + "\n\n" + readme).encode()


def wheel_file(tag):
    return ("Wheel-Version: 1.0\nGenerator: thaw-package\nRoot-Is-Purelib: false\nTag: %s\n" % tag).encode()


def entry_point():
    return b"[console_scripts]\nthaw = thaw_command:main\n"


def record(entries, own_name):
    """Name, checksum and size of every file; the record itself has neither."""
    lines = []
    for name, content, _ in entries:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        lines.append("%s,sha256=%s,%d" % (name, digest, len(content)))
    return ("\n".join(lines + [own_name + ",,"]) + "\n").encode()
