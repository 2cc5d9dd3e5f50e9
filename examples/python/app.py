"""A WSGI application on the server that Python brings."""

import json
import os
import signal
import sys
import threading
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

VERSION = "1.0.0"


def application(environ, start_response):
    path = environ.get("PATH_INFO", "/")
    if path == "/":
        return reply(start_response, "200 OK", "text/plain; charset=utf-8", f"hello {VERSION}\n")
    if path == "/health":
        return reply(start_response, "200 OK", "application/json", json.dumps({"status": "ok"}))
    return reply(start_response, "404 Not Found", "text/plain; charset=utf-8", "There is no such page.\n")


def reply(start_response, status, content_type, text):
    body = text.encode()
    start_response(status, [("Content-Type", content_type), ("Content-Length", str(len(body)))])
    return [body]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Handler(WSGIRequestHandler):
    def address_string(self):
        return self.client_address[0]


def main():
    port = int(os.environ.get("PORT", "5000"))
    with make_server("0.0.0.0", port, application, Server, Handler) as server:
        signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
        print(f"hello {VERSION} listens on {port}", flush=True)
        server.serve_forever()
    print("stopped", file=sys.stderr)


if __name__ == "__main__":
    main()
