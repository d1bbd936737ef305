import type { ImageFieldsFragment } from 'leopard/client';

/** A key and its value as somebody types it. */
export interface Row {
  readonly key: string;
  readonly text: string;
}

/** What is to be changed: keys with new values, and keys to be removed. */
export interface MetadataChange {
  readonly set: Record<string, unknown>;
  readonly remove: string[];
}

const isPlainNumber = (text: string): boolean => /^-?(0|[1-9]\d{0,14})(\.\d{1,15})?$/.test(text);

/** A value for a text field. Words stand as they are; words that look like something else stand in quotes. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' && valueOf(value) === value ? value : JSON.stringify(value);

/** The value of a text field: numbers, true and false, lists, objects and words in quotes as in JSON, anything else is words. */
export function valueOf(text: string): unknown {
  const trimmed = text.trim();
  if (isPlainNumber(trimmed)) return Number(trimmed);
  if (!/^(true$|false$|null$|["[{])/.test(trimmed)) return text;
  try {
    return JSON.parse(trimmed) as unknown;
  } catch {
    return text;
  }
}

/** The keys and values that all of some pictures share. */
export function sharedRows(images: readonly ImageFieldsFragment[]): Row[] {
  const [first, ...others] = images;
  return Object.entries(first?.metadata ?? {})
    .map(([key, value]) => ({ key, text: textOf(value) }))
    .filter(({ key, text }) => others.every(({ metadata }) => key in metadata && textOf(metadata[key]) === text));
}

/** What has to change for rows to become others. */
export function changeBetween(before: readonly Row[], after: readonly Row[]): MetadataChange {
  const given = after.filter(({ key }) => key.trim() !== '');
  const old = new Map(before.map(({ key, text }) => [key, text]));
  return {
    set: Object.fromEntries(
      given.filter(({ key, text }) => old.get(key) !== text).map(({ key, text }) => [key.trim(), valueOf(text)]),
    ),
    remove: before.map(({ key }) => key).filter((key) => !given.some((row) => row.key.trim() === key)),
  };
}
