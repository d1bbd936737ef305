import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import protobuf from 'protobufjs';

/** What is looked at of opentelemetry-proto's `trace_service.proto` and what it uses; field numbers are those of version 1.5.0. */
const PROTOCOL = protobuf
  .parse(
    `
syntax = "proto3";
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
message Resource { repeated KeyValue attributes = 1; }
message ScopeSpans { repeated Span spans = 2; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9; Status status = 15;
}
message Status { string message = 2; int32 code = 3; }
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; ArrayValue array_value = 5; } }
message ArrayValue { repeated AnyValue values = 1; }
`,
  )
  .root.lookupType('ExportTraceServiceRequest');

export interface CollectedSpan {
  readonly traceId: string;
  readonly id: string;
  /** Empty for one that nobody called. */
  readonly parent: string;
  readonly name: string;
  readonly milliseconds: number;
  readonly failed: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the process that made it. */
  readonly resource: Readonly<Record<string, unknown>>;
}

export interface CollectorDouble {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string;
  readonly spans: readonly CollectedSpan[];
  readonly headers: readonly IncomingHttpHeaders[];
  /** What broke the protocol. */
  readonly faults: readonly string[];
  close(): Promise<void>;
}

/** An OpenTelemetry collector on loopback, as far as traces go. */
export async function startCollector(): Promise<CollectorDouble> {
  const spans: CollectedSpan[] = [];
  const headers: IncomingHttpHeaders[] = [];
  const faults: string[] = [];
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      headers.push(request.headers);
      if (request.url !== '/v1/traces') faults.push(`${request.method} ${request.url}`);
      if (request.headers['content-type'] !== 'application/x-protobuf') faults.push('not protobuf');
      else spans.push(...decode(body));
      response.writeHead(200, { 'content-type': 'application/x-protobuf' }).end();
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    ...{ url: `http://127.0.0.1:${port}`, spans, headers, faults },
    close: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

interface Value {
  readonly arrayValue?: { readonly values?: readonly Value[] };
  readonly [kind: string]: unknown;
}
interface Decoded {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly Pair[] };
    readonly scopeSpans: readonly { readonly spans: readonly DecodedSpan[] }[];
  }[];
}
interface Pair {
  readonly key: string;
  readonly value: Value;
}
interface DecodedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly startTimeUnixNano: string;
  readonly endTimeUnixNano: string;
  readonly attributes?: readonly Pair[];
  readonly status?: { readonly code?: number };
}

function decode(body: Buffer): CollectedSpan[] {
  const request = PROTOCOL.toObject(PROTOCOL.decode(body), { longs: String, bytes: String }) as Decoded;
  return request.resourceSpans.flatMap(({ resource, scopeSpans }) =>
    scopeSpans.flatMap((scope) =>
      scope.spans.map((span) => ({
        traceId: hexadecimal(span.traceId),
        id: hexadecimal(span.spanId),
        parent: hexadecimal(span.parentSpanId ?? ''),
        name: span.name,
        milliseconds: Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1e6,
        failed: span.status?.code === 2,
        attributes: objectOf(span.attributes),
        resource: objectOf(resource.attributes),
      })),
    ),
  );
}

const hexadecimal = (base64: string) => Buffer.from(base64, 'base64').toString('hex');
const objectOf = (pairs: readonly Pair[] = []) =>
  Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)] as const));

function plainValue({ arrayValue, ...single }: Value): unknown {
  return arrayValue ? (arrayValue.values ?? []).map(plainValue) : Object.values(single)[0];
}
