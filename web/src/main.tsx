import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.js';
import { speak } from './i18n/i18n.js';
import { chosenLocale } from './i18n/locales.js';
import './styles/index.css';

const root = document.getElementById('root');
if (!root) throw new Error('The page has no #root');
await speak(chosenLocale());
// Typed into the document's own form while the scripts were on their way.
const typed = document.querySelector<HTMLTextAreaElement>('#instruction');
const wasTyping = typed !== null && document.activeElement === typed;
const instruction = typed?.value ?? '';
createRoot(root).render(
  <StrictMode>
    <App instruction={instruction.trimEnd()} typing={wasTyping} asked={instruction.endsWith('\n')} />
  </StrictMode>,
);
