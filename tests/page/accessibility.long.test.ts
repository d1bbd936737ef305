import { accessible } from './support/accessible.js';
import { describeInBrowser } from './support/browser.js';
import { onStage } from './support/on-stage.js';
import { STATES } from './support/states/index.js';

describeInBrowser('accessibility of every state', () => {
  accessible(onStage(), Object.keys(STATES));
});
