"""A root file system of a sandbox's own, in place of the one that all have in common.

Its folder was made by RootMaker.cs: every place below is a real folder or file in it, so no mount follows a link.
"""

import os

import thaw_kernel as kernel
import thaw_root

PLACE = "/root"  # an empty folder of the common one
SHOWN = ("/dev", "/proc", "/tmp", "/var/task", "/var/libraries", "/var/runtime", "/etc/resolv.conf", "/etc/hosts", "/etc/hostname")
HOST_PROGRAMS = "/var/host"


def enter(request):
    """Takes along what the sandbox has mounted already; all else of the common root is gone then, and with it the host's tree."""
    kernel.bind_read_only(thaw_root.HOST + request["root"], PLACE)
    for place in SHOWN + (("/opt",) if request.get("layers") else ()):
        if os.path.exists(place):
            kernel.mount(place, PLACE + place, None, kernel.BIND | kernel.RECURSIVE)
    if request["hostPrograms"]:
        kernel.mount("/usr", PLACE + HOST_PROGRAMS + "/usr", None, kernel.BIND | kernel.RECURSIVE)
    os.chdir(PLACE)
    # The old root comes to lie over the new one, as pivot_root(2) describes it.
    kernel.pivot_root(".", ".")
    kernel.detach(".")
    os.chdir("/")
