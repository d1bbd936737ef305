import type { RenderOptions } from 'altair-static';
import { type ReadyOperation, readyOperations } from './operations.js';

/** Beside the page: its content policy allows no script within it. */
export const OPTIONS_SCRIPT = 'leopard-options.js';

/** Of what Altair keeps in the browser; another name starts with the ready operations anew. */
const NAMESPACE = 'leopard-explorer_';

const HEADERS = { 'apollo-require-preflight': 'true' };

export function explorerOptions(operations: readonly ReadyOperation[]): RenderOptions {
  return {
    baseURL: './',
    serveInitialOptionsInSeperateRequest: OPTIONS_SCRIPT,
    initialHeaders: HEADERS,
    initialSettings: { 'alert.disableUpdateNotification': true, 'banners.disable': true },
    initialWindows: operations.map(({ name, query, variables }) => ({
      initialName: name,
      initialQuery: query,
      initialVariables: variables,
      initialHeaders: HEADERS,
    })),
    instanceStorageNamespace: NAMESPACE,
    disableAccount: true,
  };
}

/**
 * Altair comes up on the last of its windows, with documentation and variables folded up and the schema not loaded, and has no
 * setting for any of these. Here it comes up on the first, with all of them. It keeps what a person does; who left
 * another window than the last finds that one again.
 */
const OPENING = `
const shown = (selector) => [...document.querySelectorAll(selector)].find((element) => element.offsetParent !== null);
const ACTIVE = 'window-switcher__item--active';
const steps = [
  () => {
    const tabs = [...document.querySelectorAll('app-window-switcher-item .window-switcher__item')];
    if (tabs.length < options.initialWindows.length || !tabs.some((tab) => tab.classList.contains(ACTIVE))) return false;
    if (tabs.at(-1).classList.contains(ACTIVE)) tabs[0].click();
    else steps.length = 1;
    return true;
  },
  () => clicked(shown('[track-id=reload_docs]')),
  () => shown('[track-id=show_docs].url-box__button--active') || clicked(shown('[track-id=show_docs]')),
  () => shown('.variables-editor .cm-content') || clicked(shown('[track-id=toggle_variables]')),
];
const clicked = (element) => {
  element?.click();
  return element;
};
const proceed = () => {
  while (steps.length > 0 && steps[0]()) steps.shift();
  if (steps.length === 0) observer.disconnect();
};
// Altair brings its windows up one after the other: the first step waits until they stand still.
let waiting;
const observer = new MutationObserver(() => {
  clearTimeout(waiting);
  waiting = setTimeout(proceed, 150);
});
observer.observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['class'] });
`;

/**
 * The script that starts Altair. Altair sends nothing to a relative address, and only the browser knows where it found
 * the explorer: the endpoint is beside that.
 */
export function optionsScript(options: { readonly canRank: boolean }): string {
  return `const options = ${JSON.stringify(explorerOptions(readyOperations(options)), null, 2)};
const endpointURL = new URL('../graphql', document.baseURI).href;
AltairGraphQL.init({
  ...options,
  endpointURL,
  initialWindows: options.initialWindows.map((one) => ({ ...one, endpointURL })),
});
${OPENING}`;
}
