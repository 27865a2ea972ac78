//! Which optional content of a PDF ("layers") is shown.
//!
//! In: the catalogue. Out: whether a group or a membership is on as the file is opened.
//! Must not know: what is drawn.
//! Holds: what the file does not name is on.
//! Source: ISO 32000-1, 8.11 (default configuration; membership policies; visibility expressions are not followed).

use std::collections::HashSet;

use hayro_syntax::object::{Array, Dict, MaybeRef, Name, Object, ObjectIdentifier};

/// The groups that are off.
#[derive(Debug, Default)]
pub(super) struct Layers {
    off: HashSet<ObjectIdentifier>,
}

fn ids(array: &Array<'_>) -> Vec<ObjectIdentifier> {
    array.raw_iter().filter_map(|item| item.as_obj_ref().map(Into::into)).collect()
}

impl Layers {
    pub(super) fn of(catalogue: &Dict<'_>) -> Self {
        let mut layers = Self::default();
        let Some(properties) = catalogue.get::<Dict<'_>>(b"OCProperties") else { return layers };
        let Some(config) = properties.get::<Dict<'_>>(b"D") else { return layers };
        let named = |key: &[u8]| config.get::<Array<'_>>(key).map(|array| ids(&array)).unwrap_or_default();
        if config.get::<Name<'_>>(b"BaseState").is_some_and(|state| state.as_ref() == b"OFF") {
            layers.off.extend(properties.get::<Array<'_>>(b"OCGs").map(|array| ids(&array)).unwrap_or_default());
        }
        for id in named(b"ON") {
            layers.off.remove(&id);
        }
        layers.off.extend(named(b"OFF"));
        layers
    }

    /// Whether what `holder`'s entry `key` names is shown.
    pub(super) fn shows(&self, holder: &Dict<'_>, key: &[u8]) -> bool {
        if self.off.is_empty() {
            return true;
        }
        let Some(entry) = holder.get_raw::<Object<'_>>(key) else { return true };
        let is_on = |id: ObjectIdentifier| !self.off.contains(&id);
        if let MaybeRef::Ref(id) = entry
            && !is_on(id.into())
        {
            return false;
        }
        let Some(dict) = holder.get::<Dict<'_>>(key) else { return true };
        if dict.get::<Name<'_>>(b"Type").is_none_or(|kind| kind.as_ref() != b"OCMD") {
            return true;
        }
        let groups = match dict.get::<Array<'_>>(b"OCGs") {
            Some(array) => ids(&array),
            None => dict.get_ref(b"OCGs").map(Into::into).into_iter().collect(),
        };
        if groups.is_empty() {
            return true;
        }
        let policy = dict.get::<Name<'_>>(b"P");
        match policy.as_ref().map_or(b"AnyOn".as_slice(), |name| name.as_ref()) {
            b"AllOn" => groups.into_iter().all(is_on),
            b"AnyOff" => !groups.into_iter().all(is_on),
            b"AllOff" => !groups.into_iter().any(is_on),
            _ => groups.into_iter().any(is_on),
        }
    }
}
