"""Prometheus metrics of one process: HTTP, refusals by rule, and gauges the engine hangs in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

BUCKETS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)

Sample = tuple[Sequence[str], float]


class _Hook(Collector):
    def __init__(self, name: str, documentation: str, labels: Sequence[str], read: Callable[[], Iterable[Sample]]) -> None:
        self._name = name
        self._documentation = documentation
        self._labels = labels
        self._read = read

    def describe(self) -> Iterable[Metric]:
        return [GaugeMetricFamily(self._name, self._documentation, labels=self._labels)]

    def collect(self) -> Iterable[Metric]:
        family = GaugeMetricFamily(self._name, self._documentation, labels=self._labels)
        for labels, value in self._read():
            family.add_metric(list(labels), value)
        return [family]


class Metrics:
    """A registry of its own, so that several apps can stand in one process (tests). api and worker of one process share one."""

    def __init__(self, service: str) -> None:
        self.service = service
        self.registry = CollectorRegistry(auto_describe=True)
        ProcessCollector(registry=self.registry)
        self._http = Histogram(
            "http_server_request_duration_seconds",
            "Duration of HTTP requests",
            ("method", "route", "status"),
            buckets=BUCKETS,
            registry=self.registry,
        )
        self._refused = Counter("selaras_ditolak", "Refused commands and queries by rule", ("kode", "aturan"), registry=self.registry)
        self._shared: dict[str, Gauge] = {}
        self._refreshers: list[Callable[[], Awaitable[None]]] = []

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._http.labels(method, route, str(status)).observe(seconds)

    def refused(self, code: str, rule: str | None) -> None:
        self._refused.labels(code, rule or "").inc()

    def counter(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Counter:
        return Counter(name, documentation, labels, registry=self.registry)

    def gauge(self, name: str, documentation: str, labels: Sequence[str] = ()) -> Gauge:
        return Gauge(name, documentation, labels, registry=self.registry)

    def shared_gauge(self, name: str, documentation: str, labels: Sequence[str]) -> Gauge:
        """One gauge of several owners, each with a label value of its own; made by the first."""
        if name not in self._shared:
            self._shared[name] = self.gauge(name, documentation, labels)
        return self._shared[name]

    def histogram(self, name: str, documentation: str, labels: Sequence[str] = (), buckets: Sequence[float] = BUCKETS) -> Histogram:
        return Histogram(name, documentation, labels, buckets=buckets, registry=self.registry)

    def hook(self, name: str, documentation: str, labels: Sequence[str], read: Callable[[], Iterable[Sample]]) -> None:
        """A gauge read at each scrape from what is in memory: ``read`` gives (label values, value)."""
        self.registry.register(_Hook(name, documentation, labels, read))

    def on_scrape(self, refresh: Callable[[], Awaitable[None]]) -> None:
        """Awaited before each scrape, for gauges that have to ask the database (age of the outbox, parked records)."""
        self._refreshers.append(refresh)

    async def expose(self) -> bytes:
        for refresh in self._refreshers:
            await refresh()
        return generate_latest(self.registry)


def labelled(values: Mapping[str, float]) -> Iterable[Sample]:
    """``{"a": 1.0}`` as samples of one label."""
    return [((name,), value) for name, value in values.items()]
