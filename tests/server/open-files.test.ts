import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { expect, onTestFinished, test } from 'vitest';
import { leopard } from '../support/command-line.js';
import { picture } from '../support/pictures.js';
import { temporaryFolder } from '../support/server.js';
import { startServing } from '../support/serving.js';

const limited = (files: number) => ['sh', '-c', `ulimit -n ${files} && exec "$@"`, 'sh'];

test.runIf(process.platform === 'linux')(
  'with too few open files nothing begins, and it is said by a code',
  async () => {
    const { exitCode, stderr } = await leopard(['serve'], { under: limited(64) });
    expect(stderr).toMatch(/^TOO_MANY_OPEN_FILES: This process may open 64 files .*ulimit -n 4096/);
    expect(exitCode).toBe(1);
  },
);

test.runIf(process.platform !== 'win32')(
  'a server whose connections have taken all files answers by codes, and goes on when they are gone',
  { timeout: 240_000 },
  async () => {
    const folder = await temporaryFolder();
    onTestFinished(() => folder.remove());
    const LIMIT = 700;
    const server = await startServing({ DATA_FOLDER: folder.path, LOG_LEVEL: 'silent' }, limited(LIMIT));
    onTestFinished(() => server.stop());
    const port = Number(new URL(server.url).port);
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    /** On the one connection that is kept. */
    const ask = async (path: string, body?: object) => {
      const headers = { 'content-type': 'application/json' };
      const asked = request({ port, path, agent, headers, method: body ? 'POST' : 'GET' });
      asked.end(body && JSON.stringify(body));
      const [answer] = (await once(asked, 'response')) as [IncomingMessage];
      return { status: answer.statusCode, body: await text(answer) };
    };
    const graphql = (query: string, variables = {}) => ask('/graphql', { query, variables });
    const store = async (seed: number) =>
      graphql(
        'mutation ($base64: String!) { ingestImages(images: [{ image: { base64: $base64 } }]) { outcomes { status error { code } image { id } } } }',
        { base64: (await picture(seed)).toString('base64') },
      );
    const stored = await store(1);
    const [, id = ''] = /"id":"([0-9a-f]{64})"/.exec(stored.body) ?? [];
    const search = () => graphql('{ search(instruction: "square", limit: 1) { id hits { score } } }');
    const answers = async () => [await search(), await store(2), await ask(`/images/${id}`)];

    const sockets: Socket[] = [];
    for (let n = 0; n < LIMIT; n++) sockets.push(connect(port, '127.0.0.1').on('error', () => undefined));
    await Promise.all(sockets.map((socket) => Promise.race([once(socket, 'connect'), once(socket, 'close')])));
    for (const { status, body } of await answers()) {
      const [, code] = /"code":"(\w+)"/.exec(body) ?? [];
      expect([undefined, 'STORAGE_UNAVAILABLE', 'VECTOR_STORE_UNAVAILABLE', 'ENCODER_UNAVAILABLE']).toContain(code);
      expect([200, 503]).toContain(status);
      expect(body).not.toMatch(/EMFILE|INTERNAL/);
    }
    for (const socket of sockets) socket.destroy();
    await expect
      .poll(async () => (await answers()).map(({ status, body }) => `${status} ${body.includes('"code"')}`), {
        timeout: 60_000,
      })
      .toEqual(['200 false', '200 false', '200 false']);
  },
);
