// Fills a small file system with pictures, then deletes them: disk-filler.ts <folder>. Prints one JSON report.
import { LeopardError } from '../../src/lib/errors.js';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openSqlite } from '../../src/services/storage/database/sqlite/open.js';
import { encoderOf, picture, sha256 } from './support.js';

const [folder = ''] = process.argv.slice(2);
const data = join(folder, 'data');
const codeOf = (error: unknown) => (error instanceof LeopardError ? error.code : String(error));
await writeFile(join(folder, 'other'), new Uint8Array(4 * 1024 * 1024));
const database = await openSqlite(data);
const encoder = await encoderOf(database);
const stored: string[] = [];
const refusals = new Set<string>();
const needle = 'needle'.repeat(500);
for (let n = 0; refusals.size === 0 && n < 20_000; n += 16) {
  const names = Array.from({ length: 16 }, (_, index) => `p${n + index}`);
  await Promise.all(
    names.map((name) =>
      database.images.put([picture(name, encoder, { name, needle })]).then(
        () => stored.push(name),
        (error: unknown) => refusals.add(codeOf(error)),
      ),
    ),
  );
}
// Nothing is left, not a byte.
await writeFile(join(folder, 'filler'), new Uint8Array(64 * 1024 * 1024)).catch(() => undefined);
const others = [
  database.images.update([{ id: sha256('p0'), metadata: { needle: needle + needle } }]),
  database.rankings.set('k', needle, 1),
  database.settings.setOnce('deployment_id', needle),
];
for (const other of await Promise.allSettled(others))
  if (other.status === 'rejected') refusals.add(codeOf(other.reason));
const there = async () => (await database.images.get(stored.map((name) => sha256(name)))).filter(Boolean).length;
const before = await there();
const [first = [], ...rest] = [stored.slice(0, 150), stored.slice(150)].map((names) =>
  names.map((name) => sha256(name)),
);
const { deleted } = await database.images.delete(first);
const after = await there();
await database.close();
// A start on a full disk, and deletions after it.
const again = await openSqlite(data);
const second = await again.images.delete(rest.flat());
const left = await again.images.count();
await Promise.all(['other', 'filler'].map((name) => rm(join(folder, name), { force: true })));
const room = await again.images.put([picture('room', encoder)]);
await again.close();
process.stdout.write(
  `report ${JSON.stringify({
    ...{ refusals: [...refusals], lost: stored.length - before, many: stored.length > 200 },
    ...{
      deleted: deleted.length,
      kept: after === stored.length - 150,
      rest: second.deleted.length === stored.length - 150,
    },
    ...{ left, status: room[0]?.status },
  })}\n`,
);
