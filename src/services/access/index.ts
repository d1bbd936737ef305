export { hashKey, KEY_SCOPES, newKey } from './api-key.js';
export { type KeyRing, openKeyRing } from './key-ring.js';
export { newSigningSecret, openSigningSecret } from './signing-secret.js';
