// Verifies a delivery given as JSON on standard input; prints its type.
//
// Exit codes: 0 it holds, 3 it does not.

const { readFileSync } = require("node:fs");
const { Webhook, WebhookVerificationError } = require("standardwebhooks");

const given = JSON.parse(readFileSync(0, "utf8"));
try {
  const event = new Webhook(given.secret).verify(given.body, given.headers);
  console.log(event.type);
} catch (refusal) {
  if (!(refusal instanceof WebhookVerificationError)) throw refusal;
  process.exit(3);
}
