/** Parts of a key: letters, digits, and what cannot lead out of a folder. */
const PART = /^[A-Za-z0-9_-][A-Za-z0-9._-]*$/;

/**
 * A key that any store takes as it is: parts joined by `/`, none of them hidden, empty or a step up.
 * @throws Error: keys are made of ids that were checked
 */
export function checkedKey(key: string): string {
  if (key.length > 512 || !key.split('/').every((part) => PART.test(part))) throw new Error('not a key of an object');
  return key;
}
