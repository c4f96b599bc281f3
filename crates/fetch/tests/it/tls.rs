//! Certificates that are not good, and handshakes that go wrong: nothing of a request is sent.

use crate::caller::{BODY, By, by_each, options, post};
use crate::server::{Names, Seen, Server, read, url};
use fetch::{Answer, CertificateDer, Failure, Options};
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::PrivateKeyDer;
use std::net::Ipv4Addr;
use std::sync::Arc;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;

by_each! {
    a_good_certificate_is_accepted
    each_bad_certificate_has_its_reason
    an_address_needs_a_certificate_for_it
    who_hangs_up_in_the_handshake_is_said_to
}

/// What a server shows.
struct Identity {
    certificate: CertificateDer<'static>,
    key: PrivateKeyDer<'static>,
}

/// An authority, and the root that makes it trusted.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    root: CertificateDer<'static>,
}

fn key() -> KeyPair {
    KeyPair::generate().expect("a key")
}

fn authority(name: &str) -> Authority {
    let mut params = CertificateParams::new([]).expect("no names");
    // By default all have one name, self-signed certificates as well.
    params.distinguished_name.push(DnType::CommonName, name);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let key = key();
    let root = params.self_signed(&key).expect("a certificate").der().clone();
    Authority { issuer: Issuer::new(params, key), root }
}

fn named(name: &str) -> CertificateParams {
    CertificateParams::new([name.to_owned()]).expect("a name")
}

fn issued(params: &CertificateParams, by: &Authority) -> Identity {
    let key = key();
    let certificate = params.signed_by(&key, &by.issuer).expect("a certificate").der().clone();
    Identity { certificate, key: PrivateKeyDer::Pkcs8(key.serialize_der().into()) }
}

fn self_signed(params: &CertificateParams) -> Identity {
    let key = key();
    let certificate = params.self_signed(&key).expect("a certificate").der().clone();
    Identity { certificate, key: PrivateKeyDer::Pkcs8(key.serialize_der().into()) }
}

/// A server with that identity; it keeps what comes through a handshake that succeeds.
async fn serving(identity: Identity) -> Server {
    let ring = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(ring)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![identity.certificate], identity.key)
        .expect("a pair");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    Server::start(move |stream, seen| serve(acceptor.clone(), stream, seen)).await
}

async fn serve(acceptor: TlsAcceptor, stream: TcpStream, seen: Seen) {
    let Ok(mut stream) = acceptor.accept(stream).await else { return };
    seen.push("handshake".to_owned());
    while let Some(request) = read(&mut stream).await {
        seen.push(request);
        let response = b"HTTP/1.1 204 No Content\r\n\r\n";
        if stream.write_all(response).await.is_err() {
            return;
        }
    }
}

/// Calls `hooks.example` at that server, trusting that root.
async fn call(by: By, server: &Server, root: &Authority) -> Result<Answer, Failure> {
    let lookup = Arc::new(Names(|_: &str| vec![Ipv4Addr::LOCALHOST.into()]));
    let extra_roots = vec![root.root.clone()];
    let options = Options { lookup, extra_roots, ..options(&["127.0.0.0/8"]) };
    let client = by.client(options);
    post(&client, url(&format!("https://hooks.example:{}/", server.address.port()))).await
}

async fn a_good_certificate_is_accepted(by: By) {
    let authority = authority("Trusted");
    let server = serving(issued(&named("hooks.example"), &authority)).await;
    assert_eq!(call(by, &server, &authority).await.expect("an answer").status, 204);
    assert!(server.seen.all()[1].as_bytes().ends_with(BODY));
}

async fn each_bad_certificate_has_its_reason(by: By) {
    let (trusted, stranger) = (authority("Trusted"), authority("Stranger"));
    let mut expired = named("hooks.example");
    expired.not_before = date_time_ymd(2020, 1, 1);
    expired.not_after = date_time_ymd(2021, 1, 1);
    let mut future = named("hooks.example");
    future.not_before = date_time_ymd(2100, 1, 1);
    future.not_after = date_time_ymd(2101, 1, 1);
    let mut root = named("hooks.example");
    root.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    let mut purpose = named("hooks.example");
    purpose.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    for (what, identity, reason) in [
        ("expired", issued(&expired, &trusted), "certificate_expired"),
        ("of the future", issued(&future, &trusted), "certificate_not_yet_valid"),
        ("self-signed", self_signed(&named("hooks.example")), "certificate_untrusted"),
        ("a root of its own", self_signed(&root), "certificate_untrusted"),
        ("a stranger's", issued(&named("hooks.example"), &stranger), "certificate_untrusted"),
        ("another's", issued(&named("other.example"), &trusted), "certificate_wrong_name"),
        ("a client's", issued(&purpose, &trusted), "certificate_invalid"),
    ] {
        let server = serving(identity).await;
        let failure = call(by, &server, &trusted).await.expect_err(what);
        assert_eq!(failure.reason(), reason, "{what}: {failure}");
        assert!(server.seen.all().is_empty(), "{what}: {:?}", server.seen.all());
    }
}

async fn an_address_needs_a_certificate_for_it(by: By) {
    let authority = authority("Trusted");
    for (name, wanted) in [("127.0.0.1", None), ("127.0.0.2", Some("certificate_wrong_name"))] {
        let server = serving(issued(&named(name), &authority)).await;
        let extra_roots = vec![authority.root.clone()];
        let options = Options { extra_roots, ..options(&["127.0.0.0/8"]) };
        let client = by.client(options);
        let sent = post(&client, url(&format!("https://{}/", server.address))).await;
        assert_eq!(sent.err().map(|failure| failure.reason()), wanted, "{name}");
    }
}

async fn who_hangs_up_in_the_handshake_is_said_to(by: By) {
    let script = |mut stream: TcpStream, seen: Seen| async move {
        let mut hello = vec![0; 4096];
        let length = tokio::io::AsyncReadExt::read(&mut stream, &mut hello).await;
        seen.push(String::from_utf8_lossy(&hello[..length.unwrap_or(0)]).into_owned());
    };
    let server = Server::start(script).await;
    let failure = call(by, &server, &authority("Trusted")).await.expect_err("no handshake");
    assert_eq!(failure.reason(), "tls_closed");
    let body = std::str::from_utf8(BODY).expect("text");
    assert!(server.seen.all().iter().all(|sent| !sent.contains(body)));
}
