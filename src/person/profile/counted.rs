//! Short lists of what is counted by name: emoji, people.

use serde::Serialize;

/// Something counted by name, with its faded weight.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Counted<T> {
    /// What.
    pub item: T,
    /// How often lately.
    pub weight: f32,
}

/// What has faded below this is dropped from a list.
const WEIGHT_MIN: f32 = 0.2;

pub(super) fn fade_counted<T>(list: &mut Vec<Counted<T>>, factor: f32) {
    for one in list.iter_mut() {
        one.weight *= factor;
    }
    list.retain(|one| one.weight >= WEIGHT_MIN);
}

/// Adds a weight to a list of at most `max`: the least used entry makes room for a heavier one.
pub(super) fn add_counted<T: PartialEq>(list: &mut Vec<Counted<T>>, other: Counted<T>, max: usize) {
    if let Some(known) = list.iter_mut().find(|known| known.item == other.item) {
        known.weight += other.weight;
    } else if list.len() < max {
        list.push(other);
    } else if let Some(least) = list
        .iter_mut()
        .min_by(|left, right| left.weight.total_cmp(&right.weight))
        .filter(|least| least.weight < other.weight)
    {
        *least = other;
    }
}

/// Counts `item` in a list of at most `max`. In a full list the newcomer takes the place of the
/// least used one if that has been seen but once; else it weakens it, so that what is used again
/// and again gets in sooner or later and what is used once pushes nobody out.
pub(super) fn note<T: Clone + PartialEq>(list: &mut Vec<Counted<T>>, item: &T, max: usize) {
    if let Some(known) = list.iter_mut().find(|known| known.item == *item) {
        known.weight += 1.0;
        return;
    }
    let fresh = Counted {
        item: item.clone(),
        weight: 1.0,
    };
    if list.len() < max {
        list.push(fresh);
        return;
    }
    let least = list
        .iter_mut()
        .min_by(|left, right| left.weight.total_cmp(&right.weight));
    if let Some(least) = least {
        if least.weight <= 1.0 {
            *least = fresh;
        } else {
            least.weight -= 0.5;
        }
    }
}
