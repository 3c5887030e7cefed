const AGAIN = 5_000;

/**
 * Repeats an action that the page needs until it succeeds: every few seconds, or at once when somebody presses the button. After a final error
 * (`status` 4xx) it repeats only for the button.
 */
export async function untilDone(action, onFailure = () => {}) {
  const panel = document.getElementById("unreachable");
  const part = (name) => panel.querySelector(name);
  for (;;) {
    try {
      const result = await action();
      panel.hidden = true;
      return result;
    } catch (error) {
      console.error(error);
      onFailure();
      document.getElementById("loading").hidden = true;
      const isFinal = error.status >= 400 && error.status < 500;
      const again = part(".unreachable-again");
      part("h2").textContent = error.title ?? "The page does not work";
      part(".unreachable-detail").textContent = error.detail ?? error.message;
      if (again) again.hidden = isFinal;
      panel.hidden = false;
      await pressed(part(".unreachable-retry"), isFinal ? null : AGAIN);
    }
  }
}

function pressed(button, ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      button.removeEventListener("click", done);
      resolve();
    };
    const timer = ms === null ? undefined : setTimeout(done, ms);
    button.addEventListener("click", done);
  });
}
