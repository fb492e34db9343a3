"""Finds classes and functions at the top level that may as well be defined later, and what a class says to its subclasses."""
import ast

from thaw_effects import chain
from thaw_guards import QUIET_VALUES
from thaw_scopes import FUNCTIONS, PLAIN_DECORATORS, arguments, decorator_name

ABSTRACT = ("ABCMeta", "abc.ABCMeta")
# They give the same whenever they are called, and do nothing else.
PURE_CALLS = ("re.compile", "frozenset", "set", "tuple", "list", "dict", "object", "property", "staticmethod", "classmethod")
# Their operators run code of the values only, which are constants and what imports bind.
QUIET = (*QUIET_VALUES, ast.BinOp, ast.operator, ast.JoinedStr, ast.FormattedValue, ast.keyword, ast.Starred)


def is_definition(node):
    """True if executing a class or function statement does nothing but define, whenever that is."""
    if getattr(node, "type_params", ()) or not isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
        return False
    if node.decorator_list:
        return False
    if isinstance(node, FUNCTIONS):
        return is_quiet_function(node)
    return all(map(chain, node.bases)) and is_abstract(node.keywords) and all(map(is_quiet_member, node.body))


def is_abstract(keywords):
    """True for no keywords, and for the metaclass that does nothing with a new class but collect its abstract methods."""
    return all(item.arg == "metaclass" and chain(item.value) in ABSTRACT for item in keywords)


def is_quiet_member(node):
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
        return is_quiet_function(node) and all(decorator_name(item) in PLAIN_DECORATORS for item in node.decorator_list)
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    if isinstance(node, ast.Assign):
        return all(isinstance(target, ast.Name) for target in node.targets) and is_quiet(node.value)
    if isinstance(node, ast.AnnAssign):
        return isinstance(node.target, ast.Name) and is_quiet(node.annotation) and is_quiet(node.value)
    return isinstance(node, ast.Pass)


def is_quiet_function(node):
    values = [node.returns, *(item.annotation for item in arguments(node))]
    return not getattr(node, "type_params", ()) and all(map(is_quiet, values)) and all(map(is_quiet_default, defaults(node)))


def defaults(function):
    return [item for item in (*function.args.defaults, *function.args.kw_defaults) if item is not None]


def is_quiet_default(node):
    """A default may also be made by a call, of which others say whether that is of a class."""
    return is_quiet(node) or isinstance(node, ast.Call) and bool(chain(node.func)) and all(map(is_quiet, [*node.args, *node.keywords]))


def calls(node):
    """Dotted names of what a definition calls to make its defaults."""
    functions = [item for item in node.body if isinstance(item, FUNCTIONS)] if isinstance(node, ast.ClassDef) else [node]
    made = [item for function in functions for item in defaults(function)]
    return sorted({chain(item.func) for item in made if not is_quiet(item)})


def is_quiet(node):
    return node is None or all(isinstance(part, QUIET) or is_pure_call(part) for part in ast.walk(node))


def is_pure_call(node):
    return isinstance(node, ast.Call) and chain(node.func) in PURE_CALLS


def classes(tree):
    """Classes at the top level: their bases, dotted, and whether they have a say when somebody makes a subclass."""
    return [
        {
            "name": node.name,
            "bases": list(map(chain, node.bases)),
            "hooks": not is_abstract(node.keywords) or any(getattr(item, "name", "") == "__init_subclass__" for item in node.body),
        }
        for node in tree.body if isinstance(node, ast.ClassDef)]
