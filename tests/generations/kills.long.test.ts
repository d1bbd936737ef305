import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/server.js';
import { killSwitchRounds } from './switch-rounds.js';

it('a switch of models goes on after kill -9, and both indexes hold in the end what fresh ones would', async () => {
  const folder = await temporaryFolder();
  expect(await killSwitchRounds(folder.path, { rounds: 3, pictures: 12, seed: 7 })).toMatchObject({ faults: [] });
  await folder.remove();
}, 240_000);
