"""The shelf: a local index of reviews that were read, in one SQLite file, to be searched, compared and counted.

`Shelf` is all that others need. `tables` holds the tables and how a file is opened, `keeping` puts a review on the shelf,
`asked` makes what a person typed into a question that cannot fail, `finding`, `alike` and `counting` answer, `themes`
settles suggestions and decisions. Nothing leaves the machine. What names a person is kept with the document, is in
no index, and comes back masked.
"""

from nightlight.exchange.shelf.alike import Alike
from nightlight.exchange.shelf.counting import Told
from nightlight.exchange.shelf.finding import Filters, Found, Hit
from nightlight.exchange.shelf.keeping import Added, Editions, KeptReview
from nightlight.exchange.shelf.shelf import Shelf
from nightlight.exchange.shelf.tables import usual_shelf

__all__ = ["Added", "Alike", "Editions", "Filters", "Found", "Hit", "KeptReview", "Shelf", "Told", "usual_shelf"]
