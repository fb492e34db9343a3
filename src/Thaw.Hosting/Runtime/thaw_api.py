"""Stands between a program of the function's own, called bootstrap, and the host: AWS Lambda's Runtime API over HTTP.

The host is at the other end of descriptor 3, as thaw_runtime.py describes it. The program asks at AWS_LAMBDA_RUNTIME_API,
an address of this instance's own network that nobody else reaches. One thread, one event at a time; several connections may
be open. A cold start waits for this file, so it imports what is built in.
"""
import posix
import select

import _socket

import thaw_runtime as runtime

PORT = 9001
VERSION = b"/2018-06-01/runtime/"
PROGRAMS = ("/var/task/bootstrap", "/opt/bootstrap")
LONGEST_HEAD = 64 * 1024
LONGEST_BODY = 7 << 20
REASONS = {200: "OK", 202: "Accepted", 400: "Bad Request", 403: "Forbidden", 404: "Not Found", 413: "Payload Too Large"}


class Refused(Exception):
    def __init__(self, status, kind, message):
        super().__init__(message)
        self.status, self.kind = status, kind


class Connection:
    def __init__(self, socket):
        self.socket, self.received, self.continued = socket, b"", False

    def take(self):
        """The next whole request as method, path, headers and body; None when more has to come."""
        head, end, rest = self.received.partition(b"\r\n\r\n")
        if not end:
            if len(head) > LONGEST_HEAD:
                raise Refused(400, "InvalidRequest", "the head of the request is too long")
            return None
        lines = head.split(b"\r\n")
        try:
            method, path, _ = lines[0].split(b" ")
            headers = {name.strip().lower(): value.strip() for name, value in (line.split(b":", 1) for line in lines[1:])}
            body, left = self.body(headers, rest)
        except ValueError:
            raise Refused(400, "InvalidRequest", "no HTTP request") from None
        if body is None:
            if headers.get(b"expect", b"").lower() == b"100-continue" and not self.continued:
                self.continued = True
                self.socket.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
            return None
        self.received, self.continued = left, False
        return method, path, headers, body

    @staticmethod
    def body(headers, rest):
        if headers.get(b"transfer-encoding", b"").lower() == b"chunked":
            return unchunk(rest)
        length = int(headers.get(b"content-length", b"0"))
        if not 0 <= length <= LONGEST_BODY:
            raise Refused(413, "RequestEntityTooLarge", "the body is too long")
        return (rest[:length], rest[length:]) if len(rest) >= length else (None, rest)

    def answer(self, status, body, headers=()):
        lines = ["HTTP/1.1 %d %s" % (status, REASONS[status]), "Content-Type: application/json", "Content-Length: %d" % len(body)]
        lines += ["%s: %s" % pair for pair in headers]
        try:
            self.socket.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        except OSError:
            pass  # it has gone


def unchunk(rest):
    whole, place = [], 0
    while True:
        end = rest.find(b"\r\n", place)
        if end < 0:
            return None, rest
        size = int(rest[place:end].split(b";")[0], 16)
        if size < 0 or sum(map(len, whole)) + size > LONGEST_BODY:
            raise Refused(413, "RequestEntityTooLarge", "the body is too long")
        place = end + 2 + size
        if size == 0:
            done = rest.find(b"\r\n", end + 2)
            return (b"".join(whole), rest[done + 2:]) if done >= 0 else (None, rest)
        if len(rest) < place + 2:
            return None, rest
        whole.append(rest[end + 2:place])
        place += 2


class Api:
    """Which of the two sides waits for the other."""

    def __init__(self, started):
        self.started, self.ready = started, False
        self.event = self.asker = self.current = None

    def handle(self, connection, method, path, headers, body):
        if not path.startswith(VERSION):
            raise Refused(404, "InvalidPath", "no such path")
        parts = path[len(VERSION):].decode().split("/")
        if method == b"GET" and parts == ["invocation", "next"]:
            self.ask(connection)
        elif method == b"POST" and parts == ["init", "error"]:
            self.fail(connection, body)
        elif method == b"POST" and len(parts) == 3 and parts[0] == "invocation" and parts[2] in ("response", "error"):
            self.finish(connection, parts[1], parts[2] == "error", body)
        else:
            raise Refused(404, "InvalidPath", "no such path")

    def ask(self, connection):
        self.asker = connection
        if not self.ready:
            self.ready = True
            runtime.answer(b"I", b"%d %d" % (self.started, runtime.time.monotonic_ns()))
        self.deliver()

    def deliver(self):
        if self.event is None or self.asker is None or self.current is not None:
            return
        head, event = self.event
        connection, self.asker, self.event, self.current = self.asker, None, None, head["requestId"]
        headers = [
            ("Lambda-Runtime-Aws-Request-Id", head["requestId"]), ("Lambda-Runtime-Deadline-Ms", head["deadlineMs"]),
            ("Lambda-Runtime-Invoked-Function-Arn", head["arn"]),
            ("Lambda-Runtime-Trace-Id", head.get("traceId") or "Root=1-%08x-%s;Parent=%s;Sampled=0" % (int(runtime.time.time()), head["requestId"].replace("-", "")[:24], head["requestId"].replace("-", "")[-16:])),
        ]
        if "clientContext" in head:
            headers.append(("Lambda-Runtime-Client-Context", runtime.encode(head["clientContext"]).decode("ascii", "backslashreplace")))
        connection.answer(200, event, headers)

    def finish(self, connection, request, failed, body):
        if request != self.current:
            raise Refused(400, "InvalidRequestID", "Invalid request ID")
        if len(body) > runtime.LARGEST_RESULT:
            kind = "Function.ResponseSizeTooLarge"
            failed, body = True, described(kind, "Response payload size exceeded maximum allowed payload size (%d bytes)." % runtime.LARGEST_RESULT, request)
        connection.answer(202, b'{"status":"OK"}\n')
        self.current = None
        runtime.answer(b"E" if failed else b"R", body or b"null")
        self.deliver()

    def fail(self, connection, body):
        if self.ready:
            raise Refused(403, "InvalidStateTransition", "the init phase is over")
        connection.answer(202, b'{"status":"OK"}\n')
        runtime.answer(b"F", body or described("Runtime.Unknown", "the program said no more", runtime.STATE["request_id"]))
        posix._exit(1)

    def read_event(self):
        lengths = runtime.read(8)
        if lengths is None:
            posix._exit(0)
        head = runtime.parse(runtime.read(int.from_bytes(lengths[:4], "little")))
        self.event = head, runtime.read(int.from_bytes(lengths[4:], "little"))
        self.deliver()


def described(kind, message, request):
    return runtime.encode({"errorMessage": message, "errorType": kind, "requestId": request})


def start():
    """Starts the program; answers its pid."""
    for program in PROGRAMS:
        if runtime.is_there(program):
            break
    else:
        program = PROGRAMS[0]
    environment = dict(posix.environ)
    environment[b"AWS_LAMBDA_RUNTIME_API"] = b"127.0.0.1:%d" % PORT
    failure, theirs = posix.pipe()
    pid = posix.fork()
    if pid == 0:
        try:
            posix.set_inheritable(runtime.CHANNEL, False)
            posix.execve(program, [program], environment)
        except OSError as error:
            posix.write(theirs, str(error.strerror).encode())
        finally:
            posix._exit(127)
    posix.close(theirs)
    reason = posix.read(failure, 1000)
    posix.close(failure)
    if reason:
        posix.waitpid(pid, 0)
        message = "RequestId: %s Error: Couldn't start bootstrap (looked for %s): %s" % (
            runtime.STATE["request_id"], ", ".join(PROGRAMS), reason.decode())
        runtime.answer(b"F", described("Runtime.InvalidEntrypoint", message, runtime.STATE["request_id"]))
        posix._exit(1)
    return pid


def end_like(pid):
    """The program is over, and with it the instance; the host sees the program's own end."""
    status = posix.waitpid(pid, 0)[1]
    if posix.WIFSIGNALED(status):
        posix.kill(posix.getpid(), posix.WTERMSIG(status))
    posix._exit(posix.WEXITSTATUS(status))


def main():
    api = Api(runtime.time.monotonic_ns())
    server = _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)
    server.setsockopt(_socket.SOL_SOCKET, _socket.SO_REUSEADDR, 1)
    server.bind(("127.0.0.1", PORT))
    server.listen(16)
    posix.set_inheritable(runtime.CHANNEL, False)
    pid = start()
    program = posix.pidfd_open(pid)
    connections, poll = {}, select.poll()
    for descriptor in (server.fileno(), runtime.CHANNEL, program):
        poll.register(descriptor, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor == program:
                end_like(pid)
            elif descriptor == runtime.CHANNEL:
                api.read_event()
            elif descriptor == server.fileno():
                number, _ = server._accept()
                connections[number] = Connection(_socket.socket(fileno=number))
                poll.register(number, select.POLLIN)
            elif not serve(api, connections[descriptor]):
                poll.unregister(descriptor)
                connections.pop(descriptor).socket.close()


def serve(api, connection):
    """Whether the connection goes on."""
    try:
        received = connection.socket.recv(65536)
    except OSError:
        received = b""
    if not received:
        if api.asker is connection:
            api.asker = None
        return False
    connection.received += received
    try:
        while True:
            request = connection.take()
            if request is None:
                return True
            api.handle(connection, *request)
    except Refused as refused:
        body = runtime.encode({"errorMessage": str(refused), "errorType": refused.kind})
        connection.answer(refused.status, body)
        # What follows a request that was not understood may be anything.
        return refused.kind not in ("InvalidRequest", "RequestEntityTooLarge")

