<?php
// Verifies requests given as JSON, one a line, as the documentation of SMTPeter's and Copernica's
// webhooks asks their receivers to; prints one letter for each: `y` it holds, `n` it does not. What
// their library adds to the documentation is kept: a date of a minute at most, and a digest by the
// name `sha-256`. The key, which they fetch from the DNS, is given as its record.

const REQUIRED = ['(request-target)', 'host', 'date', 'x-copernica-id', 'digest', 'x-nonce', 'content-length', 'content-type'];

function holds(array $given): bool
{
    $headers = array_change_key_case($given['headers']);
    if (time() - (new DateTime($headers['date']))->getTimestamp() > 60) return false;
    if ($headers['host'] !== $given['host'] || $headers['x-copernica-id'] !== $given['sender']) return false;
    if ((int) $headers['content-length'] !== strlen($given['body'])) return false;
    [$algorithm, $digest] = explode('=', $headers['digest'], 2);
    $known = ['sha-256' => 'sha256', 'sha-512' => 'sha512'];
    if (!isset($known[$algorithm])) return false;
    if (hash($known[$algorithm], $given['body'], true) !== base64_decode($digest)) return false;
    preg_match_all('/([a-zA-Z]*)="(.*?)"/', $headers['signature'], $found, PREG_SET_ORDER);
    $signature = array_column($found, 2, 1);
    if ($signature['keyId'] !== $given['key_id'] || $signature['algorithm'] !== 'rsa-sha256') return false;
    $signed = explode(' ', $signature['headers']);
    if (array_diff(REQUIRED, $signed)) return false;
    $lines = array_map(function ($name) use ($headers, $given) {
        if ($name === '(request-target)') return "$name: post {$given['path']}";
        return "$name: {$headers[$name]}";
    }, $signed);
    return openssl_verify(implode("\n", $lines), base64_decode($signature['signature']), pem($given['record']), 'sha256') === 1;
}

/** The key in a record of DKIM. */
function pem(string $record): string
{
    foreach (explode(';', $record) as $tag) {
        [$name, $value] = explode('=', trim($tag), 2);
        if ($name === 'p') return "-----BEGIN PUBLIC KEY-----\n" . chunk_split($value, 64, "\n") . "-----END PUBLIC KEY-----\n";
    }
    throw new Exception('the record holds no key');
}

while (($line = fgets(STDIN)) !== false) {
    $given = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    try {
        echo holds($given) ? 'y' : 'n';
    } catch (Throwable $refusal) {
        echo 'n';
    }
}
