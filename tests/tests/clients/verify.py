"""Verifies a delivery given as JSON on standard input; prints its type.

Exit codes: 0 it holds, 3 it does not.
"""

import json
import sys

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

given = json.load(sys.stdin)
try:
    event = Webhook(given["secret"]).verify(given["body"], given["headers"])
except WebhookVerificationError:
    sys.exit(3)
print(event["type"])
