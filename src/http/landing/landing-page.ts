import type { RequestHandler } from 'express';
import { createDocument } from './document.js';

const STYLE = `
:root { font: 16px/1.5 ui-sans-serif, system-ui, sans-serif; --ink: #221a12; --muted: #655a4f; --accent: #a84a06; --ground: #fbf8f4; }
@media (prefers-color-scheme: dark) { :root { --ink: #f4ede4; --muted: #b9ac9d; --accent: #f2a650; --ground: #14110d; } }
body { margin: 12vh auto 0; max-width: 40rem; padding: 0 1.25rem; color: var(--ink); background: var(--ground); }
a { color: var(--accent); }
li { margin: .6rem 0; }
small { color: var(--muted); display: block; }
`;

/** @param root from the page's address to the server's first one */
const body = (root: string) => `    <main>
      <h1>Leopard’s GraphQL endpoint</h1>
      <p>Programs send operations here, as a POST request. In a browser, try them in an explorer:</p>
      <ul>
        <li><a href="${root}explorer/">Explorer</a><small>Ready operations and the documentation of every field. It comes from this server.</small></li>
        <li><a href="${root}sandbox/">Apollo Sandbox</a><small>Opens a page that loads Apollo’s program from apollographql.com. It needs internet, and Apollo sees that you came.</small></li>
      </ul>
      <p>Code generators read the schema here by introspection, or as text at <code>/schema.graphql</code>.</p>
    </main>`;

const pageAt = (root: string) => createDocument({ title: 'Leopard · GraphQL', style: STYLE, body: body(root) });

/** What a person sees who opens the endpoint in a browser. Nothing in it depends on who asks, and it loads nothing. */
export function landingPage(): RequestHandler {
  const [plain, slashed] = [pageAt('./'), pageAt('../')];
  return (request, response) => {
    const { html, policy } = request.originalUrl.endsWith('/') ? slashed : plain;
    response.setHeader('Content-Security-Policy', policy);
    response.type('html').send(html);
  };
}
