/** A WebSocket whose server is the test. */
export class FakeSocket {

  onopen = null;
  onmessage = null;
  onerror = null;
  onclose = null;
  closed = false;

  constructor(url, protocols) {
    this.url = url;
    this.protocols = protocols;
  }

  send(message) {
    this.sendText(JSON.stringify(message));
  }

  sendText(data) {
    this.onmessage?.({ data });
  }

  hello(position, more = {}) {
    this.send({ type: "hello", position, resumed: true, complete: true, heartbeat_seconds: 10, ...more });
  }

  /** The server's close, or the network's. */
  closeFromServer(code = 1006, reason = "") {
    this.onclose?.({ code, reason });
  }

  close() {
    this.closed = true;
  }
}
