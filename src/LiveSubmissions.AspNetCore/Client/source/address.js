export function toWebSocketUrl(url) {
  const absolute = new URL(url, globalThis.document?.baseURI);
  absolute.protocol = absolute.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(absolute.protocol)) throw new TypeError(`Not a WebSocket URL: ${url}`);
  absolute.hash = "";
  return absolute;
}
