"""A server as a process, spoken to line by line, or byte by byte. Whatever it says is held against the schema."""

import contextlib
import json
import os
import queue
import subprocess
import threading

from jsonschema import Draft202012Validator

from workspace import PROGRAM

with open(os.environ["MCP_SCHEMA"], encoding="utf-8") as file:
    SCHEMA = json.load(file)

VERSIONS = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]

RESULTS = {
    "initialize": "InitializeResult", "ping": "EmptyResult", "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult", "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult", "resources/read": "ReadResourceResult",
    "prompts/list": "ListPromptsResult", "prompts/get": "GetPromptResult",
}


def validator(name):
    return Draft202012Validator({"$ref": f"#/$defs/{name}", "$defs": SCHEMA["$defs"]})


VALIDATORS = {name: validator(name) for name in {"JSONRPCMessage", "JSONRPCErrorResponse", "ServerNotification",
                                                 "JSONRPCResultResponse", *RESULTS.values()}}


def check(line, methods):
    """Holds a line against the schema. `methods` says what was asked, by id."""
    assert line.endswith(b"\n") and line.count(b"\n") == 1, line[:200]
    message = json.loads(line.decode())
    VALIDATORS["JSONRPCMessage"].validate(message)
    if "method" in message:
        VALIDATORS["ServerNotification"].validate(message)
    elif "error" in message:
        VALIDATORS["JSONRPCErrorResponse"].validate(message)
    else:
        VALIDATORS["JSONRPCResultResponse"].validate(message)
        name = RESULTS.get(methods.get(message["id"]))
        assert name, f"an answer that nobody asked for: {line[:200]}"
        VALIDATORS[name].validate(message["result"])
    return message


class Wire:
    def __init__(self, workspace, *arguments, folder=None, greets=True, reads=True, version="2025-11-25",
                 **variables):
        self.methods = {}
        self.heard = []
        self.lines = queue.Queue()
        self.process = subprocess.Popen(
            [PROGRAM, "mcp", *arguments], cwd=folder or workspace.home, env={**workspace.environment, **variables},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0)
        if reads:
            self.read()
        self.next = 0
        if greets:
            self.greeting = self.ask("initialize", protocolVersion=version, capabilities={},
                                     clientInfo={"name": "test", "version": "1"})["result"]
            self.tell("notifications/initialized")

    def read(self):
        """Begins to read."""
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self):
        for line in iter(self.process.stdout.readline, b""):
            self.lines.put(line)
        self.lines.put(None)

    def raw(self, data):
        self.process.stdin.write(data)

    def send(self, message):
        if "id" in message and isinstance(message["id"], (int, str)) and isinstance(message.get("method"), str):
            self.methods[message["id"]] = message["method"]
        self.raw(json.dumps(message).encode() + b"\n")

    def tell(self, method, **params):
        self.send({"jsonrpc": "2.0", "method": method, **({"params": params} if params else {})})

    def begin(self, method, **params):
        self.next += 1
        self.send({"jsonrpc": "2.0", "id": self.next, "method": method, "params": params})
        return self.next

    def call(self, name, /, meta=None, **arguments):
        more = {"_meta": meta} if meta else {}
        return self.begin("tools/call", name=name, arguments=arguments, **more)

    def hear(self, timeout=60):
        """The next message; None after the last one."""
        line = self.lines.get(timeout=timeout)
        if line is None:
            return None
        message = check(line, self.methods)
        self.heard.append(message)
        return message

    def hear_answer(self, id, timeout=60):
        for message in self.heard:
            if message.get("id") == id and "method" not in message:
                return message
        while True:
            message = self.hear(timeout)
            assert message is not None, "it has ended"
            if message.get("id") == id and "method" not in message:
                return message

    def ask(self, method, **params):
        return self.hear_answer(self.begin(method, **params))

    def use(self, name, /, **arguments):
        """Calls a tool that is there; gives its result."""
        return self.hear_answer(self.call(name, **arguments))["result"]

    def is_silent(self):
        """Whether nothing has come before the answer to a ping."""
        before = len(self.heard)
        answer = self.ask("ping")
        return self.heard[before:] == [answer]

    def end(self, code=0, stderr=b""):
        """Ends the input; gives what still comes."""
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        rest = []
        while (message := self.hear()) is not None:
            rest.append(message)
        assert self.process.wait(timeout=60) == code
        assert self.process.stderr.read() == stderr
        return rest
