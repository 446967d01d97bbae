//! Whether the machine knows the time zone that is asked for.

use std::path::Path;

/// Where the files of time zones are looked for.
const ZONES: [&str; 3] = ["/usr/share/zoneinfo", "/share/zoneinfo", "/etc/zoneinfo"];

/// Whether a zone as `TZ` names it would silently be UTC, for want of its file.
pub fn has_no_data(zone: &str) -> bool {
    let zone = zone.trim_start_matches(':');
    // A rule such as EET-2EEST,… needs no file.
    let is_file = zone.contains('/') && !zone.contains(',');
    let is_there = |zones: &&str| Path::new(zones).join(zone).exists();
    is_file && !ZONES.iter().any(is_there)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_needs_no_data_and_a_zone_of_nowhere_has_none() {
        for zone in ["EET-2EEST,M3.5.0/3,M10.5.0/4", "UTC0", "UTC", ""] {
            assert!(!has_no_data(zone), "{zone}");
        }
        assert!(has_no_data("Europe/Nowhere"));
        assert!(has_no_data(":Europe/Nowhere"));
    }
}
