"""What the commands of ``selaras`` do; ``cli.py`` only names them."""
