//! The verdict: was every acknowledgement on disk before it was given?

use crate::trace::Call;
use std::collections::HashMap;

/// What marks a request, in its head.
pub(crate) const MARK: &str = "x-mark: ";

/// What was found out about acknowledgements, each by the mark of its request.
#[derive(Debug, Default, Eq, PartialEq)]
pub(crate) struct Verdict {
    /// Given after the log was written and a sync that began later had returned.
    pub(crate) kept: Vec<String>,
    /// Given before.
    pub(crate) early: Vec<String>,
}

/// Judges every answer 200 to a marked request.
pub(crate) fn judge(calls: &[Call]) -> Verdict {
    let writes: Vec<_> = calls.iter().filter(|it| is_log(it) && is_write(it)).collect();
    let syncs: Vec<_> = calls.iter().filter(|it| is_log(it) && is_sync(it)).collect();
    // By connection: the mark of the request that is being answered, and where it was read.
    let mut asked: HashMap<&str, (String, usize)> = HashMap::new();
    let mut verdict = Verdict::default();
    let mut exchanged: Vec<_> = calls.iter().filter(|it| it.about.starts_with("TCP")).collect();
    // The next request may be read before the call that sent an answer is seen to end.
    exchanged.sort_by_key(|it| if is_write(it) { it.begins } else { it.ends });
    for call in exchanged {
        if let Some(mark) = mark(call) {
            asked.insert(&call.about, (mark, call.ends));
        } else if call.text.contains("HTTP/1.1 200")
            && is_write(call)
            && let Some((mark, read)) = asked.remove(&*call.about)
        {
            let within = |it: &&&Call| it.begins > read && it.ends < call.begins;
            let mut written = writes.iter().filter(within);
            let kept = written
                .any(|write| syncs.iter().filter(within).any(|sync| sync.begins > write.ends));
            if kept { verdict.kept.push(mark) } else { verdict.early.push(mark) }
        }
    }
    verdict
}

fn mark(call: &Call) -> Option<String> {
    let reads = ["recvfrom", "recvmsg", "read", "readv"].contains(&&*call.name);
    let (_, rest) = call.text.split_once(MARK).filter(|_| reads)?;
    Some(rest.chars().take_while(char::is_ascii_alphanumeric).collect())
}

fn is_log(call: &Call) -> bool {
    [".journal", "-wal"].iter().any(|end| call.about.ends_with(end))
}

fn is_write(call: &Call) -> bool {
    let names = ["pwrite64", "pwritev", "write", "writev", "sendto", "sendmsg"];
    names.contains(&&*call.name) && call.result > 0
}

fn is_sync(call: &Call) -> bool {
    ["fsync", "fdatasync"].contains(&&*call.name) && call.result == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::read;

    const ASKS: &str = r#"7 10:00:00.000000 recvfrom(9<TCP:[1:2->3:4]>, "POST /in/t HTTP/1.1\r\nx-mark: 17\r\n", 8192, 0, NULL, NULL) = 31"#;
    const WRITES: &str = r#"8 10:00:00.000001 pwrite64(5</d/tidings.journal>, "\0\1", 24, 0) = 24"#;
    const SYNCS: &str = "8 10:00:00.000002 fdatasync(5</d/tidings.journal>) = 0";
    const BEGINS: &str = "8 10:00:00.000003 fdatasync(5</d/tidings.journal> <unfinished ...>";
    const RETURNS: &str = "8 10:00:00.000004 <... fdatasync resumed>) = 0";
    const FAILS: &str = "8 10:00:00.000004 <... fdatasync resumed>) = -1 EIO (Input/output error)";
    const OTHER: &str = "8 10:00:00.000005 fdatasync(6</d/tidings.db>) = 0";
    const ANSWERS: &str = r#"7 10:00:00.000006 sendto(9<TCP:[1:2->3:4]>, "HTTP/1.1 200 OK\r\n", 17, MSG_NOSIGNAL, NULL, 0) = 17"#;

    fn kept(lines: &[&str]) -> bool {
        let verdict = judge(&read(&lines.join("\n")));
        assert_eq!(verdict.kept.len() + verdict.early.len(), 1, "{lines:#?}");
        assert!(verdict.kept.iter().chain(&verdict.early).all(|mark| mark == "17"));
        verdict.early.is_empty()
    }

    #[test]
    fn an_answer_counts_after_the_sync() {
        assert!(kept(&[ASKS, WRITES, SYNCS, ANSWERS]));
        assert!(kept(&[ASKS, WRITES, BEGINS, RETURNS, ANSWERS]));
        assert!(kept(&[WRITES, ASKS, BEGINS, WRITES, RETURNS, WRITES, SYNCS, ANSWERS]));
    }

    #[test]
    fn an_answer_that_comes_early_is_seen() {
        for doctored in [
            vec![ASKS, ANSWERS],
            vec![ASKS, WRITES, ANSWERS, SYNCS],
            vec![ASKS, WRITES, BEGINS, ANSWERS, RETURNS],
            vec![ASKS, WRITES, BEGINS, FAILS, ANSWERS],
            vec![ASKS, WRITES, OTHER, ANSWERS],
            vec![ASKS, SYNCS, WRITES, ANSWERS],
            vec![ASKS, SYNCS, ANSWERS],
            vec![WRITES, ASKS, SYNCS, ANSWERS],
            vec![WRITES, BEGINS, ASKS, RETURNS, ANSWERS],
        ] {
            assert!(!kept(&doctored), "{doctored:#?}");
        }
    }
}
