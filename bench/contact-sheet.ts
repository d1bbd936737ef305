/**
 * Time of a contact sheet of nine candidates, a query picture and an instruction, and how long the event loop waits meanwhile.
 * `npx tsx bench/contact-sheet.ts`: milliseconds from the request to the PNG, pictures in memory, each sheet new.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import sharp from 'sharp';
import { createDecoders } from '../src/services/image-files/decoders/decoders.js';
import { ContactSheets } from '../src/services/reranker/contact-sheet/contact-sheets.js';
import { SheetStore } from '../src/services/reranker/contact-sheet/sheet-store.js';
import { FolderObjects } from '../src/services/storage/objects/folder.js';

const SHEETS = 30;
const SIDE = 1000;

/** A JPEG with the detail of a photograph: smooth colours and some noise. */
async function photograph(number: number): Promise<Buffer> {
  const noise = { type: 'gaussian' as const, mean: 128, sigma: 60 };
  const texture = await sharp({ create: { width: 125, height: 125, channels: 3, background: '#808080', noise } })
    .resize(SIDE, SIDE)
    .tint({ r: (number * 53) % 256, g: (number * 97) % 256, b: (number * 151) % 256 })
    .jpeg({ quality: 85 })
    .toBuffer();
  return texture;
}

const folder = await mkdtemp(join(tmpdir(), 'leopard-bench-'));
const decoders = createDecoders({ milliseconds: 60_000 });
const sheets = new ContactSheets(new SheetStore(await FolderObjects.open(folder), 2 ** 40), {
  pictures: { maximumPixels: 50_000_000 },
  decoders,
  logger: { warn: () => {} },
});
const pictures = await Promise.all(Array.from({ length: 10 }, (_, number) => photograph(number)));
const request = (number: number) => {
  const [query, ...candidates] = pictures.map((bytes, index) => ({
    id: `${index}-${number}`,
    load: async () => bytes,
  }));
  return { query: { image: query, instruction: 'the same thing, but in a warm red' }, candidates };
};
await sheets.make(request(-1));
const times: number[] = [];
const delay = monitorEventLoopDelay({ resolution: 1 });
const before: EventLoopUtilization = performance.eventLoopUtilization();
delay.enable();
const cpuBefore = process.cpuUsage();
let bytes = 0;
for (let number = 0; number < SHEETS; number++) {
  const started = performance.now();
  bytes = (await sheets.make(request(number))).png.length;
  times.push(performance.now() - started);
}
delay.disable();
const cpu = process.cpuUsage(cpuBefore);
const { active } = performance.eventLoopUtilization(before);
times.sort((a, b) => a - b);
const at = (share: number) => (times[Math.floor(share * (times.length - 1))] ?? 0).toFixed(0);
console.log(
  `${SHEETS} sheets of nine ${SIDE} × ${SIDE} JPEGs: median ${at(0.5)} ms, 90 % ${at(0.9)} ms, ${bytes} bytes`,
);
console.log(`processor time, all threads: ${((cpu.user + cpu.system) / 1000 / SHEETS).toFixed(0)} ms a sheet`);
console.log(
  `event loop: ${(active / SHEETS).toFixed(2)} ms busy a sheet, longest delay ${(delay.max / 1e6 - 1).toFixed(1)} ms, 99 % ${(delay.percentile(99) / 1e6 - 1).toFixed(1)} ms`,
);
await sheets.close();
decoders.close();
await rm(folder, { recursive: true });
