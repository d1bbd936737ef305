import { basename, extname } from 'node:path';

/** Names that pictures go by; what they are is seen by their content. */
export const PICTURE_EXTENSIONS: ReadonlySet<string> = new Set([
  ...['.jpg', '.jpeg', '.jpe', '.jfif', '.png', '.apng', '.webp', '.gif', '.avif', '.avifs'],
]);

/**
 * Folders that systems make for themselves among people's pictures: thumbnails, deleted files and snapshots of a NAS (Synology,
 * QNAP), of Windows and of macOS's archives.
 */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set([
  ...['@eadir', '@__thumb', '@recycle', '#recycle', '@recently-snapshot', '#snapshot', '@tmp', '@sharebin'],
  ...['$recycle.bin', 'system volume information', '__macosx'],
]);

/** Thumbnails that a Synology NAS leaves beside the pictures. */
const SYSTEM_FILE = /^SYNO(?:FILE|PHOTO)_THUMB_/i;

/** Why a folder of this name is left alone, in the words of the report; undefined where its pictures are taken. */
export function folderLeftAlone(name: string): string | undefined {
  if (SYSTEM_FOLDERS.has(name.toLowerCase())) return name;
  return name.startsWith('.') ? 'hidden' : undefined;
}

/** The same for a file: the report counts by extension what is not named like a picture. */
export function fileLeftAlone(path: string): string | undefined {
  const name = basename(path);
  if (name.startsWith('.')) return 'hidden';
  if (SYSTEM_FILE.test(name)) return 'SYNO…_THUMB';
  const extension = extname(name).toLowerCase();
  if (PICTURE_EXTENSIONS.has(extension)) return undefined;
  return extension === '' ? 'without extension' : extension;
}
