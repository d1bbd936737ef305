import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plain, plains } from './support/pictures.js';
import { type TestService, startService } from './support/service.js';

describe('A ranking', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await startService();
  });
  afterEach(async () => {
    expect(service.double.faults).toEqual([]);
    await service.close();
  });

  it('comes with a sentence for each candidate, the reasons for the best, usage and the sheet that the model saw', async () => {
    const query = { image: await plain('#1133aa'), instruction: 'in red' };
    const outcome = await service.reranker.rerank({ query, candidates: await plains(3) });
    expect(outcome).toMatchObject({
      ranking: [
        { index: 2, reason: 'Reason of 2.' },
        { index: 1, reason: 'Reason of 1.' },
        { index: 0, reason: 'Reason of 0.' },
      ],
      explanation: 'It fits best.',
      model: 'gpt-4o',
      usage: { inputTokens: 1000, outputTokens: 200, totalTokens: 1200, estimatedCost: 0.0045 },
      cached: false,
      repaired: false,
    });
    const [call] = service.double.calls;
    const content = call?.body.messages[1]?.content;
    const sent = Array.isArray(content) ? content[1]?.image_url?.url.split(',')[1] : undefined;
    const sheet = await service.reranker.contactSheet(outcome.contactSheet.id);
    expect(sheet && Buffer.from(sheet).toString('base64')).toBe(sent);
  });
});
