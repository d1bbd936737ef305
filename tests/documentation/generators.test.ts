import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, inject, it, onTestFinished } from 'vitest';
import { run } from '../client/support.js';
import { ROOT, titleOf } from '../support/pages.js';
import { atTestServer } from './support/addresses.js';
import { claimedBy } from './support/claims.js';
import type {} from './support/server.js';

const PROGRAM = `
import { graphql } from './gql/index.js';
import type { ImageInput } from './gql/graphql.js';
export const one: ImageInput = { upload: new Blob([]) };
// @ts-expect-error the picture is named in one way only (@oneOf)
export const two: ImageInput = { id: 'a', url: 'https://example.com/a.jpg' };
export const document = graphql(\`query Find($image: ImageInput!) { search(image: $image) { createdAt hits { image { metadata } } } }\`);
`;

it.each(claimedBy('documentation/generators.test.ts').map((block) => [titleOf(block), block] as const))(
  '%s: makes types that compile, from the endpoint',
  async (_title, { code }) => {
    const folder = await mkdtemp(join(tmpdir(), 'leopard-generator-'));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');
    await writeFile(join(folder, 'codegen.yml'), atTestServer(code, inject('documentation').url));
    await writeFile(join(folder, 'program.ts'), PROGRAM);
    const generator = join(ROOT, 'node_modules/@graphql-codegen/cli/cjs/bin.js');
    const generated = await run(process.execPath, [generator, '--config', 'codegen.yml'], folder);
    expect(generated.code, generated.output).toBe(0);
    const flags = ['--module', 'NodeNext', '--target', 'ES2022', '--lib', 'ES2022,DOM', '--strict'];
    const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
    const compiled = await run(process.execPath, [compiler, '--noEmit', ...flags, 'program.ts'], folder);
    expect(compiled).toEqual({ code: 0, output: '' });
  },
);
