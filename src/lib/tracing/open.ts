import type { Tracing, TracingOptions } from './types.js';

export interface TracingSettings {
  readonly endpoint?: string | undefined;
  readonly tracesEndpoint?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly serviceName: string;
  readonly resourceAttributes?: Readonly<Record<string, string>> | undefined;
  readonly sampler: string;
  readonly samplerRatio: number;
  readonly exporter: string;
  readonly disabled: boolean;
}

/** Undefined where nobody asked for traces: then nothing of OpenTelemetry is loaded. */
export async function openTracing(
  settings: TracingSettings,
  parts: Pick<TracingOptions, 'version' | 'warn'>,
): Promise<Tracing | undefined> {
  const url = settings.tracesEndpoint ?? below(settings.endpoint);
  if (url === undefined || settings.disabled || settings.exporter === 'none') return undefined;
  const { startTracing } = await import('./opentelemetry.js');
  return startTracing({
    ...{ url, headers: settings.headers ?? {}, sampler: settings.sampler, ratio: settings.samplerRatio },
    resource: { ...settings.resourceAttributes, 'service.name': settings.serviceName },
    ...parts,
  });
}

const below = (endpoint: string | undefined) => endpoint && `${endpoint.replace(/\/+$/, '')}/v1/traces`;
