import { z } from 'zod';
import { SetupError } from '../../../lib/errors.js';
import type { EncoderIdentity } from '../../encoder/types.js';
import { IMAGE_FORMATS, type ImageMimeType } from '../../image-files/formats.js';
import type { JsonObject } from '../../../lib/json.js';
import type { StoredImage } from '../../storage/types/index.js';

/**
 * An export is a plain tar file:
 *
 *     leopard.json             format, encoder identity, number of pictures
 *     pictures/<id>.json       record and embedding (Float32, little-endian, base64) of a picture, then
 *     pictures/<id>.<ext>      its original, byte by byte
 *     end.json                 number of pictures that were written: without it, the file is cut off
 */
export const ARCHIVE_FORMAT = 1;
export const HEAD = 'leopard.json';
export const END = 'end.json';

const EXTENSIONS: Readonly<Record<ImageMimeType, string>> = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'image/gif': 'gif',
  'image/avif': 'avif',
};

const PICTURE_ENTRY = /^pictures\/([0-9a-f]{64})\.(json|jpg|png|webp|gif|avif|bin)$/;

export const recordEntry = ({ id }: StoredImage) => `pictures/${id}.json`;
export const originalEntry = ({ id, mimeType }: StoredImage) =>
  `pictures/${id}.${(EXTENSIONS as Record<string, string>)[mimeType] ?? 'bin'}`;

/** What an entry of an archive is. Its name is only compared, never used as a path. */
export function entryKind(
  name: string,
): { kind: 'head' | 'end' } | { kind: 'record' | 'original'; id: string } | undefined {
  if (name === HEAD) return { kind: 'head' };
  if (name === END) return { kind: 'end' };
  const [, id, extension] = PICTURE_ENTRY.exec(name) ?? [];
  return id === undefined ? undefined : { kind: extension === 'json' ? 'record' : 'original', id };
}

export interface ArchiveHead {
  readonly format: number;
  readonly identity: EncoderIdentity;
  /** When the export began; pictures that were deleted while it ran are not in it. */
  readonly pictures: number;
}

export interface ArchivedPicture {
  readonly record: StoredImage;
  /** Base64 of `Float32 [dimension]`, little-endian. */
  readonly embedding: string;
}

const text = z.string();
const whole = z.number().int().nonnegative();
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

const headSchema = z.object({
  format: whole,
  identity: z.object({
    model: text,
    checkpoint: text,
    dimension: whole.positive(),
    precision: text,
    preprocessing: text,
  }),
  pictures: whole,
});

const endSchema = z.object({ pictures: whole });

const pictureSchema = z.object({
  record: z.object({
    id: sha256,
    fileName: text.nullable(),
    // Of a format that is served as what it is; anything else could be a page with a program.
    mimeType: z.enum(Object.keys(IMAGE_FORMATS) as [ImageMimeType, ...ImageMimeType[]]),
    bytes: whole,
    width: whole.positive(),
    height: whole.positive(),
    placeholder: z.string().startsWith('data:image/'),
    metadata: z.record(text, z.json()).transform((metadata) => metadata as JsonObject),
    createdAt: z.iso.datetime(),
  }),
  embedding: z.base64(),
});

/** @throws SetupError IMPORT_UNREADABLE, IMPORT_TOO_NEW */
export function parseHead(data: Buffer): ArchiveHead {
  const head = parse(HEAD, data, headSchema);
  if (head.format <= ARCHIVE_FORMAT) return head;
  throw new SetupError(
    'IMPORT_TOO_NEW',
    `The archive was written by a newer Leopard (format ${head.format}). Use that version.`,
  );
}

export const parseEnd = (data: Buffer) => parse(END, data, endSchema);
export const parsePicture = (name: string, data: Buffer): ArchivedPicture => parse(name, data, pictureSchema);

function parse<T>(name: string, data: Buffer, schema: z.ZodType<T>): T {
  try {
    return schema.parse(JSON.parse(data.toString()));
  } catch (error) {
    if (!(error instanceof SyntaxError) && !(error instanceof z.ZodError)) throw error;
    throw unreadable(`its part ${name} is not what \`leopard export\` writes`, error);
  }
}

/** The archive, or a part of it, is not what an export is; pictures imported before that part stay. */
export function unreadable(why: string, cause?: unknown): SetupError {
  return new SetupError(
    'IMPORT_UNREADABLE',
    `The archive cannot be read any further: ${why}. Pictures before that were imported and stay; use an undamaged copy for the rest.`,
    { cause },
  );
}

/** There is nothing that could be an archive. */
export const noArchive = (why: string, cause?: unknown): SetupError =>
  new SetupError('IMPORT_UNREADABLE', `Nothing was imported: ${why}. Name an archive that \`leopard export\` wrote.`, {
    cause,
  });
