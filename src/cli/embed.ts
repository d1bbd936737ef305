import { readFile } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { sha256 } from '../lib/hash.js';
import { LeopardError } from '../lib/errors.js';
import { openConfiguredEncoder } from '../services/encoder/open.js';
import { type EncoderImage, type EncodeRequest } from '../services/encoder/types.js';
import { commandConfig } from './environment.js';
import { settingOption, type SettingFlags } from './options.js';

interface Options extends SettingFlags {
  readonly image?: string;
  readonly text?: string;
  readonly ids?: number[];
}

/** `leopard embed`: one vector as JSON, for checking by hand and for other programs. */
export function embedCommand(): Command {
  return new Command('embed')
    .description('print the embedding of a picture, a text, or both, as JSON')
    .option('--image <file>', 'picture')
    .option('--text <text>', 'text, or the instruction beside the picture')
    .addOption(
      new Option('--ids <101,…,102>', 'token ids in place of a text, special ones included')
        .argParser(tokenIds)
        .conflicts('text'),
    )
    .addOption(settingOption('model'))
    .addOption(settingOption('preprocessing'))
    .addHelpText('after', HELP)
    .action(embed);
}

const HELP = `
Examples:
  leopard embed --text "a red mug"
  leopard embed --image shoe.jpg --text "in red" --model visualized-bge-base-en-v1.5`;

function tokenIds(value: string): number[] {
  if (!/^\s*\d+(\s*,\s*\d+)*\s*$/.test(value))
    throw new InvalidArgumentError('Give whole numbers, separated by commas.');
  return value.split(',').map(Number);
}

async function embed({ image, text, ids, ...flags }: Options): Promise<void> {
  const config = commandConfig(flags);
  const request: EncodeRequest = {
    priority: 'interactive',
    ...(image === undefined ? {} : { image: await pictureFile(image) }),
    ...(text === undefined ? {} : { instruction: text }),
    ...(ids === undefined ? {} : { tokenIds: ids }),
  };
  const encoder = await openConfiguredEncoder(
    { ...config, encoder: { ...config.encoder, workers: 1 } },
    { onNotice: (notice) => process.stderr.write(`${notice}\n`) },
  );
  try {
    const { embedding, tokens, timings } = await encoder.encode(request);
    const result = { embedding: [...embedding], dimension: embedding.length, tokens, timings };
    process.stdout.write(`${JSON.stringify(result)}\n`);
  } finally {
    await encoder.close();
  }
}

async function pictureFile(path: string): Promise<EncoderImage> {
  const bytes = await readFile(path).catch((cause: unknown) => {
    throw new LeopardError('BAD_USER_INPUT', `The picture ${path} cannot be read. Give the path of a picture file.`, {
      cause,
    });
  });
  return { id: sha256(bytes), load: () => Promise.resolve(bytes) };
}
