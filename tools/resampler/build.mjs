// Compiles tools/resampler/resampler.ts into a TypeScript module that carries the binary.
// With --check it writes nothing and fails where the committed module differs.
import { readFile, writeFile } from 'node:fs/promises';
import { Buffer } from 'node:buffer';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import asc from 'assemblyscript/asc';

const OUTPUT = new URL('../../src/services/encoder/preprocessing/resampler-binary.ts', import.meta.url);

/** Text of the generated module. Deterministic for one version of the compiler. */
export async function compileResampler() {
  const source = await readFile(new URL('resampler.ts', import.meta.url), 'utf8');
  const { error, stderr, binary } = await asc.compileString(
    { 'resampler.ts': source },
    { optimizeLevel: 3, shrinkLevel: 1, runtime: 'stub', enable: ['simd'], noAssert: true },
  );
  if (error || !binary) throw new Error(`The resampler does not compile.\n${stderr.toString()}`);
  const base64 = Buffer.from(binary).toString('base64');
  const lines = base64.match(/.{1,110}/g) ?? [];
  return [
    '// Generated from tools/resampler/resampler.ts by `npm run build:resampler`. Do not edit.',
    '',
    `/** The WebAssembly module (${binary.length} bytes) in base64. */`,
    'export const RESAMPLER_BINARY =',
    ...lines.map((line, index) => `  '${line}'${index === lines.length - 1 ? ';' : ' +'}`),
    '',
  ].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const module = await compileResampler();
  if (!process.argv.includes('--check')) await writeFile(OUTPUT, module);
  else if (module !== (await readFile(OUTPUT, 'utf8'))) throw new Error('Run `npm run build:resampler` and commit it.');
}
