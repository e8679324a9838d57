"""The local stack: PostgreSQL and Kafka without Docker, the dev issuer, the Dukcapil registry and the seven services."""
