// Marks the page as one where scripts run (here, not inline, so that a policy without unsafe-inline holds), then starts the components.
import { initAll } from "./govuk-frontend.min.js";
document.body.classList.add("js-enabled", "govuk-frontend-supported");
initAll();
