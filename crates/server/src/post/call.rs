//! Calling services.

use super::Post;
use fetch::{Answer, Failure, Request};
use sender::{Call, Outcome, Reply};
use std::time::{Duration, SystemTime};

impl Post {
    /// Asks a service something, which may take so long where that is not as long as usual, and
    /// reads what it answers.
    ///
    /// # Errors
    ///
    /// What `read` makes of the answer, or why there is none, for people.
    pub(crate) async fn ask<T>(
        &self,
        call: Call,
        deadline: Option<Duration>,
        read: impl FnOnce(&Reply<'_>) -> Result<T, String>,
    ) -> Result<T, String> {
        match self.made(call, deadline).await {
            Ok(answer) => read(&reply(&answer)),
            Err(failure) => Err(failure.reason().to_owned()),
        }
    }

    /// Calls a service of which nothing more is waited for.
    pub(crate) fn call_by_the_way(&self, call: Call) {
        let calls = self.calls.clone();
        tokio::spawn(async move {
            let request = Request::post(call.url, call.headers, call.body);
            if let Err(failure) = calls.send(request).await {
                tracing::debug!(cause = failure.reason(), "A service was not told");
            }
        });
    }

    /// Hands a message to its service.
    pub(super) async fn hand_over(
        &self,
        call: Call,
        read: impl FnOnce(&Reply<'_>) -> Outcome,
    ) -> Outcome {
        match self.made(call, None).await {
            Ok(answer) => read(&reply(&answer)),
            Err(failure) => Outcome::unanswered(failure.reason()),
        }
    }

    async fn made(&self, call: Call, deadline: Option<Duration>) -> Result<Answer, Failure> {
        let mut request = Request::post(call.url, call.headers, call.body);
        request.deadline = deadline;
        self.calls.send(request).await
    }
}

fn reply(answer: &Answer) -> Reply<'_> {
    Reply {
        status: answer.status,
        headers: &answer.headers,
        body: &answer.body,
        retry_after: answer.retry_after.map(|it| it.wait(SystemTime::now())),
    }
}
