import { type BlockCodes, CodedBits } from './coded-bits.js';
import { HuffmanCodes, type HuffmanTable, huffmanTables } from './huffman.js';
import { DHT, DRI, isFrame, jpegSegments, SOS } from './segments.js';

/** Sequential, in Huffman codes: SOF0 and SOF1. */
const isSequential = (marker: number) => marker === 0xc0 || marker === 0xc1;

/** Pixels of its side. */
const BLOCK = 8;

/**
 * Whether the only scan of a sequential JPEG is there to its last block. Decoders do not tell: where data is missing in the last
 * rows, they fill these up, and warn when nobody asks any more.
 * @returns false as well where the file is no such JPEG, or damaged
 */
export function holdsEveryBlock(bytes: Buffer): boolean {
  const tables = new Map<number, HuffmanTable>();
  let frame: Buffer | undefined;
  let restart = 0;
  for (const { marker, body, end } of jpegSegments(bytes)) {
    if (marker === DHT) for (const [slot, table] of huffmanTables(body)) tables.set(slot, table);
    if (marker === DRI) restart = body.length < 2 ? 0 : body.readUInt16BE(0);
    if (isFrame(marker)) {
      if (!isSequential(marker) || body.length < 6 + 3 * (body[5] ?? 0)) return false;
      frame = body;
    }
    if (marker === SOS)
      return frame !== undefined && holdsScan(frame, body, tables, new CodedBits(bytes, end), restart);
  }
  return false;
}

/**
 * @param frame precision, height, width, number of components, then for each: id, sampling factors, quantisation table
 * @param scan number of components, then for each: id, slots of its tables
 * @param restart units between two restart markers; 0: there are none
 */
function holdsScan(
  frame: Buffer,
  scan: Buffer,
  tables: ReadonlyMap<number, HuffmanTable>,
  data: CodedBits,
  restart: number,
): boolean {
  const components = frame[5] ?? 0;
  if (scan[0] !== components || scan.length < 1 + 2 * components) return false;
  const blocks = blocksOfUnit(frame, scan, tables);
  const units = unitsOf(frame);
  if (blocks === undefined || units === 0) return false;
  for (let unit = 0; unit < units; unit++) {
    if (restart > 0 && unit > 0 && unit % restart === 0 && !data.passRestart()) return false;
    for (const block of blocks) if (!data.passBlock(block)) return false;
  }
  return true;
}

/** The blocks of one unit (MCU) of all components (A.2.3); undefined where a table is missing. */
function blocksOfUnit(
  frame: Buffer,
  scan: Buffer,
  tables: ReadonlyMap<number, HuffmanTable>,
): BlockCodes[] | undefined {
  const blocks: BlockCodes[] = [];
  const factors = samplingFactors(frame);
  for (const [index, { across, down }] of factors.entries()) {
    const slots = scan[2 + 2 * index] ?? 0;
    const dc = tables.get(slots >> 4);
    const ac = tables.get(16 + (slots & 15));
    if (!dc || !ac) return undefined;
    const codes = { dc: new HuffmanCodes(dc), ac: new HuffmanCodes(ac) };
    for (let count = across * down; count > 0; count--) blocks.push(codes);
  }
  return blocks;
}

/** How many units the picture has; 0 where the frame says nonsense. */
function unitsOf(frame: Buffer): number {
  const factors = samplingFactors(frame);
  const units = (pixels: number, largest: number) => Math.ceil(pixels / (BLOCK * Math.max(1, largest)));
  const down = units(frame.readUInt16BE(1), Math.max(...factors.map(({ down }) => down)));
  const across = units(frame.readUInt16BE(3), Math.max(...factors.map(({ across }) => across)));
  return factors.every(({ across, down }) => across * down > 0) ? down * across : 0;
}

function samplingFactors(frame: Buffer) {
  // The blocks of a single component are not grouped, whatever its factors say (A.2.2).
  if (frame[5] === 1) return [{ across: 1, down: 1 }];
  return Array.from({ length: frame[5] ?? 0 }, (_, index) => {
    const factors = frame[7 + 3 * index] ?? 0;
    return { across: factors >> 4, down: factors & 15 };
  });
}
