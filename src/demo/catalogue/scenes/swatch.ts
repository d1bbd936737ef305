import type { Theme } from '../names.js';
import { highlight, shadow } from '../palette.js';
import { drawPattern, type SceneBrush } from './scene.js';

/** A piece of cloth with the pattern, filling the picture, with up to three soft folds. */
export function swatch(brush: SceneBrush, theme: Theme): void {
  const { context, random } = brush;
  context.save();
  // At less than 1.15 the corners of the pattern would show when it is turned.
  const scale = random.between(1.15, 1.85);
  context.rotate(random.around(theme.endsWith('stripes') ? 0.06 : 0.25));
  context.scale(scale, scale);
  drawPattern(brush);
  context.restore();
  const folds = random.whole(4);
  for (let fold = 0; fold < folds; fold++) {
    const middle = random.around(75);
    context.save();
    context.rotate(random.between(0, Math.PI));
    const gradient = context.createLinearGradient(middle - 30, 0, middle + 30, 0);
    gradient.addColorStop(0, shadow(0));
    gradient.addColorStop(0.45, shadow(0.26));
    gradient.addColorStop(0.55, highlight(0.2));
    gradient.addColorStop(1, highlight(0));
    context.fillStyle = gradient;
    context.fillRect(-200, -200, 400, 400);
    context.restore();
  }
}
