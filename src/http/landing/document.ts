import { createHash } from 'node:crypto';

export interface Document {
  readonly html: string;
  /** For `Content-Security-Policy`: what the page loads, and nothing else. */
  readonly policy: string;
}

/**
 * A whole page with its style within it.
 * @param sources what the page loads beside that, as directives of a content policy
 */
export function createDocument(
  { title, style, body }: { readonly title: string; readonly style: string; readonly body: string },
  sources: readonly string[] = [],
): Document {
  const hash = createHash('sha256').update(style).digest('base64');
  const html = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <link rel="icon" href="data:," />
    <title>${title}</title>
    <style>${style}</style>
  </head>
  <body>
${body}
  </body>
</html>
`;
  const fixed = [
    "default-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'self'",
    'img-src data:',
  ];
  return { html, policy: [...fixed, `style-src 'sha256-${hash}'`, ...sources].join('; ') };
}
