"""Resolves names: what is read while a module is executed, and what each function reads of the module's names."""
import ast
import sys

from thaw_guards import bound_by, holds_import, is_main, is_quiet_try, is_type_checking

FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
COMPREHENSIONS = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
# They see every name of a module, or none that they could be asked about.
OPAQUE = {"globals", "vars", "eval", "exec", "dir", "locals"}
OPAQUE_IN_FUNCTION = {"globals", "vars", "eval", "exec"}
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
    """A function, a lambda, or the block that runs only when the module is the main program."""

    def __init__(self, node, name, body):
        self.node, self.name, self.body = node, name, body
        # By the position of the statement in the body: the names that it reads.
        self.statement, self.pending = 0, []
        self.reads = {}
        self.sees_all = False


def decorator_name(node):
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


class Walk(ast.NodeVisitor):
    def __init__(self, tree):
        self.module = self.scope = Scope("module", None, None)
        self.functions, self.pending, self.roles = [], [], ["read"]
        self.classes, self.called, self.named = {}, [], {}
        # Names that the guarded import at hand binds: what is read beside it is deferred with it.
        self.beside = frozenset()
        self.deferred = sys.version_info >= (3, 14) or any(
            isinstance(node, ast.ImportFrom) and node.module == "__future__"
            and any(alias.name == "annotations" for alias in node.names) for node in tree.body)
        self.visit_all(tree.body)

    def visit_all(self, nodes):
        for node in nodes:
            if node is not None:
                self.visit(node)

    def with_role(self, role, nodes):
        self.roles.append(role)
        self.visit_all(nodes)
        self.roles.pop()

    def bind(self, name):
        scope = self.scope
        while scope.kind == "comprehension":
            scope = scope.parent
        (self.module if name in scope.globals else scope).bound.add(name)

    def read(self, name, line):
        function = self.scope.function
        if function is None and name in self.beside:
            return
        where = (self.scope, name, line, self.roles[-1])
        if function is None:
            self.pending.append(where)
        else:
            function.pending.append((*where, function.statement))

    def visit_Name(self, node):
        if isinstance(node.ctx, ast.Load):
            self.read(node.id, node.lineno)
            return
        if isinstance(node.ctx, ast.Del):
            self.roles.append("deleted")
            self.read(node.id, node.lineno)
            self.roles.pop()
        if self.scope.kind == "comprehension":
            self.scope.bound.add(node.id)
        else:
            self.bind(node.id)

    def visit_AugAssign(self, node):
        if isinstance(node.target, ast.Name):
            self.read(node.target.id, node.lineno)
        self.generic_visit(node)

    def visit_NamedExpr(self, node):
        self.visit(node.value)
        self.bind(node.target.id)

    def visit_Global(self, node):
        self.scope.globals.update(node.names)

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
            self.visit_all(node.orelse)
        elif self.scope is self.module and is_main(node.test):
            self.visit_all([node.test, *node.orelse])
            self.main_block(node)
        else:
            self.generic_visit(node)

    def main_block(self, node):
        function = Function(node, "the block of the main program", node.body)
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
        self.generic_visit(node)

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
        self.with_role("a default", [*node.args.defaults, *node.args.kw_defaults])
        self.annotations(node)
        self.bind(node.name)
        if self.scope is self.module:
            self.named[node.name] = node
        function = Function(node, node.name, node.body)
        self.function(function, node)

    visit_AsyncFunctionDef = visit_FunctionDef

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

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension


def arguments(node):
    args = node.args
    extra = [args.vararg, args.kwarg]
    return [*args.posonlyargs, *args.args, *args.kwonlyargs, *(item for item in extra if item is not None)]


class Scopes:
    """reads: by name, how it is read while the module is executed. functions: what each reads. opaque: why nothing is sure."""

    def __init__(self, walk):
        self.module, self.functions = walk.module, walk.functions
        self.reads, self.opaque = {}, None
        for scope, name, line, role in walk.pending:
            if scope.is_global(name):
                self.reads.setdefault(name, describe(name, line, role))
                if name in OPAQUE and name not in walk.module.bound and self.opaque is None:
                    self.opaque = "%s is used at line %d while the module is executed" % (name, line)
        for function in walk.functions:
            for scope, name, line, role, statement in function.pending:
                if scope.is_global(name):
                    function.reads.setdefault(name, statement)
                    function.sees_all |= name in OPAQUE_IN_FUNCTION
        self.follow_calls(walk)

    def follow_calls(self, walk):
        """Functions that are called while the module is executed read their names then, and so does what they mention."""
        by_node = {function.node: function for function in self.functions}
        todo = [(node, line) for callee, line in walk.called for node in callees(callee, walk)]
        seen = set()
        while todo:
            node, line = todo.pop(0)
            function = by_node.get(node)
            if function is None or node in seen:
                continue
            seen.add(node)
            for name in function.reads:
                self.reads.setdefault(name, "read by %s, which line %d calls while the module is executed" % (function.name, line))
                todo += [(found, line) for found in callees(ast.Name(name), walk)]


def callees(callee, walk):
    """Functions of the module that a call of this expression runs, as far as its text tells."""
    if isinstance(callee, ast.Name) and callee.id in walk.named:
        return [walk.named[callee.id]]
    if isinstance(callee, ast.Name) and callee.id in walk.classes:
        return [item for item in walk.classes[callee.id].body if is_special(item)]
    if isinstance(callee, ast.Attribute) and isinstance(callee.value, ast.Name) and callee.value.id in walk.classes:
        return [item for item in walk.classes[callee.value.id].body if getattr(item, "name", None) == callee.attr]
    return []


def is_special(item):
    return isinstance(item, FUNCTIONS) and item.name in ("__init__", "__new__", "__post_init__", "__call__", "__set_name__")


def describe(name, line, role):
    if role == "deleted":
        return "deleted at line %d" % line
    how = {"read": "read", "in a class body": "read in a class body"}.get(role, "used as " + role)
    return "%s at line %d while the module is executed" % (how, line)


def analyse(tree):
    return Scopes(Walk(tree))
