//! Messages of which nothing was heard within their time.

use super::settle::keep;
use super::told::Told;
use crate::Hub;
use store::{Parcel, ParcelChange, StoreError};

/// How many are looked at together.
const MOST: u16 = 500;

/// Ends what is past its time; says whether there may be more.
pub(super) async fn ring(hub: &Hub) -> Result<bool, StoreError> {
    let past = hub.store.parcels_past(hub.now(), MOST).await?;
    let full = past.len() == usize::from(MOST);
    let mut ended = false;
    for parcel in past.iter().filter(|parcel| hub.store.posts(parcel.source)) {
        end(hub, parcel).await?;
        ended = true;
    }
    Ok(full && ended)
}

async fn end(hub: &Hub, parcel: &Parcel) -> Result<(), StoreError> {
    let told = match hub.store.heard_of(parcel).await? {
        // It was reported on while its sender did not know yet what it is called by.
        Some(state) => {
            let heard =
                ParcelChange::Ended { id: parcel.id, state, reason: None, attempted: false };
            Told { changes: vec![heard], ..Told::default() }
        }
        None => Told::expired(parcel, parcel.expires_at.unwrap_or_else(|| hub.now())),
    };
    keep(hub, parcel.project, parcel.source, &told).await
}
