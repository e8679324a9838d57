"""Traces by opentelemetry-sdk. Spans carry routes, counts and codes, never a personal value and never an exception's text."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context as OtelContext
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SimpleSpanProcessor, SpanExporter
from opentelemetry.trace import Link, Span, SpanKind, Status, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

_PROPAGATOR = TraceContextTextMapPropagator()
# a proxy until a provider is set, the real one after; asking for it anew costs more than the span itself
_TRACER = trace.get_tracer("selaras")

AttributeValue = str | int | bool | float


def configure_telemetry(service: str, *, exporter: SpanExporter | None = None) -> TracerProvider:
    """Set up tracing for the process; to be called once by ``main`` (a second call adds ``exporter`` to what is there).

    Without OTEL_EXPORTER_OTLP_ENDPOINT and without ``exporter`` spans are made, because logs and events carry their ids, and go nowhere.
    """
    current = trace.get_tracer_provider()
    if isinstance(current, TracerProvider):
        provider = current
    else:
        provider = TracerProvider(resource=Resource.create({"service.name": service, "service.namespace": "selaras"}))
        if os.environ.get("OTEL_EXPORTER_OTLP_ENDPOINT") or os.environ.get("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"):
            # imported here: it is slow to load and most processes of a local stack have no collector
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

            provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        trace.set_tracer_provider(provider)
    if exporter is not None:
        provider.add_span_processor(SimpleSpanProcessor(exporter))
    return provider


@contextmanager
def span(
    name: str,
    traceparent: str | None = None,
    links: Sequence[str] = (),
    *,
    kind: SpanKind = SpanKind.INTERNAL,
    attributes: Mapping[str, AttributeValue] | None = None,
) -> Iterator[Span]:
    """A span around a piece of work, made the current one.

    traceparent  continue that trace (an event's, a request's); without it the current span is the parent
    links        traceparents of other causes (a folded batch has many)
    An exception marks the span as failed by its type alone: its text may hold what a user sent.
    """
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


def current_traceparent() -> str | None:
    """W3C traceparent of the current span: what goes into an event's envelope, a job's row, another service's request."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get("traceparent")


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
