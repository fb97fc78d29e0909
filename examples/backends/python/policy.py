"""Asks the edge whether its policy "app" lets a request through."""

from urllib.parse import unquote

from session import Refused, ask_edge, renewed_cookies


def require_policy(headers):
    """What the policy says of the person, and the cookies to set with the answer. Raises `Refused`."""
    answer, body = ask_edge(headers, "/edge-sessions/authorize/app")
    if answer.status == 200:
        # The edge encodes what is not plain ASCII.
        person = {name: unquote(answer.headers.get(name, "")) for name in ("X-User-Id", "X-User-Name")}
        return person, renewed_cookies(answer)
    if answer.status in (401, 403):
        raise Refused(answer.status, body.decode())
    raise Refused(503, "Please try again later.")
