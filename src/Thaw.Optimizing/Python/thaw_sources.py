"""Says what the parser of this interpreter sees in source files.

Input: marshalled list of (module, file, is a package) on standard input. Output: a marshalled list of dictionaries, one
for each file; positions in them are bytes of the file. Read by SourceReader.
"""
import ast
import builtins
import io
import marshal
import os
import re
import sys
import tokenize

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import thaw_definitions
import thaw_effects
import thaw_imports
import thaw_names
import thaw_places

# The parser and the walks below recurse; the deepest file of the Debian packages tried (sympy) needs about 2000.
sys.setrecursionlimit(20000)

NEWLINE = re.compile("\r\n|\r|\n")
COOKIE = re.compile(r"^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


class Text:
    """A file's text, and where the parser's positions are in the file's own bytes."""

    def __init__(self, data):
        self.data = data
        self.encoding = tokenize.detect_encoding(io.BytesIO(data).readline)[0]
        mark = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        self.codec = "utf-8" if self.encoding == "utf-8-sig" else self.encoding
        text = data[mark:].decode(self.codec)
        self.newline = (NEWLINE.search(text) or ["\n"])[0]
        self.lines, self.starts, position = [], [], mark
        for line in re.split("(?<=\n)|(?<=\r)(?!\n)", text):
            self.lines.append(line)
            self.starts.append(position)
            position += len(line.encode(self.codec))
        # A stateful encoding has no positions: what is inserted would change what follows.
        if position != len(data):
            raise ValueError("its encoding %s cannot be edited at exact positions" % self.encoding)

    def offset(self, line, column):
        """The byte of the file at a parser's position: a line from 1, and a column in bytes of UTF-8."""
        text = self.lines[line - 1]
        before = text.encode("utf-8")[:column].decode("utf-8")
        return self.starts[line - 1] + (column if self.codec == "utf-8" else len(before.encode(self.codec)))

    def span(self, node):
        return (self.offset(node.lineno, node.col_offset), self.offset(node.end_lineno, node.end_col_offset))

    def name_of(self, node):
        """Where the name of a function stands."""
        start, end = self.span(node)
        name = self.data.index(node.name.encode("ascii"), start, end)
        return (name, name + len(node.name))

    def before(self, node):
        """What stands on a statement's first line before it."""
        return self.lines[node.lineno - 1].encode("utf-8")[:node.col_offset].decode("utf-8")

    def after(self, node):
        """What stands on a statement's last line after it."""
        return self.lines[node.end_lineno - 1].encode("utf-8")[node.end_col_offset:].decode("utf-8")

    def owns_its_lines(self, node):
        after = self.after(node).strip().lstrip(";").lstrip()
        return not self.before(node).strip() and (not after or after.startswith("#"))

    def free_lines(self, last):
        """Where the blank and comment lines before a line start; neither #! nor the encoding's line may move."""
        return [
            self.starts[number] for number in range(min(last - 1, len(self.lines)))
            if (not self.lines[number].strip() or self.lines[number].lstrip().startswith("#"))
            and not (number < 2 and (self.lines[number].startswith("#!") or COOKIE.match(self.lines[number])))
        ]


def submodules(folder):
    """Names of the modules inside a package's folder."""
    names = set()
    for entry in os.scandir(folder):
        name = entry.name.split(".")[0]
        if name.isidentifier() and name not in ("__init__", "__main__", "__pycache__") and (entry.is_dir() or entry.name.endswith((".py", ".so", ".pyc"))):
            names.add(name)
    return names


def facts(module, file, is_package):
    with open(file, "rb") as stream:
        text = Text(stream.read())
    tree = ast.parse(text.data, file)
    scopes = thaw_names.analyse(tree)
    inside = submodules(os.path.dirname(file)) if is_package else set()
    found = thaw_imports.Imports(text, tree, scopes, module, file, is_package).facts()
    first = tree.body[0].lineno if tree.body else 1
    return {
        **found,
        "text": text.data,
        "utf8": text.codec == "utf-8",
        "newline": text.newline,
        "reads": scopes.reads,
        "opaque": scopes.opaque,
        "shadowed": sorted(scopes.module.bound.intersection(dir(builtins))),
        "dirs": [text.span(node) for node in scopes.dirs],
        "functions": thaw_places.functions(text, scopes),
        "free": text.free_lines(first),
        "submodules": sorted(inside),
        "changes": thaw_effects.changes(tree),
        "classes": thaw_definitions.classes(tree),
        "asksSubclasses": b"__subclasses__" in text.data,
        "rebound": sorted(scopes.rebound),
        "finders": [text.name_of(node) for node in thaw_effects.finders(tree)],
    }


def problem(error):
    if isinstance(error, SyntaxError):
        return "it cannot be parsed: %s (line %s)" % (error.msg, error.lineno)
    if isinstance(error, OSError):
        return "it cannot be read: %s" % error.strerror
    return "it cannot be parsed: %s" % (str(error).splitlines() or [type(error).__name__])[0]


def main():
    results = []
    for module, file, is_package in marshal.loads(sys.stdin.buffer.read()):
        try:
            results.append(facts(module, file, is_package))
        except (SyntaxError, ValueError, LookupError, OSError, RecursionError, MemoryError) as error:
            results.append({"problem": problem(error)})
    sys.stdout.buffer.write(marshal.dumps(results, 2))


main()
