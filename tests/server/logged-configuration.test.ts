import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { startTestServer } from '../support/server.js';

it('logs the configuration at the start, and of secrets only whether they are set', async () => {
  const { log } = await startTestServer({ settings: { OPENAI_API_KEY: 'sk-secret', MAX_ALIASES: '12' } });
  const { config } = log.find(({ msg }) => msg === 'starting') as { config: Record<string, Record<string, unknown>> };
  expect(config).toMatchObject({ server: { port: 0 }, limits: { aliases: 12 }, reranker: { apiKey: '(set)' } });
  expect(config['storage']).not.toHaveProperty('vectorStoreToken');
  expect(JSON.stringify(log)).not.toContain('sk-secret');
});

it.each(['OPENAI_BASE_URL', 'HF_ENDPOINT', 'PUBLIC_URL', 'VECTOR_STORE'])(
  'refuses a password within the address of %s, which is logged, without repeating it',
  (setting) => {
    const read = () => readConfig({ [setting]: 'http://somebody:secret@127.0.0.1:9/v1' });
    expect(read).toThrow(new RegExp(`${setting}: .*password`));
    expect(read).not.toThrow(/somebody|secret/);
  },
);
