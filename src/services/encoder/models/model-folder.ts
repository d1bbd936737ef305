import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { SetupError } from '../../../lib/errors.js';
import { sha256OfFile } from '../../../lib/hash.js';
import type { DescribedModel, Family, ModelConfig } from '../families/family.js';
import { familyOf } from '../families/index.js';

/** What a model folder holds, as far as that is known without reading the checkpoint. */
export interface ModelFolder {
  readonly folder: string;
  readonly family: Family;
  readonly model: DescribedModel;
  /** The checkpoint, after symbolic links: the graphs name it relative to its folder. */
  readonly checkpointPath: string;
  /** SHA-256 of the checkpoint in hexadecimal: the promised one, or where nothing promises it the one that it has. */
  readonly sha256: string;
}

/**
 * Reads what a model folder (docs/models.md) says of itself in `config.json`, and finds its checkpoint.
 * @throws SetupError MODEL_*, CHECKPOINT_MISSING
 */
export async function readModelFolder(folder: string): Promise<ModelFolder> {
  const { family, model } = await describeModelFolder(folder);
  const named = join(folder, model.checkpoint.file);
  // The runtime refuses weights that a link leads out of their folder, so it is given the folder behind the link.
  const checkpointPath = await realpath(named).catch((cause: unknown) => {
    throw new SetupError(
      'CHECKPOINT_MISSING',
      `${named} does not exist. Install the model again: \`leopard models install\`.`,
      { cause },
    );
  });
  const sha256 = model.checkpoint.sha256 ?? (await sha256OfFile(checkpointPath));
  return { folder, family, model, checkpointPath, sha256 };
}

/**
 * The same without its checkpoint.
 * @throws SetupError MODEL_NOT_FOUND, MODEL_DESCRIPTION
 */
export async function describeModelFolder(folder: string): Promise<{ family: Family; model: DescribedModel }> {
  const path = join(folder, 'config.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new SetupError(
      'MODEL_NOT_FOUND',
      `${folder} is not a model folder: it has no readable config.json. \`leopard models list\` shows the installed models.`,
      { cause },
    );
  });
  const config = parse(path, text);
  const family = familyOf(config);
  if (family === undefined) {
    throw new SetupError(
      'MODEL_UNSUPPORTED',
      `${path} describes a model of the type ${JSON.stringify(config['model_type'])}, which Leopard cannot run. docs/models.md lists what it can.`,
    );
  }
  return { family, model: await family.describe(folder, config) };
}

function parse(path: string, text: string): ModelConfig {
  const shown = 'docs/models.md shows what it holds.';
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new SetupError('MODEL_DESCRIPTION', `${path} is not JSON. ${shown}`, { cause });
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as ModelConfig;
  throw new SetupError('MODEL_DESCRIPTION', `${path} holds no JSON object. ${shown}`);
}
