import type { Attributes, Tracing } from '../lib/tracing/types.js';
import type { Encoder, EncodeRequest } from './encoder/types.js';

/** Names of the spans below that of a request; docs/operating.md says what each is. */
export const SPANS = ['encode', 'decode', 'vision', 'fuse', 'vector search', 'store', 'rerank'] as const;

type SpanName = (typeof SPANS)[number];

/** For each method, the span that a call of it is. */
type MethodSpans<T> = {
  readonly [Method in keyof T]?: T[Method] extends (...parameters: infer Parameters) => Promise<unknown>
    ? { readonly name: SpanName; readonly attributes?: (...parameters: Parameters) => Attributes }
    : never;
};

/** The same object, some of whose methods are seen in traces. Without tracing, the object itself. */
export function withSpans<T extends object>(tracing: Tracing | undefined, target: T, spans: MethodSpans<T>): T {
  if (tracing === undefined) return target;
  const wrapped = new Map<PropertyKey, unknown>();
  for (const [method, span] of Object.entries(spans) as [
    string & keyof T,
    { name: SpanName; attributes?: (...parameters: unknown[]) => Attributes },
  ][]) {
    const call = target[method] as (...parameters: unknown[]) => Promise<unknown>;
    wrapped.set(method, (...parameters: unknown[]) =>
      tracing.span(span.name, () => call.apply(target, parameters), span.attributes?.(...parameters)),
    );
  }
  return new Proxy(target, {
    get(_target, property) {
      if (wrapped.has(property)) return wrapped.get(property);
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

/** An encoder whose calls are spans, with one each for what it did: it measures them where they happen, in other threads. */
export function encoderWithSpans(tracing: Tracing | undefined, encoder: Encoder): Encoder {
  if (tracing === undefined) return encoder;
  const staged = new Proxy(encoder, {
    get(target, property) {
      if (property === 'encode')
        return async (request: EncodeRequest) => {
          const encoding = await target.encode(request);
          const { decode, queue, vision, fuse } = encoding.timings;
          tracing.stages([
            { name: 'decode', milliseconds: decode },
            { milliseconds: queue },
            { name: 'vision', milliseconds: vision },
            { name: 'fuse', milliseconds: fuse },
          ]);
          return encoding;
        };
      const value: unknown = Reflect.get(target, property, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
  return withSpans(tracing, staged, {
    encode: {
      name: 'encode',
      attributes: ({ priority, image, instruction }) => ({
        'leopard.priority': priority,
        'leopard.picture': image !== undefined,
        'leopard.instruction': instruction !== undefined,
      }),
    },
  });
}
