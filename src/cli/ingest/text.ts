import { isUtf8 } from 'node:buffer';

/** Encodings of the lists that people save, by the label that TextDecoder knows. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/**
 * The text of bytes that ought to be UTF-8; what is not is read as Windows-1252, which has a character for every byte, so that
 * different names stay different.
 */
export const decodeText = (bytes: Uint8Array): string =>
  isUtf8(bytes) ? Buffer.from(bytes).toString('utf8') : decoderOf('windows-1252')(bytes);

/**
 * A decoder of a text that comes in parts; called without one at its end. Always as a stream: the other way, Node 20 takes
 * windows-1252 for ISO 8859-1 (nodejs/node#56542).
 */
export function decoderOf(encoding: Encoding): (bytes?: Uint8Array) => string {
  const decoder = new TextDecoder(encoding);
  return (bytes) => (bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true }));
}

/** What a text is written in: what its byte order mark says, else UTF-8 if all of it is, else Windows-1252. */
export async function encodingOf(text: AsyncIterable<Uint8Array>): Promise<Encoding> {
  const utf8 = new TextDecoder('utf-8', { fatal: true });
  let start = true;
  try {
    for await (const bytes of text) {
      if (start && bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
      if (start && bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be';
      start = false;
      utf8.decode(bytes, { stream: true });
    }
    utf8.decode();
    return 'utf-8';
  } catch (error) {
    if (error instanceof TypeError) return 'windows-1252';
    throw error;
  }
}
