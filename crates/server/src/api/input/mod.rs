//! What requests hold, read strictly: all that is wrong is said at once, with its place.

mod body;
mod check;
mod faults;
mod nearest;
mod object;
mod overlap;
mod params;
mod strict;

pub(super) use self::body::{Body, MaybeBody, read_body, read_csv, read_maybe};
pub(super) use self::check::{Change, moment, title, within};
pub(super) use self::faults::{Faults, pointer};
pub(super) use self::nearest::unknown;
pub(super) use self::object::{Object, object};
pub(super) use self::overlap::overlap;
pub(super) use self::params::{FromParams, Paging, Params, Query};
pub(super) use self::strict::{one_or_many, read, read_part};
