"""A server whose pages need a session. EDGE_URL=http://127.0.0.1:4000 PORT=3000 python3 server.py"""

import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from policy import require_policy
from session import Refused, require_session


class Pages(BaseHTTPRequestHandler):
    def do_GET(self):
        try:
            if self.path == "/policy":
                person, cookies = require_policy(self.headers)
                text = f"Hello {person['X-User-Id']}, {person['X-User-Name']}"
            else:
                session, cookies = require_session(self.headers)
                identity = session["identity"]
                text = f"Hello {identity['id']}, {identity['traits']['name']}"
            status = 200
        except Refused as refused:
            status, text, cookies = refused.status, str(refused), []
        body = f"{text}\n".encode()
        self.send_response(status)
        for line in cookies:
            self.send_header("Set-Cookie", line)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET


server = ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "3000"))), Pages)
print(f"http://127.0.0.1:{server.server_port}/", flush=True)
server.serve_forever()
