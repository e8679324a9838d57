"""Random input by the schema and against it: every route of a running service, as one client (schemathesis)."""

from __future__ import annotations

from collections import Counter
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]
# a day closed at random would close it for the rest of the run
SKIPPED = ("tutup-hari",)


class Fuzz:
    """``run`` is blocking (call it in a thread); afterwards ``bad`` says what broke its promise and ``answers`` counts status codes.

    A broken promise: a 5xx, a status or a content type the document does not name, a body off its schema. Derandomised: the same
    routes get the same inputs."""

    def __init__(self, url: str, token: str, *, per_route: int = 2, headers: dict[str, str] | None = None) -> None:
        self.url = url
        self.headers = {"Authorization": f"Bearer {token}", **(headers or {})}
        self.per_route = per_route
        self.answers: Counter[int] = Counter()
        self.bad: list[str] = []

    def run(self) -> None:
        for found in schemathesis.openapi.from_url(f"{self.url}/openapi.json").get_all_operations():
            operation: Any = found.ok()  # type: ignore[union-attr]  # a schema of ours is valid
            if not any(part in operation.path for part in SKIPPED):
                for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
                    self._route(operation, mode)

    def _route(self, operation: Any, mode: GenerationMode) -> None:
        @settings(
            max_examples=self.per_route,
            database=None,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode))
        def send(case: Any) -> None:
            answer = case.call(base_url=self.url, headers=self.headers)
            self.answers[answer.status_code] += 1
            try:
                case.validate_response(answer, checks=CHECKS)
            except AssertionError as broken:
                self.bad.append(f"{case.method} {case.formatted_path} {case.query} {case.body} -> {answer.status_code}: {broken}")
            except BaseExceptionGroup as broken:
                reasons = "; ".join(str(e) for e in broken.exceptions)
                self.bad.append(f"{case.method} {case.formatted_path} {case.query} {case.body} -> {answer.status_code}: {reasons}")

        try:
            send()
        except Unsatisfiable:  # a free text in the path has no wrong form
            return
