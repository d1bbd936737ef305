// Latency of searches one after the other on an idle encoder, through the encoder's public door. Arguments: model folder, text tokens.
import { createEncoder } from '../../../dist/services/encoder/encoder.js';
import { readModelFolder } from '../../../dist/services/encoder/models/model-folder.js';
import { encoderOptions, jpeg, serve, timed, tokenIds } from './common.mjs';

const [folder, tokens] = process.argv.slice(2);
const { family } = await readModelFolder(folder);
const encoder = await createEncoder(await encoderOptions(folder));
const bytes = await jpeg(1000, 1000);
let fresh = 0;
const picture = (id) => ({ id, load: async () => bytes });
const newPicture = () => picture(`picture ${fresh++}`);
const newText = () => tokenIds(family.name, Number(tokens), fresh++);
const search = (request) => encoder.encode({ ...request, priority: 'interactive' });
const kinds = {
  composed: () => search({ image: newPicture(), tokenIds: newText() }),
  'picture only': () => search({ image: newPicture() }),
  'text only': () => search({ tokenIds: newText() }),
  'new instruction, same picture': () => search({ image: picture('same'), tokenIds: newText() }),
};
for (const run of Object.values(kinds)) await run();

await serve(async ({ rounds = 5 }) => {
  const times = Object.fromEntries(Object.keys(kinds).map((kind) => [kind, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [kind, run] of Object.entries(kinds)) times[kind].push(...(await timed(1, run)));
  }
  return times;
});
