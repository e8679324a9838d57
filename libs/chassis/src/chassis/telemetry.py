"""Traces by opentelemetry-sdk. Spans carry routes, counts and codes, never a personal value and never an exception's text."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager

from opentelemetry import context as otel
from opentelemetry import trace
from opentelemetry.context import Context as OtelContext
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanKind, Status, StatusCode, TraceFlags
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
# a proxy until a provider is set, the real one after; asking for it anew costs more than the span itself
_TRACER = trace.get_tracer("selaras")

_SAMPLED = TraceFlags(TraceFlags.SAMPLED)

AttributeValue = str | int | bool | float


class _Provider(TracerProvider):
    """Knows whether anybody listens: without a processor a recorded span (lock, clock, attributes) is work for nobody."""

    heard = False

    def add_span_processor(self, span_processor: SpanProcessor) -> None:
        super().add_span_processor(span_processor)
        self.heard = True


_provider: _Provider | None = None


def configure_telemetry(service: str, *, exporter: SpanExporter | None = None) -> TracerProvider:
    """Set up tracing for the process; to be called once by ``main`` (a second call adds ``exporter`` to what is there).

    Without OTEL_EXPORTER_OTLP_ENDPOINT and without ``exporter`` a span is its ids alone, because logs and events carry them.
    """
    global _provider
    current = trace.get_tracer_provider()
    if isinstance(current, TracerProvider):
        provider = current  # ours, or that of whoever runs us: then its spans are recorded
    else:
        provider = _provider = _Provider(resource=Resource.create({"service.name": service, "service.namespace": "selaras"}))
        if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
            # imported here: it is slow to load and most processes of a local stack have no collector
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

            provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


def span(
    name: str,
    traceparent: str | None = None,
    links: Sequence[str] = (),
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> AbstractContextManager[Span]:
    """A span around a piece of work, made the current one.

    traceparent  continue that trace (an event's, a request's); without it the current span is the parent
    links        traceparents of other causes (a folded batch has many)
    An exception marks the span as failed by its type alone: its text may hold what a user sent.
    """
    if _provider is not None and not _provider.heard:
        return _IdsAlone(traceparent)
    return _recorded(name, traceparent, links, kind, attributes)


@contextmanager
def _recorded(
    name: str, traceparent: str | None, links: Sequence[str], kind: SpanKind, attributes: Mapping[str, AttributeValue] | None
) -> Iterator[Span]:
    parent = _context(traceparent) if traceparent else None
    linked = [Link(context) for context in map(span_context, links) if context is not None]
    with _TRACER.start_as_current_span(
        name,
        context=parent,
        kind=kind,
        attributes=dict(attributes or {}),
        links=linked,
        record_exception=False,
        set_status_on_exception=False,
    ) as current:
        try:
            yield current
        except Exception as error:
            current.set_attribute("error.type", type(error).__name__)
            current.set_status(Status(StatusCode.ERROR))
            raise


class _IdsAlone(AbstractContextManager[Span]):
    """A class, not a generator: this is entered for every request."""

    __slots__ = ("_span", "_token")

    def __init__(self, traceparent: str | None) -> None:
        parent = (trace.get_current_span(_context(traceparent)) if traceparent else trace.get_current_span()).get_span_context()
        known = parent.is_valid
        self._span = NonRecordingSpan(
            trace.SpanContext(
                parent.trace_id if known else random.getrandbits(128) or 1,
                random.getrandbits(64) or 1,
                is_remote=False,
                trace_flags=parent.trace_flags if known else _SAMPLED,
                trace_state=parent.trace_state if known else None,
            )
        )

    def __enter__(self) -> Span:
        self._token = otel.attach(trace.set_span_in_context(self._span))
        return self._span

    def __exit__(self, *_: object) -> None:
        otel.detach(self._token)


def current_traceparent() -> str | None:
    """W3C traceparent of the current span: what goes into an event's envelope, a job's row, another service's request."""
    context = trace.get_current_span().get_span_context()
    return f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}" if context.is_valid else None


def current_trace_id() -> str | None:
    context = trace.get_current_span().get_span_context()
    return format(context.trace_id, "032x") if context.is_valid else None


def current_span_id() -> str | None:
    context = trace.get_current_span().get_span_context()
    return format(context.span_id, "016x") if context.is_valid else None


def span_context(traceparent: str) -> trace.SpanContext | None:
    """The remote span behind a traceparent, None if it is not one."""
    context = trace.get_current_span(_context(traceparent)).get_span_context()
    return context if context.is_valid else None


def _context(traceparent: str) -> OtelContext:
    # an empty context as the base: a broken traceparent begins a new trace and does not hang itself under the current span
    return _PROPAGATOR.extract({"traceparent": traceparent}, context=OtelContext())
