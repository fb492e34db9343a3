"""Tells what a module does beside binding names: objects of others that it changes, and its own __getattr__."""
import ast

from thaw_guards import is_type_checking

# They run later, or not at all.
LATER = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def chain(node):
    """The dotted name of an expression: "a.b.c" for a.b.c and for a.b.c[0]; "" for anything else."""
    parts = []
    while isinstance(node, (ast.Attribute, ast.Subscript)):
        if isinstance(node, ast.Attribute):
            parts.append(node.attr)
        node = node.value
    return ".".join([node.id, *reversed(parts)]) if isinstance(node, ast.Name) else ""


def changed_by(node):
    """What a statement changes: what it assigns into or deletes from, and whose methods it calls for their effect only."""
    if isinstance(node, (ast.Assign, ast.Delete)):
        targets = node.targets
    elif isinstance(node, (ast.AugAssign, ast.AnnAssign)):
        targets = [node.target]
    elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute):
        # The object is changed, not its method.
        return [chain(node.value.func.value)]
    else:
        return []
    found = []
    for target in targets:
        if isinstance(target, ast.Attribute):
            found.append(chain(target))
        elif isinstance(target, ast.Subscript):
            found.append(chain(target.value))
    return found


def finders(tree):
    """The functions that are the module's __getattr__ (PEP 562)."""
    return [node for node in statements(tree) if isinstance(node, ast.FunctionDef) and node.name == "__getattr__"]


def statements(node):
    """All statements inside one that are executed with it, in its scope."""
    found, todo = [], [node]
    while todo:
        for part in ast.iter_child_nodes(todo.pop()):
            if isinstance(part, ast.stmt):
                found.append(part)
            types = isinstance(part, ast.If) and is_type_checking(part.test)
            if not types and not isinstance(part, (*LATER, ast.ClassDef, ast.expr)):
                todo.append(part)
    return found


def changes(tree):
    """Dotted names of what the body changes, each starting with a name of the module."""
    return sorted({name for node in statements(tree) for name in changed_by(node)} - {""})
