"""The people of a family: everybody and what is not recorded of each, one person's page, adding somebody, same and never the same."""
