import { SetupError } from '../../../../lib/errors.js';

/** What a pickle of tensors may hold. Nothing in it is ever called: a global is only its name. */
export type PickleValue =
  string | number | boolean | null | Tuple | PickleList | PickleDict | Global | Persistent | Reduced;

export class Tuple {
  constructor(readonly items: readonly PickleValue[]) {}
}
export class PickleList {
  readonly items: PickleValue[] = [];
}
export class PickleDict {
  readonly entries = new Map<PickleValue, PickleValue>();
}
/** A name such as `torch HalfStorage`. */
export class Global {
  constructor(readonly name: string) {}
}
/** A reference to something outside the pickle: in a checkpoint, a storage. */
export class Persistent {
  constructor(readonly id: PickleValue) {}
}
/** What a call of an allowed global would have built, with its arguments. */
export class Reduced {
  constructor(
    readonly callee: Global,
    readonly args: Tuple,
  ) {}
}

export interface PickleRules {
  /** For messages. */
  readonly path: string;
  readonly allowedGlobals: ReadonlySet<string>;
}

/** A tensor takes about forty opcodes; this bounds the memory that a hostile file can ask for. */
const MOST_STEPS = 1_000_000;
const MARK = Symbol('mark');
type Slot = PickleValue | typeof MARK;

/**
 * Reads a pickle (protocol 2 and the few later opcodes that save() of PyTorch writes) into plain values; executes nothing.
 * Opcodes as in CPython's pickletools.
 * @throws SetupError CHECKPOINT_FORBIDDEN_GLOBAL, CHECKPOINT_FORBIDDEN_OPCODE, CHECKPOINT_MALFORMED
 */
export function readPickle(bytes: Buffer, rules: PickleRules): PickleValue {
  return new PickleReader(bytes, rules).run();
}

class PickleReader {
  private at = 0;
  private readonly stack: Slot[] = [];
  private readonly memo = new Map<number, PickleValue>();

  constructor(
    private readonly bytes: Buffer,
    private readonly rules: PickleRules,
  ) {}

  run(): PickleValue {
    for (let step = 0; step < MOST_STEPS; step++) {
      const opcode = this.take(1)[0] ?? 0;
      if (opcode === 0x2e) return this.pop(); // STOP
      const execute = OPCODES.get(opcode);
      if (execute === undefined) this.forbidden(opcode);
      else execute(this);
    }
    throw this.malformed('its index is too long');
  }

  take(length: number): Buffer {
    if (this.at + length > this.bytes.length) throw this.malformed('the pickle ends early');
    const taken = this.bytes.subarray(this.at, this.at + length);
    this.at += length;
    return taken;
  }

  line(): string {
    const end = this.bytes.indexOf(0x0a, this.at);
    if (end < 0) throw this.malformed('the pickle ends inside a name');
    const text = this.bytes.toString('utf8', this.at, end);
    this.at = end + 1;
    return text;
  }

  push(value: Slot): void {
    this.stack.push(value);
  }

  pop(): PickleValue {
    const value = this.stack.pop();
    if (value === undefined || value === MARK) throw this.malformed('a value is missing in the pickle');
    return value;
  }

  top(): PickleValue {
    const value = this.pop();
    this.push(value);
    return value;
  }

  popToMark(): PickleValue[] {
    const start = this.stack.lastIndexOf(MARK);
    if (start < 0) throw this.malformed('a mark is missing in the pickle');
    return this.stack.splice(start).slice(1) as PickleValue[];
  }

  put(index: number): void {
    this.memo.set(index, this.top());
  }

  get(index: number): void {
    const value = this.memo.get(index);
    if (value === undefined) throw this.malformed('the pickle refers to a value that it never stored');
    this.push(value);
  }

  global(): void {
    const name = `${this.line()} ${this.line()}`;
    if (!this.rules.allowedGlobals.has(name)) {
      throw new SetupError(
        'CHECKPOINT_FORBIDDEN_GLOBAL',
        `${this.rules.path} asks to load ${JSON.stringify(name.slice(0, 200))}, which a checkpoint of tensors has no need of. It was not run. Take the file from its publisher.`,
      );
    }
    this.push(new Global(name));
  }

  /** Python's `callee(*args)`, kept as data; only an empty ordered dictionary becomes what it is. */
  reduce(): void {
    const args = this.pop();
    const callee = this.pop();
    if (!(callee instanceof Global) || !(args instanceof Tuple))
      throw this.malformed('a call in the pickle is not of a name');
    if (callee.name === 'collections OrderedDict' && args.items.length === 0) this.push(new PickleDict());
    else this.push(new Reduced(callee, args));
  }

  setItems(pairs: PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof PickleDict) || pairs.length % 2 !== 0)
      throw this.malformed('items without a dictionary in the pickle');
    for (let index = 0; index < pairs.length; index += 2) {
      target.entries.set(pairs[index] as PickleValue, pairs[index + 1] as PickleValue);
    }
  }

  append(items: PickleValue[]): void {
    const target = this.top();
    if (!(target instanceof PickleList)) throw this.malformed('items without a list in the pickle');
    for (const item of items) target.items.push(item);
  }

  /** Attributes of the object below (`_metadata` of a state dict): of no use here. */
  build(): void {
    this.pop();
    if (!(this.top() instanceof PickleDict)) throw this.malformed('attributes for something that has none');
  }

  long(): void {
    const length = this.take(1)[0] ?? 0;
    const digits = this.take(length);
    if (length > 8) throw this.malformed('a number in the pickle is too large');
    const value =
      length === 0 ? 0n : BigInt.asIntN(length * 8, BigInt(`0x${Buffer.from(digits).reverse().toString('hex')}`));
    const number = Number(value);
    if (!Number.isSafeInteger(number)) throw this.malformed('a number in the pickle is too large');
    this.push(number);
  }

  tuple(length: number): void {
    const items: PickleValue[] = [];
    for (let index = 0; index < length; index++) items.unshift(this.pop());
    this.push(new Tuple(items));
  }

  malformed(what: string): SetupError {
    return new SetupError(
      'CHECKPOINT_MALFORMED',
      `${this.rules.path} is not a readable PyTorch checkpoint: ${what}. Download it again.`,
    );
  }

  private forbidden(opcode: number): never {
    const character = opcode > 0x20 && opcode < 0x7f ? ` (${String.fromCharCode(opcode)})` : '';
    throw new SetupError(
      'CHECKPOINT_FORBIDDEN_OPCODE',
      `${this.rules.path} holds the pickle opcode 0x${opcode.toString(16).padStart(2, '0')}${character}, which a checkpoint of tensors has no need of. It was not run. Take the file from its publisher.`,
    );
  }
}

/** The opcodes that a saved state dict needs; all others are refused. */
const OPCODES = new Map<number, (reader: PickleReader) => void>([
  [0x80, (r) => void r.take(1)], // PROTO
  [0x28, (r) => r.push(MARK)],
  [0x63, (r) => r.global()],
  [0x71, (r) => r.put(r.take(1).readUInt8())], // BINPUT
  [0x72, (r) => r.put(r.take(4).readUInt32LE())], // LONG_BINPUT
  [0x68, (r) => r.get(r.take(1).readUInt8())], // BINGET
  [0x6a, (r) => r.get(r.take(4).readUInt32LE())], // LONG_BINGET
  [0x29, (r) => r.push(new Tuple([]))], // EMPTY_TUPLE
  [0x7d, (r) => r.push(new PickleDict())], // EMPTY_DICT
  [0x5d, (r) => r.push(new PickleList())], // EMPTY_LIST
  [0x58, (r) => r.push(r.take(r.take(4).readUInt32LE()).toString('utf8'))], // BINUNICODE
  [0x55, (r) => r.push(r.take(r.take(1).readUInt8()).toString('latin1'))], // SHORT_BINSTRING
  [0x4b, (r) => r.push(r.take(1).readUInt8())], // BININT1
  [0x4d, (r) => r.push(r.take(2).readUInt16LE())], // BININT2
  [0x4a, (r) => r.push(r.take(4).readInt32LE())], // BININT
  [0x47, (r) => r.push(r.take(8).readDoubleBE())], // BINFLOAT
  [0x8a, (r) => r.long()], // LONG1
  [0x85, (r) => r.tuple(1)], // TUPLE1
  [0x86, (r) => r.tuple(2)],
  [0x87, (r) => r.tuple(3)],
  [0x74, (r) => r.push(new Tuple(r.popToMark()))], // TUPLE
  [0x88, (r) => r.push(true)], // NEWTRUE
  [0x89, (r) => r.push(false)], // NEWFALSE
  [0x4e, (r) => r.push(null)], // NONE
  [0x51, (r) => r.push(new Persistent(r.pop()))], // BINPERSID
  [0x52, (r) => r.reduce()],
  [0x73, (r) => r.setItems([r.pop(), r.pop()].reverse())], // SETITEM
  [0x75, (r) => r.setItems(r.popToMark())], // SETITEMS
  [0x61, (r) => r.append([r.pop()])], // APPEND
  [0x65, (r) => r.append(r.popToMark())], // APPENDS
  [0x62, (r) => r.build()],
]);
