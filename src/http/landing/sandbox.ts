import { Router } from 'express';
import { createDocument } from './document.js';

const CDN = 'https://embeddable-sandbox.cdn.apollographql.com';
const FRAME = 'https://sandbox.embed.apollographql.com';

/** Apollo's frame asks this page to send its operations: nothing but this server is sent anything. */
const SOURCES = [`script-src 'self' ${CDN}`, `frame-src ${FRAME}`, "connect-src 'self'"];

const STYLE = `
html, body { height: 100%; margin: 0; font: 16px/1.5 ui-sans-serif, system-ui, sans-serif; }
p { padding: 2rem; }
#sandbox { position: absolute; inset: 0; }
iframe { width: 100%; height: 100%; border: 0; background: white; }
`;

const BODY = `    <p>Apollo Sandbox comes from apollographql.com, and has not come. Without internet, there is the <a href="../explorer/">explorer</a>.</p>
    <div id="sandbox"></div>
    <script src="${CDN}/v2/embeddable-sandbox.umd.production.min.js"></script>
    <script src="open.js"></script>`;

/** Uploads need the header; `runTelemetry` would tell Apollo what is done in the page. */
const OPEN = `new window.EmbeddedSandbox({
  target: '#sandbox',
  initialEndpoint: new URL('../graphql', document.baseURI).href,
  initialState: { includeCookies: false, sharedHeaders: { 'apollo-require-preflight': 'true' } },
  endpointIsEditable: false,
  hideCookieToggle: true,
  allowDynamicStyles: false,
  runTelemetry: false,
});
`;

/** Apollo Sandbox at /sandbox/: the one page of this server that loads from elsewhere. A link says so before. */
export function sandboxRouter(): Router {
  const { html, policy } = createDocument({ title: 'Leopard · Apollo Sandbox', style: STYLE, body: BODY }, SOURCES);
  return Router({ strict: true })
    .get('/sandbox', (_request, response) => response.redirect(308, 'sandbox/'))
    .get('/sandbox/', (_request, response) => {
      response.setHeader('Content-Security-Policy', policy);
      // Apollo's frame talks to this page.
      response.removeHeader('Cross-Origin-Opener-Policy');
      response.setHeader('Cache-Control', 'no-cache');
      response.type('html').send(html);
    })
    .get('/sandbox/open.js', (_request, response) => {
      response.setHeader('Cache-Control', 'no-cache');
      response.type('js').send(OPEN);
    });
}
