import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readDockerfile } from '../container/dockerfile.js';
import { COMMANDS, expectUsable, read } from './usable.js';

it('the Dockerfile sets what there is, runs as nobody in particular, and asks an address that answers', async () => {
  const { environment, user, entrypoint, healthcheck } = await readDockerfile();
  expectUsable('Dockerfile', environment);
  expect(user).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  expect(entrypoint).toEqual(['leopard']);
  expect(healthcheck.join(' ')).toContain('/healthz');
});

it('the systemd unit sets what there is', async () => {
  const unit = await read('leopard.service');
  const pairs = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, line = '']) => line.split(' '));
  expectUsable('leopard.service', Object.fromEntries(pairs.map((pair) => pair.split('=') as [string, string])));
  expect(COMMANDS).toContain(/^ExecStart=\S+\/leopard (\w+)$/m.exec(unit)?.[1]);
});

const verifier = spawnSync('systemd-analyze', ['--version']).status === 0;
it.skipIf(!verifier)('systemd understands every line of the unit', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-unit-'));
  const file = join(folder, 'leopard.service');
  // The command need not be installed here.
  await writeFile(file, (await read('leopard.service')).replace('/usr/local/bin/leopard serve', process.execPath));
  const { status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' });
  await rm(folder, { recursive: true });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});
