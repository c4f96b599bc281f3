//! Keys that are fetched before a callback is believed, and subscriptions that are confirmed.

use crate::providers::{Call, setup};
use fetch::{Exempt, Options};
use http::Response;
use serde_json::{Value, json};
use server::Outside;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use tests::{Answer, Arrived, Dns, Engine, Hub, Sink, Stage, Told, Wire, path_of, says, text};
use url::Url;

/// When the recordings were made, in milliseconds since 1970.
const THEN: i64 = 1_788_948_930_000;

/// What the recordings of these two were sent to.
const AT: [(&str, &str); 2] = [
    ("email/smtpeter", "https://hub.example.org/in/y8cm5h1a"),
    ("email/ses", "https://hub.example.org/in/e4zk7p3u"),
];

/// A source whose key is not set by hand, and where it is called.
struct Source {
    hub: Hub,
    stage: Stage,
    id: String,
    path: String,
}

impl Source {
    async fn new(provider: &str, pinned: &str, clock: fn() -> i64, network: Options) -> Self {
        let hub = Hub::start_in(Engine::Sqlite, &[], Outside { clock, network }).await;
        let hub = hub.expect("a hub on a file");
        let stage = Stage::new(&hub.admin).await;
        let mut secrets = setup(provider);
        secrets.as_object_mut().and_then(|all| all.remove(pinned)).expect("a key");
        let made = stage.new_source(provider, secrets).await;
        let id = text(&made, "id");
        let (_, at) = AT.into_iter().find(|(name, _)| *name == provider).expect("a provider");
        let source = Self { path: path_of(&made), hub, stage, id };
        source.set(json!({"settings": {"registered_url": at}})).await;
        source
    }

    async fn set(&self, change: Value) {
        self.stage
            .admin
            .patch(&self.stage.path(&format!("sources/{}", self.id)), change)
            .await
            .is(200);
    }

    async fn takes(&self, case: &str) -> Answer {
        self.takes_call(&Call::recorded(case)).await
    }

    async fn takes_call(&self, call: &Call) -> Answer {
        let mut wire = Wire::connect(self.hub.running.addr).await.expect("it listens");
        call.send(&mut wire, &self.path).await
    }

    async fn events(&self) -> usize {
        self.stage.all("events").await.len()
    }
}

/// The key of the recordings, as its DKIM record.
fn dkim() -> String {
    format!("v=DKIM1; k=rsa; p={}", text(&setup("email/smtpeter"), "public_key"))
}

/// A name server whose words can be changed, and a network that asks it.
async fn dns(told: Told) -> (Dns, Arc<Mutex<Told>>, Options) {
    let says = Arc::new(Mutex::new(told));
    let said = says.clone();
    let dns = Dns::start(move |_| said.lock().expect("nobody panicked").clone()).await;
    let network = Options { name_servers: Some(vec![dns.addr]), ..Options::default() };
    (dns, says, network)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_of_the_dns_is_kept_for_as_long_as_its_record_says() {
    static NOW: AtomicI64 = AtomicI64::new(THEN);
    let (dns, says, network) = dns(Told::Texts(vec!["other".to_owned(), dkim()], 90)).await;
    let clock = || NOW.load(Ordering::Relaxed);
    let source = Source::new("email/smtpeter", "public_key", clock, network).await;
    for case in ["delivery", "click", "open"] {
        let answer = source.takes(&format!("email/smtpeter/{case}")).await;
        assert_eq!((answer.status, &*answer.body), (200, ""), "{case}");
    }
    assert_eq!(source.events().await, 3);
    assert_eq!(dns.asked(), ["one._domainkey.copernica.com"]);
    // The key is another from then on.
    *says.lock().expect("nobody panicked") = Told::Texts(vec!["v=DKIM1; p=MFkw".to_owned()], 90);
    NOW.fetch_add(89_000, Ordering::Relaxed);
    assert_eq!(source.takes("email/smtpeter/delivery_json").await.status, 200);
    NOW.fetch_add(2_000, Ordering::Relaxed);
    assert_eq!(source.takes("email/smtpeter/delivery_json").await.status, 401);
    assert_eq!(dns.asked().len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_has_its_bounds() {
    static NOW: AtomicI64 = AtomicI64::new(THEN);
    let (dns, says, network) = dns(Told::Texts(vec![dkim()], 0)).await;
    let clock = || NOW.load(Ordering::Relaxed);
    let source = Source::new("email/smtpeter", "public_key", clock, network).await;
    for _ in 0..3 {
        assert_eq!(source.takes("email/smtpeter/delivery").await.status, 200);
    }
    assert_eq!(dns.asked().len(), 1, "for a minute at least");
    *says.lock().expect("nobody panicked") = Told::Texts(vec![dkim()], 7 * 24 * 3600);
    for (later, asked) in [(61, 2), (3_599, 2), (2, 3)] {
        NOW.fetch_add(later * 1000, Ordering::Relaxed);
        // By then it is too old, which is found by the key.
        source.takes("email/smtpeter/delivery").await;
        assert_eq!(dns.asked().len(), asked, "for an hour at most");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn that_there_is_no_key_is_believed_for_a_minute() {
    static NOW: AtomicI64 = AtomicI64::new(THEN);
    let (dns, says, network) = dns(Told::NoName).await;
    let clock = || NOW.load(Ordering::Relaxed);
    let source = Source::new("email/smtpeter", "public_key", clock, network).await;
    for _ in 0..3 {
        assert_eq!(source.takes("email/smtpeter/delivery").await.status, 401);
    }
    assert_eq!(dns.asked().len(), 1);
    *says.lock().expect("nobody panicked") = Told::Texts(vec!["v=spf1 -all".to_owned()], 600);
    NOW.fetch_add(61_000, Ordering::Relaxed);
    assert_eq!(source.takes("email/smtpeter/delivery").await.status, 401);
    *says.lock().expect("nobody panicked") = Told::Texts(vec![dkim()], 600);
    NOW.fetch_add(61_000, Ordering::Relaxed);
    assert_eq!(source.takes("email/smtpeter/delivery").await.status, 200);
    assert_eq!(source.events().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_callback_is_sent_again_where_the_dns_is_down() {
    static NOW: AtomicI64 = AtomicI64::new(THEN);
    let (dns, says, network) = dns(Told::Failure).await;
    let clock = || NOW.load(Ordering::Relaxed);
    let source = Source::new("email/smtpeter", "public_key", clock, network).await;
    for _ in 0..3 {
        let answer = source.takes("email/smtpeter/delivery").await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    }
    let asked = dns.asked().len();
    assert!(asked <= 2, "who does not know is not asked by each: {asked}");
    *says.lock().expect("nobody panicked") = Told::Texts(vec![dkim()], 600);
    NOW.fetch_add(5_001, Ordering::Relaxed);
    assert_eq!(source.takes("email/smtpeter/delivery").await.status, 200);
    assert_eq!(source.events().await, 1);
    // What a source has of its own is not asked for.
    *says.lock().expect("nobody panicked") = Told::Failure;
    NOW.fetch_add(3_600_000, Ordering::Relaxed);
    let pinned = setup("email/smtpeter")["public_key"].clone();
    source.set(json!({"secrets": {"public_key": pinned}})).await;
    assert_eq!(source.takes("email/smtpeter/delivery").await.status, 401, "it is too old");
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_makes_the_hub_ask() {
    let (dns, _, network) = dns(Told::Texts(vec![dkim()], 600)).await;
    let source = Source::new("email/smtpeter", "public_key", || THEN, network).await;
    for case in ["other_account", "key_of_another_domain", "key_of_no_name", "unsigned"] {
        assert_eq!(source.takes(&format!("email/smtpeter/{case}")).await.status, 401, "{case}");
    }
    assert_eq!(dns.asked(), [""; 0]);
    for case in ["signed_by_another", "digest_of_another_body"] {
        assert_eq!(source.takes(&format!("email/smtpeter/{case}")).await.status, 401, "{case}");
    }
    assert_eq!(dns.asked().len(), 1);
}

/// What stands in for Amazon, and a network in which it does: the certificate of the recordings,
/// and that status for all else.
async fn amazon(status: u16) -> (Sink, Arc<Mutex<Vec<String>>>, Options) {
    let asked = Arc::<Mutex<Vec<String>>>::default();
    let (kept, pem) = (asked.clone(), text(&setup("email/ses"), "certificate"));
    let sink = Sink::answering(move |it: Arrived| {
        kept.lock().expect("nobody panicked").push(it.path.clone());
        let pem = pem.clone();
        async move {
            let certificate = it.path == "/SimpleNotificationService-7731.pem";
            if certificate { Response::new(pem.into()) } else { says(status) }
        }
    })
    .await;
    let host = Url::parse("https://sns.eu-north-1.amazonaws.com").expect("a URL");
    let addr = sink.url().parse::<Url>().expect("a URL").socket_addrs(|| None).expect("an address");
    let network = Options { exempt: Some(Exempt::new(host, "/", addr[0])), ..Options::default() };
    (sink, asked, network)
}

const CERTIFICATE: &str = "/SimpleNotificationService-7731.pem";
const CONFIRMED: &str = "/?Action=ConfirmSubscription\
    &TopicArn=arn:aws:sns:eu-north-1:773100000001:box-office-mail&Token=2336412f37fb687f";

#[tokio::test(flavor = "multi_thread")]
async fn a_subscription_is_confirmed_for_the_topic_of_the_source() {
    let (_sink, asked, network) = amazon(200).await;
    let source = Source::new("email/ses", "certificate", || THEN, network).await;
    for case in ["of_another_topic", "unsigned", "certificate_elsewhere_1"] {
        assert_eq!(source.takes(&format!("email/ses/{case}")).await.status, 401, "{case}");
    }
    assert_eq!(*asked.lock().expect("nobody panicked"), [""; 0], "nothing is fetched for those");
    assert_eq!(source.takes("email/ses/subscription_confirmation").await.status, 200);
    assert_eq!(*asked.lock().expect("nobody panicked"), [CERTIFICATE, CONFIRMED]);
    // Neither another's address nor that by which one would subscribe again is called.
    for case in ["subscription_confirmation_elsewhere", "unsubscribe_confirmation", "delivery"] {
        assert_eq!(source.takes(&format!("email/ses/{case}")).await.status, 200, "{case}");
    }
    assert_eq!(asked.lock().expect("nobody panicked").len(), 2);
    let other = json!({"secrets": {"topic_arn": "arn:aws:sns:eu-north-1:773100000001:other"}});
    source.set(other).await;
    assert_eq!(source.takes("email/ses/subscription_confirmation").await.status, 401);
    assert_eq!(asked.lock().expect("nobody panicked").len(), 2);
    assert_eq!(source.events().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_confirmed_is_to_be_asked_again() {
    let (_sink, asked, network) = amazon(500).await;
    let source = Source::new("email/ses", "certificate", || THEN, network).await;
    for _ in 0..2 {
        let answer = source.takes("email/ses/subscription_confirmation").await;
        assert_eq!((answer.status, answer.header("retry-after")), (503, Some("2")));
    }
    let asked = asked.lock().expect("nobody panicked").clone();
    assert_eq!(asked, [CERTIFICATE, CONFIRMED, CONFIRMED]);
}

#[tokio::test(flavor = "multi_thread")]
async fn credentials_are_asked_for_where_a_source_has_some() {
    let (_sink, _asked, network) = amazon(200).await;
    let source = Source::new("email/ses", "certificate", || THEN, network).await;
    let call = Call::recorded("email/ses/delivery");
    let forged = Call::recorded("email/ses/signed_by_another");
    let refused = source.takes_call(&forged).await;
    assert_eq!((refused.status, refused.header("www-authenticate")), (401, None));
    source.set(json!({"secrets": {"basic": "sns:hunter2"}})).await;
    // So Amazon does it: without them first, and with those of the URL once they are asked for.
    for given in [None, Some("Basic c25zOmh1bnRlcjM="), Some("Bearer sns:hunter2")] {
        let call = given.map_or(call.clone(), |it| call.clone().with("authorization", it));
        let answer = source.takes_call(&call).await;
        assert_eq!(answer.status, 401);
        let asks = answer.header("www-authenticate");
        assert_eq!(asks, Some("basic realm=\"callbacks\", charset=\"utf-8\""));
        assert_eq!(answer.body, refused.body, "one body for all causes");
    }
    assert_eq!(source.events().await, 0);
    let right = call.with("authorization", "Basic c25zOmh1bnRlcjI=");
    assert_eq!(source.takes_call(&right).await.status, 200);
    let forged = forged.with("authorization", "Basic c25zOmh1bnRlcjI=");
    assert_eq!(source.takes_call(&forged).await.status, 401);
    assert_eq!(source.events().await, 1);
}
