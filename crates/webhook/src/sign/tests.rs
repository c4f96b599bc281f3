use super::*;
use http::HeaderMap;
use proptest::prelude::*;
use ring::signature::{ED25519, RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use std::sync::LazyLock;

static RSA: LazyLock<PrivateKey> = LazyLock::new(|| {
    PrivateKey::generate(Algorithm::Rsa, &mut rand::rng()).expect("primes are found")
});

fn message(body: &[u8]) -> Message<'_> {
    Message {
        id: "evt_1",
        timestamp: 1_774_340_600,
        uri: "https://hooks.example:444/in?a=1",
        host: "hooks.example:444",
        path: "/in?a=1",
        content_type: "application/json",
        body,
        nonce: 7,
    }
}

fn dated(secret: u8, until: Option<i64>) -> DatedSecret {
    DatedSecret { secret: Secret::new([secret; 32]), until }
}

fn ed25519(name: &str, seed: u8, until: Option<i64>) -> (KeyPair, PublicKey) {
    let key = PrivateKey::parse(Algorithm::Ed25519, &base64(&[seed; 32])).expect("a key");
    (KeyPair::new(name, &key, until).expect("a pair"), key.public().expect("a key"))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn unbase64(text: &str) -> Vec<u8> {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.decode(text).expect("base 64")
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers[name].to_str().expect("text")
}

/// The example of the specification's own text.
#[test]
fn the_published_example_comes_out() {
    let secret = Secret::parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").expect("a secret");
    let value = SigningKeys::new(&[secret]).sign(
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        1_614_265_330,
        br#"{"test": 2432232314}"#,
    );
    assert_eq!(value, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

#[test]
fn a_secret_has_its_form() {
    for text in ["", "whsec_", "whsec_AAAA", "whsec_!!!!", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"] {
        assert_eq!(Secret::parse(text), Err(UnusableSecret), "{text}");
    }
    assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret");
}

/// RFC 9421, appendix B.1.4 and RFC 8032, section 7.1: the key of test 1.
#[test]
fn a_public_key_has_its_forms() {
    let seed = "nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    let key = PrivateKey::parse(Algorithm::Ed25519, seed).expect("a key");
    let public = key.public().expect("a key");
    let wanted = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    assert_eq!(public.standard(), Some(format!("whpk_{wanted}")));
    assert_eq!(public.record(), format!("v=DKIM1; k=ed25519; p={wanted}"));
    let jwk = public.jwk("k1");
    assert_eq!(jwk["x"], "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");
    assert_eq!(
        (&jwk["kty"], &jwk["crv"], &jwk["kid"]),
        (&"OKP".into(), &"Ed25519".into(), &"k1".into())
    );
    assert!(public.pem().starts_with("-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA11qY"));
    assert_eq!(PrivateKey::parse(key.algorithm, &key.expose()), Ok(key.clone()));
    assert!(!format!("{key:?}").contains("nWGx"));
    let rsa = RSA.public().expect("a key");
    assert_eq!(rsa.standard(), None);
    assert!(rsa.record().starts_with("v=DKIM1; k=rsa; p=MIIB"), "{}", rsa.record());
    assert_eq!((&rsa.jwk("k")["kty"], &rsa.jwk("k")["e"]), (&"RSA".into(), &"AQAB".into()));
    assert!(PrivateKey::parse(Algorithm::Rsa, seed).expect("bytes").public().is_err());
    assert!(
        KeyPair::new("x", &PrivateKey::parse(Algorithm::Rsa, seed).expect("bytes"), None).is_err()
    );
}

#[test]
fn each_profile_has_its_headers() {
    let (pair, public) = ed25519("k1", 7, None);
    let keys = SigningKeys::with(
        &[Profile::V1, Profile::V1a, Profile::Rfc9421],
        &[dated(1, None)],
        vec![pair],
        "",
    );
    assert!(!keys.are_plain());
    let message = message(b"{}");
    let (headers, bases) = keys.headers(&message);
    let (v1, v1a) = text(&headers, "webhook-signature").split_once(' ').expect("two");
    assert_eq!(v1, keys.sign("evt_1", 1_774_340_600, b"{}"));
    let key = unbase64(&public.standard().expect("a key")[5..]);
    let key = UnparsedPublicKey::new(&ED25519, key);
    let signature = unbase64(v1a.strip_prefix("v1a,").expect("a version"));
    assert!(key.verify(b"evt_1.1774340600.{}", &signature).is_ok());
    assert_eq!(
        text(&headers, "content-digest"),
        "sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:"
    );
    let params = "(\"@method\" \"@target-uri\" \"content-digest\" \"content-type\" \"webhook-id\" \
                  \"webhook-timestamp\");created=1774340600;keyid=\"k1\";alg=\"ed25519\";tag=\"tidings\"";
    assert_eq!(text(&headers, "signature-input"), format!("sig1={params}"));
    let base = format!(
        "\"@method\": POST\n\"@target-uri\": https://hooks.example:444/in?a=1\n\
         \"content-digest\": sha-256=:RBNvo1WzZ4oRRq0W9+hknpT7T8If536DEMBg9hyq/4o=:\n\
         \"content-type\": application/json\n\"webhook-id\": evt_1\n\
         \"webhook-timestamp\": 1774340600\n\"@signature-params\": {params}"
    );
    assert_eq!(bases[2], Base { profile: Profile::Rfc9421, text: base.clone() });
    let signature = text(&headers, "signature").trim_start_matches("sig1=:").trim_end_matches(':');
    assert!(key.verify(base.as_bytes(), &unbase64(signature)).is_ok());
}

#[test]
fn an_rsa_key_signs_as_receivers_of_smtpeter_check() {
    let pair = KeyPair::new("t1._domainkey.example.com", &RSA, None).expect("a pair");
    let (later, _) = ed25519("k1", 7, None);
    let keys = SigningKeys::with(&[Profile::Cavage], &[], vec![later, pair], "environment-7");
    let (headers, bases) = keys.headers(&message(b"a=1"));
    let wanted = "(request-target): post /in?a=1\nhost: hooks.example:444\n\
                  date: Tue, 24 Mar 2026 08:23:20 GMT\ncontent-length: 3\n\
                  content-type: application/json\nx-copernica-id: environment-7\n\
                  digest: sha-256=sHKmjR1VoIlaqv09dJFo4c9uEqXHgfQL0SG9kq9ESTg=\n\
                  x-nonce: 00000000000000000000000000000007";
    let digest = text(&headers, "digest");
    let wanted = wanted.replace("sha-256=sHKmjR1VoIlaqv09dJFo4c9uEqXHgfQL0SG9kq9ESTg=", digest);
    assert_eq!(bases, [Base { profile: Profile::Cavage, text: wanted.clone() }]);
    let value = text(&headers, "signature");
    let (front, signature) = value.rsplit_once("signature=\"").expect("a signature");
    assert_eq!(
        front,
        "keyId=\"t1._domainkey.example.com\",algorithm=\"rsa-sha256\",headers=\"(request-target) \
         host date content-length content-type x-copernica-id digest x-nonce\","
    );
    let key = ring::rsa::KeyPair::from_pkcs8(&unbase64(&RSA.expose())).expect("a key");
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, key.public().as_ref().to_vec());
    let signature = unbase64(signature.trim_end_matches('"'));
    assert!(key.verify(wanted.as_bytes(), &signature).is_ok());
    assert!(!headers.contains_key("webhook-signature"));
}

#[test]
fn what_has_ended_signs_nothing() {
    let now = 1_774_340_600_000;
    let (old, _) = ed25519("old", 1, Some(now));
    let (ending, _) = ed25519("ending", 2, Some(now + 1));
    let (new, _) = ed25519("new", 3, None);
    let secrets = [dated(3, None), dated(2, Some(now + 1)), dated(1, Some(now))];
    let profiles = [Profile::V1, Profile::V1a, Profile::Rfc9421Hmac];
    let keys = SigningKeys::with(&profiles, &secrets, vec![new, ending, old], "");
    let (headers, _) = keys.headers(&message(b"{}"));
    let values: Vec<_> = text(&headers, "webhook-signature").split(' ').collect();
    assert_eq!(values.iter().filter(|it| it.starts_with("v1,")).count(), 2);
    assert_eq!(values.iter().filter(|it| it.starts_with("v1a,")).count(), 2);
    let names = text(&headers, "signature-input");
    assert!(names.contains(&secrets[0].secret.name()) && names.contains(&secrets[1].secret.name()));
    assert!(!names.contains(&secrets[2].secret.name()));
    assert_eq!(text(&headers, "signature").matches("sig").count(), 2);
}

#[test]
fn old_secrets_end_and_do_not_pile_up() {
    let mut all = vec![dated(0, None)];
    for n in 1..100 {
        all = DatedSecret::rotated(&all, &Secret::new([n; 32]), 0, 100, 8);
    }
    assert_eq!(all.len(), 9);
    assert_eq!((all[0].until, all[1].until), (None, Some(100)));
    assert_eq!(all[1].secret, Secret::new([98; 32]));
    let again = DatedSecret::rotated(&all, &Secret::new([98; 32]), 0, 50, 8);
    assert_eq!(again[0], dated(98, None), "the same secret stands there once");
    assert!(again[1..].iter().all(|it| it.until == Some(50)));
    assert_eq!(
        DatedSecret::rotated(&all, &Secret::new([1; 32]), 100, 200, 8),
        [dated(1, None), dated(99, Some(200))]
    );
}

proptest! {
    #[test]
    fn their_library_takes_what_we_sign(
        random: [u8; 32], id in "evt_[0-9a-v]{26}", body in "\\PC{0,200}",
    ) {
        let secret = Secret::new(random);
        let now = time::OffsetDateTime::now_utc().unix_timestamp();
        let keys = SigningKeys::new(&[Secret::new([1; 32]), secret.clone()]);
        let mut headers = HeaderMap::new();
        headers.insert("webhook-id", id.parse().expect("a value"));
        headers.insert("webhook-timestamp", now.into());
        let value = keys.sign(&id, now, body.as_bytes());
        headers.insert("webhook-signature", value.parse().expect("a value"));
        let theirs = standardwebhooks::Webhook::new(&secret.expose()).expect("a secret");
        prop_assert!(theirs.verify(body.as_bytes(), &headers).is_ok());
        let longer = body + "x";
        prop_assert!(theirs.verify(longer.as_bytes(), &headers).is_err());
    }

    #[test]
    fn a_secret_comes_back(random: [u8; 32]) {
        let secret = Secret::new(random);
        prop_assert_eq!(Secret::parse(&secret.expose()), Ok(secret));
    }
}
