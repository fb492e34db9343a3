"""Runs once in a process with the function: makes, for import statements, the code without them.

It loads the whole function, to know the names that star imports bring and the files that modules really come from.
The plan is read from the file beside this one that has .json appended to its name:
{"target": handler, "stub": path of thaw_lab_stub.py, "statements": [{"module", "file", "line", "output"}]}.
For each statement, OUTPUT.original.py and OUTPUT.stubbed.py are written, to be run before the function. What
can't be replaced is said in OUTPUT.problem instead.
"""
import ast
import importlib
import importlib.util
import json
import marshal
import sys


class Refusal(Exception):
    """The statement can't be replaced; the text says why."""


def write(path, data):
    with open(path, "wb" if isinstance(data, bytes) else "w") as file:
        file.write(data)


def call(method, *arguments):
    function = ast.Attribute(ast.Name("__thaw_stub__", ast.Load()), method, ast.Load())
    return ast.Call(function, [part if isinstance(part, ast.AST) else ast.Constant(part) for part in arguments], [])


def assign(name, value):
    return ast.Assign([ast.Name(name, ast.Store())], value)


def replace_import(node):
    for alias in node.names:
        if alias.asname:
            yield assign(alias.asname, call("module", alias.name))
        else:
            yield assign(alias.name.partition(".")[0], call("top", alias.name))


def replace_from(node, package):
    package = ast.Constant(package)
    for alias in node.names:
        if alias.name == "*":
            names = ast.List([ast.Constant(name) for name in star_names(node, package.value)], ast.Load())
            scope = ast.Call(ast.Name("globals", ast.Load()), [], [])
            bound = call("star", package, node.level, node.module or "", names)
            yield ast.Expr(ast.Call(ast.Attribute(scope, "update", ast.Load()), [bound], []))
        else:
            yield assign(alias.asname or alias.name, call("name", package, node.level, node.module or "", alias.name))


def star_names(node, package):
    full = importlib.util.resolve_name("." * node.level + (node.module or ""), package)
    module = sys.modules.get(full)
    if module is None:
        raise Refusal("its star import is of " + full + ", which is not loaded")
    listed = module.__dict__.get("__all__")
    return list(listed) if listed is not None else [name for name in module.__dict__ if name[0] != "_"]


class Replacer(ast.NodeTransformer):
    def __init__(self, line, package):
        self.line = line
        self.package = package
        self.count = 0

    def visit_Import(self, node):
        return self.exchange(node, replace_import)

    def visit_ImportFrom(self, node):
        return self.exchange(node, lambda node: replace_from(node, self.package))

    def exchange(self, node, replace):
        if not node.lineno <= self.line <= node.end_lineno:
            return node
        self.count += 1
        return [ast.fix_missing_locations(ast.copy_location(new, node)) for new in replace(node)]


def prepare(statement, stub):
    module = sys.modules.get(statement["module"])
    if module is None:
        raise Refusal("its module " + statement["module"] + " is not loaded")
    path = getattr(getattr(module, "__loader__", None), "path", None)
    if path is None or not path.endswith(".py"):
        raise Refusal("its module does not come from a source file")
    with open(path, "rb") as file:
        source = file.read()
    replacer = Replacer(statement["line"], module.__package__ or "")
    tree = replacer.visit(ast.parse(source, path))
    if replacer.count == 0:
        raise Refusal("there is no import statement on that line: a function is called that imports")
    output = statement["output"]
    for side, code in (("original", ast.parse(source, path)), ("stubbed", tree)):
        compiled = output + "." + side + ".code"
        write(compiled, marshal.dumps(compile(code, path, "exec", dont_inherit=True)))
        write(output + "." + side + ".py", "FILE = %r\nCODE = %r\n%s" % (path, compiled, stub))


def main():
    with open(__file__ + ".json") as file:
        plan = json.load(file)
    with open(plan["stub"]) as file:
        stub = file.read()
    importlib.import_module(plan["target"].rpartition(".")[0])
    for statement in plan["statements"]:
        try:
            prepare(statement, stub)
        except (Refusal, OSError, SyntaxError, ValueError) as refusal:
            write(statement["output"] + ".problem", str(refusal))


main()
