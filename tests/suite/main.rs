//! Tests of the whole program: the library together, the real binary, the real window's parts.

#![expect(
    clippy::expect_used,
    clippy::missing_assert_message,
    clippy::panic,
    clippy::string_slice,
    reason = "a test fails this way, and the test's name says what it is about"
)]

mod apart;
mod breaker;
mod cli;
mod colleagues;
mod crash;
mod damage;
mod decisions;
mod desk;
mod drafts;
mod evidence;
mod hostile;
mod incoming;
mod keyboard_run;
mod merging;
mod messages;
mod outside;
mod properties;
mod readme;
mod reanchor;
mod repair;
mod safety;
mod sample;
mod secrets;
mod sign_off;
mod tidy;
mod ui;
mod versions;
mod viewer;
mod window;
mod world;
