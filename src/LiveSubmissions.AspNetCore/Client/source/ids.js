/** Whether the id names exactly one submission. A number beyond 2^53 may have been rounded, and then it is another submission's id. */
export const isId = (id) => /string|bigint/.test(typeof id) || Number.isSafeInteger(id);

/** A row's id as text, because ids are compared as texts. */
export function idOf(row) {
  const { submission_id: id } = row;
  if (isId(id)) return `${id}`;
  const found = id === undefined ? `the row has ${Object.keys(row).join(", ") || "nothing"}` : `it is ${id}`;
  throw new TypeError(`A row needs a submission_id: a string, or a whole number up to 2^53 - 1; ${found}.`);
}
