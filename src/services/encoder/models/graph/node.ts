import type { GraphProto } from './schema.js';

/** Name of a value that flows through the graph. */
export type Value = string;

export type Attributes = Readonly<
  Record<string, number | readonly number[] | { readonly float: number } | { readonly graph: GraphProto }>
>;

export interface NodeOptions {
  readonly attributes?: Attributes;
  /** Name of the result; the stages that the golden values name have one. */
  readonly name?: string;
  /** `com.microsoft`: ONNX Runtime's own operators. */
  readonly domain?: '' | 'com.microsoft';
}
