//! What comes in: many files and folders at once, pages of the web, standard input.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;

use crate::world::{Run, TestProject};

#[test]
fn a_folder_is_added_with_an_account_of_each_file() {
    let world = TestProject::new();
    world.write("../in/a.txt", b"Ships left port on Monday.");
    world.write("../in/b.md", b"# Grain\n\nTwo ships left.");
    world.write("../in/deep/er/c.txt", b"Three ships came.");
    world.write("../in/twin.txt", b"Ships left port on Monday.");
    world.write("../in/empty.txt", b"");
    world.write("../in/picture.txt", b"\x89PNG\r\n\x1a\n....");
    world.write("../in/notes.xyz", b"not looked at");
    world.write("../in/.hidden.txt", b"not looked at");
    let run = world.run(&["add", "../in"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert_eq!(run.stdout.lines().count(), 4, "{}", run.stdout);
    for told in ["error[file-empty]", "error[not-text]", "note: 3 opened · 1 known already · 2 failed"] {
        assert!(run.stderr.contains(told), "{told}: {}", run.stderr);
    }
    assert_eq!(world.run(&["list", "--json"]).ok().matches("\"slug\"").count(), 3);
    let again: Value = serde_json::from_str(&world.run(&["add", "../in", "--json"]).stdout).expect("JSON");
    let files = again["files"].as_array().expect("an account");
    let told: Vec<(&str, &str)> = files
        .iter()
        .map(|file| (file["file"].as_str().expect("a name"), file["became"].as_str().expect("an outcome")))
        .collect();
    assert_eq!(
        told,
        [
            ("in/a.txt", "known"),
            ("in/b.md", "known"),
            ("in/empty.txt", "failed"),
            ("in/picture.txt", "failed"),
            ("in/twin.txt", "known"),
            ("in/deep/er/c.txt", "known"),
        ]
    );
    assert_eq!(files[2]["problem"]["id"], "file-empty");
    world.write("../bare/notes.xyz", b"x");
    assert!(world.run(&["add", "../bare"]).stderr.contains("error[folder-without-text]"));
    assert!(world.run(&["add", "."]).stderr.contains("error[folder-is-project]"));
}

#[test]
fn standard_input_is_added_under_a_name() {
    let world = TestProject::new();
    let mut command = world.command(&world.folder(), &["add", "-", "--name", "grain.html"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().expect("the program starts");
    let page = b"<h1>Grain ships leave</h1><p>Two ships left.</p>";
    child.stdin.take().expect("an input").write_all(page).expect("it reads");
    let slug = Run::of(&child.wait_with_output().expect("it ends")).ok();
    assert_eq!(slug, "grain-ships-leave");
    assert_eq!(world.read("articles/grain-ships-leave/original.html").as_bytes(), page);
}

#[test]
fn a_page_of_the_web_is_fetched_only_where_it_may_be() {
    const PAGE: &str = "<html><head><title>Grain ships leave</title></head><body><article><h1>Grain ships leave</h1>\
                        <p>Two ships left with 30,000 tonnes aboard, the port says.</p></article></body></html>";
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = format!("http://{}/story", listener.local_addr().expect("an address"));
    let serve = move || {
        let (mut stream, _) = listener.accept().expect("somebody asks");
        let mut request = [0; 4096];
        let n = stream.read(&mut request).expect("a request");
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n";
        stream.write_all(format!("{head}{PAGE}").as_bytes()).expect("an answer");
        String::from_utf8_lossy(&request[..n]).into_owned()
    };
    let server = std::thread::Builder::new().spawn(serve).expect("a thread");
    let world = TestProject::new();
    let told = world.run(&["add", &address]).refused("fetch-private");
    assert!(told.contains("--allow-private"), "{told}");
    world.run(&["add", "https://alma:secret@127.0.0.1/"]).refused("address-has-password");
    let slug = world.run(&["add", &address, "--allow-private"]).ok();
    let request = server.join().expect("it served");
    assert!(request.starts_with("GET /story HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_lowercase().contains("cookie"), "{request}");
    assert_eq!(world.read(&format!("articles/{slug}/original.html")), PAGE);
    let shown = world.run(&["article", &slug]).ok();
    assert!(shown.contains(&format!("fetched      {address} at ")), "{shown}");
    let kept = world.read(&format!("articles/{slug}/article.ron"));
    for told in
        [format!("url: \"{address}\""), "(\"content-type\", \"text/html\")".to_owned(), "status: 200".to_owned()]
    {
        assert!(kept.contains(&told), "{told}: {kept}");
    }
    world.run(&["check-project"]).ok();
}
