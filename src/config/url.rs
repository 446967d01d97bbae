//! The check of a server's address: enough to catch a slip, and to keep passwords out of addresses.

/// The address without slashes at its end; the error says what is wrong without repeating it.
pub(super) fn read(text: &str) -> Result<String, &'static str> {
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err("it does not begin with http:// or https://");
    };
    if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
        return Err("it does not begin with http:// or https://");
    }
    if !rest.chars().all(|c| c.is_ascii_graphic()) || rest.contains(['"', '\'', '<', '>', '\\']) {
        return Err("there is a character in it that no address has");
    }
    if rest.contains('@') {
        return Err("a user and password do not belong into an address");
    }
    if rest.contains(['?', '#']) {
        return Err("there is a query or fragment in it");
    }
    let authority = rest.split('/').next().unwrap_or_default();
    let (host, port) = host_and_port(authority);
    if host.is_empty() {
        return Err("there is no host in it");
    }
    if port.is_some_and(|port| !matches!(port.parse::<u16>(), Ok(1..))) {
        return Err("the port is not a number from 1 to 65535");
    }
    Ok(format!(
        "{}://{}",
        scheme.to_ascii_lowercase(),
        rest.trim_end_matches('/')
    ))
}

/// Splits at the colon of the port, which is not one of the colons inside `[::1]`.
fn host_and_port(authority: &str) -> (&str, Option<&str>) {
    match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => (host, Some(port)),
        Some(_) | None => (authority, None),
    }
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn addresses_of_servers_are_taken_without_the_last_slash() {
        let check = |text: &str, expected: &str| assert_eq!(read(text), Ok(expected.to_owned()));
        check("https://api.telegram.org", "https://api.telegram.org");
        check("HTTP://127.0.0.1:11434/v1/", "http://127.0.0.1:11434/v1");
        check("http://[::1]:8081", "http://[::1]:8081");
        check("http://[::1]", "http://[::1]");
    }

    #[test]
    fn what_is_no_address_of_a_server_is_refused() {
        let bad = "|api.telegram.org|ftp://a|http://|http:///x|http://a:0|http://a:65536|http://a:|\
            http://:80|http://u:p@a|http://a?x=1|http://a#x|http://a b|http://а.com|http://\"a\"";
        for text in bad.split('|') {
            assert!(read(text).is_err(), "{text}");
        }
    }
}
