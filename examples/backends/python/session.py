"""Asks the edge whose session a request carries. It needs nothing but Python."""

import http.client
import json
import os
from urllib.parse import urlsplit

SESSION_COOKIE = "ory_kratos_session"
EDGE = urlsplit(os.environ["EDGE_URL"])


class Refused(Exception):
    """What to answer in place of the page."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


def ask_edge(headers, path):
    """Sends the credentials of a request, and nothing else of it. `headers` is an `email.message.Message`."""
    credentials = {
        name: ("; " if name == "Cookie" else ", ").join(headers.get_all(name))
        for name in ("Cookie", "X-Session-Token", "Authorization")
        if name in headers
    }
    kind = http.client.HTTPSConnection if EDGE.scheme == "https" else http.client.HTTPConnection
    # The edge answers 504 after 5 s, so this is longer.
    edge = kind(EDGE.netloc, timeout=6)
    try:
        edge.request("GET", path, headers=credentials)
        answer = edge.getresponse()
        return answer, answer.read()
    except (OSError, ValueError, http.client.HTTPException) as error:
        raise Refused(503, "Please try again later.") from error
    finally:
        edge.close()


def renewed_cookies(answer):
    """The session's cookie, where the identity server has extended the session."""
    lines = answer.headers.get_all("Set-Cookie", [])
    return [line for line in lines if line.startswith(SESSION_COOKIE + "=")]


def require_session(headers):
    """The session of a request, and the cookies to set with the answer. Raises `Refused`."""
    answer, body = ask_edge(headers, "/sessions/whoami")
    if answer.status == 401:
        raise Refused(401, "Please sign in.")
    if answer.status == 403:
        raise Refused(403, "Please confirm your second factor.")
    try:
        session = json.loads(body) if answer.status == 200 else {}
        if session["active"] is True and session["identity"]["id"]:
            return session, renewed_cookies(answer)
    except (ValueError, LookupError, TypeError) as error:
        raise Refused(503, "Please try again later.") from error
    raise Refused(503, "Please try again later.")
