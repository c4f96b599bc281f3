//! The id that a message carries in its header.

use adapter::lenient::as_text;
use serde_json::Value;

/// The id without the angle brackets that some providers leave around it.
pub(crate) fn rfc_id(id: &Value) -> Option<String> {
    as_text(id).map(|id| id.trim().trim_matches(['<', '>']).to_owned()).filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn brackets_are_no_part_of_it() {
        for id in ["<a@example.com>", "a@example.com", " <a@example.com> "] {
            assert_eq!(rfc_id(&json!(id)).as_deref(), Some("a@example.com"));
        }
        assert_eq!(rfc_id(&json!("<>")), None);
        assert_eq!(rfc_id(&json!(null)), None);
    }
}
