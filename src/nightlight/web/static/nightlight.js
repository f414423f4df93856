// Marks the page as one where scripts run (here, not inline, so that a policy without unsafe-inline holds), then starts the components.
import { initAll } from "./govuk-frontend.min.js";
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();

// On a telephone the headings of long pages are what is read first: what is marked so is folded away, and opens at a tap, or at a link
// that leads to it. On paper it is printed all the same.
if (window.matchMedia("(max-width: 39.99em)").matches) {
  for (const each of document.querySelectorAll("details[data-folds-when-narrow]")) each.open = false;
  window.addEventListener("hashchange", unfold);
  unfold();
}

function unfold() {
  const place = document.getElementById(decodeURIComponent(window.location.hash.slice(1)));
  const folded = place?.closest("details[data-folds-when-narrow]");
  if (folded && !folded.open) { folded.open = true; place.scrollIntoView(); }
}

// A drawing of people is wider than a telephone: it begins with its middle in sight, where the baby is, not with an empty corner.
for (const each of document.querySelectorAll("[data-begins-in-the-middle]")) each.scrollLeft = (each.scrollWidth - each.clientWidth) / 2;
