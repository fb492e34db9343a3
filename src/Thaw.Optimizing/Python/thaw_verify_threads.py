"""An instrument: first use from many threads at once, each time in a fork, so that each time is a first one."""
import marshal
import sys
import time

agent = sys.modules["_thaw_agent"]
FOLDER = __file__.rpartition("/")[0] + "/"
# A thread may then be interrupted after nearly every instruction: races show that the usual 5 ms would hide. In
# handlers, which may compute for long, less often.
SWITCH_NAMES_S = 1e-6
SWITCH_EVENTS_S = 1e-4


def outcome_of(action, *arguments):
    """('ok', what it returned) or ('error', one line)."""
    try:
        return "ok", action(*arguments)
    except BaseException as error:
        kind, message, frames = agent.describe(error)
        place = " at %s:%d" % frames[-1][:2] if frames else ""
        return "error", "%s: %s%s" % (kind, message[:300], place)


def at_once(count, switch_s, work):
    """What work(number, barrier) returns in `count` threads that start together."""
    import threading

    barrier = threading.Barrier(count)
    results = [None] * count

    def body(number):
        barrier.wait()
        results[number] = work(number, barrier)

    threads = [threading.Thread(target=body, args=(number,), daemon=True) for number in range(count)]
    sys.setswitchinterval(switch_s)
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def distinct(outcomes):
    """Each outcome once, in a fixed order."""
    known = {}
    for item in outcomes:
        known.setdefault(marshal.dumps(item, 2), item)
    return [known[key] for key in sorted(known)]


class Threads:
    def __init__(self, settings, output):
        self.settings = settings
        self.arguments = settings["arguments"]
        self.path = settings["output"] + ".fork"
        self.text_of = agent.execute(FOLDER + "thaw_verify_state.py", "_thaw_verify_state")["text_of"]
        self.fork = agent.execute(FOLDER + "thaw_verify_forks.py", "_thaw_verify_forks")["run"]
        self.until = 0

    def begin(self, phase, event):
        pass

    def end(self):
        pass

    def report(self, output):
        rounds = range(self.arguments["rounds"])
        self.until = time.monotonic() + self.arguments["budget"]
        names = [tuple(pair) for pair in self.arguments["names"]]
        output.add("threaded_names", [self.run(self.names, names, turn) for turn in rounds] if names else [])
        output.add("threaded_events", [
            (index, [self.run(self.event, event, turn) for turn in rounds]) for index, event in self.arguments["events"]])

    def run(self, work, subject, turn):
        if turn and time.monotonic() > self.until:
            return "skipped", ""  # the first round is always made
        return self.fork(lambda: work(subject, turn), self.path, self.arguments["limit"])

    def names(self, pairs, turn):
        """Even turns: all threads reach for the same name at once. Odd ones: each begins with another name."""
        count = self.arguments["threads"]

        def work(number, barrier):
            shift = number * len(pairs) // count if turn % 2 else 0
            found = []
            for place in range(len(pairs)):
                if turn % 2 == 0:
                    barrier.wait()
                at = (place + shift) % len(pairs)
                found.append((at, outcome_of(self.resolve, *pairs[at])))
            return found

        seen = [item for results in at_once(count, SWITCH_NAMES_S, work) for item in results]
        return [(pairs[at][0], pairs[at][1], distinct(outcome for one, outcome in seen if one == at))
                for at in range(len(pairs))]

    def resolve(self, name, item):
        __import__(name)
        return self.text_of(getattr(sys.modules[name], item))

    def event(self, event, turn):
        handler = agent.load_handler(self.settings["target"])
        data = marshal.dumps(event, 2)
        deadline = agent.now() + self.settings["timeout_ms"] * 1000000

        def work(number, barrier):
            context = agent.Context(self.settings, number, deadline)
            kind, result = outcome_of(handler, marshal.loads(data), context)
            return (kind, as_data(result)) if kind == "ok" else (kind, result)

        return distinct(at_once(self.arguments["threads"], SWITCH_EVENTS_S, work))


def as_data(result):
    """The result as JSON would hold it: plain data, or JSON text, which is marked as such."""
    data = agent.plain(result)
    if data is not None:
        return "data", marshal.loads(data)
    import json

    try:
        return "json", json.dumps(result)
    except Exception as error:
        return "problem", agent.describe(error)[1][:300]


def create(settings, output):
    return Threads(settings, output)
