/** All files of a drop, folders walked through (File and Directory Entries API). */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // The list of items is emptied when the event ends: take the entries before the first await.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map(walk))).flat();
}

async function walk(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile)
    return [await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject))];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A reader hands out its entries in portions; an empty one is the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return files;
    files.push(...(await Promise.all(portion.map(walk))).flat());
  }
}

/** Whether the browser or the file name says that this is a picture; the server looks at the bytes. */
export const isPicture = (file: File): boolean =>
  file.type.startsWith('image/') || /\.(jpe?g|png|webp|gif|avif|tiff?|heic)$/i.test(file.name);

/** An http(s) address in a drop or a paste: a picture dragged from another page. */
export function addressIn(transfer: DataTransfer): string | undefined {
  const text = transfer.getData('text/uri-list') || transfer.getData('text/plain');
  const first = text
    .split('\n')
    .find((line) => line && !line.startsWith('#'))
    ?.trim();
  return first && /^https?:\/\//i.test(first) ? first : undefined;
}
