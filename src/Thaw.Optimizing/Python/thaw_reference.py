"""A fixed piece of work that looks like the start of a function: Thaw times it in turn with a function's own starts.

It imports modules of the standard library, as many of the list as it is told. That is what a start of a function does:
finding files, reading byte code, and executing code that was never executed before in this process. So what slows the one
down (a slower processor, a neighbour that takes the cache, a stolen time slice) slows the other down by the same factor.

The list must never change under one name: baselines hold times as multiples of it (ReferenceWorkload.Name). It holds
nothing that links native libraries of the system (ssl, sqlite3), that is left out of some installations, or that is
deprecated. What an interpreter does not have costs nothing, in all of its starts alike.
"""
import posix

MODULES = (
    "keyword", "copy", "contextlib", "textwrap", "csv", "json", "argparse", "html.parser", "configparser", "optparse",
    "fractions", "logging", "ast", "tempfile", "inspect", "pprint", "statistics", "xml.etree.ElementTree", "xml.sax",
    "xml.dom.minidom", "tarfile", "zipfile", "difflib", "email.message", "unittest", "email.mime.multipart", "pyclbr",
    "plistlib", "pickletools", "logging.config", "modulefinder", "importlib.metadata",
)

for name in MODULES[:int(posix.environ[b"THAW_REFERENCE_ROUNDS"])]:
    try:
        __import__(name)
    except ImportError:
        pass


def handler(event, context):
    return None
