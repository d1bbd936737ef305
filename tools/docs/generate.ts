import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { generatedFiles } from './generated-files.js';

/** Writes what is generated from the code: `npm run docs`. A test refuses drift. */
for (const [path, content] of await generatedFiles()) {
  await writeFile(new URL(`../../${path}`, import.meta.url), content);
  process.stdout.write(`${path}\n`);
}
