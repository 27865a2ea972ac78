//! The surroundings as the machine gives them: its clock, fresh ids, its zone, the user's folders and login.
//!
//! Must not know: what a session does with them. Tests hand in surroundings of their own instead.

use jiff::tz::TimeZone;

use crate::session::Surroundings;
use crate::session::clock::{Clock, Ids};
use crate::session::reading::Reader;
use crate::store::system;

impl Surroundings {
    /// The surroundings of a real run of the program, which says who reads files that come from outside.
    pub fn of_this_machine(reader: Reader) -> Self {
        Self {
            clock: Clock::System,
            ids: Ids::Random,
            zone: TimeZone::system(),
            config: system::config_dir(),
            data: system::data_dir(),
            login: login(),
            reader,
        }
    }
}

/// The name of the account, as far as the environment tells it.
fn login() -> String {
    let names = ["USER", "LOGNAME", "USERNAME"].into_iter().filter_map(|name| std::env::var(name).ok());
    let mut named = names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    named.next().unwrap_or_else(|| "Unknown".to_owned())
}
