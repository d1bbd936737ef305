import { expect, it } from 'vitest';
import { startTestServer } from '../support/server.js';

it('logs the configuration at the start, and of secrets only whether they are set', async () => {
  const { log } = await startTestServer({ settings: { OPENAI_API_KEY: 'sk-secret', MAX_ALIASES: '12' } });
  const { config } = log.find(({ msg }) => msg === 'starting') as { config: Record<string, Record<string, unknown>> };
  expect(config).toMatchObject({ server: { port: 0 }, limits: { aliases: 12 }, reranker: { apiKey: '(set)' } });
  expect(config['storage']).not.toHaveProperty('vectorStoreToken');
  expect(JSON.stringify(log)).not.toContain('sk-secret');
});
