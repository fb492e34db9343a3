"""Samples the call stacks of all threads at every tick of a signal that Thaw sends from outside.

No thread, timer or interval timer exists in the function's process. The interpreter takes the signal between
two byte-code instructions, or at once where a system call blocks; while C code runs it is taken right after,
with the stack still as it was. Every sample weighs the time since the one before, so nothing is lost then:
Thaw knows when it sent each tick, and so which samples were late, that is, in C code.

Stacks are remembered by the identities of their code objects and instruction offsets; names and lines are
looked up once, at the end.
"""
import _signal
import _thread
import sys
import time


class Sampler:
    def __init__(self, settings, output):
        self.signal = settings["signal"]
        self.codes = {}  # id -> code object, which keeps the identity valid
        self.stacks = {}  # (id, offset, id, offset, ...) innermost first -> index
        self.samples = []  # flat: stack, thread, end of the handler before, now, cpu
        self.spans = []  # what the handler took, one number a sample
        self.threads = {_thread.get_ident(): 0}
        self.phases = []
        self.current = None
        self.last = [0, 0, False]  # when the handler was left, the thread's CPU time then, whether it runs
        self.thread_cpu = {}
        self.handler = self.make_handler()
        _signal.signal(self.signal, self.handler)

    def begin(self, phase, event):
        self.current = (phase, event, len(self.samples), time.monotonic_ns())
        self.last[0] = time.monotonic_ns()
        self.last[1] = time.thread_time_ns()

    def end(self):
        phase, event, first, start = self.current
        self.current = None
        end = time.monotonic_ns()
        blocked = self.signal in _signal.pthread_sigmask(_signal.SIG_BLOCK, ())
        kept = _signal.getsignal(self.signal) is self.handler and not blocked
        self.phases.append((phase, event, start, end, first, len(self.samples), kept))

    def make_handler(self):
        clock, cpu_clock = time.monotonic_ns, time.thread_time_ns
        codes, stacks, samples, spans, last = self.codes, self.stacks, self.samples, self.spans, self.last
        others, count, sampler = self.others, _thread._count, self
        base = sys.modules["_thaw_agent"].Run.phase.__code__

        def on_tick(signum, frame):
            if sampler.current is None or last[2]:
                return  # the last: a tick while the handler runs; it sees nothing new
            last[2] = True
            try:
                entered = clock()
                cpu = cpu_clock()
                key = walk(frame, base)
                index = stacks.get(key)
                if index is None:
                    index = stacks[key] = len(stacks)
                    keep_codes(frame, base, codes)
                samples.extend((index, 0, last[0], entered, cpu - last[1]))
                if count():
                    others(entered, last[0])
                last[1] = cpu_clock()
                last[0] = left = clock()
                spans.append(left - entered)
            except Exception:
                pass  # at the limit of recursion or memory this sample is lost; the error must not be the function's
            finally:
                last[2] = False

        return on_tick

    def others(self, entered, since):
        own = _thread.get_ident()
        for ident, frame in sys._current_frames().items():
            if ident == own:
                continue
            thread = self.threads.setdefault(ident, len(self.threads))
            # The thread has a live thread state and we hold the lock of the interpreter: it exists.
            cpu = time.clock_gettime_ns(time.pthread_getcpuclockid(ident))
            key = walk(frame, None)
            index = self.stacks.get(key)
            if index is None:
                index = self.stacks[key] = len(self.stacks)
                keep_codes(frame, None, self.codes)
            self.samples.extend((index, thread, since, entered, cpu - self.thread_cpu.get(ident, cpu)))
            self.thread_cpu[ident] = cpu

    def report(self, output):
        output.add("codes", [(key, code.co_filename, getattr(code, "co_qualname", code.co_name),
                              code.co_firstlineno) for key, code in self.codes.items()])
        output.add("lines", self.lines())
        output.add("stacks", list(self.stacks))
        output.add("samples", self.samples)
        output.add("spans", self.spans)
        output.add("sampled", self.phases)

    def lines(self):
        """(code, offset, line) for every place that was seen."""
        seen = {}
        for key in self.stacks:
            for at in range(0, len(key), 2):
                seen.setdefault(key[at], set()).add(key[at + 1])
        found = []
        for key, offsets in seen.items():
            table = line_table(self.codes[key])
            for offset in offsets:
                found.append((key, offset, table(offset)))
        return found


def walk(frame, base):
    key = []
    add = key.append
    while frame is not None:
        code = frame.f_code
        if code is base:
            break
        add(id(code))
        add(frame.f_lasti)
        frame = frame.f_back
    return tuple(key)


def keep_codes(frame, base, codes):
    while frame is not None:
        code = frame.f_code
        if code is base:
            break
        codes[id(code)] = code
        frame = frame.f_back


def line_table(code):
    """A function from instruction offset to line."""
    if hasattr(code, "co_lines"):
        ranges = [(start, end, line) for start, end, line in code.co_lines() if line]

        def line_of(offset):
            for start, end, line in ranges:
                if start <= offset < end:
                    return line
            return code.co_firstlineno

        return line_of

    def line_from_lnotab(offset):  # 3.9: pairs of (byte, line) increments
        line, address = code.co_firstlineno, 0
        table = code.co_lnotab
        for at in range(0, len(table), 2):
            address += table[at]
            if address > offset:
                break
            step = table[at + 1]
            line += step - 256 if step >= 128 else step
        return line

    return line_from_lnotab
