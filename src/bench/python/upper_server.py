#!/usr/bin/env python3
"""The server of Python's own documentation (socketserver): a thread per connection, line by line."""
import socketserver
import sys


class UpperHandler(socketserver.StreamRequestHandler):
    """Answers each line in upper case."""

    def handle(self):
        try:
            for line in self.rfile:
                self.wfile.write(line.upper())
        except ConnectionError:
            pass


class UpperServer(socketserver.ThreadingTCPServer):
    """With a longer backlog than 5, so that a thousand clients get in."""

    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 1024


with UpperServer(("127.0.0.1", int(sys.argv[1])), UpperHandler) as server:
    server.serve_forever()
