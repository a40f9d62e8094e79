"""A server that is not ours. Prints its port (or path) when it listens.

usage: peer.py BEHAVIOUR [--framing F] [--unix PATH] [--delay SECONDS]
"""
import argparse
import os
import socket
import socketserver
import struct
import sys
import threading
import time

parser = argparse.ArgumentParser()
parser.add_argument("behaviour")
parser.add_argument("--framing", default="line")
parser.add_argument("--unix")
parser.add_argument("--delay", type=float, default=0)
options = parser.parse_args()

lock = threading.Lock()
state = {"now": 0, "max": 0, "all": 0, "requests": 0}

TERMINATORS = {"line": b"\n", "crlf": b"\r\n", "nul": b"\0"}
LENGTHS = {"length-1": ">B", "length-2": ">H", "length-4": ">I"}


def read_message(stream):
    framing = options.framing
    if framing in TERMINATORS:
        end = TERMINATORS[framing]
        message = bytearray()
        while not message.endswith(end):
            byte = stream.read(1)
            if not byte:
                return bytes(message) or None
            message += byte
        return bytes(message[:-len(end)])
    if framing in LENGTHS:
        size = stream.read(struct.calcsize(LENGTHS[framing]))
        return stream.read(struct.unpack(LENGTHS[framing], size)[0]) if size else None
    if framing == "stx-etx":
        message = bytearray()
        byte = stream.read(1)
        if not byte:
            return None
        assert byte == b"\2", byte
        while (byte := stream.read(1)) != b"\3":
            message += byte
        return bytes(message)
    return stream.read1(65536) or None


def frame(message):
    framing = options.framing
    if framing in TERMINATORS:
        return message + TERMINATORS[framing]
    if framing in LENGTHS:
        return struct.pack(LENGTHS[framing], len(message)) + message
    if framing == "stx-etx":
        return b"\2" + message + b"\3"
    return message


class Handler(socketserver.StreamRequestHandler):

    def handle(self):
        with lock:
            state["now"] += 1
            state["all"] += 1
            state["max"] = max(state["max"], state["now"])
        try:
            if options.behaviour == "banner":
                self.request.sendall(frame(b"welcome"))
            while (message := read_message(self.rfile)) is not None:
                if not self.answer(message):
                    break
        except ConnectionError:
            pass
        finally:
            with lock:
                state["now"] -= 1

    def answer(self, message):
        behaviour = options.behaviour
        if message.startswith(b"#"):
            with lock:
                self.request.sendall(frame(str(state[message[1:].decode()]).encode()))
            return True
        with lock:
            state["requests"] += 1
            first = state["requests"] == 1
        if behaviour == "silent":
            return True
        if behaviour == "late" and first:
            time.sleep(options.delay)
        elif behaviour != "late" and options.delay:
            time.sleep(options.delay)
        if behaviour == "eof":
            return False
        if behaviour == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()
            return False
        reply = message.upper()
        if behaviour == "bare-and-close":
            self.request.sendall(reply)
            return False
        if behaviour == "double":
            self.request.sendall(frame(reply) + frame(b"EXTRA"))
            return True
        if behaviour == "long":
            self.request.sendall(frame(b"X" * 100000))
            return True
        self.request.sendall(frame(reply))
        return behaviour != "answer-and-close"

    def finish(self):
        try:
            super().finish()
        except OSError:
            pass


if options.unix:
    class Server(socketserver.ThreadingUnixStreamServer):
        daemon_threads = True
        request_queue_size = 128
    server = Server(options.unix, Handler)
    print(options.unix, flush=True)
else:
    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        allow_reuse_address = True
        request_queue_size = 128
    server = Server(("127.0.0.1", 0), Handler)
    print(server.server_address[1], flush=True)


def end_with_parent():
    sys.stdin.read()
    os._exit(0)


threading.Thread(target=end_with_parent, daemon=True).start()
server.serve_forever()
