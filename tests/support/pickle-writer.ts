/** Pickles (protocol 2) as PyTorch writes them, by hand: enough for state dicts, and for damaged or hostile ones. */
const bytes = (...values: number[]): Buffer => Buffer.from(values);

export const pickle = {
  global: (module: string, name: string): Buffer => Buffer.from(`c${module}\n${name}\n`),
  text: (value: string): Buffer => {
    const content = Buffer.from(value);
    const length = Buffer.alloc(4);
    length.writeUInt32LE(content.length);
    return Buffer.concat([bytes(0x58), length, content]);
  },
  integer: (value: number): Buffer => {
    if (value >= 0 && value < 256) return bytes(0x4b, value);
    if (value >= -(2 ** 31) && value < 2 ** 31) {
      const encoded = Buffer.alloc(5, 0x4a);
      encoded.writeInt32LE(value, 1);
      return encoded;
    }
    const encoded = Buffer.alloc(10, 0x8a);
    encoded[1] = 8;
    encoded.writeBigInt64LE(BigInt(value), 2);
    return encoded;
  },
  tuple: (...items: Buffer[]): Buffer => Buffer.concat([bytes(0x28), ...items, bytes(0x74)]),
  orderedDict: (entries: readonly (readonly [string, Buffer])[]): Buffer =>
    Buffer.concat([
      ...[pickle.global('collections', 'OrderedDict'), bytes(0x29, 0x52, 0x28)],
      ...entries.flatMap(([key, value]) => [pickle.text(key), value]),
      bytes(0x75),
    ]),
  /** `callee(*args)` */
  call: (callee: Buffer, args: Buffer): Buffer => Buffer.concat([callee, args, bytes(0x52)]),
  persistent: (id: Buffer): Buffer => Buffer.concat([id, bytes(0x51)]),
  no: bytes(0x89),
  /** Sets attributes, as the `_metadata` of a state dict. */
  build: (target: Buffer, state: Buffer): Buffer => Buffer.concat([target, state, bytes(0x62)]),
  /** A whole pickle. */
  dump: (value: Buffer): Buffer => Buffer.concat([bytes(0x80, 2), value, bytes(0x2e)]),
};
