/** The pages speak of the default address; the tests have a server of their own. */
export const atTestServer = (text: string, url: string): string =>
  text.replaceAll(/http:\/\/(?:localhost|127\.0\.0\.1):4000/g, url);
