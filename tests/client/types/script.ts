// The source does what live-submissions.d.ts says: the same names, and values that fit. Checked by tests/npm.sh, never run.
import type * as declared from "live-submissions";
import * as actual from "./source/index.js";

const names: Record<Exclude<keyof typeof declared, "prototype">, unknown> = actual;
const declaredOnes: Record<keyof typeof actual, unknown> = {} as typeof declared;
const watch: declared.SubmissionWatch = actual.watchSubmissions({} as declared.WatchOptions);
const store: declared.SubmissionStore = actual.createSubmissionStore({} as declared.StoreOptions);
void [names, declaredOnes, watch, store];
