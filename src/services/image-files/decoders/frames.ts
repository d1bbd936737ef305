import type { Readable, Writable } from 'node:stream';

/** What goes over a pipe between the server and a decoder: two lengths (uint32, big endian), JSON, bytes. */
export interface Frame<Header> {
  readonly header: Header;
  readonly bytes: Buffer;
}

const LENGTHS = 8;
/** More than the largest file and the largest raster together: beyond it the other side is not what it was. */
const MOST_BYTES = 2 ** 30;

export function writeFrame(pipe: Writable, header: unknown, bytes: Uint8Array = new Uint8Array(0)): void {
  const json = Buffer.from(JSON.stringify(header));
  const head = Buffer.alloc(LENGTHS);
  head.writeUInt32BE(json.length, 0);
  head.writeUInt32BE(bytes.length, 4);
  pipe.write(Buffer.concat([head, json]));
  if (bytes.length > 0) pipe.write(bytes);
}

/** Ends with the pipe; a frame that is cut is dropped. */
export async function* readFrames<Header>(pipe: Readable): AsyncGenerator<Frame<Header>> {
  const reader = new ByteReader(pipe);
  for (;;) {
    const head = await reader.read(LENGTHS);
    const json = head && (await reader.read(head.readUInt32BE(0)));
    const bytes = head && (await reader.read(head.readUInt32BE(4)));
    if (json === undefined || bytes === undefined) return;
    yield { header: JSON.parse(json.toString()) as Header, bytes };
  }
}

/** Reads so many bytes from a stream of chunks, each byte copied once. */
class ByteReader {
  private readonly chunks: AsyncIterator<Buffer>;
  private rest: Buffer = Buffer.alloc(0);

  constructor(pipe: Readable) {
    this.chunks = pipe[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  async read(length: number): Promise<Buffer | undefined> {
    if (length > MOST_BYTES) throw new Error(`a frame of ${length} bytes`);
    const result = Buffer.allocUnsafeSlow(length);
    for (let filled = 0; filled < length;) {
      if (this.rest.length === 0) {
        const { value, done } = await this.chunks.next();
        if (done === true) return undefined;
        this.rest = value;
      }
      const copied = this.rest.copy(result, filled);
      this.rest = this.rest.subarray(copied);
      filled += copied;
    }
    return result;
  }
}
