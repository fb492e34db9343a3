"""An instrument: what the names of the edited modules lead to, once the function is initialised.

Each module is looked at in a fork, so that one does not load what another would have to find. A name that is not
there yet, because its import was put off, is resolved in a fork of its own: as the first use of all.
"""
import sys
import time

agent = sys.modules["_thaw_agent"]
FOLDER = __file__.rpartition("/")[0] + "/"


def one_line(error):
    kind, message, _ = agent.describe(error)
    return "raises %s: %s" % (kind, message[:200])


class Names:
    def __init__(self, settings, output):
        self.arguments = settings["arguments"]
        self.path = settings["output"] + ".fork"
        self.describe = agent.execute(FOLDER + "thaw_verify_state.py", "_thaw_verify_state")
        self.fork = agent.execute(FOLDER + "thaw_verify_forks.py", "_thaw_verify_forks")["run"]
        self.limit_s = self.arguments["limit"]
        self.until = 0

    def begin(self, phase, event):
        pass

    def end(self):
        pass

    def report(self, output):
        self.until = time.monotonic() + self.arguments["budget"]
        output.add("names", [self.module(name, names) for name, names in self.arguments["modules"]])

    def module(self, name, names):
        """(module, problem, names, listed, starred, deferred, together) of one module."""
        outcome, found = self.fork(lambda: self.look(name, names), self.path, self.limit_s)
        if outcome != "done":
            return name, "%s: %s" % (outcome, found), [], [], [], [], 0
        problem, resolved, listed, deferred = found
        # Apart: a star import loads modules that __all__ names, and finds what a module makes up at need once somebody has asked.
        outcome, starred = self.fork(lambda: self.star(name), self.path, self.limit_s)
        starred = starred if outcome == "done" else ["%s: %s" % (outcome, starred)]
        more, together = self.first_uses(name, deferred)
        return name, problem, resolved + more, listed, starred, deferred, together

    def look(self, name, names):
        try:
            __import__(name)
            module = sys.modules[name]
        except BaseException as error:
            return one_line(error), [], [], []
        scope = dict(vars(module))
        listed = sorted(set(str(item) for item in dir(module)))
        wanted = names or sorted(set(listed) | set(everything(module)))
        wanted = [item for item in wanted if item not in self.describe["NATURAL"]]
        deferred = [item for item in wanted if item not in scope or is_lazy(scope[item])]
        resolved = [(item, self.value(module, item)) for item in wanted if item not in deferred]
        if not names:  # the original: what it makes up by itself is no first use of ours
            resolved += [(item, self.value(module, item)) for item in deferred]
            deferred = []
        return None, resolved, listed, deferred

    def first_uses(self, name, deferred):
        """Resolves each alone while the time lasts, the others one after the other."""
        alone = []
        for index, item in enumerate(deferred):
            if time.monotonic() > self.until:
                rest = deferred[index:]
                outcome, found = self.fork(lambda: [self.first_use(name, one) for one in rest], self.path, self.limit_s)
                return alone + (found if outcome == "done" else [(one, outcome) for one in rest]), len(rest)
            outcome, found = self.fork(lambda one=item: self.first_use(name, one), self.path, self.limit_s)
            alone.append(found if outcome == "done" else (item, "%s: %s" % (outcome, found)))
        return alone, 0

    def first_use(self, name, item):
        try:
            __import__(name)
            module = sys.modules[name]
            first = getattr(module, item)
            scope = {}
            exec("from %s import %s as found" % (name, item), scope)
            if scope["found"] is not first or getattr(module, item) is not first:
                return item, "is another object at each use"
        except BaseException as error:
            return item, one_line(error)
        return item, self.value(module, item)

    def value(self, module, item):
        try:
            return self.describe["text_of"](getattr(module, item))
        except BaseException as error:
            return one_line(error)

    def star(self, name):
        scope = {}
        try:
            exec("from %s import *" % name, scope)
        except BaseException as error:
            return [one_line(error)]
        return sorted(str(item) for item in scope if item not in self.describe["NATURAL"])


def everything(module):
    try:
        return [item for item in getattr(module, "__all__", ()) if isinstance(item, str)]
    except Exception:
        return []


def is_lazy(value):
    return type(value).__module__ == "builtins" and type(value).__name__ in ("lazy_import", "LazyImport")


def create(settings, output):
    return Names(settings, output)
