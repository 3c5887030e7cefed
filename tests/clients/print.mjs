/** Tells the test a message, as one line. */
export const print = (message) => process.stdout.write(`${JSON.stringify(message)}\n`);

/** Ends as a client does whose connection is lost. */
export const lost = (error) => {
  process.stderr.write(`${error ?? "lost"}\n`);
  process.exit(1);
};
