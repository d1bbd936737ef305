import { crc32 } from 'node:zlib';

type Mutation = (bytes: Buffer, random: () => number) => Buffer;

const INTERESTING = [0, 1, 0x7f, 0x80, 0xff, 0xfe, 0xd8, 0xda];
const at = (bytes: Buffer, random: () => number) => Math.floor(random() * bytes.length);

/** Where headers are: most of the interesting damage is there. */
const nearStart = (bytes: Buffer, random: () => number) => Math.floor(random() ** 3 * bytes.length);

const MUTATIONS: readonly Mutation[] = [
  (bytes, random) => {
    bytes[at(bytes, random)] = Math.floor(random() * 256);
    return bytes;
  },
  (bytes, random) => {
    bytes[nearStart(bytes, random)] = INTERESTING[Math.floor(random() * INTERESTING.length)] ?? 0;
    return bytes;
  },
  (bytes, random) => {
    const index = nearStart(bytes, random);
    bytes[index] = (bytes[index] ?? 0) ^ (1 << Math.floor(random() * 8));
    return bytes;
  },
  // A length or a size of four bytes.
  (bytes, random) => {
    const index = nearStart(bytes, random);
    if (index + 4 <= bytes.length)
      bytes.writeUInt32BE(random() < 0.5 ? 0xffffffff : Math.floor(random() * 70_000), index);
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, at(bytes, random)),
  (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + Math.floor(random() * 64))]);
  },
  (bytes, random) => {
    const start = at(bytes, random);
    return Buffer.concat([
      bytes.subarray(0, start),
      bytes.subarray(start, start + Math.floor(random() * 64)),
      bytes.subarray(start),
    ]);
  },
];

/** Corrects the checksums of a PNG's chunks, so that what is in them reaches the decoder. */
function repairChecksums(bytes: Buffer): Buffer {
  for (let chunk = 8; chunk + 12 <= bytes.length;) {
    const end = chunk + 8 + bytes.readUInt32BE(chunk);
    if (end + 4 > bytes.length) break;
    bytes.writeUInt32BE(crc32(bytes.subarray(chunk + 4, end)), end);
    chunk = end + 4;
  }
  return bytes;
}

/** A picture with one to eight faults in it. */
export function mutate(original: Buffer, random: () => number): Buffer {
  let bytes = Buffer.from(original);
  const faults = 1 + Math.floor(random() ** 3 * 8);
  for (let fault = 0; fault < faults && bytes.length > 0; fault++) {
    const mutation = MUTATIONS[Math.floor(random() * MUTATIONS.length)];
    if (mutation) bytes = Buffer.from(mutation(bytes, random));
  }
  const isPng = bytes.length > 8 && bytes.readUInt32BE(0) === 0x89504e47;
  return isPng && random() < 0.8 ? repairChecksums(bytes) : bytes;
}
