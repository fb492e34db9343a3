"""Tells what is read while a module is executed, and what each of its functions reads of its names."""
import ast

from thaw_scopes import FUNCTIONS, OPAQUE, OPAQUE_IN_FUNCTION, Walk


AT_ANY_TIME = 2 ** 31 - 1


class Scopes:
    """What is read of a module's names.

    reads: by name, each read while the module is executed: its line, the line of what bound the name before in the same
    block (0: nothing is sure to have), how it is read, the attribute if only that is asked for, and for a function that is
    called then the first line that does so (otherwise 0). functions: what each reads. opaque: why nothing is sure. rebound: names that functions may bind again or delete.
    """

    def __init__(self, walk):
        self.module, self.functions, self.rebound = walk.module, walk.functions, walk.rebound
        self.reads, self.opaque = {}, None
        self.dirs = walk.dirs if "dir" not in walk.module.bound else []
        for scope, name, line, role, harmless, attribute, after in walk.pending:
            if scope.is_global(name):
                self.read(name, AT_ANY_TIME if after is None else line, after or 0, describe(line, role), attribute)
                if name in OPAQUE and not harmless and name not in walk.module.bound and self.opaque is None:
                    self.opaque = "%s is used at line %d while the module is executed" % (name, line)
        for function in walk.functions:
            for scope, name, _, _, harmless, _, statement in function.pending:
                if scope.is_global(name):
                    function.reads.setdefault(name, statement)
                    function.sees_all |= name in OPAQUE_IN_FUNCTION and not (harmless and name == "vars")
        self.follow_calls(walk)

    def read(self, name, line, after, how, attribute="", called=0):
        self.reads.setdefault(name, []).append((line, after, how, attribute, called))

    def follow_calls(self, walk):
        """Functions that are called while the module is executed read their names then, and so does what they mention."""
        by_node = {function.node: function for function in self.functions}
        todo = [(node, line) for callee, line in walk.called for node in callees(callee, walk)]
        seen = set()
        while todo:
            # The first call of a function first, also where that is by way of another.
            node, line = todo.pop(min(range(len(todo)), key=lambda index: todo[index][1]))
            function = by_node.get(node)
            if function is None or node in seen:
                continue
            seen.add(node)
            for name in function.reads:
                # Who called it once may call it again.
                how = "read by %s, which line %d calls while the module is executed" % (function.name, line)
                self.read(name, AT_ANY_TIME, 0, how, called=line)
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


def describe(line, role):
    if role == "deleted":
        return "deleted at line %d" % line
    how = {"read": "read", "in a class body": "read in a class body"}.get(role, "used as " + role)
    return "%s at line %d while the module is executed" % (how, line)


def analyse(tree):
    return Scopes(Walk(tree))
