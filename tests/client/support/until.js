import assert from "node:assert/strict";

/** Waits for another process or the network. */
export async function until(condition, because) {
  for (const end = Date.now() + 10_000; !condition(); ) {
    if (Date.now() > end) assert.fail(`Not within 10 s: ${because}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
