"""The proofs: each a function from data to the sentences that say what is broken. They read stores, topics, tables, the clients' journal
and what the receivers got; they ask no service anything."""
