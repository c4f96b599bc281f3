"""Verifies requests given as JSON, one a line; prints one letter for each: `y` it holds, `n` it does not.

`v1` by the client of Standard Webhooks, `v1a` by its specification's text and the package
`cryptography`, RFC 9421 by `http-message-signatures` and a digest of RFC 9530.
"""

import base64
import hashlib
import json
import sys

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from http_message_signatures import HTTPMessageVerifier, algorithms
from standardwebhooks.webhooks import Webhook

COVERED = ("@method", "@target-uri", "content-digest", "content-type", "webhook-id", "webhook-timestamp")


class Request:
    def __init__(self, given):
        self.method, self.url, self.headers = "POST", given["url"], given["headers"]


class Keys:
    def __init__(self, given):
        self.given = given

    def resolve_public_key(self, key_id):
        if key_id != self.given["key_id"]:
            return None
        key = base64.b64decode(self.given["key"])
        return key if self.given["profile"] == "rfc9421-hmac" else Ed25519PublicKey.from_public_bytes(key)


def v1(given):
    Webhook("whsec_" + given["key"]).verify(given["body"], given["headers"], json_parse=False)


def v1a(given):
    headers = given["headers"]
    text = ".".join([headers["webhook-id"], headers["webhook-timestamp"], given["body"]]).encode()
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(given["key"]))
    version, signature = headers["webhook-signature"].split(",")
    if version != "v1a":
        raise ValueError("another version")
    key.verify(base64.b64decode(signature, validate=True), text)


def rfc9421(given):
    algorithm = algorithms.HMAC_SHA256 if given["profile"] == "rfc9421-hmac" else algorithms.ED25519
    verifier = HTTPMessageVerifier(signature_algorithm=algorithm, key_resolver=Keys(given))
    body = given["body"].encode()
    verifier.verify(Request(given), expect_tag="tidings", require_components=COVERED, body=body)


VERIFY = {"v1": v1, "v1a": v1a, "rfc9421": rfc9421, "rfc9421-hmac": rfc9421}

for line in sys.stdin:
    given = json.loads(line)
    try:
        VERIFY[given["profile"]](given)
        letter = "y"
    except Exception:
        letter = "n"
    sys.stdout.write(letter)
