// Puts, changes and deletes pictures until it is killed, and says what it begins and what was acknowledged: writer.ts <folder> <seed>.
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { encoderOf, picture, sha256 } from './support.js';

const [folder = '', seed = ''] = process.argv.slice(2);
const database = await openSqlite(folder);
const encoder = await encoderOf(database);
const say = (line: string) => process.stdout.write(`${line}\n`);
say('ready');
let state = Number(seed);
const random = (below: number) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % below;

/** Each worker has pictures of its own, so that what is true of one is what was said last. */
async function work(worker: number): Promise<void> {
  for (let step = 0; ; step++) {
    const name = `w${worker} ${random(20)}`;
    const id = sha256(name);
    const kind = random(10);
    const word = `s${seed}-${worker}-${step}`;
    if (kind < 5) {
      say(`begin put ${id} ${word}`);
      const [outcome] = await database.images.put([picture(name, encoder, { word })]);
      say(`done put ${id} ${outcome?.status === 'removing' ? 'removing' : outcome?.image.metadata.word}`);
    } else if (kind < 8) {
      say(`begin update ${id} ${word}`);
      const [outcome] = await database.images.update([{ id, metadata: { word } }]);
      say(`done update ${id} ${outcome === undefined ? 'none' : word}`);
    } else {
      say(`begin delete ${id} none`);
      await database.images.delete([id]);
      say(`done delete ${id} none`);
      await database.images.removed([id]);
    }
  }
}
await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map(work));
