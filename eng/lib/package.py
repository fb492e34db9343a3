"""Packs a published program into a tarball and a wheel. Usage: package.py REPOSITORY PUBLISHED OUT

Both hold the same files, in the same order, with one date and no owner, so that the same program makes the same bytes.
"""
import gzip
import io
import os
import re
import stat
import sys
import tarfile
import zipfile
from pathlib import Path

from wheel_metadata import entry_point, metadata, record, wheel_file

# Debuggers attach through these; a program that is only run never loads them.
LEFT_OUT = {"createdump", "libmscordaccore.so", "libmscordbi.so"}
LEFT_OUT_ENDINGS = (".pdb", ".xml")
DATE = (2020, 1, 1, 0, 0, 0)  # what zips can say and nobody takes for a build's date
EPOCH = 1577836800  # the same
LEVEL = 6  # 9 makes files 0.3 % smaller in twice the time


def main(repository, published, out):
    version = re.search("<Version>(.+)</Version>", Path(repository, "Directory.Build.props").read_text())[1]
    files = payload(Path(published)) + licences(Path(repository), Path(published))
    tag = "py3-none-manylinux_2_%d_x86_64" % newest_libc(files)
    tarball = Path(out, "thaw-%s-linux-x64.tar.gz" % version)
    wheel = Path(out, "thaw-%s-%s.whl" % (version, tag))
    for stale in Path(out).glob("thaw-*"):
        stale.unlink()
    write(tarball, tar_of("thaw-" + version, files))
    write(wheel, wheel_of(Path(repository), version, tag, files))
    for path in (tarball, wheel):
        print("%s  %.1f MB" % (path, path.stat().st_size / 1e6))


def payload(folder):
    """(name, content, executable) of every file of the program, in order."""
    files = []
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.name not in LEFT_OUT and not name.endswith(LEFT_OUT_ENDINGS):
            # What the runtime's archive marks as executable differs by version: the program alone is, and scripts are.
            content = path.read_bytes()
            files.append((name, content, name == "thaw" or content.startswith(b"#!")))
    return files


def licences(repository, published):
    """Thaw's own, and those of the runtime that is packed with it."""
    files = [("licences/LICENSE", (repository / "LICENSE").read_bytes(), False)]
    text = (published / "thaw.runtimeconfig.json").read_text()
    version = re.search(r'"Microsoft.NETCore.App",\s*"version":\s*"([^"]+)"', text)[1]
    packages = Path(os.environ.get("NUGET_PACKAGES") or Path.home() / ".nuget/packages")
    pack = packages / "microsoft.netcore.app.runtime.linux-x64" / version
    for name in ("LICENSE.TXT", "THIRD-PARTY-NOTICES.TXT"):
        if not (pack / name).is_file():
            sys.exit("package: the runtime's %s is not in %s" % (name, pack))
        files.append(("licences/dotnet-" + name, (pack / name).read_bytes(), False))
    return files


def newest_libc(files):
    """The minor version of the newest glibc 2.x that a native file asks for: that is what the wheel's tag promises."""
    native = [content for _, content, _ in files if content.startswith(b"\x7fELF")]
    return max(int(match) for content in native for match in re.findall(rb"\0GLIBC_2\.(\d+)(?:\.\d+)?(?=\0)", content))


def tar_of(folder, files):
    data = io.BytesIO()
    with tarfile.open(fileobj=data, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for name, content, executable in files:
            entry = tarfile.TarInfo(folder + "/" + name)
            entry.size, entry.mtime = len(content), EPOCH
            entry.mode = 0o755 if executable else 0o644
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(data.getvalue(), LEVEL, mtime=EPOCH)


def wheel_of(repository, version, tag, files):
    info = "thaw-%s.dist-info/" % version
    entries = [("thaw_command/__init__.py", (repository / "eng/lib/wheel_command.py").read_bytes(), False)]
    entries += [("thaw_command/program/" + name, content, executable) for name, content, executable in files]
    entries += [
        (info + "METADATA", metadata(version, (repository / "README.md").read_text()), False),
        (info + "WHEEL", wheel_file(tag), False),
        (info + "entry_points.txt", entry_point(), False),
    ]
    entries.append((info + "RECORD", record(entries, info + "RECORD"), False))
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content, executable in entries:
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system = 3  # Unix: the mode below counts
            entry.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return data.getvalue()


def write(path, content):
    """Under another name first: a package is there as a whole or not at all."""
    temporary = path.with_name("." + path.name)
    temporary.write_bytes(content)
    temporary.replace(path)


if __name__ == "__main__":
    main(*sys.argv[1:])
