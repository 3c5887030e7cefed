/** A newer submission has a greater id. BigInt compares them, because an id beyond 2^53 comes as text and `Number` would round it. */
export const isNewer = (id, other) => BigInt(id) > BigInt(other);
