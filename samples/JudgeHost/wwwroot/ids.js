/** Ids grow. They are compared as whole numbers of any size: one beyond 2^53 comes as a text, and `Number` would round it. */
export const isNewer = (id, other) => BigInt(id) > BigInt(other);
