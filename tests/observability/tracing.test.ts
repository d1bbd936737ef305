import { afterAll, beforeAll, expect, it } from 'vitest';
import { SPANS } from '../../src/services/spans.js';
import { startOpenAiDouble, type OpenAiDouble } from '../reranker/support/openai-double.js';
import { fill } from '../support/collection.js';
import { send, upload } from '../support/graphql.js';
import { pictureFile } from '../support/pictures.js';
import { startTestServer, temporaryFolder, type TestServer } from '../support/server.js';
import { startServing } from '../support/serving.js';
import { type CollectorDouble, startCollector } from './collector-double.js';

const SEARCH = `query Traced($image: Upload!) {
  search(image: { upload: $image }, instruction: "in red", limit: 3) { hits { score } rerank { explanation } }
}`;
const CALLER = '4bf92f3577b34da6a3ce929d0e0e4736';

let collector: CollectorDouble;
let openai: OpenAiDouble;
let server: TestServer;
let searchRequest: string | null;

beforeAll(async () => {
  [collector, openai] = await Promise.all([startCollector(), startOpenAiDouble()]);
  server = await startTestServer({
    stopWithTest: false,
    settings: {
      OTEL_EXPORTER_OTLP_ENDPOINT: `${collector.url}/`,
      OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=the%20secret',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=tests',
      OPENAI_BASE_URL: openai.url,
      OPENAI_API_KEY: 'sk-test',
    },
  });
  await fill(server.endpoint, 3);
  const headers = { traceparent: `00-${CALLER}-00f067aa0ba902b7-01` };
  const answer = await upload(server.endpoint, SEARCH, { image: await pictureFile(7) }, { headers });
  expect(answer.errors).toBeUndefined();
  searchRequest = answer.headers.get('x-request-id');
  await send(server.endpoint, '{ searchResult(id: "nothing") { id } }');
  await fetch(`${server.url}/healthz`);
  // What waits is sent before a server is gone.
  await server.stop();
});
afterAll(() => Promise.all([collector.close(), openai.close()]));

const named = (name: string) => collector.spans.filter((span) => span.name === name);
const ofSearch = () => collector.spans.filter(({ traceId }) => traceId === CALLER);

it('a search with ranking is one trace: of the caller’s, with a span for every stage', () => {
  expect(collector.faults).toEqual([]);
  const spans = ofSearch();
  const request = spans.find(({ name }) => name === 'POST /graphql');
  expect(request?.parent).toBe('00f067aa0ba902b7');
  expect(request?.attributes).toMatchObject({
    'http.response.status_code': '200',
    'graphql.operation.name': 'Traced',
    'leopard.request_id': searchRequest,
  });
  const below = (parent?: string): string[] =>
    spans.filter((span) => span.parent === parent).flatMap((span) => [span.name, ...below(span.id)]);
  // The ranking looks deeper than the page does: a second vector search.
  expect([...new Set(below(request?.id))].sort()).toEqual([
    'decode',
    'encode',
    'fuse',
    'rerank',
    'vector search',
    'vision',
  ]);
  for (const { milliseconds } of spans) expect(milliseconds).toBeLessThanOrEqual((request?.milliseconds ?? 0) + 1);
});

it('ingestion has a span for storing each picture; every span that is declared is seen', () => {
  expect(named('store').length).toBeGreaterThanOrEqual(3);
  for (const { parent } of named('store')) expect(named('POST /graphql').map(({ id }) => id)).toContain(parent);
  for (const name of SPANS) expect(named(name), name).not.toEqual([]);
});

it('says which server it is, shows the collector its key, and neither the log nor a span has a secret or a text of a client', () => {
  expect(collector.spans[0]?.resource).toMatchObject({
    'service.name': 'leopard',
    'service.version': expect.stringMatching(/^\d/),
    'deployment.environment.name': 'tests',
  });
  expect(collector.headers[0]?.['x-api-key']).toBe('the secret');
  expect(JSON.stringify(server.log)).not.toContain('the secret');
  expect(JSON.stringify(collector.spans)).not.toContain('in red');
});

it('the log has the trace’s id beside the request’s; what machines ask all the time is not traced', () => {
  const lines = server.log.filter(({ requestId }) => requestId === searchRequest);
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines) expect(line['traceId']).toBe(CALLER);
  expect(collector.spans.map(({ name }) => name).filter((name) => name.startsWith('GET'))).toEqual([]);
});

it('loads nothing of OpenTelemetry where it is not asked for, and none where it is switched off', async () => {
  const refuse = `--import ${new URL('refuse-tracing.mjs', import.meta.url).href}`;
  const settings = { NODE_OPTIONS: refuse, OTEL_SDK_DISABLED: 'true', OTEL_EXPORTER_OTLP_ENDPOINT: collector.url };
  const { path, remove } = await temporaryFolder();
  const process = await startServing({ ...settings, DATA_FOLDER: path });
  expect(await send(`${process.url}/graphql`, '{ status { images } }')).toMatchObject({ status: 200 });
  await process.stop();
  await remove();
});
