//! What is due of a webhook that gets some things one after the other.

use webhook::Order;

/// Of all that waits and is about the same only the first; what is about nothing is the first of its
/// own. An event that is on its way is still due here, so that what follows it stays away until its
/// outcome is written down.
const FIRST: &str = "SELECT d.event, d.attempts, d.slot, d.due_at, e.body FROM (\
                     SELECT w.event, w.attempts, w.slot, w.due_at, w.owner, ROW_NUMBER() OVER (\
                     PARTITION BY COALESCE(k.{key}, ''), \
                     CASE WHEN COALESCE(k.{key}, '') = '' THEN k.id END ORDER BY w.event) AS place \
                     FROM delivery w JOIN event k ON k.project = w.project AND k.id = w.event \
                     WHERE w.project = $1 AND w.webhook = $2 AND w.due_at IS NOT NULL{owned}) d \
                     JOIN event e ON e.project = $1 AND e.id = d.event \
                     WHERE d.place = 1{mine} ORDER BY d.due_at, d.event LIMIT $3";
/// Where hubs share the store, what waits is found by its owner, and others may have the first.
const OWNED: &str = " AND w.owner = ANY (ARRAY(SELECT no FROM hub))";
const MINE: &str = " AND d.owner = $4";

/// How that is asked for.
pub(super) fn first_sql(order: Order, is_shared: bool) -> String {
    let key = match order {
        Order::Contact => "contact",
        Order::Message => "message_id",
    };
    let (owned, mine) = if is_shared { (OWNED, MINE) } else { ("", "") };
    FIRST.replace("{key}", key).replace("{owned}", owned).replace("{mine}", mine)
}
