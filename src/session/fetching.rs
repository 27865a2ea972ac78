//! Fetches one page or file of the web: the only place in the program that uses the network.
//!
//! In: an address, how far it may reach. Out: the bytes as the server gave them, and how it answered; or why not.
//! Must not know: projects, disk, formats, what becomes of the bytes.
//! Holds: the address that is connected to is the one that was checked, so that no name can lead elsewhere between
//! check and use; at most [`MOST_REDIRECTS`] redirects, each checked like the first address; at most `MAX_BYTES` after
//! unpacking, within the time of [`USUAL`]; no cookies, no passwords, nothing else that is linked is fetched.
//! Limits: proxies that the environment names are not used: behind one, the address that is connected to could not be
//! checked. Certificates are checked against Mozilla's list, which is built in (rustls, webpki-roots): a newsroom that
//! looks into its own traffic with a certificate of its own has to save pages in the browser.

use std::io::Read as _;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use ureq::config::Config;
use ureq::http::{StatusCode, Uri, header};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Body};
use url::Url;

use crate::import::MAX_BYTES;
use crate::model::evidence::Fetched;
use crate::model::problem::{Place, Problem, shortened};
use crate::session::addresses::{Reach, address, is_public};
use crate::session::jobs::Cancel;

/// What is granted to every server.
const USUAL: Terms = Terms {
    time: Duration::from_secs(40),
    time_to_connect: Duration::from_secs(10),
    time_to_answer: Duration::from_secs(20),
    bytes: MAX_BYTES,
};
/// How many redirects are followed.
pub const MOST_REDIRECTS: usize = 5;
/// The most bytes of an answer's header fields.
const MOST_HEADERS: usize = 64 << 10;
/// How often it is looked whether the user gave up.
const STEP: Duration = Duration::from_millis(20);
/// Pages first, then whatever else can be read.
const ACCEPT: &str = "text/html,application/xhtml+xml;q=0.9,application/pdf;q=0.8,*/*;q=0.5";

/// What is granted to a server, in time and bytes.
#[derive(Clone, Copy, Debug)]
struct Terms {
    /// The longest that fetching may take, redirects included.
    time: Duration,
    /// The longest that a server may take to be found and to be connected to.
    time_to_connect: Duration,
    /// The longest that a server may take to begin its answer.
    time_to_answer: Duration,
    /// The most bytes of an answer, after unpacking.
    bytes: u64,
}

/// Which addresses may be connected to.
type Allowed = fn(SocketAddr) -> bool;

/// What a server gave.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    /// The bytes, after the packing for the way was taken off.
    pub bytes: Vec<u8>,
    /// How it answered.
    pub answer: Answer,
}

/// How a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The address that was asked for.
    pub asked: String,
    /// The address that answered, after redirects.
    pub url: Url,
    /// The status of the answer (RFC 9110).
    pub status: u16,
    /// The header fields of the answer, in order, without cookies.
    pub headers: Vec<(String, String)>,
}

impl Answer {
    /// What the page is called: the last part of its address that says anything, else its host.
    pub(super) fn name(&self) -> String {
        let url = &self.url;
        let last = url.path_segments().and_then(|parts| parts.rev().find(|part| !part.is_empty()).map(str::to_owned));
        last.unwrap_or_else(|| url.host_str().unwrap_or("page").replace('.', "-"))
    }

    /// What is kept of how it came.
    pub(super) fn fetched(&self, at: Timestamp) -> Fetched {
        let final_url = self.url.to_string();
        let final_url = if final_url == self.asked { String::new() } else { final_url };
        let (url, headers) = (self.asked.clone(), self.headers.clone());
        Fetched { url, final_url, status: self.status, headers, at }
    }
}

/// Fetches what is at `typed`. Giving up ends the wait at once; the connection ends by its own limits.
pub fn fetch(typed: &str, reach: Reach, cancel: &Cancel) -> Result<Page, Problem> {
    let allowed: Allowed = match reach {
        Reach::Public => |socket| is_public(socket.ip()),
        Reach::Private => |_| true,
    };
    fetch_on(USUAL, typed, allowed, cancel)
}

fn fetch_on(terms: Terms, typed: &str, allowed: Allowed, cancel: &Cancel) -> Result<Page, Problem> {
    let url = address(typed)?;
    let asked = url.to_string();
    let (sender, receiver) = channel();
    let stop = Arc::new(AtomicBool::new(false));
    let stopped = Arc::clone(&stop);
    let body = move || drop(sender.send(follow(terms, url, allowed, &stopped)));
    let started = std::thread::Builder::new().name("Fetching".to_owned()).spawn(body);
    started.map_err(|error| failed(&asked, &error.to_string()))?;
    loop {
        match receiver.recv_timeout(STEP) {
            Ok(fetched) => return fetched,
            Err(RecvTimeoutError::Timeout) if cancel.is_asked() => {
                stop.store(true, Ordering::Relaxed);
                let what = format!("“{}” was not opened: cancelled", shortened(&asked, 80));
                return Err(Problem::note("cancelled", what)
                    .at(place(&asked))
                    .now("nothing was added")
                    .help("Open the address again"));
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Err(failed(&asked, "the work ended early")),
        }
    }
}

fn follow(terms: Terms, mut url: Url, allowed: Allowed, stop: &AtomicBool) -> Result<Page, Problem> {
    let asked = url.to_string();
    let deadline = Instant::now() + terms.time;
    for _ in 0..=MOST_REDIRECTS {
        let left = deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(too_slow(&asked));
        }
        let is_private = Arc::new(AtomicBool::new(false));
        let resolver = Guarded { allowed, is_private: Arc::clone(&is_private), inner: DefaultResolver::default() };
        let agent = Agent::with_parts(config(terms, left), DefaultConnector::default(), resolver);
        let response = agent.get(url.as_str()).call().map_err(|error| {
            if is_private.load(Ordering::Relaxed) { private(&asked, &url) } else { told(&asked, &error) }
        })?;
        let (parts, body) = response.into_parts();
        let leads_on = matches!(parts.status.as_u16(), 301 | 302 | 303 | 307 | 308);
        if let Some(to) = parts.headers.get(header::LOCATION).filter(|_| leads_on) {
            url = redirected(&asked, &url, &String::from_utf8_lossy(to.as_bytes()))?;
            continue;
        }
        if !parts.status.is_success() {
            return Err(refused(&asked, parts.status));
        }
        // A cookie may open somebody's account.
        let headers = parts.headers.iter().filter(|(name, _)| *name != header::SET_COOKIE);
        let headers = headers
            .map(|(name, value)| (name.as_str().to_owned(), String::from_utf8_lossy(value.as_bytes()).into_owned()));
        let headers = headers.collect();
        let bytes = received(terms, &asked, body, stop)?;
        let answer = Answer { asked, url, status: parts.status.as_u16(), headers };
        return Ok(Page { bytes, answer });
    }
    Err(not_fetched("fetch-redirected-too-often", &asked, "it leads from one address to the next")
        .why(format!(
            "there were more than {MOST_REDIRECTS} redirects; the last was to {}",
            shortened(url.as_str(), 120)
        ))
        .help("Open it in the browser, and copy the address that it ends at"))
}

fn config(terms: Terms, left: Duration) -> Config {
    Agent::config_builder()
        .http_status_as_error(false)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .proxy(None)
        .user_agent(concat!("Tickmark/", env!("CARGO_PKG_VERSION")))
        .accept(ACCEPT)
        .max_response_header_size(MOST_HEADERS)
        .timeout_global(Some(left))
        .timeout_resolve(Some(terms.time_to_connect.min(left)))
        .timeout_connect(Some(terms.time_to_connect.min(left)))
        .timeout_recv_response(Some(terms.time_to_answer.min(left)))
        .build()
}

fn received(terms: Terms, asked: &str, body: Body, stop: &AtomicBool) -> Result<Vec<u8>, Problem> {
    // One byte more than is taken, so that too much is told apart from just enough.
    let mut reader = body.into_with_config().limit(terms.bytes + 1).reader();
    let mut bytes = Vec::new();
    let mut part = vec![0; 64 << 10];
    loop {
        if stop.load(Ordering::Relaxed) {
            return Err(failed(asked, "it was given up"));
        }
        let n = reader.read(&mut part).map_err(|error| match ureq::Error::from(error) {
            ureq::Error::BodyExceedsLimit(_) => too_large(asked),
            error => told(asked, &error),
        })?;
        let Some(part) = part.get(..n).filter(|part| !part.is_empty()) else { return Ok(bytes) };
        bytes.extend_from_slice(part);
        if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > terms.bytes {
            return Err(too_large(asked));
        }
    }
}

/// Where a redirect leads, checked like an address that was typed.
fn redirected(asked: &str, from: &Url, to: &str) -> Result<Url, Problem> {
    let joined = from.join(to.trim()).map_err(|error| error.to_string());
    joined.and_then(|url| address(url.as_str()).map_err(|problem| problem.what)).map_err(|why| {
        not_fetched("fetch-redirected-away", asked, "it leads to something that is not fetched")
            .why(why)
            .help("Open it in the browser, save the page, and open the file")
    })
}

/// Looks a name up and lets through only addresses that may be connected to.
#[derive(Debug)]
struct Guarded {
    allowed: Allowed,
    is_private: Arc<AtomicBool>,
    inner: DefaultResolver,
}

impl Resolver for Guarded {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.inner.resolve(uri, config, timeout)?;
        let mut allowed = self.empty();
        for &socket in found.iter().filter(|&&socket| (self.allowed)(socket)) {
            allowed.push(socket);
        }
        if allowed.is_empty() {
            self.is_private.store(true, Ordering::Relaxed);
            return Err(ureq::Error::HostNotFound);
        }
        Ok(allowed)
    }
}

fn place(asked: &str) -> Place {
    Place::File(shortened(asked, 200))
}

fn not_fetched(id: &'static str, asked: &str, loss: &str) -> Problem {
    Problem::error(id, format!("“{}” was not opened: {loss}", shortened(asked, 80)))
        .at(place(asked))
        .now("nothing was added")
}

/// What a failed connection means to people.
fn told(asked: &str, error: &ureq::Error) -> Problem {
    match error {
        ureq::Error::Timeout(_) => too_slow(asked),
        ureq::Error::HostNotFound => not_fetched("fetch-no-host", asked, "there is no such host")
            .why("its name leads to no address")
            .help("Check how the address is spelled, and that this machine is online"),
        ureq::Error::Tls(_) | ureq::Error::Rustls(_) => {
            not_fetched("fetch-not-trusted", asked, "its certificate is not trusted")
                .why(error.to_string())
                .help("Look at the page in the browser; if it is the right one, save it there and open the file")
        }
        ureq::Error::BodyExceedsLimit(_) => too_large(asked),
        // Whatever else there is comes from the connection.
        _ => failed(asked, &error.to_string()),
    }
}

fn failed(asked: &str, why: &str) -> Problem {
    let problem = not_fetched("fetch-failed", asked, "the server did not answer as it should")
        .why(shortened(why, 200))
        .help("Try again later, or save the page in the browser and open the file");
    if ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
    {
        return problem.help(
            "Tickmark uses no proxy, and this machine is set to use one: save the page in the browser and open the file",
        );
    }
    problem
}

fn private(asked: &str, url: &Url) -> Problem {
    not_fetched("fetch-private", asked, "it leads into this network")
        .why(format!("{} is an address of this machine or of this network", url.host_str().unwrap_or_default()))
        .help("If you mean it, allow private addresses when you open it, or add --allow-private")
}

fn too_slow(asked: &str) -> Problem {
    not_fetched("fetch-too-slow", asked, "the server took too long")
        .why(format!("an answer may take {} seconds in all", USUAL.time.as_secs()))
        .help("Try again later, or save the page in the browser and open the file")
}

fn too_large(asked: &str) -> Problem {
    not_fetched("fetch-too-large", asked, "it is too large")
        .why(format!("at most {} MB are taken", MAX_BYTES >> 20))
        .help("Save it in the browser, take out what does not belong in it, and open the file")
}

fn refused(asked: &str, status: StatusCode) -> Problem {
    let help = match status.as_u16() {
        401..=403 | 429 | 451 => "Open it in the browser, save the page there, and open the file",
        404 | 410 => "Check the address; the page may be in an archive of the web",
        _ => "Try again later, or save the page in the browser and open the file",
    };
    not_fetched("fetch-refused", asked, "the server has no such page for Tickmark")
        .why(format!("it answered {status}"))
        .help(help)
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;
    use std::net::{TcpListener, TcpStream};

    use super::*;

    /// A server on this machine that answers each request by its path, until the test ends.
    fn served(answer: impl Fn(&str, &mut TcpStream) + Send + Sync + 'static) -> String {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let serve = move || {
            for stream in listener.incoming() {
                let Ok(mut stream) = stream else { return };
                let mut request = Vec::new();
                let mut byte = [0];
                while !request.ends_with(b"\r\n\r\n") && stream.read(&mut byte).is_ok_and(|n| n == 1) {
                    request.push(byte[0]);
                }
                let request = String::from_utf8_lossy(&request);
                answer(request.split(' ').nth(1).unwrap_or_default(), &mut stream);
            }
        };
        std::thread::Builder::new().name("Server".to_owned()).spawn(serve).expect("a thread");
        format!("http://{address}")
    }

    /// Sends an answer; whoever asked may be gone.
    fn send(stream: &mut TcpStream, head: &str, body: &[u8]) {
        drop(stream.write_all(format!("HTTP/1.1 {head}\r\nConnection: close\r\n\r\n").as_bytes()));
        drop(stream.write_all(body));
    }

    fn sends(head: &'static str, body: Vec<u8>) -> String {
        served(move |_, stream| send(stream, head, &body))
    }

    const SMALL: Terms = Terms { bytes: 10_000, ..USUAL };

    fn asked(terms: Terms, address: &str) -> Result<Page, Problem> {
        fetch_on(terms, address, |_| true, &Cancel::default())
    }

    fn refused(terms: Terms, address: &str, id: &str, why: &str) {
        let problem = asked(terms, address).expect_err(address);
        assert_eq!(problem.id, id, "{problem}");
        assert!(problem.why.contains(why), "{problem}");
        assert!(!problem.now.is_empty() && !problem.help.is_empty(), "{problem}");
    }

    #[test]
    fn a_page_comes_as_it_is_with_how_it_was_answered() {
        let server = sends(
            "200 OK\r\nContent-Type: text/html\r\nX-A: b\r\nSet-Cookie: id=secret\r\nContent-Length: 3",
            b"a\xff\0".to_vec(),
        );
        let page = asked(SMALL, &format!("{server}/story?id=1#top")).expect("a page");
        assert_eq!((page.bytes.as_slice(), page.answer.status), (b"a\xff\0".as_slice(), 200));
        assert_eq!(
            (page.answer.url.as_str(), &page.answer.asked),
            (format!("{server}/story?id=1").as_str(), &format!("{server}/story?id=1"))
        );
        assert!(page.answer.headers.contains(&("x-a".to_owned(), "b".to_owned())), "{:?}", page.answer.headers);
        assert!(page.answer.headers.iter().all(|(_, value)| !value.contains("secret")), "{:?}", page.answer.headers);
        // Just as much as is taken, and one byte more.
        assert!(asked(SMALL, &sends("200 OK", vec![b'a'; 10_000])).is_ok());
        refused(SMALL, &sends("200 OK", vec![b'a'; 10_001]), "fetch-too-large", "MB");
    }

    #[test]
    fn redirects_are_followed_a_few_times_and_checked_each_time() {
        let server = served(|path, stream| match path {
            "/0" => send(stream, "200 OK", b"here"),
            "/loop" => send(stream, "302 Found\r\nLocation: /loop", b""),
            "/file" => send(stream, "302 Found\r\nLocation: file:///etc/passwd", b""),
            "/password" => send(stream, "302 Found\r\nLocation: http://a:b@example.org/", b""),
            "/nowhere" => send(stream, "302 Found\r\nLocation: http://[", b""),
            "/none" => send(stream, "302 Found", b""),
            counted => {
                let left: usize = counted.trim_start_matches('/').parse().expect("a number");
                send(stream, &format!("301 Moved\r\nLocation: {}", left - 1), b"");
            }
        });
        let page = asked(SMALL, &format!("{server}/5")).expect("five redirects");
        assert_eq!(
            (page.bytes.as_slice(), page.answer.url.path(), page.answer.asked.as_str()),
            (b"here".as_slice(), "/0", format!("{server}/5").as_str())
        );
        refused(SMALL, &format!("{server}/6"), "fetch-redirected-too-often", "5 redirects");
        refused(SMALL, &format!("{server}/loop"), "fetch-redirected-too-often", "/loop");
        refused(SMALL, &format!("{server}/file"), "fetch-redirected-away", "http and https");
        refused(SMALL, &format!("{server}/password"), "fetch-redirected-away", "password");
        refused(SMALL, &format!("{server}/nowhere"), "fetch-redirected-away", "");
        refused(SMALL, &format!("{server}/none"), "fetch-refused", "302");
    }

    #[test]
    fn nothing_leads_to_addresses_that_are_not_allowed() {
        let inside = served(|_, _| panic!("it was connected to"));
        for address in
            [&inside, &inside.replace("127.0.0.1", "localhost"), &inside.replace("127.0.0.1", "[::ffff:127.0.0.1]")]
        {
            let problem = fetch(address, Reach::Public, &Cancel::default()).expect_err(address);
            assert_eq!(problem.id, "fetch-private", "{problem}");
        }
        // A server that may be asked leads to one that may not: here they are told apart by their address.
        let port = inside.rsplit(':').next().expect("a port").to_owned();
        let outside = served(move |_, stream| {
            send(stream, &format!("302 Found\r\nLocation: http://127.0.0.2:{port}/secret"), b"");
        });
        let allowed: Allowed = |socket| socket.ip().to_string() == "127.0.0.1";
        let problem = fetch_on(SMALL, &outside, allowed, &Cancel::default()).expect_err("it leads inside");
        assert_eq!(problem.id, "fetch-private", "{problem}");
        assert!(problem.why.contains("127.0.0.2"), "{problem}");
    }

    #[test]
    fn servers_that_hang_or_drip_are_given_up() {
        let hurried = Terms { time: Duration::from_millis(300), ..SMALL };
        let silent = served(|_, _| std::thread::park());
        refused(hurried, &silent, "fetch-too-slow", "seconds");
        let drips = served(|_, stream| {
            send(stream, "200 OK", b"");
            while stream.write_all(b"a").is_ok() {
                std::thread::yield_now();
                std::thread::sleep(Duration::from_millis(5));
            }
        });
        refused(hurried, &drips, "fetch-too-slow", "seconds");
        let cancel = Cancel::default();
        cancel.ask();
        let problem = fetch_on(USUAL, &silent, |_| true, &cancel).expect_err("given up");
        assert_eq!(problem.id, "cancelled");
    }

    #[test]
    fn answers_that_lie_about_their_length_are_refused() {
        let endless = served(|_, stream| {
            send(stream, "200 OK", b"");
            while stream.write_all(&[b'a'; 4096]).is_ok() {}
        });
        refused(SMALL, &endless, "fetch-too-large", "MB");
        refused(SMALL, &sends("200 OK\r\nContent-Length: 500", b"short".to_vec()), "fetch-failed", "");
        refused(SMALL, &sends("200 OK\r\nTransfer-Encoding: chunked", b"zz\r\nrubbish".to_vec()), "fetch-failed", "");
        let claimed = "200 OK\r\nContent-Length: 99999999999999";
        refused(SMALL, &sends(claimed, vec![b'a'; 20_000]), "fetch-too-large", "MB");
        refused(SMALL, &sends("404 Not Found", b"no".to_vec()), "fetch-refused", "404");
        refused(SMALL, &served(|_, stream| drop(stream.write_all(b"rubbish\r\n\r\n"))), "fetch-failed", "");
        refused(SMALL, &served(|_, _| {}), "fetch-failed", "");
    }

    /// `n` zero bytes packed as gzip by hand: one block of fixed codes, 13 bits for every 258 bytes (RFC 1951, 3.2.6).
    fn packed_zeros(n: usize) -> Vec<u8> {
        let mut bits = vec![1, 1, 0];
        bits.extend([0, 0, 1, 1, 0, 0, 0, 0]);
        for _ in 0..n.div_ceil(258) {
            bits.extend([1, 1, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0]);
        }
        bits.extend([0; 7]);
        let mut out = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
        out.extend(bits.chunks(8).map(|byte| byte.iter().rev().fold(0_u8, |all, bit| all << 1 | bit)));
        out
    }

    #[test]
    fn a_packed_answer_counts_by_what_is_in_it() {
        let bomb = packed_zeros(50_000_000);
        assert!(bomb.len() < 400_000, "{} bytes hold 50 MB", bomb.len());
        refused(SMALL, &sends("200 OK\r\nContent-Encoding: gzip", bomb), "fetch-too-large", "MB");
    }
}
