//! Somebody else's server: takes what webhooks are sent, remembers it, and answers as the test wants.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// A request as it came.
#[derive(Clone, Debug)]
pub struct Received {
    pub path: String,
    /// Names in lower case.
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Received {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    pub fn kind(&self) -> String {
        self.json()["type"].as_str().unwrap().to_owned()
    }
}

/// What comes back.
#[derive(Clone, Debug)]
pub enum Reply {
    Status(u16),
    /// With one header.
    With(u16, &'static str, String),
    /// The connection is closed without a word.
    Reset,
    /// Nothing ever comes.
    Silence,
    /// 200, after a while.
    Late(std::time::Duration),
    /// Something else, after a while.
    LateStatus(std::time::Duration, u16),
    /// 200, and a body of which nothing comes.
    Unfinished,
    /// 200, and a body without an end. How much of it was taken is added up.
    Endless(Rc<Cell<usize>>),
}

type Script = Rc<RefCell<dyn FnMut(&Received) -> Reply>>;

pub struct Receiver {
    pub port: u16,
    received: Rc<RefCell<Vec<Received>>>,
    connections: Rc<RefCell<usize>>,
}

impl Receiver {
    /// Takes everything.
    pub async fn start() -> Self {
        Self::answering(|_| Reply::Status(200)).await
    }

    pub async fn answering(script: impl FnMut(&Received) -> Reply + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received: Rc<RefCell<Vec<Received>>> = Rc::default();
        let connections: Rc<RefCell<usize>> = Rc::default();
        let script: Script = Rc::new(RefCell::new(script));
        let (all, count) = (Rc::clone(&received), Rc::clone(&connections));
        actix_web::rt::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                *count.borrow_mut() += 1;
                actix_web::rt::spawn(serve(stream, Rc::clone(&script), Rc::clone(&all)));
            }
        });
        Receiver { port, received, connections }
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}/hook", self.port)
    }

    /// What came since the last time this was asked.
    pub fn take(&self) -> Vec<Received> {
        std::mem::take(&mut *self.received.borrow_mut())
    }

    /// The types of what came since the last time.
    pub fn kinds(&self) -> Vec<String> {
        self.take().iter().map(Received::kind).collect()
    }

    pub fn connections(&self) -> usize {
        *self.connections.borrow()
    }
}

async fn serve(mut stream: TcpStream, script: Script, received: Rc<RefCell<Vec<Received>>>) {
    let mut bytes = Vec::new();
    while let Some(request) = next(&mut stream, &mut bytes).await {
        received.borrow_mut().push(request.clone());
        let reply = (script.borrow_mut())(&request);
        let head = match reply {
            Reply::Status(status) => format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n"),
            Reply::With(status, name, value) => {
                format!("HTTP/1.1 {status} X\r\n{name}: {value}\r\ncontent-length: 0\r\n\r\n")
            }
            Reply::Reset => return,
            Reply::Silence => std::future::pending().await,
            Reply::Late(pause) => late(pause, 200).await,
            Reply::LateStatus(pause, status) => late(pause, status).await,
            Reply::Unfinished => {
                let _ = stream.write_all(b"HTTP/1.1 200 X\r\ncontent-length: 10\r\n\r\n").await;
                std::future::pending().await
            }
            Reply::Endless(taken) => {
                let _ = stream.write_all(b"HTTP/1.1 200 X\r\n\r\n").await;
                while let Ok(some) = stream.write(&[b'x'; 16_384]).await {
                    taken.set(taken.get() + some);
                }
                return;
            }
        };
        if stream.write_all(head.as_bytes()).await.is_err() {
            return;
        }
    }
}

async fn late(pause: std::time::Duration, status: u16) -> String {
    actix_web::rt::time::sleep(pause).await;
    format!("HTTP/1.1 {status} X\r\ncontent-length: 0\r\n\r\n")
}

/// Reads one request; what follows it stays in `bytes`.
async fn next(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<Received> {
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|part| part == b"\r\n\r\n") {
            break end;
        }
        fill(stream, bytes).await?;
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.lines();
    let path = lines.next()?.split(' ').nth(1)?.to_owned();
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").map_or(0, |length| length.parse().unwrap());
    while bytes.len() < end + 4 + length {
        fill(stream, bytes).await?;
    }
    let body = bytes[end + 4..end + 4 + length].to_vec();
    bytes.drain(..end + 4 + length);
    Some(Received { path, headers, body })
}

async fn fill(stream: &mut TcpStream, bytes: &mut Vec<u8>) -> Option<()> {
    let mut part = [0; 4096];
    let read = stream.read(&mut part).await.ok()?;
    bytes.extend_from_slice(&part[..read]);
    (read > 0).then_some(())
}
