"""Names to rows: register, people, institutions, speeches, quotations. Every decision says by which rule."""
