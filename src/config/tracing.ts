import { z } from 'zod';
import { address } from './addresses.js';
import { flag, fraction, oneOf, setting } from './setting.js';

const ATTRIBUTE = /^([^=]+)=(.*)$/;

/** `key=value`, comma-separated, values as in an address (OpenTelemetry, "Environment Variable Specification"). */
const pairs = () =>
  z
    .string()
    .transform((text, context) => {
      const found: Record<string, string> = {};
      for (const entry of text.split(',').filter((part) => part.trim() !== '')) {
        const [, key, value = ''] = ATTRIBUTE.exec(entry) ?? [];
        if (key === undefined) context.addIssue({ code: 'custom', message: 'it has to be key=value, comma-separated' });
        else found[key.trim()] = decoded(value.trim());
      }
      return found;
    })
    .optional();

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

/** Where traces go: the names are OpenTelemetry's own. */
export const tracingSettings = z.object({
  endpoint: setting(
    address().optional(),
    'OTEL_EXPORTER_OTLP_ENDPOINT',
    'Address of an OpenTelemetry collector, such as `http://127.0.0.1:4318`; traces go to `/v1/traces` below it. Without it, and without the next one, there are no traces and nothing of OpenTelemetry is loaded.',
  ),
  tracesEndpoint: setting(
    address().optional(),
    'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
    'Address that traces are sent to as it is, in place of the one before.',
  ),
  headers: setting(
    pairs(),
    'OTEL_EXPORTER_OTLP_HEADERS',
    'Headers for the collector: `name=value`, comma-separated, such as an API key.',
    { secret: true },
  ),
  protocol: setting(
    oneOf(['http/protobuf'], 'http/protobuf'),
    'OTEL_EXPORTER_OTLP_PROTOCOL',
    'How to speak to the collector.',
  ),
  serviceName: setting(z.string().min(1).default('leopard'), 'OTEL_SERVICE_NAME', 'Name of this server in the traces.'),
  resourceAttributes: setting(
    pairs(),
    'OTEL_RESOURCE_ATTRIBUTES',
    'What else is said of this server in every trace: `key=value`, comma-separated.',
  ),
  sampler: setting(
    oneOf(
      [
        'always_on',
        'always_off',
        'traceidratio',
        'parentbased_always_on',
        'parentbased_always_off',
        'parentbased_traceidratio',
      ],
      'parentbased_always_on',
    ),
    'OTEL_TRACES_SAMPLER',
    'Which requests are traced; `parentbased_…` goes by what a caller that traces has decided.',
  ),
  samplerRatio: setting(
    fraction().default(1),
    'OTEL_TRACES_SAMPLER_ARG',
    'Share of the requests that `traceidratio` traces, 0 to 1.',
  ),
  exporter: setting(
    oneOf(['otlp', 'none'], 'otlp'),
    'OTEL_TRACES_EXPORTER',
    'Where traces go: `otlp` to the collector, `none` nowhere.',
  ),
  disabled: setting(flag(false), 'OTEL_SDK_DISABLED', 'No traces, whatever else is set.'),
});
