import { onTestFinished } from 'vitest';
import { readConfig } from '../../src/config/index.js';
import { sha256 } from '../../src/lib/hash.js';
import type { ObservableEncoder } from '../../src/services/encoder/encoder.js';
import { openConfiguredEncoder, type OpenOptions } from '../../src/services/encoder/open.js';
import type { EncoderImage } from '../../src/services/encoder/types.js';
import { picture } from '../support/pictures.js';
import { InferenceService, type Behaviour } from './inference-service.js';

export async function startService(behaviour: Behaviour = {}): Promise<InferenceService> {
  const service = await InferenceService.start(behaviour);
  onTestFinished(() => service.kill());
  return service;
}

/** The encoder that the settings ask for, closed with the test, and what it told the operator. */
export async function openEncoder(
  settings: Readonly<Record<string, string>>,
  options: OpenOptions = {},
): Promise<{ encoder: ObservableEncoder; notices: string[] }> {
  const notices: string[] = [];
  const encoder = await openConfiguredEncoder(readConfig(settings), {
    onNotice: (notice) => notices.push(notice),
    ...options,
  });
  onTestFinished(() => encoder.close());
  return { encoder, notices };
}

export async function testImage(seed: number): Promise<EncoderImage> {
  const bytes = await picture(seed);
  return { id: sha256(bytes), load: async () => bytes };
}
