//! Services of our own: they keep what they are asked, and answer as they are told.

use bytes::Bytes;
use http::Response;
use serde_json::{Value, json};
use std::collections::VecDeque;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Instant;
use tests::{Arrived, Sink, until};

type Answers = Arc<Mutex<VecDeque<Response<Bytes>>>>;

/// A service that keeps what it is asked.
pub(crate) struct Service {
    sink: Sink,
    asked: Arc<Mutex<Vec<Arrived>>>,
    answers: Answers,
}

impl Service {
    /// A service that answers so, unless it was told another answer.
    pub(crate) async fn answering<F>(usual: F) -> Self
    where
        F: Fn(&Arrived) -> Response<Bytes> + Send + Sync + 'static,
    {
        let (asked, answers) = (Arc::<Mutex<Vec<Arrived>>>::default(), Answers::default());
        let (keeps, told) = (asked.clone(), answers.clone());
        let sink = Sink::answering(move |arrived| {
            let next = told.lock().expect("it is free").pop_front();
            let answer = next.unwrap_or_else(|| usual(&arrived));
            keeps.lock().expect("it is free").push(arrived);
            async move { answer }
        });
        Self { sink: sink.await, asked, answers }
    }

    /// A push service that takes everything.
    pub(crate) async fn push() -> Self {
        Self::answering(|_| says(201, &[("location", "/m/1")], "")).await
    }

    /// A Bot API that takes everything.
    pub(crate) async fn telegram() -> Self {
        let number = AtomicI64::new(40);
        Self::answering(move |asked| {
            let body = body(asked);
            let result = match method(asked).as_str() {
                "sendmessage" | "sendphoto" => json!({
                    "message_id": number.fetch_add(1, Ordering::Relaxed), "date": 1_774_340_600,
                    "chat": {"id": body["chat_id"], "type": "private", "first_name": "Ann"},
                    "text": body["text"],
                }),
                "getupdates" => json!([]),
                _ => json!(true),
            };
            says(200, &[], &json!({"ok": true, "result": result}).to_string())
        })
        .await
    }

    /// A Viber API that takes everything.
    pub(crate) async fn viber() -> Self {
        let token = AtomicI64::new(5_741_311_803_571_721_087);
        Self::answering(move |_| {
            let token = token.fetch_add(1, Ordering::Relaxed);
            let said = json!({"status": 0, "status_message": "ok", "message_token": token});
            says(200, &[], &said.to_string())
        })
        .await
    }

    /// Where it is, without a path.
    pub(crate) fn origin(&self) -> String {
        self.sink.url().trim_end_matches("/hook").to_owned()
    }

    /// Answers so once, the next time that nothing else is to be answered before.
    pub(crate) fn answer(&self, response: Response<Bytes>) {
        self.answers.lock().expect("it is free").push_back(response);
    }

    /// What it was asked.
    pub(crate) fn asked(&self) -> Vec<Arrived> {
        self.asked.lock().expect("it is free").clone()
    }

    /// What it was asked, once that is so much.
    pub(crate) async fn once(&self, count: usize) -> Vec<Arrived> {
        until(async || {
            let asked = self.asked();
            assert!(asked.len() <= count, "asked more often: {:?}", paths(&asked));
            (asked.len() == count).then_some(asked)
        })
        .await
    }

    /// What it was asked by that method of a bot's API, once that is so much.
    pub(crate) async fn calls(&self, name: &str, count: usize) -> Vec<Value> {
        until(async || {
            let asked = self.asked();
            let all: Vec<_> = asked.iter().filter(|it| method(it) == name).map(body).collect();
            assert!(all.len() <= count, "{name} was called more often: {all:?}");
            (all.len() == count).then_some(all)
        })
        .await
    }

    /// When it was asked by that method.
    pub(crate) fn times(&self, name: &str) -> Vec<Instant> {
        let asked = self.asked();
        asked.iter().filter(|it| method(it) == name).map(|it| it.at).collect()
    }
}

fn paths(asked: &[Arrived]) -> Vec<&str> {
    asked.iter().map(|it| it.path.as_str()).collect()
}

/// The last part of a path, in small letters.
pub(crate) fn method(asked: &Arrived) -> String {
    asked.path.rsplit('/').next().unwrap_or_default().to_ascii_lowercase()
}

pub(crate) fn body(asked: &Arrived) -> Value {
    serde_json::from_slice(&asked.body).unwrap_or_default()
}

pub(crate) fn says(status: u16, headers: &[(&str, &str)], body: &str) -> Response<Bytes> {
    let mut response = Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(Bytes::copy_from_slice(body.as_bytes())).expect("a response")
}

/// A refusal of the Bot API.
pub(crate) fn refuses(code: u16, words: &str, parameters: &Value) -> Response<Bytes> {
    let said = json!({
        "ok": false, "error_code": code, "description": words, "parameters": parameters,
    });
    says(code, &[], &said.to_string())
}
