import type { InferenceService } from './inference-service.js';

/** Settings of a server whose encoder is the service. */
export const settingsFor = (service: InferenceService, more: Readonly<Record<string, string>> = {}) => ({
  ENCODER_URL: service.url,
  MODEL: 'test/embedder',
  ENCODER_START_SECONDS: '0',
  ...more,
});
