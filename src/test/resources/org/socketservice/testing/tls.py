"""A TLS client that is not ours.

usage: tls.py WHAT PORT CA [--cert NAME] [--max 1.2]

upper      sends 1 MB of lines in one go, reads meanwhile, compares every byte
half       sends lines, then close_notify, then reads what is still due
truncate   sends a line and a half, then FIN without close_notify, then reads
handshake  establishes TLS, sends a line and reads the reply
garbage    establishes TLS, has a line answered, then sends what is no record
"""
import argparse
import select
import socket
import ssl
import sys

parser = argparse.ArgumentParser()
parser.add_argument("what")
parser.add_argument("port", type=int)
parser.add_argument("ca")
parser.add_argument("--cert")
parser.add_argument("--max")
options = parser.parse_args()

context = ssl.create_default_context(cafile=options.ca)
if options.max == "1.2":
    context.maximum_version = ssl.TLSVersion.TLSv1_2
if options.cert:
    context.load_cert_chain(options.cert + ".pem", options.cert + ".key")


def connect():
    plain = socket.create_connection(("127.0.0.1", options.port), 10)
    return context.wrap_socket(plain, server_hostname="localhost")


class Half:
    """Both sides of TLS by hand, because Python's sockets cannot close one of them."""

    def __init__(self):
        self.plain = socket.create_connection(("127.0.0.1", options.port), 10)
        self.incoming = ssl.MemoryBIO()
        self.outgoing = ssl.MemoryBIO()
        self.tls = context.wrap_bio(self.incoming, self.outgoing, server_hostname="localhost")
        self.run(self.tls.do_handshake)

    def flush(self):
        data = self.outgoing.read()
        if data:
            self.plain.sendall(data)

    def run(self, step):
        while True:
            try:
                result = step()
                self.flush()
                return result
            except ssl.SSLWantReadError:
                self.flush()
                data = self.plain.recv(65536)
                if data:
                    self.incoming.write(data)
                else:
                    self.incoming.write_eof()

    def write(self, data):
        self.tls.write(data)
        self.flush()

    def close_notify(self):
        try:
            self.tls.unwrap()
        except ssl.SSLWantReadError:
            pass
        self.flush()

    def read_all(self):
        """Up to close_notify, then up to the FIN."""
        data = b""
        while True:
            try:
                more = self.run(lambda: self.tls.read(65536))
            except ssl.SSLZeroReturnError:
                more = b""
            except ssl.SSLEOFError:
                return data, "truncated"
            if not more:
                break
            data += more
        while self.plain.recv(65536):
            pass
        return data, "closed"


if options.what == "upper":
    tls = connect()
    lines = b"".join(b"line %d of many, stra\xc3\x9fe\r\n" % i for i in range(36500))
    expected = lines.decode().upper().encode()
    tls.setblocking(False)  # one thread: two at once break an SSLSocket of this Python
    received = b""
    sent = 0
    while len(received) < len(expected):
        select.select([tls], [tls] if sent < len(lines) else [], [], 10)
        try:
            if sent < len(lines):
                sent += tls.send(lines[sent : sent + 65536])
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
        try:
            more = tls.recv(65536)
            while more:
                received += more
                more = tls.recv(65536)
            break
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            pass
    print(tls.version(), len(lines), received == expected)
    tls.setblocking(True)
    tls.unwrap()
elif options.what == "half":
    half = Half()
    half.write(b"a\nb\nrest")
    half.close_notify()
    print(half.tls.version(), half.read_all())
elif options.what == "truncate":
    half = Half()
    half.write(b"a\nrest")
    half.plain.shutdown(socket.SHUT_WR)
    print(half.tls.version(), half.read_all())
elif options.what == "handshake":
    try:
        tls = connect()
        tls.sendall(b"hello\n")
        print(tls.version(), tls.recv(100))
    except ssl.SSLError as error:
        print(error.reason)
        sys.exit(1)
elif options.what == "garbage":
    tls = connect()
    tls.sendall(b"hello\n")  # its answer shows that the handshake is over there, too
    tls.recv(100)
    plain = socket.socket(fileno=tls.detach())
    plain.settimeout(10)
    plain.sendall(b"this is no record\n" * 5000)
    answer = b""
    while True:
        more = plain.recv(65536)
        if not more:
            break
        answer = more
    print(answer[0] if answer else "nothing")
