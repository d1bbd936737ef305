import { expect, it } from 'vitest';
import { send } from '../support/graphql.js';
import { startTestServer } from '../support/server.js';
import { fillShop } from './support.js';

// No search of the page may warn a visitor of what the operator has mistyped.
it('does without a key of PAGE_DISTINCT that no picture has, and tells the log once, as soon as there are pictures', async () => {
  const { endpoint, log } = await startTestServer({ settings: { PAGE_DISTINCT: 'produkt' } });
  const told = () => log.filter(({ pageDistinct }) => pageDistinct !== undefined);
  const inUse = () => send(endpoint, '{ status { page { distinct } } }');
  const none = { data: { status: { page: { distinct: null } } } };
  expect(await inUse()).toMatchObject(none);
  expect(told()).toEqual([]);
  const [first] = await fillShop(endpoint, 1);
  expect(await inUse()).toMatchObject(none);
  expect(await inUse()).toMatchObject(none);
  expect(told()).toMatchObject([{ level: 40, msg: expect.stringContaining('Did you mean "product"?') }]);
  const change = 'mutation ($id: ID!) { updateImages(ids: [$id], set: { produkt: "mug" }) { updated } }';
  await send(endpoint, change, { id: first?.id });
  expect(await inUse()).toMatchObject({ data: { status: { page: { distinct: 'produkt' } } } });
});
