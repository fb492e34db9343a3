"""Finds where code can be put at the start of a function without a new line."""
import ast

from thaw_guards import is_docstring

SIMPLE = (
    ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Return, ast.Raise, ast.Delete, ast.Pass, ast.Break,
    ast.Continue, ast.Import, ast.ImportFrom, ast.Global, ast.Nonlocal, ast.Assert)

BEFORE, AFTER, AROUND = "before", "after", "around"


def header(statement):
    """The expression of a compound statement that is evaluated before all else in it."""
    if isinstance(statement, (ast.If, ast.While)):
        return statement.test
    if isinstance(statement, (ast.For, ast.AsyncFor)):
        return statement.iter
    if isinstance(statement, (ast.With, ast.AsyncWith)):
        return statement.items[0].context_expr
    if type(statement).__name__ == "Match":
        return statement.subject
    decorators = getattr(statement, "decorator_list", None)
    return decorators[0] if decorators else None


def place_at(text, statement):
    """(how, start, end): before a simple statement, around a header's expression; None if it has no place."""
    if isinstance(statement, SIMPLE) or type(statement).__name__ == "TypeAlias":
        start, end = text.span(statement)
        return (BEFORE, start, end)
    if type(statement).__name__ in ("Try", "TryStar"):
        return place_at(text, statement.body[0])
    expression = header(statement)
    return (AROUND, *text.span(expression)) if expression is not None else None


def place_in(text, function):
    """The first place in a body, and the position of the statement that holds it; later ones would come too late."""
    body = function.body
    if isinstance(function.node, ast.Lambda):
        return (AROUND, *text.span(body[0])), 0
    first = 1 if is_docstring(body[0]) and len(body) > 1 and not isinstance(function.node, ast.If) else 0
    for index in range(first, len(body)):
        place = place_at(text, body[index])
        if place is not None:
            return place, index
        if first:
            start, end = text.span(body[0])
            return (AFTER, start, end), 0
    return None, len(body)


def functions(text, scopes):
    found = []
    for function in scopes.functions:
        if not function.reads:
            continue
        place, index = place_in(text, function)
        found.append({
            "name": function.name,
            "line": function.node.lineno,
            "how": place[0] if place else None,
            "start": place[1] if place else 0,
            "end": place[2] if place else 0,
            "reads": sorted(function.reads),
            "seesAll": function.sees_all,
            "raw": sorted(function.raw),
            # Read by a statement before the place, such as the default of a nested function.
            "tooEarly": sorted(name for name, statement in function.reads.items() if statement < index),
        })
    return found
