//! The domain: articles, claims, ties, sources, decisions, and every change to them.
//!
//! In: values and edits. Out: values. Pure: the same edit on the same project gives the same project.
//! Must not know: disk, clock, where ids come from, egui, settings.
//! A serde derive in this folder is part of the file format; `store/` decides what a whole file looks like.

pub mod anchor;
pub mod annotation;
pub mod apply;
pub mod article;
pub mod assignment;
pub mod catch_up;
pub mod change;
pub mod claim;
pub mod conflict;
pub mod contact;
pub mod coverage;
pub mod covered;
pub mod decision;
pub mod difference;
pub mod evidence;
pub mod excerpt;
pub mod fields;
pub mod found;
pub mod hidden_now;
pub mod hindsight;
pub mod ids;
pub mod legal;
pub mod merge;
pub mod problem;
pub mod project;
pub mod proposal;
pub mod query;
pub mod reanchor;
pub mod redraft;
pub mod repair;
pub mod review;
pub mod sign_off;
pub mod source;
pub mod stage;
pub mod standing;
pub mod told;
pub mod visibility;
pub mod weave;
