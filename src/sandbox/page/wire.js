// Speaks Discord's wire for one person: REST with their token, and the gateway websocket.
//
// Called by `session.js` alone. Only Discord's own client routes are used, so the page sees what a person sees.
// Knows nothing of what the events mean.

const API = "/api/v10";
const OP = { dispatch: 0, heartbeat: 1, identify: 2, resume: 6, reconnect: 7, invalid: 9, hello: 10, ack: 11 };

/** What the server refused: its HTTP status, Discord's error code, and a sentence. */
export class Refused extends Error {
  constructor(status, body) {
    super(sentence(status, body));
    this.status = status;
    this.code = body?.code ?? 0;
    /** Discord's nested `errors`, by the path of what is wrong. */
    this.errors = body?.errors ?? null;
  }
}

function sentence(status, body) {
  const detail = firstError(body?.errors);
  const said = detail || body?.message || `The sandbox answered with status ${status}`;
  return /[.?!]$/.test(said) ? said : `${said}.`;
}

function firstError(errors) {
  if (!errors || typeof errors !== "object") return null;
  if (Array.isArray(errors._errors)) return errors._errors[0]?.message ?? null;
  for (const inner of Object.values(errors)) {
    const found = firstError(inner);
    if (found) return found;
  }
  return null;
}

/** Asks a route of the sandbox that is not Discord's (`/sandbox/…`); throws {@link Refused}. */
export async function askSandbox(method, path, body) {
  return ask(method, path, body, {});
}

/** Calls Discord's REST with one person's token; throws {@link Refused}. */
export class Rest {
  constructor(token) {
    this.token = token;
  }

  get(path) {
    return ask("GET", API + path, undefined, { authorization: this.token });
  }

  /** With `files` the body goes as a form, and names them by their places; `progress` hears how far it is, from 0 to 1. */
  post(path, body, files = [], progress = null) {
    return ask("POST", API + path, body, { authorization: this.token }, files, progress);
  }

  put(path, body) {
    return ask("PUT", API + path, body, { authorization: this.token });
  }

  patch(path, body) {
    return ask("PATCH", API + path, body, { authorization: this.token });
  }

  delete(path) {
    return ask("DELETE", API + path, undefined, { authorization: this.token });
  }
}

async function ask(method, path, body, headers, files = [], progress = null) {
  const request = { method, headers: { ...headers } };
  if (files.length) {
    // The browser writes the content type, with the line between the parts.
    request.body = new FormData();
    request.body.append("payload_json", JSON.stringify(body));
    files.forEach((file, index) => request.body.append(`files[${index}]`, file, file.name));
  } else if (body !== undefined) {
    request.headers["content-type"] = "application/json";
    request.body = JSON.stringify(body);
  }
  const sent = progress && files.length ? upload(path, request, progress) : fetch(path, request);
  const response = await sent.catch(() => {
    throw new Refused(0, { message: "The sandbox does not answer. Is it still running?" });
  });
  const text = await response.text();
  const answer = text && response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : { message: text };
  if (!response.ok) throw new Refused(response.status, answer);
  return text ? answer : null;
}

/** As `fetch`, which cannot say how far an upload is. */
function upload(path, { method, headers, body }, progress) {
  const call = new XMLHttpRequest();
  call.open(method, path);
  for (const [name, value] of Object.entries(headers)) call.setRequestHeader(name, value);
  call.upload.addEventListener("progress", ({ loaded, total }) => total && progress(loaded / total));
  return new Promise((resolve, reject) => {
    call.addEventListener("load", () => {
      const kind = { "content-type": call.getResponseHeader("content-type") ?? "" };
      resolve(new Response(call.responseText || null, { status: call.status, headers: kind }));
    });
    call.addEventListener("error", reject);
    call.send(body);
  });
}

let lastNonce = 0n;

/** A nonce as Discord's client makes them: a snowflake of the browser's time, never the same twice. */
export function nonce() {
  const made = (BigInt(Date.now()) - 1420070400000n) << 22n;
  lastNonce = made > lastNonce ? made : lastNonce + 1n;
  return lastNonce.toString();
}

/**
 * One gateway connection that comes back by itself: resumes when it can, identifies anew when it must.
 * `hear(name, data)` gets every dispatch; `state(word)` gets "connecting", "open" or "lost".
 */
export class Gateway {
  constructor(token, { hear, state }) {
    this.token = token;
    this.hear = hear;
    this.state = state;
    this.sequence = null;
    this.sessionId = null;
    this.attempts = 0;
    this.connect();
  }

  connect() {
    this.state(this.attempts ? "lost" : "connecting");
    const url = `${location.origin.replace(/^http/, "ws")}/?v=10&encoding=json`;
    const socket = new WebSocket(url);
    this.socket = socket;
    socket.addEventListener("message", (event) => this.receive(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.lost(event.code));
  }

  receive({ op, d, s, t }) {
    if (s !== null && s !== undefined) this.sequence = s;
    if (op === OP.hello) this.greet(d.heartbeat_interval);
    else if (op === OP.heartbeat) this.beat();
    else if (op === OP.ack) this.unanswered = false;
    else if (op === OP.reconnect) this.again(4000);
    else if (op === OP.invalid) {
      if (!d) this.forget();
      this.again(4000);
    } else if (op === OP.dispatch) this.dispatch(t, d);
  }

  dispatch(name, data) {
    if (name === "READY") this.sessionId = data.session_id;
    if (name === "READY" || name === "RESUMED") {
      this.attempts = 0;
      this.state("open");
    }
    this.hear(name, data);
  }

  greet(interval) {
    clearInterval(this.pulse);
    this.unanswered = false;
    this.pulse = setInterval(() => (this.unanswered ? this.again(4000) : this.beat()), interval);
    const known = this.sessionId && this.sequence !== null;
    if (known) this.send(OP.resume, { token: this.token, session_id: this.sessionId, seq: this.sequence });
    else
      this.send(OP.identify, {
        token: this.token,
        properties: { os: "sandbox", browser: "gonogo page", device: "" },
        compress: false,
      });
  }

  beat() {
    this.unanswered = true;
    this.send(OP.heartbeat, this.sequence);
  }

  send(op, d) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ op, d }));
  }

  forget() {
    this.sessionId = null;
    this.sequence = null;
  }

  /** Drops this socket and opens another; a code other than 1000 keeps the session for a resume. */
  again(code) {
    const old = this.socket;
    this.socket = null;
    old.close(code);
    this.lost(code);
  }

  lost(code) {
    clearInterval(this.pulse);
    // These codes say that the old session is gone (Discord's gateway close codes): resuming would be refused again.
    if ([1000, 4003, 4004, 4007, 4009].includes(code)) this.forget();
    this.attempts += 1;
    this.state("lost");
    this.waiting = setTimeout(() => this.connect(), Math.min(250 * 2 ** this.attempts, 8000));
  }

  /** Tries again at once, if it waits to. */
  hurry() {
    if (this.socket?.readyState === WebSocket.CONNECTING) return;
    clearTimeout(this.waiting);
    this.connect();
  }
}
