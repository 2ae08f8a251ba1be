//! Running the binary in a folder of its own with nothing in its environment, and talking HTTP to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::database::{Database, on_postgres};

/// Longest time anything here may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A folder to run in and a database that nobody has migrated.
pub struct Place {
    database: Database,
    pub folder: PathBuf,
}

/// What a command left behind.
pub struct Done {
    pub status: ExitStatus,
    pub stdout: String,
    pub stderr: String,
}

impl Place {
    pub fn new() -> Self {
        let database = Database::blank();
        let address = database.address();
        let name = address.rsplit(['/', ':', '?']).find(|part| part.starts_with("griot_blank")).unwrap();
        let folder = std::env::temp_dir().join(format!("{name}_process"));
        std::fs::create_dir_all(&folder).unwrap();
        Place { database, folder }
    }

    /// Of the database.
    pub fn address(&self) -> String {
        self.database.address()
    }

    pub fn key(&self) -> PathBuf {
        self.folder.join("data/secret.key")
    }

    /// The command with its arguments; on PostgreSQL with the address of the database.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_griot"));
        command.args(arguments).env_clear().current_dir(&self.folder).env("GRIOT_BIND", "127.0.0.1:0");
        if on_postgres() {
            command.env("DATABASE_URL", self.database.address());
        }
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Done {
        finish(self.command(arguments), "")
    }

    pub fn serve(&self) -> Server {
        Server::start(self.command(&["serve"]))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// Runs it to its end, with something to read.
pub fn finish(mut command: Command, input: &str) -> Done {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Done { status: output.status, stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// A server that has said where it listens.
pub struct Server {
    child: Child,
    pub address: String,
    /// What it printed up to its address.
    pub greeting: String,
    rest: Receiver<String>,
}

impl Server {
    pub fn start(command: Command) -> Self {
        Self::start_logging(command, Stdio::null())
    }

    #[expect(
        clippy::zombie_processes,
        reason = "the server is waited for when it is dropped; a panic ends the test"
    )]
    pub fn start_logging(mut command: Command, log: Stdio) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(log).spawn().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        let (lines, rest) = channel();
        std::thread::spawn(move || {
            stdout.lines().map_while(Result::ok).try_for_each(|line| lines.send(line)).ok();
        });
        let deadline = Instant::now() + PATIENCE;
        let mut greeting = String::new();
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let line = rest.recv_timeout(left).unwrap_or_else(|_| panic!("it never listened: {greeting}"));
            greeting.push_str(&line);
            greeting.push('\n');
            if let Some(address) = line.strip_prefix("Griot listens on http://") {
                return Server { child, address: address.to_owned(), greeting, rest };
            }
        }
    }

    /// The password the first start prints.
    pub fn password(&self) -> String {
        let line = self.greeting.lines().find_map(|line| line.trim().strip_prefix("password: "));
        line.unwrap_or_else(|| panic!("no password: {}", self.greeting)).to_owned()
    }

    pub fn signal(&self, name: &str) {
        let sent = Command::new("kill").args([name, &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits for its end and returns what it printed after its address, too.
    pub fn ended(mut self) -> (ExitStatus, String) {
        let deadline = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return (status, self.rest.iter().collect());
            }
            assert!(Instant::now() < deadline, "it does not end");
            std::thread::park_timeout(Duration::from_millis(5));
        }
    }

    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    pub fn login(&self, email: &str, password: &str) -> String {
        let input = json!({ "email": email, "password": password });
        let (status, reply) = call(&self.address, "POST", "/api/v1/auth/login", None, Some(&input)).unwrap();
        assert_eq!(status, 200, "{reply}");
        reply["data"]["access_token"].as_str().unwrap().to_owned()
    }

    pub fn get(&self, path: &str, token: Option<&str>) -> (u16, Value) {
        call(&self.address, "GET", path, token, None).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One request on a connection of its own. An error when the connection broke before the reply was whole.
pub fn call(
    address: &str,
    method: &str,
    path: &str,
    token: Option<&str>,
    body: Option<&Value>,
) -> std::io::Result<(u16, Value)> {
    call_if(address, method, path, token, None, body)
}

/// The same with `If-Match`.
pub fn call_if(
    address: &str,
    method: &str,
    path: &str,
    token: Option<&str>,
    tag: Option<&str>,
    body: Option<&Value>,
) -> std::io::Result<(u16, Value)> {
    let tag = tag.map(|tag| ("If-Match", tag));
    call_with(address, method, path, token, tag, body)
}

/// The same with a header.
pub fn call_with(
    address: &str,
    method: &str,
    path: &str,
    token: Option<&str>,
    header: Option<(&str, &str)>,
    body: Option<&Value>,
) -> std::io::Result<(u16, Value)> {
    let mut stream = TcpStream::connect(address)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let body = body.map(Value::to_string).unwrap_or_default();
    let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
    let header = header.map(|(name, value)| format!("{name}: {value}\r\n")).unwrap_or_default();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n{token}{header}Content-Type: application/json\r\n\
         Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply)?;
    let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
    let (head, body) = reply.split_once("\r\n\r\n").ok_or_else(broken)?;
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(broken)?;
    if body.is_empty() {
        return Ok((status, Value::Null));
    }
    Ok((status, serde_json::from_str(body).map_err(|_| broken())?))
}

/// Somebody who follows the log.
pub struct Listener {
    lines: std::io::Lines<BufReader<TcpStream>>,
}

impl Listener {
    /// After a number, or from now on. In HTTP/1.0, whose replies come without frames of their own.
    pub fn connect(address: &str, after: Option<i64>, token: Option<&str>) -> std::io::Result<Self> {
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        let token = token.map(|token| format!("Authorization: Bearer {token}\r\n")).unwrap_or_default();
        let after = after.map(|after| format!("Last-Event-ID: {after}\r\n")).unwrap_or_default();
        write!(stream, "GET /api/v1/events HTTP/1.0\r\nHost: {address}\r\n{token}{after}\r\n")?;
        let mut lines = BufReader::new(stream).lines();
        let broken = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let status = lines.next().ok_or_else(broken)??;
        assert!(status.contains(" 200 "), "{status}");
        while !lines.next().ok_or_else(broken)??.is_empty() {}
        Ok(Listener { lines })
    }

    /// Once it is told that it knows all there is.
    pub fn live(mut self) -> Self {
        while self.lines.next().expect("a stream that goes on").unwrap() != ": live" {}
        self
    }
}

/// The number and the type of each event, until the stream ends or breaks.
impl Iterator for Listener {
    type Item = (i64, String);

    fn next(&mut self) -> Option<Self::Item> {
        let mut number = None;
        loop {
            let line = self.lines.next()?.ok()?;
            if let Some(id) = line.strip_prefix("id: ") {
                number = Some(id.parse().unwrap());
            }
            if let Some(name) = line.strip_prefix("event: ") {
                let name = name.to_owned();
                // What broke off before its last line has not arrived.
                while !self.lines.next()?.ok()?.is_empty() {}
                return Some((number.expect("a number before the type"), name));
            }
        }
    }
}

/// Whether a folder is as empty as it was.
pub fn is_empty(folder: &Path) -> bool {
    std::fs::read_dir(folder).unwrap().next().is_none()
}
