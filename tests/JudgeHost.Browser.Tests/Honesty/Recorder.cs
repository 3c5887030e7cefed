using Microsoft.Playwright;

namespace JudgeHost.Browser.Tests.Honesty;

/// <summary>Writes down in the page itself what it shows, is told and hears, each with its moment.</summary>
internal static class Recorder
{
    /// <remarks>
    /// The endpoints are listened to below the client, so that what is heard does not depend on it. The clock is the one that neither a test nor a page
    /// sets: <c>timeOrigin</c> and what has passed since.
    /// </remarks>
    private const string Script =
        """
        (() => {
          const now = () => performance.timeOrigin + performance.now();
          const record = (globalThis.record = { shown: [], told: [], heard: [], closes: [], asleep: [] });
          record.read = () => JSON.stringify({ now: now(), ...record });

          const note = (list, state) => { if (list.at(-1)?.state !== state) list.push({ at: now(), state }); };
          const hear = (text) => {
            let frame;
            try { frame = JSON.parse(text); } catch { return; }
            for (const { type, verified } of [frame].flat()) record.heard.push({ at: now(), type, verified: verified !== false });
          };

          const { WebSocket, EventSource, fetch } = globalThis;
          globalThis.WebSocket = class extends WebSocket {
            constructor(...given) {
              super(...given);
              this.addEventListener("message", ({ data }) => hear(data));
              this.addEventListener("close", ({ code }) => record.closes.push(code));
            }
          };
          globalThis.EventSource = class extends EventSource {
            constructor(...given) {
              super(...given);
              for (const type of ["hello", "submission_update", "heartbeat", "resync"]) this.addEventListener(type, ({ data }) => hear(data));
            }
          };
          globalThis.fetch = async (...given) => {
            const answer = await fetch(...given);
            if (!/\/changes\b/.test(String(given[0]))) return answer;
            const text = answer.text.bind(answer);
            answer.text = async () => {
              const body = await text();
              hear(body);
              return body;
            };
            return answer;
          };

          const TICK = 50;
          let last = now();
          setInterval(() => {
            if (now() - last > 5 * TICK) record.asleep.push({ from: last, to: now() });
            last = now();
          }, TICK);

          document.addEventListener("DOMContentLoaded", async () => {
            const indicator = document.getElementById("connection");
            note(record.shown, indicator.dataset.state);
            new MutationObserver(() => note(record.shown, indicator.dataset.state)).observe(indicator, { attributeFilter: ["data-state"] });
            const { ConnectionIndicator } = await import("/connection-indicator.js");
            const { show } = ConnectionIndicator.prototype;
            ConnectionIndicator.prototype.show = function (state, ...more) {
              note(record.told, state);
              return show.call(this, state, ...more);
            };
          });
        })();
        """;

    /// <summary>Every page that the context opens from now on is recorded.</summary>
    public static Task WatchAsync(IBrowserContext context) => context.AddInitScriptAsync(Script);

    public static async Task<Recording> ReadAsync(IPage page) => Json.Read<Recording>(await page.EvaluateAsync<string>("record.read()"));
}
