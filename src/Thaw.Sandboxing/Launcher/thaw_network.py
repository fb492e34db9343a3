"""The network of a sandbox: addresses, routes and redirections in its own namespace, and the sockets by which it is served.

Nothing of it is in the host's namespace. What a program sends out is redirected to a socket that was made in here and
that the host's process holds, which checks where it was meant for, and makes the connection itself.
"""

import errno
import fcntl
import os
import socket
import struct

LOOPBACK = "127.0.0.1"
ADDRESS = "10.0.0.2"
# Programs without capabilities can bind neither.
RELAY_PORT, NAMES_PORT = 1, 53
BACKLOG = 128
# Refused at once, by the kernel; the host checks what passes, against these and more.
FORBIDDEN = ("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "224.0.0.0/3")

GET_FLAGS, SET_FLAGS, UP = 0x8913, 0x8914, 1
NETLINK_ROUTE, NETLINK_NETFILTER = 0, 12
REQUEST, ACKNOWLEDGE, CREATE, APPEND = 1, 4, 0x400, 0x800
MAKE = REQUEST | ACKNOWLEDGE | CREATE
NEW_ADDRESS, NEW_ROUTE, ERROR = 20, 24, 2
MAIN_TABLE, BY_BOOT, LINK_SCOPE, UNIVERSE, UNICAST, PROHIBIT = 254, 3, 253, 0, 1, 8
LOOPBACK_INDEX = 1
NF_TABLES, NEW_TABLE, NEW_CHAIN, NEW_RULE, BATCH_BEGIN, BATCH_END = 10, 0, 3, 6, 16, 17
NESTED = 0x8000
LOCAL_OUT, BEFORE_NAT, AT_NAT = 3, -150, -100
DROP, ACCEPT = 0, 1
EQUAL, LOCAL_TYPE, PROTOCOL = 0, 2, 16


def raise_loopback():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        name = b"lo".ljust(16, b"\0")
        flags = struct.unpack_from("16sh", fcntl.ioctl(any_socket, GET_FLAGS, name + bytes(24)))[1]
        fcntl.ioctl(any_socket, SET_FLAGS, name + struct.pack("h22x", flags | UP))


def open_way_out():
    """Makes this namespace lead to the sockets that are returned: for connections, and for questions for names."""
    ask(NETLINK_ROUTE, *WAYS)
    ask(NETLINK_NETFILTER, *REDIRECTIONS)
    return [listen(RELAY_PORT), listen(NAMES_PORT), bound(socket.SOCK_DGRAM, NAMES_PORT)]


def listen(port):
    """A port of the sandbox's loopback, for the host to accept at."""
    listener = bound(socket.SOCK_STREAM, port)
    listener.listen(BACKLOG)
    return listener


def bound(kind, port):
    made = socket.socket(socket.AF_INET, kind)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((LOOPBACK, port))
        return made
    except OSError as error:
        made.close()
        raise OSError(error.errno, f"port {port} of the sandbox: {os.strerror(error.errno)}") from error


def ask(protocol, *messages):
    """Sends them as one, and waits until the kernel has done all that it acknowledges."""
    expected = sum(1 for message in messages if struct.unpack_from("H", message, 6)[0] & ACKNOWLEDGE)
    with socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol) as kernel:
        kernel.bind((0, 0))
        kernel.send(b"".join(messages))
        while expected:
            answer = kernel.recv(65536)
            while answer:
                length, kind = struct.unpack_from("IH", answer)
                number = -struct.unpack_from("i", answer, 16)[0] if kind == ERROR else 0
                if number:
                    raise OSError(number, f"cannot configure the network of a sandbox: {os.strerror(number)}")
                expected -= kind == ERROR
                answer = answer[length + 3 & ~3:]


def message(kind, flags, *parts):
    body = b"".join(parts)
    return struct.pack("IHHII", 16 + len(body), kind, flags, 0, 0) + body


def attribute(kind, *parts):
    body = b"".join(parts)
    return struct.pack("HH", 4 + len(body), kind) + body + bytes(-len(body) % 4)


def nest(kind, *parts):
    return attribute(kind | NESTED, *parts)


def number(value):
    return struct.pack(">i", value)


def route(kind, network="0.0.0.0/0", *parts):
    address, _, bits = network.partition("/")
    head = struct.pack("8BI", socket.AF_INET, int(bits), 0, 0, MAIN_TABLE, BY_BOOT, LINK_SCOPE if kind == UNICAST else UNIVERSE, kind, 0)
    target = attribute(1, socket.inet_aton(address)) if bits != "0" else b""
    return message(NEW_ROUTE, MAKE, head, target, *parts)


def ways():
    own = socket.inet_aton(ADDRESS)
    yield message(NEW_ADDRESS, MAKE, struct.pack("4BI", socket.AF_INET, 32, 0, 0, LOOPBACK_INDEX), attribute(1, own), attribute(2, own))
    yield route(UNICAST, "0.0.0.0/0", attribute(4, struct.pack("I", LOOPBACK_INDEX)), attribute(7, own))
    for network in FORBIDDEN:
        yield route(PROHIBIT, network)


def filtering(kind, *parts, flags=MAKE):
    return message(NF_TABLES << 8 | kind, flags, struct.pack(">BBH", socket.AF_INET, 0, 0), *parts)


def batch(kind):
    return message(kind, REQUEST, struct.pack(">BBH", socket.AF_UNSPEC, 0, NF_TABLES))


def chain(name, kind, priority, policy):
    hook = nest(4, attribute(1, number(LOCAL_OUT)), attribute(2, number(priority)))
    return filtering(NEW_CHAIN, attribute(1, b"thaw\0"), attribute(3, name), hook, attribute(5, number(policy)), attribute(7, kind))


def rule(name, *expressions):
    return filtering(NEW_RULE, attribute(1, b"thaw\0"), attribute(2, name), nest(4, *expressions), flags=MAKE | APPEND)


def expression(name, *parts):
    return nest(1, attribute(1, name + b"\0"), nest(2, *parts))


def equal(data):
    return expression(b"cmp", attribute(1, number(1)), attribute(2, number(EQUAL)), nest(3, attribute(1, data)))


def is_local():
    kind = expression(b"fib", attribute(1, number(1)), attribute(2, number(3)), attribute(3, number(2)))
    return kind + equal(struct.pack("I", LOCAL_TYPE))


def is_protocol(which):
    return expression(b"meta", attribute(1, number(1)), attribute(2, number(PROTOCOL))) + equal(bytes([which]))


def is_for_port(port):
    place = [attribute(1, number(1)), attribute(2, number(2)), attribute(3, number(2)), attribute(4, number(2))]
    return expression(b"payload", *place) + equal(struct.pack(">H", port))


def accept():
    return expression(b"immediate", attribute(1, number(0)), nest(2, nest(2, attribute(1, number(ACCEPT)))))


def redirect(port):
    load = expression(b"immediate", attribute(1, number(1)), nest(2, attribute(1, struct.pack(">H", port))))
    return load + expression(b"redir", attribute(1, number(1)))


def redirections():
    """Connections to the relay, questions for names to the port of names, and nothing else leaves."""
    yield batch(BATCH_BEGIN)
    yield filtering(NEW_TABLE, attribute(1, b"thaw\0"))
    yield chain(b"limits\0", b"filter\0", BEFORE_NAT, DROP)
    yield rule(b"limits\0", is_local(), accept())
    yield rule(b"limits\0", is_protocol(socket.IPPROTO_TCP), accept())
    yield rule(b"limits\0", is_protocol(socket.IPPROTO_UDP), is_for_port(NAMES_PORT), accept())
    yield chain(b"ways\0", b"nat\0", AT_NAT, ACCEPT)
    yield rule(b"ways\0", is_local(), accept())
    yield rule(b"ways\0", is_protocol(socket.IPPROTO_TCP), redirect(RELAY_PORT))
    yield rule(b"ways\0", is_protocol(socket.IPPROTO_UDP), redirect(NAMES_PORT))
    yield batch(BATCH_END)


# The same for every sandbox: made once, by the launcher.
WAYS = tuple(ways())
REDIRECTIONS = tuple(redirections())


def why_no_way_out(unshare):
    """None where sandboxes can have a way out of their own; otherwise what is missing. Tried in a child."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            unshare()
            raise_loopback()
            open_way_out()
        except OSError as error:
            hint = " (the kernel lacks nf_tables with NAT)" if error.errno in (errno.ENOENT, errno.EPROTONOSUPPORT, errno.EOPNOTSUPP) else ""
            os.write(write, f"{error.strerror}{hint}".encode())
        finally:
            os._exit(0)
    os.close(write)
    with open(read, "rb") as answer:
        reason = answer.read().decode()
    os.waitpid(pid, 0)
    return reason or None
