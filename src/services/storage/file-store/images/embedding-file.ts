import { open, type FileHandle } from 'node:fs/promises';
import { crc32 } from 'node:zlib';

/** CRC-32 of the bytes of an embedding, as the record keeps it. */
export function embeddingChecksum(embedding: Float32Array): number {
  return crc32(bytesOf(embedding));
}

/**
 * Embeddings in slots of equal length: `Float32 [slots, dimension]`, little-endian. A slot belongs to a picture once the
 * record log says so; only slots that belong to none are written, so a crash never touches an acknowledged embedding.
 */
export class EmbeddingFile {
  private readonly stride: number;
  private free: number[] = [];
  private next = 0;

  private constructor(
    private readonly handle: FileHandle,
    private readonly dimension: number,
  ) {
    this.stride = dimension * 4;
  }

  /** @param used slots that belong to pictures */
  static async open(path: string, dimension: number, used: Iterable<number>): Promise<EmbeddingFile> {
    await (await open(path, 'a')).close();
    const file = new EmbeddingFile(await open(path, 'r+'), dimension);
    const taken = new Set(used);
    for (const slot of taken) file.next = Math.max(file.next, slot + 1);
    for (let slot = file.next - 1; slot >= 0; slot--) if (!taken.has(slot)) file.free.push(slot);
    return file;
  }

  /** Writes into a free slot; durable after `sync`. @returns the slot, which the caller owns until `release` */
  async write(embedding: Float32Array): Promise<number> {
    if (embedding.length !== this.dimension) {
      throw new Error(`an embedding has ${embedding.length} numbers, the store keeps ${this.dimension}`);
    }
    const slot = this.free.pop() ?? this.next++;
    try {
      await this.writeAt(slot, bytesOf(embedding));
    } catch (error) {
      this.free.push(slot);
      throw error;
    }
    return slot;
  }

  async sync(): Promise<void> {
    await this.handle.datasync();
  }

  /** Undefined where the slot does not hold what the checksum says. */
  async read(slot: number, checksum: number): Promise<Float32Array | undefined> {
    const embedding = new Float32Array(this.dimension);
    const bytes = bytesOf(embedding);
    const { bytesRead } = await this.handle.read(bytes, 0, this.stride, slot * this.stride);
    return bytesRead === this.stride && crc32(bytes) === checksum ? embedding : undefined;
  }

  /** Overwrites a slot with zeros, so that nothing of a deleted picture stays, and durable after `sync`. */
  async wipe(slot: number): Promise<void> {
    await this.writeAt(slot, new Uint8Array(this.stride));
  }

  /** Gives a slot back that belongs to no picture. */
  release(slot: number): void {
    this.free.push(slot);
  }

  async close(): Promise<void> {
    await this.handle.close();
  }

  private async writeAt(slot: number, bytes: Uint8Array): Promise<void> {
    let written = 0;
    while (written < bytes.length) {
      const result = await this.handle.write(bytes, written, bytes.length - written, slot * this.stride + written);
      written += result.bytesWritten;
    }
  }
}

/** The numbers as bytes; every platform that Node runs on is little-endian. */
function bytesOf(embedding: Float32Array): Uint8Array {
  return new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength);
}
