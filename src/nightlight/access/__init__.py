"""Who may see which entry of which family, and why; who will see an entry that is about to be saved.

Deny by default. One function, `visible`, answers for every page, list, drawing, export, search, count and message: it takes the
viewer, the purpose, the record and the moment of the request, and gives back what may be shown and nothing else. What is shown
is worked out from `Sight.chronology()`, a record that never held the rest, so that it cannot leak.

What lives here: the viewer, break-glass and denials (`viewer`), how closely entries are held (`labels`), what an agency may see
(`remit`), what ties a viewer to a family (`relations`), the redacted record (`redaction`), the one function (`seeing`), the enquiry
of a setting (`enquiry`), who will see a new entry (`circles`, `sharing`), the three degrees of knowing (`knowing`), and what an
agency that joins could be told (`summary`).

May import: `nightlight.chronology` and `nightlight.picture`. No clock, no input or output: a moment is always an argument.
"""

from nightlight.access.enquiry import Contact, Involved, enquiry
from nightlight.access.knowing import Degree, Degrees, degrees
from nightlight.access.relations import Relation
from nightlight.access.remit import told_by
from nightlight.access.seeing import Seen, Sight, Stub, visible
from nightlight.access.sharing import Audience, Line, audience
from nightlight.access.viewer import Denial, Glass, Purpose, Role, Viewer

__all__ = [
    "Audience", "Contact", "Degree", "Degrees", "Denial", "Glass", "Involved", "Line", "Purpose", "Relation", "Role", "Seen", "Sight",
    "Stub", "Viewer", "audience", "degrees", "enquiry", "told_by", "visible",
]  # fmt: skip
