#!/usr/bin/env python3
"""The server of the tutorials: a thread per connection, recv, upper, sendall."""
import socket
import sys
import threading


def serve(connection):
    with connection:
        while True:
            data = connection.recv(1024)
            if not data:
                return
            connection.sendall(data.upper())


def main():
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", int(sys.argv[1])))
        listener.listen(1024)
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()


main()
