import { clip } from './clip/index.js';
import type { Family, ModelConfig } from './family.js';
import { visualizedBge } from './visualized-bge/index.js';

/** The families; a `config.json` belongs to the first that recognises it. */
const FAMILIES: readonly Family[] = [clip, visualizedBge];

/** The family of a model folder, by its `config.json`. */
export const familyOf = (config: ModelConfig): Family | undefined =>
  FAMILIES.find((family) => family.recognises(config));

export function familyNamed(name: string): Family {
  const family = FAMILIES.find((candidate) => candidate.name === name);
  if (family === undefined) throw new Error(`There is no family ${name}`);
  return family;
}
