"""Migrations: Alembic, one environment for all services; hand-written SQL, forward only.

Chassis' own tables and the service's are two branches in one version table (``alembic_version``)."""

from __future__ import annotations

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from sqlalchemy.engine import make_url
from sqlalchemy.util import await_only

HERE = Path(__file__).parent


def config(database_url: str, migrations: Path | None) -> Config:
    cfg = Config()
    cfg.set_main_option("script_location", str(HERE / "alembic_env"))
    locations = [HERE / "alembic_env" / "versions", *([migrations] if migrations else [])]
    cfg.set_main_option("path_separator", "newline")
    cfg.set_main_option("version_locations", "\n".join(str(p) for p in locations))
    cfg.attributes["url"] = make_url(database_url).set(drivername="postgresql+asyncpg")
    return cfg


def upgrade(database_url: str, migrations: Path | None) -> None:
    """Bring the database to the newest versions; safe to run from several places at once (advisory lock)."""
    cfg = config(database_url, migrations)
    command.upgrade(cfg, "chassis@head")  # first: a service's tables may refer to the engine's
    command.upgrade(cfg, "heads")


def sql(script: str) -> None:
    """Run a script of several statements inside a migration (a prepared statement takes only one)."""
    driver = op.get_bind().connection.driver_connection
    if driver is None:
        raise RuntimeError("no database connection")
    await_only(driver.execute(script))
