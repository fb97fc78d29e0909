"""What docs/guides/signed-sessions.md shows for Python, and a program that verifies each line that it reads."""
import json
import sys

import jwt


class Verifier:
    def __init__(self, keys_url, issuer, audience):
        self.keys = jwt.PyJWKClient(keys_url, lifespan=300)
        self.issuer = issuer
        self.audience = audience

    def verify(self, token):
        key = self.keys.get_signing_key_from_jwt(token)
        return jwt.decode(
            token,
            key,
            algorithms=["ES256", "EdDSA"],
            issuer=self.issuer,
            audience=self.audience,
            options={"require": ["exp", "sub", "sid"]},
        )


def main():
    verifier = Verifier(*sys.argv[1:4])
    for line in sys.stdin:
        try:
            answer = {"claims": verifier.verify(line.strip())}
        except jwt.PyJWTError as error:
            answer = {"refused": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
