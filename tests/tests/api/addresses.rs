//! `/v1/addresses`: what firewalls of receivers are told.

use serde_json::json;
use tests::{Hub, on_both};

on_both!(
    &[
        ("TIDINGS_OUTGOING_ADDRESSES", "192.0.2.8, 2001:db8::/64"),
        ("TIDINGS_OUTGOING_NAME", "egress.example.com"),
    ];
    it_says_where_deliveries_come_from,
);

async fn it_says_where_deliveries_come_from(hub: &Hub) {
    let told = hub.admin.get("/v1/addresses").await.is(200);
    let data = ["192.0.2.8/32", "2001:db8::/64"];
    assert_eq!(told, json!({"data": data, "name": "egress.example.com"}));
    hub.stranger().get("/v1/addresses").await.problem(401);
}
