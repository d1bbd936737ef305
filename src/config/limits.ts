import { z } from 'zod';
import { setting, whole } from './setting.js';

/** Every limit that a client can run into; reported by the field `status`. */
export const limitSettings = z.object({
  uploadBytes: setting(whole(32 * 1024 ** 2, 1), 'MAX_UPLOAD_BYTES', 'Largest picture file, in bytes.'),
  imagePixels: setting(whole(50_000_000, 1), 'MAX_IMAGE_PIXELS', 'Largest picture, in pixels.'),
  imageScans: setting(
    whole(100, 1),
    'MAX_IMAGE_SCANS',
    'Scans of a progressive JPEG: each is one more walk over the whole picture. Encoders write about ten.',
  ),
  decodeTime: setting(
    whole(20_000, 100),
    'MAX_DECODE_MS',
    'Time for decoding one picture, in milliseconds; its decoder is ended then.',
  ),
  pictureMemoryBytes: setting(
    whole(256 * 1024 ** 2, 4),
    'PICTURE_MEMORY_BYTES',
    'Memory for pictures of requests, in bytes: half for those that are fetched from addresses, half for those that were sent; one client gets at most half of either.',
  ),
  filesPerRequest: setting(whole(100, 1), 'MAX_FILES_PER_REQUEST', 'Uploads in one request.'),
  imagesPerIngest: setting(whole(100, 1), 'MAX_IMAGES_PER_INGEST', 'Pictures in one ingestImages.'),
  bodyBytes: setting(
    whole(64 * 1024 ** 2, 1024),
    'MAX_BODY_BYTES',
    'Largest JSON request body, in bytes (base64 pictures travel in it).',
  ),
  bodyDepth: setting(whole(64, 16, 1000), 'MAX_BODY_DEPTH', 'Nesting of a JSON request body.'),
  bodyValues: setting(
    whole(100_000, 100),
    'MAX_BODY_VALUES',
    'Values in a JSON request body, those within lists and objects counted.',
  ),
  documentLength: setting(
    whole(1024 ** 2, 1024),
    'MAX_DOCUMENT_LENGTH',
    'Longest GraphQL document, in characters; its variables are not part of it.',
  ),
  documentTokens: setting(whole(4000, 500), 'MAX_DOCUMENT_TOKENS', 'Words, names and signs of a GraphQL document.'),
  fragments: setting(whole(40, 1), 'MAX_FRAGMENTS', 'Fragments in a GraphQL document: each is compared with each.'),
  introspections: setting(
    whole(4, 1),
    'MAX_INTROSPECTIONS',
    'How often an operation may ask for the schema, aliases within it counted.',
  ),
  concurrentBodies: setting(
    whole(2048, 1),
    'MAX_CONCURRENT_BODIES',
    'Request bodies on their way at a time; one key or address has at most half of them.',
  ),
  bodyMemoryBytes: setting(
    whole(256 * 1024 ** 2, 1024),
    'BODY_MEMORY_BYTES',
    'Memory for request bodies on their way, in bytes; one key or address has at most half of it.',
  ),
  metadataBytes: setting(whole(16 * 1024, 2), 'MAX_METADATA_BYTES', 'Metadata of one picture as JSON, in bytes.'),
  metadataKeys: setting(whole(64, 1), 'MAX_METADATA_KEYS', 'Top-level keys in the metadata of one picture.'),
  metadataDepth: setting(whole(8, 1), 'MAX_METADATA_DEPTH', 'Nesting of metadata.'),
  searchLimit: setting(whole(100, 9, 1000), 'MAX_SEARCH_LIMIT', 'Largest `limit` of a search.'),
  searchWindow: setting(whole(1000, 1, 16384), 'MAX_SEARCH_WINDOW', 'Largest offset + limit in the hits of a search.'),
  searchParts: setting(
    whole(8, 0, 64),
    'MAX_SEARCH_PARTS',
    'Pictures and words in `like` and `unlike` of a search together; each is encoded.',
  ),
  excludedImages: setting(whole(200, 0, 1000), 'MAX_EXCLUDED_IMAGES', 'Ids in `exclude` of a search.'),
  // Not below what the fields have by default.
  listLimit: setting(whole(100, 20, 1000), 'MAX_LIST_LIMIT', 'Largest `first` of a list.'),
  deletionsPerRequest: setting(whole(1000, 1), 'MAX_DELETIONS', 'Pictures deleted in one request.'),
  changesPerRequest: setting(
    whole(1000, 1, 10_000),
    'MAX_CHANGES',
    'Pictures that one updateImages, updateImagesWhere or deleteImagesWhere changes.',
  ),
  filterConditions: setting(whole(32, 1), 'MAX_FILTER_CONDITIONS', 'Conditions in one filter, values of `in` counted.'),
  queryDepth: setting(whole(12, 1), 'MAX_QUERY_DEPTH', 'Nesting of a GraphQL operation.'),
  queryComplexity: setting(
    whole(20_000, 1),
    'MAX_QUERY_COMPLEXITY',
    'Complexity of a GraphQL operation: fields, lists multiplied by their length.',
  ),
  aliases: setting(
    whole(30, 1),
    'MAX_ALIASES',
    'Aliases in a GraphQL operation, its fragments written out wherever they are used; a field selected again beside itself counts as one.',
  ),
  answerBytes: setting(
    whole(8 * 1024 ** 2, 1024),
    'MAX_ANSWER_BYTES',
    'Largest answer to a GraphQL operation, in bytes of JSON.',
  ),
  concurrentRequests: setting(
    whole(256, 1),
    'MAX_CONCURRENT_REQUESTS',
    'GraphQL requests at work at a time, their bodies read; further ones are answered OVERLOADED. One key or address has at most half of them.',
  ),
  rerankCandidates: setting(whole(16, 1, 16), 'MAX_RERANK_CANDIDATES', 'Candidates on a contact sheet.'),
  rankings: setting(
    whole(4, 1),
    'MAX_RANKINGS',
    'Fields `rerank` in one GraphQL operation, each of which may be a paid call; further ones are answered LIMIT_EXCEEDED.',
  ),
  rerankMetadataBytes: setting(
    whole(16 * 1024, 2),
    'MAX_RERANK_METADATA_BYTES',
    'Metadata of all candidates of one ranking that goes to the model, as JSON, in bytes.',
  ),
  requestTime: setting(whole(60_000, 100), 'MAX_REQUEST_MS', 'Time for one request, in milliseconds.'),
  uploadMemoryBytes: setting(
    whole(64 * 1024 ** 2),
    'UPLOAD_MEMORY_BYTES',
    'Memory for uploads that wait to be worked on, in bytes; past it they wait in files of DATA_FOLDER.',
  ),
  uploadIdleMilliseconds: setting(
    whole(15_000, 100),
    'MAX_UPLOAD_IDLE_MS',
    'Time without a byte after which an upload, or any other request body, is given up, in milliseconds.',
  ),
  renditionSide: setting(
    whole(4096, 16, 16383),
    'MAX_RENDITION_SIDE',
    'Largest width and height of a resized picture, in pixels.',
  ),
  renditionQueue: setting(
    whole(512, 1),
    'MAX_RENDITION_QUEUE',
    'Resized pictures that may wait to be made before further ones are answered OVERLOADED.',
  ),
  urlBytes: setting(whole(32 * 1024 ** 2, 1), 'MAX_URL_BYTES', 'Largest picture fetched from an address, in bytes.'),
  urlMilliseconds: setting(
    whole(10_000, 100),
    'MAX_URL_MS',
    'Time for fetching a picture from an address, in milliseconds.',
  ),
  urlRedirects: setting(whole(3, 0, 10), 'MAX_URL_REDIRECTS', 'Redirects followed when a picture is fetched.'),
});
