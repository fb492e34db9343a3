"""Turns a seccomp profile in Docker's JSON format into the kernel's filter program, by libseccomp."""

import ctypes
import errno
import json
import os

ALLOW, REFUSE = 0x7FFF0000, 0x00050000
OPTIMIZE = 8  # SCMP_FLTATR_CTL_OPTIMIZE; 2 is a binary tree, so that no call passes hundreds of comparisons
COMPARISONS = {"SCMP_CMP_NE": 1, "SCMP_CMP_LT": 2, "SCMP_CMP_LE": 3, "SCMP_CMP_EQ": 4, "SCMP_CMP_GE": 5,
               "SCMP_CMP_GT": 6, "SCMP_CMP_MASKED_EQ": 7}
ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


class Comparison(ctypes.Structure):
    _fields_ = [("argument", ctypes.c_uint), ("kind", ctypes.c_int), ("first", ctypes.c_uint64),
                ("second", ctypes.c_uint64)]


def library():
    try:
        seccomp = ctypes.CDLL("libseccomp.so.2")
    except OSError as missing:
        raise OSError(errno.ENOENT, "libseccomp.so.2 is missing; apt-get install libseccomp2") from missing
    seccomp.seccomp_init.restype = ctypes.c_void_p
    seccomp.seccomp_init.argtypes = [ctypes.c_uint32]
    seccomp.seccomp_attr_set.argtypes = [ctypes.c_void_p, ctypes.c_int, ctypes.c_uint32]
    seccomp.seccomp_rule_add_array.argtypes = [
        ctypes.c_void_p, ctypes.c_uint32, ctypes.c_int, ctypes.c_uint, ctypes.POINTER(Comparison)]
    seccomp.seccomp_export_bpf.argtypes = [ctypes.c_void_p, ctypes.c_int]
    seccomp.seccomp_release.argtypes = [ctypes.c_void_p]
    return seccomp


def compile_profile(path, allowed=()):
    """Returns the instructions. A sandbox holds no capability, so rules for holders of one do not apply; `allowed` are more calls."""
    with open(path, encoding="utf-8") as file:
        profile = json.load(file)
    seccomp = library()
    context = seccomp.seccomp_init(action(profile["defaultAction"], profile.get("defaultErrnoRet", errno.EPERM)))
    try:
        seccomp.seccomp_attr_set(context, OPTIMIZE, 2)
        for rule in profile["syscalls"]:
            if applies(rule):
                add(seccomp, context, rule)
        if allowed:
            add(seccomp, context, {"names": allowed, "action": "SCMP_ACT_ALLOW"})
        return export(seccomp, context)
    finally:
        seccomp.seccomp_release(context)


def action(name, number):
    if name == "SCMP_ACT_ALLOW":
        return ALLOW
    if name == "SCMP_ACT_ERRNO":
        return REFUSE | number
    raise ValueError(f"a seccomp profile may allow and refuse (SCMP_ACT_ALLOW, SCMP_ACT_ERRNO), not {name}")


def applies(rule):
    architecture = ARCHITECTURES.get(os.uname().machine, os.uname().machine)
    includes, excludes = rule.get("includes") or {}, rule.get("excludes") or {}
    return (not includes.get("caps") and architecture in (includes.get("arches") or [architecture])
            and architecture not in (excludes.get("arches") or []))


def add(seccomp, context, rule):
    wanted = action(rule["action"], rule.get("errnoRet", errno.EPERM))
    conditions = [Comparison(part["index"], COMPARISONS[part["op"]], part["value"], part.get("valueTwo", 0))
                  for part in rule.get("args") or []]
    array = (Comparison * max(1, len(conditions)))(*conditions)
    for name in rule["names"]:
        number = seccomp.seccomp_syscall_resolve_name(name.encode())
        # Negative: a call of another architecture, or newer than the library. The default refuses it.
        if number < 0:
            continue
        result = seccomp.seccomp_rule_add_array(context, wanted, number, len(conditions), array)
        # A rule that says what the default says is superfluous; libseccomp calls that EACCES.
        if result not in (0, -errno.EACCES, -errno.EEXIST):
            raise OSError(-result, f"libseccomp does not take the rule for {name}: {os.strerror(-result)}")


def export(seccomp, context):
    descriptor = os.memfd_create("filter")
    try:
        result = seccomp.seccomp_export_bpf(context, descriptor)
        if result != 0:
            raise OSError(-result, f"libseccomp cannot compile the profile: {os.strerror(-result)}")
        return os.pread(descriptor, os.fstat(descriptor).st_size, 0)
    finally:
        os.close(descriptor)
