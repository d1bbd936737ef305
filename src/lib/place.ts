/**
 * Whether a text that should be a path reads like an address: its first part has a colon, as in `localhost:19530` and `s3://bucket`.
 * Paths that have one begin with `./` or `/`; the letter of a drive is none.
 */
export const readsLikeAddress = (text: string): boolean => /^[^/\\]*:/.test(text) && !/^[a-z]:/i.test(text);

/** Whether it is an address that begins with `http://` or `https://`. */
export const isHttpAddress = (text: string): boolean => /^https?:\/\/./i.test(text) && URL.canParse(text);
