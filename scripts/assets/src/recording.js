// Keeps what is typed into a form as a draft, a few seconds after typing stops, and says so. Without it the form works all the same:
// every step that is sent keeps the draft too. It also keeps the words of "who will see this" up to date.
const WAIT = 2500;
const CHOSEN = 300;
const AGAIN = 15000;

for (const form of document.querySelectorAll("form[data-draft]")) watch(form);

function watch(form) {
  const says = form.querySelector("[data-draft-says]");
  const sees = form.querySelector("[data-sees]");
  const shown = form.elements.namedItem("shown");
  let timer = 0;
  let changes = 0;
  let saved = 0;
  let sending = false;
  const leaving = new AbortController();

  const later = (wait) => { clearTimeout(timer); timer = setTimeout(save, wait); };
  const changed = (wait) => { changes += 1; later(wait); };
  form.addEventListener("input", (event) => changed(isChoice(event.target) ? CHOSEN : WAIT));
  form.addEventListener("submit", () => { clearTimeout(timer); leaving.abort(); saved = changes; });
  window.addEventListener("online", () => { if (saved < changes) later(0); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && saved < changes) save(true); });

  function tell(text, kept) {
    says.classList.toggle("nl-draft--unsaved", !kept);
    says.textContent = text;
  }

  async function save(hidden = false) {
    if (saved >= changes) return;
    if (sending && !hidden) { later(CHOSEN); return; }
    const upTo = changes;
    sending = true;
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST", body: new URLSearchParams(new FormData(form)), credentials: "same-origin", redirect: "manual",
        keepalive: hidden, signal: leaving.signal,
      });
      const what = answer.type === "opaqueredirect" ? {} : await answer.json();
      if (answer.ok && what.saved) {
        saved = upTo;
        tell(`Saved as draft at ${what.saved}`, true);
        if (sees && what.sees && sees.textContent !== what.sees) { sees.textContent = what.sees; shown.value = what.shown; }
        if (changes > saved) later(WAIT);
      } else if (what.signed_out && what.saved) {
        saved = upTo;
        tell("You have been signed out. What you typed is kept: sign in again and open this form.", false);
      } else if (!what.recorded) {
        tell("Not saved: you have been signed out. Your words are still on this screen. Copy them, and sign in again.", false);
      }
    } catch {
      if (leaving.signal.aborted) return;
      tell("Not saved: no connection. Your words are still on this screen. It will be tried again.", false);
      later(AGAIN);
    } finally {
      sending = false;
    }
  }
}

function isChoice(field) {
  return field.type === "radio" || field.type === "checkbox" || field.tagName === "SELECT";
}
