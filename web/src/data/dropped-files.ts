/** All files of a drop (File and Directory Entries API); of folders, the pictures at any depth. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  // The list of items is emptied when the event ends: take the entries before the first await.
  const entries = [...transfer.items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  if (entries.length === 0) return [...transfer.files];
  return (await Promise.all(entries.map((entry) => (entry.isFile ? fileOf(entry) : picturesIn(entry))))).flat();
}

const fileOf = async (entry: FileSystemEntry): Promise<File[]> => [
  await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)),
];

async function picturesIn(folder: FileSystemEntry): Promise<File[]> {
  const reader = (folder as FileSystemDirectoryEntry).createReader();
  const files: File[] = [];
  for (;;) {
    // A reader hands out its entries in portions; an empty one is the end.
    const portion = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (portion.length === 0) return files.filter(isPicture);
    files.push(
      ...(await Promise.all(portion.map((entry) => (entry.isFile ? fileOf(entry) : picturesIn(entry))))).flat(),
    );
  }
}

/** Whether the browser or the file name says that this is a picture; the server looks at the bytes. */
export const isPicture = ({ type, name }: File): boolean =>
  !name.startsWith('.') && (type.startsWith('image/') || /\.(jpe?g|png|webp|gif|avifs?|tiff?|heic)$/i.test(name));

/** An http(s) address in a drop or a paste: a picture dragged from a page. */
export function addressIn(transfer: DataTransfer): URL | undefined {
  const lines = (transfer.getData('text/uri-list') || transfer.getData('text/plain')).split('\n');
  const first = lines.map((line) => line.trim()).find((line) => line && !line.startsWith('#')) ?? '';
  return /^https?:\/\//i.test(first) && URL.canParse(first) ? new URL(first) : undefined;
}

/** The id of the stored picture that an address of this server shows. */
export const storedIdIn = ({ origin, pathname }: URL): string | undefined =>
  origin === location.origin ? /\/images\/([0-9a-f]{64})$/.exec(pathname)?.[1] : undefined;
