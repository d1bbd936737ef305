import { spawn } from 'node:child_process';
import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SetupError } from '../../lib/errors.js';
import { detectFormat } from '../../services/image-files/formats.js';
import type { FoundHit } from './types.js';

/** The program of the system that shows a file or an address; it gets the place as an argument, never through a shell. */
const VIEWERS: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: ['open'],
  win32: ['rundll32', 'url.dll,FileProtocolHandler'],
};
const ELSEWHERE = ['xdg-open'];

/** Shows a file or an http(s) address. @throws SetupError VIEWER_MISSING */
export async function openViewer(place: string): Promise<void> {
  const [program = 'xdg-open', ...before] = VIEWERS[process.platform] ?? ELSEWHERE;
  await new Promise<void>((resolve, reject) => {
    const viewer = spawn(program, [...before, place], { stdio: 'ignore', detached: true });
    viewer.on('spawn', () => {
      viewer.unref();
      resolve();
    });
    viewer.on('error', (cause) => {
      const message = `${program}, which would show ${place}, cannot be started. Leave out --open and open it yourself.`;
      reject(new SetupError('VIEWER_MISSING', message, { cause }));
    });
  });
}

/**
 * What to show of a hit: its address, or a copy under a name by which viewers know its type. The ending is that of its
 * content: a picture that somebody stored as `page.html` does not open in a browser.
 */
export async function viewable({ location, id }: FoundHit): Promise<string> {
  if (/^https?:/.test(location)) return location;
  const bytes = await readFile(location);
  const extension = (await detectFormat(bytes)).replace('image/', '.');
  const copy = join(await mkdtemp(join(tmpdir(), 'leopard-')), `${id.slice(0, 12)}${extension}`);
  await writeFile(copy, bytes);
  return copy;
}
