// Stores pictures until a file may not grow any further. Run under `ulimit -f` by the tests as a process of its own:
// file-limit.ts <folder> <bytes of an original> <dimension> <characters of metadata>. Prints one JSON report.
import { LeopardError } from '../../src/lib/errors.js';
import { openImageStore } from '../../src/services/storage/file-store/images/index.js';
import { identity as smallIdentity, newImage, sha256 } from './support.js';

const [folder = '', bytes = '', dimension = '', characters = ''] = process.argv.slice(2);
const identity = { ...smallIdentity, dimension: Number(dimension) };
const embedding = new Float32Array(identity.dimension).fill(1 / Math.sqrt(identity.dimension));
const store = await openImageStore(folder, { identity });
const stored: string[] = [];
let code: string | undefined;
for (let n = 0; n < 500 && code === undefined; n++) {
  const original = Buffer.alloc(Number(bytes), `${n} `);
  const { record } = newImage(`p${n}`, n, { text: 'x'.repeat(Number(characters)) });
  const image = { original, embedding, record: { ...record, id: sha256(original), bytes: original.length } };
  try {
    await store.put(image);
    stored.push(record.createdAt);
  } catch (error) {
    code = error instanceof LeopardError ? error.code : String(error);
  }
}
const seen = store.list({ first: 1000, order: 'OLDEST' }).images.map(({ createdAt }) => createdAt);
// A deletion needs a line in the log; where that is the file that is full, it is refused as well, and nothing is lost.
const [first] = store.list({ first: 1, order: 'OLDEST' }).images;
const deletion =
  first &&
  (await store.delete([first.id]).then(
    ({ deleted }) => deleted.length,
    (error: unknown) => (error instanceof LeopardError ? error.code : String(error)),
  ));
await store.close();
const again = await openImageStore(folder, { identity });
const left = again.count;
await again.close();
process.stdout.write(
  `report ${JSON.stringify({ code, stored: stored.length, same: String(seen) === String(stored), deletion, left })}\n`,
);
