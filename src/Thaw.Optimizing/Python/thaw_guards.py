"""Tells what statements are: tests of special names, and try statements that do nothing but import."""
import ast
import os
import sys

HERE = (("sys", "platform", sys.platform), ("os", "name", os.name))
# What a guarded import may have beside it: nothing here runs code of other modules except the imports themselves.
QUIET_VALUES = (
    ast.Constant, ast.Name, ast.Attribute, ast.Tuple, ast.List, ast.Dict, ast.Compare, ast.BoolOp, ast.UnaryOp,
    ast.Subscript, ast.Slice, ast.expr_context, ast.cmpop, ast.boolop, ast.unaryop)


def is_type_checking(test):
    return (isinstance(test, ast.Name) and test.id == "TYPE_CHECKING"
            or isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING")


def is_main(test):
    return (isinstance(test, ast.Compare) and isinstance(test.left, ast.Name) and test.left.id == "__name__"
            and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq)
            and isinstance(test.comparators[0], ast.Constant) and test.comparators[0].value == "__main__")


def is_other_system(test):
    """True for a test of sys.platform or os.name that fails here, where the function runs."""
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return any(map(is_other_system, test.values))
    return (isinstance(test, ast.Compare) and isinstance(test.left, ast.Attribute) and isinstance(test.left.value, ast.Name)
            and len(test.ops) == 1 and isinstance(test.ops[0], ast.Eq) and isinstance(test.comparators[0], ast.Constant)
            and (test.left.value.id, test.left.attr, test.comparators[0].value) not in HERE
            and (test.left.value.id, test.left.attr) in (("sys", "platform"), ("os", "name")))


def is_docstring(statement):
    return (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)
            and isinstance(statement.value.value, str))


def is_import(node):
    return isinstance(node, (ast.Import, ast.ImportFrom))


def is_quiet_value(node):
    return node is None or all(isinstance(part, QUIET_VALUES) for part in ast.walk(node))


def is_quiet(statement):
    if is_import(statement) or isinstance(statement, ast.Pass):
        return True
    if isinstance(statement, ast.Expr):
        return isinstance(statement.value, ast.Constant)
    if isinstance(statement, ast.Assign):
        return all(isinstance(target, ast.Name) for target in statement.targets) and is_quiet_value(statement.value)
    if isinstance(statement, ast.FunctionDef):
        args = statement.args
        return not statement.decorator_list and all(map(is_quiet_value, [*args.defaults, *args.kw_defaults]))
    if isinstance(statement, ast.ClassDef):
        # A stand-in that nobody will miss among the subclasses of others.
        return not (statement.decorator_list or statement.bases or statement.keywords) and all(map(is_quiet, statement.body))
    if isinstance(statement, ast.If):
        return is_quiet_value(statement.test) and all(map(is_quiet, [*statement.body, *statement.orelse]))
    if isinstance(statement, ast.Try):
        return is_quiet_try(statement)
    return False


def is_quiet_try(statement):
    bodies = [statement.body, statement.orelse, *(handler.body for handler in statement.handlers)]
    return (not statement.finalbody and all(is_quiet(item) for body in bodies for item in body)
            and all(is_quiet_value(handler.type) for handler in statement.handlers))


def bound_by(nodes):
    """Names that statements bind in their own scope, by the first line; star imports as '*'."""
    names = {}
    todo = list(nodes)[::-1]
    while todo:
        node = todo.pop()
        line = getattr(node, "lineno", 0)
        if is_import(node):
            for alias in node.names:
                names.setdefault(alias.asname or (alias.name if isinstance(node, ast.ImportFrom) else alias.name.split(".")[0]), line)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            names.setdefault(node.name, line)
            continue
        elif isinstance(node, ast.Lambda):
            continue
        elif isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            names.setdefault(node.id, line)
        elif type(node).__name__ in ("ExceptHandler", "MatchAs", "MatchStar") and node.name:
            names.setdefault(node.name, line)
        todo += list(ast.iter_child_nodes(node))[::-1]
    return names


def holds_import(statement):
    """True if a statement imports something outside of functions and classes."""
    todo = [statement]
    while todo:
        node = todo.pop()
        if is_import(node):
            return True
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.expr)):
            todo += ast.iter_child_nodes(node)
    return False


def certainly_bound(statements):
    """Names that are bound whichever way quiet statements go."""
    names = set()
    for statement in statements:
        if isinstance(statement, ast.If):
            names |= certainly_bound(statement.body) & certainly_bound(statement.orelse)
        elif isinstance(statement, ast.Try):
            ways = [certainly_bound([*statement.body, *statement.orelse])]
            ways += [certainly_bound(handler.body) for handler in statement.handlers]
            names |= set.intersection(*ways)
        else:
            names |= bound_by([statement]).keys()
    return names
