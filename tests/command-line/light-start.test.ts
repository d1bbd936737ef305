import { expect, it } from 'vitest';
import { leopard } from '../support/command-line.js';

const REFUSE = new URL('support/refuse-services.mjs', import.meta.url).href;
const light = (...parameters: string[]) => leopard(parameters, { settings: { NODE_OPTIONS: `--import ${REFUSE}` } });

it.each([['--version'], ['--help'], ['help', 'serve'], ['serve', '--help'], ['quickstart', '--help']])(
  '%s %s loads nothing of the server: it is answered at once',
  async (...parameters) => {
    const { exitCode, stdout, stderr } = await light(...parameters);
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout).toMatch(/^(\d+\.\d+\.\d+|Usage: leopard)/);
  },
);

it('lists every command without loading one, as the help of each describes it', async () => {
  const { stdout } = await light('--help');
  for (const name of ['quickstart', 'serve', 'models', 'keys', 'ingest', 'search', 'evaluate', 'doctor', 'import']) {
    expect(stdout).toMatch(new RegExp(`^  ${name} +\\w`, 'm'));
  }
});

it('notices what is loaded: a command that works fails under such a watch', async () => {
  const { exitCode, stderr } = await light('embed', '--text', 'a mug');
  expect(exitCode).not.toBe(0);
  expect(stderr).toMatch(/loaded file:\S+\/services\//);
});
