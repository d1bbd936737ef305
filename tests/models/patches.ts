import { DATA_TYPE, type ModelProto, type NodeProto } from '../../src/services/encoder/models/graph/schema.js';

/** Nodes by operator, and by a weight that they or the casts before them read. */
export const nodes = (model: ModelProto, operator: string): NodeProto[] =>
  model.graph.node.filter(({ opType }) => opType === operator);

export function reading(model: ModelProto, weight: RegExp): NodeProto[] {
  const casts = nodes(model, 'Cast').filter(({ input }) => weight.test(input[0] ?? ''));
  // What is stored in fp32 is read without a cast.
  const direct = model.graph.initializer.map(({ name }) => name).filter((name) => weight.test(name));
  const values = new Set([...casts.flatMap(({ output }) => output), ...direct]);
  return model.graph.node.filter(({ opType, input }) => opType !== 'Cast' && input.some((value) => values.has(value)));
}

export function producer(model: ModelProto, value: string | undefined): NodeProto {
  const found = model.graph.node.find(({ output }) => output[0] === value);
  if (found === undefined) throw new Error(`Nothing produces ${value}`);
  return found;
}

/** The node becomes a copy of one of its inputs. */
export function bypass(node: NodeProto, input = 0): void {
  Object.assign(node, { opType: 'Identity', domain: '', attribute: [], input: [node.input[input] ?? ''] });
}

export function setAttribute(node: NodeProto, name: string, change: object): void {
  const attribute = node.attribute.find((candidate) => candidate.name === name);
  if (attribute === undefined) throw new Error(`${node.opType} has no ${name}`);
  Object.assign(attribute, change);
}

export function integer(model: ModelProto, value: number): string {
  const name = `mistake:${value}`;
  const rawData = new Uint8Array(BigInt64Array.of(BigInt(value)).buffer);
  if (!model.graph.initializer.some((tensor) => tensor.name === name)) {
    model.graph.initializer.push({ name, dims: [1], dataType: DATA_TYPE.int64, rawData });
  }
  return name;
}

/** Another range for the one slice of a weight. */
export function reslice(model: ModelProto, slice: NodeProto | undefined, start: number, end: number): void {
  if (slice?.opType !== 'Slice') throw new Error('No such slice');
  slice.input.splice(1, 2, integer(model, start), integer(model, end));
}

export const each = (operator: string, change: (node: NodeProto, model: ModelProto) => void) => (model: ModelProto) => {
  const found = nodes(model, operator);
  if (found.length === 0) throw new Error(`No ${operator}`);
  for (const node of found) change(node, model);
};
