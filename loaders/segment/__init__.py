"""Which blocks make which article: block features, a page grammar over roles, then assignment to articles."""
