export { readBase64 } from './base64.js';
export { createPictureFetcher, type PictureFetcher, type PictureFetcherOptions } from './fetch-picture.js';
export { type PictureInput } from './types.js';
export { readUpload, type UploadedFile, type UploadLimits } from './upload.js';
