"""Long work of kepesertaan, in chunks."""
