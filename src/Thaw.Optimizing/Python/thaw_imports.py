"""Describes the import statements of a file, the units that can be deferred, and what else binds the module's names."""
import ast
import importlib.machinery
import os

from thaw_definitions import calls, is_definition
from thaw_guards import bound_by, certainly_bound, holds_import, is_docstring, is_import, is_quiet_try, is_type_checking
from thaw_places import SIMPLE

LOOPS = (ast.For, ast.AsyncFor, ast.While)
WITHS = (ast.With, ast.AsyncWith)
SUFFIXES = [*importlib.machinery.SOURCE_SUFFIXES, *importlib.machinery.EXTENSION_SUFFIXES]
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


class Imports:
    def __init__(self, text, tree, scopes, module, file, is_package):
        self.text, self.tree, self.scopes, self.file = text, tree, scopes, file
        package = module.split(".") if is_package else module.split(".")[:-1]
        self.package = package
        self.imports, self.units, self.bindings, self.statements = [], [], [], []
        self.own_getattr = "__getattr__" in scopes.module.bound
        self.last_future = -1

    def facts(self):
        self.walk(self.tree.body, [])
        for index, statement in enumerate(self.tree.body):
            is_future = isinstance(statement, ast.ImportFrom) and statement.module == "__future__"
            if is_future or index == 0 and is_docstring(statement):
                self.last_future = index
        return {
            "imports": self.imports,
            "units": self.units,
            "bindings": self.bindings,
            "statements": [
                {"simple": isinstance(item, SIMPLE), "start": span[0], "end": span[1]}
                for item in self.tree.body for span in [self.text.span(item)]],
            "firstUsable": self.last_future,
            "replacesItself": self.replaces_itself(),
        }

    def replaces_itself(self):
        """The line of sys.modules[__name__] = …: nobody sees this module's own names then. 0: none."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Attribute) \
                    and node.value.attr == "modules" and isinstance(node.slice, ast.Name) and node.slice.id == "__name__":
                return node.lineno
        return 0

    def walk(self, statements, around):
        for statement in statements:
            if is_import(statement):
                self.statement(statement, around)
            elif isinstance(statement, ast.Try) and not around_has(around, ("try", "function", "class", "with", "loop", "types")) \
                    and holds_import(statement):
                self.guarded(statement, around)
            elif not around and is_definition(statement) and self.text.owns_its_lines(statement):
                self.definition(statement)
            else:
                self.compound(statement, around)

    def definition(self, statement):
        """A class or function that is defined where it is needed first, if what it needs for that is deferred."""
        unit = self.unit(statement, "definition", [statement.name], None)
        self.units[unit].update(imports=[], calls=calls(statement))
        self.bind_all({statement.name: statement.lineno}, unit)
        self.nested(statement.body, [guard_of(statement)])

    def compound(self, statement, around):
        if isinstance(statement, ast.If):
            self.bind_expressions([statement.test])
            self.walk(statement.body, [*around, "types" if is_type_checking(statement.test) else "if"])
            self.walk(statement.orelse, [*around, "if"])
            return
        if not around_has(around, ("function", "class", "types")):
            self.bind_all(bound_by([statement]), -1)
        word = guard_of(statement)
        for name, field in ast.iter_fields(statement):
            if isinstance(field, list) and field and isinstance(field[0], ast.stmt):
                self.nested(field, [*around, word])
            elif name in ("handlers", "cases"):
                for item in field:
                    self.nested(item.body, [*around, word])

    def nested(self, statements, around):
        """Imports inside statements whose names have been noted already."""
        kept, self.bindings = self.bindings, []
        self.walk(statements, around)
        self.bindings = kept

    def bind_expressions(self, nodes):
        self.bind_all(bound_by(nodes), -1)

    def bind_all(self, names, unit):
        self.bindings += [{"name": name, "line": line, "unit": unit} for name, line in names.items() if name != "*"]

    def guarded(self, statement, around):
        """A try statement around imports is deferred as a whole, or not at all."""
        names = bound_by([statement])
        why = None
        if not is_quiet_try(statement):
            why = "its try statement does more than import"
        elif "*" in names:
            why = "a star import inside try"
        elif not self.text.owns_its_lines(statement):
            why = "its try statement shares a line"
        unit = self.unit(statement, "guarded", names, why)
        self.units[unit]["conditional"] = bool(around)
        self.bind_all(names, unit)
        before = len(self.imports)
        self.nested([statement], [*around, "try"])
        for item in self.imports[before:]:
            if item["whyNot"] is None or item["guard"] in ("try", "if"):
                item.update(whyNot=why, unit=unit)
        self.units[unit]["imports"] = [index for index in range(before, len(self.imports)) if self.imports[index]["unit"] == unit]

    def unit(self, statement, form, names, why):
        start, end = self.text.span(statement)
        if form == "guarded" and self.text.before(statement):
            form = "indented"
        self.units.append({
            "form": form, "line": statement.lineno, "endLine": statement.end_lineno, "start": start, "end": end,
            "binds": sorted(name for name in names if name != "*"),
            "certain": sorted(certainly_bound([statement])) if form in ("guarded", "indented") and why is None else [],
            "whyNot": why, "conditional": False, "calls": [],
            "imports": [len(self.imports)]})
        return len(self.units) - 1

    def statement(self, node, around):
        is_from = isinstance(node, ast.ImportFrom)
        names = bound_by([node])
        why = self.why_not(node, around)
        unit = -1
        if why is None and "try" not in around:
            unit = self.unit(node, "alone" if self.text.owns_its_lines(node) else "shared", names, None)
            self.units[unit]["conditional"] = bool(around)
        if not around_has(around, ("function", "class", "types")) and "try" not in around:
            self.bind_all(names, unit)
        start, end = self.text.span(node)
        self.imports.append({
            "line": node.lineno, "endLine": node.end_lineno, "start": start, "end": end,
            "atModuleLevel": not around_has(around, ("function", "class")),
            "guard": {"types": "if"}.get(around[-1], around[-1]) if around else None,
            "level": node.level or 0 if is_from else 0, "from": node.module if is_from else None, "isFrom": is_from,
            "names": [(alias.name, alias.asname, self.is_submodule(node, alias.name)) for alias in node.names],
            "whyNot": why, "unit": unit})

    @staticmethod
    def why_not(node, around):
        if isinstance(node, ast.ImportFrom) and node.module == "__future__":
            return "a __future__ import"
        for word, why in (
                ("types", "only type checkers execute it"), ("function", "inside a function: it is executed only when that runs"),
                ("class", "inside a class body"), ("with", "inside a with statement"), ("loop", "inside a loop"),
                ("match", "inside a match statement")):
            if word in around:
                return why
        return None

    def is_submodule(self, node, name):
        """Whether a name is taken from a package of this file's own tree and is a module there."""
        if not isinstance(node, ast.ImportFrom) or name == "*":
            return False
        folder = os.path.dirname(self.file)
        if node.level:
            steps = node.level - 1
            inner = (node.module or "").split(".") if node.module else []
        else:
            target = (node.module or "").split(".")
            if not self.package or target[0] != self.package[0]:
                return False
            steps, inner = len(self.package), target
        for _ in range(steps):
            folder = os.path.dirname(folder)
        base = os.path.join(folder, *inner, name)
        return os.path.isdir(base) or any(os.path.isfile(base + suffix) for suffix in SUFFIXES)


def around_has(around, words):
    return any(word in words for word in around)


def guard_of(statement):
    for kind, word in ((FUNCTIONS, "function"), (ast.ClassDef, "class"), (WITHS, "with"), (LOOPS, "loop")):
        if isinstance(statement, kind):
            return word
    return {"Try": "try", "TryStar": "try", "Match": "match"}.get(type(statement).__name__, "other")
