import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { createHub } from '../../src/services/encoder/models/download/hub.js';
import { leopardHere } from '../support/command-line-here.js';
import { startTestServer } from '../support/server.js';

/** An empty folder that paths are relative to. */
async function emptyPlace(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leopard-place-'));
  const spy = vi.spyOn(process, 'cwd').mockReturnValue(folder);
  onTestFinished(async () => {
    spy.mockRestore();
    await rm(folder, { recursive: true, force: true });
  });
  return folder;
}

it.each(['localhost:19530', '127.0.0.1:19530', '[::1]:19530', 'tcp://milvus:19530', 's3://bucket/v', 'http:/milvus'])(
  'VECTOR_STORE=%s is no folder: the start is refused, the remedy said, and no folder of that name made',
  async (place) => {
    const folder = await emptyPlace();
    vi.stubEnv('VECTOR_STORE', place);
    vi.stubEnv('DATA_FOLDER', join(folder, 'data'));
    const { exitCode, stderr } = await leopardHere('serve').finally(() => vi.unstubAllEnvs());
    expect(stderr).toMatch(/^CONFIGURATION_INVALID: .*VECTOR_STORE: .*begins with http:\/\/ .*a path with a colon/);
    expect(exitCode).toBe(1);
    expect(await readdir(folder)).toEqual([]);
  },
);

it('leopard reindex fills no such place either, alone or beside a server', async () => {
  const folder = await emptyPlace();
  const { exitCode, stderr } = await leopardHere('reindex', '--to', 'localhost:19530', '--data-folder', folder);
  expect(stderr).toMatch(/--to .*begins with http:/);
  expect(exitCode).toBe(2);

  const { dataFolder, url } = await startTestServer();
  const { token } = JSON.parse(await readFile(join(dataFolder, 'lock.holder'), 'utf8')) as { token: string };
  const answer = await fetch(`${url}/reindex`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ to: 'localhost:19530' }),
  });
  expect(await answer.json()).toMatchObject({ error: { code: 'VECTOR_STORE_ADDRESS_INVALID' } });
  expect(await readdir(folder)).toEqual([]);
});

it.each([
  ['VECTOR_STORE', ['vectors', './localhost:19530', '/srv/a:b', 'C:\\vectors', 'milvus.db', 'https://milvus.example']],
  ['DATA_FOLDER', ['data', './a:b', 'C:/data']],
  ['HOST', ['0.0.0.0', '::', 'leopard.local', 'fe80::1%eth0']],
  ['ALLOWED_HOSTS', ['leopard.example, inside:4000', '*', '[::1]', 'bücher.example']],
  ['CORS_ORIGINS', ['https://shop.example, http://localhost:5173', '*', 'null', 'capacitor://localhost']],
  ['URL_HOSTS', ['example.com, *.example.org', '192.0.2.1']],
  ['URL_PORTS', ['443, 8080', '*']],
])('%s takes what can be meant', (setting, values) => {
  for (const value of values) expect(readConfig({ [setting]: value })).toBeDefined();
});

it.each([
  ['DATA_FOLDER', ['postgres://db/leopard', 's3://bucket', 'localhost:5432'], /begins with \.\//],
  ['MODELS_FOLDER', ['https://huggingface.co', 'hub:443'], /begins with \.\//],
  ['HOST', ['http://0.0.0.0', 'localhost:4000', '[::1]'], /the port is PORT/],
  ['PUBLIC_URL', ['localhost:4000', 'leopard.example', 'ftp://leopard.example'], /such as https:/],
  ['OPENAI_BASE_URL', ['localhost:11434', 'tcp://localhost:11434'], /such as https:/],
  ['HF_ENDPOINT', ['huggingface.co', 'mirror:8080'], /such as https:/],
  ['RELEASES_ENDPOINT', ['github.com'], /such as https:/],
  ['ALLOWED_HOSTS', ['https://leopard.example', 'leopard.example/a', '*.example.com'], /without https:/],
  [
    'CORS_ORIGINS',
    ['localhost:3000', 'https://shop.example/', 'https://shop.example/a', 'HTTPS://x.example'],
    /origin/,
  ],
  ['URL_HOSTS', ['https://example.com', 'example.com:443', '*'], /without a port/],
  ['URL_PORTS', ['https', '0', '70000'], /port numbers/],
])(
  '%s refuses what would never be what was meant, by a sentence that does not repeat it',
  (setting, values, remedy) => {
    for (const value of values) {
      const read = () => readConfig({ [setting]: value });
      expect(read, value).toThrow(expect.objectContaining({ code: 'CONFIGURATION_INVALID' }));
      expect(read, value).toThrow(remedy);
    }
  },
);

it('a proxy without a scheme is refused when the hub is asked, without its password', () => {
  const hub = { endpoint: 'https://hub.example', offline: false, timeoutSeconds: 1 };
  const make = () => createHub({ ...hub, httpsProxy: 'somebody:secret@proxy.example:3128' });
  expect(make).toThrow(expect.objectContaining({ code: 'PROXY_INVALID' }));
  expect(make).not.toThrow(/secret/);
});
