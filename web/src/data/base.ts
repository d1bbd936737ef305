/**
 * Where the server begins, with a slash at its end: the page is its root, behind a proxy perhaps a path such as
 * `https://shop.example/leopard/`. All addresses of the page are made from here.
 */
export const base = new URL('.', location.href);

/** An absolute address of the server. @param path without a slash at its beginning, such as `graphql` */
export const addressAt = (path: string): string => new URL(path, base).href;
