"""Which names the code that ran has read, and in which modules they are: a use that no call shows.

Constants, types, exceptions and, before 3.12, callables that are no built-in functions (ufuncs, Cython functions)
leave no event when they are used. But the line that uses them ran, and its byte code names them. So the lines that ran
are noted while the function runs, and after it their names are looked up in the modules, without running any code.
"""
import sys

MODULE = type(sys)
OWN = frozenset(("_thaw_agent", "_thaw_usage", "_thaw_names"))
SLOTS = frozenset((type(MODULE.__dict__["__dict__"]), type(type.__dict__["__module__"])))
TYPE_CHECKS = frozenset(("isinstance", "issubclass"))
PATIENCE = 100000  # repeated lines of one code object, some 20 ms, until all of its lines count as run
DEEPEST = 20  # re-exports that are followed


class Executed:
    """A code object that ran, and which of its lines did. With sys.settrace it is the local trace function, too."""

    def __init__(self, code, scope, at_import):
        self.code = code
        self.scope = scope
        self.at_import = at_import
        self.lines = set()
        self.all = at_import  # what a body names that did not run is hardly ever there to be found
        self.repeated = 0

    def trace(self, frame, event, argument):
        if event == "line":
            if frame.f_lineno not in self.lines:
                self.lines.add(frame.f_lineno)
            else:
                self.repeated += 1
                if self.repeated > PATIENCE:
                    self.all = True
                    frame.f_trace_lines = False
        return self.trace


class Lines:
    """The lines that ran in one phase, by code object."""

    def __init__(self):
        self.executed = {}
        self.all = False  # true if it is not known which lines of those code objects ran

    def of(self, code, scope, at_import=False):
        """The record of a code object; by identity, since equal code may stand in several modules."""
        known = self.executed.get(id(code))
        if known is None:
            known = self.executed[id(code)] = Executed(code, scope, at_import)
        return known


def scope_of(module):
    """The namespace of a module, without waking one that loads itself at the first access."""
    return object.__getattribute__(module, "__dict__")


def is_module(value):
    return MODULE in type.__getattribute__(type(value), "__mro__")


def is_class(value):
    return type in type.__getattribute__(type(value), "__mro__")


def text(value):
    return value if type(value) is str else ""


class Names:
    """Looks names up. Reads dictionaries only: an attribute access could run code of the function's."""

    def __init__(self, bodies):
        import dis  # only now: the function must not find it loaded

        self.dis = dis
        self.bodies = bodies
        self.imports = {}
        self.modules = {}
        self.names = {}
        for name, module in list(sys.modules.items()):
            if type(name) is str and is_module(module):
                self.modules[name] = module
                self.names.setdefault(id(module), name)
                self.names.setdefault(id(scope_of(module)), name)

    def name_of(self, scope):
        return self.names.get(id(scope)) or text(scope.get("__name__"))

    def read_by(self, lines):
        """Where what ran has read a name of elsewhere first; for the bodies of modules, a module of elsewhere.

        [(module, name, file, line, function, in type checks only, at import)]
        """
        found = {}
        for executed in list(lines.executed.values()):
            if executed.scope.get("__name__") not in OWN:
                for (module, name), (line, checking) in self.read_by_code(executed, lines.all).items():
                    code = executed.code
                    key = (module, code.co_filename if executed.at_import else name, executed.at_import)
                    if key not in found or (found[key][5] and not checking):
                        function = getattr(code, "co_qualname", code.co_name)
                        found[key] = (module, name, code.co_filename, line, function, checking, executed.at_import)
        return list(found.values())

    def read_by_code(self, executed, all_ran):
        reading = Reading(self, executed.scope, executed.at_import)
        for line, instructions in self.by_line(executed.code):
            if all_ran or executed.all or line in executed.lines:
                reading.line(line, instructions)
        return reading.found

    def by_line(self, code):
        starts = dict(self.dis.findlinestarts(code))
        line, group = code.co_firstlineno, []
        for instruction in self.dis.get_instructions(code):
            starting = starts.get(instruction.offset)
            if starting is not None and starting != line:
                yield line, group
                line, group = starting, []
            group.append(instruction)
        yield line, group

    def imports_of(self, module):
        """What the import statements of a module's body bind: ({name: [(module, name there)]}, [star imports])."""
        known = self.imports.get(module)
        if known is None:
            known = self.imports[module] = ({}, [])
            body = self.bodies.get(module)
            if body is not None:
                self.scan(body, scope_of(self.modules[module]), *known)
        return known

    def scan(self, body, scope, bound, stars):
        source = name = None
        before = [None, None]
        for instruction in self.dis.get_instructions(body):
            operation, value = instruction.opname, instruction.argval
            if operation == "IMPORT_NAME":
                source = absolute(value, before[0], scope) if before[1] else None
                if before[1] == ("*",):
                    stars.append(source)
            elif operation == "IMPORT_FROM":
                name = value
            elif operation.startswith("STORE_") and source is not None and name is not None:
                bound.setdefault(value, []).append((source, name))
                name = None
            elif operation == "POP_TOP":
                source = None
            before = [before[1], value]

    def trail(self, module, name, value):
        """The modules that a value came through to be `name` of `module`, the one that made it last."""
        trail = []
        while len(trail) < DEEPEST and module is not None and module not in trail:
            trail.append(module)
            module, name = self.step(module, name, value)
        return trail

    def step(self, module, name, value):
        if module not in self.modules:
            return None, name
        bound, stars = self.imports_of(module)
        for source, there in bound.get(name, []) + [(star, name) for star in stars]:
            found = self.modules.get(source)
            if found is not None and scope_of(found).get(there, self) is value:
                return source, there
        return None, name

    def maker(self, value):
        """The module of a class or function, or that of a value's type."""
        kind = type(value)
        if is_class(value):
            kind = value
        elif type(kind.__dict__.get("__module__")) in SLOTS:  # functions, in Python or compiled
            return text(kind.__dict__["__module__"].__get__(value))
        return text(type.__getattribute__(kind, "__module__"))


def absolute(name, level, scope):
    if not level:
        return name
    package = text(scope.get("__package__")) or text(scope.get("__name__"))
    parts = package.split(".")
    kept = parts[:len(parts) - level + 1]
    return ".".join(kept + [name] if name else kept)


class Reading:
    """Follows the byte code of one code object, line by line, as far as names of modules lead."""

    def __init__(self, names, scope, at_import):
        self.names = names
        self.scope = scope
        self.at_import = at_import  # then import statements are known as such, and are no use of what they name
        self.own = names.name_of(scope)
        self.locals = {}
        self.found = {}

    def line(self, line, instructions):
        value = source = None
        checking = False
        before = [None, None]
        for instruction in instructions:
            operation, argument = instruction.opname, instruction.argval
            previous, value = value, None
            if operation in ("LOAD_GLOBAL", "LOAD_NAME", "LOAD_FROM_DICT_OR_GLOBALS"):
                value = self.global_name(argument, line, checking)
                checking = checking or (value is not None and argument in TYPE_CHECKS)
            elif operation in ("LOAD_ATTR", "LOAD_METHOD"):
                value = self.attribute(previous, argument, line, checking)
            elif operation.startswith("LOAD_FAST"):
                value = self.local_name(argument[-1] if type(argument) is tuple else argument, line, checking)
            elif operation == "IMPORT_NAME":
                source = self.imported(argument, before, line)
            elif operation == "IMPORT_FROM":
                value = None if self.at_import else self.imported_name(source, argument, line)
            elif operation == "STORE_FAST":
                self.bind(argument, previous if previous is not None else source, source, before[1])
            elif operation.startswith(("CALL", "PRECALL")):
                checking = False
            elif operation in ("PUSH_NULL", "SWAP", "ROT_TWO"):
                value = previous
            if operation == "POP_TOP":
                source = None
            before = [before[1], argument]

    def bind(self, local, value, owner, name):
        if value is not None:
            self.locals[local] = value, owner, name

    def local_name(self, local, line, checking):
        value, owner, name = self.locals.get(local, (None, None, None))
        if is_class(value):
            self.follow(self.names.names.get(id(owner), ""), name, value, line, checking)
        return value

    def imported_name(self, owner, name, line):
        """A class that a function imports may be for a type check only: what is done with it will tell."""
        value = self.attribute(owner, name, line, True)
        if value is not None and not is_class(value):
            self.attribute(owner, name, line, False)
        return value

    def imported(self, name, before, line):
        target = absolute(name, before[0], self.scope)
        module = self.names.modules.get(target if before[1] else target.partition(".")[0])
        if target in self.names.modules and not self.at_import:
            self.note(target, "", line, checking=bool(before[1]))
        return module

    def global_name(self, name, line, checking):
        value = self.scope.get(name)
        if value is None:
            scope = self.scope.get("__builtins__")
            return (scope_of(scope) if is_module(scope) else scope or {}).get(name)
        self.follow(self.own, name, value, line, checking)
        return value

    def attribute(self, owner, name, line, checking):
        if owner is None or not is_module(owner):
            return None
        value = scope_of(owner).get(name)
        if value is not None:
            self.follow(self.names.names.get(id(owner), ""), name, value, line, checking)
        return value

    def follow(self, module, name, value, line, checking):
        for holder in self.names.trail(module, name, value):
            self.note(holder, name, line, checking)
        if is_module(value):
            self.note(self.names.names.get(id(value), ""), "", line, checking)
        else:
            self.note(self.names.maker(value), name, line, checking)

    def note(self, module, name, line, checking):
        if module and module != self.own and module != "builtins":
            key = (module, name)
            known = self.found.get(key)
            if known is None or (known[1] and not checking):
                self.found[key] = (line, checking)

