export { type AddressesFor, createPictureAddresses } from './addresses.js';
export { type Caching, type PictureVisitor } from './headers.js';
export { createPictureRouter, type PictureRouterOptions } from './router.js';
export { type AddressSigner, createAddressSigner } from './signature.js';
