"""A machine of the public Internet, for tests: `far_network.py LAUNCHER_FOLDER NAME NEAR FAR`, both addresses of one /30.

It is a network namespace that is joined to the host's by a pair of interfaces, and goes when standard input closes. There, port 80
says who asked, 81 gives back what it gets, and 53 answers for names.
"""

import os
import socket
import struct
import sys
import threading

sys.path.insert(0, sys.argv[1])

import thaw_kernel as kernel  # noqa: E402
import thaw_network as network  # noqa: E402

NAME, NEAR, FAR = sys.argv[2:5]
NAMES = {b"far.test": FAR, b"metadata.test": "169.254.169.254", b"host.test": "127.0.0.1", b"near.test": NEAR}
NEW_LINK, DELETE_LINK, EXCLUSIVE = 16, 17, 0x200


def link_head(up=False, index=0):
    return struct.pack("BBHiII", 0, 0, 0, index, int(up), int(up))


def make_pair(pid):
    peer = network.nest(1, link_head(), network.attribute(3, b"far\0"), network.attribute(19, struct.pack("I", pid)))
    kind = network.nest(18, network.attribute(1, b"veth"), network.nest(2, peer))
    network.ask(0, network.message(NEW_LINK, network.MAKE | EXCLUSIVE, link_head(), network.attribute(3, NAME.encode() + b"\0"), kind))


def raise_link(name, address):
    index = socket.if_nametoindex(name)
    own = socket.inet_aton(address)
    network.ask(0,
                network.message(20, network.MAKE, struct.pack("4BI", socket.AF_INET, 30, 0, 0, index), network.attribute(1, own), network.attribute(2, own)),
                network.message(NEW_LINK, network.REQUEST | network.ACKNOWLEDGE, link_head(True, index)))


def answer(question):
    end = question.index(b"\0", 12) + 1
    parts, at = [], 12
    while question[at]:
        parts.append(question[at + 1:at + 1 + question[at]])
        at += 1 + question[at]
    address = NAMES.get(b".".join(parts))
    wanted = address is not None and question[end:end + 2] == b"\0\1"
    flags = 0x8180 if address else 0x8183
    record = b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 1, 4) + socket.inet_aton(address) if wanted else b""
    return question[:2] + struct.pack(">HHHHH", flags, 1, int(wanted), 0, 0) + question[12:end + 4] + record


def serve_names(names):
    while True:
        question, asker = names.recvfrom(4096)
        names.sendto(answer(question), asker)


def serve(server, handle):
    while True:
        connection, peer = server.accept()
        threading.Thread(target=handle, args=(connection, peer), daemon=True).start()


def tell(connection, peer):
    connection.sendall(peer[0].encode())
    connection.close()


def echo(connection, _):
    kept = b""
    while True:
        part = connection.recv(65536)
        if not part:
            break
        kept += part
    connection.sendall(kept)
    connection.close()


def name_over_stream(connection, _):
    question = connection.recv(4096)[2:]
    reply = answer(question)
    connection.sendall(struct.pack(">H", len(reply)) + reply)
    connection.close()


def main():
    there, here = os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        kernel.unshare(kernel.NEW_NET)
        os.write(there[1], b"1")
        os.read(here[0], 1)
        network.raise_loopback()
        raise_link("far", FAR)
        names = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        names.bind((FAR, 53))
        threading.Thread(target=serve_names, args=(names,), daemon=True).start()
        for port, handle in ((80, tell), (81, echo), (53, name_over_stream)):
            threading.Thread(target=serve, args=(socket.create_server((FAR, port)), handle), daemon=True).start()
        print("ready", flush=True)
        sys.stdin.read()
        os._exit(0)
    os.read(there[0], 1)
    make_pair(pid)
    raise_link(NAME, NEAR)
    os.write(here[1], b"1")
    os.waitpid(pid, 0)


if __name__ == "__main__":
    main()
