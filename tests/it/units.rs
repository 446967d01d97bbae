//! The units: one bot a machine and several are the same service.

use std::path::Path;

fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The lines that systemd reads.
fn lines(unit: &str) -> Vec<String> {
    unit.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_unit_for_several_bots_differs_only_in_the_name() {
    let one = read("gryag.service")
        .replace("Description=gryag,", "Description=gryag %i,")
        .replace("StateDirectory=gryag\n", "StateDirectory=gryag-%i\n")
        .replace("/etc/gryag/", "/etc/gryag/%i/");
    assert_eq!(lines(&one), lines(&read("scripts/gryag@.service")));
}

#[test]
fn every_secret_can_come_as_a_credential() {
    let unit = read("gryag.service");
    for (file, _) in gryag::config::table::CREDENTIALS {
        let line = format!("LoadCredential={file}:/etc/gryag/{file}");
        assert!(unit.contains(&line), "{line}");
    }
}
