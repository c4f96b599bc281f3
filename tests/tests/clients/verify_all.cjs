// Verifies requests given as JSON, one a line; prints one letter for each: `y` it holds, `n` it
// does not. `v1` by the client of Standard Webhooks, `cavage` by `http-signature`, which leaves the
// body's digest to its caller.

const { createHash } = require("node:crypto");
const { readFileSync } = require("node:fs");
const { parseRequest, verifySignature } = require("http-signature");
const { Webhook } = require("standardwebhooks");

const COVERED = ["(request-target)", "host", "date", "content-length", "content-type", "x-copernica-id", "digest", "x-nonce"];

function v1({ key, body, headers }) {
  new Webhook("whsec_" + key).verify(body, headers, { jsonParse: false });
  return true;
}

function cavage({ key, key_id, path, body, headers }) {
  const request = { method: "POST", url: path, httpVersion: "1.1", headers };
  const options = { headers: COVERED, authorizationHeaderName: "signature", strict: true };
  const parsed = parseRequest(request, options);
  const digest = createHash("sha256").update(body).digest("base64");
  const whole = headers.digest === "sha-256=" + digest && headers["content-length"] === String(Buffer.byteLength(body));
  return whole && parsed.keyId === key_id && verifySignature(parsed, key);
}

const verify = { v1, cavage };
const letters = readFileSync(0, "utf8").split("\n").filter(Boolean).map((line) => {
  const given = JSON.parse(line);
  try {
    return verify[given.profile](given) ? "y" : "n";
  } catch {
    return "n";
  }
});
process.stdout.write(letters.join(""));
