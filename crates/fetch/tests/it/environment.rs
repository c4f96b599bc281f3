//! What the environment says of proxies.

use crate::caller::{By, by_each, client, post};
use crate::server::{Server, url};

by_each! {
    proxies_are_ignored
}

const TARGET: &str = "FETCH_TEST_TARGET";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// Runs itself again with every proxy variable set: they are read once in a process.
async fn proxies_are_ignored(by: By) {
    if let Ok(target) = std::env::var(TARGET) {
        let answer = post(&client(by), url(&target)).await.expect("an answer");
        assert_eq!(answer.status, 200);
        return;
    }
    let (target, proxy) = (Server::saying(OK).await, Server::saying(OK).await);
    let program = std::env::current_exe().expect("a test binary");
    let this = format!("environment::{}::proxies_are_ignored", format!("{by:?}").to_lowercase());
    let mut child = tokio::process::Command::new(program);
    child.args([this.as_str(), "--exact"]);
    child.env(TARGET, target.url("/hook").as_str()).env_remove("NO_PROXY").env_remove("no_proxy");
    for variable in
        ["HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"]
    {
        child.env(variable, format!("http://{}", proxy.address));
    }
    let done = child.output().await.expect("a child");
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stdout));
    assert_eq!(target.seen.all().len(), 1);
    assert_eq!(proxy.connections().await, 0);
}
