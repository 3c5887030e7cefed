import { createHash } from "node:crypto";
import { createServer } from "node:http";

const GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"; // RFC 6455, 1.3
const CLOSE = 8;
const TEXT = 1;

/**
 * A WebSocket server with the few functions that the tests need: it sends text, closes with a code, cuts, or is silent.
 * Of a client's frames it reads only the close.
 */
export class WebSocketServer {
  #server = createServer((_, response) => response.writeHead(404).end());
  #waiting = [];
  #arrived = [];
  port = 0;

  constructor() {
    this.#server.on("upgrade", (request, socket) => {
      const accept = createHash("sha1").update(request.headers["sec-websocket-key"] + GUID).digest("base64");
      const protocol = request.headers["sec-websocket-protocol"];
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
          `Sec-WebSocket-Accept: ${accept}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ""}\r\n`,
      );
      const connection = new Connection(request, socket);
      const waiting = this.#waiting.shift();
      if (waiting) waiting(connection);
      else this.#arrived.push(connection);
    });
  }

  get url() {
    return `ws://127.0.0.1:${this.port}/ws/problems/1/submissions/`;
  }

  /** Listens on a free port, or on its earlier port. */
  start() {
    return new Promise((resolve, reject) => {
      this.#server.once("error", reject).listen(this.port, "127.0.0.1", () => {
        this.port = this.#server.address().port;
        resolve(this);
      });
    });
  }

  /** Refuses new connections; open ones stay. */
  stop() {
    return new Promise((resolve) => {
      this.#server.close(resolve);
      this.#server.closeAllConnections();
      resolve();
    });
  }

  /** @returns {Promise<Connection>} the next client that connects */
  connection() {
    const arrived = this.#arrived.shift();
    return arrived ? Promise.resolve(arrived) : new Promise((resolve) => this.#waiting.push(resolve));
  }
}

class Connection {
  #socket;

  constructor(request, socket) {
    this.#socket = socket;
    this.query = new URL(request.url, "http://server").searchParams;
    this.protocol = request.headers["sec-websocket-protocol"];
    this.closed = new Promise((resolve) => socket.on("close", resolve));
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if ((data[0] & 0x0f) === CLOSE) socket.end(frame(CLOSE, Buffer.alloc(0)));
    });
  }

  send(message) {
    this.#socket.write(frame(TEXT, Buffer.from(JSON.stringify(message))));
  }

  hello(position, more = {}) {
    this.send({ type: "hello", position, resumed: true, complete: true, heartbeat_seconds: 10, ...more });
  }

  close(code, reason = "") {
    const payload = Buffer.from(`  ${reason}`);
    payload.writeUInt16BE(code);
    this.#socket.end(frame(CLOSE, payload));
  }

  /** Like a pulled cable or a process that dies. */
  cut() {
    this.#socket.destroy();
  }
}

function frame(opcode, payload) {
  const { length } = payload;
  const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.from([0x80 | opcode, 126, length >> 8, length & 0xff]);
  if (length > 0xffff) throw new RangeError("The tests send nothing as large as this.");
  return Buffer.concat([head, payload]);
}
