/**
 * Gives every picture to add the name of its file as `defaultFileName`, where it has no name yet: the header of a multipart part has
 * no form for some names (servers cut them at a backslash), a variable has one for all.
 */
export function withFileNames(variables: object): object {
  return Object.fromEntries(Object.entries(variables).map(([key, value]) => [key, named(value)]));
}

function named(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(named);
  return isPictureToAdd(value) && value.fileName == null && value.defaultFileName == null
    ? { ...value, defaultFileName: value.image.upload.name }
    : value;
}

/** An `IngestImageInput` with a file. */
interface PictureToAdd {
  readonly image: { readonly upload: File };
  readonly fileName?: string | null;
  readonly defaultFileName?: string | null;
}

function isPictureToAdd(value: unknown): value is PictureToAdd {
  if (typeof value !== 'object' || value === null || !('image' in value)) return false;
  const { image } = value;
  return typeof image === 'object' && image !== null && 'upload' in image && image.upload instanceof File;
}
