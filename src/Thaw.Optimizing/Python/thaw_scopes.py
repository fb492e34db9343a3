"""Resolves names: what is read while a module is executed, and what each function reads of the module's names."""
import ast
import sys

from thaw_guards import bound_by, holds_import, is_main, is_other_system, is_quiet_try, is_type_checking

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# What they read of a module's names is not in its text.
OPAQUE = {"globals", "vars", "eval", "exec", "locals"}
OPAQUE_IN_FUNCTION = {"globals", "vars", "eval", "exec"}
# They look at what they are given at once; other functions are mostly given globals() to bind something later.
READERS = {
    "set", "frozenset", "list", "tuple", "dict", "sorted", "len", "iter", "filter", "map", "enumerate", "zip", "any",
    "all", "print", "eval", "exec"}
# Decorators that do not look at annotations.
PLAIN_DECORATORS = {
    "staticmethod", "classmethod", "property", "setter", "getter", "deleter", "abstractmethod", "lru_cache", "cache",
    "wraps", "contextmanager", "asynccontextmanager", "overload", "cached_property", "total_ordering"}


class Scope:
    def __init__(self, kind, parent, function):
        self.kind, self.parent, self.function = kind, parent, function
        self.bound, self.globals = set(), set()

    def is_global(self, name):
        """True if a read of this name here may reach the module's names."""
        scope = self
        while scope.kind != "module":
            if name in scope.globals:
                return True
            # A class body falls back to the module's names; functions inside do not see the class's.
            if name in scope.bound and scope.kind != "class":
                return False
            scope = scope.parent
        return True


class Function:
    """A function, a lambda, or a block that runs only when the module is the main program, or on another system."""

    def __init__(self, node, name, body):
        self.node, self.name, self.body = node, name, body
        # By the position of the statement in the body: the names that it reads.
        self.statement, self.pending = 0, []
        self.reads = {}
        self.sees_all = False
        # Names that it reads from globals() by what is written there.
        self.raw = set()


def decorator_name(node):
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


class Walk(ast.NodeVisitor):
    def __init__(self, tree):
        self.module = self.scope = Scope("module", None, None)
        self.functions, self.pending, self.roles = [], [], ["read"]
        self.classes, self.called, self.named = {}, [], {}
        # dir() at module level; and reads of globals, locals and vars that tell nothing of the module's names.
        self.dirs, self.harmless = [], set()
        # Calls of globals() and the like that read one name, or bind some: they see nothing else.
        self.exact = set()
        # By the node of a name of which only an attribute is asked for: that attribute.
        self.attributes = {}
        # Names that functions declare as global, or that are bound in globals() by what is written there.
        self.rebound = set()
        # Names that the guarded import at hand binds: what is read beside it is deferred with it.
        self.beside = frozenset()
        # Names that the block at hand is sure to have bound by now, each with the line that did so last.
        self.settled = {}
        # True inside a generator expression, of which nobody knows when it runs.
        self.generating = False
        self.deferred = sys.version_info >= (3, 14) or any(
            isinstance(node, ast.ImportFrom) and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names) for node in tree.body)
        self.visit_all(tree.body)

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    def visit(self, node):
        if not isinstance(node, ast.stmt) or self.scope is not self.module or self.module.function is not None:
            super().visit(node)
            return
        outer, self.settled = self.settled, dict(self.settled)
        super().visit(node)
        self.settled = outer
        if not hasattr(node, "body") or isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            self.settled.update(dict.fromkeys(bound_by([node]), node.lineno))

    def generic_visit(self, node):
        """What one block of a statement binds says nothing of its other blocks."""
        outer = self.settled
        for _, value in ast.iter_fields(node):
            if isinstance(value, list):
                self.settled = dict(outer)
                self.visit_all(item for item in value if isinstance(item, ast.AST))
            elif isinstance(value, ast.AST):
                self.visit(value)
        self.settled = outer

    def with_role(self, role, nodes):
        self.roles.append(role)
        self.visit_all(nodes)
        self.roles.pop()

    def bind(self, name):
        scope = self.scope
        while scope.kind == "comprehension":
            scope = scope.parent
        (self.module if name in scope.globals else scope).bound.add(name)

    def read(self, name, line, harmless=False, scope=None, attribute=""):
        function = self.scope.function
        if function is None and name in self.beside:
            return
        where = (scope or self.scope, name, line, self.roles[-1], harmless, attribute)
        if function is None:
            self.pending.append((*where, None if self.generating else self.settled.get(name, 0)))
        else:
            function.pending.append((*where, function.statement))

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            if node not in self.exact:
                self.read(node.id, node.lineno, node in self.harmless, attribute=self.attributes.get(node, ""))
            return
        if isinstance(node.ctx, ast.Del):
            self.roles.append("deleted")
            self.read(node.id, node.lineno)
            self.roles.pop()
        if self.scope.kind == "comprehension":
            self.scope.bound.add(node.id)
        else:
            self.bind(node.id)

    def visit_Attribute(self, node):
        if isinstance(node.ctx, ast.Load):
            self.attributes[node.value] = node.attr
        self.generic_visit(node)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.read(node.target.id, node.lineno)
        self.generic_visit(node)

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        self.bind(node.target.id)

    def visit_Global(self, node):
        self.scope.globals.update(node.names)
        self.rebound.update(node.names)

    def visit_Nonlocal(self, node):
        # Bound in a function around this one; for reads that is all that counts.
        self.scope.bound.update(node.names)

    def visit_Import(self, node):
        for alias in node.names:
            if alias.name != "*":
                self.bind(alias.asname or alias.name.split(".")[0])

    visit_ImportFrom = visit_Import

    def visit_ExceptHandler(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    def visit_MatchAs(self, node):
        if node.name:
            self.bind(node.name)
        self.generic_visit(node)

    visit_MatchStar = visit_MatchAs

    def visit_MatchMapping(self, node):
        if node.rest:
            self.bind(node.rest)
        self.generic_visit(node)

    def visit_If(self, node):
        if is_type_checking(node.test):
            self.visit_all([node.test, *node.orelse])
        elif self.scope is self.module and self.module.function is None and (is_main(node.test) or is_other_system(node.test)):
            self.visit_all([node.test, *node.orelse])
            self.main_block(node)
        else:
            self.generic_visit(node)

    def main_block(self, node):
        function = Function(node, "the block of %s" % ("the main program" if is_main(node.test) else "another system"), node.body)
        self.functions.append(function)
        self.module.function = function
        self.body(function)
        self.module.function = None

    def body(self, function):
        for function.statement, statement in enumerate(function.body):
            self.visit(statement)

    def visit_Try(self, node):
        outermost = self.scope is self.module and not self.beside
        if outermost and holds_import(node) and is_quiet_try(node):
            self.beside = frozenset(bound_by([node]))
            self.generic_visit(node)
            self.beside = frozenset()
        else:
            self.generic_visit(node)

    def visit_Call(self, node):
        if self.scope.function is None:
            self.called.append((node.func, node.lineno))
            if is_call_of(node, ("dir",)) and not node.args and self.scope is self.module:
                self.dirs.append(node)
        if is_call_of(node, ("vars",)) and node.args:
            self.harmless.add(node.func)
        if isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            self.of_names(node.func.value)
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "setdefault", "pop") and node.args:
            self.of_names(node.func.value, node.args[0])
        if not is_call_of(node, READERS):
            self.harmless.update(item.func for item in node.args if is_call_of(item, ("globals", "locals")))
        self.generic_visit(node)

    def visit_Subscript(self, node):
        named = isinstance(node.slice, ast.Constant) or not isinstance(node.ctx, ast.Store)
        self.of_names(node.value, node.slice if named else None)
        self.generic_visit(node)

    def visit_Compare(self, node):
        if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn)):
            self.of_names(node.comparators[0], node.left)
        self.generic_visit(node)

    def of_names(self, call, key=None):
        """A use of globals(), or at module level of locals() or vars(), that binds names, or reads one that is written there."""
        if not is_call_of(call, ("globals",) if self.scope is not self.module else ("globals", "locals", "vars")) or call.args:
            return
        if key is None:
            self.exact.add(call.func)
        elif isinstance(key, ast.Constant) and isinstance(key.value, str):
            self.exact.add(call.func)
            self.module.bound.add(key.value)
            self.rebound.add(key.value)
            # It may bind the name, and a statement that does so is not found by its text.
            outer, self.generating = self.generating, True
            self.read(key.value, key.lineno, scope=self.module)
            self.generating = outer
            if self.scope.function is not None:
                self.scope.function.raw.add(key.value)

    def visit_ClassDef(self, node):
        self.decorators(node)
        self.with_role("a base class", [*node.bases, *(keyword.value for keyword in node.keywords)])
        self.bind(node.name)
        if self.scope is self.module:
            self.classes[node.name] = node
        scope = self.enter("class", self.scope.function)
        scope.evaluates = bool(node.bases or node.keywords or node.decorator_list)
        self.type_parameters(node)
        self.with_role("in a class body", node.body)
        self.leave()

    def decorators(self, node):
        self.with_role("a decorator", node.decorator_list)
        if self.scope.function is None:
            self.called += [(item, item.lineno) for item in node.decorator_list]

    def type_parameters(self, node):
        for parameter in getattr(node, "type_params", ()):
            self.bind(parameter.name)
            self.generic_visit(parameter)

    def visit_TypeAlias(self, node):
        self.bind(node.name.id)
        self.visit(node.value)

    def enter(self, kind, function):
        self.scope = Scope(kind, self.scope, function)
        return self.scope

    def leave(self):
        self.scope = self.scope.parent

    def visit_FunctionDef(self, node):
        self.decorators(node)
        self.binding_defaults(node)
        self.with_role("a default", [*node.args.defaults, *node.args.kw_defaults])
        self.annotations(node)
        self.bind(node.name)
        if self.scope is self.module:
            self.named[node.name] = node
        function = Function(node, node.name, node.body)
        self.function(function, node)

    visit_AsyncFunctionDef = visit_FunctionDef

    def binding_defaults(self, node):
        """globals() as the default of a parameter that the function does nothing with but bind names."""
        if self.scope is not self.module:
            return
        parameters = [*node.args.posonlyargs, *node.args.args][-len(node.args.defaults):] if node.args.defaults else []
        for parameter, default in zip(parameters, node.args.defaults):
            if is_call_of(default, ("globals",)) and only_binds(node.body, parameter.arg):
                self.exact.add(default.func)

    def visit_Lambda(self, node):
        self.with_role("a default", [*node.args.defaults, *node.args.kw_defaults])
        self.function(Function(node, "a lambda", [node.body]), node)

    def function(self, function, node):
        self.functions.append(function)
        self.enter("function", function)
        self.roles.append("read")
        for argument in arguments(node):
            self.bind(argument.arg)
        self.type_parameters(node)
        self.body(function)
        self.roles.pop()
        self.leave()

    def annotations(self, node):
        nodes = [argument.annotation for argument in arguments(node)] + [node.returns]
        # A decorator may ask for the types although nothing evaluates them otherwise (functools.singledispatch).
        if not self.deferred or any(decorator_name(item) not in PLAIN_DECORATORS for item in node.decorator_list):
            self.with_role("an annotation", nodes)

    def visit_AnnAssign(self, node):
        simple = node.simple and isinstance(node.target, ast.Name)
        if self.scope.kind == "function":
            evaluated = not simple
        elif self.scope.kind == "class":
            # Bases and decorators of a class (dataclasses, pydantic) ask for the types of its fields.
            evaluated = not self.deferred or self.scope.evaluates
        else:
            evaluated = not self.deferred
        if evaluated:
            self.with_role("an annotation", [node.annotation])
        self.visit_all([node.value, node.target])

    def comprehension(self, node):
        # The first iterable belongs to the scope around it.
        self.visit(node.generators[0].iter)
        self.enter("comprehension", self.scope.function)
        for index, generator in enumerate(node.generators):
            self.visit(generator.target)
            if index:
                self.visit(generator.iter)
            self.visit_all(generator.ifs)
        self.visit_all([node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt])
        self.leave()

    visit_ListComp = visit_SetComp = visit_DictComp = comprehension

    def visit_GeneratorExp(self, node):
        outer, self.generating = self.generating, True
        self.comprehension(node)
        self.generating = outer


def only_binds(body, name):
    """True if statements use the dictionary of this name for nothing but name["x"] = … and name.update(…)."""
    fine = set()
    for node in (node for statement in body for node in ast.walk(statement)):
        if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
            fine.add(node.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "update":
            fine.add(node.func.value)
    return all(
        node in fine for statement in body for node in ast.walk(statement) if isinstance(node, ast.Name) and node.id == name)


def is_call_of(node, names):
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def arguments(node):
    args = node.args
    extra = [args.vararg, args.kwarg]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *(item for item in extra if item is not None)]
