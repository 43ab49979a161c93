"""The archive as a site: Datasette with generated metadata, canned queries and reading pages."""

# Whoever starts a site names it by NAMED in its environment, and the site says its name with every answer in the
# header NAME: so it is known from another site on the same port.
NAMED, NAME = "LILUN_SITE", "x-lilun-site"
