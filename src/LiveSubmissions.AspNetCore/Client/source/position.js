export function parsePosition(text) {
  const parts = typeof text === "string" ? /^(.+):(\d+)$/.exec(text) : null;
  if (!parts) throw new TypeError(`Not a position ("epoch:sequence"): ${text}`);
  return { epoch: parts[1], sequence: Number(parts[2]) };
}

/** A position without an epoch is the beginning of the log, whatever its epoch. */
export const formatPosition = ({ epoch, sequence }) => (epoch === null ? "0" : `${epoch}:${sequence}`);

/** The position of the cursor that is furthest behind. A position of another epoch than the first cannot be compared: that cursor must resync. */
export function leastOf(cursors) {
  let least = null;
  for (const { position } of cursors) {
    if (!position) continue;
    if (position.epoch === null) return { ...position };
    if (!least || (position.epoch === least.epoch && position.sequence < least.sequence)) least = position;
  }
  return least && { ...least };
}
