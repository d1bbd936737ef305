import {
  type Context,
  defaultTextMapGetter,
  diag,
  DiagLogLevel,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
} from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BasicTracerProvider,
  BatchSpanProcessor,
  ParentBasedSampler,
  type Sampler,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace-base';
import { LeopardError } from '../errors.js';
import type { Attributes, RequestSpan, Stage, Tracing, TracingOptions } from './types.js';

/** Time for the collector, for one batch and at the end, in milliseconds. */
const EXPORT_TIME = 5000;

/** Nothing here is global, but where the library reports its own troubles: several servers in one process do not meet. */
export function startTracing(options: TracingOptions): Tracing {
  diag.setLogger(warnings(options.warn), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const exporter = new OTLPTraceExporter({
    url: options.url,
    headers: { ...options.headers },
    timeoutMillis: EXPORT_TIME,
  });
  const provider = new BasicTracerProvider({
    resource: resourceFromAttributes({ ...options.resource, 'service.version': options.version }),
    sampler: samplerNamed(options.sampler, options.ratio),
    spanProcessors: [new BatchSpanProcessor(exporter, { exportTimeoutMillis: EXPORT_TIME })],
  });
  return new OpenTelemetry(provider, provider.getTracer('leopard', options.version));
}

class OpenTelemetry implements Tracing {
  readonly #contexts = new AsyncLocalStorageContextManager().enable();
  readonly #propagator = new W3CTraceContextPropagator();

  constructor(
    private readonly provider: BasicTracerProvider,
    private readonly tracer: Tracer,
  ) {}

  async span<T>(name: string, work: () => Promise<T>, attributes: Attributes = {}): Promise<T> {
    const span = this.tracer.startSpan(name, { attributes: plain(attributes) }, this.#contexts.active());
    try {
      return await this.#within(span, work);
    } catch (error) {
      fail(span, error instanceof LeopardError ? error.code : 'INTERNAL_SERVER_ERROR');
      throw error;
    } finally {
      span.end();
    }
  }

  stages(stages: readonly Stage[]): void {
    let end = Date.now();
    for (const { name, milliseconds } of [...stages].reverse()) {
      const start = end - milliseconds;
      if (name !== undefined && milliseconds > 0)
        this.tracer.startSpan(name, { startTime: start }, this.#contexts.active()).end(end);
      end = start;
    }
  }

  annotate(attributes: Attributes): void {
    trace.getSpan(this.#contexts.active())?.setAttributes(plain(attributes));
  }

  request(name: string, headers: Readonly<Record<string, unknown>>, attributes: Attributes): RequestSpan {
    const parent = this.#propagator.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
    const span = this.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes: plain(attributes) }, parent);
    return {
      traceId: span.spanContext().traceId,
      within: (work) => this.#within(span, work, parent),
      end: (last, failed) => {
        span.setAttributes(plain(last));
        if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    };
  }

  async close(): Promise<void> {
    await this.provider.shutdown().catch(() => undefined);
    this.#contexts.disable();
  }

  #within<T>(span: Span, work: () => T, parent: Context = this.#contexts.active()): T {
    return this.#contexts.with(trace.setSpan(parent, span), work);
  }
}

function fail(span: Span, code: string): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function samplerNamed(name: string, ratio: number): Sampler {
  const root = name.endsWith('always_off')
    ? new AlwaysOffSampler()
    : name.endsWith('traceidratio')
      ? new TraceIdRatioBasedSampler(ratio)
      : new AlwaysOnSampler();
  return name.startsWith('parentbased_') ? new ParentBasedSampler({ root }) : root;
}

/** OpenTelemetry's types want lists that can be changed. */
const plain = (attributes: Attributes) =>
  Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, typeof value === 'object' ? [...value] : value] as const),
  );

function warnings(warn: (message: string) => void) {
  const say = (message: string) => warn(`OpenTelemetry: ${message}`);
  const nothing = () => undefined;
  return { error: say, warn: say, info: nothing, debug: nothing, verbose: nothing };
}
