// The judge's API. Its errors say what to do, so the page shows their text.

/** An error with a text for the user. `status` is 0 if the backend was not reached at all. */
export class BackendError extends Error {
  constructor(title, detail, status = 0) {
    super(detail ? `${title}: ${detail}` : title);
    this.title = title;
    this.detail = detail;
    this.status = status;
  }
}

const DEADLINE = 20_000;
const UPLOAD_DEADLINE = 120_000;

/** Finds the backend that this page belongs to. */
export async function findBackend() {
  const response = await ask("/config.json", {}, location.origin);
  const { backend_url: backendUrl } = await response.json();
  if (!backendUrl) throw new BackendError("The page is not configured", "/config.json has no backend_url.");
  return new Backend(new URL(backendUrl, location.href).href);
}

class Backend {
  constructor(url) {
    this.url = url;
  }

  absolute(path) {
    return new URL(path, this.url).href;
  }

  socketUrl(problemId) {
    return this.absolute(`/ws/problems/${encodeURIComponent(problemId)}/submissions/`);
  }

  problems() {
    return this.#get("/api/problems");
  }

  problem(id) {
    return this.#get(`/api/problems/${encodeURIComponent(id)}`);
  }

  /** The newest submissions, and the position that was read before them. */
  submissions(problemId, limit, signal) {
    return this.#get(`/api/problems/${encodeURIComponent(problemId)}/submissions?limit=${limit}`, signal);
  }

  submission(id) {
    return this.#get(`/api/submissions/${encodeURIComponent(id)}`);
  }

  upload(problemId, form) {
    return this.#post(`/api/problems/${encodeURIComponent(problemId)}/submissions`, form);
  }

  rejudge(id) {
    return this.#post(`/api/submissions/${encodeURIComponent(id)}/rejudge`);
  }

  async #get(path, signal) {
    return (await ask(this.absolute(path), { signal, cache: "no-store" }, this.url)).json();
  }

  async #post(path, body) {
    return (await ask(this.absolute(path), { method: "POST", body }, this.url, body ? UPLOAD_DEADLINE : DEADLINE)).json();
  }
}

async function ask(url, { signal, ...request }, server, deadline = DEADLINE) {
  let response;
  try {
    const late = AbortSignal.timeout(deadline);
    response = await fetch(url, { ...request, signal: signal ? AbortSignal.any([signal, late]) : late });
  } catch (error) {
    if (signal?.aborted) throw error;
    const what = error.name === "TimeoutError" ? `has not answered within ${deadline / 1000} s` : "cannot be reached";
    const detail = `${server} ${what}. Is it running, and does it allow this page's origin?`;
    throw new BackendError("The judge does not answer", detail);
  }
  if (response.ok) return response;
  throw await fromProblem(response);
}

/** The judge's errors are problem+json; a proxy may answer with anything else. */
async function fromProblem(response) {
  const problem = await response.json().catch(() => null);
  const { title, detail } = problem ?? {};
  return new BackendError(title ?? `The judge answered ${response.status}`, detail ?? response.statusText, response.status);
}
