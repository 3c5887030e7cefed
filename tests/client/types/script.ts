// The source has the names and types of live-submissions.d.ts. tests/npm.sh checks this file; it never runs.
import type * as declared from "live-submissions";
import * as actual from "./source/index.js";

const names: Record<Exclude<keyof typeof declared, "prototype">, unknown> = actual;
const declaredOnes: Record<keyof typeof actual, unknown> = {} as typeof declared;
const watch: declared.SubmissionWatch = actual.watchSubmissions({} as declared.WatchOptions);
const store: declared.SubmissionStore = actual.createSubmissionStore({} as declared.StoreOptions);
void [names, declaredOnes, watch, store];
