import { isNewer } from "./ids.js";

/**
 * The accepted submissions, in the order in which they were sent, each with its score and the best score so far.
 * @returns {{ id: number | string, participant?: string | null, time: Date, score: number, best: number, isBest: boolean }[]}
 */
export function bestOverTime(submissions, { score_metric: metric, higher_is_better: higher }) {
  const scored = submissions
    .filter((submission) => submission.status === "accepted" && Number.isFinite(submission.metrics?.[metric]))
    .map((submission) => ({
      id: submission.submission_id,
      participant: submission.participant,
      time: new Date(submission.created_at ?? Date.now()),
      score: submission.metrics[metric],
    }))
    .sort((a, b) => a.time - b.time || (isNewer(a.id, b.id) ? 1 : -1));

  let best = null;
  return scored.map((point) => {
    const isBest = best === null || (higher ? point.score > best : point.score < best);
    if (isBest) best = point.score;
    return { ...point, best, isBest };
  });
}

/** The submission with the best score, or undefined. */
export const holder = (points) => points.findLast((point) => point.isBest);
