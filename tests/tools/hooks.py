"""What Schemathesis cannot know by itself, and nothing that would make it look away.

These hooks log in, send `If-Match: *` where an operation declares the header, and take cursors and
places in the log from real replies. They add one check: the session the tests were given must stay alive, or
everything after its end would be a run of 401s that looks like success.

Started by scripts/schemathesis, which sets the environment read here.
"""

from __future__ import annotations

import atexit
import json
import os
import uuid

import requests
import schemathesis
from schemathesis.core.parameters import ParameterLocation
from schemathesis.generation.meta import negated_parameters
from schemathesis.specs.openapi.adapter.security import declares_security

BASE_URL = os.environ["GRIOT_TEST_URL"].rstrip("/")
PASS = os.environ["GRIOT_TEST_PASS"]
EMAIL = os.environ.get("GRIOT_TEST_EMAIL", "")
PASSWORD = os.environ.get("GRIOT_TEST_PASSWORD", "")
METRICS_TOKEN = os.environ.get("GRIOT_TEST_METRICS_TOKEN", "")

# Access tokens live for 15 minutes; a new login well before that leaves no window of refusals.
LOGIN_AGAIN_AFTER = 600

# In the `sessions` pass a 401 is how a session ends, so it is followed by a new login. In the
# `admin` pass nothing may end the session, so a 401 must be seen, not mended.
LOGIN_AGAIN_ON = [401] if PASS == "sessions" else []

# The newest token handed out, so that the check below can tell it from invented ones.
newest_token: str | None = None


class Login:
    """Bearer tokens, from the same call every client uses."""

    def get(self, case, context):
        global newest_token
        reply = requests.post(
            f"{BASE_URL}/api/v1/auth/login",
            json={"email": EMAIL, "password": PASSWORD},
            timeout=30,
        )
        if reply.status_code != 200:
            raise RuntimeError(
                f"{EMAIL} could not log in ({reply.status_code}): {reply.text[:500]}\n"
                "If it could at the start, a test call changed its password, its address or its status."
            )
        newest_token = reply.json()["data"]["access_token"]
        return newest_token

    def set(self, case, data, context):
        case.headers["Authorization"] = f"Bearer {data}"


def wants_metrics_token(operation):
    return operation.path == "/metrics"


class MetricsToken(Login):
    """The one operation whose credential is nobody's session."""

    def get(self, case, context):
        return METRICS_TOKEN


if PASS != "anonymous":
    schemathesis.auth(refresh_interval=LOGIN_AGAIN_AFTER, retry_on=LOGIN_AGAIN_ON).apply_to(
        lambda context: declares_security(context.operation) and not wants_metrics_token(context.operation)
    )(Login)
    schemathesis.auth().apply_to(lambda context: wants_metrics_token(context.operation))(MetricsToken)


if PASS == "admin":

    @schemathesis.check
    def session_stays_alive(ctx, response, case):
        """No operation of this pass may end, suspend or demote the account that runs it."""
        sent = response.request.headers.get("Authorization")
        if newest_token is not None and sent == f"Bearer {newest_token}" and response.status_code == 401:
            raise AssertionError(
                "A valid access token was refused: an earlier call ended the session of the account "
                f"that runs the tests.\n{response.text[:500]}"
            )


# For the report: operations that answered at least one request with a success.
succeeded: set[str] = set()


@schemathesis.hook
def after_call(context, case, response):
    # Some requests borrow an operation to try a method it does not have.
    if response.status_code < 400 and case.method.upper() == case.operation.method.upper():
        succeeded.add(case.operation.label)


@atexit.register
def report_successes():
    if path := os.environ.get("GRIOT_TEST_SUCCEEDED"):
        with open(path, "w") as file:
            json.dump(sorted(succeeded), file)


@schemathesis.hook
def before_call(context, case, kwargs):
    negated = {(name.lower(), location) for name, location in negated_parameters(case.meta)}

    # Any other value would be answered 412 before the operation is reached. A case that leaves the
    # header out, or spoils it, on purpose stays as it is.
    if ("if-match", ParameterLocation.HEADER) not in negated and declares_if_match(case.operation):
        case.headers["If-Match"] = "*"

    # A key is its sender's promise that no other request of theirs has it, and generated ones break it: what
    # was made and deleted since would be answered once more. Repeating is the suite's to test.
    if "Idempotency-Key" in case.headers and ("idempotency-key", ParameterLocation.HEADER) not in negated:
        case.headers["Idempotency-Key"] = str(uuid.uuid4())

    # Cursors are signed and bound to their list, so an invented one can only be refused.
    if "cursor" in (case.query or {}) and ("cursor", ParameterLocation.QUERY) not in negated:
        cursor = real_cursor(case)
        if cursor is None:
            del case.query["cursor"]
        else:
            case.query["cursor"] = cursor

    # A place in the log that is still to come can only be refused.
    for values, name, location in (
        (case.query, "after", ParameterLocation.QUERY),
        (case.headers, "Last-Event-ID", ParameterLocation.HEADER),
    ):
        if name in (values or {}) and (name.lower(), location) not in negated and str(values[name]).isdigit():
            values[name] = str(int(values[name]) % (newest_change() + 1))


def newest_change() -> int:
    """The newest number of the log that everybody may follow."""
    reply = requests.get(f"{BASE_URL}/api/v1/changes", params={"limit": 1}, timeout=30)
    return reply.json()["meta"]["seq"]


def declares_if_match(operation) -> bool:
    return any(
        parameter.location == ParameterLocation.HEADER and parameter.name.lower() == "if-match"
        for parameter in operation.iter_parameters()
    )


def real_cursor(case) -> str | None:
    """The `next_cursor` of the same list: same filters, sort and edition, one item long."""
    query = {name: value for name, value in case.query.items() if name != "cursor"}
    if "page" in query:
        # A list read by page numbers has no cursor to follow.
        return None
    if any(p.location == ParameterLocation.QUERY and p.name == "limit" for p in case.operation.iter_parameters()):
        query["limit"] = 1
    reply = case.derive(query=query, keep_auth=True).call(timeout=30)
    if reply.status_code != 200:
        return None
    return (reply.json().get("meta") or {}).get("next_cursor")
