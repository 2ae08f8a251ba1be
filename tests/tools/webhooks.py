"""What webhooks are sent, verified by the libraries of those who receive them.

    webhooks.py <base url> <folder of the Node tools>

Plays a receiver on this machine, has a running newsroom send it messages, as GRIOT_TEST_EMAIL with
GRIOT_TEST_PASSWORD, and holds each against the official libraries of Standard Webhooks for Python and Node. Run by
scripts/test, against a server that may call this machine.
"""

import json
import os
import queue
import subprocess
import sys
import threading
import urllib.request
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

BASE, NODE = sys.argv[1].rstrip("/"), Path(sys.argv[2]).resolve()
PATIENCE = 60

received = queue.Queue()


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        headers = {name.lower(): value for name, value in self.headers.items()}
        received.put((headers, body))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_):
        pass


def call(method, path, body=None, token=None, **headers):
    request = urllib.request.Request(f"{BASE}/api/v1{path}", method=method)
    request.add_header("Content-Type", "application/json")
    for name, value in headers.items():
        request.add_header(name.replace("_", "-"), value)
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, json.dumps(body or {}).encode()) as reply:
        text = reply.read()
        return json.loads(text)["data"] if text else None


def in_node(secret, headers, body):
    """Whether the library of Node takes it."""
    given = json.dumps({"secret": secret, "headers": headers, "body": body})
    script = """
        import { Webhook } from "standardwebhooks";
        const given = JSON.parse(await new Response(process.stdin).text());
        new Webhook(given.secret).verify(given.body, given.headers);
    """
    run = subprocess.run(["node", "--input-type=module", "--eval", script], input=given, text=True, cwd=NODE, capture_output=True)
    return run.returncode == 0


def in_python(secret, headers, body):
    try:
        Webhook(secret).verify(body, headers)
        return True
    except WebhookVerificationError:
        return False


def next_message(kind):
    while True:
        headers, body = received.get(timeout=PATIENCE)
        if json.loads(body)["type"] == kind:
            return headers, body


def main():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    credentials = {"email": os.environ["GRIOT_TEST_EMAIL"], "password": os.environ["GRIOT_TEST_PASSWORD"]}
    token = call("POST", "/auth/login", credentials)["access_token"]
    hook = call("POST", "/webhooks", {"url": f"http://127.0.0.1:{server.server_port}/", "types": ["tag.created"]}, token)
    path, first = f"/webhooks/{hook['id']}", hook["secret"]
    faults, verified = [], 0

    def hold(kind, message, secrets):
        nonlocal verified
        for verify in (in_python, in_node):
            for secret, counts in secrets:
                verified += 1
                if verify(secret, *message) != counts:
                    faults.append(f"{kind}: {verify.__name__} {'refuses' if counts else 'takes'} it")
        headers, body = message
        if in_python(secrets[0][0], headers, body + " ") or len(body.encode()) > 20_000:
            faults.append(f"{kind}: the signature covers less than it should, or the body is too long")

    call("POST", f"{path}/ping", {}, token)
    hold("webhook.ping", next_message("webhook.ping"), [(first, True)])
    call("POST", "/tags", {"name": "« Été » & œuvre 🌊"}, token)
    hold("tag.created", next_message("tag.created"), [(first, True)])
    second = call("POST", f"{path}/rotate-secret", {}, token, If_Match="*")["secret"]
    call("POST", "/tags", {"name": "Deux clefs"}, token)
    hold("two secrets", next_message("tag.created"), [(first, True), (second, True)])
    third = call("POST", f"{path}/rotate-secret", {"keep_previous_hours": 0}, token, If_Match="*")["secret"]
    call("POST", "/tags", {"name": "Une clef"}, token)
    hold("one secret", next_message("tag.created"), [(third, True), (second, False), (first, False)])
    call("DELETE", path, {}, token, If_Match="*")

    for fault in faults:
        print(f"FAIL  webhooks: {fault}")
    print(f"{verified} signatures held against the libraries of Standard Webhooks")
    return 1 if faults else 0


sys.exit(main())
