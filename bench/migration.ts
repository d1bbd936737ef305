// How long a migration takes: tsx bench/migration.ts [pictures] [dimension]
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStorage } from '../src/services/storage/open.js';
import { OldWriter } from '../tests/migration/old-writer.js';

const [pictures = '100000', dimension = '768'] = process.argv.slice(2);
const COLOURS = ['red', 'green', 'blue', 'black', 'white'];
const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-migration-'));
try {
  const writer = new OldWriter(folder, { dimension: Number(dimension), group: 16 });
  for (let n = 0; n < Number(pictures); n++) {
    const metadata = {
      ...{
        title: `Product ${n}`,
        sku: `S-${n}`,
        price: (n * 7919) % 10_000,
        colour: COLOURS[n % 5] ?? '',
        inStock: n % 3 > 0,
      },
      ...{ tags: [`t${n % 50}`, `u${n % 7}`, 'all'], brand: `brand ${n % 200}`, year: 2000 + (n % 25) },
    };
    writer.put({ text: `picture ${n}`, metadata, second: n, bare: true });
  }
  writer.close();
  let delay = 0;
  let last = performance.now();
  const clock = setInterval(() => {
    delay = Math.max(delay, performance.now() - last - 10);
    last = performance.now();
  }, 10);
  const started = performance.now();
  const storage = await openStorage(folder, {
    create: false,
    migration: { allowed: true, keysFile: undefined, searchSeconds: 3600 },
    logger: { info: () => undefined, warn: console.warn },
  });
  const seconds = (performance.now() - started) / 1000;
  clearInterval(clock);
  const count = await storage.database.images.count();
  await storage.close();
  const { size } = await stat(join(folder, 'leopard.db'));
  console.log(
    `${count} pictures of ${dimension} numbers: ${seconds.toFixed(1)} s, ${size >> 20} MiB, ` +
      `${process.memoryUsage.rss() >> 20} MiB resident at the end, longest wait of the event loop ${delay.toFixed(0)} ms`,
  );
} finally {
  await rm(folder, { recursive: true, force: true });
}
