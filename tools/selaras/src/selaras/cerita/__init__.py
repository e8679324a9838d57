"""The story of the demo: made-up inputs, an independent oracle, and the play through the public HTTP APIs."""
