import type { Operation } from '../../image-files/decoders/operation.js';
import { type RenderTask, render } from './render.js';

const rendition: Operation<RenderTask, null> = async (file, task) => ({ facts: null, bytes: await render(file, task) });

export default rendition;
