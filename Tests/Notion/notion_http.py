"""The connections: reads a request, lets a fault happen, asks the API, logs and answers."""

import json
import socket
import sys
import threading
import traceback
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import notion_api
from notion_faults import BAD_GATEWAY, ERRORS, GARBAGE, Call
from notion_state import Refused

BODY_LIMIT = 64 * 1024 * 1024


class Entry(NamedTuple):
    """A request and what was answered. Status None: there was no whole answer."""

    method: str
    path: str
    status: Any
    body: Any


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, request, client_address):
        """A client that goes away in the middle is part of the tests; a mistake of the fake or of a test is none."""
        if not isinstance(sys.exception(), OSError):
            self.fake.errors.append(traceback.format_exc())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body go out at once.
    disable_nagle_algorithm = True
    wbufsize = -1

    def log_message(self, *arguments):
        """The log is `FakeNotion.log`."""

    def setup(self):
        super().setup()
        self.fake = self.server.fake
        self.fake.connections.add(self.connection)

    def finish(self):
        self.fake.connections.discard(self.connection)
        try:
            super().finish()
        except OSError:
            pass

    def serve(self):
        request = notion_api.Request(self.command, self.path, self.headers, self.read_body())
        request.write = notion_api.is_write(request.method, request.path)
        request.json = {}
        try:
            request.json = notion_api.parse(request.data)
        except Refused:
            pass
        with self.fake.lock:
            if request.write:
                self.fake.write_count += 1
            request.number = self.fake.write_count
            fault = next((one for one in self.fake.faults if one.matches(request, self.fake.state)), None)
            if fault and fault.left is not None:
                fault.left -= 1
        called = fault.what if fault and isinstance(fault.what, Call) else None
        # A call may take its time or end the client: without the lock, so that others are answered.
        if called and not called.after:
            called.function()
        status, headers, data = None, {}, b""
        if fault is None or fault.after or (called and not called.cut):
            status, headers, data = self.ask(request)
        if called and called.after:
            called.function()
        # The fault of a write that took effect hides a good answer or a bad one alike.
        if fault and not (called and not called.cut):
            return self.fail("cut" if called else fault.what, request, data, fault.retry_after)
        self.note(request, status)
        self.send(status, headers, data)

    do_GET = do_POST = do_PATCH = do_DELETE = do_PUT = serve

    def read_body(self):
        if "chunked" in (self.headers.get("Transfer-Encoding") or "").lower():
            data = b""
            while (size := int(self.rfile.readline().split(b";")[0], 16)) and len(data) < BODY_LIMIT:
                data += self.rfile.read(size)
                self.rfile.readline()
            while self.rfile.readline().strip():
                pass
            return data
        return self.rfile.read(min(int(self.headers.get("Content-Length") or 0), BODY_LIMIT))

    def ask(self, request):
        """The answer of the API, or its refusal."""
        with self.fake.lock:
            try:
                self.allowed(request)
                answer = notion_api.answer(self.fake.state, request, self.fake.url)
            except Refused as refused:
                after = getattr(refused, "retry_after", None)
                return refused.status, {"Retry-After": after}, self.error(refused.status, refused.code, str(refused))
            except Exception:
                # A mistake of the fake itself: seen by the client, and raised when the server is stopped.
                self.fake.errors.append(traceback.format_exc())
                return 500, {}, self.error(500, *ERRORS[500])
            if request.write:
                self.fake.writes.append(Entry(request.method, request.target, 200, request.json or None))
            return 200, {}, json.dumps(answer, ensure_ascii=False).encode()

    def allowed(self, request):
        if request.headers.get("Authorization") != f"Bearer {self.fake.token}":
            raise Refused(401, "unauthorized", "API token is invalid.")
        version = request.headers.get("Notion-Version")
        if version is None:
            raise Refused(400, "missing_version", "Notion-Version header failed validation: Notion-Version header "
                          "should be defined, instead was `undefined`.")
        if version != notion_api.VERSION:
            raise Refused(400, "missing_version", "Notion-Version header failed validation: Notion-Version header "
                          f'should be `"{notion_api.VERSION}"`, instead was `"{version}"`.')
        wait = self.fake.pace.take() if self.fake.pace else None
        if wait is not None:
            refused = Refused(429, *ERRORS[429])
            refused.retry_after = wait
            raise refused

    @staticmethod
    def error(status, code, message):
        return json.dumps({"object": "error", "status": status, "code": code, "message": message,
                           "request_id": str(uuid.uuid4())}, ensure_ascii=False).encode()

    def fail(self, what, request, data, retry_after):
        if what in ("cut", "hang", "cut in the answer"):
            self.note(request, None)
            if what == "hang":
                self.wait_for_end()
            elif what == "cut in the answer":
                self.send(200, {"Content-Length": len(data)}, data[:len(data) // 2])
            self.close_connection = True
            try:
                self.connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            return
        status = 200 if what == "garbage" else what
        self.note(request, status)
        if what == "garbage":
            return self.send(200, {}, GARBAGE)
        if what == 502:
            return self.send(502, {"Content-Type": "text/html"}, BAD_GATEWAY)
        code, message = ERRORS[what]
        return self.send(what, {"Retry-After": retry_after}, self.error(what, code, message))

    def wait_for_end(self):
        """Until the client gives up, or the server is stopped, which closes the connection."""
        try:
            while self.connection.recv(4096):
                pass
        except OSError:
            pass

    def note(self, request, status):
        with self.fake.lock:
            self.fake.log.append(Entry(request.method, request.target, status, request.json or None))

    def send(self, status, headers, data):
        try:
            self.send_response(status)
            for name, value in {"Content-Type": "application/json; charset=utf-8", "Content-Length": len(data),
                                **headers}.items():
                if value is not None:
                    self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(data)
            self.wfile.flush()
        except OSError:
            # Gone: killed, or tired of waiting.
            self.close_connection = True


class Running:
    """A server that serves in threads until it is stopped."""

    def __init__(self, fake, port):
        self.server = Server(("127.0.0.1", port), Handler)
        self.server.fake = fake
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    @property
    def port(self):
        return self.server.server_address[1]

    def start(self):
        self.thread.start()

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()
        for connection in list(self.server.fake.connections):
            try:
                connection.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
