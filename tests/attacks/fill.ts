import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { picture } from '../support/pictures.js';

const PICTURES = 100;

/** Pictures with metadata, of which an answer can be made long. */
export async function fillFromCommandLine(leopard: string, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const pictures = join(folder, 'pictures');
  await mkdir(pictures);
  const lines: string[] = [];
  for (let number = 0; number < PICTURES; number++) {
    await writeFile(join(pictures, `${number}.png`), await picture(number));
    lines.push(JSON.stringify({ file: `${number}.png`, metadata: { number, text: 'x'.repeat(8000) } }));
  }
  await writeFile(join(pictures, 'list.jsonl'), lines.join('\n'));
  await promisify(execFile)(process.execPath, [leopard, 'ingest', join(pictures, 'list.jsonl')], { env });
}
