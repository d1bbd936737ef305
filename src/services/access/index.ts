export { hashKey, KEY_SCOPES, newKey, type KeyRecord, type KeyScope } from './api-key.js';
export { changeKeys, keysPath, readKeys } from './key-file.js';
export { type KeyRing, openKeyRing } from './key-ring.js';
export { readSigningSecret } from './signing-secret.js';
